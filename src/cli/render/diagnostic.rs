//! A policy author's mistakes under their source lines.
//!
//! Owns the layout, which is that of the Rust compiler; the words come with the diagnostics.

use std::collections::BTreeSet;
use std::ops::Range;

use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Patch, Renderer, Snippet, normalize_untrusted_str,
};

use super::look::Look;
use super::output::print_error;
use crate::policy::{Diagnostic, Fix, Label, Place, Rejection, Severity, SourceFile, SourceId, Sources};

/// Shows on standard error why policy files can't be used: every mistake, and how many there are.
pub fn render_rejection(rejection: &Rejection) {
    print_error(&rejection_text(rejection, Look::of_stderr()));
}

/// Every mistake as [`render_rejection`] shows it, without colour and for 100 columns.
pub fn diagnostics_text(rejection: &Rejection) -> String {
    rejection_text(rejection, Look::PLAIN)
}

fn rejection_text(Rejection { sources, diagnostics }: &Rejection, look: Look) -> String {
    format!("{}{} in {}\n", snippets_text(diagnostics, sources, look), count(diagnostics), files(diagnostics))
}

/// Every diagnostic under its source lines, with an empty line after each; errors last, where the eye is.
pub(super) fn snippets_text(diagnostics: &[Diagnostic], sources: &Sources, look: Look) -> String {
    let renderer = if look.colour { Renderer::styled() } else { Renderer::plain() }.term_width(look.width);
    let of = |severity| diagnostics.iter().filter(move |diagnostic| diagnostic.severity() == severity);
    let in_order = of(Severity::Warning)
        .chain(of(Severity::Error))
        .map(|diagnostic| renderer.render(&groups(diagnostic, sources)));
    in_order.fold(String::new(), |so_far, one| so_far + &one + "\n\n")
}

/// How many mistakes there are.
pub(super) fn count(diagnostics: &[Diagnostic]) -> String {
    let of = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity() == severity).count();
    match of(Severity::Warning) {
        0 => plural(of(Severity::Error), "error"),
        warnings => format!("{}, {}", plural(of(Severity::Error), "error"), plural(warnings, "warning")),
    }
}

/// How many files they are in.
pub(super) fn files(diagnostics: &[Diagnostic]) -> String {
    let files: BTreeSet<_> = diagnostics.iter().map(|diagnostic| diagnostic.primary.place.source).collect();
    plural(files.len(), "file")
}

/// A number with what it counts.
pub(super) fn plural(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// The mistake, and the edit that puts it right where there is one.
fn groups<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<Group<'a>> {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.name());
    let group = Group::with_title(title).elements(snippets(diagnostic, sources));
    let help = diagnostic.help.as_deref().map(normalize_untrusted_str);
    let patch = diagnostic.fix.as_ref().and_then(|fix| patch(fix, sources));
    match (help, patch) {
        (help, Some(patch)) => {
            let title = Level::HELP.secondary_title(help.unwrap_or_else(|| "change this".to_owned()));
            vec![group, Group::with_title(title).element(patch)]
        }
        (Some(help), None) => vec![group.element(Level::HELP.message(help))],
        (None, None) => vec![group],
    }
}

fn patch<'a>(fix: &'a Fix, sources: &'a Sources) -> Option<Snippet<'a, Patch<'a>>> {
    let file = sources.get(fix.place.source)?;
    let (start, end) = (boundary(file.text(), fix.place.start as usize), boundary(file.text(), fix.place.end as usize));
    let patch = Patch::new(start..end.max(start), fix.replacement.as_str());
    Some(Snippet::source(file.text()).path(file.name()).patch(patch))
}

/// One snippet for each file, that of the primary place first.
fn snippets<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<Element<'a>> {
    let mut files: Vec<(SourceId, Vec<Annotation<'a>>)> = Vec::new();
    let related = diagnostic.related.iter().map(|label| (AnnotationKind::Context, label));
    for (kind, label) in std::iter::once((AnnotationKind::Primary, &diagnostic.primary)).chain(related) {
        let source = label.place.source;
        let Some(file) = sources.get(source) else { continue };
        let annotation = annotation(kind, label, file);
        match files.iter_mut().find(|(id, _)| *id == source) {
            Some((_, annotations)) => annotations.push(annotation),
            None => files.push((source, vec![annotation])),
        }
    }
    let snippets = files.into_iter().filter_map(|(id, annotations)| {
        let file = sources.get(id)?;
        Some(Snippet::source(file.text()).path(file.name()).annotations(annotations).into())
    });
    snippets.collect()
}

fn annotation<'a>(kind: AnnotationKind, label: &'a Label, file: &SourceFile) -> Annotation<'a> {
    let annotation = kind.span(span(label.place, file.text()));
    if label.text.is_empty() { annotation } else { annotation.label(label.text.as_str()) }
}

/// The bytes to underline: the place's first line, which is what a person looks for, and never beyond the text.
pub(super) fn span(place: Place, text: &str) -> Range<usize> {
    let start = boundary(text, place.start as usize);
    let end = boundary(text, place.end as usize).max(start);
    let first_line = text[start..end].lines().next().unwrap_or_default().trim_end();
    start..start + first_line.len()
}

fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|index| text.is_char_boundary(*index)).unwrap_or(0)
}
