//! TLS 1.3: certificates from files, replaced while connections go on.
//!
//! Owns what a usable set of files is, when it is looked at again, and the handshake. Whatever can't be used at the
//! start is an error, and whatever can't be used later leaves what is in force: there is no way from here to plaintext.

mod certificates;
mod client;
mod error;
mod files;
mod handshake;
mod load;
mod names;
mod watch;

pub use certificates::{CertificateStatus, Certificates};
pub use client::{ClientFiles, ClientMaterial};
pub use error::TlsError;
pub use files::{Port, TlsFiles};
pub use handshake::{HandshakeError, handshake};
pub use watch::{CertificateWatch, CertificateWatchError};
