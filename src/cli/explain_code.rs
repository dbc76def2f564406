//! `selat explain-code`: what the code of a diagnostic means.
//!
//! Owns the command's flow; the words are those of [`policy`](crate::policy).

use super::exit::Exit;
use super::render::{self, Look};
use crate::policy::{Code, nearest};

/// What `explain-code` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The code in the brackets of a diagnostic, such as unknown-word [default: a list of all]
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

/// Explains one code, or lists them all.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let Some(name) = &args.code else {
        render::print(&render::code_list(Look::of_stdout()))?;
        return Ok(Exit::Fine);
    };
    let Some(code) = Code::named(name) else {
        render::show_unknown_code(name, &nearest(name, &mut Code::ALL.iter().map(|code| code.name())));
        return Ok(Exit::Usage);
    };
    render::print(&render::code_page(code, Look::of_stdout()))?;
    Ok(Exit::Fine)
}
