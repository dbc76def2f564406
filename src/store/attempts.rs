//! The receipts of the attempts to load a policy set.
//!
//! Owns what a receipt says and how many are kept; an old one keeps all its numbers and fewer names.

use std::sync::Arc;
use std::time::Duration;

use super::outcome::Outcome;
use crate::model::Timestamp;

/// How many receipts are kept.
pub const ATTEMPTS_MAX: usize = 100;

/// How many mistakes, and items of each kind of change, an old receipt names.
const NAMED_IN_OLD: usize = 20;

/// The receipt of an attempt to load a policy set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Which attempt of this process it was, from 1.
    pub number: u64,
    /// What led to it.
    pub cause: Cause,
    /// When it ended.
    pub at: Timestamp,
    /// How long reading, checking and compiling took.
    pub took: Duration,
    /// How much was read.
    pub size: Size,
    /// How it ended.
    pub outcome: Outcome,
}

/// What leads to an attempt to load a policy set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The start of the process.
    Start,
    /// The sources hold something else.
    Change,
    /// Somebody asked for it.
    Request,
    /// A candidate was promoted.
    Promotion,
}

impl Cause {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Change => "change",
            Self::Request => "request",
            Self::Promotion => "promotion",
        }
    }
}

/// How large a policy set is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Policy files; 0 where they could not be read.
    pub files: usize,
    /// Bytes of these files.
    pub bytes: usize,
    /// Rules in them; 0 where they hold mistakes.
    pub rules: usize,
}

/// The last receipts, newest first.
#[derive(Clone, Default)]
pub struct Attempts(Arc<[Arc<Attempt>]>);

impl Attempts {
    /// The newest.
    pub fn last(&self) -> Option<&Attempt> {
        self.0.first().map(AsRef::as_ref)
    }

    /// All that are kept, newest first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Attempt> {
        self.0.iter().map(AsRef::as_ref)
    }

    /// The same with a newer one.
    pub(super) fn with(&self, attempt: Arc<Attempt>) -> Self {
        let mut all = Vec::with_capacity(self.0.len().saturating_add(1));
        all.push(attempt);
        for (place, old) in self.0.iter().take(ATTEMPTS_MAX - 1).enumerate() {
            all.push(if place == 0 { Arc::new(shortened(old)) } else { Arc::clone(old) });
        }
        Self(all.into())
    }
}

fn shortened(attempt: &Attempt) -> Attempt {
    Attempt { outcome: attempt.outcome.shortened(NAMED_IN_OLD), ..attempt.clone() }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::{ATTEMPTS_MAX, Attempt, Attempts, Cause, NAMED_IN_OLD, Size};
    use crate::model::Timestamp;
    use crate::policy::SourceFile;
    use crate::store::load;
    use crate::store::outcome::Outcome;

    fn attempt(number: u64, outcome: Outcome) -> Arc<Attempt> {
        let (cause, size, took) = (Cause::Change, Size::default(), Duration::ZERO);
        Arc::new(Attempt { number, cause, at: Timestamp::from_seconds(0), took, size, outcome })
    }

    #[test]
    fn the_newest_come_first_and_the_oldest_are_dropped() {
        let failed = || Outcome::Failed { active: None, error: "gone".into() };
        let all = (1..=250).fold(Attempts::default(), |all, number| all.with(attempt(number, failed())));
        let numbers: Vec<u64> = all.iter().map(|attempt| attempt.number).collect();
        assert_eq!(numbers, (151..=250).rev().collect::<Vec<_>>());
        assert_eq!(numbers.len(), ATTEMPTS_MAX);
    }

    #[test]
    fn an_old_receipt_keeps_how_many_mistakes_there_were_and_names_fewer() {
        let wrong = "kind: Nonsense\n---\n".repeat(500);
        let Err(rejection) = load(vec![SourceFile::new("wrong.yaml", wrong.into_bytes())]) else {
            panic!("nonsense loads")
        };
        let total = rejection.diagnostics.len();
        let rejected = attempt(1, Outcome::rejected(None, &rejection));
        let named = |all: &Attempts| match &all.iter().last().unwrap().outcome {
            Outcome::Rejected { mistakes, .. } => (mistakes.first.len(), mistakes.total),
            other => panic!("{other:?}"),
        };
        let all = Attempts::default().with(Arc::clone(&rejected));
        assert_eq!(named(&all), (total.min(1_000), total));
        assert_eq!(named(&all.with(attempt(2, rejected.outcome.clone()))), (NAMED_IN_OLD, total));
    }
}
