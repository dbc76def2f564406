//! Takes connections and hands them out to the threads that serve them.
//!
//! Owns the order: who is there, whether they are admitted, where they are served, and the end of it all.

use std::fmt::Display;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::oneshot;

use super::admission::Admission;
use super::connection::{self, End, Respond};
use super::limits::Limits;
use super::peer::Peer;
use super::socket::{Listener, Socket, Stream};
use super::stop::{Connections, Stop};
use super::threads::Threads;
use super::tls::{Certificates, Port, handshake};
use crate::telemetry::{ConnectionRefusal, ConnectionRefused, Metrics};

/// How long to wait where the system has no room for another connection.
const PAUSE: Duration = Duration::from_millis(50);

/// A socket, who is let in, and where they are served.
pub struct Server {
    /// Where connections come in.
    pub listener: Listener,
    /// Who is let in.
    pub admission: Arc<Admission>,
    /// Where they are served.
    pub threads: Threads,
    /// What secures them; they are served as they come where there is nothing.
    pub certificates: Option<Arc<Certificates>>,
    /// Where it is counted whom it was that did not get in.
    pub metrics: Arc<Metrics>,
}

/// What serving a connection needs beside the connection.
struct Serving<R> {
    respond: R,
    limits: Limits,
    certificates: Option<Arc<Certificates>>,
    metrics: Arc<Metrics>,
}

impl Server {
    /// Serves until `stop`, and then until the calls in flight are finished. What is still in flight when this is
    /// dropped is ended.
    pub async fn serve(self, respond: impl Respond, stop: impl Future<Output = ()>) {
        let Self { listener, admission, threads, certificates, metrics } = self;
        let limits = admission.limits();
        let serving = Arc::new(Serving { respond, limits, certificates, metrics: Arc::clone(&metrics) });
        let mut connections = Connections::new();
        let mut stop = pin!(stop);
        loop {
            let accepted = tokio::select! {
                biased;
                () = &mut stop => break,
                accepted = listener.accept() => accepted,
            };
            let (socket, peer) = match accepted {
                Ok(accepted) => accepted,
                Err(error) if is_of_one_connection(&error) => continue,
                Err(_) => {
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            };
            let Some(admitted) = admission.admit(&peer) else {
                let why = &"there are as many as may be";
                ConnectionRefused { kind: ConnectionRefusal::TooMany, peer: &peer, why }.record(&metrics);
                continue;
            };
            let Some((runtime, seated)) = threads.seat() else { continue };
            let (serving, stop) = (Arc::clone(&serving), connections.open());
            let open = metrics.connection(Port::Grpc);
            runtime.spawn(async move {
                let _held = (admitted, seated, open);
                serving.serve(socket, peer, stop).await;
            });
        }
        // Who comes now is told at once that nobody listens.
        drop(listener);
        connections.finish().await;
    }
}

impl<R: Respond> Serving<R> {
    /// Secures a connection where that is asked for, and serves it.
    async fn serve(&self, socket: Socket, mut peer: Peer, stop: Stop) {
        let Stop { asked, open: _open } = stop;
        match (socket.attach(), &self.certificates) {
            (Ok(Stream::Tcp(stream)), Some(certificates)) => {
                match handshake(certificates, stream, self.limits.handshake).await {
                    Ok((stream, names)) => {
                        peer.certificate = names;
                        self.speak(stream, peer, asked).await;
                    }
                    Err(error) => self.refuse(error.kind(), &peer, &error),
                }
            }
            (Ok(Stream::Tcp(stream)), None) => self.speak(stream, peer, asked).await,
            (Ok(Stream::Unix(stream)), None) => self.speak(stream, peer, asked).await,
            // The peer is gone already; or a socket file is to be secured, where the start is refused.
            (Err(_), _) | (Ok(Stream::Unix(_)), Some(_)) => {}
        }
    }

    async fn speak<S>(&self, stream: S, peer: Peer, stop: oneshot::Receiver<()>)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let who = peer.address;
        match connection::serve(stream, peer, self.respond.clone(), self.limits, stop).await {
            End::Done => {}
            End::Late => self.refuse(ConnectionRefusal::TooLate, &who, &"it has said nothing"),
            End::Flooded => self.refuse(ConnectionRefusal::Flooded, &who, &"it sends frames that ask for nothing"),
        }
    }

    fn refuse(&self, kind: ConnectionRefusal, peer: &dyn Display, why: &dyn Display) {
        ConnectionRefused { kind, peer, why }.record(&self.metrics);
    }
}

/// Whether an error speaks of one connection, and not of the socket or the system.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted, NotConnected};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted | NotConnected)
}
