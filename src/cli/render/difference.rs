//! What a new layout changes in a file.
//!
//! Owns the form, which is that of unified diffs, so that other programs can read and apply it.

use similar::TextDiff;

/// The lines that differ, with three lines around them and the numbers at which they stand.
pub(crate) fn difference(name: &str, before: &str, after: &str) -> String {
    let name = name.trim_start_matches('/');
    let diff = TextDiff::from_lines(before, after);
    diff.unified_diff().header(&format!("a/{name}"), &format!("b/{name}")).to_string()
}
