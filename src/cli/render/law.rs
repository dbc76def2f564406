//! The law behind a rule, in words.
//!
//! Owns how citations read: the regulation by its title and number, then the provisions by their ids.

use crate::model::{Citation, Regulation};
use crate::policy::PolicySet;

/// A line for each regulation cited, in the order of the citations.
pub(super) fn lines(cites: &[Citation], policies: &PolicySet) -> Vec<String> {
    let mut regulations: Vec<(&str, Vec<String>)> = Vec::new();
    for citation in cites {
        let written = citation.to_string();
        match regulations.iter_mut().find(|(id, _)| *id == citation.regulation) {
            Some((_, provisions)) => provisions.push(written),
            None => regulations.push((&citation.regulation, vec![written])),
        }
    }
    let lines = regulations.into_iter().map(|(id, provisions)| match policies.regulation(id) {
        Some(regulation) => format!("{}: {}", name(regulation), provisions.join(", ")),
        None => provisions.join(", "),
    });
    lines.collect()
}

fn name(regulation: &Regulation) -> String {
    match &regulation.number {
        Some(number) if regulation.title.contains(number.as_str()) => regulation.title.clone(),
        Some(number) => format!("{} ({number})", regulation.title),
        None => regulation.title.clone(),
    }
}
