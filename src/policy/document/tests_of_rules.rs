//! `when` and `unless`: the tests of a rule.

use super::fields::{Fields, Findings, Spanned};
use super::scalars::{boolean, items, number, words};
use super::shape::{Field, Shape, Value, optional, required};
use crate::policy::code::Code;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::source::Place;
use crate::policy::yaml::{Content, Node};

/// The tests of a `when`, or those of an exception that a `when` may have too.
#[derive(Default)]
pub struct ScopeDocument {
    /// Tests of words and places.
    pub tests: Vec<TestDocument>,
    /// At least this many data subjects.
    pub at_least: Option<Spanned<u64>>,
    /// Fewer data subjects than this.
    pub below: Option<Spanned<u64>>,
    /// Asks for a transfer whose origin is its destination.
    pub domestic: bool,
}

/// A test of one field: a word, a list, `any`, or `{ not: … }`.
pub struct TestDocument {
    /// The field's name.
    pub field: &'static str,
    /// Holds where none of the words matches.
    pub negated: bool,
    /// The words; none means `any`.
    pub words: Vec<Spanned<String>>,
}

/// One exception of an `unless`.
pub struct ExceptionDocument {
    /// The tests that a rule may have too.
    pub scope: ScopeDocument,
    /// Safeguards any of which makes it hold.
    pub safeguards: Vec<Spanned<String>>,
    /// Where `safeguards` stands.
    pub safeguards_place: Option<Place>,
}

const PLACES: [&str; 4] = ["origin", "destination", "transit", "subjects"];
const WORDS: [&str; 5] = ["data", "purpose", "sector", "exporter_role", "importer_role"];

/// What a test of a word or a place takes.
pub const TEST_VALUE: Value = Value::Either(&Value::Words, &Value::Mapping(&NOT));

const NOT: Shape = Shape {
    owner: "a test",
    doc: "Holds where none of the words matches.",
    groups: &[&[required("not", Value::Words, "The words of which none may match.")]],
};

const SCOPE: &[Field] = &[
    optional(
        "origin",
        TEST_VALUE,
        "The country that the data leaves: a code, a group, a list, `any`, or `{ not: … }`; left out, it is any country, and not that of the rule set alone.",
    ),
    optional(
        "destination",
        TEST_VALUE,
        "The country that it goes to: a code, a group, a list, `any`, or `{ not: … }`.",
    ),
    optional(
        "transit",
        TEST_VALUE,
        "A country that it passes through: a code, a group, a list, `any`, or `{ not: … }`.",
    ),
    optional(
        "subjects",
        TEST_VALUE,
        "A country where the people live whom it is about: a code, a group, a list, `any`, or `{ not: … }`.",
    ),
    optional("data", TEST_VALUE, "The data category: one of these, or below one, or in a set; or `{ not: … }`."),
    optional("purpose", TEST_VALUE, "What it is sent for: a purpose, a set, a list, or `{ not: … }`."),
    optional("sector", TEST_VALUE, "The sector of the exporter: a sector, a set, a list, or `{ not: … }`."),
    optional("exporter_role", TEST_VALUE, "The part that the exporter plays: a role, a list, or `{ not: … }`."),
    optional("importer_role", TEST_VALUE, "The part that the importer plays: a role, a list, or `{ not: … }`."),
    optional("subject_count", Value::Mapping(&COUNT), "How many people it is about."),
    optional(
        "domestic",
        Value::True,
        "Origin and destination are the same; a rule without it is about transfers across a border.",
    ),
];

const COUNT: Shape = Shape {
    owner: "`subject_count`",
    doc: "A range of numbers, with one bound or both.",
    groups: &[&[
        optional("at_least", Value::Number, "This many, or more."),
        optional("below", Value::Number, "Fewer than this."),
    ]],
};

/// The `when` of a rule.
pub const WHEN: Shape =
    Shape { owner: "`when`", doc: "What must be so for the rule to apply: all of it.", groups: &[SCOPE] };

/// One exception of an `unless`.
pub const EXCEPTION: Shape = Shape {
    owner: "an exception",
    doc: "What must be so for the exception to hold: all of it.",
    groups: &[SCOPE, &[optional("safeguards", Value::Words, "Any of these is attested.")]],
};

