//! An answer held against what was expected of it.
//!
//! Owns what each field of an expectation asks for; knows neither where the answer came from nor how a mismatch is
//! shown.

use std::fmt;

use super::observed::Observed;
use crate::model::{Citation, Verdict, Vocabulary};
use crate::policy::Expectation;

/// A field of an expectation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    /// The decision.
    Decision,
    /// Safeguards among the outstanding alternatives.
    Missing,
    /// What must be cited.
    Cites,
    /// What may not be cited.
    NotCites,
    /// What must be among the reasons.
    Rules,
    /// What may not be among the reasons.
    NotRules,
    /// Duties that must come with the answer.
    Obligations,
    /// The decision for each category.
    ByCategory,
}

impl Aspect {
    /// The field's name in a policy test.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::Missing => "missing",
            Self::Cites => "cites",
            Self::NotCites => "not_cites",
            Self::Rules => "rules",
            Self::NotRules => "not_rules",
            Self::Obligations => "obligations",
            Self::ByCategory => "by_category",
        }
    }
}

/// A field of an expectation that the answer does not meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Which one.
    pub aspect: Aspect,
    /// What was expected and is not so.
    pub expected: String,
    /// What was given instead.
    pub given: String,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, given {}", self.aspect.word(), self.expected, self.given)
    }
}

/// Every field of the expectation that the answer does not meet, in the order of the fields.
pub fn check(expected: &Expectation, given: &Observed, vocabulary: &Vocabulary) -> Vec<Mismatch> {
    let missing: Vec<_> = expected.missing.iter().map(|id| vocabulary.safeguards.word(*id).to_owned()).collect();
    let (cited, not_cited) = (words(&expected.cites), words(&expected.not_cites));
    [
        decision(expected.decision, given.decision),
        all_of(Aspect::Missing, &missing, &given.missing, same),
        all_of(Aspect::Cites, &cited, &given.cites, cites),
        none_of(Aspect::NotCites, &not_cited, &given.cites, cites),
        all_of(Aspect::Rules, &expected.rules, &given.rules, |id, name| name.means(id)),
        none_of(Aspect::NotRules, &expected.not_rules, &given.rules, |id, name| name.means(id)),
        all_of(Aspect::Obligations, &expected.obligations, &given.obligations, same),
        by_category(expected, given, vocabulary),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn words(citations: &[Citation]) -> Vec<String> {
    citations.iter().map(ToString::to_string).collect()
}

fn decision(expected: Verdict, given: Verdict) -> Option<Mismatch> {
    (expected != given).then(|| Mismatch {
        aspect: Aspect::Decision,
        expected: expected.word().to_owned(),
        given: given.word().to_owned(),
    })
}

fn all_of<W: ToString>(
    aspect: Aspect,
    wanted: &[W],
    given: &[String],
    meets: impl Fn(&str, &W) -> bool,
) -> Option<Mismatch> {
    let lacking = wanted.iter().filter(|word| !given.iter().any(|one| meets(one, word)));
    let lacking: Vec<_> = lacking.map(ToString::to_string).collect();
    (!lacking.is_empty()).then(|| Mismatch { aspect, expected: lacking.join(", "), given: list(given) })
}

fn none_of<W: ToString>(
    aspect: Aspect,
    banned: &[W],
    given: &[String],
    meets: impl Fn(&str, &W) -> bool,
) -> Option<Mismatch> {
    let (mut hit, mut found) = (Vec::new(), Vec::new());
    for word in banned {
        let before = found.len();
        found.extend(given.iter().filter(|one| meets(one, word)).cloned());
        if found.len() > before {
            hit.push(word.to_string());
        }
    }
    (!hit.is_empty()).then(|| Mismatch { aspect, expected: format!("no {}", hit.join(", no ")), given: list(&found) })
}

fn by_category(expected: &Expectation, given: &Observed, vocabulary: &Vocabulary) -> Option<Mismatch> {
    let (mut wanted, mut got) = (Vec::new(), Vec::new());
    for (category, verdict) in &expected.by_category {
        let word = vocabulary.categories.word(*category);
        let answer = given.by_category.iter().find(|(name, _)| name == word).map(|(_, verdict)| *verdict);
        if answer != Some(*verdict) {
            wanted.push(format!("{word}: {}", verdict.word()));
            got.push(format!("{word}: {}", answer.map_or("not asked about", Verdict::word)));
        }
    }
    (!wanted.is_empty()).then(|| Mismatch {
        aspect: Aspect::ByCategory,
        expected: wanted.join(", "),
        given: got.join(", "),
    })
}

fn same(given: &str, wanted: &impl AsRef<str>) -> bool {
    given == wanted.as_ref()
}

/// A regulation is cited by any of its provisions; a provision only by itself.
fn cites(given: &str, wanted: &impl AsRef<str>) -> bool {
    given.strip_prefix(wanted.as_ref()).is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
}

fn list(words: &[String]) -> String {
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}
