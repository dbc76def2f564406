//! Selat decides, before data leaves a jurisdiction, whether the transfer may go ahead, and says by which law.
//!
//! Two rings, one direction. The inner ring is pure: no clock, no I/O, no async, no lock, no log. The outer ring reads
//! files, listens, logs and prints.
//!
//! ```text
//! at reload   files ─load▶ SourceFile ─parse▶ Document ─validate▶ PolicySet ─compile▶ Snapshot ─swap▶ Current
//!                                             as written      valid by construction   immutable, has a revision
//! at a call   EvaluateRequest ─convert▶ Transfer ─decide(Current)▶ Decision ─convert▶ EvaluateResponse
//! ```
//!
//! Inner ring, in the order in which data flows through it:
//! - [`model`]: the nouns: vocabulary, transfer, decision, regulation, inventory;
//! - [`policy`]: the language: YAML text to a valid policy set, or diagnostics;
//! - [`engine`]: a policy set to a snapshot; a snapshot and a transfer to a decision;
//! - [`repository`]: questions about the law itself: which regulations there are, who cites them, what will change;
//! - [`verify`]: offline questions: policy tests, lint, coverage.
//!
//! Invariants:
//! - [`engine::decide`] is total: it always answers, with no error, no clock and no I/O.
//! - Illegal states have no spelling: `conditions` are never empty, only [`policy::load`] makes a policy set, only
//!   [`engine::compile`] makes a snapshot.
//! - There is one evaluator: server, command line and policy tests all call [`engine::decide`].
//! - A reload is all or nothing, and its outcome is a value. Whatever fails keeps the last good snapshot.
//! - When in doubt the answer is deny, and a deny is an answer, never an error.

#[cfg(feature = "server")]
#[allow(clippy::disallowed_methods, reason = "outer ring")]
pub mod access;
#[cfg(feature = "server")]
#[allow(clippy::disallowed_methods, reason = "outer ring")]
pub mod cli;
#[cfg(feature = "server")]
#[allow(clippy::disallowed_methods, reason = "outer ring")]
mod clock;
pub mod engine;
#[cfg(feature = "server")]
#[allow(clippy::disallowed_methods, reason = "outer ring")]
pub mod grpc;
#[cfg(feature = "server")]
#[allow(clippy::disallowed_methods, reason = "outer ring")]
pub mod http;
pub mod model;
pub mod policy;
pub mod repository;
#[cfg(feature = "server")]
#[allow(clippy::disallowed_methods, reason = "outer ring")]
pub mod sidecar;
#[cfg(feature = "server")]
#[allow(clippy::disallowed_methods, reason = "outer ring")]
pub mod store;
#[cfg(feature = "server")]
#[allow(clippy::disallowed_methods, reason = "outer ring")]
pub mod telemetry;
#[cfg(feature = "server")]
#[allow(clippy::disallowed_methods, reason = "outer ring")]
pub mod transport;
pub mod verify;
