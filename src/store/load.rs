//! From policy files to a snapshot that has passed its own tests.
//!
//! Owns the order of the steps; all of them succeed, or nothing comes out. It does not read files.

use crate::engine::{Snapshot, compile};
use crate::policy::{self, Rejection, SourceFile};
use crate::verify;

/// Loads and compiles a policy set, and runs the tests that it brings along.
///
/// # Errors
/// Every mistake in every file; or, where there is none, every test that fails.
pub fn load(files: Vec<SourceFile>) -> Result<Snapshot, Rejection> {
    let snapshot = compile(policy::load(files)?);
    let reports = verify::own_tests(&snapshot);
    let diagnostics: Vec<_> = reports.iter().filter_map(verify::TestReport::diagnostic).collect();
    if diagnostics.is_empty() {
        Ok(snapshot)
    } else {
        Err(Rejection { sources: snapshot.policies().sources().clone(), diagnostics })
    }
}
