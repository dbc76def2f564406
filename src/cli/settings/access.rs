//! Who may ask a sidecar, and who may change what it decides by.

use crate::access::Caller;

/// Its callers.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Callers")]
pub(in crate::cli) struct Access {
    /// Who may ask: a URI or a `dns:` name of a certificate, `uid:`, `gid:`, or `loopback` [default: whoever connects]
    #[arg(long, value_name = "CALLER", env = "SELAT_ALLOW_CLIENT", value_delimiter = ',')]
    pub(in crate::cli) allow_client: Vec<Caller>,
    /// Who may change what decides [default: the sidecar's own user, and root, over a Unix socket]
    #[arg(long, value_name = "CALLER", env = "SELAT_ALLOW_ADMIN_CLIENT", value_delimiter = ',')]
    pub(in crate::cli) allow_admin_client: Vec<Caller>,
}
