//! What happens to certificates, connections and callers.
//!
//! Owns the wording of these events and the names of their metrics.

use std::fmt::Display;
use std::path::Path;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use tracing::{debug, error, info, warn};

use super::metrics::{HotCounter, Metrics, counters};
use crate::access::{Action, Denied};
use crate::transport::tls::{CertificateStatus, Port};

type ByPort = [(&'static str, &'static str); 1];

/// The metrics of this file.
pub(super) struct SecurityMetrics {
    replaced: Family<[(&'static str, &'static str); 2], Counter>,
    expiry: Family<ByPort, Gauge>,
    refused: [HotCounter; ConnectionRefusal::WORDS.len()],
    denied: [HotCounter; Action::WORDS.len()],
    shed: Counter,
}

impl SecurityMetrics {
    pub(super) fn new(registry: &mut Registry) -> Self {
        let (replaced, expiry, shed) = (Family::default(), Family::default(), Counter::default());
        registry.register("certificate_reloads", "Attempts to use changed certificates", Family::clone(&replaced));
        registry.register(
            "certificate_expiry_timestamp_seconds",
            "When the certificate in force on a port expires, in seconds since 1970",
            Family::clone(&expiry),
        );
        registry.register("calls_shed", "Calls refused because as many as may be were in flight", shed.clone());
        let refused = counters(
            registry,
            "connections_refused",
            "Connections that were closed for what their clients did or left undone, or for want of room",
            "reason",
            ConnectionRefusal::WORDS,
        );
        let denied =
            counters(registry, "calls_denied", "Calls of callers that may not make them", "action", Action::WORDS);
        Self { replaced, expiry, refused, denied, shed }
    }

    fn count(&self, port: &'static str, outcome: &'static str) {
        self.replaced.get_or_create(&[("port", port), ("outcome", outcome)]).inc();
    }

    fn show(&self, status: &CertificateStatus) {
        self.expiry.get_or_create(&[("port", status.port.word())]).set(status.expires_at.seconds());
    }
}

/// Certificates are in force from the start on.
pub struct CertificatesLoaded<'a>(pub &'a CertificateStatus);

impl CertificatesLoaded<'_> {
    /// Logs it and shows when they expire.
    pub fn record(&self, metrics: &Metrics) {
        let Self(status) = self;
        for outcome in ["replaced", "refused"] {
            drop(metrics.security.replaced.get_or_create(&[("port", status.port.word()), ("outcome", outcome)]));
        }
        metrics.security.show(status);
        info!(port = status.port.word(), certificate = status.fingerprint, mutual = status.asks_clients, "TLS set up");
    }
}

/// Changed certificates are in force.
pub struct CertificatesReplaced<'a>(pub &'a CertificateStatus);

impl CertificatesReplaced<'_> {
    /// Logs and counts it.
    pub fn record(&self, metrics: &Metrics) {
        let Self(status) = self;
        metrics.security.count(status.port.word(), "replaced");
        metrics.security.show(status);
        info!(port = status.port.word(), certificate = status.fingerprint, "certificates replaced");
    }
}

/// Changed certificates can't be used.
pub struct CertificatesRefused<'a> {
    /// The port.
    pub port: Port,
    /// The reason.
    pub why: &'a str,
}

impl CertificatesRefused<'_> {
    /// Logs and counts it.
    pub fn record(&self, metrics: &Metrics) {
        metrics.security.count(self.port.word(), "refused");
        error!(port = self.port.word(), "changed certificates can't be used, what is in force stays: {}", self.why);
    }
}

/// There are no events for a folder of certificates.
pub struct CertificatesUnwatched<'a> {
    /// The folder.
    pub folder: &'a Path,
    /// The reason.
    pub why: &'a dyn Display,
}

impl CertificatesUnwatched<'_> {
    /// Logs it.
    pub fn record(&self) {
        let folder = self.folder.display();
        warn!(%folder, "no file events for this folder, new certificates are noticed by polling alone: {}", self.why);
    }
}

/// Why a connection is refused, or closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectionRefusal {
    /// There are as many as may be.
    TooMany,
    /// The TLS handshake failed.
    HandshakeFailed,
    /// The TLS handshake, or what HTTP/2 begins with, did not come in time.
    TooLate,
    /// The client sent frames that ask for nothing, and too many.
    Flooded,
}

impl ConnectionRefusal {
    /// The word for each reason.
    pub const WORDS: [&'static str; 4] = ["too-many", "handshake-failed", "too-late", "flooded"];
}

/// A connection is refused, or closed.
pub struct ConnectionRefused<'a> {
    /// The kind of reason.
    pub kind: ConnectionRefusal,
    /// Whose it is.
    pub peer: &'a dyn Display,
    /// More about the reason.
    pub why: &'a dyn Display,
}

impl ConnectionRefused<'_> {
    /// Logs and counts it.
    pub fn record(&self, metrics: &Metrics) {
        metrics.security.refused[self.kind as usize].inc();
        let reason = ConnectionRefusal::WORDS[self.kind as usize];
        debug!(reason, peer = %self.peer, "connection refused: {}", self.why);
    }
}

/// A caller may not do what it asks for.
pub struct CallDenied<'a>(pub &'a Denied);

impl CallDenied<'_> {
    /// Logs and counts it.
    pub fn record(&self, metrics: &Metrics) {
        let Self(denied) = self;
        metrics.security.denied[denied.action() as usize].inc();
        match denied.action() {
            // Whoever may not ask may do so very often.
            Action::Ask => debug!("call denied: {denied}"),
            Action::Change => warn!("call denied: {denied}"),
        }
    }
}

/// A call is refused because as many as may be are in flight.
#[derive(Debug)]
pub struct CallShed;

impl CallShed {
    /// Counts it; a line for each would make things worse.
    pub fn record(&self, metrics: &Metrics) {
        metrics.security.shed.inc();
    }
}
