//! How policy tests went, for people.
//!
//! Owns the layout of a failure and the closing line, `N passed, N failed`, which is always the last one.

use super::look::Look;
use super::page::Page;
use super::{coverage, followed, junit, test_json};
use crate::engine::Snapshot;
use crate::policy::Sources;
use crate::verify::{Coverage, Deciding, TestReport};

/// How policy tests went.
pub(crate) struct Tested<'a> {
    /// What was tested.
    pub(crate) snapshot: &'a Snapshot,
    /// What came out.
    pub(crate) reports: &'a [TestReport],
    /// The files that the tests stand in.
    pub(crate) sources: &'a Sources,
    /// What the tests reach, if it is to be shown.
    pub(crate) coverage: Option<&'a Coverage>,
    /// Whether to name what they do not reach.
    pub(crate) verbose: bool,
}

impl Tested<'_> {
    /// For people.
    pub(crate) fn text(&self, look: Look) -> String {
        let mut page = Page::new(look);
        for report in self.failed() {
            self.failure(&mut page, report, look);
        }
        if let Some(coverage) = self.coverage {
            coverage::write(&mut page, coverage, self.verbose);
        }
        page.blank();
        page.paragraph(0, &format!("{} passed, {} failed", self.passed(), self.failed().count()));
        page.finish()
    }

    /// For programs.
    pub(crate) fn json(&self) -> String {
        format!("{:#}\n", test_json::object(self))
    }

    /// For a build server.
    pub(crate) fn junit(&self) -> String {
        junit::document(self)
    }

    pub(super) fn failed(&self) -> impl Iterator<Item = &TestReport> {
        self.reports.iter().filter(|report| !report.passed())
    }

    pub(super) fn passed(&self) -> usize {
        self.reports.len() - self.failed().count()
    }

    /// The files that the rules stand in.
    pub(super) fn policies(&self) -> &Sources {
        self.snapshot.policies().sources()
    }

    /// One failure by itself, as a file takes it.
    pub(super) fn failure_text(&self, report: &TestReport) -> String {
        let mut page = Page::new(Look::PLAIN);
        self.failure(&mut page, report, Look::PLAIN);
        page.finish()
    }

    fn failure(&self, page: &mut Page, report: &TestReport, look: Look) {
        page.blank();
        page.hanging(&format!("{} ", look.error("FAILED")), &look.strong(&report.name));
        page.paragraph(2, &look.faint(&format!("at {}", self.sources.describe(report.place))));
        for mismatch in &report.failures {
            page.paragraph(2, mismatch.aspect.word());
            page.hanging("    expected  ", &mismatch.expected);
            page.hanging("    given     ", &mismatch.given);
        }
        page.paragraph(2, "decided by");
        for rule in &report.deciding {
            page.paragraph(4, &self.decided_by(rule));
        }
        followed::write(page, &report.followed, self.policies(), look);
    }

    fn decided_by(&self, rule: &Deciding) -> String {
        match rule.place {
            Some(place) => format!("{} at {}", rule.id, self.policies().describe(place)),
            None => format!("{}, where no rule speaks", rule.id),
        }
    }
}
