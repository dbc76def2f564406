//! Lengths of time in days, as `--stale-after` takes them.
//!
//! Owns their form and the way from an instant back to a day; it reads no clock.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp as Instant};

use crate::model::{PartialDate, Timestamp};

/// A hundred years, beyond which every review is young.
const DAYS_MAX: u16 = 36_500;

/// A number of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Age {
    days: u16,
}

/// Reads an age such as `180d`.
///
/// # Errors
/// What was expected, for whoever typed it.
pub(super) fn parse(text: &str) -> Result<Age, String> {
    let digits = text.strip_suffix('d').filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()));
    let days = digits.and_then(|digits| digits.parse().ok()).filter(|days| (1..=DAYS_MAX).contains(days));
    let expected = || format!("expected a number of days from 1 to {DAYS_MAX}, such as `180d`");
    days.map(|days| Age { days }).ok_or_else(expected)
}

impl Age {
    /// The day that was so long before an instant, in UTC.
    pub(super) fn before(self, now: Timestamp) -> PartialDate {
        let now = Instant::from_second(now.seconds()).unwrap_or(Instant::MIN);
        let today = TimeZone::UTC.to_datetime(now).date();
        let day = today.checked_sub(Span::new().days(self.days)).unwrap_or(Date::MIN);
        let part = |number: i8| u8::try_from(number).ok();
        PartialDate { year: day.year(), month: part(day.month()), day: part(day.day()) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Age, parse};
    use crate::model::{PartialDate, Timestamp};

    #[test]
    fn days_alone_are_taken() {
        assert_eq!(parse("180d"), Ok(Age { days: 180 }));
        for wrong in ["", "d", "0d", "180", "-1d", "+1d", "1.5d", "6m", "180D", "36501d", "99999999999d"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_day_is_counted_back_over_leap_years() {
        let now = Timestamp::from_seconds(1_709_251_199); // 2024-02-29T23:59:59Z
        let before = |days| Age { days }.before(now);
        assert_eq!(before(1), PartialDate { year: 2024, month: Some(2), day: Some(28) });
        assert_eq!(before(366), PartialDate { year: 2023, month: Some(2), day: Some(28) });
        assert_eq!(before(36_500), PartialDate { year: 1924, month: Some(3), day: Some(25) });
    }
}
