//! Single values and lists of them.

use super::fields::{Findings, Spanned, describe, is_null, list};
use crate::policy::code::Code;
use crate::policy::diagnostic::{Diagnostic, Fix};
use crate::policy::fix::only_near;
use crate::policy::nearest::{did_you_mean, nearest};
use crate::policy::yaml::{Content, Node};

/// A text that is not empty; line breaks within it count as spaces.
pub fn text(node: &Node, found: &mut Findings) -> Option<Spanned<String>> {
    let raw = scalar(node, "a text", found)?;
    warn_if_ambiguous(node, found);
    let folded = raw.split_whitespace().collect::<Vec<_>>().join(" ");
    if folded.is_empty() {
        found.push(Diagnostic::new(Code::EmptyValue, node.place, "a text is needed here, and this one is empty"));
        return None;
    }
    Some(Spanned { value: folded, place: node.place })
}

/// A word: a name of something, looked up later.
pub fn word(node: &Node, found: &mut Findings) -> Option<Spanned<String>> {
    let raw = scalar(node, "a word", found)?;
    warn_if_ambiguous(node, found);
    if raw.is_empty() {
        found.push(Diagnostic::new(Code::EmptyValue, node.place, "a word is needed here, and this one is empty"));
        return None;
    }
    Some(Spanned { value: raw.to_owned(), place: node.place })
}

/// The id of something that is defined here: letters, digits, dots, hyphens and underscores.
pub fn id(node: &Node, found: &mut Findings) -> Option<Spanned<String>> {
    let id = word(node, found)?;
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '(' | ')');
    if !id.value.chars().all(good) || id.value.starts_with('.') || id.value.ends_with('.') || id.value.contains("..") {
        found.push(
            Diagnostic::new(Code::InvalidId, node.place, format!("`{}` can't be an id", id.value))
                .help("an id has letters, digits and hyphens, in parts joined by dots, such as `sg.pdpa.transfer`"),
        );
    }
    Some(id)
}

/// One word or a list of them; an empty list is reported.
pub fn words(node: &Node, found: &mut Findings) -> Vec<Spanned<String>> {
    let words = possibly_no_words(node, found);
    if matches!(&node.content, Content::Sequence(items) if items.is_empty()) {
        found.push(
            Diagnostic::new(Code::EmptyValue, node.place, "the list is empty")
                .help("name at least one word, or leave the field out"),
        );
    }
    words
}

/// One word or a list of them, which may be empty.
pub fn possibly_no_words(node: &Node, found: &mut Findings) -> Vec<Spanned<String>> {
    match &node.content {
        Content::Sequence(items) => items.iter().filter_map(|item| word(item, found)).collect(),
        _ => word(node, found).into_iter().collect(),
    }
}

/// The items of a list; anything else is reported.
pub fn items<'n>(node: &'n Node, of: &str, found: &mut Findings) -> &'n [Node] {
    match &node.content {
        Content::Sequence(items) => items,
        Content::Broken => &[],
        other => {
            let message = format!("a list of {of} is needed here, and this is {}", describe(other));
            found.push(Diagnostic::new(Code::WrongType, node.place, message).help("begin each item with `- `"));
            &[]
        }
    }
}

/// One of a few words that the language itself knows.
pub fn choice<T: Copy>(node: &Node, among: &[(&str, T)], found: &mut Findings) -> Option<Spanned<T>> {
    let given = Spanned { value: scalar(node, "a word", found)?.to_owned(), place: node.place };
    if let Some((_, value)) = among.iter().find(|(word, _)| *word == given.value) {
        return Some(Spanned { value: *value, place: given.place });
    }
    let known: Vec<&str> = among.iter().map(|(word, _)| *word).collect();
    let near = nearest(&given.value, &mut known.iter().copied());
    let help = did_you_mean(&near).map_or_else(String::new, |question| format!("{question} "));
    found.push(
        Diagnostic::new(
            Code::UnknownChoice,
            given.place,
            format!("`{}` is none of the words for this field", given.value),
        )
        .help(format!("{help}it takes {}", list(&known)))
        .fix(only_near(&given.value, &near, given.place)),
    );
    None
}

