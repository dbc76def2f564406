//! `RuleSet` with its rules.

use jiff::tz::TimeZone;

use super::dates::{EFFECTIVE, TIMEZONE, effective, instant, timezone};
use super::fields::{Fields, Findings, Spanned};
use super::kinds::HEAD;
use super::scalars::{choice, duration, id, items, text, word, words};
use super::shape::{Field, Shape, Value, names, optional, required};
use super::standing::{AUTHORITIES, CONFIDENCE};
use super::tests_of_rules::{EXCEPTION, ExceptionDocument, ScopeDocument, WHEN, unless, when};
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
    /// The data of which alone it holds the law.
    pub covers: Option<Vec<Spanned<String>>>,
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

/// A document of kind `RuleSet`.
pub const RULE_SET: Shape = Shape {
    owner: "a RuleSet",
    doc: "Rules of one authority in one jurisdiction.",
    groups: &[
        HEAD,
        &[
            required("id", Value::Id, "Its name, such as `sg.pdpa`; those of its rules begin with it."),
            optional("title", Value::Text, "A short name for people."),
            required("authority", Value::Choice(&AUTHORITIES), "The force of its rules."),
            optional(
                "jurisdiction",
                Value::Word,
                "The country code or group whose rules they are; treaties and organisations may leave it out.",
            ),
            optional(
                "covers",
                Value::Words,
                "The data of which alone it holds the jurisdiction's law; all of it where left out.",
            ),
            TIMEZONE,
            required("rules", Value::List(&Value::Mapping(&RULE), 0), "The rules; their order means nothing."),
        ],
    ],
};

const RULE: Shape = Shape {
    owner: "a rule",
    doc: "What the law says of some transfers.",
    groups: &[&[
        required("id", Value::Id, "The name by which answers call it."),
        required("summary", Value::Text, "What the law asks, in one sentence."),
        required("when", Value::Mapping(&WHEN), "What must be so for it to apply: all of it."),
        optional(
            "unless",
            Value::List(&Value::Mapping(&EXCEPTION), 0),
            "Exceptions, any of which meets a `require`, and lifts any other rule.",
        ),
        required(
            "effect",
            Value::Choice(&EFFECTS),
            "What it says: `allow` permits, `require` permits once one of its alternatives is in place, `deny` forbids, `note` decides nothing.",
        ),
        optional("require", Value::Mapping(&REQUIRE), "What an `effect: require` asks for."),
        OBLIGATIONS,
        optional("overrides", Value::Words, "The rules whose place it takes where it applies."),
        EFFECTIVE,
        CITES,
        optional("waiver", Value::Mapping(&WAIVER), "What lets a rule of an organisation loosen another, for a time."),
        CONFIDENCE,
        NOTES,
    ]],
};

const EFFECTS: [&str; 4] = names(&Effect::WORDS);

/// The field for the law behind something.
pub const CITES: Field = optional(
    "cites",
    Value::Citations,
    "The law behind it: a regulation `sg.pdpa`, or a provision of it `\"sg.pdpa#s26\"`.",
);
/// The field for what reviewers should know.
pub const NOTES: Field = optional("notes", Value::Text, "For reviewers; it is no part of any answer.");
/// The field for duties.
pub const OBLIGATIONS: Field =
    optional("obligations", Value::List(&Value::Mapping(&OBLIGATION), 0), "Duties that come with the transfer.");

const REQUIRE: Shape = Shape {
    owner: "`require`",
    doc: "What must be in place.",
    groups: &[&[required(
        "any_of",
        Value::List(&Value::Words, 1),
        "Alternatives, each a set of safeguards, any of which is enough.",
    )]],
};

const OBLIGATION: Shape = Shape {
    owner: "an obligation",
    doc: "A duty that comes with the transfer.",
    groups: &[&[
        required("id", Value::Id, "Its name within the rule, such as `file-dossier`."),
        required("text", Value::Text, "What is to be done, in one sentence."),
        optional("due", Value::Duration, "Within what time, such as `72h` or `60d`."),
    ]],
};

const WAIVER: Shape = Shape {
    owner: "a waiver",
    doc: "An exception that the organisation has approved, until it expires.",
    groups: &[&[
        required("reference", Value::Text, "Where the approval is kept, such as a ticket."),
        required("approvers", Value::List(&Value::Text, 2), "The two people, or more, who approved it."),
        required("reason", Value::Text, "Why it was approved."),
        required("expires", Value::Instant, "The first moment at which it no longer holds."),
    ]],
};

