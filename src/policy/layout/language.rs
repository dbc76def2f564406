//! What the language says of a part of a document, found by the fields that lead to it.

use super::written::{Body, Part};
use crate::policy::document::{DOCUMENT, Kind, Shape, Value};

/// What a part of a document is; nothing is known of what stands in an unknown field.
#[derive(Clone, Copy)]
pub struct Meaning(Option<Value>);

impl Meaning {
    /// Of a whole document, by its `kind`.
    pub fn of_document(document: &Part) -> Self {
        Self(Some(Value::Mapping(kind_of(document).map_or(&DOCUMENT, Kind::shape))))
    }

    /// Of the value of a field.
    pub fn of_field(self, key: &str) -> Self {
        Self(match self.0 {
            Some(Value::Mapping(shape)) => shape.field(key).map(|field| field.value),
            Some(Value::ByWord(of)) => Some(*of),
            _ => None,
        })
    }

    /// Of an item of a list.
    pub fn of_item(self) -> Self {
        Self(match self.0 {
            Some(Value::List(of, _)) => Some(*of),
            words => words,
        })
    }

    /// The same, where it depends on how a value is written.
    pub fn written_as(self, body: &Body) -> Self {
        let Some(Value::Either(one, other)) = self.0 else { return self };
        let fits = |value: &Value| match body {
            Body::Mapping { .. } => matches!(value, Value::Mapping(_) | Value::ByWord(_)),
            Body::Sequence { .. } => {
                matches!(value, Value::List(..) | Value::Words | Value::WordsOrNone | Value::Citations)
            }
            Body::Scalar { .. } => !matches!(value, Value::Mapping(_) | Value::ByWord(_) | Value::List(..)),
        };
        Self([one, other].into_iter().find(|value| fits(value)).copied()).written_as(body)
    }

    fn shape(self) -> Option<&'static Shape> {
        if let Some(Value::Mapping(shape)) = self.0 { Some(shape) } else { None }
    }

    /// The places of fields in the order in which the language names them; as they are where it does not know one.
    pub fn order(self, fields: &[(Part, Part)]) -> Vec<usize> {
        let known: Vec<&str> = self.shape().into_iter().flat_map(Shape::fields).map(|field| field.name).collect();
        let place = |at: &usize| fields.get(*at).and_then(|(key, _)| known.iter().position(|name| *name == key.text()));
        let mut order: Vec<usize> = (0..fields.len()).collect();
        if order.iter().all(|at| place(at).is_some()) {
            order.sort_by_key(place);
        }
        order
    }

    /// A word or a text, whatever it looks like: never a number, a truth value or a date.
    pub fn is_words(self) -> bool {
        matches!(
            self.0,
            Some(
                Value::Text
                    | Value::Id
                    | Value::Word
                    | Value::Words
                    | Value::WordsOrNone
                    | Value::Citations
                    | Value::CitationsOrNone
            )
        )
    }

    /// A mapping whose keys are words.
    pub fn has_words_for_keys(self) -> bool {
        matches!(self.0, Some(Value::ByWord(_)))
    }
}

fn kind_of(document: &Part) -> Option<Kind> {
    let Body::Mapping { fields, .. } = &document.body else { return None };
    let is_kind = |part: &Part| matches!(&part.body, Body::Scalar { text, .. } if text == "kind");
    let (_, kind) = fields.iter().find(|(key, _)| is_kind(key))?;
    let Body::Scalar { text, .. } = &kind.body else { return None };
    Kind::WORDS.iter().find(|(word, _)| word == text).map(|(_, kind)| *kind)
}
