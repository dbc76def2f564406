//! A policy author's mistakes as workflow commands, which GitHub shows beside the changed lines of a pull request.
//!
//! Owns the form of a command and its escapes.
//! Source: "Workflow commands for GitHub Actions" and `packages/core/src/command.ts` of `actions/toolkit`.

use crate::policy::{Diagnostic, Label, Place, Severity, SourceFile, Sources};

/// A command on a line of its own for every mistake.
pub(super) fn commands(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    diagnostics.iter().map(|diagnostic| command(diagnostic, sources)).collect()
}

fn command(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let place = diagnostic.primary.place;
    let start = sources.position(place);
    let end = sources.position(Place { start: place.end, ..place });
    let word = match diagnostic.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let file = property(sources.get(place.source).map_or("", SourceFile::name));
    // Columns are of one line only, and the last one is taken to be inside.
    let one_line = start.line == end.line && end.column > start.column;
    let last = if one_line { format!(",endColumn={}", end.column - 1) } else { String::new() };
    let (line, column, end_line) = (start.line, start.column, end.line);
    let (title, message) = (property(diagnostic.code.name()), data(&message(diagnostic, sources)));
    format!("::{word} file={file},line={line},col={column},endLine={end_line}{last},title={title}::{message}\n")
}

/// All that is said of a mistake; the places that can't be shown are named.
fn message(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let label = Some(diagnostic.primary.text.clone()).filter(|text| !text.is_empty());
    let describe = |label: &Label| format!("{}: {}", sources.describe(label.place), label.text);
    let help = diagnostic.help.as_ref().map(|help| format!("help: {help}"));
    let lines = std::iter::once(diagnostic.message.clone()).chain(label);
    lines.chain(diagnostic.related.iter().map(describe)).chain(help).collect::<Vec<_>>().join("\n")
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn what_would_end_a_command_or_a_property_is_escaped() {
        assert_eq!(data("100%\r\n::error::"), "100%25%0D%0A::error::");
        assert_eq!(property("a,b:c%\n"), "a%2Cb%3Ac%25%0A");
    }
}
