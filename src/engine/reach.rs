//! The dimensions of a question, and which of their values a rule may apply to.

use super::places::PlacesBuilder;
use super::tests::Case;
use crate::model::{CategoryId, Id, IdSet, JurisdictionId};
use crate::policy::{PlaceTest, Rule};

/// A field of a question by which rules can be told apart without testing them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// `origin`
    Origin,
    /// `destination`
    Destination,
    /// `transit`
    Transit,
    /// `subjects`
    Subjects,
    /// `data`
    Data,
    /// `purpose`
    Purpose,
    /// `sector`
    Sector,
    /// `exporter_role`
    ExporterRole,
    /// `importer_role`
    ImporterRole,
}

/// A value of a dimension: the number of a word, or [`UNKNOWN`].
pub type Value = u16;

/// What stands for a word that the question leaves out.
pub const UNKNOWN: Value = Value::MAX;

impl Dimension {
    /// Every dimension.
    pub const ALL: [Self; 9] = [
        Self::Origin,
        Self::Destination,
        Self::Data,
        Self::Purpose,
        Self::Sector,
        Self::ExporterRole,
        Self::ImporterRole,
        Self::Subjects,
        Self::Transit,
    ];

    /// Hands over each value that a question has.
    #[inline]
    pub fn each_value(self, case: &Case<'_>, category: CategoryId, mut found: impl FnMut(Value)) {
        let transfer = case.transfer;
        match self {
            Self::Origin => found(number(transfer.origin)),
            Self::Destination => found(number(transfer.destination)),
            Self::Transit => transfer.transit.iter().for_each(|place| found(number(*place))),
            Self::Subjects => transfer.subjects.iter().for_each(|place| found(number(*place))),
            Self::Data => found(number(category)),
            Self::Purpose => found(transfer.purpose.map_or(UNKNOWN, number)),
            Self::Sector => found(number(transfer.exporter.sector)),
            Self::ExporterRole => found(transfer.exporter.role.map_or(UNKNOWN, number)),
            Self::ImporterRole => found(transfer.importer.role.map_or(UNKNOWN, number)),
        }
    }

    /// The values for which a rule may apply, at some time or under some assumption; `None` where it may for any.
    pub fn reach(self, rule: &Rule, places: &PlacesBuilder<'_>) -> Option<Vec<Value>> {
        let when = &rule.when;
        let restrictive = rule.action.effect().is_restrictive();
        match self {
            Self::Origin => of_places(when.origin.as_ref(), places),
            Self::Destination => of_places(when.destination.as_ref(), places),
            Self::Transit => of_places(when.transit.as_ref(), places),
            Self::Subjects => of_places(when.subjects.as_ref(), places),
            Self::Data => when.data.as_ref().map(|test| {
                let mut may = test.holds_for.clone();
                if restrictive {
                    may.extend_from(&test.unknown_for);
                }
                may.iter().map(number).collect()
            }),
            Self::Purpose => of_words(when.purpose.as_ref(), restrictive),
            Self::Sector => of_words(when.sector.as_ref(), restrictive),
            Self::ExporterRole => of_words(when.exporter_role.as_ref(), restrictive),
            Self::ImporterRole => of_words(when.importer_role.as_ref(), restrictive),
        }
    }
}

fn number<K>(id: Id<K>) -> Value {
    id.number()
}

fn of_places(test: Option<&PlaceTest>, places: &PlacesBuilder<'_>) -> Option<Vec<Value>> {
    match test {
        Some(PlaceTest::AnyOf(named)) => Some(places.ever(named).iter().map(|id: JurisdictionId| number(id)).collect()),
        Some(PlaceTest::Anywhere | PlaceTest::NoneOf(_)) | None => None,
    }
}

/// A rule that restricts may apply where the word is left out.
fn of_words<K>(test: Option<&IdSet<K>>, restrictive: bool) -> Option<Vec<Value>> {
    test.map(|words| words.iter().map(number).chain(restrictive.then_some(UNKNOWN)).collect())
}