impl RuleSetDocument {
    pub(super) fn read(node: &Node, found: &mut Findings) -> Option<Self> {
        let fields = Fields::open(node, &RULE_SET, found)?;
        let zone = timezone(&fields, found);
        let id = fields.get("id", found).and_then(|node| id(node, found));
        let title = fields.get("title", found).and_then(|node| text(node, found));
        let authority = fields.get("authority", found).and_then(|node| choice(node, &Authority::WORDS, found));
        let jurisdiction = fields.get("jurisdiction", found).and_then(|node| word(node, found));
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
        let covers = covers(&fields, authority.as_ref(), found);
        let rules = fields.get("rules", found).map_or_else(Vec::new, |node| {
            items(node, "rules", found).iter().filter_map(|item| rule(item, &zone, found)).collect()
        });
        Some(Self { id: id?, title: title.map(|title| title.value), authority, jurisdiction, covers, rules })
    }
}

/// Treaties and organisations cover nobody, so there is nothing that they could cover in part.
fn covers(
    fields: &Fields<'_>,
    authority: Option<&Spanned<Authority>>,
    found: &mut Findings,
) -> Option<Vec<Spanned<String>>> {
    if let (Some(key), Some(authority)) = (fields.key_place("covers"), authority)
        && !authority.value.is_national_law()
    {
        found.push(
            Diagnostic::new(Code::MisplacedField, key, "`covers` goes only with the law of a jurisdiction").related(
                authority.place,
                format!("a rule set of authority `{}` covers no origin", authority.value.word()),
            ),
        );
    }
    fields.get("covers", found).map(|node| words(node, found))
}

fn rule(node: &Node, zone: &TimeZone, found: &mut Findings) -> Option<RuleDocument> {
    let fields = Fields::open(node, &RULE, found)?;
    let id = fields.get("id", found).and_then(|node| id(node, found));
    let summary = fields.get("summary", found).and_then(|node| text(node, found));
    let when = fields.get("when", found).map_or_else(ScopeDocument::default, |node| when(node, found));
    let unless = fields.get("unless", found).map_or_else(Vec::new, |node| unless(node, found));
    let effect = fields.get("effect", found).and_then(|node| choice(node, &Effect::WORDS, found));
    let require = require(&fields, effect.as_ref(), found);
    let obligations = obligations(&fields, found);
    let overrides = fields.get("overrides", found).map_or_else(Vec::new, |node| words(node, found));
    let effective = effective(&fields, zone, found);
    let cites = fields.get("cites", found).map_or_else(Vec::new, |node| words(node, found));
    let confidence = fields.get("confidence", found).and_then(|node| choice(node, &Confidence::WORDS, found));
    let waiver = fields.get("waiver", found).and_then(|node| waiver(node, zone, found));
    fields.get("notes", found).and_then(|node| text(node, found));
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
    let fields = Fields::open(node, &WAIVER, found)?;
    let reference = fields.get("reference", found).and_then(|node| text(node, found));
    let approvers_node = fields.get("approvers", found);
    let approvers: Vec<String> = approvers_node.map_or_else(Vec::new, |node| {
        items(node, "approvers", found).iter().filter_map(|item| text(item, found)).map(|name| name.value).collect()
    });
    let reason = fields.get("reason", found).and_then(|node| text(node, found));
    let expires = fields.get("expires", found).and_then(|node| instant(node, zone, found));
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
                .related(effect.place, "the effect is another")
                .help("leave `require` out, or make the effect `require`"),
        ),
        _ => {}
    }
    let node = fields.get("require", found)?;
    let inner = Fields::open(node, &REQUIRE, found)?;
    let list = inner.get("any_of", found)?;
    if matches!(&list.content, Content::Sequence(items) if items.is_empty()) {
        let message = "no alternative is given, so nothing could meet the rule";
        found.push(Diagnostic::new(Code::EmptyValue, list.place, message).help("name one, or use `effect: deny`"));
    }
    let any_of = items(list, "alternatives", found).iter().map(|item| words(item, found)).collect();
    Some(RequireDocument { any_of })
}

/// Reads duties.
pub fn obligations(fields: &Fields<'_>, found: &mut Findings) -> Vec<ObligationDocument> {
    let Some(node) = fields.get("obligations", found) else {
        return Vec::new();
    };
    items(node, "obligations", found).iter().filter_map(|item| obligation(item, found)).collect()
}

fn obligation(node: &Node, found: &mut Findings) -> Option<ObligationDocument> {
    let fields = Fields::open(node, &OBLIGATION, found)?;
    let id = fields.get("id", found).and_then(|node| id(node, found));
    let text = fields.get("text", found).and_then(|node| text(node, found));
    let due = fields.get("due", found).and_then(|node| duration(node, found));
    Some(ObligationDocument {
        id: id?,
        text: text.map_or_else(String::new, |text| text.value),
        due_seconds: due.map(|due| due.value),
    })
}
