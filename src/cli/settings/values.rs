//! The readers that several settings share.
//!
//! Owns what a text must look like; an error says what was expected.

use std::time::Duration;

use crate::telemetry;

/// Beyond a day, a time is a slip of the pen.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// Beyond a year, an age limits nothing.
const OLDEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// A length of time such as `15s`.
pub(super) fn time(text: &str) -> Result<Duration, String> {
    let expected = || "expected a whole number with `ms`, `s`, `m`, `h` or `d`, such as `15s`, up to `24h`".to_owned();
    duration(text).filter(|time| *time <= LONGEST).ok_or_else(expected)
}

/// How old something may get, such as `12h` or `7d`.
pub(super) fn age(text: &str) -> Result<Duration, String> {
    let expected = || "expected a whole number with `ms`, `s`, `m`, `h` or `d`, such as `12h`, up to `365d`".to_owned();
    duration(text).filter(|time| !time.is_zero() && *time <= OLDEST).ok_or_else(expected)
}

fn duration(text: &str) -> Option<Duration> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().ok()?;
    let milliseconds = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    number.checked_mul(milliseconds).map(Duration::from_millis)
}

/// How often to look at files: not so often that it keeps a core busy.
pub(super) fn poll_interval(text: &str) -> Result<Duration, String> {
    let least = Duration::from_millis(50);
    match time(text)? {
        time if time < least => Err("expected at least `50ms`".to_owned()),
        time => Ok(time),
    }
}

/// A filter of log lines.
pub(super) fn log_filter(text: &str) -> Result<String, String> {
    telemetry::check_filter(text).map(|_| text.to_owned()).map_err(|error| error.to_string())
}
