//! Rules and recognitions, compiled: all that deciding looks at, and nothing that only explains.

use super::places::{PlaceSet, PlacesBuilder};
use super::tests::{Case, Tests};
use super::truth::Truth;
use crate::model::{Authority, CategoryId, IdSet, Interval, RecognitionId, RuleId, Safeguard, SafeguardId, Timestamp};
use crate::policy::{Action, PlaceRef, PlaceTest, Recognition as ValidRecognition, Rule as ValidRule, RuleSet, Scope};

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Its number.
    pub id: RuleId,
    /// What must be so for it to apply.
    pub when: Tests,
    /// Any one of these meets a `require` and lifts any other rule.
    pub unless: Box<[Exception]>,
    /// What it says.
    pub effect: Effect,
    /// When it is in force.
    pub effective: Interval,
    /// The rules whose place it takes, in the order of their numbers.
    pub overrides: Box<[RuleId]>,
    /// The first instant at which it no longer loosens, where it rests on a waiver.
    pub waived_until: Option<Timestamp>,
    /// Whether it may permit.
    permission: Permission,
    /// The places whose own law it is.
    home: Option<PlaceSet>,
    /// The instants at which time may change what it does, in order.
    turns: Box<[Timestamp]>,
}

/// What a rule says.
#[derive(Debug)]
pub enum Effect {
    /// It permits.
    Allow,
    /// It permits once one of these sets of safeguards is in place.
    Require(Alternatives),
    /// It forbids.
    Deny,
    /// It decides nothing.
    Note,
}

/// Sets of safeguards, any one of which is enough.
#[derive(Debug)]
pub struct Alternatives {
    sets: Box<[IdSet<Safeguard>]>,
    mentioned: IdSet<Safeguard>,
}

impl Alternatives {
    fn compile(alternatives: &[Vec<SafeguardId>]) -> Self {
        let sets = alternatives.iter().map(|set| set.iter().copied().collect()).collect();
        Self { sets, mentioned: alternatives.iter().flatten().copied().collect() }
    }

    /// Those that are met.
    pub fn met_by<'a>(&'a self, in_place: &'a IdSet<Safeguard>) -> impl Iterator<Item = &'a IdSet<Safeguard>> {
        self.sets.iter().filter(|set| set.is_subset(in_place))
    }

    /// What is in place of all that they mention.
    pub fn found_in(&self, in_place: &IdSet<Safeguard>) -> IdSet<Safeguard> {
        let mut found = self.mentioned.clone();
        found.retain_from(in_place);
        found
    }
}

/// From whom a rule may permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Permission {
    /// From anywhere.
    FromAnywhere,
    /// From where it is the law.
    FromHome,
    /// From where the organisation's rules hold, while a waiver does.
    ByWaiver {
        /// Where; anywhere if nothing is said.
        place: Option<PlaceSet>,
    },
    /// From nowhere.
    Never,
}

/// An exception to a rule: all of its tests must hold.
#[derive(Debug)]
pub struct Exception {
    /// The tests that a rule may have too.
    pub tests: Tests,
    /// Holds where any of these is attested.
    pub safeguards: Option<IdSet<Safeguard>>,
}

impl Exception {
    /// Whether it holds for a category.
    pub fn holds(&self, case: &Case<'_>, category: CategoryId) -> Truth {
        self.attested(case).unwrap_or(Truth::True).and(self.tests.hold(case, category))
    }

    /// Whether any of the safeguards that it asks for is attested; `None` where it asks for none.
    pub fn attested(&self, case: &Case<'_>) -> Option<Truth> {
        self.safeguards.as_ref().map(|any| any.intersects(case.attested).into())
    }
}

impl Rule {
    /// Compiles a rule.
    pub fn compile(id: RuleId, rule: &ValidRule, set: &RuleSet, places: &mut PlacesBuilder<'_>) -> Self {
        let effect = match &rule.action {
            Action::Allow => Effect::Allow,
            Action::Require(alternatives) => Effect::Require(Alternatives::compile(alternatives)),
            Action::Deny => Effect::Deny,
            Action::Note => Effect::Note,
        };
        let place = set.jurisdiction.map(|place| places.set(&[place]));
        let mut overrides = rule.overrides.clone();
        overrides.sort_unstable();
        let unless = rule.unless.iter().map(|exception| Exception {
            tests: Tests::compile(&exception.scope, places),
            safeguards: exception.safeguards.clone(),
        });
        Self {
            id,
            unless: unless.collect(),
            when: Tests::compile(&rule.when, places),
            permission: match set.authority {
                _ if !matches!(effect, Effect::Allow | Effect::Require(_)) => Permission::Never,
                Authority::Treaty => Permission::FromAnywhere,
                Authority::Organisation => Permission::ByWaiver { place },
                Authority::Statute | Authority::Regulation | Authority::Guideline => Permission::FromHome,
            },
            effect,
            effective: rule.effective,
            overrides: overrides.into(),
            waived_until: rule.waiver.as_ref().map(|waiver| waiver.expires),
            home: if set.authority.is_national_law() { place } else { None },
            turns: turns(rule, set, places),
        }
    }

