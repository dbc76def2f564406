//! From a file to its canonical layout.

use super::print::printed;
use super::written::Written;
use crate::policy::document::is_null;
use crate::policy::load::Rejection;
use crate::policy::source::{SourceFile, SourceId, Sources};
use crate::policy::yaml::{Content, Limits, Node, parse};

/// Why a file is not laid out anew.
#[derive(Debug)]
pub enum LayoutError {
    /// It can't be read; what is wrong with it is the same that `check` finds.
    Unreadable(Rejection),
    /// It is written in a way that no layout keeps.
    Unfaithful,
}

/// A policy file's text in the canonical layout: equal documents, and the same comments in the same order.
///
/// # Errors
/// A file that is not well-formed, or uses what policies do not: tags, aliases, merge keys.
pub fn canonical_layout(file: &SourceFile) -> Result<String, LayoutError> {
    let documents = documents(file)?;
    let text = file.text().trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let written = Written::read(&text).ok_or(LayoutError::Unfaithful)?;
    let laid_out = printed(&written, &text);
    let again = self::documents(&SourceFile::new(file.name(), laid_out.clone().into_bytes()));
    let is_kept =
        again.is_ok_and(|again| same_list(&documents, &again)) && has_same_comments(&written, &text, &laid_out);
    if is_kept { Ok(laid_out) } else { Err(LayoutError::Unfaithful) }
}

fn documents(file: &SourceFile) -> Result<Vec<Node>, LayoutError> {
    let mut found = Vec::new();
    let documents = parse(SourceId(0), file, Limits::default(), &mut found);
    if found.is_empty() {
        return Ok(documents);
    }
    found.sort_by_key(|diagnostic| diagnostic.primary.place);
    Err(LayoutError::Unreadable(Rejection { sources: Sources::new(vec![file.clone()]), diagnostics: found }))
}

/// Whether two values say the same; the order of a mapping's fields says nothing.
fn same(one: &Node, other: &Node) -> bool {
    match (&one.content, &other.content) {
        (Content::Scalar { text, .. }, Content::Scalar { text: other_text, .. }) => {
            text == other_text && is_null(one) == is_null(other)
        }
        (Content::Sequence(items), Content::Sequence(others)) => same_list(items, others),
        (Content::Mapping(entries), Content::Mapping(others)) => {
            let is_in_others = |entry: &crate::policy::yaml::Entry| {
                others.iter().any(|other| other.key == entry.key && same(&entry.value, &other.value))
            };
            entries.len() == others.len() && entries.iter().all(is_in_others)
        }
        _ => false,
    }
}

fn same_list(some: &[Node], others: &[Node]) -> bool {
    some.len() == others.len() && some.iter().zip(others).all(|(one, other)| same(one, other))
}

fn has_same_comments(before: &Written, text: &str, laid_out: &str) -> bool {
    let Some(after) = Written::read(laid_out) else { return false };
    let texts = |written: &Written, text: &str| -> Vec<String> {
        let texts = written.comments.iter().filter_map(|comment| text.get(comment.start..comment.end));
        texts.map(|text| text.trim_end().to_owned()).collect()
    };
    texts(before, text) == texts(&after, laid_out)
}
