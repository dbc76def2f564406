//! `JurisdictionGroup` and `Assumption`.

use jiff::tz::TimeZone;

use super::dates::{interval, timezone};
use super::fields::{Fields, Findings, Spanned};
use super::kinds::open;
use super::scalars::{choice, id, items, text, word, words};
use crate::model::{Confidence, Interval};
use crate::policy::yaml::{Content, Node};

/// A document of kind `JurisdictionGroup`.
pub struct GroupDocument {
    /// Its id.
    pub id: Spanned<String>,
    /// A short name.
    pub title: Option<String>,
    /// How well it is supported.
    pub confidence: Option<Confidence>,
    /// Its members.
    pub members: Vec<MemberDocument>,
    /// The law behind it.
    pub cites: Vec<Spanned<String>>,
}

/// Jurisdictions that are members for the same time.
pub struct MemberDocument {
    /// Who.
    pub codes: Vec<Spanned<String>>,
    /// When.
    pub interval: Interval,
    /// Under which assumption alone.
    pub pending: Option<Spanned<String>>,
}

impl GroupDocument {
    pub(super) fn read(node: &Node, found: &mut Findings) -> Option<Self> {
        let known = ["id", "title", "timezone", "members", "cites", "confidence"];
        let fields = open(node, "a JurisdictionGroup", &known, found)?;
        let zone = timezone(&fields, found);
        let id = fields.required("id", found).and_then(|node| id(node, found));
        let title = fields.optional("title", found).and_then(|node| text(node, found));
        let confidence = fields.optional("confidence", found).and_then(|node| choice(node, &Confidence::WORDS, found));
        let cites = fields.optional("cites", found).map_or_else(Vec::new, |node| words(node, found));
        let members = fields.required("members", found).map_or_else(Vec::new, |node| {
            items(node, "members", found).iter().filter_map(|item| member(item, &zone, found)).collect()
        });
        Some(Self {
            id: id?,
            title: title.map(|title| title.value),
            confidence: confidence.map(|confidence| confidence.value),
            members,
            cites,
        })
    }
}

fn member(node: &Node, zone: &TimeZone, found: &mut Findings) -> Option<MemberDocument> {
    if matches!(node.content, Content::Scalar { .. }) {
        return Some(MemberDocument { codes: vec![word(node, found)?], interval: Interval::default(), pending: None });
    }
    let fields = Fields::open(node, "a member", &["codes", "since", "until", "pending"], found)?;
    let codes = fields.required("codes", found).map_or_else(Vec::new, |node| words(node, found));
    let interval = interval(&fields, "since", "until", zone, found);
    let pending = fields.optional("pending", found).and_then(|node| word(node, found));
    Some(MemberDocument { codes, interval, pending })
}

/// A document of kind `Assumption`.
pub struct AssumptionDocument {
    /// Its id.
    pub id: Spanned<String>,
    /// What it supposes.
    pub summary: String,
    /// What would make it a fact.
    pub fact_when: Option<String>,
    /// What else it supposes.
    pub implies: Vec<Spanned<String>>,
}

impl AssumptionDocument {
    pub(super) fn read(node: &Node, found: &mut Findings) -> Option<Self> {
        let fields = open(node, "an Assumption", &["id", "summary", "implies", "fact_when"], found)?;
        let id = fields.required("id", found).and_then(|node| id(node, found));
        let summary = fields.required("summary", found).and_then(|node| text(node, found));
        let implies = fields.optional("implies", found).map_or_else(Vec::new, |node| words(node, found));
        let fact_when = fields.optional("fact_when", found).and_then(|node| text(node, found));
        Some(Self {
            id: id?,
            summary: summary.map_or_else(String::new, |summary| summary.value),
            fact_when: fact_when.map(|text| text.value),
            implies,
        })
    }
}
