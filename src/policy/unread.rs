//! Documents that could not be read, and what they might have defined.
//!
//! Owns which mistakes are held back because of them: to call a name unknown that stands in one of them would send its
//! author to the wrong place.

use std::collections::HashSet;

use super::diagnostic::{Diagnostic, Severity};
use super::source::{Place, SourceFile, Sources};
use super::yaml::Node;

/// The stretches of the files that could not be read.
#[derive(Default)]
pub struct Unread(Vec<Place>);

impl Unread {
    /// Adds the stretches between the documents read of a file, as far as a mistake that was found in it stands there.
    pub fn add_beside(&mut self, read: &[Node], found: &[Diagnostic], file: &SourceFile) {
        let errors = found.iter().filter(|diagnostic| diagnostic.severity() == Severity::Error);
        for at in errors.map(|diagnostic| diagnostic.primary.place) {
            let read = || read.iter().map(|node| node.place);
            if !read().any(|place| contains(place, at)) {
                let start = read().map(|place| place.end).filter(|end| *end <= at.start).max();
                let end = read().map(|place| place.start).filter(|start| *start >= at.end).min();
                let end = end.unwrap_or_else(|| u32::try_from(file.text().len()).unwrap_or(u32::MAX));
                self.add(Place { start: start.unwrap_or(0), end, ..at });
            }
        }
    }

    /// Adds a document that can't be understood.
    pub fn add(&mut self, place: Place) {
        if !self.0.contains(&place) {
            self.0.push(place);
        }
    }

    /// Holds back what calls a name unknown that stands in one of them, and says there how many mistakes that is.
    pub fn hold_back(self, found: &mut Vec<Diagnostic>, sources: &Sources) {
        for place in self.0 {
            let names = names(place, sources);
            let before = found.len();
            found.retain(|diagnostic| !diagnostic.unknown.as_deref().is_some_and(|name| names.contains(name)));
            let held_back = before - found.len();
            if held_back > 0
                && let Some(cause) = found.iter_mut().find(|diagnostic| contains(place, diagnostic.primary.place))
            {
                cause.help = Some(with_count(cause.help.take(), held_back));
            }
        }
    }
}

fn contains(whole: Place, part: Place) -> bool {
    whole.source == part.source && whole.start <= part.start && part.end <= whole.end
}

/// Everything in a stretch that could be a name.
fn names(place: Place, sources: &Sources) -> HashSet<&str> {
    let text = sources.get(place.source).and_then(|file| file.text().get(place.start as usize..place.end as usize));
    let is_in_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    text.unwrap_or_default().split(|c: char| !is_in_name(c)).collect()
}

fn with_count(help: Option<String>, held_back: usize) -> String {
    let mistakes = if held_back == 1 { "1 mistake".to_owned() } else { format!("{held_back} mistakes") };
    let count = format!("until it can be read, {mistakes} elsewhere that may come from it alone are not shown");
    help.map_or_else(|| count.clone(), |help| format!("{help}; {count}"))
}
