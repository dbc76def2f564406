//! From sources of policy files to the policy set that decides, and to the next one when the files change.
//!
//! Owns reading, loading, watching and swapping; the last good policy set stays until a better one is ready. It knows
//! nothing of who asks: no wire, no HTTP, no command line.

mod active;
mod age;
mod attempts;
mod builtin;
mod current;
mod error;
mod events;
mod excerpt;
mod fallback;
mod last_good;
mod load;
mod mistake;
mod mounts;
mod outcome;
mod paths;
mod projected;
mod read;
mod reload;
mod replace;
mod shadow;
mod source;
mod walk;
mod watch;

pub use active::{Active, Counts, Prepare, Prepared};
pub use age::{AgeLimit, AgeWatch, Freshness};
pub use attempts::{ATTEMPTS_MAX, Attempt, Attempts, Cause, Size};
pub use current::{Copy, Current, Status};
pub use error::ReadError;
pub use excerpt::Excerpt;
pub use last_good::LastGoodError;
pub use load::load;
pub use mistake::Mistake;
pub use outcome::{Changes, Outcome};
pub use paths::read_paths;
pub use read::{Reading, read};
pub use reload::{NotLoaded, Observer, Reloader};
pub use replace::replace;
pub use shadow::{CANDIDATE_WORDS, Difference, NotPromoted, Promotion, Record, Said, Shadow, Skipped, Tally, Words};
pub use source::PolicySource;
pub use walk::FILE_BYTES_MAX;
pub use watch::{Settings as WatchSettings, Waker, Watch, WatchError};
