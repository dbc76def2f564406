//! Questions answered from the bytes they came in, into the bytes that go out.
//!
//! Owns the plain case alone: whatever is not plain is left to the service on decoded messages. Both decide, count and
//! refuse by the same functions.

use std::sync::Arc;

use bytes::Bytes;
use prost::Message as _;
use tonic::Status;

use super::asked::{Asked, Words, batch};
use super::batch::{Batch, OfBatch};
use super::compose::Answer;
use super::decision_id::DecisionId;
use super::decisions::{Decisions, TURN};
use super::message::{PREFIX_BYTES, prefix};
use super::pieces::Pieces;
use super::question;
use super::reader::NotPlain;
use super::refusal::{BATCH_MAX, Refusal};
use crate::clock;
use crate::model::{Decision, Timestamp};
use crate::store::Active;
use crate::telemetry::Decided;

/// The room that an answer gets at first: four of five need no more.
const ANSWER_BYTES: usize = 2 * 1024;

/// Why there is no answer.
pub(super) enum Unanswered {
    /// The question has to be decoded the general way.
    NotPlain,
    /// It is refused.
    Refused(Box<Status>),
}

impl From<NotPlain> for Unanswered {
    fn from(_: NotPlain) -> Self {
        Self::NotPlain
    }
}

impl Decisions {
    /// Answers an `EvaluateRequest`: the response behind its prefix.
    pub(super) fn evaluate_encoded(&self, message: &[u8]) -> Result<Bytes, Unanswered> {
        let asked = Asked::read(message)?;
        let current = self.current().peek();
        let active = current.as_ref().ok_or_else(|| self.refused(Refusal::NoPolicySet))?;
        let pieces = active.prepared::<Pieces>().ok_or(Unanswered::NotPlain)?;
        let (id, decision) = self.decide(active, clock::now(), &asked).map_err(|refusal| self.refused(refusal))?;
        let mut framed = Vec::with_capacity(PREFIX_BYTES + ANSWER_BYTES);
        framed.extend_from_slice(&[0; PREFIX_BYTES]);
        Answer { request_id: asked.request_id, decision_id: id.as_str(), decision: &decision }.write(
            active,
            pieces,
            &mut framed,
        );
        // How long the message is, is known at its end.
        let prefix = prefix(framed.len() - PREFIX_BYTES).ok_or(Unanswered::NotPlain)?;
        framed[..PREFIX_BYTES].copy_from_slice(&prefix);
        Ok(Bytes::from(framed))
    }

    /// Answers an `EvaluateBatchRequest`: the answers, to be composed as they are taken.
    pub(super) async fn evaluate_batch_encoded(&self, message: &Bytes) -> Result<Batch, Unanswered> {
        let requests = batch(message)?;
        // A message that can't be read fails the whole batch, so all are read before one is answered.
        let requests = requests.into_iter().map(Asked::read).collect::<Result<Vec<_>, _>>()?;
        if requests.len() > BATCH_MAX {
            return Err(self.refused(Refusal::BatchTooLarge(requests.len())));
        }
        let active = self.current().active().ok_or_else(|| self.refused(Refusal::NoPolicySet))?;
        let pieces = active.prepared::<Pieces>().ok_or(Unanswered::NotPlain)?;
        let now = clock::now();
        let mut answers = Vec::with_capacity(requests.len());
        for (n, asked) in requests.iter().enumerate() {
            if n % TURN == TURN - 1 {
                tokio::task::yield_now().await;
            }
            answers.push(match self.decide(&active, now, asked) {
                Ok((id, decision)) => {
                    OfBatch::decided(message.slice_ref(asked.request_id.as_bytes()), id, decision, &active, pieces)
                }
                Err(refusal) => {
                    let refused = self.refuse_in_place(&active, asked.request_id.to_owned(), refusal);
                    OfBatch::refused(refused.encode_to_vec())
                }
            });
        }
        Batch::new(active, answers).ok_or(Unanswered::NotPlain)
    }

    /// Decides a question, and counts it.
    fn decide(
        &self,
        active: &Arc<Active>,
        now: Timestamp,
        asked: &Asked<'_>,
    ) -> Result<(DecisionId, Decision), Refusal> {
        let draft = asked.transfer.as_ref().map(Words::draft);
        let transfer = question::resolve(draft.as_ref(), active.snapshot().policies())?;
        let decision = self.decide_now(active.snapshot(), &transfer, now);
        self.offer(active, now, draft.as_ref());
        let id = self.next_id();
        let (verdict, decision_id) = (decision.verdict(), id.as_str());
        Decided { verdict, simulated: false, decision_id, revision: active.revision() }.record(self.metrics());
        Ok((id, decision))
    }

    fn refused(&self, refusal: Refusal) -> Unanswered {
        Unanswered::Refused(Box::new(self.refuse(refusal)))
    }
}
