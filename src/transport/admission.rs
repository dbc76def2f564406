//! Whether a connection is taken.
//!
//! Owns the limits on connections; a connection that is refused is closed before a byte of it is read.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::limits::Limits;
use super::peer::Peer;

/// Says whether a connection is taken.
pub struct Admission {
    limits: Limits,
    free: Arc<Semaphore>,
}

/// A connection that was taken; its place is free again when this is dropped.
pub(super) struct Admitted(#[expect(dead_code, reason = "held for its drop")] OwnedSemaphorePermit);

impl Admission {
    /// Admission within limits.
    pub fn new(limits: Limits) -> Self {
        Self { limits, free: Arc::new(Semaphore::new(limits.connections.min(Semaphore::MAX_PERMITS))) }
    }

    /// Asks for a place for a connection; `None` where there is none.
    pub(super) fn admit(&self, _peer: &Peer) -> Option<Admitted> {
        Arc::clone(&self.free).try_acquire_owned().ok().map(Admitted)
    }

    /// How much is taken at once.
    pub(super) fn limits(&self) -> Limits {
        self.limits
    }
}
