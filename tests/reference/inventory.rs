//! What a question says together with what the inventory says of the entries that it names.

use super::case::{Dataset, DatedSafeguard, Inventory, Party, Policies, Question};

/// The same question, naming no entry and saying what the inventory says of them at its instant.
pub fn with_inventory(policies: &Policies, question: &Question) -> Question {
    let question = with_dataset(policies, question);
    let (exporter, importer) = (exporter(policies, &question), importer(policies, &question));
    let in_place = dated_safeguards(policies, &question).filter(|dated| dated.in_place.contains(question.at));
    let safeguards = question.safeguards.iter().cloned().chain(in_place.map(|dated| dated.safeguard.clone())).collect();
    Question {
        destination: match (question.destination.as_str(), importer) {
            ("", Some(importer)) => importer.jurisdictions[0].clone(),
            _ => question.destination.clone(),
        },
        exporter: None,
        sector: question.sector.clone().or(exporter.and_then(|party| party.sector.clone())),
        exporter_role: question.exporter_role.clone().or(exporter.and_then(|party| party.role.clone())),
        importer: None,
        importer_role: question.importer_role.clone().or(importer.and_then(|party| party.role.clone())),
        safeguards,
        ..question
    }
}

/// The same question, naming no data set and saying what the inventory says of it: more categories and subjects, and a
/// count where the question has none.
pub fn with_dataset(policies: &Policies, question: &Question) -> Question {
    let Some(dataset) = dataset(policies, question) else { return question.clone() };
    let mut data = question.data.clone();
    data.extend(dataset.categories.iter().filter(|category| !question.data.contains(category)).cloned());
    let subjects = question.subjects.iter().chain(&dataset.subjects).cloned().collect();
    let subject_count = question.subject_count.or(dataset.subject_count);
    Question { data, dataset: None, subjects, subject_count, ..question.clone() }
}

/// What is in place for a time on either side.
pub fn dated_safeguards<'a>(policies: &'a Policies, question: &Question) -> impl Iterator<Item = &'a DatedSafeguard> {
    exporter(policies, question).into_iter().chain(importer(policies, question)).flat_map(|party| &party.safeguards)
}

pub fn exporter<'a>(policies: &'a Policies, question: &Question) -> Option<&'a Party> {
    let named = question.exporter.as_ref()?;
    Some(entry(policies, |inventory| &inventory.exporters, |party| party.id == *named))
}

pub fn importer<'a>(policies: &'a Policies, question: &Question) -> Option<&'a Party> {
    let named = question.importer.as_ref()?;
    Some(entry(policies, |inventory| &inventory.importers, |party| party.id == *named))
}

pub fn dataset<'a>(policies: &'a Policies, question: &Question) -> Option<&'a Dataset> {
    let named = question.dataset.as_ref()?;
    Some(entry(policies, |inventory| &inventory.datasets, |dataset| dataset.id == *named))
}

fn entry<T>(policies: &Policies, of: impl Fn(&Inventory) -> &Vec<T>, is_named: impl Fn(&T) -> bool) -> &T {
    policies.inventories.iter().flat_map(of).find(|entry| is_named(entry)).expect("a question names what is there")
}
