//! How a command reaches a sidecar that serves over TLS.
//!
//! Owns the flags. TLS is spoken where `--tls-ca` says whom to trust: there are no roots by default, and no way to trust
//! whoever answers.

use std::path::PathBuf;

use anyhow::bail;
use tonic::transport::{Certificate, ClientTlsConfig, Identity};

use super::refused::Spoken;
use crate::transport::ListenAddress;
use crate::transport::tls::ClientFiles;

const CA: &str = "--tls-ca";
const CERTIFICATE: &str = "--tls-cert";
const KEY: &str = "--tls-key";

/// What is trusted, and what is shown.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "TLS")]
#[expect(clippy::struct_field_names, reason = "they are the flags' names")]
pub(in crate::cli) struct ClientTls {
    /// Reach the sidecar over TLS, and only if these roots vouch for it, in PEM
    #[arg(long, value_name = "FILE", env = "SELAT_CONNECT_TLS_CA")]
    tls_ca: Option<PathBuf>,
    /// Show this certificate to a sidecar that asks for one, in PEM, those between it and its root after it
    #[arg(long, value_name = "FILE", env = "SELAT_CONNECT_TLS_CERT", requires = "tls_key", requires = "tls_ca")]
    tls_cert: Option<PathBuf>,
    /// The key of that certificate, in PEM
    #[arg(long, value_name = "FILE", env = "SELAT_CONNECT_TLS_KEY", requires = "tls_cert", requires = "tls_ca")]
    tls_key: Option<PathBuf>,
    /// The name that the sidecar's certificate must have [default: the host that `--connect` names]
    #[arg(long, value_name = "NAME", env = "SELAT_CONNECT_TLS_NAME", requires = "tls_ca")]
    tls_name: Option<String>,
}

impl ClientTls {
    /// How the sidecar is spoken to.
    pub(super) fn spoken(&self) -> Spoken {
        match (&self.tls_ca, &self.tls_cert) {
            (None, _) => Spoken::Plaintext,
            (Some(_), None) => Spoken::Tls,
            (Some(_), Some(_)) => Spoken::MutualTls,
        }
    }

    /// What a connection needs; nothing where TLS is not spoken.
    ///
    /// # Errors
    /// If a file can't be used, or the address is one that TLS is not spoken at.
    pub(super) fn config(&self, address: &ListenAddress) -> anyhow::Result<Option<ClientTlsConfig>> {
        let Some(ca) = self.tls_ca.clone() else { return Ok(None) };
        if let ListenAddress::Unix(_) = address {
            bail!(
                "`{CA}` is given, and `{address}` is a socket file, which is served without TLS; leave one of them out"
            );
        }
        let identity = self.tls_cert.clone().zip(self.tls_key.clone());
        let identity = identity.map(|(certificate, key)| [(CERTIFICATE, certificate), (KEY, key)]);
        let material = ClientFiles { ca: (CA, ca), identity }.load()?;
        let mut config = ClientTlsConfig::new().ca_certificate(Certificate::from_pem(material.ca));
        if let Some([certificate, key]) = material.identity {
            config = config.identity(Identity::from_pem(certificate, key));
        }
        Ok(Some(match &self.tls_name {
            Some(name) => config.domain_name(name),
            None => config,
        }))
    }
}
