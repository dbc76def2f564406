//! A policy author's mistakes, as plain data.

use super::code::Code;
use super::source::Place;

/// How bad a mistake is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The policy set can't be used.
    Error,
    /// The policy set can be used, and probably does not say what was meant.
    Warning,
}

impl Severity {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One mistake: what, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of mistake it is.
    pub code: Code,
    /// What is wrong, in a line.
    pub message: String,
    /// The value at fault, and what is to be said of it.
    pub primary: Label,
    /// Other places that matter.
    pub related: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
    /// The edit that puts it right, where one is certain.
    pub fix: Option<Fix>,
    /// The name at fault, where it is one that nothing read defines.
    pub unknown: Option<String>,
}

/// An edit of a policy file: what stands at the place gives way to the replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What gives way; an empty place is where something is added.
    pub place: Place,
    /// What is to stand there.
    pub replacement: String,
}

/// A place with a few words about it; the words may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What is there.
    pub text: String,
}

impl Diagnostic {
    /// A mistake at a place, with nothing more to say yet.
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        let primary = Label { place, text: String::new() };
        Self { code, message: message.into(), primary, related: Vec::new(), help: None, fix: None, unknown: None }
    }

    /// Says something at the primary place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Points at another place.
    #[must_use]
    pub fn related(mut self, place: Place, text: impl Into<String>) -> Self {
        self.related.push(Label { place, text: text.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says which edit puts it right, if one does.
    #[must_use]
    pub fn fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }

    /// Says that nothing read defines a name.
    #[must_use]
    pub fn unknown(mut self, name: impl Into<String>) -> Self {
        self.unknown = Some(name.into());
        self
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}
