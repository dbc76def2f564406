//! The end of a sidecar: how long it may take, and what cuts it short.
//!
//! Owns the waiting; what stops, and in which order, is the composition root's business.

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::sleep;

/// How long the admin pages may take to close, when everything else has ended.
pub(super) const ADMIN_TIMEOUT: Duration = Duration::from_secs(1);

/// Waits for a time, or until it is cut short; false if it was.
pub(super) async fn pause<T>(time: Duration, cut_short: impl Future<Output = T>) -> bool {
    tokio::select! {
        () = sleep(time) => true,
        _ = cut_short => false,
    }
}

/// Waits for what is left to be done, or until it is cut short.
pub(super) async fn unless<T>(cut_short: impl Future<Output = T>, left: impl Future<Output = ()>) {
    tokio::select! {
        () = left => {}
        _ = cut_short => {}
    }
}

/// Waits for a server to end; false if its time ran out or was cut short, and it was stopped.
pub(super) async fn within<S, T>(
    time: Duration,
    mut server: JoinHandle<S>,
    cut_short: impl Future<Output = T>,
) -> bool {
    let ended = tokio::select! {
        biased;
        _ = &mut server => true,
        _ = pause(time, cut_short) => false,
    };
    if !ended {
        server.abort();
        // What it holds, a socket file perhaps, is let go only when it is gone.
        let _stopped = server.await;
    }
    ended
}
