//! `PolicyTest`.

use jiff::tz::TimeZone;

use super::dates::instant;
use super::fields::{Fields, Findings, Spanned, describe};
use super::kinds::open;
use super::scalars::{choice, items, number, possibly_no_words, text, word};
use crate::model::{Timestamp, Verdict};
use crate::policy::code::Code;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::source::Place;
use crate::policy::yaml::{Content, Entry, Node};

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
    let fields = open(node, "a PolicyTest", &["tests"], found)?;
    let tests = fields.required("tests", found)?;
    Some(items(tests, "tests", found).iter().filter_map(|item| policy_test(item, found)).collect())
}

fn policy_test(node: &Node, found: &mut Findings) -> Option<PolicyTestDocument> {
    let fields = Fields::open(node, "a test", &["name", "transfer", "assume", "expect"], found)?;
    let name = fields.required("name", found).and_then(|node| text(node, found));
    let transfer =
        fields.required("transfer", found).map_or_else(TransferDocument::default, |node| transfer(node, found));
    let assume = fields.optional("assume", found).map_or_else(Vec::new, |node| possibly_no_words(node, found));
    let expect = fields.required("expect", found).map_or_else(ExpectDocument::default, |node| expect(node, found));
    Some(PolicyTestDocument { name: name?, transfer, assume, expect })
}

fn transfer(node: &Node, found: &mut Findings) -> TransferDocument {
    let known = [
        "origin",
        "destination",
        "transit",
        "subjects",
        "data",
        "dataset",
        "purpose",
        "exporter",
        "importer",
        "safeguards",
        "subject_count",
        "at",
    ];
    let Some(fields) = Fields::open(node, "a transfer", &known, found) else {
        return TransferDocument::default();
    };
    let mut words = Vec::new();
    for name in ["origin", "destination", "dataset", "purpose"] {
        words.extend(fields.optional(name, found).and_then(|node| word(node, found)).map(|word| (name, word)));
    }
    let exporter = [("id", "exporter.id"), ("sector", "exporter.sector"), ("role", "exporter.role")];
    let importer = [("id", "importer.id"), ("name", ""), ("role", "importer.role")];
    words.extend(party(&fields, "exporter", "an exporter", &exporter, found));
    words.extend(party(&fields, "importer", "an importer", &importer, found));
    let mut lists = Vec::new();
    for name in LISTS {
        lists.extend(fields.optional(name, found).map(|node| (name, possibly_no_words(node, found))));
    }
    let subject_count = fields.optional("subject_count", found).and_then(|node| number(node, found));
    let at = fields.required("at", found).and_then(|node| instant(node, &TimeZone::UTC, found));
    TransferDocument { place: Some(node.place), words, lists, subject_count: subject_count.map(|n| n.value), at }
}

/// The words of one party by field path; a path that is empty stands for a text that decides nothing.
fn party(
    fields: &Fields<'_>,
    name: &str,
    owner: &'static str,
    paths: &[(&str, &'static str)],
    found: &mut Findings,
) -> Vec<(&'static str, Spanned<String>)> {
    let Some(node) = fields.optional(name, found) else {
        return Vec::new();
    };
    let known: Vec<&str> = paths.iter().map(|(field, _)| *field).collect();
    let Some(inner) = Fields::open(node, owner, &known, found) else {
        return Vec::new();
    };
    let mut words = Vec::new();
    for (field, path) in paths {
        if let Some(word) = inner.optional(field, found).and_then(|node| word(node, found))
            && !path.is_empty()
        {
            words.push((*path, word));
        }
    }
    words
}

fn expect(node: &Node, found: &mut Findings) -> ExpectDocument {
    let known: Vec<&str> = ["decision", "by_category"].into_iter().chain(EXPECT_LISTS).collect();
    let Some(fields) = Fields::open(node, "an expectation", &known, found) else {
        return ExpectDocument::default();
    };
    let decision = fields.required("decision", found).and_then(|node| choice(node, &Verdict::WORDS, found));
    let mut lists = Vec::new();
    for name in EXPECT_LISTS {
        lists.extend(fields.optional(name, found).map(|node| (name, possibly_no_words(node, found))));
    }
    let by_category = fields.optional("by_category", found).map_or_else(Vec::new, |node| by_category(node, found));
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
