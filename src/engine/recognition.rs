//! Safeguards that count because the law of the origin recognises others for them.

use super::tests::Case;
use super::truth::Truth;
use crate::model::{IdSet, RecognitionId, Safeguard, SafeguardId};
use crate::policy::{Recognition, Rule};

/// What is in place for a transfer: attested, and recognised besides.
pub struct InPlace<'a> {
    attested: &'a IdSet<Safeguard>,
    with_recognised: IdSet<Safeguard>,
    /// The recognitions that gave something which was not attested.
    giving: Vec<(RecognitionId, &'a Recognition)>,
}

impl<'a> InPlace<'a> {
    /// Works out what is in place. One step: what is recognised is not recognised for something else in turn.
    pub fn of(case: &Case<'a>) -> Self {
        let attested = case.attested;
        let mut with_recognised = attested.clone();
        let mut giving = Vec::new();
        for (index, recognition) in case.snapshot.policies().recognitions().iter().enumerate() {
            let gives = attested.contains(recognition.safeguard) && !attested.contains(recognition.satisfies);
            if gives && holds(case, recognition) {
                with_recognised.insert(recognition.satisfies);
                giving.push((RecognitionId(u32::try_from(index).unwrap_or(u32::MAX)), recognition));
            }
        }
        Self { attested, with_recognised, giving }
    }

    /// What counts for a rule: recognitions help the law of the origin only.
    pub fn counting_for(&self, of_the_origin: bool) -> &IdSet<Safeguard> {
        if of_the_origin { &self.with_recognised } else { self.attested }
    }

    /// The recognitions that gave what a met requirement needed: none where what is attested was enough.
    pub fn needed_by(&self, alternatives: &[Vec<SafeguardId>]) -> Vec<RecognitionId> {
        let met_by =
            |set: &IdSet<Safeguard>, alternative: &[SafeguardId]| alternative.iter().all(|id| set.contains(*id));
        if alternatives.iter().any(|alternative| met_by(self.attested, alternative)) {
            return Vec::new();
        }
        let met: Vec<_> =
            alternatives.iter().filter(|alternative| met_by(&self.with_recognised, alternative)).collect();
        let given =
            |recognition: &Recognition| met.iter().any(|alternative| alternative.contains(&recognition.satisfies));
        self.giving.iter().filter(|(_, recognition)| given(recognition)).map(|(id, _)| *id).collect()
    }
}

/// A role that is unknown is not a named one, so only a certain match counts.
fn holds(case: &Case<'_>, recognition: &Recognition) -> bool {
    recognition.effective.contains(case.moment.at) && case.circumstances(&recognition.when) == Truth::True
}

/// Whether a rule is of the law of the transfer's origin.
pub fn is_law_of_origin(case: &Case<'_>, rule: &Rule) -> bool {
    let set = case.snapshot.policies().rule_set_of(rule);
    let here = |place| case.snapshot.is_in(case.transfer.origin, place, case.moment);
    set.authority.is_national_law() && set.jurisdiction.is_some_and(here)
}
