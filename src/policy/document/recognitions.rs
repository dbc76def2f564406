//! `Recognition`.

use super::dates::{EFFECTIVE, TIMEZONE, effective, timezone};
use super::fields::{Fields, Findings, Spanned};
use super::kinds::HEAD;
use super::rules::{CITES, NOTES, OBLIGATIONS, ObligationDocument, obligations};
use super::scalars::{choice, id, text, word, words};
use super::shape::{Shape, Value, optional, required};
use super::standing::{AUTHORITIES, CONFIDENCE};
use super::tests_of_rules::{TEST_VALUE, TestDocument, of_recognition};
use crate::model::{Authority, Confidence, Interval};
use crate::policy::source::Place;
use crate::policy::yaml::Node;

/// A document of kind `Recognition`.
pub const RECOGNITION: Shape = Shape {
    owner: "a Recognition",
    doc: "Where, for whom and when one safeguard satisfies another.",
    groups: &[
        HEAD,
        &[
            required("id", Value::Id, "The name by which answers call it."),
            optional("title", Value::Text, "A short name for people."),
            required("summary", Value::Text, "What is recognised, in one sentence."),
            required("authority", Value::Choice(&AUTHORITIES), "The force of what recognises."),
            TIMEZONE,
            required(
                "origin",
                TEST_VALUE,
                "The country whose law recognises: a code, a group, a list, `any`, or `{ not: … }`.",
            ),
            optional(
                "destination",
                TEST_VALUE,
                "The country that the data goes to: a code, a group, a list, `any`, or `{ not: … }`.",
            ),
            optional("exporter_role", TEST_VALUE, "The part that the exporter plays: a role, a list, or `{ not: … }`."),
            optional("importer_role", TEST_VALUE, "The part that the importer plays: a role, a list, or `{ not: … }`."),
            required("safeguard", Value::Word, "What is attested."),
            required("satisfies", Value::Word, "What a rule asks for, and this satisfies."),
            EFFECTIVE,
            OBLIGATIONS,
            CITES,
            CONFIDENCE,
            NOTES,
        ],
    ],
};

/// A document of kind `Recognition`.
pub struct RecognitionDocument {
    /// Its id.
    pub id: Spanned<String>,
    /// What it says.
    pub summary: String,
    /// The force of what recognises.
    pub authority: Option<Spanned<Authority>>,
    /// Where and for whom it holds.
    pub tests: Vec<TestDocument>,
    /// What is attested.
    pub safeguard: Option<Spanned<String>>,
    /// What that satisfies.
    pub satisfies: Option<Spanned<String>>,
    /// When it is in force.
    pub effective: Interval,
    /// Duties that come with it.
    pub obligations: Vec<ObligationDocument>,
    /// The law behind it.
    pub cites: Vec<Spanned<String>>,
    /// How well it is supported.
    pub confidence: Option<Confidence>,
    /// Where it stands.
    pub place: Place,
}

impl RecognitionDocument {
    pub(super) fn read(node: &Node, found: &mut Findings) -> Option<Self> {
        let fields = Fields::open(node, &RECOGNITION, found)?;
        let zone = timezone(&fields, found);
        let id = fields.get("id", found).and_then(|node| id(node, found));
        let summary = fields.get("summary", found).and_then(|node| text(node, found));
        let authority = fields.get("authority", found).and_then(|node| choice(node, &Authority::WORDS, found));
        let tests = of_recognition(&fields, found);
        let safeguard = fields.get("safeguard", found).and_then(|node| word(node, found));
        let satisfies = fields.get("satisfies", found).and_then(|node| word(node, found));
        let effective = effective(&fields, &zone, found);
        let obligations = obligations(&fields, found);
        let cites = fields.get("cites", found).map_or_else(Vec::new, |node| words(node, found));
        let confidence = fields.get("confidence", found).and_then(|node| choice(node, &Confidence::WORDS, found));
        for name in ["title", "notes"] {
            fields.get(name, found).and_then(|node| text(node, found));
        }
        Some(Self {
            id: id?,
            summary: summary.map_or_else(String::new, |summary| summary.value),
            authority,
            tests,
            safeguard,
            satisfies,
            effective,
            obligations,
            cites,
            confidence: confidence.map(|confidence| confidence.value),
            place: fields.place(),
        })
    }
}
