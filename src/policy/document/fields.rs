//! The fields of a mapping, each taken by name.

use super::shape::Shape;
use crate::policy::code::Code;
use crate::policy::diagnostic::{Diagnostic, Fix};
use crate::policy::fix::only_near;
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
    shape: &'static Shape,
    place: Place,
    entries: &'n [Entry],
}

impl<'n> Fields<'n> {
    /// Opens a mapping; reports one that is none, and every field that it should not have.
    pub fn open(node: &'n Node, shape: &'static Shape, found: &mut Findings) -> Option<Self> {
        let fields = Self::open_in_part(node, shape, found)?;
        let known: Vec<&str> = shape.fields().map(|field| field.name).collect();
        for entry in fields.entries.iter().filter(|entry| !known.contains(&entry.key.as_str())) {
            let near = nearest(&entry.key, &mut known.iter().copied());
            let fallback = || {
                if entry.key.contains(' ') && is_null(&entry.value) {
                    return "within `{ }`, a text with a comma is written in quotes".to_owned();
                }
                format!("the fields of {} are {}", shape.owner, list(&known))
            };
            let is_free = |fix: &Fix| fields.entries.iter().all(|other| other.key != fix.replacement);
            let message = format!("{} has no field `{}`", shape.owner, entry.key);
            found.push(
                Diagnostic::new(Code::UnknownField, entry.key_place, message)
                    .help(did_you_mean(&near).unwrap_or_else(fallback))
                    .fix(only_near(&entry.key, &near, entry.key_place).filter(is_free)),
            );
        }
        Some(fields)
    }

    /// Opens a mapping that may have other fields too.
    pub fn open_in_part(node: &'n Node, shape: &'static Shape, found: &mut Findings) -> Option<Self> {
        match &node.content {
            Content::Mapping(entries) => Some(Self { shape, place: node.place, entries }),
            Content::Broken => None,
            other => {
                let known: Vec<&str> = shape.fields().map(|field| field.name).collect();
                let message = format!("{} is a mapping, and this is {}", shape.owner, describe(other));
                found.push(
                    Diagnostic::new(Code::WrongType, node.place, message)
                        .help(format!("its fields are {}", list(&known))),
                );
                None
            }
        }
    }

    /// Where the mapping stands.
    pub fn place(&self) -> Place {
        self.place
    }

    /// Where a field's key stands, if the field is there.
    pub fn key_place(&self, name: &str) -> Option<Place> {
        self.entries.iter().find(|entry| entry.key == name).map(|entry| entry.key_place)
    }

    /// A field's value; one that must be there and is not is reported, and so is one without a value.
    pub fn get(&self, name: &str, found: &mut Findings) -> Option<&'n Node> {
        let field = self.shape.field(name)?;
        let Some(entry) = self.entries.iter().find(|entry| entry.key == name) else {
            if field.is_required {
                found.push(self.missing(name));
            }
            return None;
        };
        if is_null(&entry.value) {
            found.push(
                Diagnostic::new(Code::EmptyValue, entry.key_place, format!("`{name}` has no value"))
                    .help("give it a value, or leave the field out"),
            );
            return None;
        }
        Some(&entry.value)
    }

    fn missing(&self, name: &str) -> Diagnostic {
        let head = Place { end: self.place.start, ..self.place };
        Diagnostic::new(Code::MissingField, head, format!("{} needs the field `{name}`", self.shape.owner))
            .label(format!("`{name}` is missing here"))
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
