//! Who rests on what: rules on the law, tests on rules.

use crate::engine::{Ground, Snapshot, judge};
use crate::model::Citation;
use crate::policy::{PolicySet, PolicyTest};

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
