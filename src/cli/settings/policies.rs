//! Which policies decide, and when a sidecar looks for new ones.

use std::time::Duration;

use clap::ArgAction;
use clap::builder::{PathBufValueParser, TypedValueParser as _};

use super::values::{poll_interval, time};
use crate::cli::confidence::MinConfidence;
use crate::store::PolicySource;

/// Its policies.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Policies")]
pub(in crate::cli) struct Policies {
    /// A folder of policy files, or `builtin`; repeat it for layers, each adding to the ones before
    #[arg(
        long = "policies",
        value_name = "DIR|builtin",
        env = "SELAT_POLICIES",
        value_delimiter = ',',
        default_value = PolicySource::BUILTIN,
        value_parser = PathBufValueParser::new().map(PolicySource::from)
    )]
    pub(in crate::cli) layers: Vec<PolicySource>,
    /// The least confidence in the law that an answer may permit on without a person's approval [default: any]
    #[arg(long, value_name = "MARK", env = "SELAT_MIN_CONFIDENCE")]
    pub(in crate::cli) min_confidence: Option<MinConfidence>,
    /// How often to look for changes where the file system gives no event
    #[arg(long, value_name = "TIME", env = "SELAT_POLL_INTERVAL", default_value = "15s", value_parser = poll_interval)]
    pub(in crate::cli) poll_interval: Duration,
    /// How long policy files must be left alone before they are read
    #[arg(
        long,
        value_name = "TIME",
        env = "SELAT_QUIET_PERIOD",
        default_value = "150ms",
        value_parser = time,
        hide_short_help = true
    )]
    pub(in crate::cli) quiet_period: Duration,
    /// Ask the file system for no events, and notice changes by polling alone
    #[arg(
        long,
        value_name = "true|false",
        env = "SELAT_NO_FILE_EVENTS",
        action = ArgAction::Set,
        num_args = 0..=1,
        require_equals = true,
        default_value_t = false,
        default_missing_value = "true",
        hide_short_help = true
    )]
    pub(in crate::cli) no_file_events: bool,
}
