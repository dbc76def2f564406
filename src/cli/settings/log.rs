//! What a sidecar tells about itself.

use clap::ValueEnum;

use super::values::log_filter;
use crate::telemetry::LogFormat;

/// Its log.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Log")]
pub(in crate::cli) struct Log {
    /// The form of the log, which goes to standard error
    #[arg(long, value_name = "FORMAT", env = "SELAT_LOG_FORMAT", value_enum, default_value_t = Format::Text)]
    pub(in crate::cli) log_format: Format,
    /// What to log: a level, or levels for parts such as `selat=debug,h2=warn`
    #[arg(long, value_name = "FILTER", env = "SELAT_LOG", default_value = "info", value_parser = log_filter)]
    pub(in crate::cli) log: String,
}

/// The form of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Format {
    /// For people
    Text,
    /// For programs: an object on each line
    Json,
}

impl From<Format> for LogFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Text => Self::Text,
            Format::Json => Self::Json,
        }
    }
}
