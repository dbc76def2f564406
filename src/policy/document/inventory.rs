//! `Inventory`.

use jiff::tz::TimeZone;

use super::dates::{interval, timezone};
use super::fields::{Fields, Findings, Spanned};
use super::kinds::open;
use super::scalars::{id, items, number, text, word, words};
use crate::model::Interval;
use crate::policy::yaml::Node;

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
        let fields = open(node, "an Inventory", &["title", "timezone", "exporters", "importers", "datasets"], found)?;
        fields.optional("title", found).and_then(|node| text(node, found));
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
    let Some(node) = fields.optional(name, found) else {
        return Vec::new();
    };
    items(node, "entries", found).iter().filter_map(|item| read(item, found)).collect()
}

fn exporter(node: &Node, zone: &TimeZone, found: &mut Findings) -> Option<PartyDocument> {
    let fields = Fields::open(node, "an exporter", &["id", "title", "sector", "role", "safeguards"], found)?;
    party(&fields, zone, found)
}

fn importer(node: &Node, zone: &TimeZone, found: &mut Findings) -> Option<PartyDocument> {
    let fields = Fields::open(node, "an importer", &["id", "title", "jurisdictions", "role", "safeguards"], found)?;
    fields.required("jurisdictions", found);
    party(&fields, zone, found)
}

fn party(fields: &Fields<'_>, zone: &TimeZone, found: &mut Findings) -> Option<PartyDocument> {
    let id = fields.required("id", found).and_then(|node| id(node, found));
    fields.optional("title", found).and_then(|node| text(node, found));
    let sector = fields.optional("sector", found).and_then(|node| word(node, found));
    let role = fields.optional("role", found).and_then(|node| word(node, found));
    // A value that is missing was reported where the field is required.
    let jurisdictions =
        fields.optional("jurisdictions", &mut Vec::new()).map_or_else(Vec::new, |node| words(node, found));
    let safeguards = entries(fields, "safeguards", found, |node, found| safeguard(node, zone, found));
    Some(PartyDocument { id: id?, sector, role, jurisdictions, safeguards })
}

fn safeguard(node: &Node, zone: &TimeZone, found: &mut Findings) -> Option<SafeguardDocument> {
    let fields = Fields::open(node, "a safeguard", &["safeguard", "since", "until", "evidence"], found)?;
    let safeguard = fields.required("safeguard", found).and_then(|node| word(node, found));
    let interval = interval(&fields, "since", "until", zone, found);
    let evidence = fields.optional("evidence", found).and_then(|node| text(node, found));
    Some(SafeguardDocument { safeguard, interval, evidence: evidence.map(|text| text.value) })
}

fn dataset(node: &Node, found: &mut Findings) -> Option<DatasetDocument> {
    let fields = Fields::open(node, "a data set", &["id", "title", "categories", "subjects", "subject_count"], found)?;
    let id = fields.required("id", found).and_then(|node| id(node, found));
    fields.optional("title", found).and_then(|node| text(node, found));
    let categories = fields.required("categories", found).map_or_else(Vec::new, |node| words(node, found));
    let subjects = fields.optional("subjects", found).map_or_else(Vec::new, |node| words(node, found));
    let subject_count = fields.optional("subject_count", found).and_then(|node| number(node, found));
    Some(DatasetDocument { id: id?, categories, subjects, subject_count: subject_count.map(|count| count.value) })
}
