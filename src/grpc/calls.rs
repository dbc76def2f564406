//! Every call of the contract, as a connection takes it.
//!
//! Owns which service answers a call, and within which limits; what it is answered is the service's business.

use std::convert::Infallible;
use std::future::ready;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use hyper::body::Incoming;
use tonic::body::Body;
use tonic::service::Routes;
use tower_service::Service as _;
use tracing::Instrument as _;

use super::deadline::Deadline;
use super::gate::{Admitted, Gate};
use super::metered::{Budget, Metered};
use crate::telemetry::{Metrics, TRACEPARENT};
use crate::transport::{Held, Peer, Respond};

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

/// The services behind one port.
#[derive(Clone)]
pub struct Calls {
    routes: Routes,
    gate: Arc<Gate>,
    reading: Arc<Budget>,
    deadline: Duration,
    metrics: Arc<Metrics>,
}

impl Calls {
    /// The calls of these services, for those whom the gate lets in, counted and timed.
    pub fn new(routes: Routes, gate: Arc<Gate>, limits: CallLimits, metrics: Arc<Metrics>) -> Self {
        let reading = Arc::new(Budget::new(limits.request_bytes));
        Self { routes: routes.prepare(), gate, reading, deadline: limits.deadline, metrics }
    }
}

/// An answer to come.
type Answering = Pin<Box<dyn Future<Output = Result<Response<Answer>, Infallible>> + Send>>;

/// An answer, and the place that its call takes.
type Answer = Held<Body, Option<Admitted>>;

impl Respond for Calls {
    type Body = Answer;
    type Response = Answering;

    fn respond(&self, mut request: Request<Incoming>, peer: &Arc<Peer>) -> Answering {
        let admitted = match self.gate.admit(peer, request.uri().path()) {
            Ok(admitted) => admitted,
            Err(status) => return Box::pin(ready(Ok(status.into_http().map(|body| Held::new(body, None))))),
        };
        request.extensions_mut().insert(Arc::clone(peer));
        let call = self.metrics.call(request.uri().path());
        let span = call.span(request.headers().get(TRACEPARENT).and_then(|header| header.to_str().ok()));
        let deadline = Deadline::of(request.headers(), self.deadline);
        let reading = Arc::clone(&self.reading);
        let answering = self.routes.clone().call(request.map(|body| Body::new(Metered::new(body, reading))));
        let counted = async move {
            let _until_it_is_answered = call;
            let response = deadline.hold(answering).await?;
            Ok(response.map(|body| Held::new(body, Some(admitted))))
        };
        Box::pin(counted.instrument(span))
    }
}
