//! Values on one line, between brackets where they hold others.

use super::language::Meaning;
use super::scalar::{key_on_a_line, on_a_line};
use super::written::{Body, Part};

/// A value on one line; `None` for a text block or what holds one, and for keys that hold others.
pub fn inline(part: &Part, source: &str, meaning: Meaning, in_flow: bool) -> Option<String> {
    let meaning = meaning.written_as(&part.body);
    match &part.body {
        Body::Scalar { .. } if part.is_block_scalar() => None,
        Body::Scalar { .. } => on_a_line(part, source, meaning, in_flow),
        Body::Sequence { items, .. } => {
            let items: Option<Vec<_>> =
                items.iter().map(|item| inline(item, source, meaning.of_item(), true)).collect();
            Some(format!("[{}]", items?.join(", ")))
        }
        Body::Mapping { fields, .. } if fields.is_empty() => Some("{}".to_owned()),
        Body::Mapping { fields, .. } => {
            let fields: Option<Vec<_>> = meaning
                .order(fields)
                .into_iter()
                .filter_map(|at| fields.get(at))
                .map(|(key, value)| {
                    let below = meaning.of_field(key.text());
                    let key = key_on_a_line(key, source, meaning, true)?;
                    Some(format!("{key}: {}", inline(value, source, below, true)?))
                })
                .collect();
            Some(format!("{{ {} }}", fields?.join(", ")))
        }
    }
}
