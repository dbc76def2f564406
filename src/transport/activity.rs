//! What happens on a connection.
//!
//! Owns the counts by which an idle connection is told from one in use, and whether its client floods it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// What happens on a connection. One thread counts, so that nothing is waited for.
#[derive(Debug, Default)]
pub struct Activity {
    begun: AtomicUsize,
    ended: AtomicUsize,
    flooded: AtomicBool,
}

/// A call in flight; it ends when this is dropped.
#[derive(Debug)]
pub struct InFlight(Arc<Activity>);

impl Activity {
    /// One more call.
    pub(super) fn begin(self: &Arc<Self>) -> InFlight {
        self.begun.fetch_add(1, Ordering::Relaxed);
        InFlight(Arc::clone(self))
    }

    /// How many calls have begun.
    pub(super) fn begun(&self) -> usize {
        self.begun.load(Ordering::Relaxed)
    }

    /// Whether a call is in flight.
    pub(super) fn is_in_use(&self) -> bool {
        self.begun() != self.ended.load(Ordering::Relaxed)
    }

    /// The client sends frames that ask for nothing, and too many.
    pub(super) fn flood(&self) {
        self.flooded.store(true, Ordering::Relaxed);
    }

    /// Whether it did.
    pub(super) fn is_flooded(&self) -> bool {
        self.flooded.load(Ordering::Relaxed)
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.ended.fetch_add(1, Ordering::Relaxed);
    }
}
