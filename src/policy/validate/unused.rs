//! What is defined and never named, and rules that name no law.

use std::collections::HashSet;

use super::citations::parse;
use super::set::Documents;
use crate::model::Authority;
use crate::policy::code::Code;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::document::{RuleDocument, ScopeDocument, Spanned};

/// Warns of sets, groups, assumptions and regulations that nothing names, and of rules without citations.
pub fn warnings(documents: &Documents) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let named = named(documents);
    let sets = documents.term_sets.iter().filter(|set| !set.background).map(|document| ("set", &document.id));
    let groups = documents.groups.iter().map(|document| ("group", &document.id));
    let assumptions = documents.assumptions.iter().map(|document| ("assumption", &document.id));
    for (kind, id) in sets.chain(groups).chain(assumptions).filter(|(_, id)| !named.contains(id.value.as_str())) {
        found.push(
            Diagnostic::new(Code::UnusedName, id.place, format!("nothing names the {kind} `{}`", id.value))
                .help("use it, or leave it out"),
        );
    }
    let cited = cited(documents);
    for document in documents
        .regulations
        .iter()
        .filter(|document| !document.background && !cited.contains(document.id.value.as_str()))
    {
        let message = format!("no rule, recognition, set or group cites `{}`", document.id.value);
        found.push(Diagnostic::new(Code::UncitedRegulation, document.id.place, message).help(
            "cite it where it speaks, or say `background: true`, if it stands in the repository for its own sake",
        ));
    }
    warn_of_missing_citations(documents, &mut found);
    found
}

/// What an organisation asks of itself needs no law behind it.
fn warn_of_missing_citations(documents: &Documents, found: &mut Vec<Diagnostic>) {
    let of_law = documents
        .rule_sets
        .iter()
        .filter(|set| set.authority.as_ref().is_none_or(|authority| authority.value != Authority::Organisation));
    let rules = of_law.flat_map(|set| &set.rules).filter(|rule| rule.cites.is_empty()).map(|rule| &rule.id);
    let recognitions = documents.recognitions.iter().filter(|r| r.cites.is_empty()).map(|r| &r.id);
    for id in rules.chain(recognitions) {
        found.push(
            Diagnostic::new(Code::MissingCitation, id.place, format!("`{}` cites no law", id.value))
                .help("add `cites:` with the regulation, and the provision where it is known"),
        );
    }
}

/// Every word that could be the name of a set, a group or an assumption.
fn named(documents: &Documents) -> HashSet<&str> {
    let mut names = HashSet::new();
    for set in &documents.term_sets {
        names.extend(set.members.iter().chain(&set.except).map(text));
    }
    for group in &documents.groups {
        names.extend(group.members.iter().filter_map(|member| member.pending.as_ref()).map(text));
    }
    for assumption in &documents.assumptions {
        names.extend(assumption.implies.iter().map(text));
    }
    for regulation in &documents.regulations {
        names.extend(regulation.jurisdiction.iter().map(text));
    }
    for set in &documents.rule_sets {
        names.extend(set.jurisdiction.iter().chain(set.covers.iter().flatten()).map(text));
        names.extend(set.rules.iter().flat_map(words_of_rule).map(text));
    }
    for recognition in &documents.recognitions {
        names.extend(recognition.tests.iter().flat_map(|test| &test.words).map(text));
    }
    names
}

fn text(word: &Spanned<String>) -> &str {
    &word.value
}

fn words_of_rule(rule: &RuleDocument) -> impl Iterator<Item = &Spanned<String>> {
    let exceptions = rule.unless.iter().flat_map(|exception| words_of_scope(&exception.scope));
    words_of_scope(&rule.when).chain(exceptions)
}

fn words_of_scope(scope: &ScopeDocument) -> impl Iterator<Item = &Spanned<String>> {
    scope.tests.iter().flat_map(|test| &test.words)
}

/// The regulations that anything cites.
fn cited(documents: &Documents) -> HashSet<String> {
    let rules = documents.rule_sets.iter().flat_map(|set| &set.rules).flat_map(|rule| &rule.cites);
    let recognitions = documents.recognitions.iter().flat_map(|recognition| &recognition.cites);
    let sets = documents.term_sets.iter().flat_map(|set| &set.cites);
    let groups = documents.groups.iter().flat_map(|group| &group.cites);
    rules.chain(recognitions).chain(sets).chain(groups).map(|written| parse(&written.value).regulation).collect()
}
