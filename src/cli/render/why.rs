//! A rule with everything around it.
//!
//! Owns the order: what it says, where it stands, the law behind it, its relations, the tests that it decides.

use serde_json::{Value, json};

use super::entry::effective;
use super::entry_json;
use super::look::Look;
use super::page::Page;
use super::reasons::RECOGNITION;
use crate::engine::{Ground, Snapshot};
use crate::model::{Confidence, Interval, Regulation, SafeguardId};
use crate::policy::{Action, Place, PolicyTest, Rule, RuleSet, format_instant, legal_day};

/// The most tests that a person is shown.
const TESTS_MAX: usize = 12;

/// A rule or recognition, and the tests whose answers rest on it.
pub(crate) struct Why<'a> {
    /// The policy set.
    pub(crate) snapshot: &'a Snapshot,
    /// The rule or recognition.
    pub(crate) ground: Ground<'a>,
    /// The tests.
    pub(crate) tests: &'a [&'a PolicyTest],
}

impl Why<'_> {
    /// For people.
    pub(crate) fn text(&self, look: Look) -> String {
        let mut page = Page::new(look);
        page.hanging("", &format!("{}  {}", look.strong(self.ground.id()), self.ground.summary()));
        page.blank();
        for (name, value) in self.facts() {
            page.hanging(&format!("  {name:14}"), &value);
        }
        self.law(&mut page, look);
        page.heading(&format!("Tests whose answers rest on it: {}", self.tests.len()));
        for test in self.tests.iter().take(TESTS_MAX) {
            page.hanging("  - ", &format!("{} {}", test.name, look.faint(&self.place(test.place))));
        }
        if self.tests.len() > TESTS_MAX {
            page.hanging("    ", &format!("and {} more", self.tests.len() - TESTS_MAX));
        }
        page.finish()
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let effective = effective(self.ground);
        let mut facts = vec![("effect", self.effect().to_owned())];
        facts.extend(self.alternatives().into_iter().map(|alternative| ("needs", alternative.join(" and "))));
        facts.push(("in force", in_force(effective)));
        facts.push(("confidence", self.ground.confidence().map_or("not said", Confidence::word).to_owned()));
        if let Some((set, _)) = self.rule_set() {
            let title = set.title.as_ref().map_or_else(String::new, |title| format!(", {title}"));
            facts.push(("rule set", format!("{}{title} ({})", set.id, set.authority.word())));
        }
        for (name, ids) in [("overrides", self.overrides()), ("overridden by", self.overridden_by())] {
            if !ids.is_empty() {
                facts.push((name, ids.join(", ")));
            }
        }
        facts.push(("stands at", self.place(self.own_place())));
        facts
    }

    fn law(&self, page: &mut Page, look: Look) {
        page.heading("The law behind it");
        for regulation in self.regulations() {
            let number = regulation.number.as_ref().map_or_else(String::new, |number| format!(" ({number})"));
            page.hanging("  - ", &format!("{}  {}{number}", look.strong(&regulation.id), regulation.title));
            page.hanging(
                "    ",
                &look.faint(&format!("{}; reviewed {}", regulation.status.word(), regulation.reviewed)),
            );
            for citation in self.ground.cites().iter().filter(|citation| citation.regulation == regulation.id) {
                let provision =
                    regulation.provisions.iter().find(|known| Some(&known.id) == citation.provision.as_ref());
                if let Some(provision) = provision {
                    page.hanging("    § ", &format!("{citation}  {}", provision.summary));
                }
            }
            for source in &regulation.sources {
                let url = source.url.as_ref().map_or_else(String::new, |url| format!(", {url}"));
                page.hanging("    source: ", &format!("{}{url}; seen {}", source.title, source.seen));
            }
        }
    }

    /// For programs.
    pub(crate) fn json(&self) -> String {
        let effective = effective(self.ground);
        let tests = self.tests.iter().map(|test| json!({ "name": test.name, "source": self.place(test.place) }));
        let object = json!({
            "rule": self.ground.id(),
            "text": self.ground.summary(),
            "effect": self.effect(),
            "alternatives": self.alternatives(),
            "from": effective.from.map(format_instant),
            "until": effective.until.map(format_instant),
            "confidence": self.ground.confidence().map(Confidence::word),
            "reviewed": self.snapshot.reviewed(self.ground.cites()).map(|day| day.to_string()),
            "authority": self.snapshot.authority(self.ground).word(),
            "rule_set": self.rule_set().map(|(set, _)| json!({ "id": set.id, "title": set.title })),
            "overrides": self.overrides(),
            "overridden_by": self.overridden_by(),
            "source": self.place(self.own_place()),
            "citations": self.ground.cites().iter().map(ToString::to_string).collect::<Vec<_>>(),
            "regulations": self.regulations().into_iter().map(|regulation| self.regulation(regulation)).collect::<Vec<_>>(),
            "tests": tests.collect::<Vec<_>>(),
            "policy_revision": self.snapshot.policies().revision().as_str(),
        });
        format!("{object:#}\n")
    }

    /// A regulation with the provisions that are cited, without the other rules that cite it.
    fn regulation(&self, regulation: &Regulation) -> Value {
        let mut entry = entry_json::entry(self.snapshot.policies(), regulation, None, regulation.reviewed);
        if let Some(object) = entry.as_object_mut() {
            // Both are asked of the regulation itself.
            object.remove("cited_by");
            object.remove("review_age_days");
        }
        if let Some(provisions) = entry["provisions"].as_array_mut() {
            provisions.retain(|provision| {
                self.ground.cites().iter().any(|citation| {
                    citation.regulation == regulation.id && citation.provision.as_deref() == provision["id"].as_str()
                })
            });
        }
        entry
    }

    fn effect(&self) -> &'static str {
        match self.ground {
            Ground::Rule(rule) => rule.action.effect().word(),
            Ground::Recognition(_) => RECOGNITION,
        }
    }

    /// What a requirement takes; what a recognition takes for what.
    fn alternatives(&self) -> Vec<Vec<String>> {
        let safeguards = &self.snapshot.policies().vocabulary().safeguards;
        let words = |ids: &[SafeguardId]| ids.iter().map(|id| safeguards.word(*id).to_owned()).collect::<Vec<String>>();
        match self.ground {
            Ground::Rule(rule) => match &rule.action {
                Action::Require(alternatives) => alternatives.iter().map(|all| words(all)).collect(),
                Action::Allow | Action::Deny | Action::Note => Vec::new(),
            },
            Ground::Recognition(recognition) => {
                let (taken, given) = (safeguards.word(recognition.safeguard), safeguards.word(recognition.satisfies));
                vec![vec![format!("{taken}, which it takes for {given}")]]
            }
        }
    }

    fn rule_set(&self) -> Option<(&RuleSet, &Rule)> {
        match self.ground {
            Ground::Rule(rule) => Some((self.snapshot.policies().rule_set_of(rule), rule)),
            Ground::Recognition(_) => None,
        }
    }

    fn overrides(&self) -> Vec<&str> {
        let set = self.snapshot.policies();
        match self.ground {
            Ground::Rule(rule) => rule.overrides.iter().map(|id| set.rule(*id).id.as_str()).collect(),
            Ground::Recognition(_) => Vec::new(),
        }
    }

    fn overridden_by(&self) -> Vec<&str> {
        let set = self.snapshot.policies();
        let names = |other: &&Rule| other.overrides.iter().any(|id| set.rule(*id).id == self.ground.id());
        set.rules().iter().filter(names).map(|other| other.id.as_str()).collect()
    }

    fn regulations(&self) -> Vec<&Regulation> {
        let mut ids: Vec<&str> = Vec::new();
        for citation in self.ground.cites() {
            if !ids.contains(&citation.regulation.as_str()) {
                ids.push(&citation.regulation);
            }
        }
        ids.into_iter().filter_map(|id| self.snapshot.policies().regulation(id)).collect()
    }

    fn own_place(&self) -> Place {
        match self.ground {
            Ground::Rule(rule) => rule.place,
            Ground::Recognition(recognition) => recognition.place,
        }
    }

    fn place(&self, place: Place) -> String {
        self.snapshot.policies().sources().describe(place)
    }
}

/// A stretch of time by the days that the law names.
pub(super) fn in_force(effective: Interval) -> String {
    match (effective.from.map(legal_day), effective.until.map(legal_day)) {
        (None, None) => "always".to_owned(),
        (Some(from), None) => format!("from {from}"),
        (None, Some(until)) => format!("until {until}"),
        (Some(from), Some(until)) => format!("from {from} until {until}"),
    }
}
