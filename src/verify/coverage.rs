//! What a set of policy tests reaches of the policies that it tests.

use std::collections::BTreeSet;

use crate::engine::{Ground, Snapshot, decide};
use crate::model::{Decision, IdSet, JurisdictionId, Reason, Safeguard};
use crate::policy::{Action, PlaceRef, PolicySet, PolicyTest};

/// What tests reach.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Rules that apply in some test, and are not overridden there.
    pub rules: Tally,
    /// Alternatives of requirements that are in place in some test, as `rule/number`.
    pub alternatives: Tally,
    /// Provisions that some answer cites.
    pub provisions: Tally,
    /// Pairs of covered jurisdictions between which some test sends, as `SG>VN`.
    pub pairs: Tally,
}

/// What is reached, and what is not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Reached, in alphabetical order.
    pub reached: BTreeSet<String>,
    /// Not reached, in alphabetical order.
    pub missed: BTreeSet<String>,
}

impl Tally {
    /// How many there are.
    pub fn total(&self) -> usize {
        self.reached.len() + self.missed.len()
    }

    /// How many of a hundred are reached, rounded down; all of nothing is a hundred.
    pub fn percent(&self) -> usize {
        (self.reached.len() * 100).checked_div(self.total()).unwrap_or(100)
    }

    fn new(all: &BTreeSet<String>, reached: &BTreeSet<String>) -> Self {
        let missed = all.difference(reached).cloned().collect();
        Self { reached: all.intersection(reached).cloned().collect(), missed }
    }
}

impl Coverage {
    /// Works out what tests reach of a snapshot's policies.
    pub fn of<'t>(snapshot: &Snapshot, tests: impl IntoIterator<Item = &'t PolicyTest>) -> Self {
        let set = snapshot.policies();
        let mut reached = Reached::default();
        for test in tests {
            reached.add(snapshot, test, &decide(snapshot, &test.transfer, &test.moment));
        }
        Self {
            rules: Tally::new(&set.rules().iter().map(|rule| rule.id.clone()).collect(), &reached.rules),
            alternatives: Tally::new(&all_alternatives(set), &reached.alternatives),
            provisions: Tally::new(&all_provisions(set), &reached.provisions),
            pairs: Tally::new(&all_pairs(set), &reached.pairs),
        }
    }
}

#[derive(Default)]
struct Reached {
    rules: BTreeSet<String>,
    alternatives: BTreeSet<String>,
    provisions: BTreeSet<String>,
    pairs: BTreeSet<String>,
}

impl Reached {
    fn add(&mut self, snapshot: &Snapshot, test: &PolicyTest, decision: &Decision) {
        let set = snapshot.policies();
        let in_place = in_place(set, test, decision);
        self.pairs.insert(pair(set, test.transfer.origin, test.transfer.destination));
        for ground in snapshot.grounds(decision) {
            self.provisions.extend(ground.cites().iter().map(ToString::to_string));
            if let Ground::Rule(rule) = ground {
                self.rules.insert(rule.id.clone());
                let met = alternatives(&rule.action).filter(|(_, all)| all.is_subset(&in_place));
                self.alternatives.extend(met.map(|(number, _)| alternative(&rule.id, number)));
            }
        }
    }
}

/// What is attested in a test, and what was recognised where that was needed.
fn in_place(set: &PolicySet, test: &PolicyTest, decision: &Decision) -> IdSet<Safeguard> {
    let mut in_place = test.transfer.safeguards.at(test.moment.at).into_owned();
    for reason in &decision.reasons {
        if let Reason::Recognised(id) = reason {
            in_place.insert(set.recognition(*id).satisfies);
        }
    }
    in_place
}

fn alternatives(action: &Action) -> impl Iterator<Item = (usize, IdSet<Safeguard>)> {
    let list = match action {
        Action::Require(alternatives) => alternatives.as_slice(),
        Action::Allow | Action::Deny | Action::Note => &[],
    };
    list.iter().enumerate().map(|(index, all)| (index + 1, all.iter().copied().collect()))
}

fn alternative(rule: &str, number: usize) -> String {
    format!("{rule}/{number}")
}

fn all_alternatives(set: &PolicySet) -> BTreeSet<String> {
    let of_rule = |rule: &crate::policy::Rule| {
        alternatives(&rule.action).map(|(number, _)| alternative(&rule.id, number)).collect::<Vec<_>>()
    };
    set.rules().iter().flat_map(of_rule).collect()
}

/// The provisions, and the regulations cited as a whole, that a rule or recognition cites.
fn all_provisions(set: &PolicySet) -> BTreeSet<String> {
    let rules = set.rules().iter().flat_map(|rule| &rule.cites);
    rules.chain(set.recognitions().iter().flat_map(|r| &r.cites)).map(ToString::to_string).collect()
}

/// Pairs of different jurisdictions that have law of their own in the set.
fn all_pairs(set: &PolicySet) -> BTreeSet<String> {
    let with_law = set.rule_sets().iter().filter(|rules| rules.authority.is_national_law());
    let covered: BTreeSet<JurisdictionId> = with_law
        .filter_map(|rules| match rules.jurisdiction {
            Some(PlaceRef::Jurisdiction(id)) => Some(id),
            _ => None,
        })
        .collect();
    let pairs =
        covered.iter().flat_map(|from| covered.iter().filter(move |to| *to != from).map(move |to| (*from, *to)));
    pairs.map(|(from, to)| pair(set, from, to)).collect()
}

fn pair(set: &PolicySet, from: JurisdictionId, to: JurisdictionId) -> String {
    let lexicon = &set.vocabulary().jurisdictions;
    format!("{}>{}", lexicon.word(from), lexicon.word(to))
}
