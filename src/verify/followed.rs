//! What became of the rules that a failed test is about.
//!
//! Owns which rules those are: the ones that were expected and are not among the reasons, the ones that decided, and the
//! ones that may not be there. How it is shown is up to others.

use super::observed::Observed;
use crate::engine::{ExceptionTrace, Fate, Field, RuleTrace, Snapshot, Truth, trace_rules};
use crate::model::{Decision, Denial, Outcome, RuleId};
use crate::policy::{Place, PolicyTest, Rule, RuleName};

/// What became of one rule, for the data categories for which the same became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// The rule's id.
    pub rule: String,
    /// Where the rule stands, among the files of the policy set.
    pub place: Place,
    /// The data categories.
    pub categories: Vec<String>,
    /// The tests of its `when`, each with its value.
    pub when: Vec<(Field, Truth)>,
    /// The tests of each of its exceptions, each with its value.
    pub unless: Vec<ExceptionTrace>,
    /// What became of it.
    pub end: End,
}

impl Followed {
    fn is_about_data(&self) -> bool {
        !self.when.contains(&(Field::Data, Truth::False))
    }
}

/// What became of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// It applies, certainly.
    Applies,
    /// It applies because something that it tests is unknown.
    MayApply,
    /// The rule of that id takes its place.
    Overridden(String),
    /// It is not in force at the time of the question.
    NotInForce,
    /// The transfer crosses no border, and the rule does not look at such transfers.
    CrossesNoBorder,
    /// Its tests do not hold.
    DoesNotApply,
}

/// Follows the rules that a failed test is about, those first that were expected in vain.
pub fn follow(
    snapshot: &Snapshot,
    test: &PolicyTest,
    observed: &Observed,
    decision: &Decision,
    deciding: &[&str],
) -> Vec<Followed> {
    // Without law at the origin no rule is asked at all.
    if decision.outcome == Outcome::Deny(Denial::UncoveredOrigin) {
        return Vec::new();
    }
    let is_given = |name: &RuleName| observed.rules.iter().any(|id| name.means(id));
    let expected = test.expect.rules.iter().filter(|name| !is_given(name)).flat_map(|name| ids(snapshot, name));
    let unwanted = test.expect.not_rules.iter().flat_map(|name| observed.rules.iter().filter(|id| name.means(id)));
    let unwanted = unwanted.map(String::as_str);
    let mut followed = outcomes(snapshot, test, &numbers(snapshot, expected));
    // That a rule is not about some other category says nothing of why it is absent.
    let about: Vec<String> = followed.iter().filter(|one| one.is_about_data()).map(|one| one.rule.clone()).collect();
    followed.retain(|one| one.is_about_data() || !about.contains(&one.rule));
    let present = outcomes(snapshot, test, &numbers(snapshot, deciding.iter().copied().chain(unwanted)));
    followed.extend(present.into_iter().filter(|rule| matches!(rule.end, End::Applies | End::MayApply)));
    followed
}

fn ids<'s>(snapshot: &'s Snapshot, name: &RuleName) -> impl Iterator<Item = &'s str> {
    snapshot.policies().rules().iter().map(|rule| rule.id.as_str()).filter(|id| name.means(id))
}

/// Rules by their ids, each once; what is the id of no rule is left out.
fn numbers<'a>(snapshot: &Snapshot, ids: impl Iterator<Item = &'a str>) -> Vec<RuleId> {
    let rules = snapshot.policies().rules();
    let mut numbers = Vec::new();
    for id in ids {
        let index = rules.iter().position(|rule| rule.id == id).and_then(|index| u32::try_from(index).ok());
        numbers.extend(index.map(RuleId).filter(|number| !numbers.contains(number)));
    }
    numbers
}

fn outcomes(snapshot: &Snapshot, test: &PolicyTest, rules: &[RuleId]) -> Vec<Followed> {
    let traces = trace_rules(snapshot, &test.transfer, &test.moment, rules);
    let mut followed: Vec<Followed> = Vec::new();
    for id in rules {
        let from = followed.len();
        for trace in traces.iter().filter(|trace| trace.rule == *id) {
            let one = outcome(snapshot, test, trace);
            match followed[from..].iter_mut().find(|other| is_same(other, &one)) {
                Some(other) => other.categories.extend(one.categories),
                None => followed.push(one),
            }
        }
    }
    followed
}

fn is_same(one: &Followed, other: &Followed) -> bool {
    one.when == other.when && one.unless == other.unless && one.end == other.end
}

fn outcome(snapshot: &Snapshot, test: &PolicyTest, trace: &RuleTrace) -> Followed {
    let set = snapshot.policies();
    let rule = set.rule(trace.rule);
    Followed {
        rule: rule.id.clone(),
        place: rule.place,
        categories: vec![set.vocabulary().categories.word(trace.category).to_owned()],
        when: trace.when.clone(),
        unless: trace.unless.clone(),
        end: match trace.fate {
            Fate::Applies => End::Applies,
            Fate::AppliesUnknown => End::MayApply,
            Fate::Overridden(by) => End::Overridden(set.rule(by).id.clone()),
            Fate::DoesNotApply if !trace.in_force => End::NotInForce,
            Fate::DoesNotApply if is_out_of_reach(test, rule) => End::CrossesNoBorder,
            Fate::DoesNotApply => End::DoesNotApply,
        },
    }
}

fn is_out_of_reach(test: &PolicyTest, rule: &Rule) -> bool {
    let domestic = test.transfer.origin == test.transfer.destination;
    domestic && !rule.when.domestic && rule.when.transit.is_none()
}
