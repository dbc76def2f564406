//! Texts over several lines.

use super::written::{Body, Part};
use crate::policy::yaml::Style;

/// A text over several lines, without their indentation.
pub struct TextBlock {
    /// What stands after the key or dash, such as `>-`.
    pub header: String,
    pub lines: Vec<String>,
    /// Empty lines after it belong to it.
    pub keeps_end: bool,
}

/// A value that is written over several lines, with the lines as they are; `None` where they can't be kept.
pub fn kept(part: &Part, source: &str) -> Option<TextBlock> {
    let Body::Scalar { text, style } = &part.body else { return None };
    let (indicator, mut lines) = match style {
        Style::Literal => ('|', text.trim_end_matches('\n').split('\n').map(str::to_owned).collect::<Vec<_>>()),
        Style::Folded => ('>', folded_lines(part, text, source)?),
        _ => return None,
    };
    let first = lines.iter().find(|line| !line.is_empty())?;
    if first.trim().is_empty() {
        return None;
    }
    let ends = text.len() - text.trim_end_matches('\n').len();
    let indentation = if first.starts_with([' ', '\t']) { "2" } else { "" };
    let chomping = ["-", ""].get(ends).copied().unwrap_or("+");
    lines.extend((1..ends).map(|_| String::new()));
    Some(TextBlock { header: format!("{indicator}{indentation}{chomping}"), lines, keeps_end: ends > 1 })
}

/// The lines from the one after the header to the last that is not blank.
fn folded_lines(part: &Part, text: &str, source: &str) -> Option<Vec<String>> {
    // A last line of nothing but spaces is content that nobody can see.
    if text.trim_end_matches('\n').ends_with([' ', '\t']) {
        return None;
    }
    let header = header_at(part, source)?;
    let body = header + source.get(header..)?.find('\n')? + 1;
    let last = source.get(part.end..)?.find('\n').map_or(source.len(), |at| part.end + at);
    let lines: Vec<&str> = source.get(body..last)?.lines().collect();
    let spaces = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let first = lines.iter().find(|line| !line.trim().is_empty())?;
    let first_of_text = text.split('\n').find(|line| !line.is_empty())?;
    let indentation = spaces(first).checked_sub(spaces(first_of_text))?;
    Some(lines.iter().map(|line| line.get(indentation..).unwrap_or_default().to_owned()).collect())
}

/// Where the `|` or `>` of a block scalar stands.
pub fn header_at(part: &Part, source: &str) -> Option<usize> {
    let mut in_comment = false;
    let header = source.get(part.lead..part.end)?.char_indices().find(|(_, c)| {
        in_comment = *c == '#' || (in_comment && *c != '\n');
        matches!(c, '|' | '>') && !in_comment
    });
    header.map(|(at, _)| part.lead + at)
}

/// A long text folded into lines of so many characters; `None` where it can't be parted at single spaces alone.
pub fn folded(text: &str, width: usize) -> Option<TextBlock> {
    let is_bad = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}');
    if text.trim() != text || text.contains("  ") || text.contains(is_bad) {
        return None;
    }
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    (lines.len() > 1).then(|| TextBlock { header: ">-".to_owned(), lines, keeps_end: false })
}
