//! A running sidecar, as the commands that ask one reach it.
//!
//! Owns the flag that names it and the connection; what is asked is up to each command.

use std::time::Duration;

use anyhow::Context as _;
use tonic::transport::{Channel, Endpoint};

use crate::transport::ListenAddress;

/// How long a sidecar may take to answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Which sidecar to ask.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Sidecar {
    /// Where the sidecar serves gRPC: `host:port`, or `unix:/path`
    #[arg(long, value_name = "ADDR", env = "SELAT_CONNECT", default_value = "127.0.0.1:7443")]
    connect: ListenAddress,
}

impl Sidecar {
    /// Runs what talks to the sidecar.
    ///
    /// # Errors
    /// If it can't be reached, or what talks to it fails.
    pub(super) fn ask<T>(&self, talk: impl AsyncFnOnce(Channel) -> Result<T, tonic::Status>) -> anyhow::Result<T> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .context("can't start the runtime that talks to the sidecar")?;
        runtime.block_on(async {
            let channel = self.channel().await?;
            let refused = |status: tonic::Status| {
                anyhow::anyhow!("the sidecar at `{}` refuses: {}", self.connect, status.message())
            };
            talk(channel).await.map_err(refused)
        })
    }

    async fn channel(&self) -> anyhow::Result<Channel> {
        let uri = match &self.connect {
            ListenAddress::Tcp(host_and_port) => format!("http://{host_and_port}"),
            ListenAddress::Unix(_) => self.connect.to_string(),
        };
        let unreachable = || format!("no sidecar can be reached at `{}`; is it running?", self.connect);
        let endpoint = Endpoint::from_shared(uri).with_context(unreachable)?;
        endpoint.connect_timeout(TIMEOUT).timeout(TIMEOUT).connect().await.with_context(unreachable)
    }
}
