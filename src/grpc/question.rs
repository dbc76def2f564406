//! From the wire to a question that can be decided, or every field at fault.
//!
//! Owns the paths of fields and the limits of a question; what a word means is the model's business.

use std::borrow::Cow;

use super::refusal::{Refusal, Violation, Violations};
use super::wire;
use crate::model::{Draft, InvalidField, Known, Moment, Problem, Timestamp, Transfer};
use crate::policy::{self, PolicySet};

/// The most entries in one list of a question: far more than there are words.
const ENTRIES_MAX: usize = 1_000;

/// The most bytes of a word that are looked at for what it may have meant, or said back.
const WORD_BYTES_MAX: usize = 80;

/// The first and last second that `google.protobuf.Timestamp` may hold: the years 1 and 9999.
const SECONDS: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

/// The transfer that a request asks about.
pub(super) fn transfer(asked: Option<&wire::Transfer>, set: &PolicySet) -> Result<Transfer, Refusal> {
    resolve(asked.map(draft).as_ref(), set)
}

/// The transfer that a question asks about, whatever it was read from.
pub(super) fn resolve<W: AsRef<str>>(asked: Option<&Draft<'_, W>>, set: &PolicySet) -> Result<Transfer, Refusal> {
    checked(asked, &known(set)).map_err(invalid)
}

/// The transfer and the moment that a simulation asks about.
pub(super) fn simulation(
    request: &wire::SimulateRequest,
    now: Timestamp,
    set: &PolicySet,
) -> Result<(Transfer, Moment), Refusal> {
    let known = known(set);
    let transfer = checked(request.transfer.as_ref().map(draft).as_ref(), &known);
    let at = instant(request.at.as_ref(), now);
    let assumptions = match too_long("assume", &request.assume) {
        Some(violation) => Err(vec![violation]),
        None => known.resolve_assumptions(&request.assume).map_err(|fields| violations("", fields)),
    };
    match (transfer, at, assumptions) {
        (Ok(transfer), Ok(at), Ok(assumptions)) => Ok((transfer, Moment { at, assumptions })),
        (transfer, at, assumptions) => {
            let mut all = transfer.err().unwrap_or_default();
            all.extend(at.err());
            all.extend(assumptions.err().unwrap_or_default());
            Err(invalid(all))
        }
    }
}

fn invalid(violations: Vec<Violation>) -> Refusal {
    Refusal::Invalid(Violations(violations))
}

/// What a question may name, with no search for what a very long word may have meant.
fn known(set: &PolicySet) -> Known<'_> {
    Known { nearest, ..set.known() }
}

fn checked<W: AsRef<str>>(asked: Option<&Draft<'_, W>>, known: &Known<'_>) -> Result<Transfer, Vec<Violation>> {
    let Some(asked) = asked else {
        return Err(vec![Violation::new("transfer", Problem::Required.to_string())]);
    };
    let lists = [
        ("transfer.transit", asked.transit),
        ("transfer.subjects", asked.subjects),
        ("transfer.data", asked.data),
        ("transfer.safeguards", asked.safeguards),
    ];
    let long: Vec<_> = lists.iter().filter_map(|(field, list)| too_long(field, list)).collect();
    if !long.is_empty() {
        return Err(long);
    }
    known.resolve(asked).map_err(|fields| violations("transfer.", fields))
}

/// A question as the model takes it.
pub(super) fn draft(asked: &wire::Transfer) -> Draft<'_> {
    let exporter = asked.exporter.as_ref();
    let importer = asked.importer.as_ref();
    Draft {
        origin: &asked.origin,
        destination: &asked.destination,
        transit: &asked.transit,
        subjects: &asked.subjects,
        data: &asked.data,
        dataset: &asked.dataset,
        purpose: &asked.purpose,
        exporter_id: exporter.map_or("", |party| &party.id),
        sector: exporter.map_or("", |party| &party.sector),
        exporter_role: exporter.map_or("", |party| &party.role),
        importer_id: importer.map_or("", |party| &party.id),
        importer_role: importer.map_or("", |party| &party.role),
        safeguards: &asked.safeguards,
        subject_count: asked.subject_count,
    }
}

fn too_long<W>(field: &str, list: &[W]) -> Option<Violation> {
    let given = list.len();
    (given > ENTRIES_MAX).then(|| {
        Violation::new(
            field,
            format!("holds {given} entries, and at most {ENTRIES_MAX} are allowed; name each word once"),
        )
    })
}

fn violations(prefix: &str, fields: Vec<InvalidField>) -> Vec<Violation> {
    let describe = |field: InvalidField| Violation {
        field: format!("{prefix}{}", field.field),
        description: shortened(field.problem).to_string(),
    };
    fields.into_iter().map(describe).collect()
}

fn shortened(problem: Problem) -> Problem {
    let short = |value: String| match cut(&value) {
        Cow::Borrowed(_) => value,
        Cow::Owned(cut) => cut,
    };
    match problem {
        Problem::Unknown { kind, value, nearest } => Problem::Unknown { kind, value: short(value), nearest },
        Problem::Contradiction { value, entry, recorded } => {
            Problem::Contradiction { value: short(value), entry: short(entry), recorded }
        }
        Problem::Required => Problem::Required,
    }
}

fn cut(value: &str) -> Cow<'_, str> {
    if value.len() <= WORD_BYTES_MAX {
        return Cow::Borrowed(value);
    }
    let start: String = value.chars().take(WORD_BYTES_MAX / char::MAX.len_utf8()).collect();
    Cow::Owned(format!("{start}…"))
}

fn nearest(word: &str, known: &mut dyn Iterator<Item = &str>) -> Vec<String> {
    if word.len() > WORD_BYTES_MAX { Vec::new() } else { policy::nearest(word, known) }
}

fn instant(at: Option<&prost_types::Timestamp>, now: Timestamp) -> Result<Timestamp, Violation> {
    let Some(at) = at else { return Ok(now) };
    let nanos = u32::try_from(at.nanos).ok();
    match nanos.and_then(|nanos| Timestamp::new(at.seconds, nanos)) {
        Some(instant) if SECONDS.contains(&at.seconds) => Ok(instant),
        _ => Err(Violation::new(
            "at",
            format!(
                "`{} s {} ns` is not an instant of the years 1 to 9999; give the seconds since 1970-01-01T00:00:00Z, \
                 and 0 to 999999999 nanoseconds",
                at.seconds, at.nanos
            ),
        )),
    }
}
