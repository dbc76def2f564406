//! The program: parses its arguments, runs the command, returns its exit code.

use std::process::ExitCode;

use selat::cli;

fn main() -> ExitCode {
    cli::run(std::env::args_os()).into()
}
