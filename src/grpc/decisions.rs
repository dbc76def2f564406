//! `DecisionService`: transfers in, decisions out.
//!
//! Owns which policy set and which instant a call is decided by; a call that holds several questions takes both once.

use std::pin::Pin;
use std::sync::Arc;

use tokio_stream::{Stream, StreamExt as _};
use tonic::{Request, Response, Status, Streaming};

use super::answer::answer;
use super::decision_id::{DecisionId, DecisionIds};
use super::pieces::Pieces;
use super::question;
use super::refusal::{BATCH_MAX, Refusal};
use super::wire::{
    self, EvaluateBatchRequest, EvaluateBatchResponse, EvaluateRequest, EvaluateResponse, SimulateRequest,
};
use crate::clock;
use crate::engine::{Snapshot, decide, temper};
use crate::model::{Confidence, Decision, Draft, Moment, Timestamp, Transfer};
use crate::store::{Active, Current, Prepared, Shadow};
use crate::telemetry::{Decided, Metrics, Refused};

/// How many questions of a batch are decided before other calls get their turn.
pub(super) const TURN: usize = 16;

/// Decides transfers by the policy set in force.
#[derive(Clone)]
pub struct Decisions(Arc<Inner>);

struct Inner {
    current: Arc<Current>,
    metrics: Arc<Metrics>,
    least_confidence: Option<Confidence>,
    shadow: Option<Arc<Shadow>>,
    ids: DecisionIds,
}

impl Decisions {
    /// The service; permissions of less than a confidence wait for a person's approval where one is given, and a shadow
    /// hears of every live question that is decided.
    pub fn new(
        current: Arc<Current>,
        metrics: Arc<Metrics>,
        least_confidence: Option<Confidence>,
        shadow: Option<Arc<Shadow>>,
    ) -> Self {
        Self(Arc::new(Inner { current, metrics, least_confidence, shadow, ids: DecisionIds::new() }))
    }

    /// Prepares the answers of a policy set.
    pub fn prepare(active: &Active) -> Prepared {
        Box::new(Pieces::of(active))
    }

    /// The service, as a server takes it, with the most bytes of a request.
    pub fn into_server(self, message_bytes: usize) -> wire::decision_service_server::DecisionServiceServer<Self> {
        wire::decision_service_server::DecisionServiceServer::new(self).max_decoding_message_size(message_bytes)
    }
}

impl Decisions {
    /// The slot of the policy set that decides.
    pub(super) fn current(&self) -> &Current {
        &self.0.current
    }

    /// What counts answers.
    pub(super) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// A name for an answer.
    pub(super) fn next_id(&self) -> DecisionId {
        self.0.ids.next()
    }

    /// The decision on a transfer that is to happen now.
    pub(super) fn decide_now(&self, snapshot: &Snapshot, transfer: &Transfer, now: Timestamp) -> Decision {
        self.0.decide_now(snapshot, transfer, now)
    }

    /// Hands a question that was decided to the shadow, if there is one.
    pub(super) fn offer<W: AsRef<str>>(&self, active: &Arc<Active>, now: Timestamp, asked: Option<&Draft<'_, W>>) {
        self.0.offer(active, now, asked);
    }

    /// The error of a call that is refused, which is counted.
    pub(super) fn refuse(&self, refusal: Refusal) -> Status {
        self.0.refuse(refusal)
    }

    /// A refusal in the place of an answer, which is counted.
    pub(super) fn refuse_in_place(&self, active: &Active, request_id: String, refusal: Refusal) -> EvaluateResponse {
        self.0.refuse_in_place(active, request_id, refusal)
    }
}

impl Inner {
    fn active(&self) -> Result<Arc<Active>, Refusal> {
        self.current.active().ok_or(Refusal::NoPolicySet)
    }

    fn decide(&self, snapshot: &Snapshot, transfer: &Transfer, moment: &Moment) -> Decision {
        let decision = decide(snapshot, transfer, moment);
        match self.least_confidence {
            Some(least) => temper(snapshot, transfer, moment, decision, least),
            None => decision,
        }
    }

    fn decide_now(&self, snapshot: &Snapshot, transfer: &Transfer, now: Timestamp) -> Decision {
        let decision = self.decide(snapshot, transfer, &Moment::live(now));
        self.current.freshness().distrust(decision, now)
    }

    /// Hands a question that was decided to the shadow, if there is one.
    fn offer<W: AsRef<str>>(&self, active: &Arc<Active>, now: Timestamp, asked: Option<&Draft<'_, W>>) {
        if let (Some(shadow), Some(asked)) = (&self.shadow, asked) {
            shadow.offer(active, now, asked);
        }
    }

