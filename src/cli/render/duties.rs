//! The duties of an answer.
//!
//! Owns how they read: one that several rules bring is said once.

use super::answer::Answer;
use super::look::Look;
use super::page::Page;
use crate::policy::Obligation;

/// Writes every duty with where it comes from.
pub(super) fn write(page: &mut Page, answer: &Answer<'_>, look: Look) {
    let mut duties: Vec<(&Obligation, Vec<String>)> = Vec::new();
    for (ground, duty) in answer.snapshot.obligations(answer.decision) {
        let origin = format!("{}: {}", ground.id(), duty.id);
        let said = duties.iter_mut().find(|(said, _)| (&said.text, said.due_seconds) == (&duty.text, duty.due_seconds));
        match said {
            Some((_, origins)) => origins.push(origin),
            None => duties.push((duty, vec![origin])),
        }
    }
    if duties.is_empty() {
        return;
    }
    page.heading("Duties that come with it");
    for (duty, origins) in duties {
        let origins = look.faint(&format!("[{}]", origins.join("; ")));
        page.hanging("  - ", &format!("{}{} {origins}", duty.text, due(duty)));
    }
}

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

/// The deadline, unless the text names it.
fn due(duty: &Obligation) -> String {
    let within = match duty.due_seconds {
        None => return String::new(),
        // Laws count up to three days in hours.
        Some(seconds) if seconds % DAY == 0 && seconds > 3 * DAY => format!("{} days", seconds / DAY),
        Some(seconds) => format!("{} hours", seconds.div_ceil(HOUR)),
    };
    if duty.text.contains(&within) { String::new() } else { format!(" Due within {within}.") }
}
