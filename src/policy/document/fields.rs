//! The fields of a mapping, each taken by name.

use crate::policy::code::Code;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::nearest::{did_you_mean, nearest};
use crate::policy::source::Place;
use crate::policy::yaml::{Content, Entry, Node};

/// A value with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub place: Place,
}

/// The mistakes found so far.
pub type Findings = Vec<Diagnostic>;

/// A mapping whose fields are known beforehand.
pub struct Fields<'n> {
    owner: &'static str,
    place: Place,
    entries: &'n [Entry],
}

impl<'n> Fields<'n> {
    /// Opens a mapping; reports one that is none, and every field not in `known`.
    ///
    /// `owner` names what the mapping is, with its article: `a rule`.
    pub fn open(node: &'n Node, owner: &'static str, known: &[&str], found: &mut Findings) -> Option<Self> {
        let entries = match &node.content {
            Content::Mapping(entries) => entries,
            Content::Broken => return None,
            other => {
                found.push(
                    Diagnostic::new(
                        Code::WrongType,
                        node.place,
                        format!("{owner} is a mapping, and this is {}", describe(other)),
                    )
                    .help(format!("its fields are {}", list(known))),
                );
                return None;
            }
        };
        for entry in entries.iter().filter(|entry| !known.contains(&entry.key.as_str())) {
            let near = nearest(&entry.key, &mut known.iter().copied());
            let fallback = || format!("the fields of {owner} are {}", list(known));
            found.push(
                Diagnostic::new(Code::UnknownField, entry.key_place, format!("{owner} has no field `{}`", entry.key))
                    .help(did_you_mean(&near).unwrap_or_else(fallback)),
            );
        }
        Some(Self { owner, place: node.place, entries })
    }

    /// Where the mapping stands.
    pub fn place(&self) -> Place {
        self.place
    }

    /// Where a field's key stands, if the field is there.
    pub fn key_place(&self, name: &str) -> Option<Place> {
        self.entries.iter().find(|entry| entry.key == name).map(|entry| entry.key_place)
    }

    /// A field that may be left out; one without a value is reported.
    pub fn optional(&self, name: &str, found: &mut Findings) -> Option<&'n Node> {
        let entry = self.entries.iter().find(|entry| entry.key == name)?;
        if is_null(&entry.value) {
            found.push(
                Diagnostic::new(Code::EmptyValue, entry.key_place, format!("`{name}` has no value"))
                    .help("give it a value, or leave the field out"),
            );
            return None;
        }
        Some(&entry.value)
    }

    /// A field that must be there.
    pub fn required(&self, name: &str, found: &mut Findings) -> Option<&'n Node> {
        if self.key_place(name).is_none() {
            let head = Place { end: self.place.start, ..self.place };
            found.push(
                Diagnostic::new(Code::MissingField, head, format!("{} needs the field `{name}`", self.owner))
                    .label(format!("`{name}` is missing here")),
            );
            return None;
        }
        self.optional(name, found)
    }
}

/// Whether a value is YAML's nothing: left empty, `~` or `null`, without quotes.
pub fn is_null(node: &Node) -> bool {
    matches!(&node.content, Content::Scalar { text, plain: true } if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
}

/// What a value is, with its article, for messages.
pub fn describe(content: &Content) -> &'static str {
    match content {
        Content::Scalar { .. } => "a single value",
        Content::Sequence(_) => "a list",
        Content::Mapping(_) => "a mapping",
        Content::Broken => "unreadable",
    }
}

/// Words in backticks, with commas.
pub fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
