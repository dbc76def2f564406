//! Safeguards that count because the law of the origin recognises others for them.

use std::borrow::Cow;

use super::rule::{Alternatives, Recognition};
use super::tests::Case;
use crate::model::{IdSet, RecognitionId, Safeguard};

/// What is in place for a transfer: attested, and recognised besides.
pub struct InPlace<'a> {
    attested: &'a IdSet<Safeguard>,
    with_recognised: Cow<'a, IdSet<Safeguard>>,
    /// The recognitions that gave something which was not attested.
    giving: Vec<&'a Recognition>,
}

impl<'a> InPlace<'a> {
    /// Works out what is in place. One step: what is recognised is not recognised for something else in turn.
    pub fn of(case: &Case<'a>) -> Self {
        let attested = case.attested;
        let mut in_place = Self { attested, with_recognised: Cow::Borrowed(attested), giving: Vec::new() };
        for recognition in case.snapshot.recognising(attested) {
            if !attested.contains(recognition.satisfies) && recognition.holds(case) {
                in_place.with_recognised.to_mut().insert(recognition.satisfies);
                in_place.giving.push(recognition);
            }
        }
        in_place
    }

    /// What counts for a rule: recognitions help the law of the origin only.
    pub fn counting_for(&self, of_the_origin: bool) -> &IdSet<Safeguard> {
        if of_the_origin { &self.with_recognised } else { self.attested }
    }

    /// The recognitions that gave what a met requirement needed: none where what is attested was enough.
    pub fn needed_by(&self, alternatives: &Alternatives) -> impl Iterator<Item = RecognitionId> {
        let enough = self.giving.is_empty() || alternatives.met_by(self.attested).next().is_some();
        let gave = |recognition: &Recognition| {
            alternatives.met_by(&self.with_recognised).any(|alternative| alternative.contains(recognition.satisfies))
        };
        let giving = if enough { &[][..] } else { &self.giving };
        giving.iter().filter(move |recognition| gave(recognition)).map(|recognition| recognition.id)
    }
}
