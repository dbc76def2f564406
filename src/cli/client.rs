//! A running sidecar, as the commands that ask one reach it.
//!
//! Owns the flag that names it and the connection; what is asked is up to each command.

mod refused;
mod tls;

use std::time::Duration;

use anyhow::{Context as _, anyhow};
use tonic::Status;
use tonic::transport::{Channel, Endpoint};

use crate::transport::ListenAddress;
use refused::why;

pub(super) use tls::ClientTls;

/// How long a sidecar may take to answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Which sidecar to ask.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Sidecar {
    /// Where the sidecar serves gRPC: `host:port`, or `unix:/path`
    #[arg(long, value_name = "ADDR", env = "SELAT_CONNECT", default_value = "127.0.0.1:7443")]
    connect: ListenAddress,
    #[command(flatten)]
    tls: ClientTls,
}

impl Sidecar {
    /// Runs what talks to the sidecar.
    ///
    /// # Errors
    /// If it can't be reached, or what talks to it fails.
    pub(super) fn ask<T>(&self, talk: impl AsyncFnOnce(Channel) -> Result<T, Status>) -> anyhow::Result<T> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .context("can't start the runtime that talks to the sidecar")?;
        runtime.block_on(async {
            let channel = channel(&self.connect, &self.tls, TIMEOUT).await?;
            talk(channel).await.map_err(|status| refusal(&self.connect, &self.tls, &status))
        })
    }
}

/// A connection to a sidecar, whose calls may take so long.
///
/// # Errors
/// If it can't be reached, or not in this way.
pub(super) async fn channel(address: &ListenAddress, tls: &ClientTls, timeout: Duration) -> anyhow::Result<Channel> {
    let config = tls.config(address)?;
    let uri = match address {
        ListenAddress::Tcp(host_and_port) if config.is_some() => format!("https://{host_and_port}"),
        ListenAddress::Tcp(host_and_port) => format!("http://{host_and_port}"),
        ListenAddress::Unix(_) => address.to_string(),
    };
    let unreachable = || format!("no sidecar can be reached at `{address}`");
    let endpoint = Endpoint::from_shared(uri).with_context(unreachable)?;
    let endpoint = match config {
        Some(config) => endpoint.tls_config(config).with_context(unreachable)?,
        None => endpoint,
    };
    let connected = endpoint.connect_timeout(timeout).timeout(timeout).connect().await;
    connected.map_err(|error| match why(&error, tls.spoken()) {
        Some(why) => anyhow!("{}: {why}", unreachable()),
        None => anyhow::Error::new(error).context(format!("{}; is it running?", unreachable())),
    })
}

/// Why a sidecar that was reached gives no answer.
pub(super) fn refusal(address: &ListenAddress, tls: &ClientTls, status: &Status) -> anyhow::Error {
    match why(status, tls.spoken()) {
        Some(why) => anyhow!("the sidecar at `{address}` does not talk: {why}"),
        None => anyhow!("the sidecar at `{address}` refuses: {}", status.message()),
    }
}
