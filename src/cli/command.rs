//! Which command was asked for.
//!
//! Owns the list of commands and what becomes of an error that none of them handles; the commands own the rest.

use std::ffi::OsString;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use super::config::Layered;
use super::exit::Exit;
use super::settings::ServeSettings;
use super::{
    ask, check, config, explain_code, fmt, healthcheck, matrix, regulations, render, schema, serve, shadow, status,
    test, why,
};

/// Decides whether data may leave a jurisdiction, and names the law behind every answer.
#[derive(Debug, Parser)]
#[command(name = "selat", version, propagate_version = true, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 fine · 1 could not run · 2 wrong arguments · 3 policies invalid or not laid out · \
                          4 policy tests failed or reach too little, or the answer that --fail-on names came · \
                          5 the sidecar does not decide by what its sources hold";

#[derive(Debug, Subcommand)]
enum Command {
    /// Answers questions over gRPC until it is told to stop
    Serve(Box<ServeSettings>),
    /// Shows which policy set a running sidecar decides by, and how it came to that
    Status(status::Args),
    /// Shows what a running sidecar's candidate would answer otherwise, and promotes it
    Shadow(shadow::Args),
    /// Answers one question about a transfer, without a server
    Ask(Box<ask::Args>),
    /// Shows every mistake in policy files, or that there is none
    Check(check::Args),
    /// Brings policy files into their canonical layout
    Fmt(fmt::Args),
    /// Runs policy tests: transfers, and the answers that they must get
    Test(test::Args),
    /// Answers one question for every origin and every destination
    Matrix(Box<matrix::Args>),
    /// Looks into the repository of regulations, and at what is about to change
    Regulations(Box<regulations::Args>),
    /// Traces a rule to the law and its tests, or the law or a test to its rules
    Why(why::Args),
    /// Says what the code of a diagnostic means, or lists all codes
    ExplainCode(explain_code::Args),
    /// Prints the JSON Schema of the policy language, for editors
    Schema(schema::Args),
    /// Asks a sidecar whether it serves, and ends with 0 if it does
    Healthcheck(healthcheck::Args),
    /// Shows what can be set by file, environment and flags, and what is set
    Config(config::Args),
}

/// Runs the command that the arguments ask for, and shows the error that stopped it if there is one.
///
/// Arguments that make no sense end the program, and so does a call for help.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments: Vec<_> = arguments.into_iter().collect();
    let ended = Layered::read(&Cli::command(), &arguments).and_then(|layered| match layered {
        Ok(layered) => dispatch(&layered),
        Err(invalid) => {
            render::show_invalid_file(&invalid);
            Ok(Exit::Usage)
        }
    });
    ended.unwrap_or_else(|error| {
        render::show_error(&error);
        Exit::CouldNotRun
    })
}

fn dispatch(layered: &Layered) -> anyhow::Result<Exit> {
    let cli = Cli::from_arg_matches(&layered.matches).unwrap_or_else(|error| error.exit());
    match cli.command {
        Command::Serve(set) => serve::run(*set),
        Command::Status(args) => status::run(&args),
        Command::Shadow(args) => shadow::run(&args),
        Command::Ask(args) => ask::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Fmt(args) => fmt::run(&args),
        Command::Test(args) => test::run(&args),
        Command::Matrix(args) => matrix::run(&args),
        Command::Regulations(args) => regulations::run(&args),
        Command::Why(args) => why::run(&args),
        Command::ExplainCode(args) => explain_code::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Healthcheck(args) => healthcheck::run(&args),
        Command::Config(args) => config::run(&args, layered),
    }
}
