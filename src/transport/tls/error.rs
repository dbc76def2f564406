//! What keeps files from being used for TLS.
//!
//! Owns the wording: each error names the flag and the file, and what to do about it.

use std::io;
use std::path::PathBuf;

/// What keeps files from being used for TLS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// One file is named, and another that it needs is not.
    #[error("`{given}` is given and `{missing}` is not; name both, or neither to serve without TLS")]
    Half {
        /// The flag that is given.
        given: &'static str,
        /// The flag that it needs.
        missing: &'static str,
    },
    /// A file can't be read.
    #[error("can't read `{}`, which `{flag}` names: {error}", .path.display())]
    Unreadable {
        /// The flag.
        flag: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A file does not hold what it should.
    #[error("`{}`, which `{flag}` names, holds no {expected} in PEM: {reason}", .path.display())]
    NotPem {
        /// The flag.
        flag: &'static str,
        /// The file.
        path: PathBuf,
        /// What was expected.
        expected: &'static str,
        /// What the reader says.
        reason: String,
    },
    /// The key can't be used.
    #[error("the key in `{}`, which `{flag}` names, can't be used: {reason}", .path.display())]
    Key {
        /// The flag.
        flag: &'static str,
        /// The file.
        path: PathBuf,
        /// What the library says.
        reason: String,
    },
    /// The key is another one than the certificate's.
    #[error(
        "the key in `{}` is not the key of the certificate in `{}`; `{key_flag}` and `{certificate_flag}` must name \
         files that were made together",
        .key.display(), .certificate.display()
    )]
    Mismatch {
        /// The flag of the key.
        key_flag: &'static str,
        /// The file of the key.
        key: PathBuf,
        /// The flag of the certificate.
        certificate_flag: &'static str,
        /// The file of the certificate.
        certificate: PathBuf,
    },
    /// A certificate can't be used.
    #[error("a certificate in `{}`, which `{flag}` names, can't be used: {reason}", .path.display())]
    Certificate {
        /// The flag.
        flag: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A certificate's time is over.
    #[error("the certificate in `{}`, which `{flag}` names, expired at {at}; renew it", .path.display())]
    Expired {
        /// The flag.
        flag: &'static str,
        /// The file.
        path: PathBuf,
        /// When.
        at: String,
    },
    /// A certificate's time has not come.
    #[error(
        "the certificate in `{}`, which `{flag}` names, is not valid before {at}; wait, or look at this machine's clock",
        .path.display()
    )]
    Early {
        /// The flag.
        flag: &'static str,
        /// The file.
        path: PathBuf,
        /// From when on.
        at: String,
    },
    /// The library refuses the whole.
    #[error("TLS can't be set up: {0}")]
    Library(String),
}
