//! An `EvaluateResponse` put together from parts encoded ahead.
//!
//! Owns the order of its fields on the wire: that of their numbers, as the general encoder writes them.

use prost::Message as _;

use super::answer;
use super::pieces::Pieces;
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

const VARINT: u8 = 0;
const BYTES: u8 = 2;

impl Answer<'_> {
    /// Adds the message to a buffer.
    pub(super) fn write(&self, active: &Active, pieces: &Pieces, to: &mut Vec<u8>) {
        let decision = self.decision;
        text(to, REQUEST_ID, self.request_id);
        text(to, DECISION_ID, self.decision_id);
        key(to, DECISION, VARINT);
        varint(to, answer::verdict(decision.verdict()) as u64);
        for condition in decision.conditions() {
            nested(to, CONDITIONS, |to| self::condition(active.snapshot(), pieces, condition, to));
        }
        if answer::waits_for_confirmation(decision) {
            nested(to, CONDITIONS, |to| to.extend(answer::confirmation().encode_to_vec()));
        }
        for reason in &decision.reasons {
            match reason {
                Reason::Applied(rule) => to.extend_from_slice(pieces.rule_duties(*rule)),
                Reason::Recognised(recognition) => to.extend_from_slice(pieces.recognition_duties(*recognition)),
                Reason::Overridden { .. } | Reason::Principle(_) => {}
            }
        }
        for reason in &decision.reasons {
            nested(to, REASONS, |to| self::reason(active.snapshot(), pieces, &decision.waived, *reason, to));
        }
        for (category, verdict) in &decision.by_category {
            to.extend_from_slice(pieces.category(*category, *verdict));
        }
        if let Some(until) = decision.valid_until {
            nested(to, VALID_UNTIL, |to| to.extend(answer::timestamp(until).encode_to_vec()));
        }
        to.extend_from_slice(pieces.revision());
    }
}

fn condition(snapshot: &Snapshot, pieces: &Pieces, open: &Condition, to: &mut Vec<u8>) {
    let (Missing::Safeguards(in_place), Action::Require(alternatives)) =
        (&open.missing, &snapshot.policies().rule(open.rule).action)
    else {
        to.extend(answer::condition(snapshot, open).encode_to_vec());
        return;
    };
    let (asks, by) = pieces.condition(open.rule);
    to.extend_from_slice(asks);
    for (all, encoded) in alternatives.iter().zip(pieces.alternatives(open.rule)) {
        nested(to, ALTERNATIVES, |to| {
            to.extend_from_slice(encoded);
            for safeguard in all.iter().filter(|id| !in_place.contains(**id)) {
                to.extend_from_slice(pieces.missing(*safeguard));
            }
        });
    }
    to.extend_from_slice(by);
}

fn reason(snapshot: &Snapshot, pieces: &Pieces, waived: &[RuleId], reason: Reason, to: &mut Vec<u8>) {
    match reason {
        Reason::Applied(id) => {
            let reference = answer::waiver(snapshot.policies(), waived, id);
            around(to, pieces.rule_reason(id), WAIVER, reference);
        }
        Reason::Overridden { rule, by } => {
            around(to, pieces.rule_reason(rule), OVERRIDDEN_BY, &snapshot.policies().rule(by).id);
        }
        Reason::Recognised(id) => to.extend_from_slice(pieces.recognition_reason(id)),
        Reason::Principle(principle) => to.extend_from_slice(pieces.principle_reason(principle)),
    }
}

fn around(to: &mut Vec<u8>, (before, after): (&[u8], &[u8]), number: u8, word: &str) {
    to.extend_from_slice(before);
    text(to, number, word);
    to.extend_from_slice(after);
}

/// A text, unless it is empty.
fn text(to: &mut Vec<u8>, number: u8, text: &str) {
    if !text.is_empty() {
        key(to, number, BYTES);
        varint(to, text.len() as u64);
        to.extend_from_slice(text.as_bytes());
    }
}

/// A message within a message, whose length stands before it and is known after it.
pub(super) fn nested(to: &mut Vec<u8>, number: u8, write: impl FnOnce(&mut Vec<u8>)) {
    key(to, number, BYTES);
    let start = to.len();
    // Most lengths take one byte or two; what was written moves on where that is not enough.
    to.push(0);
    write(to);
    let length = (to.len() - start - 1) as u64;
    let more = varint_bytes(length) - 1;
    if more > 0 {
        to.extend_from_slice(&[0; 9][..more]);
        let written = start + 1..to.len() - more;
        to.copy_within(written, start + 1 + more);
    }
    for (n, byte) in to[start..=start + more].iter_mut().enumerate() {
        *byte = varint_byte(length, n, more);
    }
}

fn key(to: &mut Vec<u8>, number: u8, wire_type: u8) {
    to.push(number << 3 | wire_type);
}

fn varint(to: &mut Vec<u8>, value: u64) {
    let more = varint_bytes(value) - 1;
    to.extend((0..=more).map(|n| varint_byte(value, n, more)));
}

/// How many bytes a varint takes.
fn varint_bytes(value: u64) -> usize {
    1 + ((u64::BITS - 1 - (value | 1).leading_zeros()) / 7) as usize
}

/// Byte `n` of a varint that has `more` bytes after its first.
fn varint_byte(value: u64, n: usize, more: usize) -> u8 {
    let [seven, ..] = ((value >> (7 * n)) & 0x7f).to_le_bytes();
    if n < more { seven | 0x80 } else { seven }
}

#[cfg(test)]
mod tests {
    use super::{nested, text, varint};

    #[test]
    fn numbers_are_those_of_the_general_encoder() {
        for value in [0, 1, 127, 128, 300, 16_383, 16_384, 1 << 35, u64::MAX] {
            let (mut ours, mut theirs) = (Vec::new(), Vec::new());
            varint(&mut ours, value);
            prost::encoding::encode_varint(value, &mut theirs);
            assert_eq!(ours, theirs, "{value}");
        }
    }

    #[test]
    fn a_nested_message_stands_behind_its_length_however_long_it_is() {
        for length in [0, 1, 127, 128, 16_383, 16_384, 3_000_000] {
            let word = "x".repeat(length);
            let (mut ours, mut theirs) = (vec![7], vec![7]);
            nested(&mut ours, 4, |to| to.extend_from_slice(word.as_bytes()));
            prost::encoding::bytes::encode(4, &word.clone().into_bytes(), &mut theirs);
            assert_eq!(ours, theirs, "{length}");
        }
    }

    #[test]
    fn an_empty_text_is_left_out() {
        let mut to = Vec::new();
        text(&mut to, 1, "");
        assert!(to.is_empty());
    }
}
