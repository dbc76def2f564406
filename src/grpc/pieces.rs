//! The parts of answers that are the same for every question, encoded when a policy set is loaded.
//!
//! Owns their bytes. They come from the same conversion as any other answer, through the same encoder.

use prost::Message;

use super::answer;
use super::wire;
use crate::engine::Ground;
use crate::model::{Category, Id, Principle, Reason, RecognitionId, RuleId, Safeguard, Verdict};
use crate::policy::{Action, Obligation, Rule};
use crate::store::Active;

/// The parts of the answers of one policy set.
pub(super) struct Pieces {
    bytes: Vec<u8>,
    rules: Vec<OfRule>,
    recognitions: Vec<OfRecognition>,
    principles: Vec<(Principle, Span)>,
    categories: Vec<[Span; Verdict::WORDS.len()]>,
    missing: Vec<Span>,
    revision: Span,
}

/// Where a part lies.
#[derive(Clone, Copy, Default)]
struct Span {
    start: usize,
    end: usize,
}

struct OfRule {
    /// The reason's fields before those that depend on the question, and after them.
    reason: (Span, Span),
    /// Its duties, each a field of the answer.
    duties: Span,
    /// Its condition's fields before the alternatives, and after them.
    condition: (Span, Span),
    /// The `safeguards` of each alternative.
    alternatives: Vec<Span>,
}

struct OfRecognition {
    /// The reason, without its key and length.
    reason: Span,
    duties: Span,
}

impl Pieces {
    /// The parts of a policy set's answers.
    pub(super) fn of(active: &Active) -> Self {
        let set = active.snapshot().policies();
        let vocabulary = set.vocabulary();
        let mut bytes = Store(Vec::new());
        let rules = (0..set.rules().len()).map(|n| RuleId(u32::try_from(n).unwrap_or(u32::MAX)));
        let recognitions = (0..set.recognitions().len()).map(|n| RecognitionId(u32::try_from(n).unwrap_or(u32::MAX)));
        let mut category = |id| {
            Verdict::WORDS.map(|(_, verdict)| {
                let by_category = vec![answer::category(set, id, verdict)];
                bytes.message(&wire::EvaluateResponse { by_category, ..Default::default() })
            })
        };
        let categories = vocabulary.categories.iter().map(|(id, _)| category(id)).collect();
        let mut lacking =
            |word: &str| bytes.message(&wire::Alternative { missing: vec![word.to_owned()], ..Default::default() });
        let missing = vocabulary.safeguards.iter().map(|(_, term)| lacking(&term.word)).collect();
        let rules = rules.map(|id| OfRule::encode(active, id, &mut bytes)).collect();
        let recognitions = recognitions.map(|id| OfRecognition::encode(active, id, &mut bytes)).collect();
        let mut principle =
            |principle| (principle, bytes.message(&answer::reason(active, &[], Reason::Principle(principle))));
        let principles = Principle::ALL.into_iter().chain([Principle::StalePolicy]).map(&mut principle).collect();
        let policy_revision = set.revision().to_string();
        let revision = bytes.message(&wire::EvaluateResponse { policy_revision, ..Default::default() });
        Self { bytes: bytes.0, rules, recognitions, principles, categories, missing, revision }
    }

    /// A rule's reason, up to and from where the question has its say.
    pub(super) fn rule_reason(&self, id: RuleId) -> (&[u8], &[u8]) {
        self.rules
            .get(id.0 as usize)
            .map(|rule| (self.part(rule.reason.0), self.part(rule.reason.1)))
            .unwrap_or_default()
    }

    /// A recognition's reason.
    pub(super) fn recognition_reason(&self, id: RecognitionId) -> &[u8] {
        self.recognitions.get(id.0 as usize).map(|recognition| self.part(recognition.reason)).unwrap_or_default()
    }

    /// A principle's reason.
    pub(super) fn principle_reason(&self, principle: Principle) -> &[u8] {
        self.principles
            .iter()
            .find(|(other, _)| *other == principle)
            .map(|(_, span)| self.part(*span))
            .unwrap_or_default()
    }

    /// The duties of a rule, as fields of the answer.
    pub(super) fn rule_duties(&self, id: RuleId) -> &[u8] {
        self.rules.get(id.0 as usize).map(|rule| self.part(rule.duties)).unwrap_or_default()
    }

