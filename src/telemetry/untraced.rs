//! What stands in for spans in a program that was built without the feature `otlp`: nothing, at no cost.

use std::env;
use std::sync::Arc;

use http::HeaderMap;
use tracing::info;

use super::events::Decided;
use super::metrics::Metrics;

/// Makes no spans.
#[derive(Clone, Default)]
pub struct Traces;

/// No span.
pub struct CallSpan;

impl Traces {
    /// Says so where the environment asks for spans.
    pub fn from_environment(_descriptors: &[&[u8]], _metrics: &Arc<Metrics>) -> Self {
        for name in ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"] {
            if env::var_os(name).is_some_and(|value| !value.is_empty()) {
                info!("`{name}` is set, and no spans are sent: this program was built without the feature `otlp`");
                break;
            }
        }
        Self
    }

    /// None.
    pub fn call(&self, _path: &str, _headers: &HeaderMap) -> CallSpan {
        CallSpan
    }

    /// Nothing is left to be sent.
    #[expect(clippy::unused_async, reason = "as where there are spans")]
    pub async fn flush(&self) {}
}

impl CallSpan {
    /// None.
    pub const fn none() -> Self {
        Self
    }

    /// Nothing to find.
    #[must_use]
    pub fn enter(&self) -> Option<()> {
        None
    }

    /// The future itself.
    pub fn within<F: Future>(&self, future: F) -> F {
        future
    }

    /// Nothing to take it.
    pub fn read_status(&mut self, _headers: &HeaderMap) {}
}

pub(super) fn decided(_decided: &Decided<'_>) {}
