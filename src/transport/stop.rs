//! Telling each connection to finish, and waiting until all have.
//!
//! Owns who is still there. A connection polls only what is its own: nothing is shared between threads on the way.

use tokio::sync::{mpsc, oneshot};

/// The connections that are open.
pub(super) struct Connections {
    told: Vec<oneshot::Sender<()>>,
    ended: mpsc::Sender<Never>,
    all_ended: mpsc::Receiver<Never>,
    prune_at: usize,
}

enum Never {}

/// A connection's own end of it.
pub(super) struct Stop {
    /// Ends when the connection shall finish.
    pub(super) asked: oneshot::Receiver<()>,
    /// Dropped when it has.
    pub(super) open: Open,
}

/// A connection that is open.
pub(super) struct Open(#[expect(dead_code, reason = "held for its drop")] mpsc::Sender<Never>);

const PRUNE_AT_LEAST: usize = 64;

impl Connections {
    /// None yet.
    pub(super) fn new() -> Self {
        let (ended, all_ended) = mpsc::channel(1);
        Self { told: Vec::new(), ended, all_ended, prune_at: PRUNE_AT_LEAST }
    }

    /// One more.
    pub(super) fn open(&mut self) -> Stop {
        if self.told.len() >= self.prune_at {
            self.told.retain(|connection| !connection.is_closed());
            self.prune_at = PRUNE_AT_LEAST.max(2 * self.told.len());
        }
        let (tell, asked) = oneshot::channel();
        self.told.push(tell);
        Stop { asked, open: Open(self.ended.clone()) }
    }

    /// Tells all to finish, and waits until they have.
    pub(super) async fn finish(self) {
        let Self { told, ended, mut all_ended, .. } = self;
        drop((told, ended));
        let _none_is_ever_sent = all_ended.recv().await;
    }
}
