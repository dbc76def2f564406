//! Makes up questions: first of what they say and which entries of the inventory they name, then so that both agree.

use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;

use super::case::{Policies, Question};
use super::generate::{some_of, word};
use super::inventory::{dataset, exporter, importer};
use super::universe as u;

/// A question that may contradict the inventory still.
#[derive(Clone, Debug)]
pub struct RawQuestion {
    question: Question,
    /// It leaves out what the entries that it names say.
    terse: bool,
}

pub fn raw_question() -> impl Strategy<Value = RawQuestion> {
    let places = (origin(), destination(), places_beside(), places_beside(), weighted(0.07, Just(())));
    let what = (some_of(&u::CATEGORIES, 1..=3), weighted(0.6, word(&u::PURPOSES)), weighted(0.5, word(&u::SECTORS)));
    let who = (weighted(0.5, word(&u::ROLES)), weighted(0.5, word(&u::ROLES)));
    let facts = (some_of(&u::SAFEGUARDS, 0..=3), weighted(0.5, select(&u::SUBJECT_COUNTS[..])));
    let entries =
        (weighted(0.2, word(&u::EXPORTERS)), weighted(0.25, word(&u::IMPORTERS)), weighted(0.15, word(&u::DATASETS)));
    let moment = (select(u::asked_at()), some_of(&u::ASSUMPTIONS, 0..=1));
    (places, what, who, facts, (entries, any::<bool>()), moment).prop_map(
        |(places, what, who, facts, (entries, terse), moment)| {
            let (origin, destination, transit, subjects, domestic) = places;
            let question = Question {
                destination: if domestic.is_some() { origin.clone() } else { destination },
                origin,
                transit,
                subjects,
                data: what.0,
                dataset: entries.2,
                purpose: what.1,
                exporter: entries.0,
                sector: what.2,
                exporter_role: who.0,
                importer: entries.1,
                importer_role: who.1,
                safeguards: facts.0,
                subject_count: facts.1,
                at: moment.0,
                assume: moment.1,
            };
            RawQuestion { question, terse }
        },
    )
}

fn origin() -> impl Strategy<Value = String> {
    prop_oneof![5 => Just(u::JURISDICTIONS[0].to_owned()), 1 => word(&u::JURISDICTIONS)]
}

fn destination() -> impl Strategy<Value = String> {
    prop_oneof![5 => word(&u::JURISDICTIONS[1..]), 1 => word(&u::JURISDICTIONS)]
}

fn places_beside() -> impl Strategy<Value = Vec<String>> {
    prop_oneof![2 => Just(Vec::new()), 1 => some_of(&u::JURISDICTIONS, 1..=2)]
}

impl RawQuestion {
    /// Says nothing else of an entry than the inventory does, since that would be an invalid question.
    pub fn about(self, policies: &Policies) -> Question {
        let RawQuestion { mut question, terse } = self;
        if let Some(entry) = exporter(policies, &question) {
            question.sector = said(question.sector, entry.sector.as_ref(), terse);
            question.exporter_role = said(question.exporter_role, entry.role.as_ref(), terse);
        }
        if let Some(entry) = importer(policies, &question) {
            question.importer_role = said(question.importer_role, entry.role.as_ref(), terse);
            if !entry.jurisdictions.contains(&question.destination) {
                question.destination.clone_from(&entry.jurisdictions[0]);
            }
            if terse && entry.jurisdictions.len() == 1 {
                question.destination.clear();
            }
        }
        if terse && dataset(policies, &question).is_some() {
            question.data.clear();
        }
        question
    }
}

fn said(word: Option<String>, recorded: Option<&String>, terse: bool) -> Option<String> {
    match recorded {
        Some(recorded) => word.and((!terse).then(|| recorded.clone())),
        None => word,
    }
}
