//! An `EvaluateResponse` put together from parts encoded ahead.
//!
//! Owns the order of its fields on the wire: that of their numbers, as the general encoder writes them.

use prost::Message as _;

use super::answer;
use super::pieces::Pieces;
use super::sink::Sink;
use crate::engine::Snapshot;
use crate::model::{Condition, Decision, Missing, Reason, RuleId};
use crate::policy::Action;
use crate::store::Active;

/// What names an answer, and what it says.
pub(super) struct Answer<'a> {
    pub(super) request_id: &'a str,
    pub(super) decision_id: &'a str,
    pub(super) decision: &'a Decision,
}

const REQUEST_ID: u8 = 1;
const DECISION_ID: u8 = 2;
const DECISION: u8 = 3;
const CONDITIONS: u8 = 4;
const REASONS: u8 = 6;
const VALID_UNTIL: u8 = 8;

/// Fields of a `Condition`.
const ALTERNATIVES: u8 = 3;
/// Fields of a `Reason`.
const OVERRIDDEN_BY: u8 = 6;
const WAIVER: u8 = 7;

impl Answer<'_> {
    /// Adds the message to a buffer.
    pub(super) fn write(&self, active: &Active, pieces: &Pieces, to: &mut impl Sink) {
        let decision = self.decision;
        to.text(REQUEST_ID, self.request_id);
        to.text(DECISION_ID, self.decision_id);
        to.number(DECISION, answer::verdict(decision.verdict()) as u64);
        for condition in decision.conditions() {
            to.nested(CONDITIONS, |to| self::condition(active.snapshot(), pieces, condition, to));
        }
        if answer::waits_for_confirmation(decision) {
            to.nested(CONDITIONS, |to| to.put(&answer::confirmation().encode_to_vec()));
        }
        for reason in &decision.reasons {
            match reason {
                Reason::Applied(rule) => to.put(pieces.rule_duties(*rule)),
                Reason::Recognised(recognition) => to.put(pieces.recognition_duties(*recognition)),
                Reason::Overridden { .. } | Reason::Principle(_) => {}
            }
        }
        for reason in &decision.reasons {
            to.nested(REASONS, |to| self::reason(active.snapshot(), pieces, &decision.waived, *reason, to));
        }
        for (category, verdict) in &decision.by_category {
            to.put(pieces.category(*category, *verdict));
        }
        if let Some(until) = decision.valid_until {
            to.nested(VALID_UNTIL, |to| to.put(&answer::timestamp(until).encode_to_vec()));
        }
        to.put(pieces.revision());
    }
}

fn condition(snapshot: &Snapshot, pieces: &Pieces, open: &Condition, to: &mut impl Sink) {
    let (Missing::Safeguards(in_place), Action::Require(alternatives)) =
        (&open.missing, &snapshot.policies().rule(open.rule).action)
    else {
        to.put(&answer::condition(snapshot, open).encode_to_vec());
        return;
    };
    let (asks, by) = pieces.condition(open.rule);
    to.put(asks);
    for (all, encoded) in alternatives.iter().zip(pieces.alternatives(open.rule)) {
        to.nested(ALTERNATIVES, |to| {
            to.put(encoded);
            for safeguard in all.iter().filter(|id| !in_place.contains(**id)) {
                to.put(pieces.missing(*safeguard));
            }
        });
    }
    to.put(by);
}

fn reason(snapshot: &Snapshot, pieces: &Pieces, waived: &[RuleId], reason: Reason, to: &mut impl Sink) {
    match reason {
        Reason::Applied(id) => {
            let reference = answer::waiver(snapshot.policies(), waived, id);
            around(to, pieces.rule_reason(id), WAIVER, reference);
        }
        Reason::Overridden { rule, by } => {
            around(to, pieces.rule_reason(rule), OVERRIDDEN_BY, &snapshot.policies().rule(by).id);
        }
        Reason::Recognised(id) => to.put(pieces.recognition_reason(id)),
        Reason::Principle(principle) => to.put(pieces.principle_reason(principle)),
    }
}

fn around(to: &mut impl Sink, (before, after): (&[u8], &[u8]), number: u8, word: &str) {
    to.put(before);
    to.text(number, word);
    to.put(after);
}
