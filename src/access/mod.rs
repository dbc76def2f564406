//! Who asks, and what they may.
//!
//! Owns the forms in which an allow-list names a caller, and the answer to whether a peer is one of them. It proves
//! nothing itself: what a peer has proven, the transport says.

mod caller;
mod permissions;

pub use caller::{AllowList, Caller, CallerError};
pub use permissions::{Action, Denied, Permissions};
