//! The decision on a transfer.

use super::combine::{Ruling, combine, rests_on_waiver};
use super::coverage::Covered;
use super::horizon::valid_until;
use super::recognition::InPlace;
use super::snapshot::Snapshot;
use super::standing::sort_out;
use super::tests::Case;
use crate::model::{
    CategoryId, Condition, Conditions, Decision, Denial, Moment, Outcome, Principle, Reason, RuleId, Transfer, Verdict,
};

/// Decides a transfer at a moment.
///
/// Total: it always answers, and does nothing else. The transfer must be in the words of the snapshot's vocabulary.
pub fn decide(snapshot: &Snapshot, transfer: &Transfer, moment: &Moment) -> Decision {
    let moment = with_implied(snapshot, moment);
    let decision = decide_at(snapshot, transfer, &moment);
    let valid_until = valid_until(snapshot, transfer, &moment, &decision);
    Decision { valid_until, ..decision }
}

/// The same moment with everything that its assumptions imply.
pub fn with_implied(snapshot: &Snapshot, moment: &Moment) -> Moment {
    Moment { at: moment.at, assumptions: snapshot.policies().with_implied(&moment.assumptions) }
}

/// Decides as [`decide`] does, and leaves open how long the answer holds; for questions asked in great numbers.
pub fn judge(snapshot: &Snapshot, transfer: &Transfer, moment: &Moment) -> Decision {
    decide_at(snapshot, transfer, &with_implied(snapshot, moment))
}

/// Decides at a moment that holds implied assumptions too, without asking how long the answer holds.
pub(super) fn decide_at(snapshot: &Snapshot, transfer: &Transfer, moment: &Moment) -> Decision {
    let attested = transfer.safeguards.at(moment.at);
    let case = &Case { snapshot, transfer, moment, attested: &attested };
    if !case.is_domestic() && snapshot.covering(transfer.origin, moment).next().is_none() {
        return uncovered(case.transfer);
    }
    let in_place = InPlace::of(case);
    let mut answer = Answer::default();
    if case.is_domestic() {
        answer.reasons.push(Reason::Principle(Principle::Domestic));
    }
    for category in case.transfer.data.iter() {
        let standings = sort_out(case, category);
        let waived =
            standings.standing.iter().filter(|standing| standing.certain && rests_on_waiver(case, standing.rule));
        answer.waived.extend(waived.map(|standing| standing.id));
        answer.reasons.extend(standings.standing.iter().map(|standing| Reason::Applied(standing.id)));
        answer
            .reasons
            .extend(standings.overridden.iter().map(|(rule, by)| Reason::Overridden { rule: *rule, by: *by }));
        let ruling = combine(case, &standings.standing, &in_place);
        if ruling.unpermitted && !is_covered(case, category) {
            answer.reasons.push(Reason::Principle(Principle::BeyondCoverage));
        }
        answer.add(category, ruling);
    }
    answer.finish()
}

/// Whether the policy set holds the origin's law on a category.
fn is_covered(case: &Case<'_>, category: CategoryId) -> bool {
    match case.snapshot.covered(case.transfer.origin, case.moment) {
        Covered::Fully => true,
        Covered::Partly(categories) => categories.contains(category),
        Covered::Not => false,
    }
}

fn uncovered(transfer: &Transfer) -> Decision {
    Decision {
        outcome: Outcome::Deny(Denial::UncoveredOrigin),
        by_category: transfer.data.iter().map(|category| (category, Verdict::Deny)).collect(),
        reasons: vec![Reason::Principle(Principle::UncoveredOrigin)],
        waived: Vec::new(),
        valid_until: None,
    }
}

/// The answer while its categories are added up.
#[derive(Default)]
struct Answer {
    by_category: Vec<(CategoryId, Verdict)>,
    reasons: Vec<Reason>,
    unmet: Vec<Condition>,
    waived: Vec<RuleId>,
    denied_by_rules: bool,
}

impl Answer {
    fn add(&mut self, category: CategoryId, ruling: Ruling) {
        self.by_category.push((category, ruling.verdict));
        self.denied_by_rules |= ruling.verdict == Verdict::Deny && !ruling.unpermitted;
        self.unmet.extend(ruling.unmet);
        self.reasons.extend(ruling.recognised.into_iter().map(Reason::Recognised));
        if ruling.unpermitted {
            self.reasons.push(Reason::Principle(Principle::NothingPermits));
        }
    }

    fn finish(mut self) -> Decision {
        self.reasons.sort_unstable();
        self.reasons.dedup();
        self.waived.sort_unstable();
        self.waived.dedup();
        self.unmet.sort_by_key(|condition| condition.rule);
        self.unmet.dedup_by_key(|condition| condition.rule);
        let strictest = self.by_category.iter().map(|(_, verdict)| *verdict).max().unwrap_or(Verdict::Deny);
        let denial = if self.denied_by_rules { Denial::ByRules } else { Denial::NothingPermits };
        let outcome = match (strictest, Conditions::new(self.unmet)) {
            (Verdict::Allow, _) => Outcome::Allow,
            (Verdict::Conditions, Some(conditions)) => Outcome::Conditions(conditions),
            (Verdict::Conditions | Verdict::Deny, _) => Outcome::Deny(denial),
        };
        Decision {
            outcome,
            by_category: self.by_category,
            reasons: self.reasons,
            waived: self.waived,
            valid_until: None,
        }
    }
}
