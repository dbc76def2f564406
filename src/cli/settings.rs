//! What `serve` can be told: each setting is one field of one struct, by whichever way it comes.
//!
//! A field says it all, once: its doc comment is the help, and its `#[arg]` the flag, the variable, the default and the
//! reader that checks a value. The key of the configuration file (the flag without its dashes), the file's schema, the
//! layering (a flag over its variable over the file over the default) and `config print` follow from that.
//!
//! To add a setting:
//! 1. add a field to the struct of its group, with a doc comment without a full stop, `long`, `value_name`,
//!    `env = "SELAT_…"` (the flag in capitals), a default or an `Option`, and a `value_parser` whose error says what was
//!    expected; a truth value takes `action = ArgAction::Set`, so that each way can say either;
//! 2. hand it on where `serve` makes [`Settings`](crate::sidecar::Settings) of them;
//! 3. write the schema anew (`cargo run -- config schema > docs/selat-config.schema.json`), and name the setting in
//!    `docs/operation.md`; tests ask for both.
//!
//! A new group is a struct with a `next_help_heading`, flattened into [`ServeSettings`]. What several settings must agree
//! on is checked in `serve`: clap's `requires` and `conflicts_with` do not see what a file says.

mod access;
mod limits;
mod listening;
mod log;
mod policies;
mod sockets;
mod stopping;
mod tls;
mod trust;
mod values;

use std::path::PathBuf;

pub(super) use access::Access;
pub(super) use limits::LimitSettings;
pub(super) use listening::Listening;
pub(super) use log::Log;
pub(super) use policies::Policies;
pub(super) use sockets::Sockets;
pub(super) use stopping::Stopping;
pub(super) use tls::Encryption;
pub(super) use trust::Trust;
pub(super) use values::time;

/// The settings of a sidecar.
#[derive(Debug, clap::Args)]
pub(super) struct ServeSettings {
    /// A YAML file with any of the settings below, each by its flag's name; flags and variables go before it
    #[arg(long, value_name = "FILE", env = "SELAT_CONFIG")]
    pub(super) config: Option<PathBuf>,
    #[command(flatten)]
    pub(super) policies: Policies,
    #[command(flatten)]
    pub(super) trust: Trust,
    #[command(flatten)]
    pub(super) listening: Listening,
    #[command(flatten)]
    pub(super) sockets: Sockets,
    #[command(flatten)]
    pub(super) tls: Encryption,
    #[command(flatten)]
    pub(super) access: Access,
    #[command(flatten)]
    pub(super) limits: LimitSettings,
    #[command(flatten)]
    pub(super) stopping: Stopping,
    #[command(flatten)]
    pub(super) log: Log,
}
