//! Whose law a policy set holds.

use super::places::{PlaceSet, PlacesBuilder, PlacesNow};
use super::snapshot::Snapshot;
use crate::model::{Category, CategoryId, IdSet, JurisdictionId, Moment, Timestamp};
use crate::policy::{PlaceRef, PolicySet, RuleSet};

/// How much of a jurisdiction's law a policy set holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Covered {
    /// None of it: every transfer from there is denied.
    Not,
    /// That on these categories, and on what stands below them.
    Partly(IdSet<Category>),
    /// All of it, as far as it speaks of transfers.
    Fully,
}

impl Covered {
    /// Whether the law on a category is held.
    pub fn includes(&self, category: CategoryId) -> bool {
        match self {
            Self::Not => false,
            Self::Partly(categories) => categories.contains(category),
            Self::Fully => true,
        }
    }
}

impl Snapshot {
    /// The rule sets that cover a jurisdiction: those of its own law, or of a group that it is a member of.
    ///
    /// The moment must hold implied assumptions too.
    pub fn covering<'a>(
        &'a self,
        jurisdiction: JurisdictionId,
        moment: &'a Moment,
    ) -> impl Iterator<Item = &'a RuleSet> {
        national(self.policies()).filter_map(move |(set, place)| self.is_in(jurisdiction, place, moment).then_some(set))
    }

    /// How much of a jurisdiction's law the policy set holds; in full where any of its rule sets does not say less.
    ///
    /// The moment must hold implied assumptions too.
    pub fn covered(&self, jurisdiction: JurisdictionId, moment: &Moment) -> Covered {
        self.coverage().of(jurisdiction, &self.places_at(moment))
    }
}

/// The places whose law a policy set holds.
pub struct Coverage {
    any: PlaceSet,
    fully: PlaceSet,
    partly: Vec<(PlaceSet, IdSet<Category>)>,
    turns: Vec<Timestamp>,
}

impl Coverage {
    /// Works out who is covered.
    pub fn compile(policies: &PolicySet, places: &mut PlacesBuilder<'_>) -> Self {
        let all: Vec<PlaceRef> = national(policies).map(|(_, place)| place).collect();
        let full = national(policies).filter(|(set, _)| set.covers.is_none()).map(|(_, place)| place);
        let full: Vec<PlaceRef> = full.collect();
        let mut turns: Vec<Timestamp> = places.turns(&all).collect();
        turns.sort_unstable();
        turns.dedup();
        let partly = national(policies).filter_map(|(set, place)| Some((places.set(&[place]), set.covers.clone()?)));
        Self { partly: partly.collect(), any: places.set(&all), fully: places.set(&full), turns }
    }

    /// Whether any law of a jurisdiction is held.
    pub fn includes(&self, jurisdiction: JurisdictionId, places: &PlacesNow<'_>) -> bool {
        places.contains(self.any, jurisdiction)
    }

    /// How much of its law is held.
    pub fn of(&self, jurisdiction: JurisdictionId, places: &PlacesNow<'_>) -> Covered {
        if !self.includes(jurisdiction, places) {
            return Covered::Not;
        }
        if places.contains(self.fully, jurisdiction) {
            return Covered::Fully;
        }
        let mut categories = IdSet::new();
        for (_, covers) in self.partly.iter().filter(|(place, _)| places.contains(*place, jurisdiction)) {
            categories.extend_from(covers);
        }
        Covered::Partly(categories)
    }

    /// The next instant at which time may change who is covered.
    pub fn next_turn(&self, at: Timestamp) -> Option<Timestamp> {
        self.turns.get(self.turns.partition_point(|turn| *turn <= at)).copied()
    }
}

/// The rule sets of national law, each with whose law it is.
fn national(policies: &PolicySet) -> impl Iterator<Item = (&RuleSet, PlaceRef)> {
    policies
        .rule_sets()
        .iter()
        .filter(|set| set.authority.is_national_law())
        .filter_map(|set| set.jurisdiction.map(|place| (set, place)))
}
