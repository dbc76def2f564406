//! The small world that generated policies and questions live in: few enough words that rules collide.

use super::case::Seconds;

/// The first is the usual origin. `NO` is a code that a reader of YAML 1.1 takes for a boolean.
pub const JURISDICTIONS: [&str; 4] = ["SG", "VN", "NO", "ID"];
pub const GROUPS: [&str; 2] = ["bloc", "pact.members"];

pub const CATEGORIES: [&str; 10] = [
    "personal",
    "personal.contact",
    "personal.health",
    "personal.health.genetic",
    "financial",
    "financial.payment",
    "state",
    "state.core",
    "public-sector",
    "industrial",
];
/// Those with others below them; each may be an umbrella or not.
pub const PARENTS: [&str; 4] = ["personal", "personal.health", "financial", "state"];

pub const PURPOSES: [&str; 3] = ["hosting", "marketing", "marketing.email"];
pub const SECTORS: [&str; 3] = ["general", "banking", "banking.retail"];
pub const ROLES: [&str; 3] = ["controller", "processor", "affiliate"];
pub const SAFEGUARDS: [&str; 5] =
    ["instrument.contract", "instrument.scc", "consent.explicit", "approval.regulator", "technical.encrypted"];
pub const ASSUMPTIONS: [&str; 3] = ["pact-in-force", "pact-phase-2", "pact-complete"];

/// A later set may be a member or an exception of an earlier one.
pub const CATEGORY_SETS: [&str; 3] = ["open.data", "sensitive.data", "grave.data"];
pub const PURPOSE_SETS: [&str; 1] = ["outreach"];
pub const SECTOR_SETS: [&str; 1] = ["watched.sectors"];

pub const CITATIONS: [&str; 3] = ["some.act", "some.act#s1", "some.act#s2"];

/// Of the inventory.
pub const EXPORTERS: [&str; 2] = ["shop", "clinic"];
pub const IMPORTERS: [&str; 2] = ["cloud", "desk"];
pub const DATASETS: [&str; 2] = ["orders", "patients"];

pub const SUBJECT_COUNTS: [u64; 5] = [1, 99, 100, 101, 200];

const HOUR: Seconds = 3_600;
const DAY: Seconds = 24 * HOUR;
/// 2026-03-28T00:00:00Z: the clocks in Oslo go forward in the night of the 29th.
const FIRST_DAY: Seconds = 1_774_656_000;

/// Instants at which rules, memberships, recognitions, waivers and safeguards begin and end: midnights in the zones of the documents, and
/// hours that are midnight in none of them.
pub fn boundaries() -> Vec<Seconds> {
    let of_day = [0, -7 * HOUR, -HOUR, -2 * HOUR, 5 * HOUR];
    (0..4).flat_map(|day| of_day.map(|hour| FIRST_DAY + day * DAY + hour)).collect()
}

/// Instants at which questions are asked: the boundaries, a second around them, and long before and after.
pub fn asked_at() -> Vec<Seconds> {
    let near = boundaries().into_iter().flat_map(|boundary| [boundary, boundary - 1, boundary + 1]);
    near.chain([FIRST_DAY - 400 * DAY, FIRST_DAY + 400 * DAY]).collect()
}
