//! The edits that put mistakes right.
//!
//! Owns when an edit is certain: it offers none that a person would have to think about. It edits nothing.

use super::code::Code;
use super::diagnostic::{Diagnostic, Fix};
use super::source::{Place, Sources};

/// The most single edits between a slip and the word that was meant.
const SLIPS_MAX: usize = 2;

/// The edit that puts the only near word in the place of an unknown one, where it can be nothing but a slip.
pub fn only_near(word: &str, near: &[String], place: Place) -> Option<Fix> {
    let [only] = near else { return None };
    is_slip(word, only).then(|| Fix { place, replacement: only.clone() })
}

/// Numbers tell articles and phases apart, so another number is never a slip.
fn is_slip(word: &str, meant: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let slips = if meant.chars().count() < 5 { 1 } else { SLIPS_MAX };
    let close = || strsim::osa_distance(&word.to_lowercase(), &meant.to_lowercase()) <= slips;
    is_habit(word, meant) || (digits(word) == digits(meant) && close())
}

/// Of codes, only one that is written by habit for another, or in other case, counts as near.
fn is_habit(word: &str, meant: &str) -> bool {
    word.len() == 2 && meant.len() == 2
}

/// The edit that adds a word at the end of a list, after the last one.
pub fn append(after: Place, word: &str) -> Fix {
    Fix { place: Place { start: after.end, ..after }, replacement: word.to_owned() }
}

/// Fits the edits to how their files are written, and drops those that do not fit.
pub fn settle(diagnostics: &mut [Diagnostic], sources: &Sources) {
    let unknown: Vec<Place> = diagnostics
        .iter()
        .filter(|diagnostic| matches!(diagnostic.code, Code::UnknownWord | Code::UnknownReference))
        .map(|diagnostic| diagnostic.primary.place)
        .collect();
    for diagnostic in diagnostics {
        // Quotes around a word that nothing knows put nothing right.
        let in_vain = diagnostic.code == Code::AmbiguousScalar && unknown.contains(&diagnostic.primary.place);
        diagnostic.fix = diagnostic.fix.take().filter(|_| !in_vain).and_then(|fix| fitted(fix, sources));
    }
}

fn fitted(fix: Fix, sources: &Sources) -> Option<Fix> {
    let text = sources.get(fix.place.source)?.text();
    let (start, end) = (fix.place.start as usize, fix.place.end as usize);
    let written = text.get(start..end)?;
    if written.is_empty() {
        let replacement = separated(&fix.replacement, text.get(..start)?, text.get(start..)?)?;
        return Some(Fix { replacement, ..fix });
    }
    match written.chars().next() {
        Some(quote @ ('"' | '\'')) => Some(Fix { replacement: format!("{quote}{}{quote}", fix.replacement), ..fix }),
        _ => Some(fix),
    }
}

/// The next word of a list in the style of the one before it; `None` where that is not an item of a list.
fn separated(word: &str, before: &str, after: &str) -> Option<String> {
    let opened_by = before.rfind(['[', ']', '{', '}', ':']).and_then(|at| before[at..].chars().next());
    if opened_by == Some('[') && after.trim_start().starts_with([',', ']']) {
        return Some(format!(", {word}"));
    }
    let line = before.rsplit('\n').next()?;
    let indent = line.len() - line.trim_start().len();
    let is_item = line[indent..].starts_with("- ") && !line.contains(':');
    let ends_there = after.lines().next().is_none_or(|rest| rest.trim().is_empty());
    (is_item && ends_there).then(|| format!("\n{}- {word}", &line[..indent]))
}
