//! The composition root: loads, listens, wires, and drains.
//!
//! Owns the order in which things start and stop; every decision of its own would be out of place.

mod drain;
mod health;
mod pages;
mod ports;
mod security;
mod signals;

use std::convert::Infallible;
use std::future::pending;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tonic::service::Routes;

use crate::grpc::{CallLimits, Calls, Decisions, Gate, Policies, Regulations, wire};
use crate::http::{self, Admin};
use crate::model::Confidence;
use crate::policy::Rejection;
use crate::store::{
    AgeLimit, AgeWatch, Current, NotLoaded, PolicySource, Promotion, Reloader, Shadow, Watch, WatchError, WatchSettings,
};
use crate::telemetry::{Candidates, Capacity, Drained, Draining, Listening, Metrics, Reloads, Traces};
use crate::transport::tls::CertificateWatchError;
use crate::transport::{Admission, Limits, ListenAddress, ListenError, Server, Threads, ThreadsError};
use health::Health;
use pages::Pages;
use ports::Ports;
use signals::Signals;

pub use security::{Security, SecurityError};

/// What is served; each version of reflection lists the other one too.
const DESCRIPTORS: [&[u8]; 4] = [
    wire::DESCRIPTORS,
    tonic_health::pb::FILE_DESCRIPTOR_SET,
    tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET,
    tonic_reflection::pb::v1alpha::FILE_DESCRIPTOR_SET,
];

/// What a sidecar is told at its start.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The layers of the policy set.
    pub sources: Vec<PolicySource>,
    /// Where gRPC is served.
    pub listen: ListenAddress,
    /// Where the admin pages are served.
    pub admin: ListenAddress,
    /// How many threads answer questions.
    pub threads: NonZeroUsize,
    /// Whether tonic's services answer every call, for comparison.
    pub plain: bool,
    /// How it is protected.
    pub security: Security,
    /// How much connections may take.
    pub limits: Limits,
    /// How much calls may take.
    pub call_limits: CallLimits,
    /// When to look for changed policy files.
    pub watch: WatchSettings,
    /// How long calls are still taken once a stop is asked for.
    pub drain_delay: Duration,
    /// How long calls in flight have after that.
    pub drain_timeout: Duration,
    /// How old the policies may get, and what becomes of answers then.
    pub age_limit: Option<AgeLimit>,
    /// The layers of a candidate; empty for none.
    pub shadow: Vec<PolicySource>,
    /// The folder for a copy of the last good policy set.
    pub last_good: Option<PathBuf>,
    /// The least confidence that a permission may rest on without a person's approval; any where nothing is said.
    pub least_confidence: Option<Confidence>,
}

