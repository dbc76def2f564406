//! Rules and recognitions with every word and name resolved.

use super::group::GroupId;
use crate::model::{
    Authority, Category, CategoryId, Citation, Confidence, Effect, IdSet, Interval, JurisdictionId, Purpose, Role,
    RuleId, Safeguard, SafeguardId, Sector, Timestamp,
};
use crate::policy::source::Place;

/// A rule set's place in its policy set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleSetId(pub usize);

/// The rules of one instrument or theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSet {
    /// Its id.
    pub id: String,
    /// A short name for people.
    pub title: Option<String>,
    /// Its force.
    pub authority: Authority,
    /// Whose rules they are; always there for national law.
    pub jurisdiction: Option<PlaceRef>,
    /// The data of which alone it holds the law; all data where it says nothing.
    pub covers: Option<IdSet<Category>>,
    /// Where it stands.
    pub place: Place,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// The rule set that it stands in.
    pub rule_set: RuleSetId,
    /// What the law asks, in one sentence.
    pub summary: String,
    /// What must be so for it to apply.
    pub when: Scope,
    /// Any one of these meets a `require` and lifts any other rule.
    pub unless: Vec<Exception>,
    /// What it says.
    pub action: Action,
    /// Duties that come with it.
    pub obligations: Vec<Obligation>,
    /// The rules whose place it takes.
    pub overrides: Vec<RuleId>,
    /// When it is in force.
    pub effective: Interval,
    /// The law behind it.
    pub cites: Vec<Citation>,
    /// What lets an organisation's rule loosen, for a time.
    pub waiver: Option<Waiver>,
    /// How well it is supported.
    pub confidence: Option<Confidence>,
    /// Where it stands.
    pub place: Place,
}

/// Lets a rule of an organisation permit and override, until it expires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// Where the decision to waive is recorded.
    pub reference: String,
    /// Who approved it: at least two people.
    pub approvers: Vec<String>,
    /// Why.
    pub reason: String,
    /// The first instant at which it no longer holds.
    pub expires: Timestamp,
}

/// What a rule says, with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// It permits.
    Allow,
    /// It permits once one of these sets of safeguards is in place; neither the list nor a set is empty.
    Require(Vec<Vec<SafeguardId>>),
    /// It forbids.
    Deny,
    /// It decides nothing.
    Note,
}

impl Action {
    /// The plain effect.
    pub const fn effect(&self) -> Effect {
        match self {
            Self::Allow => Effect::Allow,
            Self::Require(_) => Effect::Require,
            Self::Deny => Effect::Deny,
            Self::Note => Effect::Note,
        }
    }
}

/// The tests of a rule or exception: all of them must hold.
///
/// A test of a purpose, sector or role is the set of words for which it holds, with term sets, hierarchy and negation
/// worked out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Tests of the origin.
    pub origin: Option<PlaceTest>,
    /// Tests of the destination.
    pub destination: Option<PlaceTest>,
    /// Tests of the places passed through.
    pub transit: Option<PlaceTest>,
    /// Tests of the data subjects' places.
    pub subjects: Option<PlaceTest>,
    /// Tests of the data category.
    pub data: Option<CategoryTest>,
    /// Tests of the purpose.
    pub purpose: Option<IdSet<Purpose>>,
    /// Tests of the exporter's sector.
    pub sector: Option<IdSet<Sector>>,
    /// Tests of the exporter's role.
    pub exporter_role: Option<IdSet<Role>>,
    /// Tests of the importer's role.
    pub importer_role: Option<IdSet<Role>>,
    /// Tests of the number of data subjects.
    pub subject_count: Option<CountTest>,
    /// Asks for a transfer whose origin is its destination.
    pub domestic: bool,
}

/// An exception to a rule: all of its tests must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The tests that a rule may have too.
    pub scope: Scope,
    /// Holds where any of these is attested.
    pub safeguards: Option<IdSet<Safeguard>>,
}

/// A jurisdiction, or the members of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceRef {
    /// One jurisdiction.
    Jurisdiction(JurisdictionId),
    /// Whoever is a member at the time.
    Group(GroupId),
}

/// A test of one or several places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceTest {
    /// There is a place at all.
    Anywhere,
    /// Some place is among these.
    AnyOf(Vec<PlaceRef>),
    /// No place is among these.
    NoneOf(Vec<PlaceRef>),
}

/// A test of a data category, worked out for every category of the vocabulary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CategoryTest {
    /// The categories for which it holds.
    pub holds_for: IdSet<Category>,
    /// The umbrellas for which it can't be said.
    pub unknown_for: IdSet<Category>,
}

impl CategoryTest {
    /// Whether it holds for a category; `None` where that can't be said.
    pub fn holds(&self, category: CategoryId) -> Option<bool> {
        if self.holds_for.contains(category) {
            Some(true)
        } else if self.unknown_for.contains(category) {
            None
        } else {
            Some(false)
        }
    }
}

/// A test of the number of data subjects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountTest {
    /// The least number for which it holds.
    pub at_least: Option<u64>,
    /// The least number for which it no longer holds.
    pub below: Option<u64>,
}

/// A duty that comes with a transfer and never blocks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obligation {
    /// Its id within the rule or recognition.
    pub id: String,
    /// What is to be done, in one sentence.
    pub text: String,
    /// Within how many seconds of the event that the text names.
    pub due_seconds: Option<u64>,
}

/// Says that one safeguard satisfies another between certain places, for certain roles, at certain times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognition {
    /// Its id.
    pub id: String,
    /// What it says, in one sentence.
    pub summary: String,
    /// The force of what recognises.
    pub authority: Authority,
    /// Where, to where, and for whom it holds; no test but of places and roles.
    pub when: Scope,
    /// What is attested.
    pub safeguard: SafeguardId,
    /// What that satisfies.
    pub satisfies: SafeguardId,
    /// When it is in force.
    pub effective: Interval,
    /// Duties that come with it.
    pub obligations: Vec<Obligation>,
    /// The law behind it.
    pub cites: Vec<Citation>,
    /// How well it is supported.
    pub confidence: Option<Confidence>,
    /// Where it stands.
    pub place: Place,
}
