//! One connection: HTTP/2 over any stream.
//!
//! Owns its settings, its graceful end, and that every request gets its peer.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http2;
use hyper::service::Service;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::oneshot;

use super::admission::Limits;
use super::gather::gather;
use super::inline::Inline;
use super::peer::Peer;

/// How often a quiet connection is asked whether its client still lives.
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(60);

/// How long it may take to say so.
const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(20);

/// Answers requests. It is cloned for each connection.
pub trait Respond: Clone + Send + Sync + 'static {
    /// What a response carries.
    type Body: Body<Data = Bytes, Error: Into<Box<dyn std::error::Error + Send + Sync>>> + Send + 'static;
    /// The response to come.
    type Response: Future<Output = Result<Response<Self::Body>, Infallible>> + Send + 'static;

    /// Answers a request of a peer.
    fn respond(&self, request: Request<Incoming>, peer: &Arc<Peer>) -> Self::Response;
}

/// The answers to the requests of one connection.
struct Calls<R> {
    respond: R,
    peer: Arc<Peer>,
}

impl<R: Respond> Service<Request<Incoming>> for Calls<R> {
    type Response = Response<R::Body>;
    type Error = Infallible;
    type Future = R::Response;

    fn call(&self, request: Request<Incoming>) -> R::Response {
        self.respond.respond(request, &self.peer)
    }
}

/// Serves a connection until the peer closes it, or until it is asked to stop and its calls are finished.
pub(super) async fn serve<S, R>(stream: S, peer: Peer, respond: R, limits: Limits, mut stop: oneshot::Receiver<()>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    R: Respond,
{
    let calls = Calls { respond, peer: Arc::new(peer) };
    let (stream, outbox) = gather(stream);
    let mut http2 = http2::Builder::new(Inline);
    http2
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.calls_of_connection)
        .keep_alive_interval(KEEPALIVE_INTERVAL)
        .keep_alive_timeout(KEEPALIVE_TIMEOUT);
    let mut connection = pin!(http2.serve_connection(TokioIo::new(stream), calls));
    let mut stopping = false;
    poll_fn(|cx| {
        if !stopping && Pin::new(&mut stop).poll(cx).is_ready() {
            stopping = true;
            connection.as_mut().graceful_shutdown();
        }
        loop {
            // An error is the peer's: it broke the protocol, or it is gone.
            let ended = connection.as_mut().poll(cx).is_ready();
            match outbox.poll_send(cx) {
                _ if ended => return Poll::Ready(()),
                Poll::Ready(Ok(true)) => {}
                Poll::Ready(Ok(false)) | Poll::Pending => return Poll::Pending,
                Poll::Ready(Err(_)) => return Poll::Ready(()),
            }
        }
    })
    .await;
}
