//! How much a sidecar takes at once, and for how long.

use std::time::Duration;

use clap::value_parser;

use super::values::{Size, time};
use crate::grpc::CallLimits;
use crate::transport::Limits;

/// Its limits.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Limits")]
pub(in crate::cli) struct LimitSettings {
    /// The most connections for gRPC; more are closed at once
    #[arg(long, value_name = "N", env = "SELAT_MAX_CONNECTIONS", default_value = "1024", value_parser = value_parser!(u32).range(1..))]
    pub(in crate::cli) max_connections: u32,
    /// The most calls in flight on a connection; a client waits with more
    #[arg(long, value_name = "N", env = "SELAT_MAX_STREAMS", default_value = "200", value_parser = value_parser!(u32).range(1..))]
    pub(in crate::cli) max_streams: u32,
    /// The most calls in flight in all; more are refused at once with `RESOURCE_EXHAUSTED`
    #[arg(long, value_name = "N", env = "SELAT_MAX_CALLS", default_value = "1024", value_parser = value_parser!(u32).range(1..))]
    pub(in crate::cli) max_calls: u32,
    /// The most bytes of a request
    #[arg(long, value_name = "SIZE", env = "SELAT_MAX_MESSAGE_SIZE", default_value = "16MiB")]
    pub(in crate::cli) max_message_size: Size,
    /// The most bytes of requests that are being read, in all
    #[arg(long, value_name = "SIZE", env = "SELAT_MAX_REQUEST_MEMORY", default_value = "64MiB")]
    pub(in crate::cli) max_request_memory: Size,
    /// The most bytes of a request's headers
    #[arg(long, value_name = "SIZE", env = "SELAT_MAX_HEADER_SIZE", default_value = "16KiB")]
    pub(in crate::cli) max_header_size: Size,
    /// The longest that a call may take that is not a stream; a client may ask for less
    #[arg(long, value_name = "TIME", env = "SELAT_MAX_DEADLINE", default_value = "30s", value_parser = time)]
    pub(in crate::cli) max_deadline: Duration,
    /// The longest that a client may take to begin: the TLS handshake, and the first words of HTTP/2
    #[arg(long, value_name = "TIME", env = "SELAT_HANDSHAKE_TIMEOUT", default_value = "5s", value_parser = time)]
    pub(in crate::cli) handshake_timeout: Duration,
    /// The longest that a connection may be without a call
    #[arg(long, value_name = "TIME", env = "SELAT_MAX_CONNECTION_IDLE", default_value = "15m", value_parser = time)]
    pub(in crate::cli) max_connection_idle: Duration,
    /// The longest that a connection may be used, give or take a tenth
    #[arg(long, value_name = "TIME", env = "SELAT_MAX_CONNECTION_AGE", default_value = "1h", value_parser = time)]
    pub(in crate::cli) max_connection_age: Duration,
    /// The longest that calls in flight may hold up the end of a connection that is too old
    #[arg(long, value_name = "TIME", env = "SELAT_CONNECTION_GRACE", default_value = "30s", value_parser = time)]
    pub(in crate::cli) connection_grace: Duration,
}

impl From<&LimitSettings> for Limits {
    fn from(set: &LimitSettings) -> Self {
        Self {
            connections: set.max_connections as usize,
            calls_of_connection: set.max_streams,
            header_bytes: set.max_header_size.0,
            handshake: set.handshake_timeout,
            idle: set.max_connection_idle,
            age: set.max_connection_age,
            grace: set.connection_grace,
        }
    }
}

impl From<&LimitSettings> for CallLimits {
    fn from(set: &LimitSettings) -> Self {
        Self {
            calls: set.max_calls as usize,
            message_bytes: set.max_message_size.0 as usize,
            request_bytes: set.max_request_memory.0 as usize,
            deadline: set.max_deadline,
        }
    }
}
