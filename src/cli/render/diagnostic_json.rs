//! A policy author's mistakes as JSON.
//!
//! Owns the names of the fields; lines and columns count from 1, columns in characters.

use serde_json::{Value, json};

use crate::policy::{Diagnostic, Label, Place, Position, SourceFile, Sources};

/// Every mistake.
pub(super) fn values(diagnostics: &[Diagnostic], sources: &Sources) -> Vec<Value> {
    diagnostics.iter().map(|diagnostic| value(diagnostic, sources)).collect()
}

fn value(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let related: Vec<_> = diagnostic.related.iter().map(|related| label(related, sources)).collect();
    json!({
        "severity": diagnostic.severity().word(),
        "code": diagnostic.code.name(),
        "message": diagnostic.message,
        "primary": label(&diagnostic.primary, sources),
        "related": related,
        "help": diagnostic.help,
    })
}

fn label(label: &Label, sources: &Sources) -> Value {
    let Label { place, text } = label;
    let start = sources.position(*place);
    let end: Position = sources.position(Place { start: place.end, ..*place });
    json!({
        "file": sources.get(place.source).map(SourceFile::name),
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "text": text,
    })
}
