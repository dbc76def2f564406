//! Dates and instants, and the stretches of time between them.

use jiff::civil::Date;
use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::fields::{Fields, Findings};
use super::scalars::{scalar, text};
use super::shape::{Field, Shape, Value, optional};
use crate::model::{Interval, PartialDate, Timestamp};
use crate::policy::code::Code;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::yaml::Node;

/// The field for the zone that a document's dates are in.
pub const TIMEZONE: Field = optional(
    "timezone",
    Value::Timezone,
    "The zone in which the document's dates begin, such as `Asia/Singapore`; UTC where it is left out.",
);

/// The field for the time in which something is in force.
pub const EFFECTIVE: Field =
    optional("effective", Value::Mapping(&EFFECTIVE_SHAPE), "When it is in force; always, where it is left out.");

const EFFECTIVE_SHAPE: Shape = Shape {
    owner: "`effective`",
    doc: "A stretch of time.",
    groups: &[&[
        optional("from", Value::Instant, "The first moment in force."),
        optional("until", Value::Instant, "The first moment no longer in force."),
    ]],
};

const INSTANT_HELP: &str = "write a date such as `2026-01-01`, or an instant such as `\"2026-01-01T09:00:00+07:00\"`";

/// Reads an instant as RFC 3339 gives it (`2026-03-01T00:00:00Z`), or a bare date as midnight UTC.
pub fn parse_instant(text: &str) -> Option<Timestamp> {
    instant_in(text, &TimeZone::UTC)
}

/// Writes an instant as RFC 3339 in UTC.
pub fn format_instant(at: Timestamp) -> String {
    let nanos = i32::try_from(at.nanos()).unwrap_or(0);
    jiff::Timestamp::new(at.seconds(), nanos)
        .map_or_else(|_| format!("{}s", at.seconds()), |instant| instant.to_string())
}

/// The time zone that a document's dates are in: its `timezone`, or UTC.
pub fn timezone(fields: &Fields<'_>, found: &mut Findings) -> TimeZone {
    let Some(name) = fields.get("timezone", found).and_then(|node| text(node, found)) else {
        return TimeZone::UTC;
    };
    TimeZoneDatabase::bundled().get(&name.value).unwrap_or_else(|_| {
        found.push(
            Diagnostic::new(Code::UnknownTimezone, name.place, format!("`{}` is not a known time zone", name.value))
                .help("write an IANA name such as `Asia/Singapore`"),
        );
        TimeZone::UTC
    })
}

/// A date in that time zone, or an instant.
pub fn instant(node: &Node, zone: &TimeZone, found: &mut Findings) -> Option<Timestamp> {
    let raw = scalar(node, "a date", found)?;
    let instant = instant_in(raw, zone);
    if instant.is_none() {
        let message = format!("`{raw}` is neither a date nor an instant");
        found.push(Diagnostic::new(Code::InvalidDate, node.place, message).help(INSTANT_HELP));
    }
    instant
}

fn instant_in(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let instant = if text.contains(['T', 't']) {
        text.parse::<jiff::Timestamp>().ok().filter(|_| is_rfc_3339(text))?
    } else {
        date(text)?.to_zoned_datetime(zone.clone()).ok()?.timestamp()
    };
    let nanos = instant.subsec_nanosecond();
    let (seconds, nanos) =
        if nanos < 0 { (instant.as_second() - 1, nanos + 1_000_000_000) } else { (instant.as_second(), nanos) };
    Timestamp::new(seconds, u32::try_from(nanos).ok()?)
}

/// Whether a text has the shape of RFC 3339, section 5.6: no shortened time, no name of a zone.
fn is_rfc_3339(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c.to_ascii_uppercase() }).collect();
    let Some(rest) = shape.strip_prefix("0000-00-00T00:00:00") else {
        return false;
    };
    let zone = match rest.strip_prefix('.') {
        Some(fraction) if fraction.starts_with('0') => fraction.trim_start_matches('0'),
        Some(_) => return false,
        None => rest,
    };
    matches!(zone, "Z" | "+00:00" | "-00:00")
}

fn date(text: &str) -> Option<Date> {
    let well_formed = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    well_formed.then(|| text.parse().ok()).flatten()
}

