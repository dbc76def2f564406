//! A configuration file, written out.
//!
//! Owns its layout; whatever it prints can be read again.

use std::fmt::Write as _;

use clap::{Arg, Command};

use super::check::key_of;
use super::layers::Setting;

/// The column of the origins.
const ORIGIN_COLUMN: usize = 48;

const HEAD: &str = "# yaml-language-server: $schema=selat-config.schema.json\n";

/// Every setting with its help and its default, as comments.
pub(super) fn defaults(command: &Command) -> String {
    let mut text = HEAD.to_owned();
    let mut heading = None;
    for (key, arg) in command.get_arguments().filter_map(|arg| Some((key_of(arg)?, arg))) {
        head(&mut text, &mut heading, arg);
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        let values: Vec<_> =
            arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
        let _infallible = writeln!(text, "# {help}\n# {}", line(key, &values));
    }
    text
}

/// What holds, and where it comes from.
pub(super) fn effective(settings: &[Setting<'_>]) -> String {
    let mut text = HEAD.to_owned();
    let mut heading = None;
    for Setting { arg, key, values, origin } in settings {
        head(&mut text, &mut heading, arg);
        let mark = if values.is_empty() { "# " } else { "" };
        let line = format!("{mark}{}", line(key, values));
        let _infallible = writeln!(text, "{line:ORIGIN_COLUMN$} # {origin}");
    }
    text
}

fn head<'a>(text: &mut String, before: &mut Option<&'a str>, arg: &'a Arg) {
    let heading = arg.get_help_heading();
    if heading != *before {
        let _infallible = writeln!(text, "\n# {}", heading.unwrap_or_default());
        *before = heading;
    }
}

fn line(key: &str, values: &[String]) -> String {
    match values {
        [] => format!("{key}:"),
        [one] => format!("{key}: {}", scalar(one)),
        many => format!("{key}: [{}]", many.iter().map(|value| scalar(value)).collect::<Vec<_>>().join(", ")),
    }
}

/// A text as YAML has it: as it is where nobody could take it for something else, in quotes otherwise.
fn scalar(text: &str) -> String {
    let is_plain = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | ':' | '='))
        && !text.ends_with(':');
    if is_plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}
