//! `selat shadow`: what a running sidecar's candidate would answer otherwise, and its promotion.
//!
//! Owns the commands' flow and flags; how a difference looks is up to `render`.

use clap::Subcommand;

use super::client::Sidecar;
use super::exit::Exit;
use super::render::{self, Look};
use crate::grpc::wire::policy_service_client::PolicyServiceClient;
use crate::grpc::wire::{ListShadowDifferencesRequest, PromoteShadowRequest};

/// What `shadow` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Lists the last questions to which the candidate would give another answer, newest first
    List(List),
    /// Puts the candidate in force; its folders are the sidecar's sources until it is started again
    Promote(Promote),
}

#[derive(Debug, clap::Args)]
struct List {
    #[command(flatten)]
    sidecar: Sidecar,
    /// How many to list; the sidecar keeps the last 100
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: u32,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
struct Promote {
    #[command(flatten)]
    sidecar: Sidecar,
    /// The candidate's revision, as `selat status` shows it
    revision: String,
}

/// Runs the command.
///
/// # Errors
/// If the sidecar can't be asked, or refuses.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    match &args.command {
        Command::List(args) => list(args),
        Command::Promote(args) => promote(args),
    }
}

fn list(args: &List) -> anyhow::Result<Exit> {
    let request = ListShadowDifferencesRequest { limit: args.limit };
    let differences = args.sidecar.ask(async |channel| {
        Ok(PolicyServiceClient::new(channel).list_shadow_differences(request).await?.into_inner().differences)
    })?;
    render::print(&if args.json {
        render::differences_json(&differences)
    } else {
        render::differences_text(&differences, Look::of_stdout())
    })?;
    Ok(Exit::Fine)
}

fn promote(args: &Promote) -> anyhow::Result<Exit> {
    let request = PromoteShadowRequest { policy_revision: args.revision.clone() };
    let attempt = args.sidecar.ask(async |channel| {
        Ok(PolicyServiceClient::new(channel).promote_shadow(request).await?.into_inner().attempt.unwrap_or_default())
    })?;
    render::print(&format!("in force: {} (before: {})\n", attempt.to, attempt.from))?;
    Ok(Exit::Fine)
}
