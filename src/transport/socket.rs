//! Addresses and the sockets behind them.
//!
//! Owns the forms of an address, and the care for socket files: one that somebody answers on is never taken away.

use std::fmt;
use std::fs::{self, Metadata};
use std::io;
use std::net::SocketAddr;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use tokio::net::{TcpListener, UnixListener, UnixStream};
use tokio_stream::wrappers::UnixListenerStream;
use tonic::transport::server::{Router, TcpIncoming};

/// Where to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListenAddress {
    /// A host and a port; port 0 takes any that is free.
    Tcp(String),
    /// A socket file.
    Unix(PathBuf),
}

/// A text is no address.
#[derive(Debug, thiserror::Error)]
#[error("expected `host:port` (such as `127.0.0.1:7443` or `[::1]:7443`) or `unix:/path/to/socket`")]
pub struct AddressError;

impl FromStr for ListenAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        if let Some(path) = text.strip_prefix("unix:") {
            return if path.is_empty() { Err(AddressError) } else { Ok(Self::Unix(PathBuf::from(path))) };
        }
        let (host, port) = text.rsplit_once(':').ok_or(AddressError)?;
        let host_is_whole = !host.is_empty() && (!host.contains(':') || (host.starts_with('[') && host.ends_with(']')));
        if !host_is_whole || port.parse::<u16>().is_err() {
            return Err(AddressError);
        }
        Ok(Self::Tcp(text.to_owned()))
    }
}

impl fmt::Display for ListenAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => f.write_str(address),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// An address can't be listened on.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// The system refuses.
    #[error("can't listen on `{address}`: {error}")]
    Bind {
        /// The address.
        address: ListenAddress,
        /// What the system says.
        error: io::Error,
    },
    /// Somebody answers on the socket file.
    #[error("can't listen on `unix:{}`: another process answers on it; stop it, or name another path", .0.display())]
    InUse(PathBuf),
    /// There is something else in the socket file's place.
    #[error("can't listen on `unix:{}`: what is there is no socket; remove it, or name another path", .0.display())]
    NotASocket(PathBuf),
}

/// An open socket.
pub(super) enum Listener {
    Tcp(TcpListener, SocketAddr),
    Unix(UnixListener, SocketFile),
}

impl Listener {
    /// Opens it.
    pub(super) async fn bind(address: &ListenAddress) -> Result<Self, ListenError> {
        let refused = |error| ListenError::Bind { address: address.clone(), error };
        match address {
            ListenAddress::Tcp(host_and_port) => {
                let listener = TcpListener::bind(host_and_port).await.map_err(refused)?;
                let bound = listener.local_addr().map_err(refused)?;
                Ok(Self::Tcp(listener, bound))
            }
            ListenAddress::Unix(path) => {
                clear_the_way(path).await?;
                let listener = UnixListener::bind(path).map_err(refused)?;
                let file = SocketFile::of(path).map_err(refused)?;
                Ok(Self::Unix(listener, file))
            }
        }
    }

    /// Serves gRPC until `stop`, and then what is in flight.
    pub(super) async fn serve_grpc(
        self,
        routes: Router,
        stop: impl Future<Output = ()>,
    ) -> Result<(), tonic::transport::Error> {
        match self {
            Self::Tcp(listener, _) => {
                let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
                routes.serve_with_incoming_shutdown(incoming, stop).await
            }
            Self::Unix(listener, _file) => {
                routes.serve_with_incoming_shutdown(UnixListenerStream::new(listener), stop).await
            }
        }
    }

    /// Serves pages until `stop`, and then what is in flight.
    pub(super) async fn serve_http(
        self,
        pages: axum::Router,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), io::Error> {
        match self {
            Self::Tcp(listener, _) => axum::serve(listener, pages).with_graceful_shutdown(stop).await,
            Self::Unix(listener, _file) => axum::serve(listener, pages).with_graceful_shutdown(stop).await,
        }
    }
}

impl fmt::Display for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(_, bound) => bound.fmt(f),
            Self::Unix(_, file) => write!(f, "unix:{}", file.path.display()),
        }
    }
}

/// Removes a socket file that a process left behind.
async fn clear_the_way(path: &Path) -> Result<(), ListenError> {
    let Ok(found) = fs::symlink_metadata(path) else { return Ok(()) };
    if !found.file_type().is_socket() {
        return Err(ListenError::NotASocket(path.to_owned()));
    }
    match UnixStream::connect(path).await {
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => fs::remove_file(path)
            .map_err(|error| ListenError::Bind { address: ListenAddress::Unix(path.to_owned()), error }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Ok(_) | Err(_) => Err(ListenError::InUse(path.to_owned())),
    }
}

/// A socket file of ours, removed when it is no longer needed.
pub(super) struct SocketFile {
    path: PathBuf,
    identity: (u64, u64),
}

impl SocketFile {
    fn of(path: &Path) -> io::Result<Self> {
        let identity = identity(&fs::symlink_metadata(path)?);
        Ok(Self { path: path.to_owned(), identity })
    }
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        // Whoever came after us may have put a socket of its own here.
        if fs::symlink_metadata(&self.path).is_ok_and(|found| identity(&found) == self.identity) {
            let _gone = fs::remove_file(&self.path);
        }
    }
}

fn identity(found: &Metadata) -> (u64, u64) {
    (found.dev(), found.ino())
}
