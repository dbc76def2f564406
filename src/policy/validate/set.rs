//! From all documents to the policy set.

use super::citations::Regulations;
use super::groups::{Places, assumptions};
use super::inventory::inventory;
use super::names::Names;
use super::overrides::{self, Written};
use super::policy_tests::{Expectable, resolve_tests};
use super::rules::Nameable;
use super::terms::{TermSets, Words};
use super::unused;
use super::words::vocabulary;
use crate::model::Known;
use crate::policy::contents::Contents;
use crate::policy::diagnostic::{Diagnostic, Severity};
use crate::policy::document::{
    AssumptionDocument, Document, GroupDocument, InventoryDocument, PolicyTestDocument, RecognitionDocument,
    RegulationDocument, RuleSetDocument, TermSetDocument, VocabularyDocument, WordKind,
};
use crate::policy::nearest::nearest;
use crate::policy::set::{PolicySet, Recognition, Revision, Rule, RuleSet, RuleSetId};
use crate::policy::source::Sources;

/// The documents by kind.
#[derive(Default)]
pub(super) struct Documents {
    pub(super) vocabularies: Vec<VocabularyDocument>,
    pub(super) term_sets: Vec<TermSetDocument>,
    pub(super) groups: Vec<GroupDocument>,
    pub(super) assumptions: Vec<AssumptionDocument>,
    pub(super) regulations: Vec<RegulationDocument>,
    pub(super) rule_sets: Vec<RuleSetDocument>,
    pub(super) recognitions: Vec<RecognitionDocument>,
    pub(super) inventories: Vec<InventoryDocument>,
    pub(super) tests: Vec<PolicyTestDocument>,
}

/// Validates documents.
///
/// What is wrong is added to `found`; the set is only valid if nothing is there in the end. Its files, warnings and
/// contents are still to be put in.
pub fn validate(documents: Vec<Document>, revision: Revision, found: &mut Vec<Diagnostic>) -> Option<PolicySet> {
    let documents = sort(documents);
    let unused = unused::warnings(&documents);
    let vocabulary = vocabulary(&documents.vocabularies, &documents.assumptions, found)?;
    let (places, groups) = Places::resolve(&documents.groups, &vocabulary, found);
    let assumptions = assumptions(&documents.assumptions, &vocabulary, found);
    let regulations = Regulations::resolve(documents.regulations, &places, found);
    let known = Nameable {
        vocabulary: &vocabulary,
        terms: TermSets::resolve(&documents.term_sets, &vocabulary, found),
        places,
        roles: Words::plain(WordKind::Role, &vocabulary.roles),
        regulations,
    };
    for citations in documents.term_sets.iter().map(|set| &set.cites).chain(documents.groups.iter().map(|g| &g.cites)) {
        known.regulations.cite(citations, found);
    }
    let mut names = Names::default();
    let (rule_sets, rules) = rules(&documents.rule_sets, &known, &mut names, found);
    let recognitions = recognitions(&documents.recognitions, &known, &mut names, found);
    let (regulations, regulation_places, regulation_index) = known.regulations.into_parts();
    let rule_ids = rules.iter().map(|rule| rule.id.as_str());
    let inventory = inventory(&documents.inventories, &vocabulary, found);
    let expectable = Expectable {
        known: Known { vocabulary: &vocabulary, inventory: &inventory, nearest },
        regulations: &regulations,
        rules: rule_ids.chain(recognitions.iter().map(|r| r.id.as_str())).collect(),
    };
    let tests = resolve_tests(&documents.tests, &expectable, found);
    // What a broken document names can't be known, so nothing is called unused beside one.
    if found.iter().all(|diagnostic| diagnostic.severity() == Severity::Warning) {
        found.extend(unused);
    }
    Some(PolicySet {
        sources: Sources::default(),
        warnings: Vec::new(),
        revision,
        contents: Contents::new(),
        vocabulary,
        groups,
        assumptions,
        inventory,
        regulations,
        rule_sets,
        rules,
        recognitions,
        tests,
        regulation_index,
        regulation_places,
    })
}

fn sort(documents: Vec<Document>) -> Documents {
    let mut sorted = Documents::default();
    for document in documents {
        match document {
            Document::Vocabulary(document) => sorted.vocabularies.push(document),
            Document::TermSet(document) => sorted.term_sets.push(document),
            Document::JurisdictionGroup(document) => sorted.groups.push(document),
            Document::Assumption(document) => sorted.assumptions.push(document),
            Document::Regulation(document) => sorted.regulations.push(document),
            Document::RuleSet(document) => sorted.rule_sets.push(document),
            Document::Recognition(document) => sorted.recognitions.push(document),
            Document::Inventory(document) => sorted.inventories.push(document),
            Document::PolicyTests(tests) => sorted.tests.extend(tests),
        }
    }
    sorted
}

fn rules(
    documents: &[RuleSetDocument],
    known: &Nameable<'_>,
    names: &mut Names,
    found: &mut Vec<Diagnostic>,
) -> (Vec<RuleSet>, Vec<Rule>) {
    let mut set_names = Names::default();
    let mut sets: Vec<&RuleSetDocument> =
        documents.iter().filter(|document| set_names.define("rule set", &document.id, found)).collect();
    sets.sort_by(|a, b| a.id.value.cmp(&b.id.value));
    let mut written: Vec<(usize, Written<'_>)> = Vec::new();
    for (index, set) in sets.iter().copied().enumerate() {
        for rule in set.rules.iter().filter(|rule| names.define("rule", &rule.id, found)) {
            written.push((index, Written { set, rule }));
        }
    }
    written.sort_by(|(_, a), (_, b)| a.rule.id.value.cmp(&b.rule.id.value));
    let mut rules: Vec<Rule> = written.iter().map(|(set, w)| known.rule(w.rule, RuleSetId(*set), found)).collect();
    let written: Vec<Written<'_>> = written.into_iter().map(|(_, written)| written).collect();
    for (rule, overrides) in rules.iter_mut().zip(overrides::resolve(&written, found)) {
        rule.overrides = overrides;
    }
    (sets.iter().map(|document| rule_set(document, known, found)).collect(), rules)
}

fn rule_set(document: &RuleSetDocument, known: &Nameable<'_>, found: &mut Vec<Diagnostic>) -> RuleSet {
    RuleSet {
        id: document.id.value.clone(),
        title: document.title.clone(),
        authority: document.authority.as_ref().map_or(crate::model::Authority::Organisation, |a| a.value),
        jurisdiction: document.jurisdiction.as_ref().and_then(|name| known.places.find(name, found)),
        covers: document.covers.as_ref().map(|words| known.terms.categories.test(words, false, found).holds),
        place: document.id.place,
    }
}

fn recognitions(
    documents: &[RecognitionDocument],
    known: &Nameable<'_>,
    names: &mut Names,
    found: &mut Vec<Diagnostic>,
) -> Vec<Recognition> {
    let mut recognitions: Vec<Recognition> = Vec::new();
    for document in documents {
        let fresh = names.define("recognition", &document.id, found);
        let recognition = known.recognition(document, found);
        recognitions.extend(recognition.filter(|_| fresh));
    }
    recognitions.sort_by(|a, b| a.id.cmp(&b.id));
    recognitions
}
