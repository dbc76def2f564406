//! The schema, the reader and the files that are checked in say the same.

use std::fs;

use selat::policy::{self, Code, Kind, Shape, SourceFile, Value};
use serde_json::{Map, Value as Json, json};

use super::shipped::{root, shipped};
use crate::cli::selat;

const SCHEMA: &str = "policies/selat-policy.schema.json";

#[test]
fn the_schema_that_is_checked_in_is_the_one_that_is_printed() {
    let checked_in = fs::read_to_string(root().join(SCHEMA)).expect("the schema");
    let printed = selat(&["schema"]).stdout;
    assert!(checked_in == printed, "out of date; run: cargo run -- schema > {SCHEMA}");
}

#[test]
fn the_first_line_of_every_shipped_file_names_the_schema() {
    for (path, text) in shipped() {
        let up = "../".repeat(path.matches('/').count() - 1);
        let line = format!("# yaml-language-server: $schema={up}selat-policy.schema.json");
        assert_eq!(text.lines().next(), Some(line.as_str()), "{path}");
    }
}

#[test]
fn the_reader_takes_all_that_the_language_describes() {
    for (word, kind) in Kind::WORDS {
        assert_eq!(mistakes(&document(word, kind)), Vec::<Code>::new(), "{word}");
    }
}

#[test]
fn the_reader_asks_for_the_fields_that_the_language_asks_for() {
    each_field(|document, field, place| {
        let mut without = document.clone();
        let parent = without.pointer_mut(place).and_then(Json::as_object_mut).expect("a mapping");
        parent.remove(field.name).expect("the field");
        let missing = mistakes(&without).contains(&Code::MissingField);
        assert_eq!(missing, field.is_required, "`{}` left out of {place} of {document}", field.name);
    });
}

#[test]
fn the_reader_refuses_the_values_that_the_language_refuses() {
    let probes = [
        json!("word"),
        json!("2026-01-01"),
        json!("60d"),
        json!("true"),
        json!("50000"),
        json!(["word", "other"]),
        json!([]),
        json!([["word"]]),
        json!({ "colour": "red" }),
    ];
    each_field(|document, field, place| {
        for probe in &probes {
            let mut changed = document.clone();
            changed.pointer_mut(place).expect("a mapping")[field.name] = probe.clone();
            let found = mistakes(&changed);
            let expected = takes(field.value, probe);
            assert_eq!(found.is_empty(), expected, "`{}: {probe}` in {place} of {changed}: {found:?}", field.name);
        }
    });
}

/// Calls back for every field of every mapping, with a full document and the place of the mapping in it.
fn each_field(mut check: impl FnMut(&Json, &'static policy::Field, &str)) {
    let mut count = 0;
    for (word, kind) in Kind::WORDS {
        let document = document(word, kind);
        let mut shapes = vec![(kind.shape(), String::new())];
        while let Some((shape, place)) = shapes.pop() {
            for field in shape.fields().filter(|field| !["apiVersion", "kind"].contains(&field.name)) {
                count += 1;
                check(&document, field, &place);
                let (value, below) = match field.value {
                    Value::List(of, _) => (*of, format!("{place}/{}/0", field.name)),
                    value => (value, format!("{place}/{}", field.name)),
                };
                let value = if let Value::Either(_, other) = value { *other } else { value };
                if let Value::Mapping(shape) = value {
                    shapes.push((shape, below));
                }
            }
        }
    }
    assert!(count > 150, "only {count} fields");
}

/// A document with every field of its kind.
fn document(word: &str, kind: Kind) -> Json {
    let mut document = example(kind.shape(), &mut 0);
    document["kind"] = word.into();
    document
}

fn example(shape: &Shape, count: &mut u64) -> Json {
    let fields = shape.fields().map(|field| {
        // Beyond any number that is tried for the other end of the range.
        let value = if field.name == "below" { json!(1_000_000) } else { example_value(field.value, count) };
        (field.name.to_owned(), value)
    });
    fields.collect::<Map<_, _>>().into()
}

/// A value that a field takes; no two are the same.
fn example_value(value: Value, count: &mut u64) -> Json {
    *count += 1;
    match value {
        Value::Text => format!("text {count}").into(),
        Value::Id | Value::Word => format!("word-{count}").into(),
        Value::Words | Value::WordsOrNone => json!([format!("word-{count}")]),
        Value::Citations | Value::CitationsOrNone => json!(["sg.act#s26"]),
        Value::Timezone => "Asia/Singapore".into(),
        Value::Instant => format!("{}-01-01", 2000 + *count).into(),
        Value::PartialDate => "2026-01".into(),
        Value::Duration => "72h".into(),
        Value::Number => (*count).into(),
        Value::Boolean | Value::True => true.into(),
        Value::Choice(words) => words[0].into(),
        Value::Mapping(shape) => example(shape, count),
        Value::List(of, _) => json!([example_value(*of, count), example_value(*of, count)]),
        // The richer of the two, so that its fields are tried.
        Value::Either(_, other) => example_value(*other, count),
        Value::ByWord(of) => json!({ "word": example_value(*of, count) }),
    }
}

/// What the language says of a value of a field, apart from how its words are spelt.
fn takes(value: Value, given: &Json) -> bool {
    let text = given.as_str();
    let word_or_list = |least| match given {
        Json::Array(items) => items.len() >= least && items.iter().all(Json::is_string),
        other => other.is_string(),
    };
    match value {
        Value::Text | Value::Id | Value::Word => text.is_some(),
        Value::Words | Value::Citations => word_or_list(1),
        Value::WordsOrNone | Value::CitationsOrNone => word_or_list(0),
        Value::Instant | Value::PartialDate => text == Some("2026-01-01"),
        Value::Duration => text == Some("60d"),
        Value::Number => text == Some("50000"),
        Value::Boolean | Value::True => text == Some("true"),
        Value::Choice(words) => text.is_some_and(|text| words.contains(&text)),
        Value::List(of, least) => {
            given.as_array().is_some_and(|items| items.len() >= least && items.iter().all(|item| takes(*of, item)))
        }
        Value::Either(one, other) => takes(*one, given) || takes(*other, given),
        // No probe is any of these.
        Value::Timezone | Value::Mapping(_) | Value::ByWord(_) => false,
    }
}

/// What the reader says of the form of a document, whatever the words in it mean.
fn mistakes(document: &Json) -> Vec<Code> {
    const FORM: [Code; 12] = [
        Code::YamlSyntax,
        Code::UnknownKind,
        Code::UnknownField,
        Code::MissingField,
        Code::WrongType,
        Code::EmptyValue,
        Code::UnknownChoice,
        Code::InvalidNumber,
        Code::InvalidDate,
        Code::InvalidDuration,
        Code::UnknownTimezone,
        Code::WeakWaiver,
    ];
    let file = SourceFile::new("a.yaml", document.to_string().into_bytes());
    let rejection = policy::load(vec![file]).err().expect("a set without a vocabulary");
    let mut codes: Vec<_> = rejection.diagnostics.iter().map(|found| found.code).collect();
    codes.retain(|code| FORM.contains(code));
    codes
}
