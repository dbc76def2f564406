//! Entries of the repository, jurisdictions and words on the wire.
//!
//! Owns how each of them looks there; what they say comes from the policy set.

use super::answer::{authority, confidence, effect, timestamp};
use super::wire;
use crate::engine::{Covered, Ground, Snapshot};
use crate::model::{
    Category, IdSet, Jurisdiction, Lexicon, Moment, PartialDate, Regulation, RegulationSource, Status, Term,
};
use crate::policy::{GroupId, PlaceRef, PolicySet};
use crate::repository;
use crate::store::Active;

/// An entry with all that is recorded of it.
pub(super) fn regulation(active: &Active, entry: &Regulation, today: PartialDate) -> wire::Regulation {
    let provision = |provision: &crate::model::Provision| wire::Provision {
        id: provision.id.clone(),
        title: provision.title.clone().unwrap_or_default(),
        summary: provision.summary.clone(),
    };
    wire::Regulation {
        id: entry.id.clone(),
        title: entry.title.clone(),
        number: entry.number.clone().unwrap_or_default(),
        jurisdiction: entry.jurisdiction.clone().unwrap_or_default(),
        authority: authority(entry.authority).into(),
        status: status(entry.status).into(),
        issuer: entry.issuer.clone().unwrap_or_default(),
        dates: Some(wire::RegulationDates {
            enacted: date(entry.dates.enacted),
            in_force: date(entry.dates.in_force),
            ends: date(entry.dates.ends),
        }),
        summary: entry.summary.clone(),
        confidence: confidence(Some(entry.confidence)).into(),
        reviewed: entry.reviewed.to_string(),
        review_age_days: repository::review_age_days(entry, today),
        sources: entry.sources.iter().map(source).collect(),
        provisions: entry.provisions.iter().map(provision).collect(),
        cited_by: repository::citing(active.snapshot().policies(), &entry.id, None)
            .into_iter()
            .map(|ground| citing(ground, &entry.id))
            .collect(),
        source: active.regulation_place(&entry.id).to_owned(),
    }
}

fn source(source: &RegulationSource) -> wire::RegulationSource {
    wire::RegulationSource {
        title: source.title.clone(),
        url: source.url.clone().unwrap_or_default(),
        date: date(source.date),
        seen: source.seen.to_string(),
    }
}

fn citing(ground: Ground<'_>, regulation: &str) -> wire::CitingRule {
    let (effective, says) = match ground {
        Ground::Rule(rule) => (rule.effective, effect(rule.action.effect())),
        Ground::Recognition(recognition) => (recognition.effective, wire::Effect::Recognition),
    };
    let citations = ground.cites().iter().filter(|citation| citation.regulation == regulation);
    wire::CitingRule {
        rule: ground.id().to_owned(),
        text: ground.summary().to_owned(),
        effect: says.into(),
        citations: citations.map(ToString::to_string).collect(),
        from: effective.from.map(timestamp),
        until: effective.until.map(timestamp),
    }
}

fn date(date: Option<PartialDate>) -> String {
    date.map_or_else(String::new, |date| date.to_string())
}

fn status(status: Status) -> wire::RegulationStatus {
    match status {
        Status::InForce => wire::RegulationStatus::InForce,
        Status::Enacted => wire::RegulationStatus::Enacted,
        Status::Draft => wire::RegulationStatus::Draft,
        Status::Repealed => wire::RegulationStatus::Repealed,
    }
}

/// Every jurisdiction with how much of its law is there at a moment.
pub(super) fn jurisdictions(snapshot: &Snapshot, moment: &Moment) -> Vec<wire::JurisdictionCoverage> {
    let set = snapshot.policies();
    let lexicon: &Lexicon<Jurisdiction> = &set.vocabulary().jurisdictions;
    let coverage = lexicon.iter().map(|(id, term)| {
        let (coverage, categories) = match snapshot.covered(id, moment) {
            Covered::Not => (wire::Coverage::None, Vec::new()),
            Covered::Partly(categories) => (wire::Coverage::Partial, topmost(set, &categories)),
            Covered::Fully => (wire::Coverage::Full, Vec::new()),
        };
        let is_member = |(index, _): &(usize, _)| snapshot.is_in(id, PlaceRef::Group(GroupId(*index)), moment);
        let own = set.regulations().iter().filter(|entry| entry.jurisdiction.as_ref() == Some(&term.word)).count();
        wire::JurisdictionCoverage {
            code: term.word.clone(),
            title: term.title.clone(),
            coverage: coverage.into(),
            categories,
            rule_sets: snapshot.covering(id, moment).map(|rules| rules.id.clone()).collect(),
            groups: set.groups().iter().enumerate().filter(is_member).map(|(_, group)| group.id.clone()).collect(),
            regulations: u32::try_from(own).unwrap_or(u32::MAX),
        }
    });
    coverage.collect()
}

/// The categories among these that stand below no other one of them.
fn topmost(set: &PolicySet, categories: &IdSet<Category>) -> Vec<String> {
    let lexicon = &set.vocabulary().categories;
    let is_top = |id| !categories.iter().any(|other| other != id && lexicon.is_within(id, other));
    categories.iter().filter(|id| is_top(*id)).map(|id| lexicon.word(id).to_owned()).collect()
}

/// Every word of a kind.
pub(super) fn words<K>(lexicon: &Lexicon<K>) -> Vec<wire::Word> {
    let word = |term: &Term| wire::Word {
        word: term.word.clone(),
        title: term.title.clone(),
        description: term.description.clone().unwrap_or_default(),
        dpv: term.dpv.clone().unwrap_or_default(),
        r#abstract: term.umbrella,
    };
    lexicon.iter().map(|(_, term)| word(term)).collect()
}
