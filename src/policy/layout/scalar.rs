//! Single values on one line.

use std::fmt::Write as _;

use super::language::Meaning;
use super::written::{Body, Part};
use crate::policy::document::is_ambiguous;
use crate::policy::yaml::Style;

/// A single value on one line; `None` for anything else.
pub fn on_a_line(part: &Part, source: &str, meaning: Meaning, in_flow: bool) -> Option<String> {
    let Body::Scalar { text, style } = &part.body else { return None };
    let written = source.get(part.start..part.end)?;
    Some(match style {
        Style::Plain if part.is_left_out() => if in_flow { "~" } else { "" }.to_owned(),
        Style::Plain if meaning.is_words() && is_ambiguous(text) => quoted(text),
        // At the start of a line it would part documents.
        Style::Plain if text.starts_with("---") || text.starts_with("...") => quoted(text),
        Style::Plain if written == text || is_plain(text, in_flow) => text.clone(),
        Style::DoubleQuoted if !written.contains('\n') => written.to_owned(),
        Style::SingleQuoted if !written.contains('\n') && text.contains(['"', '\\']) => written.to_owned(),
        _ => quoted(text),
    })
}

/// A key on one line.
pub fn key_on_a_line(key: &Part, source: &str, of: Meaning, in_flow: bool) -> Option<String> {
    let Body::Scalar { text, style } = &key.body else { return None };
    // A key that is left out is read as this word.
    if key.is_left_out() || (*style == Style::Plain && of.has_words_for_keys() && is_ambiguous(text)) {
        return Some(quoted(text));
    }
    on_a_line(key, source, Meaning::of_document(key), in_flow)
}

/// Whether lines that were joined are a plain value still.
fn is_plain(text: &str, in_flow: bool) -> bool {
    let reserved = ['-', '?', ':', ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`'];
    let is_cut = text.contains(": ") || text.contains(" #") || text.ends_with(':') || text.contains(char::is_control);
    let is_closed = in_flow && text.contains([',', '[', ']', '{', '}']);
    !is_cut && !is_closed && text.trim() == text && !text.starts_with(reserved) && !text.is_empty()
}

/// Between double quotes, with whatever can't stand there escaped.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\u{2028}' | '\u{2029}' | '\u{feff}' => escape(&mut quoted, c),
            c if c.is_control() => escape(&mut quoted, c),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn escape(quoted: &mut String, c: char) {
    // Writing to a string can't fail.
    let _ = write!(quoted, "\\u{:04X}", u32::from(c));
}
