//! The comments of a file, handed out in the order in which they stand, and the empty lines around them.

use super::written::Comment;

/// The comments that are still to be printed.
pub struct Comments<'t> {
    source: &'t str,
    left: &'t [Comment],
}

impl<'t> Comments<'t> {
    pub fn new(source: &'t str, comments: &'t [Comment]) -> Self {
        Self { source, left: comments }
    }

    /// The text of the next one, if it begins before an offset, and where it begins.
    pub fn take_before(&mut self, offset: usize) -> Option<(usize, &'t str)> {
        self.take_if(|_, comment| comment.start < offset)
    }

    /// The text of the next one, if it stands beside what ends at an offset.
    pub fn take_beside(&mut self, end: usize) -> Option<&'t str> {
        let is_beside = |comments: &Self, comment: Comment| {
            let between = comments.source.get(end..comment.start);
            between.is_some_and(|between| !between.is_empty() && between.chars().all(is_between))
        };
        self.take_if(is_beside).map(|(_, text)| text)
    }

    /// The text of the next one, if it begins before an offset on a line of its own, no further left than a column.
    pub fn take_below(&mut self, column: usize, offset: usize) -> Option<(usize, &'t str)> {
        self.take_if(|comments, comment| comment.start < offset && comments.is_below(column, comment))
    }

    /// Whether the next one begins before an offset.
    pub fn is_before(&self, offset: usize) -> bool {
        self.left.first().is_some_and(|comment| comment.start < offset)
    }

    /// Whether any belongs to what ends at an offset: in it, beside it or right below it, before where the next thing begins.
    pub fn any_with(&self, end: usize, column: usize, next: usize) -> bool {
        let in_reach = self.left.iter().take_while(|comment| comment.start < next);
        in_reach
            .into_iter()
            .any(|comment| comment.start < end || !self.is_alone(comment.start) || self.is_below(column, *comment))
    }

    /// Whether what begins at an offset is the first thing of its line, with an empty line above.
    pub fn is_parted(&self, offset: usize) -> bool {
        let (before, line) = self.line_before(offset);
        let above = before.strip_suffix('\n').map(|lines| lines.rsplit('\n').next().unwrap_or_default());
        line.chars().all(|c| matches!(c, ' ' | '\t' | '-' | '?')) && above.is_some_and(|line| line.trim().is_empty())
    }

    /// How far right of the start of its line an offset is.
    pub fn column(&self, offset: usize) -> usize {
        self.line_before(offset).1.len()
    }

    fn take_if(&mut self, holds: impl Fn(&Self, Comment) -> bool) -> Option<(usize, &'t str)> {
        let (&first, left) = self.left.split_first()?;
        if !holds(self, first) {
            return None;
        }
        self.left = left;
        Some((first.start, self.source.get(first.start..first.end)?.trim_end()))
    }

    fn is_below(&self, column: usize, comment: Comment) -> bool {
        self.is_alone(comment.start) && self.column(comment.start) >= column
    }

    fn is_alone(&self, offset: usize) -> bool {
        self.line_before(offset).1.trim().is_empty()
    }

    /// What stands before the line of an offset, and in that line before the offset.
    fn line_before(&self, offset: usize) -> (&'t str, &'t str) {
        let before = self.source.get(..offset).unwrap_or(self.source);
        before.split_at(before.rfind('\n').map_or(0, |at| at + 1))
    }
}

/// What may stand between a value and the comment beside it: the marks of YAML, but no other value and no end of line.
fn is_between(c: char) -> bool {
    matches!(c, ' ' | '\t' | ',' | ':' | '[' | ']' | '{' | '}' | '-' | '?' | '|' | '>' | '+') || c.is_ascii_digit()
}
