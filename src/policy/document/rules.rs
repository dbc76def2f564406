//! `RuleSet` with its rules, and `Recognition`.

use jiff::tz::TimeZone;

use super::dates::{effective, instant, timezone};
use super::fields::{Fields, Findings, Spanned};
use super::kinds::open;
use super::scalars::{choice, duration, id, items, text, word, words};
use super::tests_of_rules::{ExceptionDocument, ScopeDocument, TestDocument, unless, when};
use crate::model::{Authority, Confidence, Effect, Interval};
use crate::policy::code::Code;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::set::Waiver;
use crate::policy::source::Place;
use crate::policy::yaml::{Content, Node};

/// A document of kind `RuleSet`.
pub struct RuleSetDocument {
    /// Its id.
    pub id: Spanned<String>,
    /// A short name.
    pub title: Option<String>,
    /// Its force.
    pub authority: Option<Spanned<Authority>>,
    /// Whose rules they are.
    pub jurisdiction: Option<Spanned<String>>,
    /// Its rules.
    pub rules: Vec<RuleDocument>,
}

/// One rule.
pub struct RuleDocument {
    /// Its id.
    pub id: Spanned<String>,
    /// What the law asks.
    pub summary: String,
    /// What must be so for it to apply.
    pub when: ScopeDocument,
    /// What lifts or meets it.
    pub unless: Vec<ExceptionDocument>,
    /// What it says.
    pub effect: Option<Spanned<Effect>>,
    /// What a `require` asks for.
    pub require: Option<RequireDocument>,
    /// Duties that come with it.
    pub obligations: Vec<ObligationDocument>,
    /// The rules whose place it takes.
    pub overrides: Vec<Spanned<String>>,
    /// Where `overrides` stands.
    pub overrides_place: Option<Place>,
    /// When it is in force.
    pub effective: Interval,
    /// The law behind it.
    pub cites: Vec<Spanned<String>>,
    /// What lets it loosen, for a time, with its place.
    pub waiver: Option<Spanned<Waiver>>,
    /// Where `waiver` stands.
    pub waiver_place: Option<Place>,
    /// How well it is supported.
    pub confidence: Option<Confidence>,
    /// Where it stands.
    pub place: Place,
}

/// The alternatives of a `require`.
pub struct RequireDocument {
    /// Sets of safeguards, any of which is enough.
    pub any_of: Vec<Vec<Spanned<String>>>,
}

/// A duty.
pub struct ObligationDocument {
    /// Its id.
    pub id: Spanned<String>,
    /// What is to be done.
    pub text: String,
    /// Within how many seconds.
    pub due_seconds: Option<u64>,
}

const RULE_FIELDS: [&str; 13] = [
    "id",
    "summary",
    "when",
    "unless",
    "effect",
    "require",
    "obligations",
    "overrides",
    "effective",
    "cites",
    "waiver",
    "confidence",
    "notes",
];

impl RuleSetDocument {
    pub(super) fn read(node: &Node, found: &mut Findings) -> Option<Self> {
        let fields =
            open(node, "a RuleSet", &["id", "title", "authority", "jurisdiction", "timezone", "rules"], found)?;
        let zone = timezone(&fields, found);
        let id = fields.required("id", found).and_then(|node| id(node, found));
        let title = fields.optional("title", found).and_then(|node| text(node, found));
        let authority = fields.required("authority", found).and_then(|node| choice(node, &Authority::WORDS, found));
        let jurisdiction = fields.optional("jurisdiction", found).and_then(|node| word(node, found));
        if let Some(authority) = &authority
            && authority.value.is_national_law()
            && fields.key_place("jurisdiction").is_none()
        {
            found.push(
                Diagnostic::new(
                    Code::MissingField,
                    authority.place,
                    "law has a jurisdiction, and this rule set names none",
                )
                .help("add `jurisdiction:` with a country code or a group"),
            );
        }
        let rules = fields.required("rules", found).map_or_else(Vec::new, |node| {
            items(node, "rules", found).iter().filter_map(|item| rule(item, &zone, found)).collect()
        });
        Some(Self { id: id?, title: title.map(|title| title.value), authority, jurisdiction, rules })
    }
}

