//! Rules and recognitions with their words and names looked up.

use super::citations::Regulations;
use super::groups::Places;
use super::names::{Names, unknown_word};
use super::terms::{TermSets, Words};
use crate::model::{Effect, IdSet, Role, Safeguard, SafeguardId, Vocabulary};
use crate::policy::code::Code;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::document::{
    ExceptionDocument, ObligationDocument, RecognitionDocument, RuleDocument, ScopeDocument, Spanned, TestDocument,
};
use crate::policy::set::{Action, CategoryTest, CountTest, Exception, Obligation, Recognition, Rule, RuleSetId, Scope};

/// Everything that a rule may name.
pub struct Nameable<'v> {
    /// Words.
    pub vocabulary: &'v Vocabulary,
    /// Sets of words.
    pub terms: TermSets<'v>,
    /// Jurisdictions and groups.
    pub places: Places<'v>,
    /// Roles.
    pub roles: Words<'v, Role>,
    /// The law.
    pub regulations: Regulations,
}

impl Nameable<'_> {
    /// A rule, apart from what it overrides.
    pub fn rule(&self, document: &RuleDocument, rule_set: RuleSetId, found: &mut Vec<Diagnostic>) -> Rule {
        Rule {
            id: document.id.value.clone(),
            rule_set,
            summary: document.summary.clone(),
            when: self.scope(&document.when, found),
            unless: document.unless.iter().map(|exception| self.exception(exception, document, found)).collect(),
            action: self.action(document, found),
            obligations: obligations(&document.obligations, found),
            overrides: Vec::new(),
            effective: document.effective,
            cites: self.regulations.cite(&document.cites, found),
            waiver: document.waiver.as_ref().map(|waiver| waiver.value.clone()),
            confidence: document.confidence,
            place: document.place,
        }
    }

    /// A recognition; `None`, with a report, if it names what is not known.
    pub fn recognition(&self, document: &RecognitionDocument, found: &mut Vec<Diagnostic>) -> Option<Recognition> {
        let mut when = Scope::default();
        for test in &document.tests {
            self.test(&mut when, test, found);
        }
        let safeguard = document.safeguard.as_ref().and_then(|word| self.safeguard(word, found));
        let satisfies = document.satisfies.as_ref().and_then(|word| self.safeguard(word, found));
        let obligations = obligations(&document.obligations, found);
        let cites = self.regulations.cite(&document.cites, found);
        Some(Recognition {
            id: document.id.value.clone(),
            summary: document.summary.clone(),
            authority: document.authority.as_ref()?.value,
            when,
            safeguard: safeguard?,
            satisfies: satisfies?,
            effective: document.effective,
            obligations,
            cites,
            confidence: document.confidence,
            place: document.place,
        })
    }

    fn scope(&self, document: &ScopeDocument, found: &mut Vec<Diagnostic>) -> Scope {
        let mut scope = Scope { domestic: document.domestic, ..Scope::default() };
        for test in &document.tests {
            self.test(&mut scope, test, found);
        }
        let bound = |bound: &Option<Spanned<u64>>| bound.as_ref().map(|bound| bound.value);
        let count = CountTest { at_least: bound(&document.at_least), below: bound(&document.below) };
        scope.subject_count = (count.at_least.is_some() || count.below.is_some()).then_some(count);
        scope
    }

    fn test(&self, scope: &mut Scope, test: &TestDocument, found: &mut Vec<Diagnostic>) {
        let (words, negated) = (&test.words, test.negated);
        match test.field {
            "origin" => scope.origin = Some(self.places.test(test, found)),
            "destination" => scope.destination = Some(self.places.test(test, found)),
            "transit" => scope.transit = Some(self.places.test(test, found)),
            "subjects" => scope.subjects = Some(self.places.test(test, found)),
            "data" => {
                let extent = self.terms.categories.test(words, negated, found);
                scope.data = Some(CategoryTest { holds_for: extent.holds, unknown_for: extent.unknown });
            }
            "purpose" => scope.purpose = Some(self.terms.purposes.test(words, negated, found).holds),
            "sector" => scope.sector = Some(self.terms.sectors.test(words, negated, found).holds),
            "exporter_role" => scope.exporter_role = Some(self.roles.test(words, negated, found).holds),
            "importer_role" => scope.importer_role = Some(self.roles.test(words, negated, found).holds),
            _ => {}
        }
    }

    fn exception(&self, document: &ExceptionDocument, rule: &RuleDocument, found: &mut Vec<Diagnostic>) -> Exception {
        let words = &document.safeguards;
        let safeguards: IdSet<Safeguard> = words.iter().filter_map(|word| self.safeguard(word, found)).collect();
        if let (Some(place), Some(effect)) = (document.safeguards_place, &rule.effect)
            && !effect.value.is_restrictive()
        {
            found.push(
                Diagnostic::new(
                    Code::UntestableSafeguard,
                    place,
                    "`safeguards` can't be tested here: attesting one would make the answer stricter",
                )
                .related(effect.place, format!("the rule is of effect `{}`", effect.value.word()))
                .help("test safeguards in `require`, or in the `unless` of a `require` or `deny`"),
            );
        }
        Exception {
            scope: self.scope(&document.scope, found),
            safeguards: document.safeguards_place.map(|_| safeguards),
        }
    }

    fn action(&self, document: &RuleDocument, found: &mut Vec<Diagnostic>) -> Action {
        match document.effect.as_ref().map(|effect| effect.value) {
            Some(Effect::Allow) => Action::Allow,
            Some(Effect::Note) => Action::Note,
            Some(Effect::Deny) | None => Action::Deny,
            Some(Effect::Require) => Action::Require(self.alternatives(document, found)),
        }
    }

    fn alternatives(&self, document: &RuleDocument, found: &mut Vec<Diagnostic>) -> Vec<Vec<SafeguardId>> {
        let Some(require) = &document.require else {
            return Vec::new();
        };
        let alternative = |words: &Vec<Spanned<String>>| {
            let mut seen = IdSet::new();
            let known = words.iter().filter_map(|word| self.safeguard(word, found));
            known.filter(|id| seen.insert(*id)).collect()
        };
        require.any_of.iter().map(alternative).collect()
    }

    fn safeguard(&self, word: &Spanned<String>, found: &mut Vec<Diagnostic>) -> Option<SafeguardId> {
        let lexicon = &self.vocabulary.safeguards;
        let id = lexicon.find(&word.value);
        if id.is_none() {
            found.push(unknown_word("safeguard", word, &mut lexicon.iter().map(|(_, term)| term.word.as_str())));
        }
        id
    }
}

fn obligations(documents: &[ObligationDocument], found: &mut Vec<Diagnostic>) -> Vec<Obligation> {
    let mut names = Names::default();
    let mut obligations = Vec::new();
    for document in documents {
        if names.define("obligation", &document.id, found) {
            obligations.push(Obligation {
                id: document.id.value.clone(),
                text: document.text.clone(),
                due_seconds: document.due_seconds,
            });
        }
    }
    obligations
}
