//! `selat status`: asks a running sidecar which policy set decides, and how it came to that.
//!
//! Owns the flags and the exit code; how a status looks is up to `render`.

use super::client::Sidecar;
use super::exit::Exit;
use super::render::{self, Look, SidecarStatus};
use crate::grpc::wire::policy_service_client::PolicyServiceClient;
use crate::grpc::wire::{GetPolicyStatusRequest, ListReloadsRequest};

/// What `status` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    sidecar: Sidecar,
    /// How many receipts of attempts to load to show; the sidecar keeps the last 100
    #[arg(long, value_name = "N", default_value_t = 5)]
    attempts: u32,
    /// Print JSON, with the field names of the admin port's `/status`
    #[arg(long)]
    json: bool,
}

/// Shows the status.
///
/// # Errors
/// If the sidecar can't be asked.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let status = args.sidecar.ask(async |channel| {
        let mut policies = PolicyServiceClient::new(channel);
        let answer = policies.get_policy_status(GetPolicyStatusRequest {}).await?.into_inner();
        let receipts = match args.attempts {
            0 => Vec::new(),
            limit => policies.list_reloads(ListReloadsRequest { limit }).await?.into_inner().attempts,
        };
        Ok(SidecarStatus { policy: answer.status.unwrap_or_default(), attempts: receipts })
    })?;
    let text = if args.json { status.json() } else { status.text(Look::of_stdout()) };
    render::print(&text)?;
    Ok(if status.problems().is_empty() { Exit::Fine } else { Exit::StatusNotFine })
}
