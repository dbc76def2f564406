//! The log: text for people, or a JSON object for each line.
//!
//! Owns its form and where it goes.

use std::io::{self, IsTerminal as _};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt as _;

/// The form of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// A JSON object for each line.
    Json,
}

/// The log can't be set up.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The filter is not one.
    #[error("`{filter}` is not a log filter: {reason}; expected a level such as `info`, or `selat=debug,h2=warn`")]
    Filter {
        /// The filter as given.
        filter: String,
        /// What is wrong with it.
        reason: String,
    },
    /// It was set up before.
    #[error("the log is set up already")]
    Twice,
}

/// Whether a text is a log filter.
///
/// # Errors
/// If it is none.
pub fn check_filter(filter: &str) -> Result<EnvFilter, LogError> {
    EnvFilter::builder()
        .parse(filter)
        .map_err(|error| LogError::Filter { filter: filter.to_owned(), reason: error.to_string() })
}

/// Sends the log to standard error.
///
/// # Errors
/// If the filter is none, or a log is set up already.
pub fn init(format: LogFormat, filter: &str) -> Result<(), LogError> {
    let builder = tracing_subscriber::fmt().with_env_filter(check_filter(filter)?).with_writer(io::stderr);
    let started = match format {
        LogFormat::Text => builder.with_target(false).with_ansi(io::stderr().is_terminal()).finish().try_init(),
        LogFormat::Json => builder.json().flatten_event(true).finish().try_init(),
    };
    started.map_err(|_| LogError::Twice)
}