/// A whole number from 0 up.
pub fn number(node: &Node, found: &mut Findings) -> Option<Spanned<u64>> {
    let raw = scalar(node, "a whole number", found)?;
    if let Ok(value) = raw.parse::<u64>()
        && raw.bytes().all(|b| b.is_ascii_digit())
    {
        return Some(Spanned { value, place: node.place });
    }
    found.push(
        Diagnostic::new(Code::InvalidNumber, node.place, format!("`{raw}` is not a whole number"))
            .help("write digits alone, such as `10000`"),
    );
    None
}

/// `true` or `false`.
pub fn boolean(node: &Node, found: &mut Findings) -> Option<Spanned<bool>> {
    choice(node, &[("true", true), ("false", false)], found)
}

/// A length of time in seconds: `72h`, `60d`.
pub fn duration(node: &Node, found: &mut Findings) -> Option<Spanned<u64>> {
    let raw = scalar(node, "a length of time", found)?;
    let seconds = raw
        .strip_suffix('d')
        .map(|days| (days, 86_400))
        .or_else(|| raw.strip_suffix('h').map(|hours| (hours, 3_600)))
        .filter(|(count, _)| count.bytes().all(|b| b.is_ascii_digit()))
        .and_then(|(count, unit)| count.parse::<u64>().ok()?.checked_mul(unit))
        .filter(|seconds| (1..=MOST_SECONDS).contains(seconds));
    if seconds.is_none() {
        found.push(
            Diagnostic::new(Code::InvalidDuration, node.place, format!("`{raw}` is not a length of time"))
                .help("write hours or days, such as `72h` or `60d`"),
        );
    }
    seconds.map(|value| Spanned { value, place: node.place })
}

/// A hundred years: what no deadline exceeds, and every format of a duration can say.
const MOST_SECONDS: u64 = 100 * 366 * 86_400;

/// A word without quotes that YAML 1.1 reads as a truth value, a number or a time.
///
/// Source: the type repository for YAML 1.1, `bool`, `int`, `float` and their base-60 forms.
fn warn_if_ambiguous(node: &Node, found: &mut Findings) {
    let Content::Scalar { text, plain: true } = &node.content else {
        return;
    };
    if is_ambiguous(text) {
        let message = format!("a tool that reads YAML 1.1 would not take `{text}` for a word");
        found.push(
            Diagnostic::new(Code::AmbiguousScalar, node.place, message)
                .help(format!("write it in quotes: `\"{text}\"`"))
                .fix(Some(Fix { place: node.place, replacement: format!("\"{text}\"") })),
        );
    }
}

/// Whether YAML 1.1 reads a word without quotes as something else.
pub fn is_ambiguous(text: &str) -> bool {
    const TRUTH: [&str; 8] = ["y", "n", "yes", "no", "on", "off", "true", "false"];
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let numeric = unsigned.starts_with(|c: char| c.is_ascii_digit())
        && unsigned.chars().all(|c| c.is_ascii_hexdigit() || matches!(c, '_' | ':' | '.' | 'x' | 'o' | '+' | '-'))
        && !is_date(unsigned);
    TRUTH.contains(&text.to_ascii_lowercase().as_str()) || numeric
}

/// Dates stand where dates are meant, and a version such as `1.2.3` is no number anywhere.
fn is_date(text: &str) -> bool {
    text.matches('-').count() == 2 || text.matches('.').count() > 1
}

/// The text of a single value; anything else is reported.
pub fn scalar<'n>(node: &'n Node, wanted: &str, found: &mut Findings) -> Option<&'n str> {
    match &node.content {
        Content::Scalar { .. } if is_null(node) => {
            found.push(Diagnostic::new(Code::EmptyValue, node.place, format!("{wanted} is needed here")));
            None
        }
        Content::Scalar { text, .. } => Some(text),
        Content::Broken => None,
        other => {
            let message = format!("{wanted} is needed here, and this is {}", describe(other));
            found.push(Diagnostic::new(Code::WrongType, node.place, message));
            None
        }
    }
}
