//! `Regulation`.

use super::dates::{TIMEZONE, partial_date, start_of_day, timezone};
use super::fields::{Fields, Findings, Spanned};
use super::kinds::HEAD;
use super::scalars::{boolean, choice, id, items, text, word};
use super::shape::{Shape, Value, names, optional, required};
use super::standing::{AUTHORITIES, CONFIDENCES};
use crate::model::{
    Authority, Confidence, Interval, PartialDate, Provision, Regulation, RegulationDates, RegulationSource, Status,
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

/// A document of kind `Regulation`.
pub const REGULATION: Shape = Shape {
    owner: "a Regulation",
    doc: "An instrument that rules can cite: a law, a decree, an agreement, a scheme.",
    groups: &[
        HEAD,
        &[
            required("id", Value::Id, "The name by which rules cite it, such as `sg.pdpa`."),
            required("title", Value::Text, "Its title."),
            optional("number", Value::Text, "Its official number."),
            optional(
                "jurisdiction",
                Value::Word,
                "The country code or group whose instrument it is; left out for what stands above States.",
            ),
            required("authority", Value::Choice(&AUTHORITIES), "Its force."),
            required("status", Value::Choice(&STATUSES), "Where it stands."),
            optional("issuer", Value::Text, "The body that issued it."),
            TIMEZONE,
            optional("dates", Value::Mapping(&DATES), "Its dates, each as exact as it is known."),
            required("summary", Value::Text, "What it is, in a sentence or two."),
            required("confidence", Value::Choice(&CONFIDENCES), "How well the entry is supported."),
            optional(
                "background",
                Value::Boolean,
                "It stands in the repository for its own sake, and no rule need rest on it.",
            ),
            required("reviewed", Value::PartialDate, "The day on which the entry was last reviewed."),
            required("sources", Value::List(&Value::Mapping(&SOURCE), 1), "What the entry rests on."),
            optional("provisions", Value::List(&Value::Mapping(&PROVISION), 0), "Its provisions that rules cite."),
        ],
    ],
};

const STATUSES: [&str; 4] = names(&Status::WORDS);

const DATES: Shape = Shape {
    owner: "`dates`",
    doc: "The dates of an instrument: `2026`, `2026-01` or `2026-01-31`.",
    groups: &[&[
        optional("enacted", Value::PartialDate, "Passed, signed or adopted."),
        optional("in_force", Value::PartialDate, "The first day in force."),
        optional("ends", Value::PartialDate, "The first day no longer in force."),
    ]],
};

const SOURCE: Shape = Shape {
    owner: "a source",
    doc: "Where it was read what an entry says.",
    groups: &[&[
        required("title", Value::Text, "What it is."),
        optional("url", Value::Text, "Where it is."),
        required("seen", Value::PartialDate, "The day on which it was read."),
        optional("date", Value::PartialDate, "The date that it bears."),
    ]],
};

const PROVISION: Shape = Shape {
    owner: "a provision",
    doc: "A part of an instrument, such as an article.",
    groups: &[&[
        required("id", Value::Id, "What stands after the `#` of a citation, such as `art20`."),
        optional("title", Value::Text, "Its heading."),
        required("summary", Value::Text, "What it says, in one sentence."),
    ]],
};

/// What a field holds when it could not be read: the set is rejected then, so it is never seen.
const NO_DATE: PartialDate = PartialDate { year: 0, month: None, day: None };

impl RegulationDocument {
    pub(super) fn read(node: &Node, found: &mut Findings) -> Option<Self> {
        let fields = Fields::open(node, &REGULATION, found)?;
        let zone = timezone(&fields, found);
        let id = fields.get("id", found).and_then(|node| id(node, found));
        let jurisdiction = fields.get("jurisdiction", found).and_then(|node| word(node, found));
        let provisions = provisions(&fields, found);
        let authority = fields.get("authority", found).and_then(|node| choice(node, &Authority::WORDS, found));
        let status = fields.get("status", found).and_then(|node| choice(node, &Status::WORDS, found));
        let confidence = fields.get("confidence", found).and_then(|node| choice(node, &Confidence::WORDS, found));
        let background = fields.get("background", found).and_then(|node| boolean(node, found));
        let reviewed = fields.get("reviewed", found).and_then(|node| partial_date(node, found));
        let dates = dates(&fields, found);
        let start = |day: Option<PartialDate>| day.and_then(|day| start_of_day(day, &zone));
        let entry = Regulation {
            id: id.as_ref().map_or_else(String::new, |id| id.value.clone()),
            title: required_text(&fields, "title", found),
            number: optional_text(&fields, "number", found),
            jurisdiction: jurisdiction.as_ref().map(|code| code.value.clone()),
            authority: authority.map_or(Authority::Statute, |authority| authority.value),
            status: status.map_or(Status::Draft, |status| status.value),
            issuer: optional_text(&fields, "issuer", found),
            dates,
            in_force: Interval { from: start(dates.in_force), until: start(dates.ends) },
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
    fields.get(name, found).and_then(|node| text(node, found)).map_or_else(String::new, |text| text.value)
}

fn optional_text(fields: &Fields<'_>, name: &str, found: &mut Findings) -> Option<String> {
    fields.get(name, found).and_then(|node| text(node, found)).map(|text| text.value)
}

fn optional_date(fields: &Fields<'_>, name: &str, found: &mut Findings) -> Option<PartialDate> {
    fields.get(name, found).and_then(|node| partial_date(node, found))
}

fn dates(fields: &Fields<'_>, found: &mut Findings) -> RegulationDates {
    let Some(node) = fields.get("dates", found) else {
        return RegulationDates::default();
    };
    let Some(inner) = Fields::open(node, &DATES, found) else {
        return RegulationDates::default();
    };
    RegulationDates {
        enacted: optional_date(&inner, "enacted", found),
        in_force: optional_date(&inner, "in_force", found),
        ends: optional_date(&inner, "ends", found),
    }
}

fn sources(fields: &Fields<'_>, found: &mut Findings) -> Vec<RegulationSource> {
    let Some(node) = fields.get("sources", found) else {
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
    let fields = Fields::open(node, &SOURCE, found)?;
    let seen = fields.get("seen", found).and_then(|node| partial_date(node, found));
    Some(RegulationSource {
        title: required_text(&fields, "title", found),
        url: optional_text(&fields, "url", found),
        date: optional_date(&fields, "date", found),
        seen: seen.unwrap_or(NO_DATE),
    })
}

fn provisions(fields: &Fields<'_>, found: &mut Findings) -> Vec<(Spanned<String>, Provision)> {
    let Some(node) = fields.get("provisions", found) else {
        return Vec::new();
    };
    items(node, "provisions", found).iter().filter_map(|item| provision(item, found)).collect()
}

fn provision(node: &Node, found: &mut Findings) -> Option<(Spanned<String>, Provision)> {
    let fields = Fields::open(node, &PROVISION, found)?;
    let id = fields.get("id", found).and_then(|node| id(node, found));
    let title = optional_text(&fields, "title", found);
    let summary = required_text(&fields, "summary", found);
    let id = id?;
    let provision = Provision { id: id.value.clone(), title, summary };
    Some((id, provision))
}
