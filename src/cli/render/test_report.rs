//! How policy tests went.
//!
//! Owns the layout of a failure and the closing line, `N passed, N failed`.

use super::look::Look;
use super::page::Page;
use crate::policy::Sources;
use crate::verify::{Deciding, TestReport};

/// Every failure, expected against given, and the closing line; rules stand in the files of the policy set.
pub(crate) fn test_reports(reports: &[TestReport], tests: &Sources, policies: &Sources, look: Look) -> String {
    let mut page = Page::new(look);
    let failed: Vec<_> = reports.iter().filter(|report| !report.passed()).collect();
    for report in &failed {
        failure(&mut page, report, tests, policies, look);
    }
    page.blank();
    page.paragraph(0, &format!("{} passed, {} failed", reports.len() - failed.len(), failed.len()));
    page.finish()
}

fn failure(page: &mut Page, report: &TestReport, tests: &Sources, policies: &Sources, look: Look) {
    page.blank();
    page.hanging(&format!("{} ", look.error("FAILED")), &look.strong(&report.name));
    page.paragraph(2, &look.faint(&format!("at {}", tests.describe(report.place))));
    for mismatch in &report.failures {
        page.paragraph(2, mismatch.aspect.word());
        page.hanging("    expected  ", &mismatch.expected);
        page.hanging("    given     ", &mismatch.given);
    }
    page.paragraph(2, "decided by");
    for rule in &report.deciding {
        page.paragraph(4, &decided_by(rule, policies));
    }
}

fn decided_by(rule: &Deciding, policies: &Sources) -> String {
    match rule.place {
        Some(place) => format!("{} at {}", rule.id, policies.describe(place)),
        None => format!("{}, where no rule speaks", rule.id),
    }
}
