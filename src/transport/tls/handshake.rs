//! The handshake: from a stream to a secured one, and whoever is at its other end.
//!
//! Owns how long it may take, and that what is spoken within was agreed on.

use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::certificates::Certificates;
use super::files::Port;
use super::names::subject_names;
use crate::telemetry::ConnectionRefusal;
use crate::transport::SubjectNames;

/// Why a connection was not secured.
#[derive(Debug)]
pub enum HandshakeError {
    /// It took too long.
    Late,
    /// The client has no certificate that is trusted, or does not speak TLS 1.3, or gave up.
    Failed(io::Error),
    /// The client would not say that it speaks HTTP/2.
    NoHttp2,
}

impl HandshakeError {
    /// The kind of reason.
    pub const fn kind(&self) -> ConnectionRefusal {
        match self {
            Self::Late => ConnectionRefusal::TooLate,
            Self::Failed(_) | Self::NoHttp2 => ConnectionRefusal::HandshakeFailed,
        }
    }
}

impl fmt::Display for HandshakeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Late => f.write_str("it took too long"),
            Self::Failed(error) => error.fmt(f),
            Self::NoHttp2 => f.write_str("the client does not offer `h2`"),
        }
    }
}

/// Secures a connection with the certificates in force, and says whom the client's certificate names, if it was asked
/// for one.
///
/// # Errors
/// If the client does not complete the handshake in time, or can't be talked to.
pub async fn handshake<S: AsyncRead + AsyncWrite + Unpin>(
    certificates: &Certificates,
    stream: S,
    limit: Duration,
) -> Result<(TlsStream<S>, Option<Arc<SubjectNames>>), HandshakeError> {
    let acceptor = TlsAcceptor::from(certificates.config());
    let stream = timeout(limit, acceptor.accept(stream))
        .await
        .map_err(|_| HandshakeError::Late)?
        .map_err(HandshakeError::Failed)?;
    let session = stream.get_ref().1;
    // A client that offers nothing is let through by the library.
    if certificates.port() == Port::Grpc && session.alpn_protocol() != Some(b"h2") {
        return Err(HandshakeError::NoHttp2);
    }
    let names = session.peer_certificates().and_then(<[_]>::first).map(subject_names).map(Arc::new);
    Ok((stream, names))
}
