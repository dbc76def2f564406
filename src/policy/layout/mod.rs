//! The one layout in which policy files are kept.
//!
//! Owns what a file looks like: indentation, quotes, the order of fields, where lines end. It changes no value, drops no
//! comment, and looks at the words of the language only to see which field stands where.

mod canonical;
mod comments;
mod flow;
mod language;
mod print;
mod scalar;
mod text_block;
mod written;

pub use canonical::{LayoutError, canonical_layout};