/// Why a sidecar can't start, or can't go on.
#[derive(Debug, thiserror::Error)]
pub enum SidecarError {
    /// The policy files hold mistakes, and there is no last good policy set.
    #[error("the policy files hold mistakes")]
    Rejected(Box<Rejection>),
    /// The policy files can't be read.
    #[error("{0}")]
    Policies(Arc<str>),
    /// The policy files can't be watched.
    #[error(transparent)]
    Watch(#[from] WatchError),
    /// An address can't be listened on.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// It can't be served as it is asked to be.
    #[error(transparent)]
    Security(#[from] SecurityError),
    /// Certificates can't be watched.
    #[error(transparent)]
    CertificateWatch(#[from] CertificateWatchError),
    /// Threads can't be started.
    #[error(transparent)]
    Threads(#[from] ThreadsError),
    /// Signals can't be caught.
    #[error("can't listen for signals: {0}")]
    Signals(#[source] std::io::Error),
    /// The contract's descriptors can't be served.
    #[error("can't serve reflection: {0}")]
    Reflection(#[from] tonic_reflection::server::Error),
    /// A server ended by itself.
    #[error("the {0} server ended unasked: {1}")]
    Ended(&'static str, String),
}

/// Serves until a signal asks for the end, and then until calls in flight are finished or their time is over.
///
/// # Errors
/// Whatever keeps it from serving.
pub async fn run(settings: Settings) -> Result<(), SidecarError> {
    let mut signals = Signals::new().map_err(SidecarError::Signals)?;
    let current = Arc::new(Current::new(settings.sources.clone(), settings.age_limit).preparing(Decisions::prepare));
    let shadow = start_shadow(&settings)?;
    let metrics = Arc::new(Metrics::new(Arc::clone(&current)).with_shadow(shadow.as_ref()));
    let traces = Traces::from_environment(&DESCRIPTORS, &metrics);
    let reloads = Arc::new(Reloads(Arc::clone(&metrics)));
    let reloader = load_first(&current, &reloads, settings.last_good.clone())?;
    let ports = Ports::open(&settings, &metrics).await?;
    let threads = Threads::start(settings.threads)?;
    let _certificate_watch = ports.watch(&settings, &metrics)?;
    let watch = Watch::start(reloader, settings.watch)?;
    let _age_watch = AgeWatch::start(&current, Arc::<Reloads>::clone(&reloads))?;
    let promotion = Promotion::new(shadow.clone(), Arc::clone(&current), reloads, watch.waker());
    let promotion = Arc::new(promotion);

    let (leave, leaving) = watch::channel(false);
    let (stop, stopping) = watch::channel(false);
    let (close_admin, admin_closing) = watch::channel(false);
    let health = Health { leaving: leaving.clone(), stopping: stopping.clone() };
    let (limits, call_limits) = (settings.limits, settings.call_limits);
    show_capacity(limits, call_limits, &metrics);
    let gate = Arc::new(Gate::new(settings.security.permissions(), call_limits.calls, Arc::clone(&metrics)));
    let decisions =
        Decisions::new(Arc::clone(&current), Arc::clone(&metrics), settings.least_confidence, shadow.clone());
    let policies = Policies {
        current: Arc::clone(&current),
        promotion: Arc::clone(&promotion),
        gate: Arc::clone(&gate),
        stopping: stopping.clone(),
    };
    let routes = grpc_routes(decisions.clone(), policies, call_limits, health)?;
    let direct = (!settings.plain).then_some(decisions);
    let calls = Calls::new(routes, direct, gate, call_limits, &metrics, traces.clone());
    Listening { grpc: &ports.grpc, admin: &ports.admin }.record();
    let certificates = ports.all_certificates().into();
    let admin = Admin { current, promotion, metrics: Arc::clone(&metrics), stopping: leaving, certificates };
    let pages =
        Pages { routes: http::router(admin), certificates: ports.admin_certificates, metrics: Arc::clone(&metrics) };
    let grpc = Server {
        listener: ports.grpc,
        admission: Arc::new(Admission::new(limits)),
        threads,
        certificates: ports.certificates,
        metrics,
    };
    let mut grpc = tokio::spawn(grpc.serve(calls, is_true(stopping)));
    let mut admin = tokio::spawn(pages.serve(ports.admin, is_true(admin_closing)));

    let signal = tokio::select! {
        signal = signals.end(|| reload(&watch, shadow.as_deref())) => signal,
        ended = &mut grpc => return Err(ended_by_itself("gRPC", ended.map(Ok::<(), Infallible>))),
        ended = &mut admin => return Err(ended_by_itself("admin", ended)),
    };
    Draining { signal, delay: settings.drain_delay, timeout: settings.drain_timeout }.record();
    leave.send_replace(true);
    let in_peace = drain::pause(settings.drain_delay, signals.end(|| {})).await;
    stop.send_replace(true);
    let time = if in_peace { settings.drain_timeout } else { Duration::ZERO };
    let complete = drain::within(time, grpc, signals.end(|| {})).await;
    if complete {
        drain::unless(signals.end(|| {}), traces.flush()).await;
    }
    close_admin.send_replace(true);
    drain::within(drain::ADMIN_TIMEOUT, admin, pending::<()>()).await;
    Drained { complete }.record();
    Ok(())
}

fn show_capacity(limits: Limits, call_limits: CallLimits, metrics: &Metrics) {
    let (connections, calls) = (limits.connections, call_limits.calls);
    Capacity { connections, admin_connections: pages::CONNECTIONS_MAX, calls }.record(metrics);
}

fn load_first(
    current: &Arc<Current>,
    reloads: &Arc<Reloads>,
    last_good: Option<PathBuf>,
) -> Result<Reloader, SidecarError> {
    let reloader = Reloader::new(Arc::clone(current), Arc::<Reloads>::clone(reloads));
    let mut reloader = match last_good {
        Some(folder) => reloader.with_last_good(folder),
        None => reloader,
    };
    match reloader.start() {
        Ok(()) => Ok(reloader),
        Err(NotLoaded::Rejected(rejection)) => Err(SidecarError::Rejected(rejection)),
        Err(NotLoaded::Failed(error)) => Err(SidecarError::Policies(error)),
    }
}

fn start_shadow(settings: &Settings) -> Result<Option<Arc<Shadow>>, WatchError> {
    if settings.shadow.is_empty() {
        return Ok(None);
    }
    // What is prepared for the policy set in force is prepared for the candidate too, so that it can take its place.
    let candidate = Current::new(settings.shadow.clone(), None).preparing(Decisions::prepare);
    Shadow::start(Arc::new(candidate), settings.watch, settings.least_confidence, Arc::new(Candidates)).map(Some)
}

fn grpc_routes(
    decisions: Decisions,
    policies: Policies,
    limits: CallLimits,
    health: Health,
) -> Result<Routes, SidecarError> {
    let reflection = || {
        DESCRIPTORS.into_iter().fold(
            tonic_reflection::server::Builder::configure().include_reflection_service(false),
            tonic_reflection::server::Builder::register_encoded_file_descriptor_set,
        )
    };
    Ok(Routes::new(health.into_server())
        .add_service(reflection().build_v1()?)
        // Clients older than v1, Python's among them, ask for v1alpha.
        .add_service(reflection().build_v1alpha()?)
        .add_service(decisions.into_server(limits.message_bytes))
        .add_service(Regulations::new(Arc::clone(&policies.current)).into_server())
        .add_service(policies.into_server()))
}

/// Reads the policies at once, and those of the candidate.
fn reload(watch: &Watch, shadow: Option<&Shadow>) {
    watch.waker().reload();
    if let Some(shadow) = shadow {
        shadow.reload();
    }
}

async fn is_true(mut flag: watch::Receiver<bool>) {
    // If the sender is gone, so is whoever would want this to go on.
    let _gone = flag.wait_for(|is_set| *is_set).await;
}

fn ended_by_itself<E: std::fmt::Display>(
    server: &'static str,
    ended: Result<Result<(), E>, tokio::task::JoinError>,
) -> SidecarError {
    let why = match ended {
        Ok(Ok(())) => "it takes no more connections".to_owned(),
        Ok(Err(error)) => error.to_string(),
        Err(error) => error.to_string(),
    };
    SidecarError::Ended(server, why)
}
