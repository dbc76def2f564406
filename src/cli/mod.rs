//! The commands: `serve`, `status`, `healthcheck`, `ask`, `check`, `fmt`, `test`, `matrix`, `regulations`, `why`,
//! `explain-code`, `schema`, `config` and `shadow`.
//!
//! Owns arguments, exit codes and every word that a terminal sees; it is the only module that prints. It decides
//! nothing and validates no policy: whatever it shows comes from the modules below it.

mod age;
mod ask;
mod check;
mod client;
mod command;
mod confidence;
mod config;
mod exit;
mod explain_code;
mod fmt;
mod healthcheck;
mod matrix;
mod policies;
mod question;
mod regulations;
mod render;
mod schema;
mod serve;
mod settings;
mod shadow;
mod status;
mod test;
mod watch;
mod why;

pub use command::{Cli, run};
pub use exit::Exit;
pub use render::{diagnostics_text, render_rejection};
