//! `selat serve`: answers questions over gRPC until it is told to stop.
//!
//! Owns the way from what was set to a running sidecar; what can be set is listed in [`settings`](super::settings).

use anyhow::Context as _;
use clap::CommandFactory as _;

use super::command::Cli;
use super::confidence::MinConfidence;
use super::config::misspelt;
use super::exit::Exit;
use super::render;
use super::settings::{Access, Encryption, ServeSettings, Sockets};
use crate::grpc::CallLimits;
use crate::sidecar::{self, Security, Settings, SidecarError};
use crate::store::WatchSettings;
use crate::telemetry::{self, UnknownVariable};
use crate::transport::tls::{Port, TlsError, TlsFiles};
use crate::transport::{Limits, SocketAccess, Threads};

/// Serves until a signal asks for the end.
///
/// # Errors
/// Whatever keeps it from serving, but for mistakes in policy files: those are shown.
pub(super) fn run(set: ServeSettings) -> anyhow::Result<Exit> {
    telemetry::init(set.log.log_format.into(), &set.log.log)?;
    for (name, nearest) in misspelt(&Cli::command()) {
        UnknownVariable { name: &name, nearest: &nearest }.record();
    }
    let settings = match settings(set) {
        Ok(settings) => settings,
        Err(disagreement) => {
            render::show_error(&anyhow::anyhow!(disagreement));
            return Ok(Exit::Usage);
        }
    };
    // Questions are answered on threads of their own; this runtime has the rest.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .context("can't start the runtime's threads")?;
    let ended = runtime.block_on(sidecar::run(settings));
    // Calls that outlived the drain hold threads; waiting for those would be a drain without end.
    runtime.shutdown_background();
    match ended {
        Ok(()) => Ok(Exit::Fine),
        Err(SidecarError::Rejected(rejection)) => {
            super::render_rejection(&rejection);
            Ok(Exit::from(&*rejection))
        }
        Err(error) => Err(error.into()),
    }
}

/// What the sidecar takes.
///
/// # Errors
/// What settings do not agree on.
fn settings(set: ServeSettings) -> Result<Settings, String> {
    let ServeSettings { config: _, policies, trust, listening, sockets, tls, access, limits, stopping, log: _ } = set;
    Ok(Settings {
        age_limit: trust.age_limit(policies.poll_interval)?,
        last_good: trust.last_good,
        shadow: trust.shadow,
        sources: policies.layers,
        listen: listening.listen,
        admin: listening.admin,
        threads: listening.threads.unwrap_or_else(Threads::default_count),
        plain: listening.plain,
        security: security(sockets, tls, access).map_err(|error| error.to_string())?,
        limits: Limits::from(&limits),
        call_limits: CallLimits::from(&limits),
        watch: WatchSettings {
            quiet_period: policies.quiet_period,
            poll_interval: policies.poll_interval,
            events: !policies.no_file_events,
            ..WatchSettings::default()
        },
        drain_delay: stopping.drain_delay,
        drain_timeout: stopping.drain_timeout,
        least_confidence: policies.min_confidence.map(MinConfidence::mark),
    })
}

fn security(sockets: Sockets, tls: Encryption, access: Access) -> Result<Security, TlsError> {
    Ok(Security {
        sockets: SocketAccess { mode: sockets.socket_mode.0, group: sockets.socket_group },
        tls: TlsFiles::named(Port::Grpc, tls.tls_cert, tls.tls_key, tls.tls_client_ca)?,
        admin_tls: TlsFiles::named(Port::Admin, tls.admin_tls_cert, tls.admin_tls_key, tls.admin_tls_client_ca)?,
        insecure_listen: tls.insecure_listen,
        insecure_admin: tls.insecure_admin,
        allow_clients: access.allow_client,
        allow_admin_clients: access.allow_admin_client,
    })
}
