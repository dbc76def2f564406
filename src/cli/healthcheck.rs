//! `selat healthcheck`: asks a sidecar whether it serves, for images that have no shell and no other client.
//!
//! Owns the question and its exit code; the answer is `grpc.health.v1`'s.

use std::time::Duration;

use anyhow::{Context as _, bail};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use super::client::{ClientTls, channel, refusal};
use super::exit::Exit;
use super::render;
use super::settings::time;
use crate::transport::ListenAddress;

/// What `healthcheck` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where the sidecar serves gRPC: `host:port`, or `unix:/path`
    #[arg(long, value_name = "ADDR", env = "SELAT_LISTEN", default_value = "127.0.0.1:7443")]
    connect: ListenAddress,
    /// The service to ask about [default: the sidecar as a whole]
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    service: String,
    /// How long to wait for an answer
    #[arg(long, value_name = "TIME", default_value = "3s", value_parser = time)]
    timeout: Duration,
    #[command(flatten)]
    tls: ClientTls,
}

/// Asks, and ends well only if the answer is that it serves.
///
/// # Errors
/// If it does not, or does not answer in time.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let status = runtime.block_on(async {
        let asked = tokio::time::timeout(args.timeout, ask(args)).await;
        asked.with_context(|| format!("`{}` did not answer within {:?}", args.connect, args.timeout))?
    })?;
    if status != ServingStatus::Serving {
        bail!("`{}` says {}", args.connect, status.as_str_name());
    }
    render::print("SERVING\n")?;
    Ok(Exit::Fine)
}

async fn ask(args: &Args) -> anyhow::Result<ServingStatus> {
    // Whoever waits for this gives up first, and says so.
    let channel = channel(&args.connect, &args.tls, args.timeout.saturating_mul(2)).await?;
    let request = HealthCheckRequest { service: args.service.clone() };
    let answer = HealthClient::new(channel).check(request).await;
    let answer = answer.map_err(|status| refusal(&args.connect, &args.tls, &status))?;
    Ok(answer.into_inner().status())
}
