//! Lines that fit.
//!
//! Owns wrapping: words go to the next line, with an indent of their own, where a line would get too wide. Escape
//! sequences for colour take no room.

use super::look::Look;

const ESCAPE: char = '\u{1b}';

/// Text that is being laid out.
pub(super) struct Page {
    look: Look,
    text: String,
}

impl Page {
    /// An empty page.
    pub(super) fn new(look: Look) -> Self {
        Self { look, text: String::new() }
    }

    /// An empty line, unless the page is empty or ends with one.
    pub(super) fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A heading after an empty line.
    pub(super) fn heading(&mut self, text: &str) {
        self.blank();
        self.text.push_str(&self.look.strong(text));
        self.text.push('\n');
    }

    /// A paragraph with an indent.
    pub(super) fn paragraph(&mut self, indent: usize, text: &str) {
        self.hanging(&" ".repeat(indent), text);
    }

    /// A paragraph that begins with `lead` and goes on below the lead's end.
    pub(super) fn hanging(&mut self, lead: &str, text: &str) {
        let indent = columns(lead);
        self.text.push_str(lead);
        let mut column = indent;
        for word in text.split_whitespace() {
            let width = columns(word);
            if column > indent && column + 1 + width > self.look.width {
                self.text.push('\n');
                self.text.push_str(&" ".repeat(indent));
                column = indent;
            } else if column > indent {
                self.text.push(' ');
                column += 1;
            }
            self.text.push_str(word);
            column += width;
        }
        self.text.push('\n');
    }

    /// One line as it is.
    pub(super) fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// Lines as they are, each with an indent.
    pub(super) fn verbatim(&mut self, text: &str) {
        for line in text.lines() {
            self.line(&format!("  {line}"));
        }
    }

    /// The text, without spaces at the ends of lines.
    pub(super) fn finish(self) -> String {
        self.text.lines().fold(String::new(), |so_far, line| so_far + line.trim_end() + "\n")
    }
}

/// How many columns a text takes.
pub(super) fn columns(text: &str) -> usize {
    let mut in_escape = false;
    let visible = text.chars().filter(|character| match (in_escape, *character) {
        (false, ESCAPE) => {
            in_escape = true;
            false
        }
        (true, ending) => {
            in_escape = ending != 'm';
            false
        }
        (false, _) => true,
    });
    visible.count()
}
