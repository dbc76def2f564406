//! The way of a span from the end of its call to the collector.
//!
//! Owns that it is bounded, that it never holds up a call, and what is said of it: each span counts once, as exported, failed
//! or dropped, and the log says when the collector is lost and when it is back.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use opentelemetry::{Context, KeyValue};
use opentelemetry_otlp::{SpanExporter as OtlpExporter, WithTonicConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::{OTelSdkError, OTelSdkResult};
use opentelemetry_sdk::trace::{
    BatchConfigBuilder, BatchSpanProcessor, SdkTracerProvider, Span, SpanData, SpanExporter, SpanProcessor,
};
use tokio::runtime::{Builder, Handle, Runtime};
use tracing::{info, warn};

use super::environment::{Environment, Protocol};
use crate::telemetry::metrics::{HotCounter, Metrics};

/// Makes spans, and sends them.
pub(super) struct Pipeline {
    pub(super) provider: SdkTracerProvider,
    pub(super) worker: Worker,
}

/// A runtime of its own for what is sent, so that it shares no thread with calls. It ends when this is dropped.
pub(super) struct Worker(Mutex<Option<Runtime>>);

impl Pipeline {
    /// Starts it; the exporter takes where and how to send from the environment itself.
    pub(super) fn start(environment: Environment, metrics: &Metrics) -> Result<Self, String> {
        let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("spans").enable_all().build();
        let runtime = runtime.map_err(|error| format!("can't start a thread for them: {error}"))?;
        let handle = runtime.handle().clone();
        let worker = Worker(Mutex::new(Some(runtime)));
        let account = Arc::new(Account::new(metrics.spans.clone(), environment.queue_max));
        let exporter = {
            let _within = handle.enter();
            exporter(&environment).map_err(|error| error.to_string())?
        };
        let exporter = Exporter { inner: Arc::new(exporter), runtime: handle, account: Arc::clone(&account) };
        let batches = BatchConfigBuilder::default().with_max_queue_size(environment.queue_max).build();
        let inner = BatchSpanProcessor::builder(exporter).with_batch_config(batches).build();
        let provider = SdkTracerProvider::builder()
            .with_sampler(environment.sampler)
            .with_resource(resource(environment.service_name))
            .with_span_processor(Bounded { inner, account })
            .build();
        Ok(Self { provider, worker })
    }
}

fn exporter(environment: &Environment) -> Result<OtlpExporter, Box<dyn std::error::Error>> {
    Ok(match environment.protocol {
        Protocol::Http => OtlpExporter::builder().with_http().build()?,
        Protocol::Grpc => {
            let builder = OtlpExporter::builder().with_tonic();
            match environment.tls()? {
                Some(config) => builder.with_tls_config(config).build()?,
                None => builder.build()?,
            }
        }
    })
}

/// Who sends the spans. The library lets attributes go before the name, where the specification has it the other way.
fn resource(service_name: Option<String>) -> Resource {
    let builder = Resource::builder().with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
    match service_name {
        Some(name) => builder.with_service_name(name).build(),
        None => builder.build(),
    }
}

impl Worker {
    /// Ends it, whatever it is doing.
    pub(super) fn stop(&self) {
        if let Some(runtime) = self.0.lock().unwrap_or_else(PoisonError::into_inner).take() {
            runtime.shutdown_background();
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What became of the spans, and how many are still on their way.
#[derive(Debug)]
struct Account {
    /// Exported, failed, dropped.
    counters: [HotCounter; 3],
    waiting: AtomicUsize,
    waiting_max: usize,
    is_failing: AtomicBool,
}

impl Account {
    fn new(counters: [HotCounter; 3], waiting_max: usize) -> Self {
        Self { counters, waiting: AtomicUsize::new(0), waiting_max, is_failing: AtomicBool::new(false) }
    }

    /// Whether there is room for one more.
    fn admit(&self) -> bool {
        let has_room = self.waiting.fetch_add(1, Ordering::Relaxed) < self.waiting_max;
        if !has_room {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            self.counters[2].inc();
        }
        has_room
    }

    /// A batch has been sent, or not.
    fn settle(&self, spans: usize, sent: &OTelSdkResult) {
        self.waiting.fetch_sub(spans, Ordering::Relaxed);
        self.counters[usize::from(sent.is_err())].inc_by(spans as u64);
        let was_failing = self.is_failing.swap(sent.is_err(), Ordering::Relaxed);
        match sent {
            Err(why) if !was_failing => warn!("spans can't be sent, and are lost meanwhile; calls are answered: {why}"),
            Ok(()) if was_failing => info!("spans are sent again"),
            _ => {}
        }
    }
}

/// Takes no more spans than may wait.
#[derive(Debug)]
struct Bounded {
    inner: BatchSpanProcessor,
    account: Arc<Account>,
}

impl SpanProcessor for Bounded {
    fn on_start(&self, span: &mut Span, context: &Context) {
        self.inner.on_start(span, context);
    }

    fn on_end(&self, span: SpanData) {
        if self.account.admit() {
            self.inner.on_end(span);
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.inner.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.inner.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.inner.set_resource(resource);
    }
}

/// Sends batches on the worker: the thread that collects them has no timers and no sockets.
#[derive(Debug)]
struct Exporter {
    inner: Arc<OtlpExporter>,
    runtime: Handle,
    account: Arc<Account>,
}

impl SpanExporter for Exporter {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let (inner, spans) = (Arc::clone(&self.inner), batch.len());
        let sent = self.runtime.spawn(async move { inner.export(batch).await }).await;
        let sent = sent.unwrap_or_else(|ended| Err(OTelSdkError::InternalFailure(ended.to_string())));
        self.account.settle(spans, &sent);
        sent
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.inner.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        // Nothing is being sent yet.
        if let Some(inner) = Arc::get_mut(&mut self.inner) {
            inner.set_resource(resource);
        }
    }
}
