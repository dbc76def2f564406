//! The inventory with its words looked up.

use super::names::{Names, unknown_word};
use crate::model::{DatasetEntry, DatedSafeguard, ExporterEntry, Id, ImporterEntry, Inventory, Lexicon, Vocabulary};
use crate::policy::diagnostic::Diagnostic;
use crate::policy::document::{DatasetDocument, InventoryDocument, PartyDocument, SafeguardDocument, Spanned};

/// Looks the words of all inventories up.
pub fn inventory(documents: &[InventoryDocument], vocabulary: &Vocabulary, found: &mut Vec<Diagnostic>) -> Inventory {
    let mut inventory = Inventory::default();
    let (mut exporters, mut importers, mut datasets) = (Names::default(), Names::default(), Names::default());
    for document in documents {
        for party in &document.exporters {
            let entry = exporter(party, vocabulary, found);
            if exporters.define("exporter", &party.id, found) {
                inventory.exporters.insert(party.id.value.clone(), entry);
            }
        }
        for party in &document.importers {
            let entry = importer(party, vocabulary, found);
            if importers.define("importer", &party.id, found) {
                inventory.importers.insert(party.id.value.clone(), entry);
            }
        }
        for written in &document.datasets {
            let entry = dataset(written, vocabulary, found);
            if datasets.define("data set", &written.id, found) {
                inventory.datasets.insert(written.id.value.clone(), entry);
            }
        }
    }
    inventory
}

fn exporter(document: &PartyDocument, vocabulary: &Vocabulary, found: &mut Vec<Diagnostic>) -> ExporterEntry {
    ExporterEntry {
        sector: document.sector.as_ref().and_then(|word| find("sector", word, &vocabulary.sectors, found)),
        role: document.role.as_ref().and_then(|word| find("role", word, &vocabulary.roles, found)),
        safeguards: safeguards(&document.safeguards, vocabulary, found),
    }
}

fn importer(document: &PartyDocument, vocabulary: &Vocabulary, found: &mut Vec<Diagnostic>) -> ImporterEntry {
    ImporterEntry {
        jurisdictions: all("jurisdiction", &document.jurisdictions, &vocabulary.jurisdictions, found),
        role: document.role.as_ref().and_then(|word| find("role", word, &vocabulary.roles, found)),
        safeguards: safeguards(&document.safeguards, vocabulary, found),
    }
}

fn dataset(document: &DatasetDocument, vocabulary: &Vocabulary, found: &mut Vec<Diagnostic>) -> DatasetEntry {
    DatasetEntry {
        categories: all("data category", &document.categories, &vocabulary.categories, found),
        subjects: all("jurisdiction", &document.subjects, &vocabulary.jurisdictions, found),
        subject_count: document.subject_count,
    }
}

fn safeguards(
    documents: &[SafeguardDocument],
    vocabulary: &Vocabulary,
    found: &mut Vec<Diagnostic>,
) -> Vec<DatedSafeguard> {
    let mut safeguards = Vec::new();
    for document in documents {
        let word = document.safeguard.as_ref();
        if let Some(safeguard) = word.and_then(|word| find("safeguard", word, &vocabulary.safeguards, found)) {
            let evidence = document.evidence.clone();
            safeguards.push(DatedSafeguard { safeguard, interval: document.interval, evidence });
        }
    }
    safeguards
}

fn all<K>(kind: &str, words: &[Spanned<String>], lexicon: &Lexicon<K>, found: &mut Vec<Diagnostic>) -> Vec<Id<K>> {
    words.iter().filter_map(|word| find(kind, word, lexicon, found)).collect()
}

fn find<K>(kind: &str, word: &Spanned<String>, lexicon: &Lexicon<K>, found: &mut Vec<Diagnostic>) -> Option<Id<K>> {
    let id = lexicon.find(&word.value);
    if id.is_none() {
        found.push(unknown_word(kind, word, &mut lexicon.iter().map(|(_, term)| term.word.as_str())));
    }
    id
}
