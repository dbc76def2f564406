//! What several tests need: a small policy set, and a running sidecar.

pub mod http;
pub mod mini;
pub mod sidecar;
pub mod wait;