    /// The duties of a recognition, as fields of the answer.
    pub(super) fn recognition_duties(&self, id: RecognitionId) -> &[u8] {
        self.recognitions.get(id.0 as usize).map(|recognition| self.part(recognition.duties)).unwrap_or_default()
    }

    /// A rule's condition, up to and from its alternatives.
    pub(super) fn condition(&self, id: RuleId) -> (&[u8], &[u8]) {
        self.rules
            .get(id.0 as usize)
            .map(|rule| (self.part(rule.condition.0), self.part(rule.condition.1)))
            .unwrap_or_default()
    }

    /// What each alternative of a rule takes.
    pub(super) fn alternatives(&self, id: RuleId) -> impl Iterator<Item = &[u8]> {
        let alternatives = self.rules.get(id.0 as usize).map_or(&[][..], |rule| &rule.alternatives);
        alternatives.iter().map(|span| self.part(*span))
    }

    /// A safeguard that an alternative lacks.
    pub(super) fn missing(&self, id: Id<Safeguard>) -> &[u8] {
        self.missing.get(id.index()).map(|span| self.part(*span)).unwrap_or_default()
    }

    /// The verdict on a category, as a field of the answer.
    pub(super) fn category(&self, id: Id<Category>, verdict: Verdict) -> &[u8] {
        self.categories.get(id.index()).map(|spans| self.part(spans[verdict as usize])).unwrap_or_default()
    }

    /// The revision, as a field of the answer.
    pub(super) fn revision(&self) -> &[u8] {
        self.part(self.revision)
    }

    fn part(&self, span: Span) -> &[u8] {
        self.bytes.get(span.start..span.end).unwrap_or_default()
    }
}

impl OfRule {
    fn encode(active: &Active, id: RuleId, bytes: &mut Store) -> Self {
        let snapshot = active.snapshot();
        let rule = snapshot.policies().rule(id);
        let whole = answer::rule_reason(active, id);
        let tail = wire::Reason {
            source: whole.source.clone(),
            confidence: whole.confidence,
            reviewed: whole.reviewed.clone(),
            ..Default::default()
        };
        let head = wire::Reason { source: String::new(), confidence: 0, reviewed: String::new(), ..whole };
        let asks = wire::Condition { id: rule.id.clone(), text: rule.summary.clone(), ..Default::default() };
        let citations = answer::citations(&rule.cites);
        let by = wire::Condition { rule: rule.id.clone(), citations, ..Default::default() };
        Self {
            reason: (bytes.message(&head), bytes.message(&tail)),
            duties: bytes.duties(Ground::Rule(rule), &rule.obligations),
            condition: (bytes.message(&asks), bytes.message(&by)),
            alternatives: alternatives(active, rule, bytes),
        }
    }
}

fn alternatives(active: &Active, rule: &Rule, bytes: &mut Store) -> Vec<Span> {
    let Action::Require(alternatives) = &rule.action else { return Vec::new() };
    let lexicon = &active.snapshot().policies().vocabulary().safeguards;
    let word = |id| lexicon.word(id).to_owned();
    let message =
        |all: &Vec<_>| wire::Alternative { safeguards: all.iter().copied().map(word).collect(), ..Default::default() };
    alternatives.iter().map(|all| bytes.message(&message(all))).collect()
}

impl OfRecognition {
    fn encode(active: &Active, id: RecognitionId, bytes: &mut Store) -> Self {
        let recognition = active.snapshot().policies().recognition(id);
        Self {
            reason: bytes.message(&answer::reason(active, &[], Reason::Recognised(id))),
            duties: bytes.duties(Ground::Recognition(recognition), &recognition.obligations),
        }
    }
}

/// The bytes as they are added.
struct Store(Vec<u8>);

impl Store {
    fn message(&mut self, message: &impl Message) -> Span {
        let start = self.0.len();
        self.0.extend(message.encode_to_vec());
        Span { start, end: self.0.len() }
    }

    fn duties(&mut self, ground: Ground<'_>, duties: &[Obligation]) -> Span {
        let obligations = duties.iter().map(|duty| answer::obligation(ground, duty)).collect();
        self.message(&wire::EvaluateResponse { obligations, ..Default::default() })
    }
}
