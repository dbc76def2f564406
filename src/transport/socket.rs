//! Open sockets, and the connections that come in on them.
//!
//! Owns what differs between TCP and Unix sockets; whoever serves a connection sees a stream and its peer.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::os::unix::net::UnixStream as StdUnixStream;
use std::path::PathBuf;

use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream, lookup_host};

use super::address::ListenAddress;
use super::peer::{Peer, PeerAddress};
use super::socket_file::{self, SocketAccess, SocketFile, clear_the_way};

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
    /// Other machines would reach it.
    #[error("other machines reach `{0}`, and what they send and get there is not secured")]
    Exposed(ListenAddress),
}

/// From where a port may be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// From this machine alone.
    Loopback,
    /// From wherever the network leads.
    Network,
}

/// An open socket.
pub enum Listener {
    /// A port, and the address that it has.
    Tcp(TcpListener, SocketAddr),
    /// A socket file.
    Unix(UnixListener, SocketFile),
}

impl Listener {
    /// Opens it.
    ///
    /// # Errors
    /// If the system refuses, it would be reached from elsewhere than it may, or something else is in the place of a
    /// socket file.
    pub async fn bind(address: &ListenAddress, access: &SocketAccess, reach: Reach) -> Result<Self, ListenError> {
        let refused = |error| ListenError::Bind { address: address.clone(), error };
        match address {
            ListenAddress::Tcp(host_and_port) => {
                let bindable: Vec<_> = lookup_host(host_and_port).await.map_err(refused)?.collect();
                let is_exposed = bindable.iter().any(|address| !address.ip().to_canonical().is_loopback());
                if is_exposed && reach == Reach::Loopback {
                    return Err(ListenError::Exposed(address.clone()));
                }
                let listener = TcpListener::bind(&bindable[..]).await.map_err(refused)?;
                let bound = listener.local_addr().map_err(refused)?;
                Ok(Self::Tcp(listener, bound))
            }
            ListenAddress::Unix(path) => {
                clear_the_way(path).await?;
                let (listener, file) = socket_file::listen(path, access).map_err(refused)?;
                Ok(Self::Unix(listener, file))
            }
        }
    }

    /// The next connection, and who is at its other end.
    ///
    /// # Errors
    /// If the system gives none.
    pub async fn accept(&self) -> io::Result<(Socket, Peer)> {
        match self {
            Self::Tcp(listener, _) => {
                let (stream, address) = listener.accept().await?;
                stream.set_nodelay(true)?;
                Ok((Socket::Tcp(stream.into_std()?), Peer { address: PeerAddress::Tcp(address), certificate: None }))
            }
            Self::Unix(listener, _) => {
                let (stream, _unnamed) = listener.accept().await?;
                let process = stream.peer_cred()?;
                let address = PeerAddress::Unix { pid: process.pid(), uid: process.uid(), gid: process.gid() };
                Ok((Socket::Unix(stream.into_std()?), Peer { address, certificate: None }))
            }
        }
    }
}

impl fmt::Display for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(_, bound) => bound.fmt(f),
            Self::Unix(_, file) => write!(f, "unix:{}", file.path().display()),
        }
    }
}

/// A connection that no runtime polls yet, so that any thread can take it.
pub enum Socket {
    /// Over TCP.
    Tcp(std::net::TcpStream),
    /// Over a socket file.
    Unix(StdUnixStream),
}

/// A connection on the runtime that serves it.
pub enum Stream {
    /// Over TCP.
    Tcp(TcpStream),
    /// Over a socket file.
    Unix(UnixStream),
}

impl Socket {
    /// Hands it to the runtime of this thread.
    ///
    /// # Errors
    /// If the runtime can't watch it.
    pub fn attach(self) -> io::Result<Stream> {
        Ok(match self {
            Self::Tcp(stream) => Stream::Tcp(TcpStream::from_std(stream)?),
            Self::Unix(stream) => Stream::Unix(UnixStream::from_std(stream)?),
        })
    }
}
