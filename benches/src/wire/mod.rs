//! The sidecar as a process, beside something to compare it with.

mod client;
mod compare;
mod echo;
mod load;
mod overload;
mod peer;
mod process;
mod question;
mod rival;
mod table;

pub use client::run as client;
pub use compare::run as sidecar;
pub use echo::serve as echo;
pub use overload::{Offer, offer, run as overload};
pub use peer::run as peer;
