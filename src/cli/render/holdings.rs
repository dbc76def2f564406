//! Whose law a policy set holds, how much of it, and how much of that is tested.
//!
//! Owns the table and its JSON; what counts as reached is up to [`verify`](crate::verify).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::look::Look;
use super::page::Page;
use crate::engine::{Covered, Snapshot};
use crate::model::Moment;
use crate::verify::{Holding, Law};

/// What a policy set holds, law by law.
pub(crate) struct Holdings<'a> {
    /// The policy set.
    pub(crate) snapshot: &'a Snapshot,
    /// When; groups have the members of that moment.
    pub(crate) moment: &'a Moment,
    /// What it holds.
    pub(crate) laws: &'a BTreeMap<Law, Holding>,
}

impl Holdings<'_> {
    /// For people.
    pub(crate) fn text(&self, look: Look) -> String {
        let mut page = Page::new(look);
        let head = "law                   coverage  regulations  rules  reached  provisions cited  tests";
        page.line(&look.strong(head));
        for (law, holding) in self.laws {
            let Holding { regulations, rules, reached, provisions, tests } = holding;
            let (name, coverage) = (self.name(law), self.coverage(law).unwrap_or(""));
            page.line(&format!(
                "{name:20}  {coverage:8}  {regulations:11}  {rules:5}  {:>7}  {provisions:16}  {tests:5}",
                percent(*reached, *rules)
            ));
        }
        page.blank();
        let (rules, reached) = self.laws.values().fold((0, 0), |sum, law| (sum.0 + law.rules, sum.1 + law.reached));
        page.hanging("", &format!("{reached} of {rules} rules are reached by some test"));
        page.hanging("", &look.faint("rules: with recognitions; tests: those whose answers rest on one of the rules"));
        page.hanging("", &look.faint(&format!("policies: revision {}", self.snapshot.policies().revision())));
        page.finish()
    }

    /// For programs.
    pub(crate) fn json(&self) -> String {
        let object = json!({
            "laws": self.laws.iter().map(|(law, holding)| self.object(law, holding)).collect::<Vec<_>>(),
            "policy_revision": self.snapshot.policies().revision().as_str(),
        });
        format!("{object:#}\n")
    }

    fn object(&self, law: &Law, holding: &Holding) -> Value {
        json!({
            "jurisdiction": match law { Law::Of(word) => Some(word), Law::AboveStates | Law::Organisation => None },
            "title": self.title(law),
            "coverage": self.coverage(law),
            "regulations": holding.regulations,
            "rules": holding.rules,
            "reached": holding.reached,
            "provisions": holding.provisions,
            "tests": holding.tests,
        })
    }

    fn name(&self, law: &Law) -> String {
        match law {
            Law::Of(word) => format!("{word:3} {}", self.title(law)).trim_end().to_owned(),
            Law::AboveStates | Law::Organisation => self.title(law),
        }
    }

    fn title(&self, law: &Law) -> String {
        let set = self.snapshot.policies();
        match law {
            Law::Of(word) => {
                let jurisdictions = &set.vocabulary().jurisdictions;
                let term = jurisdictions.find(word).and_then(|id| jurisdictions.term(id));
                term.map_or_else(String::new, |term| term.title.clone())
            }
            Law::AboveStates => "above States".to_owned(),
            Law::Organisation => "organisation".to_owned(),
        }
    }

    /// How much of a jurisdiction's law is there now; nothing for a group.
    fn coverage(&self, law: &Law) -> Option<&'static str> {
        let Law::Of(word) = law else { return None };
        let id = self.snapshot.policies().vocabulary().jurisdictions.find(word)?;
        Some(match self.snapshot.covered(id, self.moment) {
            Covered::Not => "none",
            Covered::Partly(_) => "partial",
            Covered::Fully => "full",
        })
    }
}

/// How many of a hundred, rounded down; nothing where there is nothing to reach.
fn percent(reached: usize, rules: usize) -> String {
    (reached * 100).checked_div(rules).map_or_else(String::new, |percent| format!("{percent}%"))
}
