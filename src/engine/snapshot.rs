//! The compiled policy set.

use super::coverage::Coverage;
use super::index::{Entry, Index};
use super::places::{self, Places, PlacesBuilder, PlacesNow};
use super::reach::Dimension;
use super::rule::{Recognition, Rule};
use crate::model::{IdSet, JurisdictionId, Moment, RecognitionId, RuleId, Safeguard};
use crate::policy::{PlaceRef, PolicySet, Rule as ValidRule};

/// A policy set compiled for deciding: immutable, and cheap to share.
pub struct Snapshot {
    policies: PolicySet,
    rules: Vec<Rule>,
    recognitions: Vec<Recognition>,
    /// What some recognition takes.
    recognised: IdSet<Safeguard>,
    places: Places,
    coverage: Coverage,
    crossing: Index,
    domestic: Index,
}

impl Snapshot {
    /// What it was compiled from.
    pub fn policies(&self) -> &PolicySet {
        &self.policies
    }

    /// The same without the text of its files and its tests: it decides as before, but tells no places any more.
    #[must_use]
    pub fn without_text_and_tests(self) -> Self {
        Self { policies: self.policies.without_text_and_tests(), ..self }
    }

    /// Whether a jurisdiction is the one named, or a member of the group named. The moment must hold implied
    /// assumptions too.
    pub fn is_in(&self, jurisdiction: JurisdictionId, place: PlaceRef, moment: &Moment) -> bool {
        places::is_in(&self.policies, jurisdiction, place, moment)
    }

    /// All rules, by number.
    pub(super) fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule with a place in the index.
    pub(super) fn compiled(&self, index: u32) -> &Rule {
        &self.rules[index as usize]
    }

    /// What finds the rules that may apply to a transfer.
    pub(super) fn index(&self, domestic: bool) -> &Index {
        if domestic { &self.domestic } else { &self.crossing }
    }

    /// The recognitions that take any of these safeguards.
    pub(super) fn recognising(&self, attested: &IdSet<Safeguard>) -> impl Iterator<Item = &Recognition> {
        let any = if attested.intersects(&self.recognised) { &*self.recognitions } else { &[] };
        any.iter().filter(|recognition| attested.contains(recognition.safeguard))
    }

    pub(super) fn places_at(&self, moment: &Moment) -> PlacesNow<'_> {
        self.places.at(&self.policies, moment)
    }

    pub(super) fn coverage(&self) -> &Coverage {
        &self.coverage
    }
}

/// Compiles a policy set.
pub fn compile(policies: PolicySet) -> Snapshot {
    let mut places = PlacesBuilder::new(&policies);
    let numbered = || (0..).zip(policies.rules());
    let rules = numbered()
        .map(|(number, rule)| Rule::compile(RuleId(number), rule, policies.rule_set_of(rule), &mut places))
        .collect();
    let recognitions = (0..).zip(policies.recognitions());
    let recognitions: Vec<_> =
        recognitions.map(|(number, one)| Recognition::compile(RecognitionId(number), one, &mut places)).collect();
    let recognised = recognitions.iter().map(|recognition| recognition.safeguard).collect();
    let coverage = Coverage::compile(&policies, &mut places);
    // A domestic transfer is judged only by rules that ask for it, or that look at the places passed through.
    let index = |is_candidate: fn(&ValidRule) -> bool| {
        let entries = numbered().filter(|(_, rule)| is_candidate(rule)).map(|(number, rule)| Entry {
            rule: number,
            until: rule.effective.until,
            reach: Dimension::ALL.map(|dimension| dimension.reach(rule, &places)),
        });
        Index::build(&entries.collect::<Vec<_>>())
    };
    let crossing = index(|rule| !rule.when.domestic);
    let domestic = index(|rule| rule.when.domestic || rule.when.transit.is_some());
    let places = places.build();
    Snapshot { policies, rules, recognitions, recognised, places, coverage, crossing, domestic }
}
