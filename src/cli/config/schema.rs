//! The configuration file as a JSON Schema, draft 07, for editors.
//!
//! Owns the schema's form; every key, word and sentence in it comes from the flags.

use std::any::TypeId;
use std::num::NonZeroUsize;
use std::time::Duration;

use clap::{Arg, ArgAction, Command};
use serde_json::{Map, Value, json};

use super::check::key_of;

const TIME: &str = "^[0-9]+(ms|s|m|h|d)$";
const TIME_HELP: &str = "a whole number with ms, s, m, h or d, such as 15s";

/// The schema, with a line break at its end.
pub(super) fn schema(command: &Command) -> String {
    let settings = command.get_arguments().filter_map(|arg| Some((key_of(arg)?.to_owned(), setting(arg))));
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Selat configuration",
        "description": "What `selat serve` can be told by a file; a flag or a SELAT_* variable goes before it.",
        "type": ["object", "null"],
        "properties": settings.collect::<Map<_, _>>(),
        "additionalProperties": false,
    });
    format!("{schema:#}\n")
}

fn setting(arg: &Arg) -> Value {
    let mut one = one_value(arg);
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    if matches!(arg.get_action(), ArgAction::Append) {
        let list = json!({ "type": "array", "minItems": 1, "items": one });
        one = json!({ "anyOf": [one, list] });
    }
    let mut described = Map::from_iter([("description".to_owned(), Value::from(help))]);
    if let [default] = arg.get_default_values() {
        described.insert("default".to_owned(), default_value(arg, &default.to_string_lossy()));
    }
    if let Value::Object(one) = one {
        described.extend(one);
    }
    described.into()
}

fn one_value(arg: &Arg) -> Value {
    let kind = arg.get_value_parser().type_id();
    if kind == TypeId::of::<bool>() {
        return json!({ "type": "boolean" });
    }
    if is_number(arg) {
        let least = u8::from(kind == TypeId::of::<NonZeroUsize>());
        return json!({ "type": "integer", "minimum": least });
    }
    if kind == TypeId::of::<Duration>() {
        return json!({ "type": "string", "pattern": TIME, "patternErrorMessage": TIME_HELP });
    }
    let words: Vec<_> = arg.get_possible_values().iter().map(|word| word.get_name().to_owned()).collect();
    if words.is_empty() { json!({ "type": "string", "minLength": 1 }) } else { json!({ "enum": words }) }
}

fn is_number(arg: &Arg) -> bool {
    let kind = arg.get_value_parser().type_id();
    [TypeId::of::<u16>(), TypeId::of::<u32>(), TypeId::of::<u64>(), TypeId::of::<usize>(), TypeId::of::<NonZeroUsize>()]
        .into_iter()
        .any(|number| kind == number)
}

/// The default in the type that the setting has.
fn default_value(arg: &Arg, text: &str) -> Value {
    if arg.get_value_parser().type_id() == TypeId::of::<bool>() {
        return Value::from(text == "true");
    }
    text.parse::<u64>().ok().filter(|_| is_number(arg)).map_or_else(|| Value::from(text), Value::from)
}
