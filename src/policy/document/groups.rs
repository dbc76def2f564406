//! `JurisdictionGroup` and `Assumption`.

use jiff::tz::TimeZone;

use super::dates::{TIMEZONE, interval, timezone};
use super::fields::{Fields, Findings, Spanned};
use super::kinds::HEAD;
use super::scalars::{choice, id, items, text, word, words};
use super::shape::{Shape, Value, optional, required};
use super::standing::CONFIDENCE;
use crate::model::{Confidence, Interval};
use crate::policy::yaml::{Content, Node};

/// A document of kind `JurisdictionGroup`.
pub const GROUP: Shape = Shape {
    owner: "a JurisdictionGroup",
    doc: "Jurisdictions under one name, each with the time of its membership.",
    groups: &[
        HEAD,
        &[
            required("id", Value::Id, "The name by which rules call the group, such as `asean.member`."),
            optional("title", Value::Text, "A short name for people."),
            TIMEZONE,
            required("members", Value::List(&MEMBER_VALUE, 0), "Who is a member, and when."),
            optional("cites", Value::Citations, "The law behind the membership."),
            CONFIDENCE,
        ],
    ],
};

const MEMBER_VALUE: Value = Value::Either(&Value::Word, &Value::Mapping(&MEMBER));

const MEMBER: Shape = Shape {
    owner: "a member",
    doc: "Jurisdictions that are members for the same time.",
    groups: &[&[
        required("codes", Value::Words, "Country codes."),
        optional("since", Value::Instant, "The first moment of the membership."),
        optional("until", Value::Instant, "The first moment after it."),
        optional("pending", Value::Word, "The assumption without which it is no member yet."),
    ]],
};

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
        let fields = Fields::open(node, &GROUP, found)?;
        let zone = timezone(&fields, found);
        let id = fields.get("id", found).and_then(|node| id(node, found));
        let title = fields.get("title", found).and_then(|node| text(node, found));
        let confidence = fields.get("confidence", found).and_then(|node| choice(node, &Confidence::WORDS, found));
        let cites = fields.get("cites", found).map_or_else(Vec::new, |node| words(node, found));
        let members = fields.get("members", found).map_or_else(Vec::new, |node| {
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
    let fields = Fields::open(node, &MEMBER, found)?;
    let codes = fields.get("codes", found).map_or_else(Vec::new, |node| words(node, found));
    let interval = interval(&fields, "since", "until", zone, found);
    let pending = fields.get("pending", found).and_then(|node| word(node, found));
    Some(MemberDocument { codes, interval, pending })
}

/// A document of kind `Assumption`.
pub const ASSUMPTION: Shape = Shape {
    owner: "an Assumption",
    doc: "A named *what if*, which only a simulation or a test can make.",
    groups: &[
        HEAD,
        &[
            required("id", Value::Id, "The name by which memberships and questions call it, such as `defa-in-force`."),
            required("summary", Value::Text, "What it supposes, in one sentence."),
            optional("implies", Value::Words, "The other assumptions that come with it."),
            optional("fact_when", Value::Text, "What would make it a fact."),
        ],
    ],
};

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
        let fields = Fields::open(node, &ASSUMPTION, found)?;
        let id = fields.get("id", found).and_then(|node| id(node, found));
        let summary = fields.get("summary", found).and_then(|node| text(node, found));
        let implies = fields.get("implies", found).map_or_else(Vec::new, |node| words(node, found));
        let fact_when = fields.get("fact_when", found).and_then(|node| text(node, found));
        Some(Self {
            id: id?,
            summary: summary.map_or_else(String::new, |summary| summary.value),
            fact_when: fact_when.map(|text| text.value),
            implies,
        })
    }
}
