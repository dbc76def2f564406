//! What a check found.
//!
//! Owns the closing line and the JSON around the mistakes; the other formats are `sarif` and `github`.

use serde_json::{Value, json};

use super::diagnostic::{count, files, plural, snippets_text};
use super::look::Look;
use super::{diagnostic_json, github, sarif};
use crate::engine::Snapshot;
use crate::policy::{Diagnostic, PolicySet, Severity, Sources};

/// What a check found.
pub(crate) struct Checked {
    /// The policy set, if it can be used.
    pub(crate) snapshot: Option<Snapshot>,
    /// The files.
    pub(crate) sources: Sources,
    /// Mistakes, and tests that failed.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// How many tests failed.
    pub(crate) failed: usize,
    /// Whether there are warnings, and they were asked to count as mistakes.
    pub(crate) denied: bool,
}

impl Checked {
    /// For people.
    pub(crate) fn text(&self, look: Look) -> String {
        format!("{}{}\n", snippets_text(&self.diagnostics, &self.sources, look), self.closing_line())
    }

    /// For programs.
    pub(crate) fn json(&self) -> String {
        let set = self.snapshot.as_ref().map(Snapshot::policies);
        let of = |severity| self.diagnostics.iter().filter(|diagnostic| diagnostic.severity() == severity).count();
        let object = json!({
            "valid": set.is_some() && self.failed == 0 && !self.denied,
            "errors": of(Severity::Error),
            "warnings": of(Severity::Warning),
            "diagnostics": diagnostic_json::values(&self.diagnostics, &self.sources),
            "policy_revision": set.map(|set| set.revision().as_str()),
            "counts": set.map(counts),
        });
        format!("{object:#}\n")
    }

    /// For code scanning.
    pub(crate) fn sarif(&self) -> String {
        format!("{:#}\n", sarif::log(&self.diagnostics, &self.sources))
    }

    /// For a workflow of GitHub.
    pub(crate) fn github(&self) -> String {
        format!("{}{}\n", github::commands(&self.diagnostics, &self.sources), self.closing_line())
    }

    fn closing_line(&self) -> String {
        let count = count(&self.diagnostics);
        let line = match &self.snapshot {
            None => format!("{count} in {}", files(&self.diagnostics)),
            Some(snapshot) if self.failed == 0 => {
                let set = snapshot.policies();
                let tests = plural(set.tests().len(), "policy test");
                format!("{count}: {}; {tests} passed; revision {}", contents(set), set.revision())
            }
            Some(snapshot) => {
                let all = plural(snapshot.policies().tests().len(), "policy test");
                format!("{count}: {} of {all} failed", self.failed)
            }
        };
        if self.denied { format!("{line}; warnings are denied") } else { line }
    }
}

fn contents(set: &PolicySet) -> String {
    format!(
        "{} in {}, {}, {}, {}",
        plural(set.rules().len(), "rule"),
        plural(set.rule_sets().len(), "rule set"),
        plural(set.recognitions().len(), "recognition"),
        plural(set.groups().len(), "group"),
        plural(set.regulations().len(), "regulation"),
    )
}

fn counts(set: &PolicySet) -> Value {
    json!({
        "rules": set.rules().len(),
        "rule_sets": set.rule_sets().len(),
        "recognitions": set.recognitions().len(),
        "groups": set.groups().len(),
        "regulations": set.regulations().len(),
        "tests": set.tests().len(),
    })
}
