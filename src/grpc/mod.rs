//! The contract on the wire: questions in, answers out, the status of the policy set, the repository.
//!
//! Owns the conversion both ways and one file for each service; decides nothing, and opens no file.

mod answer;
mod calls;
mod deadline;
mod decision_id;
mod decisions;
mod entry;
mod gate;
mod metered;
mod page;
mod policies;
mod policy_status;
mod question;
mod refusal;
mod regulations;
pub mod wire;

pub use calls::{CallLimits, Calls};
pub use decisions::Decisions;
pub use gate::Gate;
pub use policies::Policies;
pub use regulations::Regulations;
