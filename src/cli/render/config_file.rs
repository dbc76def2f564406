//! What is wrong in a configuration file, under its lines.
//!
//! Owns the layout, which is that of mistakes in policies; the words come with the mistakes.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, normalize_untrusted_str};

use super::diagnostic::{plural, span};
use super::look::Look;
use super::output::print_error;
use crate::cli::config::{InvalidFile, Mistake};
use crate::policy::Sources;

/// Shows on standard error why a configuration file can't be used.
pub(crate) fn show_invalid_file(InvalidFile { sources, mistakes }: &InvalidFile) {
    let look = Look::of_stderr();
    let renderer = if look.colour { Renderer::styled() } else { Renderer::plain() }.term_width(look.width);
    let shown = mistakes.iter().map(|mistake| renderer.render(&[group(mistake, sources)]) + "\n\n");
    print_error(&format!("{}{} in the configuration file\n", shown.collect::<String>(), count(mistakes)));
}

fn count(mistakes: &[Mistake]) -> String {
    plural(mistakes.len(), "error")
}

fn group<'a>(mistake: &'a Mistake, sources: &'a Sources) -> Group<'a> {
    let group = Group::with_title(Level::ERROR.primary_title(mistake.message.as_str()));
    let file = sources.get(mistake.place.source);
    let group = match file {
        Some(file) => {
            let annotation = AnnotationKind::Primary.span(span(mistake.place, file.text()));
            group.element(Snippet::source(file.text()).path(file.name()).annotation(annotation))
        }
        None => group,
    };
    match &mistake.help {
        Some(help) => group.element(Level::HELP.message(normalize_untrusted_str(help))),
        None => group,
    }
}
