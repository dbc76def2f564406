//! Who rests on what: rules on the law, tests on rules.

use crate::engine::{Ground, Snapshot, judge};
use crate::model::{Citation, Regulation};
use crate::policy::{PolicySet, PolicyTest};

/// The regulation that an id such as `sg.pdpa` or `sg.pdpa#s26` names, and the provision if it names one.
pub fn law<'s>(set: &'s PolicySet, id: &'s str) -> Option<(&'s Regulation, Option<&'s str>)> {
    let (regulation, provision) = match id.split_once('#') {
        Some((regulation, provision)) => (regulation, Some(provision)),
        None => (id, None),
    };
    let regulation = set.regulation(regulation)?;
    let is_there = provision.is_none_or(|id| regulation.provisions.iter().any(|known| known.id == id));
    is_there.then_some((regulation, provision))
}

/// The tests of a set with that name, or at that place; in the order of files and places.
pub fn tests_named<'s>(set: &'s PolicySet, name: &str) -> Vec<&'s PolicyTest> {
    let is_named = |test: &&PolicyTest| test.name == name || set.sources().describe(test.place) == name;
    set.tests().iter().filter(is_named).collect()
}

/// The rules, and then the recognitions, that cite a regulation, or only one provision of it; in the order of their ids.
pub fn citing<'s>(set: &'s PolicySet, regulation: &str, provision: Option<&str>) -> Vec<Ground<'s>> {
    let rules = set.rules().iter().map(Ground::Rule);
    let grounds = rules.chain(set.recognitions().iter().map(Ground::Recognition));
    let is_cited = |citation: &Citation| {
        citation.regulation == regulation && (provision.is_none() || citation.provision.as_deref() == provision)
    };
    grounds.filter(|ground| ground.cites().iter().any(is_cited)).collect()
}

/// The tests of a set whose answer rests on a rule or recognition, in the order of files and places.
pub fn hit_by<'s>(snapshot: &'s Snapshot, id: &str) -> Vec<&'s PolicyTest> {
    let rests = |test: &&PolicyTest| {
        let decision = judge(snapshot, &test.transfer, &test.moment);
        snapshot.grounds(&decision).any(|ground| ground.id() == id)
    };
    snapshot.policies().tests().iter().filter(rests).collect()
}
