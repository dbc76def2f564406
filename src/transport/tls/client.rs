//! What a client of TLS shows and trusts, from files.
//!
//! Owns that they can be used: the connection itself is up to whoever opens it.

use std::path::PathBuf;

use rustls::crypto::ring;

use super::error::TlsError;
use super::files::NamedFile;
use super::load::{certificates, certified, read, roots, within_its_time};

/// The files of a client, each with what names it: a flag, or a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientFiles {
    /// The roots that vouch for the server, in PEM.
    pub ca: (&'static str, PathBuf),
    /// The client's own certificate and its key, in PEM.
    pub identity: Option<[(&'static str, PathBuf); 2]>,
}

/// What the files hold, in PEM.
#[derive(Clone, Debug)]
pub struct ClientMaterial {
    /// The roots that vouch for the server.
    pub ca: Vec<u8>,
    /// The client's own certificate and its key.
    pub identity: Option<[Vec<u8>; 2]>,
}

impl ClientFiles {
    /// Reads the files.
    ///
    /// # Errors
    /// If one can't be read, or holds what can't be used.
    pub fn load(&self) -> Result<ClientMaterial, TlsError> {
        let ca = read(named(&self.ca))?;
        roots(&ca, named(&self.ca))?;
        let identity = self.identity.as_ref().map(|[certificate, key]| identity(named(certificate), named(key)));
        Ok(ClientMaterial { ca, identity: identity.transpose()? })
    }
}

fn named<'a>((flag, path): &'a (&'static str, PathBuf)) -> NamedFile<'a> {
    NamedFile { flag, path }
}

fn identity(certificate: NamedFile<'_>, key: NamedFile<'_>) -> Result<[Vec<u8>; 2], TlsError> {
    let pem = [read(certificate)?, read(key)?];
    let chain = certificates(&pem[0], certificate)?;
    within_its_time(&chain, certificate)?;
    certified(chain, certificate, &pem[1], key, &ring::default_provider())?;
    Ok(pem)
}
