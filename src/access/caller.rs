//! The entries of an allow-list.
//!
//! Owns their spelling and what each of them matches: exactly what it says, with no pattern.

use std::fmt;
use std::str::FromStr;

use crate::transport::{Peer, PeerAddress};

/// Whom an entry of an allow-list names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// The holder of a certificate with this URI, letter by letter.
    Uri(String),
    /// The holder of a certificate with this DNS name, in whatever case.
    Dns(String),
    /// A process of this user, over a Unix socket.
    User(u32),
    /// A process whose first group is this one, over a Unix socket.
    Group(u32),
    /// Whoever comes over the loopback interface without a certificate.
    Loopback,
}

/// A text is no entry of an allow-list.
#[derive(Debug, thiserror::Error)]
#[error(
    "expected a URI such as `spiffe://acme/payments`, `dns:payments.acme.internal`, `uid:1000`, `gid:1000` or `loopback`"
)]
pub struct CallerError;

impl FromStr for Caller {
    type Err = CallerError;

    fn from_str(text: &str) -> Result<Self, CallerError> {
        if text == "loopback" {
            return Ok(Self::Loopback);
        }
        if text.chars().any(|c| c.is_whitespace() || c == '*') {
            return Err(CallerError);
        }
        match text.split_once(':').ok_or(CallerError)? {
            ("uid", number) => number.parse().map(Self::User).map_err(|_| CallerError),
            ("gid", number) => number.parse().map(Self::Group).map_err(|_| CallerError),
            ("dns", name) if !name.is_empty() => Ok(Self::Dns(name.to_owned())),
            ("" | "dns", _) => Err(CallerError),
            (_, rest) if rest.strip_prefix("//").is_some_and(|rest| !rest.is_empty()) => Ok(Self::Uri(text.to_owned())),
            _ => Err(CallerError),
        }
    }
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uri(uri) => f.write_str(uri),
            Self::Dns(name) => write!(f, "dns:{name}"),
            Self::User(number) => write!(f, "uid:{number}"),
            Self::Group(number) => write!(f, "gid:{number}"),
            Self::Loopback => f.write_str("loopback"),
        }
    }
}

impl Caller {
    fn is(&self, peer: &Peer) -> bool {
        let names = peer.certificate.as_deref();
        match (self, peer.address) {
            (Self::Uri(uri), _) => names.is_some_and(|names| names.uris.contains(uri)),
            (Self::Dns(name), _) => {
                names.is_some_and(|names| names.dns_names.iter().any(|other| other.eq_ignore_ascii_case(name)))
            }
            (Self::User(number), PeerAddress::Unix { uid, .. }) => *number == uid,
            (Self::Group(number), PeerAddress::Unix { gid, .. }) => *number == gid,
            (Self::Loopback, PeerAddress::Tcp(address)) => names.is_none() && address.ip().to_canonical().is_loopback(),
            (Self::User(_) | Self::Group(_) | Self::Loopback, _) => false,
        }
    }
}

/// The callers that may do something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowList(pub Vec<Caller>);

impl AllowList {
    /// Whether a peer is one of them.
    pub fn holds(&self, peer: &Peer) -> bool {
        self.0.iter().any(|caller| caller.is(peer))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::transport::SubjectNames;

    fn tcp(address: &str) -> Peer {
        Peer { address: PeerAddress::Tcp(address.parse().unwrap()), certificate: None }
    }

    #[test]
    fn an_entry_is_read_and_written_alike() {
        for text in ["spiffe://acme/ns/a/sa/b", "https://acme.example/x", "dns:a.b", "uid:0", "gid:1000", "loopback"] {
            assert_eq!(text.parse::<Caller>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_entry_is_refused() {
        let wrong = ["", "payments", "dns:", "uid:", "uid:-1", "uid:root", "gid:x", "spiffe://", "spiffe:acme", "*"];
        for text in wrong.into_iter().chain(["spiffe://acme/*", "dns:*.acme", " loopback", "://a", ":1", "CN=a"]) {
            assert!(text.parse::<Caller>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_name_matches_itself_and_nothing_that_looks_like_it() {
        let listed = |entry: &str, peer: &Peer| AllowList(vec![entry.parse().unwrap()]).holds(peer);
        let names = SubjectNames {
            uris: vec!["spiffe://acme/payments".to_owned()],
            dns_names: vec!["Payments.acme".to_owned()],
        };
        let payments = Peer { certificate: Some(Arc::new(names)), ..tcp("127.0.0.1:1") };
        assert!(listed("spiffe://acme/payments", &payments) && listed("dns:payments.ACME", &payments));
        for other in ["spiffe://acme/payment", "spiffe://acme/payments/", "spiffe://ACME/payments", "dns:acme"] {
            assert!(!listed(other, &payments), "{other}");
        }
        let process = Peer { address: PeerAddress::Unix { pid: None, uid: 1000, gid: 50 }, certificate: None };
        assert!(listed("uid:1000", &process) && listed("gid:50", &process));
        assert!(!listed("uid:50", &process) && !listed("gid:1000", &process) && !listed("loopback", &process));
        for (address, is_local) in
            [("127.0.0.1:1", true), ("[::1]:1", true), ("[::ffff:127.0.0.1]:1", true), ("10.0.0.1:1", false)]
        {
            assert_eq!(listed("loopback", &tcp(address)), is_local, "{address}");
        }
        assert!(!listed("loopback", &payments), "who shows a certificate is known by it");
        assert!(!AllowList::default().holds(&process));
    }
}
