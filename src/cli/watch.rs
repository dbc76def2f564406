//! Running a command again whenever the files that it reads change.
//!
//! Owns when to run: at once, and whenever two looks in a row agree on something new. It compares contents and asks for no
//! events, so that it notices changes on every file system; the store's own watch is there for the set in force.

use std::io;
use std::thread;
use std::time::Duration;

use anyhow::anyhow;

use super::exit::Exit;
use super::render;

/// How long to wait between two looks.
const INTERVAL: Duration = Duration::from_millis(300);

/// What a look found: the files, or what kept them from being read.
type Found<F> = Result<F, String>;

/// Runs on what is read, and again on every change; ends by itself only where nobody takes its output any more.
///
/// # Errors
/// Whatever keeps the first run from taking place.
pub(super) fn watch<F: Clone + PartialEq>(
    read: impl Fn() -> anyhow::Result<F>,
    run: impl Fn(F) -> anyhow::Result<Exit>,
) -> anyhow::Result<Exit> {
    let files = read()?;
    let mut ended = run(files.clone());
    let mut found = Ok(files);
    let mut first = true;
    loop {
        match ended {
            Err(error) if is_unread(&error) => return Ok(Exit::Fine),
            Err(error) if first => return Err(error),
            Err(error) => render::show_error(&error),
            Ok(_) => {}
        }
        first = false;
        render::show_watching();
        found = change(&read, &found);
        ended = match &found {
            Ok(files) => run(files.clone()),
            Err(error) => Err(anyhow!(error.clone())),
        };
    }
}

/// Waits for something other than what was found, which two looks agree on.
fn change<F: PartialEq>(read: &impl Fn() -> anyhow::Result<F>, found: &Found<F>) -> Found<F> {
    let mut before = None;
    loop {
        thread::sleep(INTERVAL);
        let now = Some(read().map_err(|error| format!("{error:#}"))).filter(|now| now != found);
        match now {
            Some(now) if before.as_ref() == Some(&now) => return now,
            now => before = now,
        }
    }
}

fn is_unread(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
