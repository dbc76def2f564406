//! The policy language as a JSON Schema, draft 07, for editors.
//!
//! Owns the schema's form; every field, word and sentence in it comes from the descriptions that the reader reads by.
//! It knows no vocabulary, so it checks how a word is spelt, and not whether there is such a word.

use serde_json::{Map, Value as Json, json};

use crate::policy::{DOCUMENT, Field, Kind, Shape, Value};

/// The columns of a line.
const LINE_MAX: usize = 120;

const ID: &str = r"^[A-Za-z0-9_()-]+(\.[A-Za-z0-9_()-]+)*$";
const CITED: &str = r"^[A-Za-z0-9_()-]+(\.[A-Za-z0-9_()-]+)*(#[A-Za-z0-9_()-]+(\.[A-Za-z0-9_()-]+)*)?$";
/// What stands in many places, by name.
const NAMED: [(&str, &str, &str); 2] = [(WORD, ID, WORD_HELP), (CITATION, CITED, CITATION_HELP)];
const WORD_HELP: &str = "letters, digits and hyphens, in parts joined by dots, such as personal.health";
const CITATION_HELP: &str = "a regulation such as sg.pdpa, or a provision of it in quotes, such as \"sg.pdpa#s26\"";
const WORD: &str = "word";
const CITATION: &str = "citation";
const TIMEZONE: &str = r"^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$";
const INSTANT: &str =
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?([Zz]|[+-][0-9]{2}:?[0-9]{2}))?$";
const PARTIAL_DATE: &str = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$";
const DURATION: &str = r"^0*[1-9][0-9]*[hd]$";

/// The schema of one document, with a line break at its end.
pub(in crate::cli) fn schema() -> String {
    let kinds = Kind::WORDS.map(|(word, _)| {
        json!({
            "if": { "properties": { "kind": { "const": word } }, "required": ["kind"] },
            "then": { "$ref": format!("#/definitions/{word}") },
        })
    });
    let mut definitions = Map::new();
    for (name, pattern, help) in NAMED {
        definitions.insert(name.to_owned(), word(pattern, help));
    }
    definitions.extend(Kind::WORDS.iter().map(|(word, kind)| ((*word).to_owned(), document(kind.shape()))));
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), "http://json-schema.org/draft-07/schema#".into());
    schema.insert("title".to_owned(), "Selat policy document".into());
    schema.extend(open(&DOCUMENT));
    schema.insert("allOf".to_owned(), kinds.into_iter().collect());
    schema.insert("definitions".to_owned(), definitions.into());
    laid_out(&schema.into(), 0, 0) + "\n"
}

/// JSON with whatever fits into a line on one, so that a change of a field shows as one line.
///
/// `taken` is what stands in the line before it.
fn laid_out(json: &Json, indent: usize, taken: usize) -> String {
    let inner = indent + 2;
    let (brackets, space, parts): (_, _, Vec<_>) = match json {
        Json::Object(fields) => {
            let part = |(key, value): (&String, &Json)| {
                format!("{}: {}", json!(key), laid_out(value, inner, inner + key.len() + "\"\": ".len()))
            };
            (("{", "}"), " ", fields.iter().map(part).collect())
        }
        Json::Array(items) => (("[", "]"), "", items.iter().map(|item| laid_out(item, inner, inner)).collect()),
        single => return single.to_string(),
    };
    let on_one_line = format!("{}{space}{}{space}{}", brackets.0, parts.join(", "), brackets.1);
    if !on_one_line.contains('\n') && taken + on_one_line.chars().count() < LINE_MAX {
        return on_one_line;
    }
    let (margin, end) = (" ".repeat(inner), " ".repeat(indent));
    format!("{}\n{margin}{}\n{end}{}", brackets.0, parts.join(&format!(",\n{margin}")), brackets.1)
}

/// A document of one kind; what the head of every document takes is said once for all.
fn document(shape: &Shape) -> Json {
    let mut schema = closed(shape);
    for field in DOCUMENT.fields() {
        schema["properties"][field.name] = true.into();
    }
    schema
}

/// A mapping that has no other fields.
fn closed(shape: &Shape) -> Json {
    let mut schema = open(shape);
    schema.insert("additionalProperties".to_owned(), false.into());
    schema.into()
}

fn open(shape: &Shape) -> Map<String, Json> {
    let properties: Map<_, _> = shape.fields().map(|field| (field.name.to_owned(), described(field))).collect();
    let required: Vec<_> = shape.fields().filter(|field| field.is_required).map(|field| field.name).collect();
    let mut schema = Map::new();
    schema.insert("description".to_owned(), shape.doc.into());
    schema.insert("type".to_owned(), "object".into());
    if !required.is_empty() {
        schema.insert("required".to_owned(), required.into());
    }
    schema.insert("properties".to_owned(), properties.into());
    schema
}

fn described(field: &Field) -> Json {
    let mut schema = Map::new();
    schema.insert("description".to_owned(), field.doc.into());
    if let Json::Object(value) = value(field.value) {
        // What the field says goes before what its mapping holds.
        schema.extend(value.into_iter().filter(|(key, _)| key != "description"));
    }
    schema.into()
}

fn value(value: Value) -> Json {
    match value {
        Value::Text => json!({ "type": "string", "minLength": 1 }),
        Value::Id | Value::Word => word(ID, WORD_HELP),
        Value::Words => one_or_more(WORD, 1),
        Value::WordsOrNone => one_or_more(WORD, 0),
        Value::Citations => one_or_more(CITATION, 1),
        Value::CitationsOrNone => one_or_more(CITATION, 0),
        Value::Timezone => word(TIMEZONE, "an IANA name such as Asia/Singapore"),
        Value::Instant => {
            word(INSTANT, "a date such as 2026-01-01, or an instant such as \"2026-01-01T09:00:00+07:00\"")
        }
        // A year alone is a number to YAML.
        Value::PartialDate => {
            let year = json!({ "type": "integer", "minimum": 1000, "maximum": 9999 });
            json!({ "anyOf": [word(PARTIAL_DATE, "a date such as 2026-01-31, 2026-01 or 2026"), year] })
        }
        Value::Duration => word(DURATION, "hours or days, such as 72h or 60d"),
        Value::Number => json!({ "type": "integer", "minimum": 0 }),
        Value::Boolean => json!({ "type": "boolean" }),
        Value::True => json!({ "const": true }),
        Value::Choice(words) => json!({ "enum": words }),
        Value::Mapping(shape) => closed(shape),
        Value::List(of, least) => list(&self::value(*of), least),
        Value::Either(one, other) => json!({ "anyOf": [self::value(*one), self::value(*other)] }),
        Value::ByWord(of) => json!({
            "type": "object", "propertyNames": { "pattern": ID }, "additionalProperties": self::value(*of),
        }),
    }
}

/// A text of that form; editors show the help where it has another.
fn word(pattern: &str, help: &str) -> Json {
    json!({ "type": "string", "pattern": pattern, "patternErrorMessage": help })
}

fn one_or_more(name: &str, least: usize) -> Json {
    let item = json!({ "$ref": format!("#/definitions/{name}") });
    json!({ "anyOf": [item, list(&item, least)] })
}

fn list(items: &Json, least: usize) -> Json {
    if least == 0 {
        json!({ "type": "array", "items": items })
    } else {
        json!({ "type": "array", "minItems": least, "items": items })
    }
}
