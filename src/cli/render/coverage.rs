//! What policy tests reach.
//!
//! Owns the table and its JSON; what counts as reached is up to [`verify`](crate::verify).

use serde_json::{Value, json};

use super::page::Page;
use crate::verify::{Coverage, Tally};

const fn tallies(coverage: &Coverage) -> [(&'static str, &Tally); 4] {
    [
        ("rules", &coverage.rules),
        ("alternatives", &coverage.alternatives),
        ("provisions", &coverage.provisions),
        ("pairs", &coverage.pairs),
    ]
}

/// Writes how much is reached, and what is not if asked for.
pub(super) fn write(page: &mut Page, coverage: &Coverage, verbose: bool) {
    page.heading("Coverage");
    for (name, tally) in tallies(coverage) {
        let numbers = format!("{} of {}", tally.reached.len(), tally.total());
        page.line(&format!("  {name:12}  {:>4}  {numbers}", format!("{}%", tally.percent())));
    }
    for (name, tally) in tallies(coverage).into_iter().filter(|(_, tally)| verbose && !tally.missed.is_empty()) {
        page.heading(&format!("Not reached: {name}"));
        for missed in &tally.missed {
            page.line(&format!("  {missed}"));
        }
    }
}

/// The same for programs.
pub(super) fn object(coverage: &Coverage) -> Value {
    let fields = tallies(coverage).map(|(name, tally)| {
        let value = json!({
            "reached": tally.reached.len(),
            "total": tally.total(),
            "percent": tally.percent(),
            "missed": tally.missed,
        });
        (name.to_owned(), value)
    });
    Value::Object(fields.into_iter().collect())
}
