//! The readers that several settings share.
//!
//! Owns what a text must look like; an error says what was expected.

use std::str::FromStr;
use std::time::Duration;

use crate::telemetry;

/// Beyond a day, a time is a slip of the pen.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// Beyond a year, an age limits nothing.
const OLDEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// A length of time such as `15s`.
pub(in crate::cli) fn time(text: &str) -> Result<Duration, String> {
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

/// A number of bytes such as `16MiB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Size(pub(in crate::cli) u32);

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected =
            || "expected a whole number with `KiB` or `MiB`, such as `16MiB`, from `1KiB` to `1024MiB`".to_owned();
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let number: u32 = number.parse().map_err(|_| expected())?;
        let bytes = match unit {
            "KiB" => number.checked_mul(1 << 10),
            "MiB" => number.checked_mul(1 << 20),
            _ => None,
        };
        bytes.filter(|bytes| (1 << 10..=1 << 30).contains(bytes)).map(Self).ok_or_else(expected)
    }
}

/// The permissions of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Mode(pub(in crate::cli) u32);

impl FromStr for Mode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || "expected three octal digits such as `0660`, the first of them 6 or 7".to_owned();
        let mode = u32::from_str_radix(text, 8).map_err(|_| expected())?;
        // A sidecar that can't open its own socket file could not tell whether it is still in use.
        if mode <= 0o777 && mode & 0o600 == 0o600 { Ok(Self(mode)) } else { Err(expected()) }
    }
}
