//! The calls: how many there are, how long they take, and which trace each belongs to.
//!
//! Owns the names of these metrics, and which calls are told apart: a method that is none of ours can't add a series.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric as _};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::gauge::ConstGauge;
use tracing::{Span, debug_span};

use super::latency::Latency;
use super::trace_context::TraceParent;

const METHODS: [(&str, &str); 4] = [
    ("/selat.v1.DecisionService/Evaluate", "Evaluate"),
    ("/selat.v1.DecisionService/EvaluateBatch", "EvaluateBatch"),
    ("/selat.v1.DecisionService/EvaluateStream", "EvaluateStream"),
    ("/selat.v1.DecisionService/Simulate", "Simulate"),
];

/// Any other call: health, reflection, the policies, the law, and what there is not.
const OTHER: &str = "other";

/// What is known of the calls of a sidecar.
#[derive(Clone)]
pub struct CallMetrics(Arc<[Latency; METHODS.len() + 1]>);

/// A call that is being answered; it has ended when this is dropped.
pub struct Call {
    metrics: Arc<CallMetrics>,
    method: usize,
    started: Instant,
}

impl CallMetrics {
    /// None yet.
    pub(super) fn new() -> Self {
        Self(Arc::new(std::array::from_fn(|_| Latency::new())))
    }

    /// A call to a path begins; it lasts until what this gives is dropped.
    pub fn start(self: &Arc<Self>, path: &str) -> Call {
        let method = METHODS.iter().position(|(known, _)| *known == path).unwrap_or(METHODS.len());
        self.0[method].start();
        Call { metrics: Arc::clone(self), method, started: Instant::now() }
    }
}

impl Call {
    /// What joins the log lines of this call: its method, and the trace that its client says it belongs to.
    pub fn span(&self, traceparent: Option<&str>) -> Span {
        let method = word(self.method);
        if let Some(TraceParent { trace_id, parent_id, .. }) = traceparent.and_then(TraceParent::parse) {
            debug_span!("call", method, trace_id, parent_id)
        } else {
            debug_span!("call", method)
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let time: Duration = self.started.elapsed();
        self.metrics.0[self.method].end(time);
    }
}

fn word(method: usize) -> &'static str {
    METHODS.get(method).map_or(OTHER, |(_, word)| word)
}

/// The same, as a scrape reads it.
pub(super) struct Scraped(pub(super) CallMetrics);

impl fmt::Debug for Scraped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Calls")
    }
}

impl Collector for Scraped {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let methods = self.0.0.as_slice();
        let in_flight = methods.iter().map(Latency::in_flight).sum::<u64>();
        let gauge = ConstGauge::new(i64::try_from(in_flight).unwrap_or(i64::MAX));
        let help = "Calls that are being answered";
        gauge.encode(encoder.encode_descriptor("calls_in_flight", help, None, gauge.metric_type())?)?;
        let help = "Time from a call's headers to those of its answer";
        let mut family = encoder.encode_descriptor("call_duration_seconds", help, None, MetricType::Histogram)?;
        for (method, latency) in methods.iter().enumerate() {
            latency.encode(family.encode_family(&[("method", word(method))])?)?;
        }
        Ok(())
    }
}
