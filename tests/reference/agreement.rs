//! The engine gives the reference evaluator's answer, whatever is asked of whatever policies.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use super::case::{Policies, Question, RuleSet};
use super::decider::{Decider, Engine, Reference, asked_for, check_on_all_cores};
use super::generate::{self, Case, Inquiry};
use super::outcome::Answer;
use super::yaml;

/// A question is made up and answered much faster than a policy set is loaded, so many are asked of each.
const QUESTIONS: u32 = 50;

#[test]
fn the_engine_answers_as_the_reference_does() {
    check_inquiries(2_000, any::<()>, |Inquiry { policies, questions }, ()| {
        let (engine, reference) = (Engine::of(&policies), Reference::of(&policies));
        agree(&policies, &questions, "left: the engine, right: the reference", |question| {
            [engine.answer(question), reference.answer(question)]
        })
    });
}

#[test]
fn the_order_of_files_documents_and_rules_changes_nothing() {
    let order = || (vec(any::<u8>(), 1..=12), 1..=5_usize);
    check_inquiries(1_000, order, |Inquiry { policies, questions }, (keys, in_file)| {
        let ordered = Engine::of(&policies);
        let reordered = Engine::load(files(&reordered(&policies, &keys), &keys, in_file));
        prop_assert_eq!(ordered.revision(), reordered.revision());
        agree(&policies, &questions, "left: as printed, right: reordered", |question| {
            [ordered.answer(question), reordered.answer(question)]
        })
    });
}

/// So many pairs of a policy set and a question, in inquiries.
fn check_inquiries<S: Strategy>(
    pairs: u32,
    beside: impl Fn() -> S + Sync,
    property: impl Fn(Inquiry, S::Value) -> TestCaseResult + Sync,
) {
    let inquiries = asked_for(pairs).div_ceil(QUESTIONS);
    let inquiry = || (generate::inquiry(QUESTIONS as usize), beside());
    check_on_all_cores(inquiries, inquiry, |(inquiry, beside)| property(inquiry, beside));
}

fn agree(
    policies: &Policies,
    questions: &[Question],
    who: &str,
    answers: impl Fn(&Question) -> [Answer; 2],
) -> TestCaseResult {
    for question in questions {
        let [left, right] = answers(question);
        if left != right {
            let case = Case { policies: policies.clone(), question: question.clone() };
            prop_assert_eq!(left, right, "\n{}{:?}", who, case);
        }
    }
    Ok(())
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
