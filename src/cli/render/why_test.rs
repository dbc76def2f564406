//! Policy tests with the rules that their answers rest on.
//!
//! Owns their order: the test, what it asks, and then each rule with the law that it cites.

use serde_json::{Value, json};

use super::law;
use super::look::Look;
use super::page::Page;
use crate::engine::{Ground, Snapshot, judge};
use crate::model::Decision;
use crate::policy::{PolicyTest, format_instant};

/// Tests of one name.
pub(crate) struct WhyTest<'a> {
    /// The policy set.
    pub(crate) snapshot: &'a Snapshot,
    /// The tests.
    pub(crate) tests: &'a [&'a PolicyTest],
}

impl WhyTest<'_> {
    /// For people.
    pub(crate) fn text(&self, look: Look) -> String {
        let mut page = Page::new(look);
        for test in self.tests {
            page.blank();
            page.hanging("", &format!("{}  {}", look.strong("test"), test.name));
            page.hanging("  ", &look.faint(&format!("at {}", self.place(test))));
            page.hanging("  ", &self.question(test));
            let decision = self.decision(test);
            let verdict = decision.verdict();
            page.heading(&format!("Rules that its answer, {}, rests on", look.verdict(verdict, verdict.word())));
            for ground in self.snapshot.grounds(&decision) {
                page.hanging("  - ", &format!("{}  {}", look.strong(ground.id()), ground.summary()));
                for line in law::lines(ground.cites(), self.snapshot.policies()) {
                    page.hanging("    § ", &line);
                }
            }
        }
        page.finish()
    }

    /// For programs.
    pub(crate) fn json(&self) -> String {
        let object = json!({
            "tests": self.tests.iter().map(|test| self.object(test)).collect::<Vec<_>>(),
            "policy_revision": self.snapshot.policies().revision().as_str(),
        });
        format!("{object:#}\n")
    }

    fn object(&self, test: &PolicyTest) -> Value {
        let decision = self.decision(test);
        json!({
            "test": test.name,
            "source": self.place(test),
            "at": format_instant(test.moment.at),
            "decision": decision.verdict().word(),
            "rules": self.snapshot.grounds(&decision).map(rule).collect::<Vec<_>>(),
        })
    }

    fn decision(&self, test: &PolicyTest) -> Decision {
        judge(self.snapshot, &test.transfer, &test.moment)
    }

    fn place(&self, test: &PolicyTest) -> String {
        self.snapshot.policies().sources().describe(test.place)
    }

    fn question(&self, test: &PolicyTest) -> String {
        let words = self.snapshot.policies().vocabulary();
        let (origin, destination) = (test.transfer.origin, test.transfer.destination);
        let data: Vec<_> = test.transfer.data.iter().map(|id| words.categories.word(id)).collect();
        format!(
            "{} from {} to {}, asked for {}",
            data.join(", "),
            words.jurisdictions.word(origin),
            words.jurisdictions.word(destination),
            format_instant(test.moment.at)
        )
    }
}

fn rule(ground: Ground<'_>) -> Value {
    json!({
        "rule": ground.id(),
        "text": ground.summary(),
        "citations": ground.cites().iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}
