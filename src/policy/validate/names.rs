//! Ids and the mistakes of naming.

use std::collections::HashMap;

use crate::policy::code::Code;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::document::Spanned;
use crate::policy::fix::only_near;
use crate::policy::nearest::{did_you_mean, nearest};
use crate::policy::source::Place;

/// The ids of one namespace with the place where each was first defined.
#[derive(Default)]
pub struct Names(HashMap<String, Place>);

impl Names {
    /// Registers an id; false, with a report, if it is taken.
    pub fn define(&mut self, what: &str, id: &Spanned<String>, found: &mut Vec<Diagnostic>) -> bool {
        if let Some(first) = self.0.get(&id.value) {
            found.push(
                Diagnostic::new(Code::DuplicateId, id.place, format!("{what} `{}` is defined twice", id.value))
                    .label("again here")
                    .related(*first, "first here")
                    .help(
                        "rename one of them, or leave it out; a layer changes a rule by overriding it, not by its name",
                    ),
            );
            return false;
        }
        self.0.insert(id.value.clone(), id.place);
        true
    }
}

/// Reports a word that nothing knows.
pub fn unknown_word(kind: &str, given: &Spanned<String>, known: &mut dyn Iterator<Item = &str>) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(Code::UnknownWord, given.place, format!("`{}` is not a known {kind}", given.value))
            .unknown(&given.value);
    let near = nearest(&given.value, known);
    if kind == JURISDICTION && matches!(given.value.to_ascii_lowercase().as_str(), "false" | "no") {
        return diagnostic.help(
            "this was probably `NO`, Norway, changed by a tool that reads YAML 1.1; write the code in quotes: `\"NO\"`",
        );
    }
    let fallback = || format!("use a {kind} that the vocabulary defines, or define this one there");
    let fix = only_near(&given.value, &near, given.place);
    diagnostic.help(did_you_mean(&near).unwrap_or_else(fallback)).fix(fix)
}

/// Reports an id that nothing in the set has.
pub fn unknown_reference(kind: &str, given: &Spanned<String>, known: &mut dyn Iterator<Item = &str>) -> Diagnostic {
    let near = nearest(&given.value, known);
    let fallback = || format!("no {kind} of this set has that id: define it, or leave the reference out");
    Diagnostic::new(Code::UnknownReference, given.place, format!("there is no {kind} `{}`", given.value))
        .help(did_you_mean(&near).unwrap_or_else(fallback))
        .fix(only_near(&given.value, &near, given.place))
        .unknown(&given.value)
}

/// What a place is called in messages.
pub const JURISDICTION: &str = "jurisdiction or group";
