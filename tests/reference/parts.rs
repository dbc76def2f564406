//! The parts that the hand-made examples are put together from, and the one line that an answer is shown as.

use super::case::{
    Assumption, Authority, Category, Effect, Group, Members, Period, Places, Policies, Question, Recognition, Rule,
    RuleSet, Seconds, TermKind, TermSet, Tests, Vocabulary, Words, Zone,
};
use super::outcome::{Answer, Decision, Reason};

pub const NOW: Seconds = 1_774_656_000;

// ---- Policies -------------------------------------------------------------------------------------------------------

/// Rules of the statute of SG.
pub fn law(rules: Vec<Rule>) -> Policies {
    policies(vec![set("own", Authority::Statute, Some("SG"), rules)])
}

pub fn policies(rule_sets: Vec<RuleSet>) -> Policies {
    let categories = [("personal", true), ("public-sector", false)];
    Policies {
        vocabulary: Vocabulary {
            categories: categories.map(|(id, umbrella)| Category { id: id.to_owned(), umbrella }).to_vec(),
            ..Vocabulary::default()
        },
        term_sets: vec![TermSet {
            id: "open.data".to_owned(),
            of: TermKind::Categories,
            members: words(&["personal"]),
            except: words(&["personal.health"]),
        }],
        groups: vec![group("bloc", &["SG", "VN"], Period::default(), None)],
        assumptions: vec![
            Assumption { id: "in-force".to_owned(), implies: Vec::new() },
            Assumption { id: "complete".to_owned(), implies: words(&["in-force"]) },
        ],
        rule_sets,
        ..Policies::default()
    }
}

pub fn set(id: &str, authority: Authority, jurisdiction: Option<&str>, rules: Vec<Rule>) -> RuleSet {
    RuleSet { id: id.to_owned(), authority, jurisdiction: jurisdiction.map(str::to_owned), zone: Zone::Utc, rules }
}

pub fn rule(id: &str, effect: Effect) -> Rule {
    Rule {
        id: id.to_owned(),
        when: Tests::default(),
        unless: Vec::new(),
        effect,
        alternatives: Vec::new(),
        obligations: Vec::new(),
        overrides: Vec::new(),
        effective: Period::default(),
        cites: Vec::new(),
        waiver: None,
    }
}

pub fn needs(id: &str, alternatives: &[&[&str]]) -> Rule {
    Rule {
        alternatives: alternatives.iter().map(|safeguards| words(safeguards)).collect(),
        ..rule(id, Effect::Require)
    }
}

impl Rule {
    pub fn when(mut self, set: impl FnOnce(&mut Tests)) -> Rule {
        set(&mut self.when);
        self
    }

    pub fn unless(mut self, set: impl FnOnce(&mut Tests)) -> Rule {
        let mut exception = Tests::default();
        set(&mut exception);
        self.unless.push(exception);
        self
    }

    pub fn over(self, ids: &[&str]) -> Rule {
        Rule { overrides: words(ids), ..self }
    }
}

pub fn recognition(id: &str, safeguard: &str, satisfies: &str) -> Recognition {
    Recognition {
        id: id.to_owned(),
        zone: Zone::Utc,
        origin: within(&["SG"]),
        destination: None,
        exporter_role: Vec::new(),
        importer_role: Vec::new(),
        safeguard: safeguard.to_owned(),
        satisfies: satisfies.to_owned(),
        effective: Period::default(),
        obligations: Vec::new(),
        cites: Vec::new(),
    }
}

pub fn group(id: &str, codes: &[&str], period: Period, pending: Option<&str>) -> Group {
    let members = vec![Members { codes: words(codes), period, pending: pending.map(str::to_owned) }];
    Group { id: id.to_owned(), zone: Zone::Utc, members }
}

pub fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

pub fn are(terms: &[&str]) -> Words {
    Words::In(words(terms))
}

pub fn within(terms: &[&str]) -> Places {
    Places::In(words(terms))
}

// ---- Questions ------------------------------------------------------------------------------------------------------

/// From SG to NO, with everything left out that may be.
pub fn asked() -> Question {
    Question {
        origin: "SG".to_owned(),
        destination: "NO".to_owned(),
        data: words(&["personal.contact"]),
        at: NOW,
        ..Question::default()
    }
}

pub fn attesting(safeguards: &[&str]) -> Question {
    Question { safeguards: words(safeguards), ..asked() }
}

// ---- Answers --------------------------------------------------------------------------------------------------------

/// The decision and its reasons; then what is missing, the categories if there are several, the waivers that it rests on,
/// and seconds until it ends.
pub fn shown(answer: &Answer) -> String {
    let reasons: Vec<_> = answer.reasons.iter().map(shown_reason).collect();
    let mut parts = vec![format!("{}: {}", verdict(answer.decision), reasons.join(", "))];
    parts.extend(answer.conditions.iter().map(|(rule, alternatives)| {
        let missing: Vec<_> =
            alternatives.iter().map(|set| set.iter().cloned().collect::<Vec<_>>().join("+")).collect();
        format!("{rule} lacks {}", missing.join("|"))
    }));
    if answer.by_category.len() > 1 {
        let each = answer.by_category.iter().map(|(category, decision)| format!("{category} {}", verdict(*decision)));
        parts.push(each.collect::<Vec<_>>().join(", "));
    }
    parts.extend(answer.waived.iter().map(|rule| format!("waived {rule}")));
    parts.extend(answer.valid_until.map(|end| format!("until {}", end - NOW)));
    parts.join("; ")
}

fn verdict(decision: Decision) -> &'static str {
    match decision {
        Decision::Allow => "allow",
        Decision::Conditions => "conditions",
        Decision::Deny => "deny",
    }
}

fn shown_reason(reason: &Reason) -> String {
    match reason {
        Reason::Applied(rule) => rule.clone(),
        Reason::Overridden { rule, by } => format!("{rule}<{by}"),
        Reason::Recognition(id) => format!("recognised {id}"),
        Reason::UncoveredOrigin => "uncovered origin".to_owned(),
        Reason::Domestic => "domestic".to_owned(),
        Reason::NothingPermits => "nothing permits".to_owned(),
    }
}
