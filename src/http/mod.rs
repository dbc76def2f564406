//! The admin port: probes, metrics and the status, for operators and their tools.
//!
//! Owns its routes and their JSON; decides nothing, and opens no file.

mod admin;
mod status;

pub use admin::{Admin, router};
