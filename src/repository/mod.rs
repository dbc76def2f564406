//! Questions about the law itself: which regulations there are, who cites them, what is about to change.
//!
//! Pure: it is told the day, and every answer to a transfer comes from the engine. It prints nothing, reads nothing, and
//! holds no law of its own.

mod circumstances;
mod citing;
mod filter;
mod nearest;
mod shifts;
mod turns;

pub use circumstances::Circumstances;
pub use citing::{citing, hit_by, law, tests_named};
pub use filter::{Filter, find, is_in_force, review_age_days};
pub use nearest::{nearest_ids, nearest_law, unknown};
pub use shifts::{Change, Group, Shift, upcoming};
pub use turns::{Party, Subject, Turn};