/// A stretch of time from two fields of a mapping.
pub fn interval(fields: &Fields<'_>, from: &str, until: &str, zone: &TimeZone, found: &mut Findings) -> Interval {
    let from_node = fields.get(from, found);
    let until_node = fields.get(until, found);
    let interval = Interval {
        from: from_node.and_then(|node| instant(node, zone, found)),
        until: until_node.and_then(|node| instant(node, zone, found)),
    };
    if let (Some(start), Some(end), Some(from_node), Some(until_node)) =
        (interval.from, interval.until, from_node, until_node)
        && end <= start
    {
        found.push(
            Diagnostic::new(Code::ReversedInterval, until_node.place, format!("`{until}` is not later than `{from}`"))
                .label("this is the first day on which it no longer holds")
                .related(from_node.place, "this is the first day on which it holds")
                .help("swap them, or leave one out"),
        );
    }
    interval
}

/// A stretch of time in a mapping of its own with `from` and `until`.
pub fn effective(fields: &Fields<'_>, zone: &TimeZone, found: &mut Findings) -> Interval {
    let Some(node) = fields.get("effective", found) else {
        return Interval::default();
    };
    Fields::open(node, &EFFECTIVE_SHAPE, found)
        .map_or_else(Interval::default, |inner| interval(&inner, "from", "until", zone, found))
}

/// A date that may lack its day, or its month and day.
pub fn partial_date(node: &Node, found: &mut Findings) -> Option<PartialDate> {
    let raw = scalar(node, "a date", found)?;
    let parsed = parse_partial(raw);
    if parsed.is_none() {
        found.push(
            Diagnostic::new(Code::InvalidDate, node.place, format!("`{raw}` is not a date"))
                .help("write as much as is known: `2026-01-31`, `2026-01` or `2026`"),
        );
    }
    parsed
}

fn parse_partial(text: &str) -> Option<PartialDate> {
    if !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        return None;
    }
    let mut parts = text.split('-');
    let year = parts.next().filter(|y| y.len() == 4)?.parse().ok()?;
    let month = parts.next().map(|m| m.parse().ok().filter(|_| m.len() == 2));
    let day = parts.next().map(|d| d.parse().ok().filter(|_| d.len() == 2));
    let (month, day) = match (month, day) {
        (None, None) => (None, None),
        (Some(Some(month)), None) => (Some(month), None),
        (Some(Some(month)), Some(Some(day))) => (Some(month), Some(day)),
        _ => return None,
    };
    let exists = Date::new(year, i8::try_from(month.unwrap_or(1)).ok()?, i8::try_from(day.unwrap_or(1)).ok()?).is_ok();
    (exists && parts.next().is_none()).then_some(PartialDate { year, month, day })
}

/// The first instant of a day; `None` where the day is not known.
pub fn start_of_day(date: PartialDate, zone: &TimeZone) -> Option<Timestamp> {
    let part = |part: Option<u8>| i8::try_from(part?).ok();
    let day = Date::new(date.year, part(date.month)?, part(date.day)?).ok()?;
    let start = day.to_zoned_datetime(zone.clone()).ok()?;
    Some(Timestamp::from_seconds(start.timestamp().as_second()))
}

/// Reads a day, such as `2026-11-23`.
pub fn parse_day(text: &str) -> Option<PartialDate> {
    let date = date(text)?;
    Some(partial(date))
}

/// The day that an instant is in, in UTC.
pub fn day_of(at: Timestamp) -> PartialDate {
    let instant = jiff::Timestamp::from_second(at.seconds()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    partial(TimeZone::UTC.to_datetime(instant).date())
}

/// The day by which a law names the instant at which it begins or ends, whatever its time zone: that whose midnight, in
/// UTC, is nearest.
pub fn legal_day(at: Timestamp) -> PartialDate {
    day_of(Timestamp::from_seconds(at.seconds().saturating_add(12 * 60 * 60)))
}

/// How many days lie between two dates, counted from the first day that each can mean.
pub fn days_between(from: PartialDate, to: PartialDate) -> i64 {
    let first_day = |date: PartialDate| {
        let part = |part: Option<u8>| i8::try_from(part.unwrap_or(1)).unwrap_or(1);
        Date::new(date.year, part(date.month), part(date.day)).unwrap_or(Date::ZERO)
    };
    first_day(to).duration_since(first_day(from)).as_secs() / (24 * 60 * 60)
}

fn partial(date: Date) -> PartialDate {
    let part = |part: i8| u8::try_from(part).ok();
    PartialDate { year: date.year(), month: part(date.month()), day: part(date.day()) }
}
