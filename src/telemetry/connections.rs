//! The connections: how many are open, how many were, and how many may be.
//!
//! Owns the names of these metrics. A connection counts from when it is taken, and so while it shakes hands.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use super::metrics::Metrics;
use crate::transport::tls::Port;

type ByPort = [(&'static str, &'static str); 1];

/// The metrics of this file, by port.
pub(super) struct ConnectionMetrics {
    open: [Gauge; Port::WORDS.len()],
    opened: [Counter; Port::WORDS.len()],
    most: [Gauge; Port::WORDS.len()],
    most_calls: Gauge,
}

/// A connection that is open, until this is dropped.
#[derive(Debug)]
pub struct OpenConnection(Gauge);

/// How much is taken at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// Connections that ask questions.
    pub connections: usize,
    /// Connections that look at admin pages.
    pub admin_connections: usize,
    /// Calls in flight.
    pub calls: usize,
}

impl ConnectionMetrics {
    pub(super) fn new(registry: &mut Registry) -> Self {
        let (open, opened, most) = (
            Family::<ByPort, Gauge>::default(),
            Family::<ByPort, Counter>::default(),
            Family::<ByPort, Gauge>::default(),
        );
        let most_calls = Gauge::default();
        registry.register("connections", "Connections that are open", open.clone());
        registry.register("connections_opened", "Connections that were taken", opened.clone());
        registry.register("connections_max", "The most connections that are taken at once", most.clone());
        registry.register("calls_max", "The most calls that are taken at once", most_calls.clone());
        Self {
            open: Port::WORDS.map(|port| open.get_or_create_owned(&[("port", port)])),
            opened: Port::WORDS.map(|port| opened.get_or_create_owned(&[("port", port)])),
            most: Port::WORDS.map(|port| most.get_or_create_owned(&[("port", port)])),
            most_calls,
        }
    }
}

impl Metrics {
    /// A connection is taken; it is open until what this gives is dropped.
    pub fn connection(&self, port: Port) -> OpenConnection {
        let open = self.connections.open[port as usize].clone();
        open.inc();
        self.connections.opened[port as usize].inc();
        OpenConnection(open)
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Capacity {
    /// Shows it.
    pub fn record(&self, metrics: &Metrics) {
        let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        metrics.connections.most[Port::Grpc as usize].set(whole(self.connections));
        metrics.connections.most[Port::Admin as usize].set(whole(self.admin_connections));
        metrics.connections.most_calls.set(whole(self.calls));
    }
}
