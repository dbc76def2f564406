//! One policy test, asked and answered.
//!
//! Owns the report: what differs, and which rules decided. Where a rule stands is given as a place in the policy set's
//! own files; naming it is up to whoever shows it.

use super::expectation::{Mismatch, check};
use super::followed::{Followed, follow};
use super::observed::Observed;
use crate::engine::{Snapshot, decide};
use crate::model::{Decision, Denial, Effect, Outcome, Principle, Reason, RuleId};
use crate::policy::{Code, Diagnostic, Place, PolicyTest};

/// How one policy test went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestReport {
    /// The test's name.
    pub name: String,
    /// Where the test stands, among the files that it came from.
    pub place: Place,
    /// What the answer did not meet; empty if it met everything.
    pub failures: Vec<Mismatch>,
    /// What gave the decision.
    pub deciding: Vec<Deciding>,
    /// The rules and recognitions that it names, and those that its answer rests on.
    pub rules: Vec<String>,
    /// What became of the rules that it is about; empty if it passed.
    pub followed: Vec<Followed>,
}

impl TestReport {
    /// Whether the answer was the expected one.
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }

    /// The failure of a test that its own policy set brings along, as a mistake in that set; `None` if it passed.
    pub fn diagnostic(&self) -> Option<Diagnostic> {
        if self.passed() {
            return None;
        }
        let message = format!("policy test `{}` gets another answer than it expects", self.name);
        let mut mismatches = self.failures.iter().map(ToString::to_string);
        let diagnostic =
            Diagnostic::new(Code::PolicyTestFailed, self.place, message).label(mismatches.next().unwrap_or_default());
        let diagnostic = mismatches.fold(diagnostic, |so_far, mismatch| so_far.related(self.place, mismatch));
        let decided = self.deciding.iter().filter_map(|rule| Some((rule.place?, &rule.id)));
        let diagnostic =
            decided.fold(diagnostic, |so_far, (place, id)| so_far.related(place, format!("decided by `{id}`")));
        Some(diagnostic.help("correct the rule or the test; a policy set whose own tests fail is not put in force"))
    }
}

/// What gave a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deciding {
    /// The rule's id; that of a principle where no rule speaks.
    pub id: String,
    /// Where the rule stands, among the files of the policy set.
    pub place: Option<Place>,
}

/// Asks a test's question and holds the answer against what the test expects.
pub fn run(snapshot: &Snapshot, test: &PolicyTest) -> TestReport {
    let decision = decide(snapshot, &test.transfer, &test.moment);
    let observed = Observed::new(snapshot, &decision);
    let failures = check(&test.expect, &observed, snapshot.policies().vocabulary());
    let deciding = deciding(snapshot, &decision);
    let mut followed = Vec::new();
    if !failures.is_empty() {
        let ids: Vec<&str> = deciding.iter().map(|rule| rule.id.as_str()).collect();
        followed = follow(snapshot, test, &observed, &decision, &ids);
    }
    let named = test.expect.rules.iter().chain(&test.expect.not_rules).map(ToString::to_string);
    let rules = named.chain(observed.rules).collect();
    TestReport { name: test.name.clone(), place: test.place, failures, deciding, rules, followed }
}

fn deciding(snapshot: &Snapshot, decision: &Decision) -> Vec<Deciding> {
    match &decision.outcome {
        Outcome::Allow => by_rules(snapshot, decision, &[Effect::Allow, Effect::Require]),
        Outcome::Conditions(conditions) => {
            conditions.as_slice().iter().map(|condition| rule(snapshot, condition.rule)).collect()
        }
        Outcome::Deny(Denial::ByRules) => by_rules(snapshot, decision, &[Effect::Deny]),
        Outcome::Deny(Denial::NothingPermits) => vec![principle(Principle::NothingPermits)],
        Outcome::Deny(Denial::UncoveredOrigin) => vec![principle(Principle::UncoveredOrigin)],
        Outcome::Deny(Denial::StalePolicy) => vec![principle(Principle::StalePolicy)],
    }
}

fn by_rules(snapshot: &Snapshot, decision: &Decision, effects: &[Effect]) -> Vec<Deciding> {
    let reasons = decision.reasons.iter();
    let found = reasons.filter_map(|reason| match *reason {
        Reason::Applied(id) if effects.contains(&snapshot.policies().rule(id).action.effect()) => {
            Some(rule(snapshot, id))
        }
        Reason::Principle(named) => Some(principle(named)),
        Reason::Applied(_) | Reason::Overridden { .. } | Reason::Recognised(_) => None,
    });
    found.collect()
}

fn rule(snapshot: &Snapshot, id: RuleId) -> Deciding {
    let rule = snapshot.policies().rule(id);
    Deciding { id: rule.id.clone(), place: Some(rule.place) }
}

fn principle(named: Principle) -> Deciding {
    Deciding { id: named.id().to_owned(), place: None }
}
