//! What an operator sees: one struct for each event, which is a log line and a metric together.
//!
//! Owns the log's form and the metrics' names; knows nothing of who serves them.

mod calls;
mod candidates;
mod connections;
mod events;
mod latency;
mod log;
mod metrics;
mod per_thread;
mod policy_metrics;
mod security;
mod trace_context;
#[cfg(feature = "otlp")]
mod traces;
#[cfg(not(feature = "otlp"))]
#[path = "telemetry/untraced.rs"]
mod traces;

pub use calls::{Call, CallMetrics};
mod shadow_metrics;

pub use candidates::Candidates;
pub use connections::{Capacity, OpenConnection};
pub use events::{Decided, Drained, Draining, Listening, RefusalKind, Refused, Reloads, UnknownVariable};
pub use log::{LogError, LogFormat, check_filter, init};
pub use metrics::Metrics;
pub use security::{
    CallDenied, CallShed, CertificatesLoaded, CertificatesRefused, CertificatesReplaced, CertificatesUnwatched,
    ConnectionRefusal, ConnectionRefused,
};
pub use trace_context::TRACEPARENT;
pub use traces::{CallSpan, Traces};
