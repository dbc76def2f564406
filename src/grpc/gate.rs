//! Whether a call is let in: by who makes it, and by how many there are already.
//!
//! Owns both refusals. Who is refused for want of room learns when to come back; health checks always have room, so that
//! load alone makes no sidecar look dead.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::access::{Denied, Permissions};
use crate::telemetry::{CallDenied, CallShed, Metrics};
use crate::transport::Peer;

const HEALTH_CHECK: &str = "/grpc.health.v1.Health/Check";

/// The least time after which a refused client should come back; up to four times as much by chance, so that not all
/// come back together.
const RETRY_DELAY: Duration = Duration::from_millis(100);

/// Lets calls in. Each connection has its own, so that threads share no more than how many calls there are.
#[derive(Clone)]
pub struct Gate {
    permissions: Permissions,
    calls: Arc<InFlight>,
    calls_max: usize,
    metrics: Arc<Metrics>,
}

/// The calls of all connections; on a line of the cache of its own.
#[derive(Default)]
#[repr(align(128))]
struct InFlight(AtomicUsize);

/// A call that was let in; its place is free again when this is dropped.
pub struct Admitted(Arc<Gate>);

impl Gate {
    /// Lets in so many calls at a time, of those who may make them.
    pub fn new(permissions: Permissions, calls_max: usize, metrics: Arc<Metrics>) -> Self {
        Self { permissions, calls: Arc::default(), calls_max, metrics }
    }

    /// Lets a call of a peer in.
    pub(super) fn admit(self: &Arc<Self>, peer: &Peer, path: &str) -> Result<Admitted, Status> {
        self.permissions.may_ask(peer).map_err(|denied| self.denied(&denied))?;
        // Dropped where it is one too many, and with it the place that it took.
        let admitted = Admitted(Arc::clone(self));
        if self.calls.0.fetch_add(1, Ordering::Relaxed) >= self.calls_max && path != HEALTH_CHECK {
            CallShed.record(&self.metrics);
            return Err(over_capacity("as many calls as may be are in flight"));
        }
        Ok(admitted)
    }

    /// Whether a call may change what decides.
    ///
    /// # Errors
    /// `PERMISSION_DENIED` if its peer may not, or is not known.
    pub fn may_change<T>(&self, call: &tonic::Request<T>) -> Result<(), Status> {
        let peer = call.extensions().get::<Arc<Peer>>();
        let peer = peer.ok_or_else(|| Status::permission_denied("nothing is known of the caller"))?;
        self.permissions.may_change(peer).map_err(|denied| self.denied(&denied))
    }

    fn denied(&self, denied: &Denied) -> Status {
        CallDenied(denied).record(&self.metrics);
        Status::permission_denied(denied.to_string())
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        self.0.calls.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The refusal for want of room.
pub(super) fn over_capacity(what: &str) -> Status {
    let chance = u32::try_from(RandomState::new().hash_one(()) % 301).unwrap_or(0);
    let delay = RETRY_DELAY * (100 + chance) / 100;
    let details = ErrorDetails::with_retry_info(Some(delay));
    Status::with_error_details(
        Code::ResourceExhausted,
        format!("{what}; ask again in {} ms", delay.as_millis()),
        details,
    )
}
