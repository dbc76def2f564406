//! What became of the rules that a failed test is about.
//!
//! Owns how the values of a rule's tests read.

use super::look::Look;
use super::page::Page;
use crate::engine::{ExceptionTrace, Field, Truth};
use crate::policy::Sources;
use crate::verify::{End, Followed};

/// Writes each rule, what became of it, and the value of every test that it makes.
pub(super) fn write(page: &mut Page, rules: &[Followed], policies: &Sources, look: Look) {
    if rules.is_empty() {
        return;
    }
    page.paragraph(2, "what became of the rules");
    for rule in rules {
        page.hanging("    ", &format!("{} {} {}", look.strong(&rule.rule), end(&rule.end), rule.categories.join(", ")));
        page.hanging("      ", &look.faint(&format!("at {}", policies.describe(rule.place))));
        let when = if rule.when.is_empty() { "no test".to_owned() } else { values(&rule.when) };
        page.hanging("      when    ", &when);
        for exception in &rule.unless {
            page.hanging("      unless  ", &exception_values(exception));
        }
    }
}

/// What became of a rule, so that the categories follow.
fn end(end: &End) -> String {
    match end {
        End::Applies => "applies to".to_owned(),
        End::MayApply => "applies, because something is unknown, to".to_owned(),
        End::Overridden(by) => format!("gives way to {by} for"),
        End::NotInForce => "is not in force at that time for".to_owned(),
        End::CrossesNoBorder => "looks only at transfers across a border, for".to_owned(),
        End::DoesNotApply => "does not apply to".to_owned(),
    }
}

/// The word for what became of a rule.
pub(super) const fn end_word(end: &End) -> &'static str {
    match end {
        End::Applies => "applies",
        End::MayApply => "may-apply",
        End::Overridden(_) => "overridden",
        End::NotInForce => "not-in-force",
        End::CrossesNoBorder => "crosses-no-border",
        End::DoesNotApply => "does-not-apply",
    }
}

/// The tests of an exception, that of safeguards last.
pub(super) fn exception_tests(exception: &ExceptionTrace) -> impl Iterator<Item = (&'static str, Truth)> {
    let tests = exception.tests.iter().map(|(field, value)| (field.word(), *value));
    tests.chain(exception.attested.map(|value| ("safeguards", value)))
}

fn exception_values(exception: &ExceptionTrace) -> String {
    listed(exception_tests(exception))
}

fn values(tests: &[(Field, Truth)]) -> String {
    listed(tests.iter().map(|(field, value)| (field.word(), *value)))
}

fn listed(tests: impl Iterator<Item = (&'static str, Truth)>) -> String {
    tests.map(|(field, value)| format!("{field} {}", value.word())).collect::<Vec<_>>().join(", ")
}