    /// Whether some exception holds for a category.
    pub fn excepted(&self, case: &Case<'_>, category: CategoryId) -> Truth {
        self.unless.iter().fold(Truth::False, |any, exception| any.or(exception.holds(case, category)))
    }

    /// Whether it is only restrictive while it is unmet.
    pub const fn is_restrictive(&self) -> bool {
        matches!(self.effect, Effect::Require(_) | Effect::Deny)
    }

    /// Whether a rule that certainly applies permits: only the law of the origin, treaties and waivers do.
    pub fn may_permit(&self, case: &Case<'_>) -> bool {
        match self.permission {
            Permission::FromAnywhere => true,
            Permission::FromHome => self.is_law_of_origin(case),
            Permission::ByWaiver { place } => self.is_waived(case) && place.is_none_or(|place| case.is_from(place)),
            Permission::Never => false,
        }
    }

    /// Whether it may take the place of others: a note does not, nor does a rule whose waiver has run out.
    pub fn may_override(&self, case: &Case<'_>) -> bool {
        let noted = matches!(self.effect, Effect::Note);
        !self.overrides.is_empty() && !noted && (self.waived_until.is_none() || self.is_waived(case))
    }

    /// Whether it loosens by a waiver that holds.
    pub fn is_waived(&self, case: &Case<'_>) -> bool {
        self.waived_until.is_some_and(|until| case.moment.at < until)
    }

    /// Whether it is of the law of the transfer's origin.
    pub fn is_law_of_origin(&self, case: &Case<'_>) -> bool {
        self.home.is_some_and(|home| case.is_from(home))
    }

    /// The next instant at which time may change what it does.
    pub fn next_turn(&self, at: Timestamp) -> Option<Timestamp> {
        self.turns.iter().copied().find(|turn| *turn > at)
    }
}

fn turns(rule: &ValidRule, set: &RuleSet, places: &PlacesBuilder<'_>) -> Box<[Timestamp]> {
    let scopes = std::iter::once(&rule.when).chain(rule.unless.iter().map(|exception| &exception.scope));
    let named = scopes.flat_map(named_places).chain(set.jurisdiction.as_slice());
    let mut turns: Vec<Timestamp> = named.flat_map(|place| places.turns(std::slice::from_ref(place))).collect();
    turns.extend(rule.effective.bounds());
    turns.extend(rule.waiver.as_ref().map(|waiver| waiver.expires));
    turns.sort_unstable();
    turns.dedup();
    turns.into()
}

fn named_places(scope: &Scope) -> impl Iterator<Item = &PlaceRef> {
    let tests = [&scope.origin, &scope.destination, &scope.transit, &scope.subjects];
    tests.into_iter().flatten().flat_map(|test| match test {
        PlaceTest::Anywhere => [].iter(),
        PlaceTest::AnyOf(named) | PlaceTest::NoneOf(named) => named.iter(),
    })
}

/// A recognition.
#[derive(Debug)]
pub struct Recognition {
    /// Its number.
    pub id: RecognitionId,
    /// Where, to where, and for whom it holds.
    when: Tests,
    /// What is attested.
    pub safeguard: SafeguardId,
    /// What that satisfies.
    pub satisfies: SafeguardId,
    effective: Interval,
    turns: Box<[Timestamp]>,
}

impl Recognition {
    /// Compiles a recognition.
    pub fn compile(id: RecognitionId, recognition: &ValidRecognition, places: &mut PlacesBuilder<'_>) -> Self {
        let named = named_places(&recognition.when).flat_map(|place| places.turns(std::slice::from_ref(place)));
        let mut turns: Vec<Timestamp> = named.chain(recognition.effective.bounds()).collect();
        turns.sort_unstable();
        turns.dedup();
        Self {
            id,
            when: Tests::compile(&recognition.when, places),
            safeguard: recognition.safeguard,
            satisfies: recognition.satisfies,
            effective: recognition.effective,
            turns: turns.into(),
        }
    }

    /// Whether it holds. A role that is unknown is not a named one, so only a certain match counts.
    pub fn holds(&self, case: &Case<'_>) -> bool {
        self.effective.contains(case.moment.at) && self.when.circumstances_hold(case) == Truth::True
    }

    /// The next instant at which time may change whether it holds.
    pub fn next_turn(&self, at: Timestamp) -> Option<Timestamp> {
        self.turns.iter().copied().find(|turn| *turn > at)
    }
}
