//! How a sidecar ends.

use std::time::Duration;

use super::values::time;

/// Its end.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Stopping")]
pub(in crate::cli) struct Stopping {
    /// How long calls are still taken once a stop is asked for, while clients are told to go elsewhere
    #[arg(long, value_name = "TIME", env = "SELAT_DRAIN_DELAY", default_value = "0s", value_parser = time)]
    pub(in crate::cli) drain_delay: Duration,
    /// How long calls in flight may take to end once no more are taken
    #[arg(long, value_name = "TIME", env = "SELAT_DRAIN_TIMEOUT", default_value = "10s", value_parser = time)]
    pub(in crate::cli) drain_timeout: Duration,
}
