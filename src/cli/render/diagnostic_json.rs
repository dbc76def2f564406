//! A policy author's mistakes as JSON.
//!
//! Owns the names of the fields; lines and columns count from 1, columns in characters.

use serde_json::{Map, Value, json};

use crate::policy::{Diagnostic, Fix, Label, Place, Position, SourceFile, Sources};

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
        "fix": diagnostic.fix.as_ref().map(|fix| edit(fix, sources)),
    })
}

fn label(Label { place, text }: &Label, sources: &Sources) -> Value {
    with(stretch(*place, sources), "text", text)
}

fn edit(Fix { place, replacement }: &Fix, sources: &Sources) -> Value {
    with(stretch(*place, sources), "replacement", replacement)
}

fn with(mut object: Map<String, Value>, field: &str, text: &str) -> Value {
    object.insert(field.to_owned(), text.into());
    object.into()
}

fn stretch(place: Place, sources: &Sources) -> Map<String, Value> {
    let start = sources.position(place);
    let end: Position = sources.position(Place { start: place.end, ..place });
    let fields = [
        ("file", json!(sources.get(place.source).map(SourceFile::name))),
        ("line", json!(start.line)),
        ("column", json!(start.column)),
        ("end_line", json!(end.line)),
        ("end_column", json!(end.column)),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
