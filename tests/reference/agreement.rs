//! The engine gives the reference evaluator's answer, whatever is asked of whatever policies.

use proptest::collection::vec;
use proptest::prelude::*;

use super::case::{Policies, RuleSet};
use super::decider::{Decider, Engine, Reference, check};
use super::generate::{self, Case};
use super::yaml;

#[test]
fn the_engine_answers_as_the_reference_does() {
    check(300, generate::case(), |Case { policies, question }| {
        let expected = Reference::of(&policies).answer(&question);
        let actual = Engine::of(&policies).answer(&question);
        prop_assert_eq!(actual, expected, "\nleft: the engine, right: the reference");
        Ok(())
    });
}

#[test]
fn the_order_of_files_documents_and_rules_changes_nothing() {
    let keys = vec(any::<u8>(), 1..=12);
    check(60, (generate::case(), keys, 1..=5_usize), |(Case { policies, question }, keys, in_file)| {
        let ordered = Engine::of(&policies);
        let reordered = Engine::load(files(&reordered(&policies, &keys), &keys, in_file));
        prop_assert_eq!(ordered.answer(&question), reordered.answer(&question));
        prop_assert_eq!(ordered.revision(), reordered.revision());
        Ok(())
    });
}

fn reordered(policies: &Policies, keys: &[u8]) -> Policies {
    let rule_sets = policies.rule_sets.iter().cloned();
    let rule_sets = rule_sets.map(|set| RuleSet { rules: by_keys(set.rules, keys), ..set }).collect();
    Policies { rule_sets, ..policies.clone() }
}

/// The documents in another order, so many in a file.
fn files(policies: &Policies, keys: &[u8], in_file: usize) -> Vec<(String, String)> {
    let documents = by_keys(yaml::documents(policies), keys);
    let files = documents.chunks(in_file).enumerate();
    let files = files.map(|(number, documents)| (format!("part{number}.yaml"), yaml::file(documents))).collect();
    by_keys(files, keys)
}

/// Equal keys keep the order, so that a failure shrinks towards it.
fn by_keys<T>(items: Vec<T>, keys: &[u8]) -> Vec<T> {
    let mut keyed: Vec<_> = keys.iter().cycle().zip(items).collect();
    keyed.sort_by_key(|(key, _)| **key);
    keyed.into_iter().map(|(_, item)| item).collect()
}
