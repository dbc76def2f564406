//! The real binary, driven from outside.

mod abuse;
mod client_tls;
mod conformance;
mod containers;
mod drain;
mod foreign;
mod healthcheck;
mod limits;
mod observation;
mod receipts;
mod regulations;
mod reload;
mod shadow;
mod staleness;
mod start;
mod tls;
#[cfg(feature = "otlp")]
mod traces;
mod unix_socket;
mod wire;
