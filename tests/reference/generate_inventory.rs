//! Makes up the inventory: two entries of each kind, in two documents with time zones of their own.

use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;

use super::case::{Dataset, DatedSafeguard, Inventory, Party};
use super::generate::{period_with_ends, some_of, word, zone};
use super::universe as u;

pub fn inventories() -> impl Strategy<Value = Vec<Inventory>> {
    let [shop, clinic] = u::EXPORTERS.map(exporter);
    let [cloud, desk] = u::IMPORTERS.map(importer);
    let [orders, patients] = u::DATASETS.map(dataset);
    ((zone(), shop, cloud, orders), (zone(), clinic, desk, patients)).prop_map(|documents| {
        let (first, second) = documents;
        [first, second]
            .into_iter()
            .map(|(zone, exporter, importer, dataset)| Inventory {
                zone,
                exporters: vec![exporter],
                importers: vec![importer],
                datasets: vec![dataset],
            })
            .collect()
    })
}

fn exporter(id: &'static str) -> impl Strategy<Value = Party> {
    let parts = (weighted(0.5, word(&u::SECTORS)), weighted(0.5, word(&u::ROLES)), safeguards());
    parts.prop_map(|(sector, role, safeguards)| Party {
        id: id.to_owned(),
        sector,
        role,
        jurisdictions: Vec::new(),
        safeguards,
    })
}

fn importer(id: &'static str) -> impl Strategy<Value = Party> {
    let parts = (some_of(&u::JURISDICTIONS, 1..=2), weighted(0.5, word(&u::ROLES)), safeguards());
    parts.prop_map(|(jurisdictions, role, safeguards)| Party {
        id: id.to_owned(),
        sector: None,
        role,
        jurisdictions,
        safeguards,
    })
}

/// The same safeguard may be in place more than once, with or without a gap.
fn safeguards() -> impl Strategy<Value = Vec<DatedSafeguard>> {
    let dated = (word(&u::SAFEGUARDS), period_with_ends(0.6));
    vec(dated.prop_map(|(safeguard, in_place)| DatedSafeguard { safeguard, in_place }), 0..=3)
}

fn dataset(id: &'static str) -> impl Strategy<Value = Dataset> {
    let parts = (
        some_of(&u::CATEGORIES, 1..=2),
        prop_oneof![1 => Just(Vec::new()), 1 => some_of(&u::JURISDICTIONS, 1..=2)],
        weighted(0.5, select(&u::SUBJECT_COUNTS[..])),
    );
    parts.prop_map(|(categories, subjects, subject_count)| Dataset {
        id: id.to_owned(),
        categories,
        subjects,
        subject_count,
    })
}
