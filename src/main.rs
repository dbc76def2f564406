//! The program: parses its arguments, runs the command, returns its exit code.

use std::process::ExitCode;

use clap::Parser as _;
use selat::cli::{self, Cli};

fn main() -> ExitCode {
    cli::run(Cli::parse()).into()
}
