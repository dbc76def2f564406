//! Questions answered from the bytes they came in, into the bytes that go out.
//!
//! Owns the plain case alone: whatever is not plain is left to the service on decoded messages. Both decide, count and
//! refuse by the same functions.

use std::sync::Arc;

use bytes::Bytes;
use prost::Message as _;
use tonic::Status;

use super::asked::{Asked, Words, batch};
use super::compose::{Answer, nested};
use super::decisions::{Decisions, TURN};
use super::message::PREFIX_BYTES;
use super::pieces::Pieces;
use super::question;
use super::reader::NotPlain;
use super::refusal::{BATCH_MAX, Refusal};
use super::wire;
use crate::clock;
use crate::model::Timestamp;
use crate::store::Active;
use crate::telemetry::Decided;

/// The room that an answer gets at first: four of five need no more.
const ANSWER_BYTES: usize = 2 * 1024;

/// Fields of an `EvaluateBatchResponse`.
const RESPONSES: u8 = 1;

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
        let mut framed = frame(ANSWER_BYTES);
        let answered = self.answer_into(active, pieces, clock::now(), &asked, &mut framed);
        answered.map_err(|refusal| self.refused(refusal))?;
        finish(framed)
    }

    /// Answers an `EvaluateBatchRequest`: the response behind its prefix.
    pub(super) async fn evaluate_batch_encoded(&self, message: &[u8]) -> Result<Bytes, Unanswered> {
        let requests = batch(message)?;
        // A message that can't be read fails the whole batch, so all are read before one is answered.
        let requests = requests.into_iter().map(Asked::read).collect::<Result<Vec<_>, _>>()?;
        if requests.len() > BATCH_MAX {
            return Err(self.refused(Refusal::BatchTooLarge(requests.len())));
        }
        let active = self.current().active().ok_or_else(|| self.refused(Refusal::NoPolicySet))?;
        let pieces = active.prepared::<Pieces>().ok_or(Unanswered::NotPlain)?;
        let now = clock::now();
        let mut framed = frame(requests.len() * ANSWER_BYTES);
        for (n, asked) in requests.iter().enumerate() {
            if n % TURN == TURN - 1 {
                tokio::task::yield_now().await;
            }
            nested(&mut framed, RESPONSES, |to| self.answer_in_place(&active, pieces, now, asked, to));
        }
        let policy_revision = active.revision().to_string();
        framed.extend(wire::EvaluateBatchResponse { responses: Vec::new(), policy_revision }.encode_to_vec());
        finish(framed)
    }

    fn answer_into(
        &self,
        active: &Arc<Active>,
        pieces: &Pieces,
        now: Timestamp,
        asked: &Asked<'_>,
        to: &mut Vec<u8>,
    ) -> Result<(), Refusal> {
        let draft = asked.transfer.as_ref().map(Words::draft);
        let transfer = question::resolve(draft.as_ref(), active.snapshot().policies())?;
        let decision = self.decide_now(active.snapshot(), &transfer, now);
        self.offer(active, now, draft.as_ref());
        let decision_id = self.next_id();
        Answer { request_id: asked.request_id, decision_id: decision_id.as_str(), decision: &decision }
            .write(active, pieces, to);
        Decided { verdict: decision.verdict(), simulated: false, decision_id: decision_id.as_str() }
            .record(self.metrics());
        Ok(())
    }

    /// Adds the answer, or the refusal in its place.
    fn answer_in_place(
        &self,
        active: &Arc<Active>,
        pieces: &Pieces,
        now: Timestamp,
        asked: &Asked<'_>,
        to: &mut Vec<u8>,
    ) {
        if let Err(refusal) = self.answer_into(active, pieces, now, asked, to) {
            to.extend(self.refuse_in_place(active, asked.request_id.to_owned(), refusal).encode_to_vec());
        }
    }

    fn refused(&self, refusal: Refusal) -> Unanswered {
        Unanswered::Refused(Box::new(self.refuse(refusal)))
    }
}

fn frame(capacity: usize) -> Vec<u8> {
    let mut framed = Vec::with_capacity(PREFIX_BYTES + capacity);
    framed.extend_from_slice(&[0; PREFIX_BYTES]);
    framed
}

/// Says how long the message is, which is known at its end.
fn finish(mut framed: Vec<u8>) -> Result<Bytes, Unanswered> {
    let length = u32::try_from(framed.len() - PREFIX_BYTES).map_err(|_| Unanswered::NotPlain)?;
    framed[1..PREFIX_BYTES].copy_from_slice(&length.to_be_bytes());
    Ok(Bytes::from(framed))
}
