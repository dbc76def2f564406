//! Why two ends of a connection do not understand each other.
//!
//! Owns what is made of a library's error: what is wrong, and the flag that mends it.

use std::error::Error;
use std::io;

use rustls::{CertificateError, Error as TlsError};

/// What a client did to be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spoken {
    /// It spoke without TLS.
    Plaintext,
    /// It spoke TLS, and had no certificate to show.
    Tls,
    /// It spoke TLS, and had one.
    MutualTls,
}

/// What is wrong, if that may have to do with how the client spoke.
pub(super) fn why(error: &(dyn Error + 'static), spoken: Spoken) -> Option<String> {
    let said = || chain(error).find_map(|error| error.downcast_ref::<TlsError>());
    if spoken != Spoken::Plaintext
        && let Some(error) = said()
        && let Some(why) = of_handshake(error)
    {
        return Some(why);
    }
    // What the other end says last is often lost with the connection.
    let is_broken = chain(error).any(|error| error.is::<hyper::Error>() || error.is::<TlsError>());
    is_broken.then(|| of_broken(spoken).to_owned())
}

/// What is wrong with what the sidecar shows.
fn of_handshake(error: &TlsError) -> Option<String> {
    Some(match error {
        TlsError::InvalidMessage(_) => {
            "it does not speak TLS; leave out `--tls-ca`, or look at its `--tls-cert`".to_owned()
        }
        // Another root of the same name makes for a bad signature.
        TlsError::InvalidCertificate(CertificateError::UnknownIssuer | CertificateError::BadSignature) => {
            "the roots of `--tls-ca` do not vouch for its certificate".to_owned()
        }
        TlsError::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        ) => "its certificate has another name; `--tls-name` says which one to expect".to_owned(),
        TlsError::AlertReceived(_) => return None,
        other => other.to_string(),
    })
}

const fn of_broken(spoken: Spoken) -> &'static str {
    match spoken {
        Spoken::Plaintext => "the connection broke; if it serves over TLS, `--tls-ca` names the roots to trust it by",
        Spoken::Tls => "the connection broke; if it asks for a certificate, `--tls-cert` and `--tls-key` name one",
        Spoken::MutualTls => {
            "the connection broke; if it refuses the certificate of `--tls-cert`, its `--tls-client-ca` must vouch for it"
        }
    }
}

/// An error and those behind it.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| behind(*error))
}

/// The error behind another; one of the system passes over the one that it wraps.
fn behind<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}
