//! The two streams.
//!
//! Owns writing to them and the form of a short error; a reader that has gone away is not an error.

use std::io::{self, Write as _};

use super::look::Look;
use super::page::Page;
use crate::cli::question::InvalidArgument;

/// Writes what a command answers to standard output.
///
/// # Errors
/// Where the stream can't be written, for another reason than that its reader has gone.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut stream = io::stdout().lock();
    match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        ended => ended,
    }
}

/// Writes to standard error; where that fails there is nowhere left to say so.
pub(super) fn print_error(text: &str) {
    let _unwritable = io::stderr().lock().write_all(text.as_bytes());
}

/// Shows what kept a command from running.
pub(crate) fn show_error(error: &anyhow::Error) {
    let look = Look::of_stderr();
    let mut page = Page::new(look);
    page.hanging(&format!("{}: ", look.error("error")), &format!("{error:#}"));
    print_error(&page.finish());
}

/// Shows what to do.
pub(crate) fn show_help(help: &str) {
    let look = Look::of_stderr();
    let mut page = Page::new(look);
    page.hanging(&format!("{}: ", look.help("help")), help);
    print_error(&page.finish());
}

/// Shows every argument of a question that is at fault.
pub(crate) fn show_invalid_arguments(invalid: &[InvalidArgument]) {
    let look = Look::of_stderr();
    let mut page = Page::new(look);
    for InvalidArgument { argument, problem, known } in invalid {
        page.hanging(&format!("{}: ", look.error("error")), &format!("{}: {problem}", look.strong(argument)));
        if !known.is_empty() {
            page.hanging(&format!("  {}: ", look.help("known")), &known.join(", "));
        }
    }
    page.blank();
    page.hanging(
        &format!("{}: ", look.help("help")),
        "a question uses the words of the policy set's vocabulary; `selat ask --help` lists what can be asked",
    );
    print_error(&page.finish());
}
