//! An answer that a person likes to read.
//!
//! Owns the order: the decision, the question as understood, what is missing, the duties, the reasons, for how long.

use super::duties;
use super::look::Look;
use super::page::Page;
use super::question;
use super::reasons;
use crate::engine::Snapshot;
use crate::model::{Condition, Decision, Denial, Missing, Moment, Outcome, SafeguardId, Transfer, Verdict};
use crate::policy::{Action, format_instant};

/// An answer with what it answers.
pub(crate) struct Answer<'a> {
    /// What decided.
    pub(crate) snapshot: &'a Snapshot,
    /// The question.
    pub(crate) transfer: &'a Transfer,
    /// When it was asked about.
    pub(crate) moment: &'a Moment,
    /// The decision.
    pub(crate) decision: &'a Decision,
    /// Whether it was about another instant than now or a supposed state of the law.
    pub(crate) simulated: bool,
}

impl Answer<'_> {
    /// For people.
    pub(crate) fn text(&self, look: Look) -> String {
        let mut page = Page::new(look);
        self.verdict(&mut page, look);
        question::write(&mut page, self);
        self.conditions(&mut page, look);
        duties::write(&mut page, self, look);
        reasons::write(&mut page, self, look);
        self.by_category(&mut page, look);
        self.standing(&mut page, look);
        page.finish()
    }

    fn verdict(&self, page: &mut Page, look: Look) {
        let verdict = self.decision.verdict();
        let meaning = match &self.decision.outcome {
            Outcome::Allow => "this data may go".to_owned(),
            Outcome::Conditions(conditions) if conditions.as_slice().len() == 1 => {
                "this data may go once the condition below is met".to_owned()
            }
            Outcome::Conditions(conditions) => {
                format!("this data may go once all {} conditions below are met", conditions.as_slice().len())
            }
            Outcome::Deny(Denial::ByRules) => "this data may not go: a rule forbids it".to_owned(),
            Outcome::Deny(Denial::NothingPermits) => "this data may not go: nothing permits it".to_owned(),
            Outcome::Deny(Denial::StalePolicy) => "this data may not go: the policies are stale".to_owned(),
            Outcome::Deny(Denial::UncoveredOrigin) => {
                "this data may not go: the policy set holds no law of its origin".to_owned()
            }
        };
        let simulated = if self.simulated { " (simulated)" } else { "" };
        let word = verdict.word().to_uppercase();
        page.hanging(&format!("{}  ", look.banner(verdict, &word)), &format!("{meaning}{simulated}"));
        page.blank();
    }

    fn conditions(&self, page: &mut Page, look: Look) {
        let conditions = self.decision.conditions();
        if conditions.is_empty() {
            return;
        }
        page.heading("What is missing");
        for (number, condition) in conditions.iter().enumerate() {
            self.condition(page, look, number + 1, condition);
        }
    }

    fn condition(&self, page: &mut Page, look: Look, number: usize, condition: &Condition) {
        let rule = self.snapshot.policies().rule(condition.rule);
        let text = self.snapshot.condition_text(condition);
        page.hanging(&format!("  {number}. "), &format!("{text} {}", look.faint(&format!("[{}]", rule.id))));
        if condition.missing == Missing::Approval {
            page.hanging("     needs  ", "a person's approval, which no safeguard stands for");
            return;
        }
        let alternatives = self.snapshot.lacking(condition);
        let alternatives = unrepeated(&alternatives);
        if let [only] = alternatives.as_slice() {
            page.hanging("     needs  ", &self.all_of(only, look));
            return;
        }
        for (n, missing) in alternatives.iter().enumerate() {
            let lead = if n == 0 { "     needs  " } else { "        or  " };
            page.hanging(lead, &self.all_of(missing, look));
        }
    }

    fn all_of(&self, missing: &[SafeguardId], look: Look) -> String {
        let safeguards = &self.snapshot.policies().vocabulary().safeguards;
        let words = missing.iter().map(|id| {
            let title = safeguards.term(*id).map_or("", |term| term.title.as_str());
            format!("{title} {}", look.strong(&format!("({})", safeguards.word(*id))))
        });
        words.collect::<Vec<_>>().join(" and ")
    }

    fn by_category(&self, page: &mut Page, look: Look) {
        if self.decision.by_category.len() < 2 {
            return;
        }
        page.heading("By category");
        let categories = &self.snapshot.policies().vocabulary().categories;
        let longest = self.decision.by_category.iter().map(|(id, _)| categories.word(*id).len()).max().unwrap_or(0);
        for (id, verdict) in &self.decision.by_category {
            let verdict = look.verdict(*verdict, verdict.word());
            page.hanging(&format!("  {:longest$}  ", categories.word(*id)), &verdict);
        }
    }

    fn standing(&self, page: &mut Page, look: Look) {
        page.blank();
        let until = self.decision.valid_until.map_or_else(
            || "time alone does not change this answer".to_owned(),
            |until| format!("{}, when time alone may change this answer", format_instant(until)),
        );
        page.hanging(&look.strong("Valid until  "), &until);
        page.hanging(&look.strong("Policies     "), &format!("revision {}", self.snapshot.policies().revision()));
        if self.simulated {
            let warning = "this answers a question about another instant or a supposed state of the law, and must not \
                           let data go";
            page.hanging(&look.strong("Simulated    "), warning);
        }
    }

    /// How a rule's effect reads in this answer: whether a requirement is met can be told unless something denies.
    pub(super) fn effect_of(&self, action: &Action, is_unmet: bool) -> &'static str {
        match (action, self.decision.verdict()) {
            (Action::Require(_), Verdict::Allow | Verdict::Conditions) if !is_unmet => "require, met",
            (Action::Require(_), Verdict::Conditions) => "require, not met",
            _ => action.effect().word(),
        }
    }
}

/// Alternatives that lack the same are one to whoever reads; the order stays.
fn unrepeated(alternatives: &[Vec<SafeguardId>]) -> Vec<&[SafeguardId]> {
    let mut once: Vec<&[SafeguardId]> = Vec::new();
    for missing in alternatives {
        if !once.contains(&missing.as_slice()) {
            once.push(missing);
        }
    }
    once
}
