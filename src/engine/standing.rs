//! Which rules apply to a category, and which of those drop out because another takes their place.

use super::snapshot::Snapshot;
use super::tests::Case;
use super::truth::Truth;
use crate::model::{CategoryId, RuleId};
use crate::policy::{Action, Rule};

/// A rule that applies to a category and was not overridden there.
#[derive(Clone, Copy)]
pub struct Standing<'a> {
    /// Its number.
    pub id: RuleId,
    /// The rule.
    pub rule: &'a Rule,
    /// It certainly applies: not only because something is unknown.
    pub certain: bool,
    /// Some exception of it certainly holds.
    pub excepted: bool,
}

/// What became of the rules for one category.
pub struct Standings<'a> {
    /// The rules left, in no particular order.
    pub standing: Vec<Standing<'a>>,
    /// The rules that dropped out, each with the one that took its place.
    pub overridden: Vec<(RuleId, RuleId)>,
}

/// Sorts the rules out for a category.
pub fn sort_out<'a>(case: &Case<'a>, category: CategoryId) -> Standings<'a> {
    let snapshot: &'a Snapshot = case.snapshot;
    let mut standings = Standings { standing: Vec::new(), overridden: Vec::new() };
    let mut active: Vec<(RuleId, &'a Rule)> = Vec::new();
    for (id, rule) in snapshot.by_precedence() {
        if !is_candidate(case, rule) {
            continue;
        }
        let when = case.when(rule, category);
        let unless = case.unless(rule, category);
        if !applies(rule, when, unless) {
            continue;
        }
        // Rules come after those that override them, so all that could take this one's place are known by now.
        if let Some(by) = active.iter().filter(|(_, other)| other.overrides.contains(&id)).map(|(by, _)| *by).min() {
            standings.overridden.push((id, by));
            continue;
        }
        let value = value(rule, when, unless);
        if value == Truth::True && unless == Truth::False && may_override(case, rule) {
            active.push((id, rule));
        }
        standings.standing.push(Standing { id, rule, certain: value == Truth::True, excepted: unless == Truth::True });
    }
    standings
}

/// A note overrides nothing, nor does a rule whose waiver has run out.
fn may_override(case: &Case<'_>, rule: &Rule) -> bool {
    let noted = matches!(rule.action, Action::Note);
    !noted && rule.waiver.as_ref().is_none_or(|waiver| waiver.holds(case.moment.at))
}

/// A domestic transfer is judged only by rules that ask for it, or that look at the places passed through.
fn is_candidate(case: &Case<'_>, rule: &Rule) -> bool {
    let reaches = !case.is_domestic() || rule.when.domestic || rule.when.transit.is_some();
    reaches && rule.effective.contains(case.moment.at)
}

/// A `require` keeps its value where an exception holds: it counts as met then, and is not taken away.
fn value(rule: &Rule, when: Truth, unless: Truth) -> Truth {
    match rule.action {
        Action::Require(_) => when,
        Action::Allow | Action::Deny | Action::Note => when.and(unless.not()),
    }
}

fn applies(rule: &Rule, when: Truth, unless: Truth) -> bool {
    match value(rule, when, unless) {
        Truth::True => true,
        Truth::Unknown => rule.action.effect().is_restrictive(),
        Truth::False => false,
    }
}
