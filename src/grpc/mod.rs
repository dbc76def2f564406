//! The contract on the wire: questions in, answers out, the status of the policy set, the repository.
//!
//! Owns the conversion both ways and one file for each service; decides nothing, and opens no file.

mod answer;
mod asked;
mod batch;
mod calls;
mod compose;
mod deadline;
mod decision_id;
mod decisions;
mod encoded;
mod entry;
mod gate;
mod message;
mod metered;
mod page;
mod pieces;
mod policies;
mod policy_status;
mod question;
mod reader;
mod refusal;
mod regulations;
mod reply;
mod shadow;
mod sink;
pub mod wire;

pub use calls::{CallLimits, Calls};
pub use decisions::Decisions;
pub use gate::Gate;
pub use policies::Policies;
pub use regulations::Regulations;
