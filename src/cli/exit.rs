//! The exit codes, by name.
//!
//! Owns the numbers that scripts rely on; what leads to which is up to each command.

use std::process::ExitCode;

use crate::policy::{Code, Rejection, Severity};

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All is fine.
    Fine,
    /// It could not run: a file that can't be read, a port that is taken.
    CouldNotRun,
    /// The arguments make no sense.
    Usage,
    /// The policy files hold mistakes.
    PoliciesInvalid,
    /// A policy test failed.
    TestsFailed,
    /// The policy tests reach less than `--min-coverage` asks for.
    CoverageTooLow,
    /// The answer that `--fail-on` names came.
    AnswerCame,
    /// A sidecar does not decide by what its sources hold.
    StatusNotFine,
}

impl Exit {
    /// The number that the caller of the program sees.
    pub const fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::CouldNotRun => 1,
            Self::Usage => 2,
            Self::PoliciesInvalid => 3,
            Self::TestsFailed | Self::CoverageTooLow | Self::AnswerCame => 4,
            Self::StatusNotFine => 5,
        }
    }
}

impl From<&Rejection> for Exit {
    /// Failed tests alone are told from mistakes in the files.
    fn from(rejection: &Rejection) -> Self {
        let mut errors = rejection.diagnostics.iter().filter(|diagnostic| diagnostic.severity() == Severity::Error);
        if errors.all(|diagnostic| diagnostic.code == Code::PolicyTestFailed) {
            Self::TestsFailed
        } else {
            Self::PoliciesInvalid
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
