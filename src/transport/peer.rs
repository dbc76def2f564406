//! Who is at the other end of a connection.
//!
//! Owns what is known of them; who may do what is not decided here.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

/// Who is at the other end. It goes with every request, in the request's extensions, as an `Arc<Peer>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Where they are.
    pub address: PeerAddress,
    /// Whom their certificate names, where the client CA vouches for it.
    pub certificate: Option<Arc<SubjectNames>>,
}

/// Whom a certificate names: its subject alternative names (RFC 5280, 4.2.1.6). A common name counts for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubjectNames {
    /// URIs, such as a SPIFFE ID, as they are written.
    pub uris: Vec<String>,
    /// DNS names, as they are written.
    pub dns_names: Vec<String>,
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

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.certificate {
            Some(names) => write!(f, "{} with a certificate for {names}", self.address),
            None => self.address.fmt(f),
        }
    }
}

impl fmt::Display for SubjectNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let uris = self.uris.iter().map(|uri| format!("`{uri}`"));
        let names: Vec<_> = uris.chain(self.dns_names.iter().map(|name| format!("`dns:{name}`"))).collect();
        if names.is_empty() { f.write_str("nobody") } else { f.write_str(&names.join(", ")) }
    }
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
