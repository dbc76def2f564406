//! The span of one call, from its headers to the end of its answer.
//!
//! Owns its attributes, and how what happens within the call finds it. A call without a span costs a look at a pointer.

use std::future::poll_fn;
use std::pin::pin;

use http::HeaderMap;
use opentelemetry::trace::{Status, TraceContextExt as _};
use opentelemetry::{Context, ContextGuard, KeyValue};
use opentelemetry_sdk::trace::Span;

use crate::telemetry::events::Decided;

const GRPC_STATUS: &str = "grpc-status";

/// What a call that is given up gets: its client has gone (gRPC, "Status codes").
const CANCELLED: i32 = 1;

/// The codes that say that the server is at fault: `UNKNOWN`, `DEADLINE_EXCEEDED`, `UNIMPLEMENTED`, `INTERNAL`,
/// `UNAVAILABLE` and `DATA_LOSS` (OpenTelemetry, semantic conventions for gRPC).
const FAULTS: [i32; 6] = [2, 4, 12, 13, 14, 15];

/// The span of a call, if it has one; it ends when this is dropped.
pub struct CallSpan(Option<Box<Recording>>);

struct Recording {
    context: Context,
    code: i32,
}

/// Says that a call may decide more than one question.
struct HoldsMany;

impl CallSpan {
    /// None.
    pub const fn none() -> Self {
        Self(None)
    }

    pub(super) fn of(span: Span, holds_many: bool) -> Self {
        let context = Context::new().with_span(span);
        let context = if holds_many { context.with_value(HoldsMany) } else { context };
        Self(Some(Box::new(Recording { context, code: CANCELLED })))
    }

    /// Lets what happens before the end of what this gives find the span.
    #[must_use]
    pub fn enter(&self) -> Option<ContextGuard> {
        self.0.as_ref().map(|recording| recording.context.clone().attach())
    }

    /// The same for whenever a future is polled.
    pub async fn within<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        poll_fn(|cx| {
            let _entered = self.enter();
            future.as_mut().poll(cx)
        })
        .await
    }

    /// Takes the status of the call from headers or trailers, if it is there.
    pub fn read_status(&mut self, headers: &HeaderMap) {
        if let Some(recording) = &mut self.0 {
            let code = headers.get(GRPC_STATUS).and_then(|code| code.to_str().ok()?.parse().ok());
            recording.code = code.unwrap_or(recording.code);
        }
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        let span = self.context.span();
        span.set_attribute(KeyValue::new("rpc.grpc.status_code", i64::from(self.code)));
        if FAULTS.contains(&self.code) {
            span.set_status(Status::error(""));
        }
        span.end();
    }
}

/// Adds a decision to the span of the call that is being answered, if there is one.
pub(in crate::telemetry) fn decided(decided: &Decided<'_>) {
    Context::map_current(|context| {
        if !context.has_active_span() {
            return;
        }
        let mut attributes = vec![
            KeyValue::new("selat.decision", decided.verdict.word()),
            KeyValue::new("selat.decision_id", decided.decision_id.to_owned()),
            KeyValue::new("selat.revision", decided.revision.to_string()),
        ];
        if decided.simulated {
            attributes.push(KeyValue::new("selat.simulated", true));
        }
        let span = context.span();
        if context.get::<HoldsMany>().is_some() {
            span.add_event("selat.decided", attributes);
        } else {
            span.set_attributes(attributes);
        }
    });
}