fn rule(node: &Node, zone: &TimeZone, found: &mut Findings) -> Option<RuleDocument> {
    let fields = Fields::open(node, "a rule", &RULE_FIELDS, found)?;
    let id = fields.required("id", found).and_then(|node| id(node, found));
    let summary = fields.required("summary", found).and_then(|node| text(node, found));
    let when = fields.required("when", found).map_or_else(ScopeDocument::default, |node| when(node, found));
    let unless = fields.optional("unless", found).map_or_else(Vec::new, |node| unless(node, found));
    let effect = fields.required("effect", found).and_then(|node| choice(node, &Effect::WORDS, found));
    let require = require(&fields, effect.as_ref(), found);
    let obligations = obligations(&fields, found);
    let overrides = fields.optional("overrides", found).map_or_else(Vec::new, |node| words(node, found));
    let effective = effective(&fields, zone, found);
    let cites = fields.optional("cites", found).map_or_else(Vec::new, |node| words(node, found));
    let confidence = fields.optional("confidence", found).and_then(|node| choice(node, &Confidence::WORDS, found));
    let waiver = fields.optional("waiver", found).and_then(|node| waiver(node, zone, found));
    fields.optional("notes", found).and_then(|node| text(node, found));
    Some(RuleDocument {
        id: id?,
        summary: summary.map_or_else(String::new, |summary| summary.value),
        when,
        unless,
        effect,
        require,
        obligations,
        overrides,
        overrides_place: fields.key_place("overrides"),
        effective,
        cites,
        waiver,
        waiver_place: fields.key_place("waiver"),
        confidence: confidence.map(|confidence| confidence.value),
        place: node.place,
    })
}

/// A waiver needs a reference, two approvers, a reason and an expiry: one that lacks any is reported and left out.
fn waiver(node: &Node, zone: &TimeZone, found: &mut Findings) -> Option<Spanned<Waiver>> {
    let fields = Fields::open(node, "a waiver", &["reference", "approvers", "reason", "expires"], found)?;
    let reference = fields.required("reference", found).and_then(|node| text(node, found));
    let approvers_node = fields.required("approvers", found);
    let approvers: Vec<String> = approvers_node.map_or_else(Vec::new, |node| {
        items(node, "approvers", found).iter().filter_map(|item| text(item, found)).map(|name| name.value).collect()
    });
    let reason = fields.required("reason", found).and_then(|node| text(node, found));
    let expires = fields.required("expires", found).and_then(|node| instant(node, zone, found));
    let different = approvers.iter().collect::<std::collections::BTreeSet<_>>().len();
    if let Some(place) = approvers_node.map(|node| node.place)
        && different < 2
    {
        found.push(
            Diagnostic::new(Code::WeakWaiver, place, "a waiver needs two different approvers")
                .help("name the two people who approved it: `approvers: [A. Rahman, M. Tran]`"),
        );
    }
    let value = Waiver { reference: reference?.value, approvers, reason: reason?.value, expires: expires? };
    Some(Spanned { value, place: node.place })
}

fn require(fields: &Fields<'_>, effect: Option<&Spanned<Effect>>, found: &mut Findings) -> Option<RequireDocument> {
    let key = fields.key_place("require");
    match (effect, key) {
        (Some(effect), None) if effect.value == Effect::Require => found.push(
            Diagnostic::new(Code::MissingField, effect.place, "a rule with this effect needs the field `require`")
                .help("add `require:` with `any_of:` and the alternatives, each a list of safeguards"),
        ),
        (Some(effect), Some(key)) if effect.value != Effect::Require => found.push(
            Diagnostic::new(Code::MisplacedField, key, "`require` goes only with `effect: require`")
                .related(effect.place, "the effect is another"),
        ),
        _ => {}
    }
    let node = fields.optional("require", found)?;
    let inner = Fields::open(node, "`require`", &["any_of"], found)?;
    let list = inner.required("any_of", found)?;
    if matches!(&list.content, Content::Sequence(items) if items.is_empty()) {
        let message = "no alternative is given, so nothing could meet the rule";
        found.push(Diagnostic::new(Code::EmptyValue, list.place, message).help("name one, or use `effect: deny`"));
    }
    let any_of = items(list, "alternatives", found).iter().map(|item| words(item, found)).collect();
    Some(RequireDocument { any_of })
}

