//! How much of each jurisdiction's law a policy set holds, and how much of that its tests reach.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::{Ground, Snapshot, judge};
use crate::model::Citation;
use crate::policy::{PlaceRef, PlaceTest, PolicySet};

/// Whose law it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Law {
    /// That of a jurisdiction or group, by its code or id.
    Of(String),
    /// What stands above States: agreements and schemes.
    AboveStates,
    /// A platform team's own rules.
    Organisation,
}

/// What a set holds of one law.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// Its entries in the repository of regulations.
    pub regulations: usize,
    /// Its rules and recognitions.
    pub rules: usize,
    /// Those that some test's answer rests on.
    pub reached: usize,
    /// What the rules cite: provisions, and regulations as a whole.
    pub provisions: usize,
    /// The tests whose answers rest on any of the rules.
    pub tests: usize,
}

/// What a set holds of every law that it has rules or regulations of.
pub fn by_law(snapshot: &Snapshot) -> BTreeMap<Law, Holding> {
    let set = snapshot.policies();
    let (reached, tests) = reach(snapshot);
    let mut cited: BTreeMap<Law, BTreeSet<&Citation>> = BTreeMap::new();
    let mut holdings: BTreeMap<Law, Holding> = BTreeMap::new();
    for regulation in set.regulations() {
        let law = regulation.jurisdiction.clone().map_or(Law::AboveStates, Law::Of);
        holdings.entry(law).or_default().regulations += 1;
    }
    for ground in grounds(set) {
        let law = law_of(set, ground);
        let holding = holdings.entry(law.clone()).or_default();
        holding.rules += 1;
        holding.reached += usize::from(reached.contains(ground.id()));
        cited.entry(law).or_default().extend(ground.cites());
    }
    for (law, holding) in &mut holdings {
        holding.provisions = cited.get(law).map_or(0, BTreeSet::len);
        holding.tests = tests.get(law).copied().unwrap_or(0);
    }
    holdings
}

/// The rules and recognitions that the set's own tests reach, and how many tests reach each law.
fn reach(snapshot: &Snapshot) -> (BTreeSet<&str>, BTreeMap<Law, usize>) {
    let set = snapshot.policies();
    let laws: BTreeMap<&str, Law> = grounds(set).map(|ground| (ground.id(), law_of(set, ground))).collect();
    let mut reached = BTreeSet::new();
    let mut tests: BTreeMap<Law, usize> = BTreeMap::new();
    for test in set.tests() {
        let decision = judge(snapshot, &test.transfer, &test.moment);
        let ids: Vec<&str> = snapshot.grounds(&decision).filter_map(|ground| known(&laws, ground.id())).collect();
        for law in ids.iter().filter_map(|id| laws.get(id)).collect::<BTreeSet<_>>() {
            *tests.entry(law.clone()).or_default() += 1;
        }
        reached.extend(ids);
    }
    (reached, tests)
}

/// The set's own copy of an id, which outlives the decision that named it.
fn known<'s>(laws: &BTreeMap<&'s str, Law>, id: &str) -> Option<&'s str> {
    laws.get_key_value(id).map(|(known, _)| *known)
}

fn grounds(set: &PolicySet) -> impl Iterator<Item = Ground<'_>> {
    set.rules().iter().map(Ground::Rule).chain(set.recognitions().iter().map(Ground::Recognition))
}

/// A rule is its rule set's law; a recognition that of the origin that recognises.
fn law_of(set: &PolicySet, ground: Ground<'_>) -> Law {
    let place = match ground {
        Ground::Rule(rule) => {
            let rules = set.rule_set_of(rule);
            if rules.authority == crate::model::Authority::Organisation {
                return Law::Organisation;
            }
            rules.jurisdiction
        }
        Ground::Recognition(recognition) => match &recognition.when.origin {
            Some(PlaceTest::AnyOf(places)) => places.first().copied(),
            Some(PlaceTest::Anywhere | PlaceTest::NoneOf(_)) | None => None,
        },
    };
    match place {
        Some(PlaceRef::Jurisdiction(id)) => Law::Of(set.vocabulary().jurisdictions.word(id).to_owned()),
        Some(PlaceRef::Group(id)) => set.groups().get(id.0).map_or(Law::AboveStates, |group| Law::Of(group.id.clone())),
        None => Law::AboveStates,
    }
}
