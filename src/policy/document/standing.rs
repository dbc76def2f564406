//! The fields for the force of law and for how well an entry is supported.

use super::shape::{Field, Value, names, optional};
use crate::model::{Authority, Confidence};

/// The words for the force of law.
pub const AUTHORITIES: [&str; 5] = names(&Authority::WORDS);

/// The words for how well something is supported.
pub const CONFIDENCES: [&str; 3] = names(&Confidence::WORDS);

/// The field for how well something is supported.
pub const CONFIDENCE: Field =
    optional("confidence", Value::Choice(&CONFIDENCES), "How well our reading of the law is supported.");
