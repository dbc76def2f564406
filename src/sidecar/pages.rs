//! The admin pages on their socket.
//!
//! Owns who sees them over TLS, and how many may look at once: what is beyond that waits at the socket.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::telemetry::{ConnectionRefused, Metrics};
use crate::transport::tls::{Certificates, Port, handshake};
use crate::transport::{Listener, Peer, Stream};

/// The most connections; a scraper, a few probes and a few people need no more.
pub(super) const CONNECTIONS_MAX: usize = 64;

/// How long a client may take for the handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(5);

/// How long to wait where the system has no room for another connection.
const PAUSE: Duration = Duration::from_millis(50);

/// How long a client may take to ask, and be quiet in between.
const HEADER_TIMEOUT: Duration = Duration::from_secs(30);

/// Serves pages.
pub(super) struct Pages {
    /// What is served.
    pub(super) routes: axum::Router,
    /// What secures it; it is served as it is where there is nothing.
    pub(super) certificates: Option<Arc<Certificates>>,
    /// Where it is counted whom it was that did not get in.
    pub(super) metrics: Arc<Metrics>,
}

impl Pages {
    /// Serves until `stop`, and then what is in flight.
    pub(super) async fn serve(self, listener: Listener, stop: impl Future<Output = ()>) -> Result<(), Infallible> {
        let shared = Arc::new(self);
        let (closing, closed) = watch::channel(false);
        let free = Arc::new(Semaphore::new(CONNECTIONS_MAX));
        let mut connections = JoinSet::new();
        let mut stop = pin!(stop);
        loop {
            let accepted = async {
                let place = Arc::clone(&free).acquire_owned().await;
                (listener.accept().await, place)
            };
            let (accepted, place) = tokio::select! {
                () = &mut stop => break,
                accepted = accepted => accepted,
                Some(_ended) = connections.join_next() => continue,
            };
            match accepted.and_then(|(socket, peer)| Ok((socket.attach()?, peer))) {
                Ok((stream, peer)) => {
                    let (shared, closed) = (Arc::clone(&shared), closed.clone());
                    let open = shared.metrics.connection(Port::Admin);
                    connections.spawn(async move {
                        let _held = (place, open);
                        shared.secure(stream, &peer, closed).await;
                    });
                }
                // The system has no room for another connection, or the peer is gone.
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
        drop(listener);
        closing.send_replace(true);
        while connections.join_next().await.is_some() {}
        Ok(())
    }

    async fn secure(&self, stream: Stream, peer: &Peer, closed: watch::Receiver<bool>) {
        match (stream, &self.certificates) {
            (Stream::Tcp(stream), Some(certificates)) => {
                match handshake(certificates, stream, HANDSHAKE_TIMEOUT).await {
                    Ok((stream, _names)) => self.show(stream, closed).await,
                    Err(error) => {
                        ConnectionRefused { kind: error.kind(), peer, why: &error }.record(&self.metrics);
                    }
                }
            }
            (Stream::Tcp(stream), None) => self.show(stream, closed).await,
            // The start is refused where a socket file is to be secured.
            (Stream::Unix(_), Some(_)) => {}
            (Stream::Unix(stream), None) => self.show(stream, closed).await,
        }
    }

    async fn show(&self, stream: impl AsyncRead + AsyncWrite + Unpin, mut closed: watch::Receiver<bool>) {
        let pages = TowerToHyperService::new(self.routes.clone());
        let mut http1 = http1::Builder::new();
        http1.timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT);
        let mut connection = pin!(http1.serve_connection(TokioIo::new(stream), pages));
        tokio::select! {
            // An error is the peer's.
            _ended = &mut connection => return,
            _closed = closed.wait_for(|closed| *closed) => connection.as_mut().graceful_shutdown(),
        }
        let _ended = connection.await;
    }
}
