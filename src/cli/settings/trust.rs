//! How far policies are trusted: when their sources are broken or silent, and before they decide.

use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;
use clap::builder::{PathBufValueParser, TypedValueParser as _};

use super::values::age;
use crate::engine::WhenStale;
use crate::store::{AgeLimit, PolicySource};

/// Its trust in policies.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Age, last good, shadow")]
pub(in crate::cli) struct Trust {
    /// How long ago the sources may last have been found to hold the policies in force; beyond that they are stale
    #[arg(long, value_name = "TIME", env = "SELAT_MAX_POLICY_AGE", value_parser = age)]
    pub(in crate::cli) max_policy_age: Option<Duration>,
    /// What becomes of answers by stale policies
    #[arg(long, value_name = "WORD", env = "SELAT_WHEN_STALE", value_enum, default_value_t = WhenStaleWord::Serve)]
    pub(in crate::cli) when_stale: WhenStaleWord,
    /// A folder of a candidate that is decided beside the policies in force, or `builtin`; repeat it for layers
    #[arg(
        long,
        value_name = "DIR|builtin",
        env = "SELAT_SHADOW",
        value_delimiter = ',',
        value_parser = PathBufValueParser::new().map(PolicySource::from)
    )]
    pub(in crate::cli) shadow: Vec<PolicySource>,
    /// A folder for a copy of the last good policies, which a start falls back on whose sources are broken
    #[arg(long, value_name = "DIR", env = "SELAT_LAST_GOOD")]
    pub(in crate::cli) last_good: Option<PathBuf>,
}

/// What becomes of answers by stale policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum WhenStaleWord {
    /// They stay as they are
    Serve,
    /// What would be let go gets the condition `stale-policy`, which nobody can meet
    Conditions,
    /// What would be let go is denied
    Deny,
}

impl Trust {
    /// How old policies may get.
    ///
    /// # Errors
    /// If they would be stale between one look at the sources and the next.
    pub(in crate::cli) fn age_limit(&self, poll_interval: Duration) -> Result<Option<AgeLimit>, String> {
        let when_stale = match self.when_stale {
            WhenStaleWord::Serve => WhenStale::Serve,
            WhenStaleWord::Conditions => WhenStale::Conditions,
            WhenStaleWord::Deny => WhenStale::Deny,
        };
        match self.max_policy_age {
            Some(max_age) if max_age < poll_interval * 2 => Err(format!(
                "`max-policy-age` is {max_age:?}, and `poll-interval` {poll_interval:?}: the age must be at least twice as \
                 long, or policies are stale between two looks"
            )),
            max_age => Ok(max_age.map(|max_age| AgeLimit { max_age, when_stale })),
        }
    }
}
