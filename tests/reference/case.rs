//! A policy set and a question as plain data: what the generator makes, the printer prints and the evaluator reads.

/// Seconds since 1970-01-01T00:00:00Z.
pub type Seconds = i64;

#[derive(Clone, Debug, Default)]
pub struct Policies {
    pub vocabulary: Vocabulary,
    pub term_sets: Vec<TermSet>,
    pub groups: Vec<Group>,
    pub assumptions: Vec<Assumption>,
    pub regulations: Vec<Regulation>,
    pub rule_sets: Vec<RuleSet>,
    pub recognitions: Vec<Recognition>,
    pub inventories: Vec<Inventory>,
}

#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    pub jurisdictions: Vec<String>,
    pub categories: Vec<Category>,
    pub purposes: Vec<String>,
    pub sectors: Vec<String>,
    pub roles: Vec<String>,
    pub safeguards: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Category {
    pub id: String,
    pub umbrella: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermKind {
    Categories,
    Sectors,
    Purposes,
}

#[derive(Clone, Debug)]
pub struct TermSet {
    pub id: String,
    pub of: TermKind,
    pub members: Vec<String>,
    pub except: Vec<String>,
}

/// The time zone of a document; it decides only how its dates are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zone {
    #[default]
    Utc,
    Jakarta,
    Oslo,
}

/// From inclusive, until exclusive; an end left out is open.
#[derive(Clone, Copy, Debug, Default)]
pub struct Period {
    pub from: Option<Seconds>,
    pub until: Option<Seconds>,
}

#[derive(Clone, Debug)]
pub struct Group {
    pub id: String,
    pub zone: Zone,
    pub members: Vec<Members>,
}

#[derive(Clone, Debug)]
pub struct Members {
    pub codes: Vec<String>,
    pub period: Period,
    pub pending: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Assumption {
    pub id: String,
    pub implies: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Regulation {
    pub id: String,
    pub provisions: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    Treaty,
    Statute,
    Regulation,
    Guideline,
    Organisation,
}

#[derive(Clone, Debug)]
pub struct RuleSet {
    pub id: String,
    pub authority: Authority,
    /// A code or a group.
    pub jurisdiction: Option<String>,
    pub zone: Zone,
    pub rules: Vec<Rule>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Allow,
    Require,
    Deny,
    Note,
}

#[derive(Clone, Debug)]
pub struct Rule {
    pub id: String,
    pub when: Tests,
    pub unless: Vec<Tests>,
    pub effect: Effect,
    /// Sets of safeguards; empty unless the effect is `require`.
    pub alternatives: Vec<Vec<String>>,
    pub obligations: Vec<String>,
    pub overrides: Vec<String>,
    pub effective: Period,
    pub cites: Vec<String>,
    /// When its waiver expires; none unless it is an organisation's rule.
    pub waiver: Option<Seconds>,
}

/// What a `when` or one exception of an `unless` tests.
#[derive(Clone, Debug, Default)]
pub struct Tests {
    pub origin: Option<Places>,
    pub destination: Option<Places>,
    pub transit: Option<Places>,
    pub subjects: Option<Places>,
    pub data: Option<Words>,
    pub purpose: Option<Words>,
    pub sector: Option<Words>,
    pub exporter_role: Option<Words>,
    pub importer_role: Option<Words>,
    pub subject_count: Option<CountRange>,
    pub domestic: bool,
    pub safeguards: Vec<String>,
}

#[derive(Clone, Debug)]
pub enum Places {
    Any,
    In(Vec<String>),
    NotIn(Vec<String>),
}

#[derive(Clone, Debug)]
pub enum Words {
    In(Vec<String>),
    NotIn(Vec<String>),
}

#[derive(Clone, Copy, Debug)]
pub struct CountRange {
    pub at_least: Option<u64>,
    pub below: Option<u64>,
}

#[derive(Clone, Debug)]
pub struct Recognition {
    pub id: String,
    pub zone: Zone,
    pub origin: Places,
    pub destination: Option<Places>,
    /// Empty when it holds for every role.
    pub exporter_role: Vec<String>,
    pub importer_role: Vec<String>,
    pub safeguard: String,
    pub satisfies: String,
    pub effective: Period,
    pub obligations: Vec<String>,
    pub cites: Vec<String>,
}

/// What questions may name; several documents add up.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    pub zone: Zone,
    pub exporters: Vec<Party>,
    pub importers: Vec<Party>,
    pub datasets: Vec<Dataset>,
}

#[derive(Clone, Debug, Default)]
pub struct Party {
    pub id: String,
    /// None for an importer.
    pub sector: Option<String>,
    pub role: Option<String>,
    /// Empty for an exporter, and only then.
    pub jurisdictions: Vec<String>,
    pub safeguards: Vec<DatedSafeguard>,
}

#[derive(Clone, Debug)]
pub struct DatedSafeguard {
    pub safeguard: String,
    pub in_place: Period,
}

#[derive(Clone, Debug)]
pub struct Dataset {
    pub id: String,
    pub categories: Vec<String>,
    pub subjects: Vec<String>,
    pub subject_count: Option<u64>,
}

#[derive(Clone, Debug, Default)]
pub struct Question {
    pub origin: String,
    /// Empty only where the importer that is named has one jurisdiction.
    pub destination: String,
    pub transit: Vec<String>,
    pub subjects: Vec<String>,
    /// Empty only where a data set is named.
    pub data: Vec<String>,
    pub dataset: Option<String>,
    pub purpose: Option<String>,
    pub exporter: Option<String>,
    pub sector: Option<String>,
    pub exporter_role: Option<String>,
    pub importer: Option<String>,
    pub importer_role: Option<String>,
    pub safeguards: Vec<String>,
    pub subject_count: Option<u64>,
    pub at: Seconds,
    pub assume: Vec<String>,
}

impl Period {
    pub fn contains(&self, at: Seconds) -> bool {
        self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at < until)
    }

    pub fn ends(&self) -> impl Iterator<Item = Seconds> {
        self.from.into_iter().chain(self.until)
    }
}

impl Effect {
    pub fn is_restrictive(self) -> bool {
        matches!(self, Effect::Require | Effect::Deny)
    }
}

impl Authority {
    /// Law of a jurisdiction, as against a treaty or an organisation's own rules.
    pub fn is_national(self) -> bool {
        matches!(self, Authority::Statute | Authority::Regulation | Authority::Guideline)
    }
}
