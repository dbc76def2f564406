//! `selat schema`: the JSON Schema of the policy language.
//!
//! Owns the command; what the language looks like is up to [`policy`](crate::policy), and the schema's form to `render`.

use super::exit::Exit;
use super::render;

/// What `schema` is told: nothing.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

/// Prints.
pub(super) fn run(_: &Args) -> anyhow::Result<Exit> {
    render::print(&render::schema())?;
    Ok(Exit::Fine)
}
