//! The generated policies and questions are worth something: they reach every construct of the language, and often.

use std::collections::BTreeMap;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRng, TestRunner};

use super::constructs::constructs;
use super::decider::RANDOM;
use super::generate::{self, Inquiry};
use super::{constructs_of_rules, constructs_of_tests, constructs_of_time};

const POLICY_SETS: usize = 3_000;
const QUESTIONS: usize = 6;
/// So often at least every construct is reached.
const ENOUGH: u32 = 10;

#[test]
#[allow(clippy::print_stdout, reason = "whoever asks for the output sees how often")]
fn every_construct_of_the_language_is_reached() {
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(RANDOM));
    let inquiry = generate::inquiry(QUESTIONS);
    let mut reached = BTreeMap::<String, u32>::new();
    for _ in 0..POLICY_SETS {
        let Inquiry { policies, questions } = inquiry.new_tree(&mut runner).expect("it is made").current();
        for construct in questions.iter().flat_map(|question| constructs(&policies, question)) {
            *reached.entry(construct).or_default() += 1;
        }
    }
    for (construct, count) in &reached {
        println!("{count:>7} {construct}");
    }
    let expected = expected();
    let rare: Vec<_> =
        expected.iter().filter(|known| reached.get(*known).is_none_or(|count| *count < ENOUGH)).collect();
    assert!(rare.is_empty(), "too rare: {rare:#?}");
    let unlisted: Vec<_> = reached.keys().filter(|construct| !expected.contains(construct)).collect();
    assert!(unlisted.is_empty(), "reached, and not expected: {unlisted:#?}");
}

fn expected() -> Vec<String> {
    [constructs_of_tests::expected(), constructs_of_rules::expected(), constructs_of_time::expected()].concat()
}
