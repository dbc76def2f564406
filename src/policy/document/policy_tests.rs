//! `PolicyTest`.

use jiff::tz::TimeZone;

use super::dates::instant;
use super::fields::{Fields, Findings, Spanned, describe};
use super::kinds::HEAD;
use super::scalars::{choice, items, number, possibly_no_words, text, word};
use super::shape::{Field, Shape, Value, names, optional, required};
use crate::model::{Timestamp, Verdict};
use crate::policy::code::Code;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::source::Place;
use crate::policy::yaml::{Content, Entry, Node};

/// A document of kind `PolicyTest`.
pub const POLICY_TEST: Shape = Shape {
    owner: "a PolicyTest",
    doc: "Transfers and the answers that they must get; a set with a test that fails is not used.",
    groups: &[HEAD, &[required("tests", Value::List(&Value::Mapping(&TEST), 0), "The tests.")]],
};

const TEST: Shape = Shape {
    owner: "a test",
    doc: "A transfer and the answer that it must get.",
    groups: &[&[
        required("name", Value::Text, "What it shows."),
        optional("assume", Value::WordsOrNone, "The assumptions under which it is asked."),
        required("transfer", Value::Mapping(&TRANSFER), "The question."),
        required("expect", Value::Mapping(&EXPECT), "What must come back."),
    ]],
};

const TRANSFER: Shape = Shape {
    owner: "a transfer",
    doc: "A question about a transfer.",
    groups: &[&[
        optional("origin", Value::Word, "The country that the data leaves."),
        optional("destination", Value::Word, "The country that it goes to."),
        optional("transit", Value::WordsOrNone, "The countries that it passes through and is kept in on the way."),
        optional(
            "subjects",
            Value::WordsOrNone,
            "The countries where the people live whom it is about; the origin, where it is left out.",
        ),
        optional("data", Value::WordsOrNone, "The categories of the data."),
        optional(
            "dataset",
            Value::Word,
            "A data set of an inventory, which says the categories, the subjects and their number.",
        ),
        optional("purpose", Value::Word, "What it is sent for."),
        optional("exporter", Value::Mapping(&EXPORTER), "Who sends."),
        optional("importer", Value::Mapping(&IMPORTER), "Who receives."),
        optional("safeguards", Value::WordsOrNone, "What is in place."),
        optional("subject_count", Value::Number, "How many people it is about."),
        required("at", Value::Instant, "When it is asked; a bare date is midnight in UTC."),
    ]],
};

const PARTY_ID: Field = optional("id", Value::Word, "Its id in an inventory, which says the rest.");
const ROLE: Field = optional("role", Value::Word, "The part that it plays, such as `controller`.");

const EXPORTER: Shape = Shape {
    owner: "an exporter",
    doc: "Who sends.",
    groups: &[&[
        PARTY_ID,
        optional("sector", Value::Word, "The sector that it is in; `general`, where it is left out."),
        ROLE,
    ]],
};

const IMPORTER: Shape = Shape {
    owner: "an importer",
    doc: "Who receives.",
    groups: &[&[PARTY_ID, optional("name", Value::Text, "A name for people; it decides nothing."), ROLE]],
};

const EXPECT: Shape = Shape {
    owner: "an expectation",
    doc: "What must come back; what is left out is not looked at.",
    groups: &[&[
        required("decision", VERDICT, "The decision."),
        optional("by_category", Value::ByWord(&VERDICT), "The decision for some of the categories."),
        optional("missing", Value::WordsOrNone, "Safeguards, each of which must be among what is missing."),
        optional(
            "cites",
            Value::CitationsOrNone,
            "Law, each of which must be cited by a rule that applied, or a recognition that was needed.",
        ),
        optional("not_cites", Value::CitationsOrNone, "Law, none of which may be cited."),
        optional("rules", Value::WordsOrNone, "Rules, each of which must have applied."),
        optional("not_rules", Value::WordsOrNone, "Rules, none of which may have applied."),
        optional("obligations", Value::WordsOrNone, "Duties, each of which must come with the transfer."),
    ]],
};

const VERDICT: Value = Value::Choice(&VERDICTS);
const VERDICTS: [&str; 3] = names(&Verdict::WORDS);

/// One test.
pub struct PolicyTestDocument {
    /// What it shows.
    pub name: Spanned<String>,
    /// The question.
    pub transfer: TransferDocument,
    /// The assumptions under which it is asked.
    pub assume: Vec<Spanned<String>>,
    /// What must come back.
    pub expect: ExpectDocument,
}

