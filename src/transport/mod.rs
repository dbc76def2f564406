//! From a socket to requests, and from responses back to it.
//!
//! Owns addresses, sockets, connections and the threads that serve them, HTTP/2, and the graceful stop. It knows nothing
//! of what is asked: a [`Respond`] answers. A connection goes this way:
//!
//! ```text
//! Listener ─accept▶ Socket, Peer ─admit▶ the thread with the fewest connections ─serve▶ HTTP/2 ─respond▶ Respond
//! ```
//!
//! - `admission` says whether a connection is taken;
//! - `peer` is who is at its other end, and goes with every request;
//! - `gather` writes what a turn of the connection produced at once;
//! - `connection` speaks HTTP/2 over any stream.

mod accept;
mod address;
mod admission;
mod connection;
mod gather;
mod inline;
mod peer;
mod socket;
mod socket_file;
mod stop;
mod threads;

pub use accept::Server;
pub use address::{AddressError, ListenAddress};
pub use admission::{Admission, Limits};
pub use connection::Respond;
pub use peer::{Peer, PeerAddress};
pub use socket::{ListenError, Listener};
pub use threads::{Threads, ThreadsError};
