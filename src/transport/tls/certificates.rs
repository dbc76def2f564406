//! The certificates in force on a port.
//!
//! Owns the slot: a new set takes the place of the old one as a whole, a bad one never does. A handshake takes what is
//! in force when it begins; connections that stand go on.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use rustls::ServerConfig;

use super::error::TlsError;
use super::files::{Port, TlsFiles};
use super::load::{Loaded, Material};
use crate::model::Timestamp;

/// The certificates in force on a port.
pub struct Certificates {
    files: TlsFiles,
    loaded: ArcSwap<Loaded>,
    error: Mutex<Option<Arc<str>>>,
}

/// What is known of the certificates of a port.
#[derive(Clone, Debug)]
pub struct CertificateStatus {
    /// The port.
    pub port: Port,
    /// The SHA-256 of the certificate in force, in hexadecimal digits.
    pub fingerprint: String,
    /// When it expires.
    pub expires_at: Timestamp,
    /// When it was loaded.
    pub loaded_at: Timestamp,
    /// Whether clients must have certificates.
    pub asks_clients: bool,
    /// Why what the files hold now is not in force.
    pub error: Option<Arc<str>>,
}

/// How a look at the files ended.
pub(super) enum Look {
    /// They hold what is in force, and did so before.
    Same,
    /// They hold what is in force again, after something that could not be used.
    Mended,
    /// They hold something else, which is in force now.
    Swapped,
    /// They can't be used; it is said once for each reason.
    Refused(Arc<str>),
}

impl Certificates {
    /// Loads them.
    ///
    /// # Errors
    /// If they can't be used.
    pub fn load(files: TlsFiles) -> Result<Self, TlsError> {
        let loaded = Material::read(&files)?.load(&files)?;
        Ok(Self { files, loaded: ArcSwap::from_pointee(loaded), error: Mutex::new(None) })
    }

    /// What a handshake needs.
    pub(super) fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.loaded.load().config)
    }

    /// The port.
    pub fn port(&self) -> Port {
        self.files.port
    }

    /// What is known of them.
    pub fn status(&self) -> CertificateStatus {
        let loaded = self.loaded.load();
        CertificateStatus {
            port: self.files.port,
            fingerprint: loaded.fingerprint.clone(),
            expires_at: loaded.expires_at,
            loaded_at: loaded.since,
            asks_clients: self.files.client_ca.is_some(),
            error: self.error().clone(),
        }
    }

    /// The folders in which a change matters.
    pub(super) fn folders(&self) -> Vec<PathBuf> {
        let files = [Some(&self.files.certificate), Some(&self.files.key), self.files.client_ca.as_ref()];
        let parent = |path: &PathBuf| match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        files.into_iter().flatten().map(parent).collect()
    }

    /// Puts in force what the files hold.
    pub(super) fn look(&self) -> Look {
        let found = Material::read(&self.files).and_then(|material| {
            let is_new = material.digest() != self.loaded.load().digest;
            is_new.then(|| material.load(&self.files)).transpose()
        });
        match found {
            Ok(loaded) => {
                let was_wrong = self.error().take().is_some();
                match loaded {
                    Some(loaded) => {
                        self.loaded.store(Arc::new(loaded));
                        Look::Swapped
                    }
                    None if was_wrong => Look::Mended,
                    None => Look::Same,
                }
            }
            Err(error) => {
                let why: Arc<str> = error.to_string().into();
                let before = self.error().replace(Arc::clone(&why));
                if before.as_ref() == Some(&why) { Look::Same } else { Look::Refused(why) }
            }
        }
    }

    fn error(&self) -> std::sync::MutexGuard<'_, Option<Arc<str>>> {
        self.error.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
