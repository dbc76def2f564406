//! One connection: HTTP/2 over any stream.
//!
//! Owns its settings, its graceful end, and that every request gets its peer.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
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

use super::activity::{Activity, InFlight};
use super::flood::Weighed;
use super::gather::gather;
use super::held::Held;
use super::inline::Inline;
use super::lifetime::{Due, Lifetime};
use super::limits::Limits;
use super::peer::Peer;

/// How often a quiet connection is asked whether its client still lives.
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(60);

/// How long it may take to say so.
const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(20);

/// How many streams a client may reset before they are looked at, or have reset for breaking the protocol, before its
/// connection is ended (CVE-2023-44487).
const RESETS_MAX: usize = 100;

/// Answers requests. It is cloned for each connection.
pub trait Respond: Clone + Send + Sync + 'static {
    /// What a response carries.
    type Body: Body<Data = Bytes, Error: Into<Box<dyn std::error::Error + Send + Sync>>> + Send + Unpin + 'static;
    /// The response to come.
    type Response: Future<Output = Result<Response<Self::Body>, Infallible>> + Send + Unpin + 'static;

    /// Answers a request of a peer.
    fn respond(&self, request: Request<Incoming>, peer: &Arc<Peer>) -> Self::Response;
}

/// The answers to the requests of one connection.
struct Calls<R> {
    respond: R,
    peer: Arc<Peer>,
    activity: Arc<Activity>,
}

/// An answer to come, and the call that it is for.
struct Answering<F> {
    answering: F,
    in_flight: Option<InFlight>,
}

impl<F, B> Future for Answering<F>
where
    F: Future<Output = Result<Response<B>, Infallible>> + Unpin,
{
    type Output = Result<Response<Held<B, Option<InFlight>>>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Ok(response) = ready!(Pin::new(&mut self.answering).poll(cx));
        let in_flight = self.in_flight.take();
        Poll::Ready(Ok(response.map(|body| Held::new(body, in_flight))))
    }
}

impl<R: Respond> Service<Request<Incoming>> for Calls<R> {
    type Response = Response<Held<R::Body, Option<InFlight>>>;
    type Error = Infallible;
    type Future = Answering<R::Response>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let in_flight = Some(self.activity.begin());
        Answering { answering: self.respond.respond(request, &self.peer), in_flight }
    }
}

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// By its peer, or as it was asked to.
    Done,
    /// Because the client never began.
    Late,
    /// Because the client flooded it with frames that ask for nothing.
    Flooded,
}

/// What HTTP/2 begins with, and the head of the first frame.
const FIRST_BYTES: u64 = 24 + 9;

/// Serves a connection until the peer closes it, or until it is asked to stop and its calls are finished.
pub(super) async fn serve<S, R>(
    stream: S,
    peer: Peer,
    respond: R,
    limits: Limits,
    mut stop: oneshot::Receiver<()>,
) -> End
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    R: Respond,
{
    let activity = Arc::new(Activity::default());
    let mut lifetime = Lifetime::new(limits, Arc::clone(&activity));
    let calls = Calls { respond, peer: Arc::new(peer), activity: Arc::clone(&activity) };
    let (stream, outbox) = gather(Weighed::new(stream, Arc::clone(&activity)));
    let http2 = http2(&limits);
    let mut connection = pin!(http2.serve_connection(TokioIo::new(stream), calls));
    let mut stopping = false;
    poll_fn(|cx| {
        if !stopping && Pin::new(&mut stop).poll(cx).is_ready() {
            stopping = true;
            connection.as_mut().graceful_shutdown();
            lifetime.leave();
        }
        loop {
            // An error is the peer's: it broke the protocol, or it is gone.
            let ended = connection.as_mut().poll(cx).is_ready();
            match outbox.poll_send(cx) {
                _ if ended && activity.is_flooded() => return Poll::Ready(End::Flooded),
                _ if ended => return Poll::Ready(End::Done),
                Poll::Ready(Ok(true)) => continue,
                Poll::Ready(Ok(false)) | Poll::Pending => {}
                Poll::Ready(Err(_)) => return Poll::Ready(End::Done),
            }
            match ready!(lifetime.poll(cx, outbox.received_bytes() >= FIRST_BYTES)) {
                Due::Late => return Poll::Ready(End::Late),
                Due::Close => return Poll::Ready(End::Done),
                Due::Farewell => connection.as_mut().graceful_shutdown(),
            }
        }
    })
    .await
}

/// HTTP/2 within limits. Bytes beyond a window are never read, so that a connection takes so much and no more.
fn http2(limits: &Limits) -> http2::Builder<Inline> {
    let mut http2 = http2::Builder::new(Inline);
    http2
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.calls_of_connection)
        .max_header_list_size(limits.header_bytes)
        .max_pending_accept_reset_streams(RESETS_MAX)
        .max_local_error_reset_streams(RESETS_MAX)
        .keep_alive_interval(KEEPALIVE_INTERVAL)
        .keep_alive_timeout(KEEPALIVE_TIMEOUT);
    http2
}