/// The question of a test.
#[derive(Default)]
pub struct TransferDocument {
    /// Where it stands.
    pub place: Option<Place>,
    /// Its single words by field path, such as `exporter.role`.
    pub words: Vec<(&'static str, Spanned<String>)>,
    /// Its lists of words by field name.
    pub lists: Vec<(&'static str, Vec<Spanned<String>>)>,
    /// How many data subjects.
    pub subject_count: Option<u64>,
    /// When it is asked.
    pub at: Option<Timestamp>,
}

/// What must come back.
#[derive(Default)]
pub struct ExpectDocument {
    /// The decision.
    pub decision: Option<Verdict>,
    /// The lists of words by field name.
    pub lists: Vec<(&'static str, Vec<Spanned<String>>)>,
    /// The decision for some categories.
    pub by_category: Vec<(Spanned<String>, Verdict)>,
}

const LISTS: [&str; 4] = ["transit", "subjects", "data", "safeguards"];
const EXPECT_LISTS: [&str; 6] = ["missing", "cites", "not_cites", "rules", "not_rules", "obligations"];

pub(super) fn read_tests(node: &Node, found: &mut Findings) -> Option<Vec<PolicyTestDocument>> {
    let fields = Fields::open(node, &POLICY_TEST, found)?;
    let tests = fields.get("tests", found)?;
    Some(items(tests, "tests", found).iter().filter_map(|item| policy_test(item, found)).collect())
}

fn policy_test(node: &Node, found: &mut Findings) -> Option<PolicyTestDocument> {
    let fields = Fields::open(node, &TEST, found)?;
    let name = fields.get("name", found).and_then(|node| text(node, found));
    let transfer = fields.get("transfer", found).map_or_else(TransferDocument::default, |node| transfer(node, found));
    let assume = fields.get("assume", found).map_or_else(Vec::new, |node| possibly_no_words(node, found));
    let expect = fields.get("expect", found).map_or_else(ExpectDocument::default, |node| expect(node, found));
    Some(PolicyTestDocument { name: name?, transfer, assume, expect })
}

fn transfer(node: &Node, found: &mut Findings) -> TransferDocument {
    let Some(fields) = Fields::open(node, &TRANSFER, found) else {
        return TransferDocument::default();
    };
    let mut words = Vec::new();
    for name in ["origin", "destination", "dataset", "purpose"] {
        words.extend(fields.get(name, found).and_then(|node| word(node, found)).map(|word| (name, word)));
    }
    let exporter = [("id", "exporter.id"), ("sector", "exporter.sector"), ("role", "exporter.role")];
    let importer = [("id", "importer.id"), ("role", "importer.role")];
    let sender = fields.get("exporter", found).and_then(|node| Fields::open(node, &EXPORTER, found));
    let receiver = fields.get("importer", found).and_then(|node| Fields::open(node, &IMPORTER, found));
    if let Some(fields) = sender {
        words.extend(party(&fields, &exporter, found));
    }
    if let Some(fields) = receiver {
        fields.get("name", found).and_then(|node| text(node, found));
        words.extend(party(&fields, &importer, found));
    }
    let mut lists = Vec::new();
    for name in LISTS {
        lists.extend(fields.get(name, found).map(|node| (name, possibly_no_words(node, found))));
    }
    let subject_count = fields.get("subject_count", found).and_then(|node| number(node, found));
    let at = fields.get("at", found).and_then(|node| instant(node, &TimeZone::UTC, found));
    TransferDocument { place: Some(node.place), words, lists, subject_count: subject_count.map(|n| n.value), at }
}

/// The words of one party by field path.
fn party(
    fields: &Fields<'_>,
    paths: &[(&str, &'static str)],
    found: &mut Findings,
) -> Vec<(&'static str, Spanned<String>)> {
    let mut words = Vec::new();
    for (field, path) in paths {
        words.extend(fields.get(field, found).and_then(|node| word(node, found)).map(|word| (*path, word)));
    }
    words
}

fn expect(node: &Node, found: &mut Findings) -> ExpectDocument {
    let Some(fields) = Fields::open(node, &EXPECT, found) else {
        return ExpectDocument::default();
    };
    let decision = fields.get("decision", found).and_then(|node| choice(node, &Verdict::WORDS, found));
    let mut lists = Vec::new();
    for name in EXPECT_LISTS {
        lists.extend(fields.get(name, found).map(|node| (name, possibly_no_words(node, found))));
    }
    let by_category = fields.get("by_category", found).map_or_else(Vec::new, |node| by_category(node, found));
    ExpectDocument { decision: decision.map(|decision| decision.value), lists, by_category }
}

fn by_category(node: &Node, found: &mut Findings) -> Vec<(Spanned<String>, Verdict)> {
    let Content::Mapping(entries) = &node.content else {
        if node.content != Content::Broken {
            let message = format!("`by_category` is a mapping, and this is {}", describe(&node.content));
            let help = "write each category with its decision: `{ personal.contact: allow }`";
            found.push(Diagnostic::new(Code::WrongType, node.place, message).help(help));
        }
        return Vec::new();
    };
    let verdict = |entry: &Entry| {
        let verdict = choice(&entry.value, &Verdict::WORDS, found)?;
        Some((Spanned { value: entry.key.clone(), place: entry.key_place }, verdict.value))
    };
    entries.iter().filter_map(verdict).collect()
}
