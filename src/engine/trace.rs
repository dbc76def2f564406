//! Why rules applied or did not: the value of every test that they make.

use super::decide::with_implied;
use super::snapshot::Snapshot;
use super::standing::{Standings, sort_out};
use super::tests::{Case, Field};
use super::truth::Truth;
use crate::model::{CategoryId, Moment, RuleId, Transfer};
use crate::policy::Rule;

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
    let rules = (0..snapshot.policies().rules().len()).map(|index| RuleId(u32::try_from(index).unwrap_or(u32::MAX)));
    trace_rules(snapshot, transfer, moment, &rules.collect::<Vec<_>>())
}

/// The same for some rules alone.
pub fn trace_rules(snapshot: &Snapshot, transfer: &Transfer, moment: &Moment, rules: &[RuleId]) -> Vec<RuleTrace> {
    let moment = with_implied(snapshot, moment);
    let attested = transfer.safeguards.at(moment.at);
    let case = Case { snapshot, transfer, moment: &moment, attested: &attested };
    let mut traces = Vec::new();
    for category in transfer.data.iter() {
        let standings = sort_out(&case, category);
        let of = |id: &RuleId| rule_trace(&case, category, *id, snapshot.policies().rule(*id), &standings);
        traces.extend(rules.iter().map(of));
    }
    traces
}

fn rule_trace(case: &Case<'_>, category: CategoryId, id: RuleId, rule: &Rule, standings: &Standings<'_>) -> RuleTrace {
    let tests = |scope| {
        let tests = Field::ALL.iter().filter_map(|field| Some((*field, case.test(scope, *field, category)?)));
        tests.collect::<Vec<_>>()
    };
    let unless = rule
        .unless
        .iter()
        .map(|exception| ExceptionTrace { tests: tests(&exception.scope), attested: case.attested(exception) });
    RuleTrace {
        rule: id,
        category,
        in_force: rule.effective.contains(case.moment.at),
        when: tests(&rule.when),
        unless: unless.collect(),
        fate: fate(id, standings),
    }
}

fn fate(id: RuleId, standings: &Standings<'_>) -> Fate {
    if let Some((_, by)) = standings.overridden.iter().find(|(rule, _)| *rule == id) {
        return Fate::Overridden(*by);
    }
    match standings.standing.iter().find(|standing| standing.id == id) {
        Some(standing) if standing.certain => Fate::Applies,
        Some(_) => Fate::AppliesUnknown,
        None => Fate::DoesNotApply,
    }
}
