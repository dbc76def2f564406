//! `selat config`: what can be set, and what is set.
//!
//! Owns the configuration file: how it is read, checked and laid below flags and variables. Knows no setting by name:
//! all that it says of them it takes from [`settings`](super::settings).

mod check;
mod file;
mod layers;
mod print;
mod schema;
mod variables;

use clap::{CommandFactory as _, Subcommand};

use super::command::Cli;
use super::exit::Exit;
use super::render;
use super::settings::ServeSettings;

pub(super) use file::{InvalidFile, Mistake};
pub(super) use layers::Layered;
pub(super) use variables::misspelt;

/// What `config` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Prints the JSON Schema of the configuration file, for editors
    Schema,
    /// Prints a configuration file with every setting: its default, or with --effective what holds and why
    Print(Box<Print>),
}

#[derive(Debug, clap::Args)]
struct Print {
    /// Show what holds with these flags, this environment and this file, and where each value comes from
    #[arg(long)]
    effective: bool,
    #[command(flatten)]
    _settings: ServeSettings,
}

/// Prints.
pub(super) fn run(args: &Args, layered: &Layered) -> anyhow::Result<Exit> {
    let command = Cli::command();
    let Some(serve) = command.find_subcommand("serve") else { return Ok(Exit::CouldNotRun) };
    let text = match &args.command {
        ConfigCommand::Schema => schema::schema(serve),
        ConfigCommand::Print(print) if print.effective => print::effective(&layered.settings(serve)),
        ConfigCommand::Print(_) => print::defaults(serve),
    };
    render::print(&text)?;
    Ok(Exit::Fine)
}
