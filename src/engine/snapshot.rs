//! The compiled policy set.

use crate::model::{Interval, JurisdictionId, Moment, RuleId, Timestamp};
use crate::policy::{Group, PlaceRef, PolicySet, Rule};

/// A policy set compiled for deciding: immutable, and cheap to share.
pub struct Snapshot {
    policies: PolicySet,
    /// Every instant at which a rule, a recognition or a membership begins or ends, in order.
    boundaries: Vec<Timestamp>,
    /// The rules in an order in which each stands after all that override it.
    by_precedence: Vec<RuleId>,
}

impl Snapshot {
    /// What it was compiled from.
    pub fn policies(&self) -> &PolicySet {
        &self.policies
    }

    pub(super) fn boundaries_after(&self, at: Timestamp) -> &[Timestamp] {
        &self.boundaries[self.boundaries.partition_point(|boundary| *boundary <= at)..]
    }

    pub(super) fn by_precedence(&self) -> impl Iterator<Item = (RuleId, &Rule)> {
        self.by_precedence.iter().map(|id| (*id, self.policies.rule(*id)))
    }

    /// Whether a jurisdiction is the one named, or a member of the group named. The moment must hold implied
    /// assumptions too.
    pub fn is_in(&self, jurisdiction: JurisdictionId, place: PlaceRef, moment: &Moment) -> bool {
        match place {
            PlaceRef::Jurisdiction(named) => named == jurisdiction,
            PlaceRef::Group(group) => self.group(group.0).is_some_and(|group| group.contains(jurisdiction, moment)),
        }
    }

    fn group(&self, index: usize) -> Option<&Group> {
        self.policies.groups().get(index)
    }
}

/// Compiles a policy set.
pub fn compile(policies: PolicySet) -> Snapshot {
    let boundaries = boundaries(&policies);
    let by_precedence = by_precedence(policies.rules());
    Snapshot { policies, boundaries, by_precedence }
}

fn boundaries(policies: &PolicySet) -> Vec<Timestamp> {
    let rules = policies.rules().iter().map(|rule| rule.effective);
    let recognitions = policies.recognitions().iter().map(|recognition| recognition.effective);
    let waivers = policies.rules().iter().filter_map(|rule| rule.waiver.as_ref()).map(|waiver| waiver.expires);
    let members = policies.groups().iter().flat_map(|group| group.memberships.iter().map(|member| member.interval));
    let intervals = rules.chain(recognitions).chain(members);
    let mut all: Vec<Timestamp> = intervals.flat_map(Interval::bounds).chain(waivers).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// A validated set has no circles, so every rule finds its place.
fn by_precedence(rules: &[Rule]) -> Vec<RuleId> {
    let mut overriders = vec![0_usize; rules.len()];
    for overridden in rules.iter().flat_map(|rule| &rule.overrides) {
        overriders[overridden.0 as usize] += 1;
    }
    let number = |index: usize| RuleId(u32::try_from(index).unwrap_or(u32::MAX));
    let mut order: Vec<RuleId> = (0..rules.len()).filter(|index| overriders[*index] == 0).map(number).collect();
    let mut next = 0;
    while let Some(id) = order.get(next).copied() {
        next += 1;
        for overridden in &rules[id.0 as usize].overrides {
            let left = &mut overriders[overridden.0 as usize];
            *left -= 1;
            if *left == 0 {
                order.push(*overridden);
            }
        }
    }
    order
}
