//! Where a sidecar is found.

use std::num::NonZeroUsize;

use clap::ArgAction;

use crate::transport::ListenAddress;

/// Where it is found.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Listening")]
pub(in crate::cli) struct Listening {
    /// Where to serve gRPC: `host:port`, or `unix:/path`; port 0 takes any that is free
    #[arg(long, value_name = "ADDR", env = "SELAT_LISTEN", default_value = "127.0.0.1:7443")]
    pub(in crate::cli) listen: ListenAddress,
    /// Where to serve probes, metrics and the status over HTTP
    #[arg(long, value_name = "ADDR", env = "SELAT_ADMIN", default_value = "127.0.0.1:7444")]
    pub(in crate::cli) admin: ListenAddress,
    /// How many threads answer questions [default: as many as there are cores to use]
    #[arg(long, value_name = "N", env = "SELAT_THREADS")]
    pub(in crate::cli) threads: Option<NonZeroUsize>,
    /// Answer every question the general way, for comparison
    #[arg(
        long,
        env = "SELAT_PLAIN",
        action = ArgAction::Set,
        num_args = 0..=1,
        require_equals = true,
        default_value_t = false,
        default_missing_value = "true",
        hide_short_help = true
    )]
    pub(in crate::cli) plain: bool,
}
