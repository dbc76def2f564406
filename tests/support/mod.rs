//! What several tests need: a small policy set, and a running sidecar.

pub mod certificates;
#[cfg(feature = "otlp")]
pub mod collector;
pub mod frames;
pub mod http;
pub mod mini;
pub mod node;
pub mod raw;
pub mod sidecar;
pub mod tls;
pub mod wait;
