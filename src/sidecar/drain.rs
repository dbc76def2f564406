//! The end of a sidecar: which signals ask for it, and how long it may take.
//!
//! Owns the waiting; what stops, and in which order, is the composition root's business.

use std::io;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// How long the admin pages may take to close, when everything else has ended.
pub(super) const ADMIN_TIMEOUT: Duration = Duration::from_secs(1);

/// The signals that ask for the end.
pub(super) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// Catches them from now on.
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// The name of the first one that comes.
    pub(super) async fn next(mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}

/// Waits for a server to end; false if its time ran out and it was stopped.
pub(super) async fn within<T>(time: Duration, mut server: JoinHandle<T>) -> bool {
    let ended = timeout(time, &mut server).await.is_ok();
    if !ended {
        server.abort();
        // What it holds, a socket file perhaps, is let go only when it is gone.
        let _stopped = server.await;
    }
    ended
}
