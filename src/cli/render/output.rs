//! The two streams.
//!
//! Owns writing to them and the form of a short error; a reader that has gone away is not an error.

use std::io::{self, Write as _};

use super::look::Look;
use super::page::Page;
use crate::cli::question::InvalidArgument;
use crate::verify::Tally;

/// Writes what a command answers to standard output.
///
/// # Errors
/// Where the stream can't be written, for another reason than that its reader has gone.
pub(crate) fn print(text: &str) -> io::Result<()> {
    match write(text) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        ended => ended,
    }
}

/// Writes what a command answers to standard output, and says where its reader has gone too.
///
/// # Errors
/// Where the stream can't be written.
pub(crate) fn write(text: &str) -> io::Result<()> {
    let mut stream = io::stdout().lock();
    stream.write_all(text.as_bytes()).and_then(|()| stream.flush())
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

/// Shows that a command goes on.
pub(crate) fn show_watching() {
    print_error(&format!("{}\n\n", Look::of_stderr().faint("waiting for files to change; ctrl-c ends")));
}

/// Shows that policy tests reach fewer rules than they must.
pub(crate) fn show_low_coverage(rules: &Tally, least: u8) {
    let look = Look::of_stderr();
    let mut page = Page::new(look);
    let (reached, total, percent) = (rules.reached.len(), rules.total(), rules.percent());
    page.hanging(
        &format!("{}: ", look.error("error")),
        &format!(
            "the tests reach {percent}% of the rules ({reached} of {total}), and `--min-coverage` asks for {least}%"
        ),
    );
    page.hanging(&format!("{}: ", look.help("help")), "`--coverage --verbose` names the rules that no test reaches");
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

/// Shows that no diagnostic has a code, and which ones are near.
pub(crate) fn show_unknown_code(name: &str, near: &[String]) {
    let look = Look::of_stderr();
    let mut page = Page::new(look);
    page.hanging(&format!("{}: ", look.error("error")), &format!("`{name}` is not the code of a diagnostic"));
    if !near.is_empty() {
        let near: Vec<_> = near.iter().map(|code| format!("`{code}`")).collect();
        page.hanging(&format!("  {}: ", look.help("nearest")), &near.join(", "));
    }
    page.blank();
    page.hanging(&format!("{}: ", look.help("help")), "`selat explain-code` without a code lists all of them");
    print_error(&page.finish());
}
