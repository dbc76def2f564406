//! The program: parses its arguments, runs the command, returns its exit code.

use std::process::ExitCode;

use selat::cli;

fn main() -> ExitCode {
    // A huge page of 2 MiB around every few kilobytes would be most of the memory. Where that can't be said, more is used.
    #[cfg(target_os = "linux")]
    let _ignored = rustix::thread::disable_transparent_huge_pages(true);
    cli::run(std::env::args_os()).into()
}
