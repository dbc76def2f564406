//! From a socket to requests, and from responses back to it.
//!
//! Owns addresses, sockets, connections and the threads that serve them, TLS, HTTP/2, and the graceful stop. It knows nothing
//! of what is asked: a [`Respond`] answers. A connection goes this way:
//!
//! ```text
//! Listener ─accept▶ Socket, Peer ─admit▶ the thread with the fewest connections ─serve▶ HTTP/2 ─respond▶ Respond
//! ```
//!
//! - `admission` says whether a connection is taken, `limits` how much is, and `lifetime` when a connection ends by itself;
//! - `tls` secures it and says whom the client's certificate names;
//! - `peer` is who is at its other end, and goes with every request;
//! - `flood` ends a connection whose client sends frames that ask for nothing;
//! - `gather` writes what a turn of the connection produced at once;
//! - `connection` speaks HTTP/2 over any stream.

mod accept;
mod activity;
mod address;
mod admission;
mod connection;
mod flood;
mod gather;
mod held;
mod inline;
mod lifetime;
mod limits;
mod peer;
mod socket;
mod socket_file;
mod stop;
mod threads;
pub mod tls;

pub use accept::Server;
pub use address::{AddressError, ListenAddress};
pub use admission::Admission;
pub use connection::Respond;
pub use held::Held;
pub use limits::Limits;
pub use peer::{Peer, PeerAddress, SubjectNames};
pub use socket::{ListenError, Listener, Reach, Stream};
pub use socket_file::{SocketAccess, SocketGroup};
pub use threads::{Threads, ThreadsError};
