//! Variables that look like settings and are none.
//!
//! Owns what counts as a slip: orchestrators set variables of their own by the name of a service, so only what is near a
//! known name is spoken of.

use std::env;

use clap::Command;

use crate::policy::nearest;

/// Variables of the environment that no command knows, each with the known one that is nearest.
pub(in crate::cli) fn misspelt(command: &Command) -> Vec<(String, String)> {
    let known: Vec<_> =
        command.get_subcommands().flat_map(Command::get_arguments).filter_map(|arg| arg.get_env()?.to_str()).collect();
    let ours = env::vars_os().filter_map(|(name, _)| name.into_string().ok()).filter(|name| name.starts_with("SELAT_"));
    let unknown = ours.filter(|name| !known.contains(&name.as_str()));
    let slips = unknown.filter_map(|name| {
        let near = nearest(&name["SELAT_".len()..], &mut known.iter().filter_map(|name| name.strip_prefix("SELAT_")));
        near.first().map(|near| (name, format!("SELAT_{near}")))
    });
    slips.collect()
}