    fn evaluate(
        &self,
        active: &Arc<Active>,
        now: Timestamp,
        request: EvaluateRequest,
    ) -> Result<EvaluateResponse, Refusal> {
        let snapshot = active.snapshot();
        let transfer = question::transfer(request.transfer.as_ref(), snapshot.policies())?;
        let decision = self.decide_now(snapshot, &transfer, now);
        self.offer(active, now, request.transfer.as_ref().map(question::draft).as_ref());
        let response = EvaluateResponse {
            request_id: request.request_id,
            decision_id: self.ids.next().as_str().to_owned(),
            ..answer(active, &decision)
        };
        let (verdict, decision_id) = (decision.verdict(), &response.decision_id);
        Decided { verdict, simulated: false, decision_id, revision: active.revision() }.record(&self.metrics);
        Ok(response)
    }

    /// The answer, or the refusal in its place.
    fn evaluate_in_place(&self, active: &Arc<Active>, now: Timestamp, request: EvaluateRequest) -> EvaluateResponse {
        let request_id = request.request_id.clone();
        self.evaluate(active, now, request).unwrap_or_else(|refusal| self.refuse_in_place(active, request_id, refusal))
    }

    fn refuse_in_place(&self, active: &Active, request_id: String, refusal: Refusal) -> EvaluateResponse {
        Refused { kind: refusal.kind(), why: &refusal }.record(&self.metrics);
        EvaluateResponse {
            request_id,
            policy_revision: active.revision().to_string(),
            refusal: Some(refusal.into()),
            ..EvaluateResponse::default()
        }
    }

    async fn evaluate_batch(&self, requests: Vec<EvaluateRequest>) -> Result<EvaluateBatchResponse, Refusal> {
        if requests.len() > BATCH_MAX {
            return Err(Refusal::BatchTooLarge(requests.len()));
        }
        let active = self.active()?;
        let now = clock::now();
        let mut responses = Vec::with_capacity(requests.len());
        for (n, request) in requests.into_iter().enumerate() {
            if n % TURN == TURN - 1 {
                tokio::task::yield_now().await;
            }
            responses.push(self.evaluate_in_place(&active, now, request));
        }
        Ok(EvaluateBatchResponse { responses, policy_revision: active.revision().to_string() })
    }

    fn simulate(&self, request: SimulateRequest) -> Result<EvaluateResponse, Refusal> {
        let active = self.active()?;
        let snapshot = active.snapshot();
        let (transfer, moment) = question::simulation(&request, clock::now(), snapshot.policies())?;
        let decision = self.decide(snapshot, &transfer, &moment);
        let response = EvaluateResponse {
            request_id: request.request_id,
            decision_id: self.ids.next().as_str().to_owned(),
            simulated: true,
            ..answer(&active, &decision)
        };
        let (verdict, decision_id) = (decision.verdict(), &response.decision_id);
        Decided { verdict, simulated: true, decision_id, revision: active.revision() }.record(&self.metrics);
        Ok(response)
    }

    /// Answers a call, and counts it where it is refused.
    fn respond<T>(&self, ended: Result<T, Refusal>) -> Result<Response<T>, Status> {
        ended.map(Response::new).map_err(|refusal| self.refuse(refusal))
    }

    fn refuse(&self, refusal: Refusal) -> Status {
        Refused { kind: refusal.kind(), why: &refusal }.record(&self.metrics);
        refusal.into()
    }
}

#[tonic::async_trait]
impl wire::decision_service_server::DecisionService for Decisions {
    type EvaluateStreamStream = Pin<Box<dyn Stream<Item = Result<EvaluateResponse, Status>> + Send>>;

    async fn evaluate(&self, request: Request<EvaluateRequest>) -> Result<Response<EvaluateResponse>, Status> {
        let service = &self.0;
        let evaluated =
            service.active().and_then(|active| service.evaluate(&active, clock::now(), request.into_inner()));
        service.respond(evaluated)
    }

    async fn evaluate_batch(
        &self,
        request: Request<EvaluateBatchRequest>,
    ) -> Result<Response<EvaluateBatchResponse>, Status> {
        self.0.respond(self.0.evaluate_batch(request.into_inner().requests).await)
    }

    async fn evaluate_stream(
        &self,
        request: Request<Streaming<EvaluateRequest>>,
    ) -> Result<Response<Self::EvaluateStreamStream>, Status> {
        let service = Arc::clone(&self.0);
        // A question is read when the answer before it has been taken: nothing is kept in between.
        let answers = request.into_inner().map(move |question| {
            let active = service.active()?;
            Ok(service.evaluate_in_place(&active, clock::now(), question?))
        });
        Ok(Response::new(Box::pin(answers)))
    }

    async fn simulate(&self, request: Request<SimulateRequest>) -> Result<Response<EvaluateResponse>, Status> {
        self.0.respond(self.0.simulate(request.into_inner()))
    }
}
