//! Why a call or a question gets no decision.
//!
//! Owns the words, and both forms that they take: an error of the call, and a refusal in place of an answer.

use std::fmt;

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt as _};

use super::wire;
use crate::telemetry::RefusalKind;

/// The most questions in a batch.
pub(super) const BATCH_MAX: usize = 10_000;

/// How many bytes of violations fit into the headers that carry an error; clients refuse more than 8 KiB in all.
const DETAIL_BYTES_MAX: usize = 3 * 1024;

/// Why a call or a question gets no decision.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    /// There is nothing to decide by.
    #[error("no policy set is active yet; ask again later")]
    NoPolicySet,
    /// There are too many questions.
    #[error("a batch holds at most {BATCH_MAX} questions, and this one holds {0}; split it")]
    BatchTooLarge(usize),
    /// The question can't be decided.
    #[error("the question can't be decided: {0}")]
    Invalid(Violations),
}

/// The fields at fault.
#[derive(Debug)]
pub(super) struct Violations(pub(super) Vec<Violation>);

/// A field at fault.
#[derive(Debug)]
pub(super) struct Violation {
    /// The field's path within the request.
    pub(super) field: String,
    /// What is wrong with it.
    pub(super) description: String,
}

impl Violation {
    pub(super) fn new(field: impl Into<String>, description: impl Into<String>) -> Self {
        Self { field: field.into(), description: description.into() }
    }
}

impl Violations {
    /// As many as fit into the headers of an error, and how many more there are.
    fn within_headers(&self) -> Vec<FieldViolation> {
        let mut bytes = 0;
        let mut fitting: Vec<_> = self
            .0
            .iter()
            .take_while(|v| {
                bytes += v.field.len() + v.description.len();
                bytes <= DETAIL_BYTES_MAX
            })
            .map(|v| FieldViolation::new(&v.field, &v.description))
            .collect();
        let more = self.0.len() - fitting.len();
        if more > 0 {
            fitting.push(FieldViolation::new("transfer", format!("{more} more fields are at fault")));
        }
        fitting
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((first, rest)) = self.0.split_first() else { return Ok(()) };
        write!(f, "`{}`: {}", first.field, first.description)?;
        match rest.len() {
            0 => Ok(()),
            1 => f.write_str(" (and 1 more field is at fault)"),
            more => write!(f, " (and {more} more fields are at fault)"),
        }
    }
}

impl Refusal {
    /// The word for the kind of it.
    pub(super) const fn kind(&self) -> RefusalKind {
        match self {
            Self::NoPolicySet => RefusalKind::NoPolicySet,
            Self::BatchTooLarge(_) => RefusalKind::BatchTooLarge,
            Self::Invalid(_) => RefusalKind::Invalid,
        }
    }
}

impl From<Refusal> for Status {
    fn from(refusal: Refusal) -> Self {
        let message = refusal.to_string();
        match refusal {
            Refusal::NoPolicySet => Self::unavailable(message),
            Refusal::BatchTooLarge(_) => {
                let details = ErrorDetails::with_bad_request_violation("requests", message.clone());
                Self::with_error_details(Code::InvalidArgument, message, details)
            }
            Refusal::Invalid(violations) => {
                let details = ErrorDetails::with_bad_request(violations.within_headers());
                Self::with_error_details(Code::InvalidArgument, message, details)
            }
        }
    }
}

impl From<Refusal> for wire::Refusal {
    fn from(refusal: Refusal) -> Self {
        let message = refusal.to_string();
        let violations = match refusal {
            Refusal::Invalid(Violations(violations)) => violations,
            Refusal::NoPolicySet | Refusal::BatchTooLarge(_) => Vec::new(),
        };
        let violations =
            violations.into_iter().map(|v| wire::FieldViolation { field: v.field, description: v.description });
        Self { message, violations: violations.collect() }
    }
}
