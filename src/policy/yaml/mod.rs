//! YAML text to a tree that keeps the place of every value.
//!
//! Knows nothing of policies. The parser behind it is used in `events` alone, so that another can replace it.

mod events;
mod tree;

pub use events::{EventKind, Events, Style};
pub use tree::{Content, Entry, Limits, Node, parse};
