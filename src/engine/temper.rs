//! Less trust than the law itself shows: permissions that are not certain enough wait for a person.

use super::combine::permits;
use super::decide::with_implied;
use super::recognition::InPlace;
use super::rule::Effect;
use super::snapshot::Snapshot;
use super::standing::{Applying, Standings};
use super::tests::Case;
use crate::model::{
    CategoryId, Condition, Conditions, Confidence, Decision, Missing, Moment, Outcome, RuleId, Transfer, Verdict,
};

/// The same decision, where permissions of less than a confidence ask for a person's approval too.
///
/// The decision must be the one on this transfer at this moment. What is denied stays so, and so does what no rule need
/// permit, a domestic transfer.
pub fn temper(
    snapshot: &Snapshot,
    transfer: &Transfer,
    moment: &Moment,
    decision: Decision,
    least: Confidence,
) -> Decision {
    let moment = with_implied(snapshot, moment);
    let attested = transfer.safeguards.at(moment.at);
    let case = &Case::new(snapshot, transfer, &moment, &attested);
    let mut conditions = decision.conditions().to_vec();
    let mut by_category = decision.by_category;
    let mut wanting = Vec::new();
    for (category, verdict) in by_category.iter_mut().filter(|(_, verdict)| *verdict != Verdict::Deny) {
        if let Some(rule) = wants_approval(case, *category, least) {
            *verdict = Verdict::Conditions;
            wanting.push(rule);
        }
    }
    wanting.sort_unstable();
    wanting.dedup();
    conditions.extend(wanting.into_iter().map(|rule| Condition { rule, missing: Missing::Approval }));
    let outcome = match (decision.outcome, Conditions::new(conditions)) {
        (Outcome::Allow | Outcome::Conditions(_), Some(conditions)) => Outcome::Conditions(conditions),
        (outcome, _) => outcome,
    };
    Decision { outcome, by_category, ..decision }
}

/// The rule that permits a category best, if even that is not certain enough.
///
/// What permits is as certain as the rule, and as any recognition that a requirement needed. A rule or recognition that
/// says nothing of its confidence has the least.
fn wants_approval(case: &Case<'_>, category: CategoryId, least: Confidence) -> Option<RuleId> {
    let mut standings = Standings::new();
    standings.sort_out(case, category);
    let policies = case.snapshot.policies();
    let confidence = |rule: RuleId| policies.rule(rule).confidence.unwrap_or(Confidence::Low);
    let permitting =
        || standings.standing().filter(|standing| permits(case, standing)).map(|standing| standing.rule.id);
    let best = permitting().map(confidence).max()?;
    let borrowed = standings.standing().find(|standing| rests_on_doubtful_recognition(case, standing, least));
    if best < least {
        permitting().find(|rule| confidence(*rule) == best)
    } else {
        borrowed.map(|standing| standing.rule.id)
    }
}

/// Whether a requirement is met by a recognition that is not certain enough.
fn rests_on_doubtful_recognition(case: &Case<'_>, standing: &Applying<'_>, least: Confidence) -> bool {
    let Effect::Require(alternatives) = &standing.rule.effect else { return false };
    let in_place = InPlace::of(case);
    let policies = case.snapshot.policies();
    let doubtful = |id| policies.recognition(id).confidence.unwrap_or(Confidence::Low) < least;
    !standing.is_excepted() && standing.rule.is_law_of_origin(case) && in_place.needed_by(alternatives).any(doubtful)
}
