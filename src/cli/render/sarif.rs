//! A policy author's mistakes in the Static Analysis Results Interchange Format.
//!
//! Owns the shape of the log; columns count characters from 1, and a region ends before its last column.
//! Source: OASIS, *SARIF Version 2.1.0*, with Errata 01.

use serde_json::{Value, json};

use crate::policy::{Code, Diagnostic, Fix, Label, Place, Severity, SourceFile, Sources};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The log of one run, with every kind of mistake as a rule.
pub(super) fn log(diagnostics: &[Diagnostic], sources: &Sources) -> Value {
    let results: Vec<_> = diagnostics.iter().map(|diagnostic| result(diagnostic, sources)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": "selat",
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "rules": Code::ALL.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
                },
            },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.name(),
        "shortDescription": { "text": code.summary() },
        "fullDescription": { "text": code.explanation() },
        "help": { "text": code.explanation(), "markdown": code.explanation() },
        "defaultConfiguration": { "level": level(code) },
    })
}

const fn level(code: Code) -> &'static str {
    match code.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn result(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let code = diagnostic.code;
    let related: Vec<_> =
        diagnostic.related.iter().enumerate().map(|(id, label)| related(id, label, sources)).collect();
    let mut result = json!({
        "ruleId": code.name(),
        "ruleIndex": Code::ALL.iter().position(|other| *other == code),
        "level": level(code),
        "message": { "text": message(diagnostic) },
        "locations": [{ "physicalLocation": physical(diagnostic.primary.place, sources) }],
        "relatedLocations": related,
    });
    if let Some(fix) = &diagnostic.fix {
        result["fixes"] = json!([edit(fix, diagnostic.help.as_deref(), sources)]);
    }
    result
}

fn message(diagnostic: &Diagnostic) -> String {
    let label = Some(diagnostic.primary.text.as_str()).filter(|text| !text.is_empty());
    let help = diagnostic.help.as_ref().map(|help| format!("help: {help}"));
    let parts = [Some(diagnostic.message.as_str()), label, help.as_deref()];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

fn related(id: usize, label: &Label, sources: &Sources) -> Value {
    json!({
        "id": id + 1,
        "physicalLocation": physical(label.place, sources),
        "message": { "text": label.text },
    })
}

fn edit(fix: &Fix, help: Option<&str>, sources: &Sources) -> Value {
    json!({
        "description": { "text": help.unwrap_or("change this") },
        "artifactChanges": [{
            "artifactLocation": artifact(fix.place, sources),
            "replacements": [{
                "deletedRegion": region(fix.place, sources),
                "insertedContent": { "text": fix.replacement },
            }],
        }],
    })
}

fn physical(place: Place, sources: &Sources) -> Value {
    json!({ "artifactLocation": artifact(place, sources), "region": region(place, sources) })
}

fn artifact(place: Place, sources: &Sources) -> Value {
    json!({ "uri": uri(sources.get(place.source).map_or("", SourceFile::name)) })
}

fn region(place: Place, sources: &Sources) -> Value {
    let start = sources.position(place);
    let end = sources.position(Place { start: place.end, ..place });
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

/// A path as a reference: what is not plain is written as bytes in hexadecimal.
///
/// Source: RFC 3986, section 2.
fn uri(path: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let written = |byte: u8| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    let encoded: String = path.bytes().map(written).collect();
    if path.starts_with('/') { format!("file://{encoded}") } else { encoded }
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn a_path_becomes_a_reference() {
        assert_eq!(uri("policies/sg/rules.yaml"), "policies/sg/rules.yaml");
        assert_eq!(uri("a b/ü#1%:.yaml"), "a%20b/%C3%BC%231%25%3A.yaml");
        assert_eq!(uri("/tmp/a.yaml"), "file:///tmp/a.yaml");
    }
}
