//! The question as it was understood.
//!
//! Owns how a transfer reads; what was left out is left out here too.

use super::answer::Answer;
use super::page::Page;
use crate::model::{Id, Lexicon, Timestamp, Transfer};
use crate::policy::format_instant;

/// Writes who sends what to whom, and when it is asked about.
pub(super) fn write(page: &mut Page, answer: &Answer<'_>) {
    let words = answer.snapshot.policies().vocabulary();
    let transfer = answer.transfer;
    let assumptions = answer.snapshot.policies().with_implied(&answer.moment.assumptions);
    let route = format!(
        "{} to {}",
        titled(&words.jurisdictions, transfer.origin),
        titled(&words.jurisdictions, transfer.destination)
    );
    page.hanging("  from, to    ", &route);
    page.hanging("  data        ", &listed(&words.categories, transfer.data.iter()));
    if let Some(purpose) = transfer.purpose {
        page.hanging("  purpose     ", words.purposes.word(purpose));
    }
    let sector = format!("sector {}", words.sectors.word(transfer.exporter.sector));
    let role = transfer.exporter.role.map(|role| format!("{}, ", words.roles.word(role)));
    page.hanging("  exporter    ", &(role.unwrap_or_default() + &sector));
    if let Some(role) = transfer.importer.role {
        page.hanging("  importer    ", words.roles.word(role));
    }
    if transfer.subjects != [transfer.origin] {
        page.hanging("  subjects    ", &listed(&words.jurisdictions, transfer.subjects.iter().copied()));
    }
    if !transfer.transit.is_empty() {
        page.hanging("  transit     ", &listed(&words.jurisdictions, transfer.transit.iter().copied()));
    }
    if let Some(count) = transfer.subject_count {
        page.hanging("  people      ", &count.to_string());
    }
    let in_place = transfer.safeguards.at(answer.moment.at);
    if !in_place.is_empty() {
        page.hanging("  in place    ", &listed(&words.safeguards, in_place.iter()));
    }
    page.hanging("  asked for   ", &format_instant(Timestamp::from_seconds(answer.moment.at.seconds())));
    if !assumptions.is_empty() {
        page.hanging("  supposing   ", &listed(&words.assumptions, assumptions.iter()));
    }
    let unknown = left_out(transfer);
    if !unknown.is_empty() {
        let note = format!("{}: what is not known can only make the answer stricter", unknown.join(", "));
        page.hanging("  not said    ", &note);
    }
}

/// What has no stated meaning when it is left out.
fn left_out(transfer: &Transfer) -> Vec<&'static str> {
    let fields = [
        ("purpose", transfer.purpose.is_none()),
        ("exporter's role", transfer.exporter.role.is_none()),
        ("importer's role", transfer.importer.role.is_none()),
        ("number of people", transfer.subject_count.is_none()),
    ];
    fields.into_iter().filter(|(_, is_left_out)| *is_left_out).map(|(field, _)| field).collect()
}

fn titled<K>(lexicon: &Lexicon<K>, id: Id<K>) -> String {
    match lexicon.term(id) {
        Some(term) => format!("{} ({})", term.title, term.word),
        None => String::new(),
    }
}

fn listed<K>(lexicon: &Lexicon<K>, ids: impl Iterator<Item = Id<K>>) -> String {
    ids.map(|id| lexicon.word(id)).collect::<Vec<_>>().join(", ")
}