fn obligations(fields: &Fields<'_>, found: &mut Findings) -> Vec<ObligationDocument> {
    let Some(node) = fields.optional("obligations", found) else {
        return Vec::new();
    };
    items(node, "obligations", found).iter().filter_map(|item| obligation(item, found)).collect()
}

fn obligation(node: &Node, found: &mut Findings) -> Option<ObligationDocument> {
    let fields = Fields::open(node, "an obligation", &["id", "text", "due"], found)?;
    let id = fields.required("id", found).and_then(|node| id(node, found));
    let text = fields.required("text", found).and_then(|node| text(node, found));
    let due = fields.optional("due", found).and_then(|node| duration(node, found));
    Some(ObligationDocument {
        id: id?,
        text: text.map_or_else(String::new, |text| text.value),
        due_seconds: due.map(|due| due.value),
    })
}

/// A document of kind `Recognition`.
pub struct RecognitionDocument {
    /// Its id.
    pub id: Spanned<String>,
    /// What it says.
    pub summary: String,
    /// The force of what recognises.
    pub authority: Option<Spanned<Authority>>,
    /// Where and for whom it holds.
    pub tests: Vec<TestDocument>,
    /// What is attested.
    pub safeguard: Option<Spanned<String>>,
    /// What that satisfies.
    pub satisfies: Option<Spanned<String>>,
    /// When it is in force.
    pub effective: Interval,
    /// Duties that come with it.
    pub obligations: Vec<ObligationDocument>,
    /// The law behind it.
    pub cites: Vec<Spanned<String>>,
    /// How well it is supported.
    pub confidence: Option<Confidence>,
    /// Where it stands.
    pub place: Place,
}

const RECOGNITION_FIELDS: [&str; 15] = [
    "id",
    "title",
    "summary",
    "authority",
    "timezone",
    "origin",
    "destination",
    "exporter_role",
    "importer_role",
    "safeguard",
    "satisfies",
    "effective",
    "obligations",
    "cites",
    "confidence",
];

impl RecognitionDocument {
    pub(super) fn read(node: &Node, found: &mut Findings) -> Option<Self> {
        let known: Vec<&str> = RECOGNITION_FIELDS.iter().copied().chain(["notes"]).collect();
        let fields = open(node, "a Recognition", &known, found)?;
        let zone = timezone(&fields, found);
        let id = fields.required("id", found).and_then(|node| id(node, found));
        let summary = fields.required("summary", found).and_then(|node| text(node, found));
        let authority = fields.required("authority", found).and_then(|node| choice(node, &Authority::WORDS, found));
        fields.required("origin", found);
        let tests = super::tests_of_rules::of_recognition(&fields, found);
        let safeguard = fields.required("safeguard", found).and_then(|node| word(node, found));
        let satisfies = fields.required("satisfies", found).and_then(|node| word(node, found));
        let effective = effective(&fields, &zone, found);
        let obligations = obligations(&fields, found);
        let cites = fields.optional("cites", found).map_or_else(Vec::new, |node| words(node, found));
        let confidence = fields.optional("confidence", found).and_then(|node| choice(node, &Confidence::WORDS, found));
        for name in ["title", "notes"] {
            fields.optional(name, found).and_then(|node| text(node, found));
        }
        Some(Self {
            id: id?,
            summary: summary.map_or_else(String::new, |summary| summary.value),
            authority,
            tests,
            safeguard,
            satisfies,
            effective,
            obligations,
            cites,
            confidence: confidence.map(|confidence| confidence.value),
            place: fields.place(),
        })
    }
}
