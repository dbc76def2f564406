//! The validated policy set: every reference resolved, every rule of the language held.
//!
//! Only [`load`](super::load) makes one, so whoever holds it need not check anything again.

mod group;
mod rule;
mod tests;

use std::collections::HashMap;

use super::contents::Contents;
use super::diagnostic::Diagnostic;
use super::nearest::nearest;
use super::source::{Place, Sources};
use crate::model::{Assumption, AssumptionId, IdSet, Inventory, Known, RecognitionId, Regulation, RuleId, Vocabulary};

pub use group::{Group, GroupId, Membership};
pub use rule::{
    Action, CategoryTest, CountTest, Exception, Obligation, PlaceRef, PlaceTest, Recognition, Rule, RuleSet, RuleSetId,
    Scope, Waiver,
};
pub use tests::{Expectation, PolicyTest, RuleName};

/// A valid policy set.
pub struct PolicySet {
    pub(super) sources: Sources,
    pub(super) warnings: Vec<Diagnostic>,
    pub(super) revision: Revision,
    pub(super) contents: Contents,
    pub(super) vocabulary: Vocabulary,
    pub(super) groups: Vec<Group>,
    pub(super) assumptions: Vec<AssumptionEntry>,
    pub(super) inventory: Inventory,
    pub(super) regulations: Vec<Regulation>,
    pub(super) rule_sets: Vec<RuleSet>,
    pub(super) rules: Vec<Rule>,
    pub(super) recognitions: Vec<Recognition>,
    pub(super) tests: Vec<PolicyTest>,
    pub(super) regulation_index: HashMap<String, usize>,
    pub(super) regulation_places: Vec<Place>,
}

impl PolicySet {
    /// The files that it was read from.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The same without the text of its files and its tests, which are most of what it holds.
    #[must_use]
    pub fn without_text_and_tests(self) -> Self {
        Self { sources: Sources::default(), warnings: Vec::new(), tests: Vec::new(), ..self }
    }

    /// What probably does not say what was meant, sorted by file and place.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// The digest of its content.
    pub fn revision(&self) -> &Revision {
        &self.revision
    }

    /// Each of its items with a digest of what is written about it.
    pub fn contents(&self) -> &Contents {
        &self.contents
    }

    /// Every word that a question may use.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The platform team's own entities, importers and data sets.
    pub fn inventory(&self) -> &Inventory {
        &self.inventory
    }

    /// Everything that a question may name.
    pub fn known(&self) -> Known<'_> {
        Known { vocabulary: &self.vocabulary, inventory: &self.inventory, nearest }
    }

    /// Groups of jurisdictions, by id; a [`GroupId`] is a place in it.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Named assumptions, by id; an [`AssumptionId`] is a place in it.
    pub fn assumptions(&self) -> &[AssumptionEntry] {
        &self.assumptions
    }

    /// The repository of regulations, by id.
    pub fn regulations(&self) -> &[Regulation] {
        &self.regulations
    }

    /// One regulation.
    pub fn regulation(&self, id: &str) -> Option<&Regulation> {
        self.regulation_index.get(id).and_then(|index| self.regulations.get(*index))
    }

    /// Where a regulation stands.
    pub fn place_of_regulation(&self, id: &str) -> Option<Place> {
        self.regulation_index.get(id).and_then(|index| self.regulation_places.get(*index)).copied()
    }

    /// Rule sets, by id; a [`RuleSetId`] is a place in it.
    pub fn rule_sets(&self) -> &[RuleSet] {
        &self.rule_sets
    }

    /// All rules of all rule sets, by id; a [`RuleId`] is a place in it.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule with that number.
    ///
    /// # Panics
    /// If the number is another policy set's.
    pub fn rule(&self, id: RuleId) -> &Rule {
        &self.rules[id.0 as usize]
    }

    /// The rule set that a rule stands in.
    pub fn rule_set_of(&self, rule: &Rule) -> &RuleSet {
        &self.rule_sets[rule.rule_set.0]
    }

    /// Recognitions, by id; a [`RecognitionId`] is a place in it.
    pub fn recognitions(&self) -> &[Recognition] {
        &self.recognitions
    }

    /// The recognition with that number.
    ///
    /// # Panics
    /// If the number is another policy set's.
    pub fn recognition(&self, id: RecognitionId) -> &Recognition {
        &self.recognitions[id.0 as usize]
    }

    /// The tests that the set brings along, in the order of files and places.
    pub fn tests(&self) -> &[PolicyTest] {
        &self.tests
    }

    /// `chosen` and all that they imply.
    pub fn with_implied(&self, chosen: &IdSet<Assumption>) -> IdSet<Assumption> {
        let mut all = IdSet::new();
        let mut open: Vec<AssumptionId> = chosen.iter().collect();
        while let Some(next) = open.pop() {
            if all.insert(next)
                && let Some(entry) = self.assumptions.get(next.index())
            {
                open.extend(&entry.implies);
            }
        }
        all
    }
}

/// The digest of a policy set's content: 32 hexadecimal digits.
///
/// It does not depend on the order of files, documents or rules, nor on layout and comments.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(pub(super) String);

impl Revision {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Revision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A named *what if*.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssumptionEntry {
    /// Its id.
    pub id: String,
    /// What it supposes, in one sentence.
    pub summary: String,
    /// What would make it a fact.
    pub fact_when: Option<String>,
    /// What else it supposes.
    pub implies: Vec<AssumptionId>,
}
