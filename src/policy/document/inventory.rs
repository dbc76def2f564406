//! `Inventory`.

use jiff::tz::TimeZone;

use super::dates::{TIMEZONE, interval, timezone};
use super::fields::{Fields, Findings, Spanned};
use super::kinds::HEAD;
use super::scalars::{id, items, number, text, word, words};
use super::shape::{Field, Shape, Value, optional, required};
use crate::model::Interval;
use crate::policy::yaml::Node;

/// A document of kind `Inventory`.
pub const INVENTORY: Shape = Shape {
    owner: "an Inventory",
    doc: "A company's own entities, importers and data sets, which questions can name.",
    groups: &[
        HEAD,
        &[
            optional("title", Value::Text, "A short name for people."),
            TIMEZONE,
            optional("exporters", Value::List(&Value::Mapping(&EXPORTER), 0), "Who sends."),
            optional("importers", Value::List(&Value::Mapping(&IMPORTER), 0), "Who receives."),
            optional("datasets", Value::List(&Value::Mapping(&DATASET), 0), "What is sent."),
        ],
    ],
};

const ID: Field = required("id", Value::Id, "The name by which questions call it.");
const TITLE: Field = optional("title", Value::Text, "A short name for people.");
const ROLE: Field = optional("role", Value::Word, "The part that it plays, such as `controller`.");
const SAFEGUARDS: Field = optional(
    "safeguards",
    Value::List(&Value::Mapping(&SAFEGUARD), 0),
    "What is in place there; a question that names the party attests it.",
);

const EXPORTER: Shape = Shape {
    owner: "an exporter",
    doc: "One of the company's entities, which send data.",
    groups: &[&[ID, TITLE, optional("sector", Value::Word, "The sector that it is in."), ROLE, SAFEGUARDS]],
};

const IMPORTER: Shape = Shape {
    owner: "an importer",
    doc: "Somebody to whom data is sent.",
    groups: &[&[
        ID,
        TITLE,
        required("jurisdictions", Value::Words, "The countries where it gets data or can read it."),
        ROLE,
        SAFEGUARDS,
    ]],
};

const SAFEGUARD: Shape = Shape {
    owner: "a safeguard",
    doc: "A safeguard that is in place for a time.",
    groups: &[&[
        required("safeguard", Value::Word, "What is in place."),
        optional("since", Value::Instant, "The first moment at which it is."),
        optional("until", Value::Instant, "The first moment at which it no longer is."),
        optional("evidence", Value::Text, "Where that can be seen."),
    ]],
};

const DATASET: Shape = Shape {
    owner: "a data set",
    doc: "A data set, and what a question about it need not say again.",
    groups: &[&[
        ID,
        TITLE,
        required("categories", Value::Words, "The data categories in it."),
        optional("subjects", Value::Words, "The countries where the people live whom it is about."),
        optional("subject_count", Value::Number, "How many people it is about."),
    ]],
};

/// A document of kind `Inventory`.
pub struct InventoryDocument {
    /// Who sends.
    pub exporters: Vec<PartyDocument>,
    /// Who receives.
    pub importers: Vec<PartyDocument>,
    /// What is sent.
    pub datasets: Vec<DatasetDocument>,
}

/// An exporter or an importer.
pub struct PartyDocument {
    /// Its id.
    pub id: Spanned<String>,
    /// An exporter's sector.
    pub sector: Option<Spanned<String>>,
    /// The part that it plays.
    pub role: Option<Spanned<String>>,
    /// Where an importer gets or can read data.
    pub jurisdictions: Vec<Spanned<String>>,
    /// What is in place.
    pub safeguards: Vec<SafeguardDocument>,
}

/// A safeguard that is in place for a time.
pub struct SafeguardDocument {
    /// What is in place.
    pub safeguard: Option<Spanned<String>>,
    /// When.
    pub interval: Interval,
    /// Where that can be seen.
    pub evidence: Option<String>,
}

/// A data set.
pub struct DatasetDocument {
    /// Its id.
    pub id: Spanned<String>,
    /// What is in it.
    pub categories: Vec<Spanned<String>>,
    /// Where the people whom it is about live.
    pub subjects: Vec<Spanned<String>>,
    /// How many people it is about.
    pub subject_count: Option<u64>,
}

impl InventoryDocument {
    pub(super) fn read(node: &Node, found: &mut Findings) -> Option<Self> {
        let fields = Fields::open(node, &INVENTORY, found)?;
        fields.get("title", found).and_then(|node| text(node, found));
        let zone = timezone(&fields, found);
        let exporters = entries(&fields, "exporters", found, |node, found| exporter(node, &zone, found));
        let importers = entries(&fields, "importers", found, |node, found| importer(node, &zone, found));
        let datasets = entries(&fields, "datasets", found, dataset);
        Some(Self { exporters, importers, datasets })
    }
}

fn entries<T>(
    fields: &Fields<'_>,
    name: &str,
    found: &mut Findings,
    read: impl Fn(&Node, &mut Findings) -> Option<T>,
) -> Vec<T> {
    let Some(node) = fields.get(name, found) else {
        return Vec::new();
    };
    items(node, "entries", found).iter().filter_map(|item| read(item, found)).collect()
}

fn exporter(node: &Node, zone: &TimeZone, found: &mut Findings) -> Option<PartyDocument> {
    let fields = Fields::open(node, &EXPORTER, found)?;
    party(&fields, zone, found)
}

fn importer(node: &Node, zone: &TimeZone, found: &mut Findings) -> Option<PartyDocument> {
    let fields = Fields::open(node, &IMPORTER, found)?;
    party(&fields, zone, found)
}

fn party(fields: &Fields<'_>, zone: &TimeZone, found: &mut Findings) -> Option<PartyDocument> {
    let id = fields.get("id", found).and_then(|node| id(node, found));
    fields.get("title", found).and_then(|node| text(node, found));
    let sector = fields.get("sector", found).and_then(|node| word(node, found));
    let role = fields.get("role", found).and_then(|node| word(node, found));
    let jurisdictions = fields.get("jurisdictions", found).map_or_else(Vec::new, |node| words(node, found));
    let safeguards = entries(fields, "safeguards", found, |node, found| safeguard(node, zone, found));
    Some(PartyDocument { id: id?, sector, role, jurisdictions, safeguards })
}

fn safeguard(node: &Node, zone: &TimeZone, found: &mut Findings) -> Option<SafeguardDocument> {
    let fields = Fields::open(node, &SAFEGUARD, found)?;
    let safeguard = fields.get("safeguard", found).and_then(|node| word(node, found));
    let interval = interval(&fields, "since", "until", zone, found);
    let evidence = fields.get("evidence", found).and_then(|node| text(node, found));
    Some(SafeguardDocument { safeguard, interval, evidence: evidence.map(|text| text.value) })
}

fn dataset(node: &Node, found: &mut Findings) -> Option<DatasetDocument> {
    let fields = Fields::open(node, &DATASET, found)?;
    let id = fields.get("id", found).and_then(|node| id(node, found));
    fields.get("title", found).and_then(|node| text(node, found));
    let categories = fields.get("categories", found).map_or_else(Vec::new, |node| words(node, found));
    let subjects = fields.get("subjects", found).map_or_else(Vec::new, |node| words(node, found));
    let subject_count = fields.get("subject_count", found).and_then(|node| number(node, found));
    Some(DatasetDocument { id: id?, categories, subjects, subject_count: subject_count.map(|count| count.value) })
}
