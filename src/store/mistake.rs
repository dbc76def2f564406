//! A policy author's mistake as a receipt keeps it: with its place by name, and without the file.
//!
//! Owns nothing but that form: a rejection holds the text of every file, which no receipt may hold on to.

use crate::policy::{Code, Diagnostic, Rejection, Severity, SourceFile};

/// A mistake in a policy file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The kind of mistake.
    pub code: Code,
    /// What is wrong, in a line.
    pub message: String,
    /// What is to be said at the place; may be empty.
    pub label: String,
    /// The file, by the name that people know it by.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// What to do.
    pub help: Option<String>,
}

impl Mistake {
    pub(super) fn of(rejection: &Rejection, diagnostic: &Diagnostic) -> Self {
        let place = diagnostic.primary.place;
        let position = rejection.sources.position(place);
        Self {
            code: diagnostic.code,
            message: diagnostic.message.clone(),
            label: diagnostic.primary.text.clone(),
            file: rejection.sources.get(place.source).map_or("", SourceFile::name).to_owned(),
            line: position.line,
            column: position.column,
            help: diagnostic.help.clone(),
        }
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// What is wrong, with what is to be said at the place.
    pub fn text(&self) -> String {
        if self.label.is_empty() { self.message.clone() } else { format!("{}: {}", self.message, self.label) }
    }
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{} {}: {}", self.file, self.line, self.column, self.code.name(), self.message)
    }
}
