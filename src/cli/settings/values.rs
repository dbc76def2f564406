//! The readers that several settings share.
//!
//! Owns what a text must look like; an error says what was expected.

use std::time::Duration;

use crate::telemetry;

/// Beyond a day, a time is a slip of the pen.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// A length of time such as `15s`.
pub(super) fn time(text: &str) -> Result<Duration, String> {
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
