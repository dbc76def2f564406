//! The index finds every rule whose tests hold: what became of each rule is the same as when all are looked at.

use selat::engine::{Fate, RuleTrace, Truth, trace};
use selat::model::{Effect, Moment, Timestamp, Transfer};
use selat::policy::PolicySet;

use super::scenarios::snapshot;

#[test]
fn no_rule_that_applies_is_missed_by_the_index() {
    let snapshot = snapshot();
    let set = snapshot.policies();
    let mut applied = 0;
    for test in set.tests() {
        for transfer in variations(&test.transfer) {
            for trace in trace(&snapshot, &transfer, &test.moment) {
                let expected = applies(set, &transfer, &trace);
                let found = trace.fate != Fate::DoesNotApply;
                let rule = &set.rule(trace.rule).id;
                assert_eq!(found, expected, "`{rule}` in `{}`: {transfer:?}", test.name);
                applied += usize::from(found);
            }
        }
    }
    assert!(applied > 10_000, "the questions reach rules, and not {applied} times only");
}

#[test]
fn rules_that_begin_and_end_are_found_in_their_time() {
    let snapshot = snapshot();
    let set = snapshot.policies();
    let dated = set.rules().iter().flat_map(|rule| rule.effective.bounds());
    let mut turns: Vec<Timestamp> = dated.collect();
    turns.sort_unstable();
    turns.dedup();
    for test in set.tests().iter().step_by(20) {
        let around = turns.iter().flat_map(|turn| [Timestamp::from_seconds(turn.seconds() - 1), *turn]);
        for at in around {
            let moment = Moment { at, assumptions: test.moment.assumptions.clone() };
            for trace in trace(&snapshot, &test.transfer, &moment) {
                let found = trace.fate != Fate::DoesNotApply;
                assert_eq!(found, applies(set, &test.transfer, &trace), "`{}` at {at:?}", set.rule(trace.rule).id);
            }
        }
    }
}

/// The question, and the same with what can be unknown left out, and turned round.
fn variations(asked: &Transfer) -> [Transfer; 3] {
    let mut unknown = asked.clone();
    unknown.purpose = None;
    unknown.exporter.role = None;
    unknown.importer.role = None;
    unknown.subject_count = None;
    let turned = Transfer { origin: asked.destination, destination: asked.origin, ..asked.clone() };
    [asked.clone(), unknown, turned]
}

/// Whether a rule applies by the values of its tests alone.
fn applies(set: &PolicySet, transfer: &Transfer, trace: &RuleTrace) -> bool {
    let rule = set.rule(trace.rule);
    let all = |tests: &[(_, Truth)]| tests.iter().fold(Truth::True, |all, (_, value)| all.and(*value));
    let unless = trace.unless.iter().fold(Truth::False, |any, exception| {
        any.or(all(&exception.tests).and(exception.attested.unwrap_or(Truth::True)))
    });
    let effect = rule.action.effect();
    let value = if effect == Effect::Require { all(&trace.when) } else { all(&trace.when).and(unless.not()) };
    let domestic = transfer.origin == transfer.destination;
    let in_reach = !domestic || rule.when.domestic || rule.when.transit.is_some();
    let strong_enough = value == Truth::True || (value == Truth::Unknown && effect.is_restrictive());
    // Where no law of the origin is held no rule is listed, but it is found all the same.
    trace.in_force && in_reach && strong_enough
}
