//! Why rules applied or did not: the value of every test that they make.

use super::decide::with_implied;
use super::field::Field;
use super::rule::Rule;
use super::snapshot::Snapshot;
use super::standing::Standings;
use super::tests::{Case, Tests};
use super::truth::Truth;
use crate::model::{CategoryId, Moment, RuleId, Transfer};

/// What became of one rule for one data category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleTrace {
    /// The rule.
    pub rule: RuleId,
    /// The category.
    pub category: CategoryId,
    /// Whether it is in force at the moment.
    pub in_force: bool,
    /// The tests of its `when`, each with its value.
    pub when: Vec<(Field, Truth)>,
    /// The tests of each of its exceptions, each with its value.
    pub unless: Vec<ExceptionTrace>,
    /// What became of it.
    pub fate: Fate,
}

/// The tests of one exception, each with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExceptionTrace {
    /// The tests that a rule may make too.
    pub tests: Vec<(Field, Truth)>,
    /// Whether a safeguard that it asks for is attested; `None` where it asks for none.
    pub attested: Option<Truth>,
}

/// What became of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It applies, certainly.
    Applies,
    /// It applies because something that it tests is unknown.
    AppliesUnknown,
    /// Another takes its place.
    Overridden(RuleId),
    /// It does not apply.
    DoesNotApply,
}

/// Explains what became of every rule for every category of a transfer, in the order of categories and rules.
pub fn trace(snapshot: &Snapshot, transfer: &Transfer, moment: &Moment) -> Vec<RuleTrace> {
    let rules: Vec<RuleId> = snapshot.rules().iter().map(|rule| rule.id).collect();
    trace_rules(snapshot, transfer, moment, &rules)
}

/// The same for some rules alone.
pub fn trace_rules(snapshot: &Snapshot, transfer: &Transfer, moment: &Moment, rules: &[RuleId]) -> Vec<RuleTrace> {
    let moment = with_implied(snapshot, moment);
    let attested = transfer.safeguards.at(moment.at);
    let case = Case::new(snapshot, transfer, &moment, &attested);
    let mut traces = Vec::new();
    let mut standings = Standings::new();
    for category in transfer.data.iter() {
        standings.sort_out(&case, category);
        traces.extend(rules.iter().map(|id| rule_trace(&case, category, snapshot.compiled(id.0), &standings)));
    }
    traces
}

fn rule_trace(case: &Case<'_>, category: CategoryId, rule: &Rule, standings: &Standings<'_>) -> RuleTrace {
    let tests = |tests: &Tests| -> Vec<_> {
        Field::ALL.iter().filter_map(|field| Some((*field, tests.test(*field, case, category)?))).collect()
    };
    let unless = rule
        .unless
        .iter()
        .map(|exception| ExceptionTrace { tests: tests(&exception.tests), attested: exception.attested(case) });
    RuleTrace {
        rule: rule.id,
        category,
        in_force: rule.effective.contains(case.moment.at),
        when: tests(&rule.when),
        unless: unless.collect(),
        fate: fate(rule.id, standings),
    }
}

fn fate(id: RuleId, standings: &Standings<'_>) -> Fate {
    if let Some((_, by)) = standings.overridden().find(|(rule, _)| *rule == id) {
        return Fate::Overridden(by);
    }
    match standings.standing().find(|standing| standing.rule.id == id) {
        Some(standing) if standing.is_certain() => Fate::Applies,
        Some(_) => Fate::AppliesUnknown,
        None => Fate::DoesNotApply,
    }
}
