//! Spans of calls, sent to a collector by OTLP where the environment names one, and nowhere else.
//!
//! Owns which calls get a span and what it tells: the method, the decision and the revision it was made by, never a word of
//! the question. A collector that is slow or gone costs spans, which are counted, and never an answer.

mod call_span;
mod environment;
mod methods;
mod pipeline;

use std::env;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;
use opentelemetry::trace::{
    Span as _, SpanContext, SpanId, SpanKind, TraceContextExt as _, TraceFlags, TraceId, TraceState, Tracer as _,
    TracerProvider as _,
};
use opentelemetry::{Context, InstrumentationScope, KeyValue};
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};
use tracing::{info, warn};

use super::metrics::Metrics;
use super::trace_context::{TRACEPARENT, TraceParent};
use environment::Environment;
use methods::Methods;
use pipeline::{Pipeline, Worker};

pub use call_span::CallSpan;
pub(super) use call_span::decided;

const TRACESTATE: &str = "tracestate";

/// How long the last spans may take to be sent at the end.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(5);

/// Makes spans of calls, or none where no collector is named.
#[derive(Clone, Default)]
pub struct Traces(Option<Arc<Tracing>>);

struct Tracing {
    tracer: SdkTracer,
    methods: Methods,
    /// Whether a caller that keeps nothing of a trace means that nothing is kept here.
    follows_parent: bool,
    // Gone before the provider, which would wait for it.
    worker: Worker,
    provider: SdkTracerProvider,
}

impl Traces {
    /// As the environment says, of the methods that these descriptors name. What it says wrongly is logged, and never
    /// keeps a sidecar from its start.
    pub fn from_environment(descriptors: &[&[u8]], metrics: &Arc<Metrics>) -> Self {
        let read = Environment::read(|name| env::var(name).ok(), |misread| warn!("{misread}"));
        let Some(environment) = read else { return Self::default() };
        let follows_parent = environment.follows_parent;
        let protocol = environment.protocol.word();
        match Pipeline::start(environment, metrics) {
            Ok(Pipeline { provider, worker }) => {
                info!(protocol, "spans are sent to a collector");
                let scope = InstrumentationScope::builder("selat").with_version(env!("CARGO_PKG_VERSION")).build();
                let tracer = provider.tracer_with_scope(scope);
                let methods = Methods::of(descriptors);
                Self(Some(Arc::new(Tracing { tracer, methods, follows_parent, worker, provider })))
            }
            Err(why) => {
                warn!("spans can't be sent to a collector, and are not made: {why}");
                Self::default()
            }
        }
    }

    /// The span of a call, if it is one to be kept; the call has ended when it is dropped.
    pub fn call(&self, path: &str, headers: &HeaderMap) -> CallSpan {
        self.0.as_ref().map_or_else(CallSpan::none, |tracing| tracing.call(path, headers))
    }

    /// Sends what has not been sent yet, for a few seconds at most; nothing is sent from then on.
    pub async fn flush(&self) {
        let Some(tracing) = self.0.clone() else { return };
        // It waits for the pipeline's own thread, which no thread of a runtime may.
        let flushed = tokio::task::spawn_blocking(move || {
            let flushed = tracing.provider.shutdown_with_timeout(FLUSH_TIMEOUT);
            tracing.worker.stop();
            flushed
        });
        if let Ok(Err(why)) = flushed.await {
            warn!("the last spans may not have been sent: {why}");
        }
    }
}

impl Tracing {
    fn call(&self, path: &str, headers: &HeaderMap) -> CallSpan {
        let parent = headers.get(TRACEPARENT).and_then(|header| TraceParent::parse(header.to_str().ok()?));
        if self.follows_parent && parent.is_some_and(|parent| !parent.is_sampled) {
            return CallSpan::none();
        }
        let method = self.methods.get(path);
        let above = match parent {
            Some(parent) => Context::new().with_remote_span_context(span_context(parent, headers)),
            None => Context::new(),
        };
        let builder = self.tracer.span_builder(method.name.clone()).with_kind(SpanKind::Server);
        let mut span = self.tracer.build_with_context(builder, &above);
        if !span.is_recording() {
            return CallSpan::none();
        }
        span.set_attributes([
            KeyValue::new("rpc.system", "grpc"),
            KeyValue::new("rpc.service", method.service.clone()),
            KeyValue::new("rpc.method", method.word.clone()),
        ]);
        CallSpan::of(span, method.holds_many)
    }
}

/// The caller's span, and what vendors of its trace have to say (W3C Trace Context, section 3.3).
fn span_context(parent: TraceParent<'_>, headers: &HeaderMap) -> SpanContext {
    let trace_id = TraceId::from_hex(parent.trace_id).unwrap_or(TraceId::INVALID);
    let parent_id = SpanId::from_hex(parent.parent_id).unwrap_or(SpanId::INVALID);
    let flags = TraceFlags::default().with_sampled(parent.is_sampled);
    let states: Vec<_> = headers.get_all(TRACESTATE).iter().filter_map(|state| state.to_str().ok()).collect();
    let state: TraceState = states.join(",").parse().unwrap_or_default();
    SpanContext::new(trace_id, parent_id, flags, true, state)
}
