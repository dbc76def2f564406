//! The candidate on the wire: its status, and the questions that it would answer otherwise.
//!
//! Owns how each of them looks there; what they say comes from the store.

use super::answer::{self, timestamp};
use super::policy_status::load_attempt;
use super::wire;
use crate::model::Verdict;
use crate::store::{Difference, Said, Shadow, Skipped, Words};

/// What is known of a candidate.
pub(super) fn shadow_status(shadow: &Shadow) -> wire::ShadowStatus {
    let status = shadow.candidate().status();
    let tallies = shadow.record().tallies().filter(|tally| tally.compared > 0);
    wire::ShadowStatus {
        policy_revision: status.active.as_ref().map_or_else(String::new, |active| active.revision().to_string()),
        loaded_at: status.active.as_ref().map(|active| timestamp(active.loaded_at())),
        sources: status.sources.iter().map(ToString::to_string).collect(),
        last_attempt: status.attempts.last().map(load_attempt),
        promoted: shadow.is_promoted(),
        comparisons: tallies
            .map(|tally| wire::ShadowComparisons {
                active: answer::verdict(tally.active).into(),
                shadow: verdict(tally.candidate).into(),
                compared: tally.compared,
                differing: tally.differing,
            })
            .collect(),
        skipped: Skipped::WORDS
            .into_iter()
            .zip(shadow.record().skipped())
            .filter(|(_, count)| *count > 0)
            .map(|(reason, count)| wire::ShadowSkipped { reason: reason.to_owned(), count })
            .collect(),
    }
}

/// A question with two answers.
pub(super) fn difference(difference: &Difference) -> wire::ShadowDifference {
    wire::ShadowDifference {
        number: difference.number,
        at: Some(timestamp(difference.at)),
        transfer: Some(transfer(&difference.words)),
        active: Some(judgement(&difference.active)),
        shadow: Some(judgement(&difference.candidate)),
    }
}

fn verdict(verdict: Option<Verdict>) -> wire::Decision {
    verdict.map_or(wire::Decision::Unspecified, answer::verdict)
}

fn judgement(said: &Said) -> wire::ShadowJudgement {
    let category = |(category, decision): &(String, Verdict)| wire::CategoryDecision {
        category: category.clone(),
        decision: answer::verdict(*decision).into(),
    };
    wire::ShadowJudgement {
        policy_revision: said.revision.to_string(),
        decision: verdict(said.decision).into(),
        missing: said.missing.clone(),
        rules: said.rules.clone(),
        obligations: said.obligations.clone(),
        by_category: said.by_category.iter().map(category).collect(),
        refusal: said.refusal.clone().unwrap_or_default(),
    }
}

fn transfer(words: &Words) -> wire::Transfer {
    let exporter = wire::Exporter {
        id: words.exporter_id.clone(),
        sector: words.sector.clone(),
        role: words.exporter_role.clone(),
    };
    let importer =
        wire::Importer { id: words.importer_id.clone(), role: words.importer_role.clone(), name: String::new() };
    wire::Transfer {
        origin: words.origin.clone(),
        destination: words.destination.clone(),
        transit: words.transit.clone(),
        subjects: words.subjects.clone(),
        data: words.data.clone(),
        purpose: words.purpose.clone(),
        exporter: Some(exporter).filter(|party| *party != wire::Exporter::default()),
        importer: Some(importer).filter(|party| *party != wire::Importer::default()),
        safeguards: words.safeguards.clone(),
        subject_count: words.subject_count,
        dataset: words.dataset.clone(),
    }
}
