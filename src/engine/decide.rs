//! The decision on a transfer.

use std::borrow::Cow;

use super::combine::{Ruling, combine};
use super::horizon::valid_until;
use super::recognition::InPlace;
use super::snapshot::Snapshot;
use super::standing::Standings;
use super::tests::Case;
use crate::model::{
    CategoryId, Condition, Conditions, Decision, Denial, Moment, Outcome, Principle, Reason, RuleId, Timestamp,
    Transfer, Verdict,
};

/// Decides a transfer at a moment.
///
/// Total: it always answers, and does nothing else. The transfer must be in the words of the snapshot's vocabulary.
pub fn decide(snapshot: &Snapshot, transfer: &Transfer, moment: &Moment) -> Decision {
    let moment = with_implied(snapshot, moment);
    let judged = judge_at(snapshot, transfer, &moment);
    let valid_until = valid_until(snapshot, transfer, &moment, &judged);
    Decision { valid_until, ..judged.decision }
}

/// The same moment with everything that its assumptions imply.
pub fn with_implied<'m>(snapshot: &Snapshot, moment: &'m Moment) -> Cow<'m, Moment> {
    if moment.assumptions.is_empty() {
        return Cow::Borrowed(moment);
    }
    Cow::Owned(Moment { at: moment.at, assumptions: snapshot.policies().with_implied(&moment.assumptions) })
}

/// Decides as [`decide`] does, and leaves open how long the answer holds; for questions asked in great numbers.
pub fn judge(snapshot: &Snapshot, transfer: &Transfer, moment: &Moment) -> Decision {
    judge_at(snapshot, transfer, &with_implied(snapshot, moment)).decision
}

/// A decision that leaves open how long it holds.
pub struct Judged {
    /// The decision.
    pub decision: Decision,
    /// The next instant at which time turns something that the question touches: before it, the answer is the same.
    pub next_turn: Option<Timestamp>,
}

/// Decides at a moment that holds implied assumptions too.
pub fn judge_at(snapshot: &Snapshot, transfer: &Transfer, moment: &Moment) -> Judged {
    let attested = transfer.safeguards.at(moment.at);
    let case = &Case::new(snapshot, transfer, moment, &attested);
    let outside = turns_outside_of_rules(case);
    if !case.is_domestic() && !snapshot.coverage().includes(transfer.origin, &case.places) {
        return Judged { decision: uncovered(transfer), next_turn: outside };
    }
    let in_place = InPlace::of(case);
    let mut answer = Answer::with_room_for(transfer.data.len());
    if case.is_domestic() {
        answer.reasons.push(Reason::Principle(Principle::Domestic));
    }
    let mut standings = Standings::new();
    for category in transfer.data.iter() {
        standings.sort_out(case, category);
        let ruling = combine(case, &standings, &in_place);
        if ruling.unpermitted && !snapshot.coverage().of(transfer.origin, &case.places).includes(category) {
            answer.reasons.push(Reason::Principle(Principle::BeyondCoverage));
        }
        answer.explain(case, &standings);
        answer.add(category, ruling);
    }
    Judged { decision: answer.finish(), next_turn: earlier(outside, standings.next_turn()) }
}

/// The next instant at which time turns whose law is held, what is attested, or what is recognised for it.
fn turns_outside_of_rules(case: &Case<'_>) -> Option<Timestamp> {
    let at = case.moment.at;
    let dated = &case.transfer.safeguards.dated;
    let attested = dated.iter().flat_map(|dated| dated.interval.bounds()).filter(|turn| *turn > at).min();
    let recognised = case.snapshot.recognising(case.attested).filter_map(|recognition| recognition.next_turn(at)).min();
    earlier(case.snapshot.coverage().next_turn(at), earlier(attested, recognised))
}

fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
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
    fn with_room_for(categories: usize) -> Self {
        Self { by_category: Vec::with_capacity(categories), reasons: Vec::with_capacity(16), ..Self::default() }
    }

    /// Says what became of the rules for a category.
    fn explain(&mut self, case: &Case<'_>, standings: &Standings<'_>) {
        self.reasons.reserve(standings.len() + 1);
        self.reasons.extend(standings.standing().map(|standing| Reason::Applied(standing.rule.id)));
        self.reasons.extend(standings.overridden().map(|(rule, by)| Reason::Overridden { rule, by }));
        let waived = standings.standing().filter(|standing| standing.is_certain() && standing.rule.is_waived(case));
        self.waived.extend(waived.map(|standing| standing.rule.id));
    }

    fn add(&mut self, category: CategoryId, ruling: Ruling) {
        self.by_category.push((category, ruling.verdict));
        self.denied_by_rules |= ruling.verdict == Verdict::Deny && !ruling.unpermitted;
        if self.unmet.is_empty() {
            self.unmet = ruling.unmet;
        } else {
            self.unmet.extend(ruling.unmet);
        }
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
