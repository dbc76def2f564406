//! Everything that is tested, in one binary.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test reads files, and fails by panicking"
)]

mod architecture;
mod cli;
mod fuzz;
mod language;
mod policies;
mod reference;
mod sidecar;
mod support;
