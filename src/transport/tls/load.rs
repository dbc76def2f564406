//! Files to a configuration of TLS.
//!
//! Owns what a usable set of files is: a certificate within its time, its own key, and, where clients are to prove who
//! they are, at least one root that has not expired.

use std::fs::File;
use std::io::{self, Read as _};
use std::sync::Arc;

use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{NoServerSessionStorage, WebPkiClientVerifier};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{Error as LibraryError, InconsistentKeys, RootCertStore, ServerConfig};
use sha2::{Digest as _, Sha256};
use x509_cert::Certificate;
use x509_cert::der::Decode as _;

use super::error::TlsError;
use super::files::{NamedFile, TlsFiles};
use crate::clock;
use crate::model::Timestamp;

/// The most bytes of a file; a bundle of every public root is a quarter of this.
const FILE_BYTES_MAX: u64 = 1 << 20;

/// What a set of files holds.
pub(super) struct Material {
    certificate: Vec<u8>,
    key: Vec<u8>,
    client_ca: Option<Vec<u8>>,
}

/// A set of files that can be used.
pub(super) struct Loaded {
    /// What a handshake needs.
    pub(super) config: Arc<ServerConfig>,
    /// What was read, to be told from what is read later.
    pub(super) digest: [u8; 32],
    /// When the certificate expires.
    pub(super) expires_at: Timestamp,
    /// The certificate's SHA-256, in hexadecimal digits.
    pub(super) fingerprint: String,
    /// When it was loaded.
    pub(super) since: Timestamp,
}

impl Material {
    /// Reads the files.
    pub(super) fn read(files: &TlsFiles) -> Result<Self, TlsError> {
        Ok(Self {
            certificate: read(files.certificate())?,
            key: read(files.key())?,
            client_ca: files.client_ca().map(read).transpose()?,
        })
    }

    /// What tells it from other material.
    pub(super) fn digest(&self) -> [u8; 32] {
        let mut digest = Sha256::new();
        for part in [Some(&self.certificate), Some(&self.key), self.client_ca.as_ref()].into_iter().flatten() {
            digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            digest.update(part);
        }
        digest.finalize().into()
    }

    /// Makes a configuration of it.
    pub(super) fn load(&self, files: &TlsFiles) -> Result<Loaded, TlsError> {
        let chain = certificates(&self.certificate, files.certificate())?;
        let expires_at = within_its_time(&chain, files.certificate())?;
        let fingerprint = hex(&Sha256::digest(&chain[0]));
        let provider = Arc::new(ring::default_provider());
        let key = certified(chain, files.certificate(), &self.key, files.key(), &provider)?;
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(&[&rustls::version::TLS13])
            .map_err(|error| TlsError::Library(error.to_string()))?;
        let builder = match self.client_ca.as_ref().zip(files.client_ca()) {
            None => builder.with_no_client_auth(),
            Some((pem, file)) => {
                let roots = Arc::new(roots(pem, file)?);
                let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider).build();
                builder.with_client_cert_verifier(verifier.map_err(|error| TlsError::Library(error.to_string()))?)
            }
        };
        let mut config = builder.with_cert_resolver(Arc::new(SingleCertAndKey::from(key)));
        config.alpn_protocols = files.port.protocols();
        // A session that is taken up again skips the look at the client's certificate, which may have expired since.
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        let (config, digest) = (Arc::new(config), self.digest());
        Ok(Loaded { config, digest, expires_at, fingerprint, since: clock::now() })
    }
}

/// A chain of certificates with its own key.
pub(super) fn certified(
    chain: Vec<CertificateDer<'static>>,
    certificate: NamedFile<'_>,
    key_pem: &[u8],
    key: NamedFile<'_>,
    provider: &CryptoProvider,
) -> Result<CertifiedKey, TlsError> {
    let NamedFile { flag, path } = key;
    let key = PrivateKeyDer::from_pem_slice(key_pem).map_err(|error| TlsError::NotPem {
        flag,
        path: path.to_owned(),
        expected: "private key",
        reason: error.to_string(),
    })?;
    CertifiedKey::from_der(chain, key, provider).map_err(|error| match error {
        LibraryError::InconsistentKeys(InconsistentKeys::KeyMismatch) => TlsError::Mismatch {
            key_flag: flag,
            key: path.to_owned(),
            certificate_flag: certificate.flag,
            certificate: certificate.path.to_owned(),
        },
        other => TlsError::Key { flag, path: path.to_owned(), reason: other.to_string() },
    })
}

/// When a certificate expires, if that has not come and it is valid already.
pub(super) fn within_its_time(chain: &[CertificateDer<'_>], file: NamedFile<'_>) -> Result<Timestamp, TlsError> {
    let (flag, path) = (file.flag, file.path.to_owned());
    let validity = validity(&chain[0], file)?;
    let now = clock::now();
    if now < seconds(validity.not_before) {
        let at = validity.not_before.to_date_time().to_string();
        return Err(TlsError::Early { flag, path, at });
    }
    if now > seconds(validity.not_after) {
        let at = validity.not_after.to_date_time().to_string();
        return Err(TlsError::Expired { flag, path, at });
    }
    Ok(seconds(validity.not_after))
}

/// The roots that have not expired: the library trusts a root whatever its dates say.
pub(super) fn roots(pem: &[u8], file: NamedFile<'_>) -> Result<RootCertStore, TlsError> {
    let NamedFile { flag, path } = file;
    let mut roots = RootCertStore::empty();
    let mut last_expiry = None;
    for certificate in certificates(pem, file)? {
        let not_after = validity(&certificate, file)?.not_after;
        if clock::now() > seconds(not_after) {
            last_expiry = last_expiry.max(Some(not_after.to_date_time().to_string()));
            continue;
        }
        roots.add(certificate).map_err(|error| TlsError::Certificate {
            flag,
            path: path.to_owned(),
            reason: error.to_string(),
        })?;
    }
    match last_expiry {
        Some(at) if roots.is_empty() => Err(TlsError::Expired { flag, path: path.to_owned(), at }),
        _ => Ok(roots),
    }
}

pub(super) fn certificates(pem: &[u8], file: NamedFile<'_>) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let NamedFile { flag, path } = file;
    let not_pem = |reason| TlsError::NotPem { flag, path: path.to_owned(), expected: "certificate", reason };
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let found = found.map_err(|error| not_pem(error.to_string()))?;
    if found.is_empty() { Err(not_pem("it has no section for one".to_owned())) } else { Ok(found) }
}

fn validity(
    certificate: &CertificateDer<'_>,
    NamedFile { flag, path }: NamedFile<'_>,
) -> Result<x509_cert::time::Validity, TlsError> {
    let parsed = Certificate::from_der(certificate).map_err(|error| TlsError::Certificate {
        flag,
        path: path.to_owned(),
        reason: error.to_string(),
    })?;
    Ok(*parsed.tbs_certificate().validity())
}

fn seconds(time: x509_cert::time::Time) -> Timestamp {
    Timestamp::from_seconds(i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX))
}

pub(super) fn read(NamedFile { flag, path }: NamedFile<'_>) -> Result<Vec<u8>, TlsError> {
    let unreadable = |error| TlsError::Unreadable { flag, path: path.to_owned(), error };
    // A pipe would keep whoever opens it waiting.
    if !path.metadata().map_err(unreadable)?.is_file() {
        return Err(unreadable(io::Error::other("it is not a regular file")));
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(unreadable(io::Error::other("it is larger than 1 MiB")));
    }
    Ok(bytes)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}
