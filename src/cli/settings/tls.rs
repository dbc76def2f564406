//! Which certificates a sidecar shows, and which it asks for.

use std::path::PathBuf;

use clap::ArgAction;

/// TLS on both ports.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "TLS")]
pub(in crate::cli) struct Encryption {
    /// Serve gRPC over TLS with this certificate, in PEM, those between it and its root after it
    #[arg(long, value_name = "FILE", env = "SELAT_TLS_CERT")]
    pub(in crate::cli) tls_cert: Option<PathBuf>,
    /// The key of that certificate, in PEM
    #[arg(long, value_name = "FILE", env = "SELAT_TLS_KEY")]
    pub(in crate::cli) tls_key: Option<PathBuf>,
    /// Answer only clients with a certificate that these roots vouch for, in PEM
    #[arg(long, value_name = "FILE", env = "SELAT_TLS_CLIENT_CA")]
    pub(in crate::cli) tls_client_ca: Option<PathBuf>,
    /// Serve gRPC without TLS on an address that other machines reach
    #[arg(
        long,
        value_name = "true|false",
        env = "SELAT_INSECURE_LISTEN",
        action = ArgAction::Set,
        num_args = 0..=1,
        require_equals = true,
        default_value_t = false,
        default_missing_value = "true"
    )]
    pub(in crate::cli) insecure_listen: bool,
    /// Serve the admin pages over TLS with this certificate
    #[arg(long, value_name = "FILE", env = "SELAT_ADMIN_TLS_CERT")]
    pub(in crate::cli) admin_tls_cert: Option<PathBuf>,
    /// The key of that certificate
    #[arg(long, value_name = "FILE", env = "SELAT_ADMIN_TLS_KEY")]
    pub(in crate::cli) admin_tls_key: Option<PathBuf>,
    /// Show the admin pages only to clients with a certificate that these roots vouch for
    #[arg(long, value_name = "FILE", env = "SELAT_ADMIN_TLS_CLIENT_CA")]
    pub(in crate::cli) admin_tls_client_ca: Option<PathBuf>,
    /// Serve the admin pages without TLS on an address that other machines reach
    #[arg(
        long,
        value_name = "true|false",
        env = "SELAT_INSECURE_ADMIN",
        action = ArgAction::Set,
        num_args = 0..=1,
        require_equals = true,
        default_value_t = false,
        default_missing_value = "true"
    )]
    pub(in crate::cli) insecure_admin: bool,
}
