//! A policy set in force, with what is told of it.
//!
//! Owns what it keeps: what decides and answers. The text of its files and its tests have done their work by then.

use std::any::Any;
use std::collections::HashMap;

use super::attempts::Size;
use crate::engine::Snapshot;
use crate::model::{Moment, RecognitionId, RuleId, Timestamp};
use crate::policy::Revision;

/// A policy set in force.
pub struct Active {
    snapshot: Snapshot,
    rule_places: Vec<Box<str>>,
    recognition_places: Vec<Box<str>>,
    regulation_places: HashMap<Box<str>, Box<str>>,
    loaded_at: Timestamp,
    size: Size,
    is_restored: bool,
    counts: Counts,
    prepared: Option<Prepared>,
}

/// What somebody wants to have ready with a policy set.
pub type Prepared = Box<dyn Any + Send + Sync>;

/// Makes it, once for each policy set, before that is put in force.
pub type Prepare = fn(&Active) -> Prepared;

impl Active {
    /// A policy set with what is told of it, loaded at an instant.
    pub(super) fn new(snapshot: Snapshot, size: Size, loaded_at: Timestamp) -> Self {
        let set = snapshot.policies();
        let describe = |place| set.sources().describe(place).into_boxed_str();
        let regulation = |id: &str| Some((id.into(), describe(set.place_of_regulation(id)?)));
        Self {
            rule_places: set.rules().iter().map(|rule| describe(rule.place)).collect(),
            recognition_places: set.recognitions().iter().map(|recognition| describe(recognition.place)).collect(),
            regulation_places: set.regulations().iter().filter_map(|entry| regulation(&entry.id)).collect(),
            counts: Counts::of(&snapshot, loaded_at),
            loaded_at,
            size,
            is_restored: false,
            prepared: None,
            snapshot: snapshot.without_text_and_tests(),
        }
    }

    /// What decides. It no longer has the text of its files and its tests.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Its revision.
    pub fn revision(&self) -> &Revision {
        self.snapshot.policies().revision()
    }

    /// Where a rule stands, as `file:line:column`.
    pub fn rule_place(&self, id: RuleId) -> &str {
        self.rule_places.get(id.0 as usize).map_or("", AsRef::as_ref)
    }

    /// Where a recognition stands, as `file:line:column`.
    pub fn recognition_place(&self, id: RecognitionId) -> &str {
        self.recognition_places.get(id.0 as usize).map_or("", AsRef::as_ref)
    }

    /// Where a regulation stands, as `file:line:column`.
    pub fn regulation_place(&self, id: &str) -> &str {
        self.regulation_places.get(id).map_or("", AsRef::as_ref)
    }

    /// When it was loaded.
    pub fn loaded_at(&self) -> Timestamp {
        self.loaded_at
    }

    /// Whether it comes from the copy of the last good set, because the sources are broken.
    pub fn is_restored(&self) -> bool {
        self.is_restored
    }

    /// How large it is.
    pub fn size(&self) -> Size {
        self.size
    }

    /// What was prepared with it; `None` where nothing of that type was.
    pub fn prepared<T: 'static>(&self) -> Option<&T> {
        self.prepared.as_deref()?.downcast_ref()
    }

    /// The same, from the copy of the last good set.
    #[must_use]
    pub(super) fn restored(self) -> Self {
        Self { is_restored: true, ..self }
    }

    /// The same, with what is to be ready with it.
    #[must_use]
    pub(super) fn with(self, prepare: Prepare) -> Self {
        Self { prepared: Some(prepare(&self)), ..self }
    }

    /// What it holds.
    pub fn counts(&self) -> Counts {
        self.counts
    }
}

/// What a policy set holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Rules.
    pub rules: usize,
    /// Rule sets.
    pub rule_sets: usize,
    /// Regulations in the repository.
    pub regulations: usize,
    /// Recognitions.
    pub recognitions: usize,
    /// Groups of jurisdictions.
    pub groups: usize,
    /// Policy tests.
    pub tests: usize,
    /// Jurisdictions whose own law it held when it was loaded.
    pub jurisdictions_covered: usize,
}

impl Counts {
    fn of(snapshot: &Snapshot, at: Timestamp) -> Self {
        let set = snapshot.policies();
        let moment = Moment::live(at);
        let covers = |jurisdiction| snapshot.covering(jurisdiction, &moment).next().is_some();
        Self {
            rules: set.rules().len(),
            rule_sets: set.rule_sets().len(),
            regulations: set.regulations().len(),
            recognitions: set.recognitions().len(),
            groups: set.groups().len(),
            tests: set.tests().len(),
            jurisdictions_covered: set.vocabulary().jurisdictions.iter().filter(|(id, _)| covers(*id)).count(),
        }
    }
}