/// Reads the `when` of a rule.
pub fn when(node: &Node, found: &mut Findings) -> ScopeDocument {
    Fields::open(node, &WHEN, found).map_or_else(ScopeDocument::default, |fields| scope(&fields, found))
}

/// Reads the `unless` of a rule.
pub fn unless(node: &Node, found: &mut Findings) -> Vec<ExceptionDocument> {
    items(node, "exceptions", found).iter().filter_map(|item| exception(item, found)).collect()
}

fn exception(node: &Node, found: &mut Findings) -> Option<ExceptionDocument> {
    let fields = Fields::open(node, &EXCEPTION, found)?;
    if matches!(&node.content, Content::Mapping(entries) if entries.is_empty()) {
        found.push(
            Diagnostic::new(Code::EmptyValue, node.place, "an exception without a test would always hold")
                .help("say when the exception holds, or leave it out"),
        );
    }
    let safeguards = fields.get("safeguards", found);
    Some(ExceptionDocument {
        scope: scope(&fields, found),
        safeguards: safeguards.map_or_else(Vec::new, |node| words(node, found)),
        safeguards_place: fields.key_place("safeguards"),
    })
}

fn scope(fields: &Fields<'_>, found: &mut Findings) -> ScopeDocument {
    let mut tests = Vec::new();
    for field in PLACES.iter().chain(&WORDS) {
        if let Some(node) = fields.get(field, found) {
            tests.extend(test(field, node, found));
        }
    }
    let (at_least, below) = fields.get("subject_count", found).map_or((None, None), |node| count(node, found));
    ScopeDocument { tests, at_least, below, domestic: domestic(fields, found) }
}

fn test(field: &'static str, node: &Node, found: &mut Findings) -> Option<TestDocument> {
    let (negated, words_node) = match &node.content {
        Content::Mapping(_) => {
            let inner = Fields::open(node, &NOT, found)?;
            (true, inner.get("not", found)?)
        }
        _ => (false, node),
    };
    let words = words(words_node, found);
    let any = PLACES.contains(&field) && !negated && matches!(words.as_slice(), [only] if only.value == "any");
    let words = if any { Vec::new() } else { words };
    (any || !words.is_empty()).then_some(TestDocument { field, negated, words })
}

fn count(node: &Node, found: &mut Findings) -> (Option<Spanned<u64>>, Option<Spanned<u64>>) {
    let Some(fields) = Fields::open(node, &COUNT, found) else {
        return (None, None);
    };
    let at_least = fields.get("at_least", found).and_then(|node| number(node, found));
    let below = fields.get("below", found).and_then(|node| number(node, found));
    if fields.key_place("at_least").is_none() && fields.key_place("below").is_none() {
        found.push(
            Diagnostic::new(Code::EmptyValue, node.place, "`subject_count` needs a bound")
                .help("write `{ at_least: 10000 }`, `{ below: 100000 }` or both"),
        );
    }
    if let (Some(least), Some(most)) = (&at_least, &below)
        && most.value <= least.value
    {
        found.push(
            Diagnostic::new(Code::InvalidNumber, most.place, "`below` is not more than `at_least`, so no number fits")
                .related(least.place, "at least this many"),
        );
    }
    (at_least, below)
}

fn domestic(fields: &Fields<'_>, found: &mut Findings) -> bool {
    let Some(node) = fields.get("domestic", found) else {
        return false;
    };
    let value = boolean(node, found);
    if value.as_ref().is_some_and(|value| !value.value) {
        found.push(
            Diagnostic::new(Code::UnknownChoice, node.place, "`domestic` can only be `true`")
                .help("a rule without it is about transfers across a border"),
        );
    }
    value.is_some_and(|value| value.value)
}

/// Reads the tests that a recognition may have: of its ends, and of the roles.
pub fn of_recognition(fields: &Fields<'_>, found: &mut Findings) -> Vec<TestDocument> {
    let mut tests = Vec::new();
    for field in ["origin", "destination", "exporter_role", "importer_role"] {
        if let Some(node) = fields.get(field, found) {
            tests.extend(test(field, node, found));
        }
    }
    tests
}
