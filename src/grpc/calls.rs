//! Every call of the contract, as a connection takes it.
//!
//! Owns which service answers a call, and its deadline; what it is answered is the service's business.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;

use http::{Request, Response};
use hyper::body::Incoming;
use tonic::body::Body;
use tonic::service::Routes;
use tower_service::Service as _;

use super::deadline::Deadline;
use crate::transport::{Peer, Respond};

/// The services behind one port.
#[derive(Clone)]
pub struct Calls {
    routes: Routes,
}

impl Calls {
    /// The calls of these services.
    pub fn new(routes: Routes) -> Self {
        Self { routes: routes.prepare() }
    }
}

/// An answer to come.
type Answering = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

impl Respond for Calls {
    type Body = Body;
    type Response = Answering;

    fn respond(&self, mut request: Request<Incoming>, peer: &Arc<Peer>) -> Answering {
        request.extensions_mut().insert(Arc::clone(peer));
        let deadline = Deadline::of(request.headers());
        let answering = self.routes.clone().call(request);
        Box::pin(deadline.hold(answering))
    }
}
