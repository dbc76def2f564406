//! The program: parses its arguments, runs the command, returns its exit code.

use std::process::ExitCode;

use selat::cli;

/// The system's own costs a sixth of a request's time more.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run(std::env::args_os()).into()
}
