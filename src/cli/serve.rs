//! `selat serve`: answers questions over gRPC until it is told to stop.
//!
//! Owns the flags, their variables and defaults; what they set in motion is the sidecar's business.

use std::num::NonZeroUsize;
use std::time::Duration;

use anyhow::Context as _;
use clap::ValueEnum;
use clap::builder::{PathBufValueParser, TypedValueParser as _};

use super::confidence::MinConfidence;
use super::exit::Exit;
use crate::sidecar::{self, Settings, SidecarError};
use crate::store::{PolicySource, WatchSettings};
use crate::telemetry::{self, LogFormat};
use crate::transport::{ListenAddress, Threads};

/// What `serve` is told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A folder of policy files, or `builtin`; repeat it for layers, each adding to the ones before
    #[arg(
        long = "policies",
        value_name = "DIR|builtin",
        env = "SELAT_POLICIES",
        value_delimiter = ',',
        default_value = PolicySource::BUILTIN,
        value_parser = PathBufValueParser::new().map(PolicySource::from)
    )]
    policies: Vec<PolicySource>,
    /// Where to serve gRPC: `host:port`, or `unix:/path`; port 0 takes any that is free
    #[arg(long, value_name = "ADDR", env = "SELAT_LISTEN", default_value = "127.0.0.1:7443")]
    listen: ListenAddress,
    /// Where to serve probes, metrics and the status over HTTP
    #[arg(long, value_name = "ADDR", env = "SELAT_ADMIN", default_value = "127.0.0.1:7444")]
    admin: ListenAddress,
    /// How many threads answer questions [default: as many as there are cores to use]
    #[arg(long, value_name = "N", env = "SELAT_THREADS")]
    threads: Option<NonZeroUsize>,
    /// How often to look for changes where the file system gives no event
    #[arg(long, value_name = "TIME", env = "SELAT_POLL_INTERVAL", default_value = "15s", value_parser = poll_interval)]
    poll_interval: Duration,
    /// How long calls in flight may take to end once a stop is asked for
    #[arg(long, value_name = "TIME", env = "SELAT_DRAIN_TIMEOUT", default_value = "10s", value_parser = time)]
    drain_timeout: Duration,
    /// The least confidence in the law that an answer may permit on without a person's approval [default: any]
    #[arg(long, value_name = "MARK", env = "SELAT_MIN_CONFIDENCE")]
    min_confidence: Option<MinConfidence>,
    /// The form of the log, which goes to standard error
    #[arg(long, value_name = "FORMAT", env = "SELAT_LOG_FORMAT", value_enum, default_value_t = Format::Text)]
    log_format: Format,
    /// What to log: a level, or levels for parts such as `selat=debug,h2=warn`
    #[arg(long, value_name = "FILTER", env = "SELAT_LOG", default_value = "info", value_parser = log_filter)]
    log: String,
    /// How long policy files must be left alone before they are read
    #[arg(
        long,
        value_name = "TIME",
        env = "SELAT_QUIET_PERIOD",
        default_value = "150ms",
        value_parser = time,
        hide = true
    )]
    quiet_period: Duration,
    /// Ask the file system for no events, and notice changes by polling alone
    #[arg(long, env = "SELAT_NO_FILE_EVENTS", hide = true)]
    no_file_events: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs: an object on each line
    Json,
}

/// Serves until a signal asks for the end.
///
/// # Errors
/// Whatever keeps it from serving, but for mistakes in policy files: those are shown.
pub fn run(args: Args) -> anyhow::Result<Exit> {
    let format = match args.log_format {
        Format::Text => LogFormat::Text,
        Format::Json => LogFormat::Json,
    };
    telemetry::init(format, &args.log)?;
    let settings = Settings {
        sources: args.policies,
        listen: args.listen,
        admin: args.admin,
        threads: args.threads.unwrap_or_else(Threads::default_count),
        watch: WatchSettings {
            quiet_period: args.quiet_period,
            poll_interval: args.poll_interval,
            events: !args.no_file_events,
            ..WatchSettings::default()
        },
        drain_timeout: args.drain_timeout,
        least_confidence: args.min_confidence.map(MinConfidence::mark),
    };
    // Questions are answered on threads of their own; this runtime has the rest.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .context("can't start the runtime's threads")?;
    let ended = runtime.block_on(sidecar::run(settings));
    // Calls that outlived the drain hold threads; waiting for those would be a drain without end.
    runtime.shutdown_background();
    match ended {
        Ok(()) => Ok(Exit::Fine),
        Err(SidecarError::Rejected(rejection)) => {
            super::render_rejection(&rejection);
            Ok(Exit::from(&*rejection))
        }
        Err(error) => Err(error.into()),
    }
}

fn poll_interval(text: &str) -> Result<Duration, String> {
    let least = Duration::from_millis(50);
    match time(text)? {
        time if time < least => Err("expected at least `50ms`".to_owned()),
        time => Ok(time),
    }
}

fn time(text: &str) -> Result<Duration, String> {
    const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
    let expected = || "expected a whole number with `ms`, `s`, `m` or `h`, such as `15s`, up to `24h`".to_owned();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_| expected())?;
    let milliseconds = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return Err(expected()),
    };
    let time = number.checked_mul(milliseconds).map(Duration::from_millis).filter(|time| *time <= LONGEST);
    time.ok_or_else(expected)
}

fn log_filter(text: &str) -> Result<String, String> {
    telemetry::check_filter(text).map(|_| text.to_owned()).map_err(|error| error.to_string())
}
