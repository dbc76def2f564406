//! `Regulation`.

use super::dates::{partial_date, timezone};
use super::fields::{Fields, Findings, Spanned};
use super::kinds::open;
use super::scalars::{boolean, choice, id, items, text, word};
use crate::model::{
    Authority, Confidence, PartialDate, Provision, Regulation, RegulationDates, RegulationSource, Status,
};
use crate::policy::code::Code;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::yaml::Node;

/// A document of kind `Regulation`.
pub struct RegulationDocument {
    /// Its id.
    pub id: Spanned<String>,
    /// The jurisdiction or group whose instrument it is.
    pub jurisdiction: Option<Spanned<String>>,
    /// The ids of its provisions.
    pub provisions: Vec<Spanned<String>>,
    /// It stands in the repository for its own sake: no rule rests on it.
    pub background: bool,
    /// The entry, apart from what must be looked up.
    pub entry: Regulation,
}

const FIELDS: [&str; 15] = [
    "id",
    "title",
    "number",
    "jurisdiction",
    "authority",
    "status",
    "issuer",
    "timezone",
    "dates",
    "summary",
    "confidence",
    "reviewed",
    "background",
    "sources",
    "provisions",
];

/// What a field holds when it could not be read: the set is rejected then, so it is never seen.
const NO_DATE: PartialDate = PartialDate { year: 0, month: None, day: None };

impl RegulationDocument {
    pub(super) fn read(node: &Node, found: &mut Findings) -> Option<Self> {
        let fields = open(node, "a Regulation", &FIELDS, found)?;
        timezone(&fields, found);
        let id = fields.required("id", found).and_then(|node| id(node, found));
        let jurisdiction = fields.optional("jurisdiction", found).and_then(|node| word(node, found));
        let provisions = provisions(&fields, found);
        let authority = fields.required("authority", found).and_then(|node| choice(node, &Authority::WORDS, found));
        let status = fields.required("status", found).and_then(|node| choice(node, &Status::WORDS, found));
        let confidence = fields.required("confidence", found).and_then(|node| choice(node, &Confidence::WORDS, found));
        let background = fields.optional("background", found).and_then(|node| boolean(node, found));
        let reviewed = fields.required("reviewed", found).and_then(|node| partial_date(node, found));
        let entry = Regulation {
            id: id.as_ref().map_or_else(String::new, |id| id.value.clone()),
            title: required_text(&fields, "title", found),
            number: optional_text(&fields, "number", found),
            jurisdiction: jurisdiction.as_ref().map(|code| code.value.clone()),
            authority: authority.map_or(Authority::Statute, |authority| authority.value),
            status: status.map_or(Status::Draft, |status| status.value),
            issuer: optional_text(&fields, "issuer", found),
            dates: dates(&fields, found),
            summary: required_text(&fields, "summary", found),
            confidence: confidence.map_or(Confidence::Low, |confidence| confidence.value),
            reviewed: reviewed.unwrap_or(NO_DATE),
            sources: sources(&fields, found),
            provisions: provisions.iter().map(|(_, provision)| provision.clone()).collect(),
        };
        Some(Self {
            id: id?,
            jurisdiction,
            provisions: provisions.into_iter().map(|(id, _)| id).collect(),
            background: background.is_some_and(|background| background.value),
            entry,
        })
    }
}

fn required_text(fields: &Fields<'_>, name: &str, found: &mut Findings) -> String {
    fields.required(name, found).and_then(|node| text(node, found)).map_or_else(String::new, |text| text.value)
}

fn optional_text(fields: &Fields<'_>, name: &str, found: &mut Findings) -> Option<String> {
    fields.optional(name, found).and_then(|node| text(node, found)).map(|text| text.value)
}

fn optional_date(fields: &Fields<'_>, name: &str, found: &mut Findings) -> Option<PartialDate> {
    fields.optional(name, found).and_then(|node| partial_date(node, found))
}

fn dates(fields: &Fields<'_>, found: &mut Findings) -> RegulationDates {
    let Some(node) = fields.optional("dates", found) else {
        return RegulationDates::default();
    };
    let Some(inner) = Fields::open(node, "`dates`", &["enacted", "in_force", "ends"], found) else {
        return RegulationDates::default();
    };
    RegulationDates {
        enacted: optional_date(&inner, "enacted", found),
        in_force: optional_date(&inner, "in_force", found),
        ends: optional_date(&inner, "ends", found),
    }
}

fn sources(fields: &Fields<'_>, found: &mut Findings) -> Vec<RegulationSource> {
    let Some(node) = fields.required("sources", found) else {
        return Vec::new();
    };
    let sources: Vec<_> = items(node, "sources", found).iter().filter_map(|item| source(item, found)).collect();
    if sources.is_empty() {
        found.push(
            Diagnostic::new(Code::EmptyValue, node.place, "a regulation rests on at least one source")
                .help("say where it was read: `- { title: …, seen: 2026-11-23 }`"),
        );
    }
    sources
}

fn source(node: &Node, found: &mut Findings) -> Option<RegulationSource> {
    let fields = Fields::open(node, "a source", &["title", "url", "date", "seen"], found)?;
    let seen = fields.required("seen", found).and_then(|node| partial_date(node, found));
    Some(RegulationSource {
        title: required_text(&fields, "title", found),
        url: optional_text(&fields, "url", found),
        date: optional_date(&fields, "date", found),
        seen: seen.unwrap_or(NO_DATE),
    })
}

fn provisions(fields: &Fields<'_>, found: &mut Findings) -> Vec<(Spanned<String>, Provision)> {
    let Some(node) = fields.optional("provisions", found) else {
        return Vec::new();
    };
    items(node, "provisions", found).iter().filter_map(|item| provision(item, found)).collect()
}

fn provision(node: &Node, found: &mut Findings) -> Option<(Spanned<String>, Provision)> {
    let fields = Fields::open(node, "a provision", &["id", "title", "summary"], found)?;
    let id = fields.required("id", found).and_then(|node| id(node, found));
    let title = optional_text(&fields, "title", found);
    let summary = required_text(&fields, "summary", found);
    let id = id?;
    let provision = Provision { id: id.value.clone(), title, summary };
    Some((id, provision))
}
