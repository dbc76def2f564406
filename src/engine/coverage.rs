//! Whose law a policy set holds.

use super::snapshot::Snapshot;
use crate::model::{Category, IdSet, JurisdictionId, Moment};
use crate::policy::RuleSet;

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

impl Snapshot {
    /// The rule sets that cover a jurisdiction: those of its own law, or of a group that it is a member of.
    ///
    /// The moment must hold implied assumptions too.
    pub fn covering<'a>(
        &'a self,
        jurisdiction: JurisdictionId,
        moment: &'a Moment,
    ) -> impl Iterator<Item = &'a RuleSet> {
        self.policies().rule_sets().iter().filter(move |set| {
            let here = |place| self.is_in(jurisdiction, place, moment);
            set.authority.is_national_law() && set.jurisdiction.is_some_and(here)
        })
    }

    /// How much of a jurisdiction's law the policy set holds; in full where any of its rule sets does not say less.
    pub fn covered(&self, jurisdiction: JurisdictionId, moment: &Moment) -> Covered {
        let mut covered = Covered::Not;
        for set in self.covering(jurisdiction, moment) {
            covered = match (covered, &set.covers) {
                (_, None) => return Covered::Fully,
                (Covered::Partly(mut categories), Some(more)) => {
                    categories.extend_from(more);
                    Covered::Partly(categories)
                }
                (Covered::Not | Covered::Fully, Some(categories)) => Covered::Partly(categories.clone()),
            };
        }
        covered
    }
}
