//! What a flag takes, asked of the flag itself.
//!
//! Owns the way from clap's error to a few words on what was expected.

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue};
use clap::{Arg, Command};

/// The key of a setting; `None` for flags that a file can't hold.
pub(super) fn key_of(arg: &Arg) -> Option<&str> {
    arg.get_long().filter(|long| !matches!(*long, "config" | "help" | "version"))
}

/// Whether a flag takes a value.
///
/// # Errors
/// What it takes instead.
pub(super) fn check(arg: &Arg, value: &str) -> Result<(), String> {
    let Some(long) = arg.get_long() else { return Ok(()) };
    let command = Command::new("selat").no_binary_name(true).disable_help_flag(true).arg(arg.clone());
    match command.try_get_matches_from([format!("--{long}={value}")]) {
        Ok(_) => Ok(()),
        Err(error) => Err(expected(&error)),
    }
}

fn expected(error: &clap::Error) -> String {
    if let Some(source) = error.source() {
        return source.to_string();
    }
    match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(words)) if !words.is_empty() => {
            let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
            format!("expected {}", words.join(" or "))
        }
        _ => "expected a value that is not empty".to_owned(),
    }
}
