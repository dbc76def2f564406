//! Who is at the other end of a connection.
//!
//! Owns what is known of them; who may do what is not decided here.

use std::fmt;
use std::net::SocketAddr;

/// Who is at the other end. It goes with every request, in the request's extensions, as an `Arc<Peer>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Where they are.
    pub address: PeerAddress,
}

/// Where a peer is, or which process it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeerAddress {
    /// On a network.
    Tcp(SocketAddr),
    /// On this machine, as the kernel knows the process.
    Unix {
        /// The process, where it can be seen from here.
        pid: Option<i32>,
        /// The user that it runs as.
        uid: u32,
        /// The group that it runs as.
        gid: u32,
    },
}

impl fmt::Display for PeerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix { pid: Some(pid), uid, .. } => write!(f, "process {pid} of user {uid}"),
            Self::Unix { pid: None, uid, .. } => write!(f, "a process of user {uid}"),
        }
    }
}
