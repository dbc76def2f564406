//! The program: parses its arguments, runs the command, returns its exit code.

use std::process::ExitCode;

use selat::cli;

/// Answering allocates little, but often; this one is made for that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run(std::env::args_os()).into()
}
