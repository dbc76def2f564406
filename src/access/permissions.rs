//! Who may ask, and who may change what decides.
//!
//! Owns what holds where nothing is said: whoever can connect may ask; only the sidecar's own user and root, over a
//! Unix socket, may change.

use super::caller::AllowList;
use crate::transport::{Peer, PeerAddress};

/// What a call does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It asks, and changes nothing.
    Ask,
    /// It changes what decides.
    Change,
}

impl Action {
    /// The word for each action.
    pub const WORDS: [&'static str; 2] = ["ask", "change"];
}

/// Who may do what.
#[derive(Clone, Debug)]
pub struct Permissions {
    /// Who may ask; anybody where nothing is said.
    pub ask: Option<AllowList>,
    /// Who may change; where nothing is said, the sidecar's own user and root.
    pub change: Option<AllowList>,
    /// The number of the user that the sidecar runs as.
    pub own_user: u32,
}

/// A peer may not do what it asked for.
#[derive(Debug, thiserror::Error)]
pub enum Denied {
    /// It may not ask.
    #[error("{0} may not ask this sidecar; have it named with `--allow-client`")]
    Ask(Peer),
    /// It may not change what decides.
    #[error("{0} may not change what this sidecar decides by; have it named with `--allow-admin-client`")]
    Change(Peer),
}

impl Denied {
    /// What it may not do.
    pub const fn action(&self) -> Action {
        match self {
            Self::Ask(_) => Action::Ask,
            Self::Change(_) => Action::Change,
        }
    }
}

impl Permissions {
    /// Whether a peer may ask.
    ///
    /// # Errors
    /// If it may not.
    pub fn may_ask(&self, peer: &Peer) -> Result<(), Denied> {
        let may = self.ask.as_ref().is_none_or(|list| list.holds(peer));
        if may { Ok(()) } else { Err(Denied::Ask(peer.clone())) }
    }

    /// Whether a peer may change what decides, which is no part of being allowed to ask, nor the other way round.
    ///
    /// # Errors
    /// If it may not.
    pub fn may_change(&self, peer: &Peer) -> Result<(), Denied> {
        let may = match (&self.change, peer.address) {
            (Some(list), _) => list.holds(peer),
            (None, PeerAddress::Unix { uid, .. }) => uid == self.own_user || uid == 0,
            (None, PeerAddress::Tcp(_)) => false,
        };
        if may { Ok(()) } else { Err(Denied::Change(peer.clone())) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn process(uid: u32) -> Peer {
        Peer { address: PeerAddress::Unix { pid: None, uid, gid: 7 }, certificate: None }
    }

    fn local() -> Peer {
        Peer { address: PeerAddress::Tcp(([127, 0, 0, 1], 1).into()), certificate: None }
    }

    #[test]
    fn where_nothing_is_said_anybody_asks_and_the_own_user_and_root_change() {
        let permissions = Permissions { ask: None, change: None, own_user: 65_532 };
        for (peer, may_change) in [(local(), false), (process(1), false), (process(0), true), (process(65_532), true)] {
            assert!(permissions.may_ask(&peer).is_ok());
            assert_eq!(permissions.may_change(&peer).is_ok(), may_change, "{peer}");
        }
    }

    #[test]
    fn a_list_says_it_all() {
        let list = |entry: &str| Some(AllowList(vec![entry.parse().unwrap()]));
        let permissions = Permissions { ask: list("uid:1"), change: list("loopback"), own_user: 65_532 };
        assert!(permissions.may_ask(&process(1)).is_ok() && permissions.may_change(&local()).is_ok());
        for peer in [process(0), process(65_532), local()] {
            let denied = permissions.may_ask(&peer).unwrap_err();
            assert!(denied.action() == Action::Ask && denied.to_string().contains("--allow-client"), "{denied}");
        }
        for peer in [process(0), process(65_532), process(1)] {
            let denied = permissions.may_change(&peer).unwrap_err();
            assert!(denied.action() == Action::Change && denied.to_string().contains("--allow-admin-client"));
        }
    }
}
