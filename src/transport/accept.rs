//! Takes connections and hands them out to the threads that serve them.
//!
//! Owns the order: who is there, whether they are admitted, where they are served, and the end of it all.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use super::admission::{Admission, Limits};
use super::connection::{self, Respond};
use super::peer::Peer;
use super::socket::{Listener, Socket, Stream};
use super::stop::{Connections, Stop};
use super::threads::Threads;

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
}

impl Server {
    /// Serves until `stop`, and then until the calls in flight are finished. What is still in flight when this is
    /// dropped is ended.
    pub async fn serve(self, respond: impl Respond, stop: impl Future<Output = ()>) {
        let Self { listener, admission, threads } = self;
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
            let Some(admitted) = admission.admit(&peer) else { continue };
            let Some((runtime, seated)) = threads.seat() else { continue };
            let (respond, limits, stop) = (respond.clone(), admission.limits(), connections.open());
            runtime.spawn(async move {
                let _held = (admitted, seated);
                serve_socket(socket, peer, respond, limits, stop).await;
            });
        }
        // Who comes now is told at once that nobody listens.
        drop(listener);
        connections.finish().await;
    }
}

/// Here is where a connection can be made secure before it is served.
async fn serve_socket(socket: Socket, peer: Peer, respond: impl Respond, limits: Limits, stop: Stop) {
    let Stop { asked, open: _open } = stop;
    match socket.attach() {
        Ok(Stream::Tcp(stream)) => connection::serve(stream, peer, respond, limits, asked).await,
        Ok(Stream::Unix(stream)) => connection::serve(stream, peer, respond, limits, asked).await,
        // The peer is gone already.
        Err(_) => {}
    }
}

/// Whether an error speaks of one connection, and not of the socket or the system.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted, NotConnected};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted | NotConnected)
}
