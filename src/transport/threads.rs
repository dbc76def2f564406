//! The threads that serve connections, each with a runtime of its own.
//!
//! Owns which of them takes a connection. A connection stays on its thread, so that nothing on the way to an answer
//! waits for another thread.

use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

/// Threads can't be started.
#[derive(Debug, thiserror::Error)]
#[error("can't start a thread that serves connections: {0}")]
pub struct ThreadsError(#[from] io::Error);

/// Threads that serve connections; they end when this is dropped, and what they serve with them.
pub struct Threads(Vec<Seat>);

struct Seat {
    runtime: Handle,
    connections: Arc<AtomicUsize>,
    _stop: oneshot::Sender<()>,
}

/// A connection's place on a thread.
pub(super) struct Seated(Arc<AtomicUsize>);

impl Threads {
    /// As many threads as the process may use cores, by its affinity and its quota.
    pub fn default_count() -> NonZeroUsize {
        thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
    }

    /// Starts them.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(count: NonZeroUsize) -> Result<Self, ThreadsError> {
        Ok(Self((0..count.get()).map(Seat::start).collect::<io::Result<_>>()?))
    }

    /// A place on the thread with the fewest connections, and the thread's runtime.
    pub(super) fn seat(&self) -> Option<(&Handle, Seated)> {
        let seat = self.0.iter().min_by_key(|seat| seat.connections.load(Ordering::Relaxed))?;
        seat.connections.fetch_add(1, Ordering::Relaxed);
        Some((&seat.runtime, Seated(Arc::clone(&seat.connections))))
    }
}

impl Seat {
    fn start(number: usize) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel();
        thread::Builder::new().name(format!("serve-{number}")).spawn(move || {
            let _stopped = runtime.block_on(stopped);
            runtime.shutdown_background();
        })?;
        Ok(Self { runtime: handle, connections: Arc::default(), _stop: stop })
    }
}

impl Drop for Seated {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
