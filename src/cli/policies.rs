//! The `--policies` of the commands that decide or test.
//!
//! Owns the flag and its default. It opens no file: [`store`](crate::store) does.

use std::path::PathBuf;

use super::render;
use crate::engine::{Snapshot, compile};
use crate::policy::{self, PolicySet, Rejection};
use crate::store::{self, PolicySource, ReadError};

/// Which policy set to use.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Policies {
    /// A folder of policy files, or `builtin`; repeat it for layers, each adding to the ones before [default: builtin]
    #[arg(
        long = "policies",
        value_name = "DIR|builtin",
        env = "SELAT_POLICIES",
        hide_env_values = true,
        value_delimiter = ','
    )]
    layers: Vec<PathBuf>,
}

impl Policies {
    /// The policy set, ready to decide; `None` where it holds mistakes, which are shown then.
    pub(super) fn snapshot(&self) -> anyhow::Result<Option<Snapshot>> {
        match load(&self.sources())? {
            Ok(policies) => Ok(Some(compile(policies))),
            Err(rejection) => {
                render::render_rejection(&rejection);
                Ok(None)
            }
        }
    }

    /// The layers, in order.
    pub(super) fn sources(&self) -> Vec<PolicySource> {
        sources(&self.layers)
    }
}

/// The layers that these paths name; the built-in set if there is none.
pub(super) fn sources(layers: &[PathBuf]) -> Vec<PolicySource> {
    if layers.is_empty() {
        return vec![PolicySource::Builtin];
    }
    layers.iter().cloned().map(PolicySource::from).collect()
}

/// Reads a policy set as a sidecar would take it: valid, and with its own tests passed.
///
/// # Errors
/// The outer one where something can't be read; the inner one where what was read holds mistakes, or tests fail.
pub(super) fn load_tested(sources: &[PolicySource]) -> Result<Result<Snapshot, Rejection>, ReadError> {
    Ok(store::load(store::read(sources)?.files))
}

/// Reads and validates a policy set, whatever its own tests say.
///
/// # Errors
/// The outer one where something can't be read; the inner one where what was read holds mistakes.
pub(super) fn load(sources: &[PolicySource]) -> Result<Result<PolicySet, Rejection>, ReadError> {
    Ok(policy::load(store::read(sources)?.files))
}
