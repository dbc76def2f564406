//! The answers of a batch, composed as its client takes them.
//!
//! Owns what has to be known before the first byte goes out, which is how long the message is, and how much of it is
//! composed at a time: a batch takes little more room than its decisions, and its bytes are sent while they are near.

use std::sync::Arc;
use std::vec;

use bytes::Bytes;
use prost::Message as _;

use super::compose::Answer;
use super::decision_id::DecisionId;
use super::message::{PREFIX_BYTES, prefix};
use super::pieces::Pieces;
use super::sink::{Length, Sink as _, field_bytes};
use super::wire;
use crate::model::Decision;
use crate::store::Active;

/// How many bytes are composed at a time: two frames of the size that every client takes.
const PART_BYTES: usize = 32 * 1024;

/// Fields of an `EvaluateBatchResponse`.
const RESPONSES: u8 = 1;

/// A response to an `EvaluateBatchRequest`.
pub(super) struct Batch {
    active: Arc<Active>,
    prefix: Option<[u8; PREFIX_BYTES]>,
    answers: vec::IntoIter<OfBatch>,
    /// What stands behind the answers.
    tail: Vec<u8>,
}

/// One of its answers.
pub(super) struct OfBatch {
    said: Said,
    bytes: usize,
}

enum Said {
    Decided { request_id: Bytes, id: DecisionId, decision: Decision },
    Refused(Vec<u8>),
}

impl OfBatch {
    /// The answer to a question by its `request_id`, which is text.
    pub(super) fn decided(
        request_id: Bytes,
        id: DecisionId,
        decision: Decision,
        active: &Active,
        pieces: &Pieces,
    ) -> Self {
        let mut length = Length::default();
        named(&request_id, &id, &decision).write(active, pieces, &mut length);
        Self { said: Said::Decided { request_id, id, decision }, bytes: length.0 }
    }

    /// A refusal in the place of an answer, encoded.
    pub(super) fn refused(encoded: Vec<u8>) -> Self {
        Self { bytes: encoded.len(), said: Said::Refused(encoded) }
    }
}

fn named<'a>(request_id: &'a Bytes, id: &'a DecisionId, decision: &'a Decision) -> Answer<'a> {
    Answer { request_id: str::from_utf8(request_id).unwrap_or_default(), decision_id: id.as_str(), decision }
}

impl Batch {
    /// The response that holds these answers; `None` where it is longer than gRPC can say.
    pub(super) fn new(active: Arc<Active>, answers: Vec<OfBatch>) -> Option<Self> {
        let policy_revision = active.revision().to_string();
        let tail = wire::EvaluateBatchResponse { responses: Vec::new(), policy_revision }.encode_to_vec();
        let bytes = tail.len() + answers.iter().map(|answer| field_bytes(answer.bytes)).sum::<usize>();
        Some(Self { prefix: Some(prefix(bytes)?), active, answers: answers.into_iter(), tail })
    }
}

impl Iterator for Batch {
    type Item = Bytes;

    /// The next bytes of the response: its prefix, then the message.
    fn next(&mut self) -> Option<Bytes> {
        let pieces = self.active.prepared::<Pieces>()?;
        let mut part = Vec::with_capacity(PART_BYTES + PART_BYTES / 4);
        part.extend(self.prefix.take().into_iter().flatten());
        while part.len() < PART_BYTES {
            let Some(answer) = self.answers.next() else {
                part.append(&mut self.tail);
                break;
            };
            part.nested(RESPONSES, |to| match &answer.said {
                Said::Decided { request_id, id, decision } => {
                    named(request_id, id, decision).write(&self.active, pieces, to);
                }
                Said::Refused(encoded) => to.put(encoded),
            });
        }
        (!part.is_empty()).then(|| Bytes::from(part))
    }
}
