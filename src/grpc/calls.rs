//! Every call of the contract, as a connection takes it.
//!
//! Owns the way that a call goes, and within which limits: questions in the plain form are answered from the bytes they
//! came in, and everything else by tonic's services, which is also where a question goes that looked plain and is not. A
//! client can't tell the two ways apart.

use std::convert::Infallible;
use std::future::{poll_fn, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method, Request, Response};
use http_body::Body;
use hyper::body::Incoming;
use tonic::service::Routes;
use tower_service::Service as _;
use tracing::Instrument as _;

use super::deadline::Deadline;
use super::decisions::Decisions;
use super::encoded::Unanswered;
use super::gate::{Admitted, Gate};
use super::message::{Reading, plain};
use super::metered::{Budget, Metered};
use super::reply::Reply;
use crate::telemetry::{CallMetrics, Metrics, TRACEPARENT, Traces};
use crate::transport::{Held, Peer, Respond};

const EVALUATE: &str = "/selat.v1.DecisionService/Evaluate";
const EVALUATE_BATCH: &str = "/selat.v1.DecisionService/EvaluateBatch";

/// How much a call may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallLimits {
    /// The most calls in flight.
    pub calls: usize,
    /// The most bytes of a request.
    pub message_bytes: usize,
    /// The most bytes of requests that are being read, in all.
    pub request_bytes: usize,
    /// The longest that a call may take that is not a stream.
    pub deadline: Duration,
}

/// The services behind one port, as one connection has them.
pub struct Calls(Arc<Services>);

#[derive(Clone)]
struct Services {
    routes: Routes,
    direct: Option<Decisions>,
    gate: Arc<Gate>,
    reading: Arc<Budget>,
    limits: CallLimits,
    metrics: Arc<CallMetrics>,
    traces: Traces,
}

impl Clone for Calls {
    /// The same services for another connection. What each call holds on to is counted there, so that calls on two
    /// threads don't write to the same place.
    fn clone(&self) -> Self {
        let Services { gate, reading, metrics, .. } = &*self.0;
        let (gate, reading) = (Arc::new(Gate::clone(gate)), Arc::new(Budget::clone(reading)));
        let metrics = Arc::new(CallMetrics::clone(metrics));
        Self(Arc::new(Services { gate, reading, metrics, ..Services::clone(&self.0) }))
    }
}

impl Calls {
    /// The calls of these services, for those whom the gate lets in, counted, timed and traced. Plain questions are answered
    /// directly where that service is given, and otherwise by tonic too.
    pub fn new(
        routes: Routes,
        direct: Option<Decisions>,
        gate: Arc<Gate>,
        limits: CallLimits,
        metrics: &Metrics,
        traces: Traces,
    ) -> Self {
        let reading = Arc::new(Budget::new(limits.request_bytes));
        let metrics = Arc::new(metrics.calls());
        Self(Arc::new(Services { routes: routes.prepare(), direct, gate, reading, limits, metrics, traces }))
    }
}

/// How long a client that was refused may go on with its request.
const DISCARD_TIME: Duration = Duration::from_secs(1);

/// Lets a request that is refused come to its end. Its stream would be reset otherwise, and a client that sends long
/// requests would break off its connection by being refused often enough.
fn discard(mut body: Incoming) {
    if !body.is_end_stream() {
        let rest = async move { while let Some(Ok(_)) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {} };
        tokio::spawn(tokio::time::timeout(DISCARD_TIME, rest));
    }
}

/// An answer to come.
type Answering = Pin<Box<dyn Future<Output = Result<Response<Answer>, Infallible>> + Send>>;

/// An answer, and the place that its call takes.
type Answer = Held<Reply, Option<Admitted>>;

impl Respond for Calls {
    type Body = Answer;
    type Response = Answering;

    fn respond(&self, request: Request<Incoming>, peer: &Arc<Peer>) -> Answering {
        let services = Arc::clone(&self.0);
        let admitted = match services.gate.admit(peer, request.uri().path()) {
            Ok(admitted) => admitted,
            Err(status) => {
                discard(request.into_body());
                return Box::pin(ready(Ok(Reply::error(status).map(|body| Held::new(body, None)))));
            }
        };
        let peer = Arc::clone(peer);
        let call = services.metrics.start(request.uri().path());
        let span = call.span(request.headers().get(TRACEPARENT).and_then(|header| header.to_str().ok()));
        let trace = services.traces.call(request.uri().path(), request.headers());
        let deadline = Deadline::of(request.headers(), services.limits.deadline);
        let counted = async move {
            let _until_it_is_answered = call;
            let response = deadline.hold(trace.within(services.answer(request, peer))).await?;
            Ok(Reply::traced(response, trace).map(|body| Held::new(body, Some(admitted))))
        };
        Box::pin(counted.instrument(span))
    }
}

impl Services {
    async fn answer(&self, request: Request<Incoming>, peer: Arc<Peer>) -> Result<Response<Reply>, Infallible> {
        let request = request.map(|body| Metered::new(body, Arc::clone(&self.reading)));
        let Some((decisions, call)) = self.direct.as_ref().zip(Call::of(&request)) else {
            return self.general(request, peer).await;
        };
        let (head, body) = request.into_parts();
        let mut reading = Reading::new(body, self.limits.message_bytes);
        let read = reading.read().await;
        if let Some(message) = read.as_ref().ok().and_then(plain) {
            let answered = match call {
                Call::Evaluate => decisions.evaluate_encoded(&message).map(Reply::message),
                Call::EvaluateBatch => decisions.evaluate_batch_encoded(&message).await.map(Reply::batch),
            };
            match answered {
                Ok(response) => return Ok(response),
                Err(Unanswered::Refused(status)) => return Ok(Reply::error(*status)),
                Err(Unanswered::NotPlain) => {}
            }
        }
        self.general(Request::from_parts(head, reading.resume(read)), peer).await
    }

    async fn general<B>(&self, mut request: Request<B>, peer: Arc<Peer>) -> Result<Response<Reply>, Infallible>
    where
        B: Body<Data = Bytes, Error: Into<Box<dyn std::error::Error + Send + Sync>>> + Send + 'static,
    {
        request.extensions_mut().insert(peer);
        self.routes.clone().call(request).await.map(Reply::general)
    }
}

/// A call that may be answered from the bytes it came in.
#[derive(Clone, Copy)]
enum Call {
    Evaluate,
    EvaluateBatch,
}

impl Call {
    /// The call that a request makes, if its head is the plain one.
    fn of<B>(request: &Request<B>) -> Option<Self> {
        let call = match request.uri().path() {
            EVALUATE => Self::Evaluate,
            EVALUATE_BATCH => Self::EvaluateBatch,
            _ => return None,
        };
        (request.method() == Method::POST && is_plain(request.headers())).then_some(call)
    }
}

fn is_plain(headers: &HeaderMap) -> bool {
    let is_grpc = |value: &HeaderValue| matches!(value.as_bytes(), b"application/grpc" | b"application/grpc+proto");
    let is_identity = |value: &HeaderValue| value.as_bytes() == b"identity";
    headers.get(CONTENT_TYPE).is_some_and(is_grpc) && headers.get("grpc-encoding").is_none_or(is_identity)
}
