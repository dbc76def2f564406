//! The files that TLS needs, and the flags that name them.
//!
//! Owns that they are named together or not at all.

use std::path::{Path, PathBuf};

use super::error::TlsError;

/// The port that certificates are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Port {
    /// Where questions are asked.
    Grpc,
    /// Where probes, metrics and the status are served.
    Admin,
}

impl Port {
    /// The word for each port.
    pub const WORDS: [&'static str; 2] = ["grpc", "admin"];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    /// The flag that names its certificate.
    const fn certificate_flag(self) -> &'static str {
        ["--tls-cert", "--admin-tls-cert"][self as usize]
    }

    /// The flag that names the key of its certificate.
    const fn key_flag(self) -> &'static str {
        ["--tls-key", "--admin-tls-key"][self as usize]
    }

    /// The flag that names the CA of its clients.
    const fn client_ca_flag(self) -> &'static str {
        ["--tls-client-ca", "--admin-tls-client-ca"][self as usize]
    }

    /// What its clients speak within TLS (RFC 7301).
    pub(super) fn protocols(self) -> Vec<Vec<u8>> {
        match self {
            Self::Grpc => vec![b"h2".to_vec()],
            Self::Admin => vec![b"http/1.1".to_vec()],
        }
    }
}

/// A file, and what names it: a flag, or a variable.
#[derive(Clone, Copy, Debug)]
pub(super) struct NamedFile<'a> {
    /// What names it.
    pub(super) flag: &'static str,
    /// The file.
    pub(super) path: &'a Path,
}

/// The files behind TLS on a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The port.
    pub port: Port,
    /// The sidecar's certificate in PEM, with those between it and its root after it.
    pub certificate: PathBuf,
    /// Its key in PEM: PKCS #8, PKCS #1 or SEC 1, not encrypted.
    pub key: PathBuf,
    /// The roots that vouch for clients, in PEM; where it is given, every client needs a certificate.
    pub client_ca: Option<PathBuf>,
}

impl TlsFiles {
    /// The files, or nothing where none is named.
    ///
    /// # Errors
    /// If one is named and another that it needs is not.
    pub fn named(
        port: Port,
        certificate: Option<PathBuf>,
        key: Option<PathBuf>,
        client_ca: Option<PathBuf>,
    ) -> Result<Option<Self>, TlsError> {
        let half = |given, missing| Err(TlsError::Half { given, missing });
        match (certificate, key) {
            (Some(certificate), Some(key)) => Ok(Some(Self { port, certificate, key, client_ca })),
            (Some(_), None) => half(port.certificate_flag(), port.key_flag()),
            (None, Some(_)) => half(port.key_flag(), port.certificate_flag()),
            (None, None) if client_ca.is_some() => half(port.client_ca_flag(), port.certificate_flag()),
            (None, None) => Ok(None),
        }
    }

    /// The sidecar's certificate.
    pub(super) fn certificate(&self) -> NamedFile<'_> {
        NamedFile { flag: self.port.certificate_flag(), path: &self.certificate }
    }

    /// Its key.
    pub(super) fn key(&self) -> NamedFile<'_> {
        NamedFile { flag: self.port.key_flag(), path: &self.key }
    }

    /// The roots that vouch for clients.
    pub(super) fn client_ca(&self) -> Option<NamedFile<'_>> {
        self.client_ca.as_deref().map(|path| NamedFile { flag: self.port.client_ca_flag(), path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_together_or_not_at_all() {
        let path = |named: bool| named.then(|| PathBuf::from("file.pem"));
        for (certificate, key, client_ca, missing) in [
            (true, false, false, Some("--tls-key")),
            (false, true, false, Some("--tls-cert")),
            (false, false, true, Some("--tls-cert")),
            (true, false, true, Some("--tls-key")),
            (false, false, false, None),
        ] {
            let named = TlsFiles::named(Port::Grpc, path(certificate), path(key), path(client_ca));
            match missing {
                Some(flag) => assert!(named.unwrap_err().to_string().contains(flag)),
                None => assert_eq!(named.unwrap(), None),
            }
        }
        assert!(TlsFiles::named(Port::Admin, path(true), path(true), None).unwrap().is_some());
    }
}
