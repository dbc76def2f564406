//! The tests of rules and exceptions against a transfer.

use super::snapshot::Snapshot;
use super::truth::Truth;
use crate::model::{CategoryId, Id, IdSet, JurisdictionId, Moment, Safeguard, Transfer};
use crate::policy::{CountTest, Exception, PlaceTest, Rule, Scope};

/// A transfer as the rules of one snapshot see it at one moment.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// The policies.
    pub snapshot: &'a Snapshot,
    /// The question.
    pub transfer: &'a Transfer,
    /// When, with everything implied by what is assumed.
    pub moment: &'a Moment,
    /// What is in place then, before recognitions.
    pub attested: &'a IdSet<Safeguard>,
}

impl Case<'_> {
    /// Whether origin and destination are the same jurisdiction.
    pub fn is_domestic(&self) -> bool {
        self.transfer.origin == self.transfer.destination
    }

    /// Whether the tests of a rule's `when` hold for a category.
    pub fn when(&self, rule: &Rule, category: CategoryId) -> Truth {
        self.scope(&rule.when, category)
    }

    /// Whether some exception of a rule holds for a category.
    pub fn unless(&self, rule: &Rule, category: CategoryId) -> Truth {
        rule.unless.iter().fold(Truth::False, |any, exception| any.or(self.exception(exception, category)))
    }

    /// Whether all tests hold of a scope that looks at no category.
    pub fn circumstances(&self, scope: &Scope) -> Truth {
        let tests = Field::ALL.iter().filter(|field| **field != Field::Data);
        tests.filter_map(|field| self.circumstance(scope, *field)).fold(Truth::True, Truth::and)
    }

    /// The value of one test of a scope for a category; `None` where the scope does not make it.
    pub fn test(&self, scope: &Scope, field: Field, category: CategoryId) -> Option<Truth> {
        match field {
            Field::Data => scope.data.as_ref().map(|test| test.holds(category).into()),
            _ => self.circumstance(scope, field),
        }
    }

    /// Whether any of the safeguards that an exception asks for is attested; `None` where it asks for none.
    pub fn attested(&self, exception: &Exception) -> Option<Truth> {
        exception.safeguards.as_ref().map(|any| any.intersects(self.attested).into())
    }

    fn scope(&self, scope: &Scope, category: CategoryId) -> Truth {
        let tests = Field::ALL.iter().filter_map(|field| self.test(scope, *field, category));
        tests.fold(Truth::True, Truth::and)
    }

    fn exception(&self, exception: &Exception, category: CategoryId) -> Truth {
        self.scope(&exception.scope, category).and(self.attested(exception).unwrap_or(Truth::True))
    }

    fn circumstance(&self, scope: &Scope, field: Field) -> Option<Truth> {
        let transfer = self.transfer;
        match field {
            Field::Origin => scope.origin.as_ref().map(|test| self.places(test, &[transfer.origin])),
            Field::Destination => scope.destination.as_ref().map(|test| self.places(test, &[transfer.destination])),
            Field::Transit => scope.transit.as_ref().map(|test| self.places(test, &transfer.transit)),
            Field::Subjects => scope.subjects.as_ref().map(|test| self.places(test, &transfer.subjects)),
            Field::Data => None,
            Field::Purpose => scope.purpose.as_ref().map(|test| word(test, transfer.purpose)),
            Field::Sector => scope.sector.as_ref().map(|test| word(test, Some(transfer.exporter.sector))),
            Field::ExporterRole => scope.exporter_role.as_ref().map(|test| word(test, transfer.exporter.role)),
            Field::ImporterRole => scope.importer_role.as_ref().map(|test| word(test, transfer.importer.role)),
            Field::SubjectCount => scope.subject_count.map(|test| count(test, transfer.subject_count)),
            Field::Domestic => scope.domestic.then(|| self.is_domestic().into()),
        }
    }

    fn places(&self, test: &PlaceTest, places: &[JurisdictionId]) -> Truth {
        let among = |named: &[_]| {
            places.iter().any(|place| named.iter().any(|named| self.snapshot.is_in(*place, *named, self.moment)))
        };
        let holds = match test {
            PlaceTest::Anywhere => !places.is_empty(),
            PlaceTest::AnyOf(named) => among(named),
            PlaceTest::NoneOf(named) => !among(named),
        };
        holds.into()
    }
}

fn word<K>(holds_for: &IdSet<K>, given: Option<Id<K>>) -> Truth {
    given.map(|word| holds_for.contains(word)).into()
}

fn count(test: CountTest, given: Option<u64>) -> Truth {
    let holds =
        |count| test.at_least.is_none_or(|least| count >= least) && test.below.is_none_or(|below| count < below);
    given.map(holds).into()
}

/// A field of a question that rules may test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
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
    /// `subject_count`
    SubjectCount,
    /// `domestic`
    Domestic,
}

impl Field {
    /// Every field, in the order of a question.
    pub const ALL: [Self; 11] = [
        Self::Origin,
        Self::Destination,
        Self::Transit,
        Self::Subjects,
        Self::Data,
        Self::Purpose,
        Self::Sector,
        Self::ExporterRole,
        Self::ImporterRole,
        Self::SubjectCount,
        Self::Domestic,
    ];

    /// The word that the language uses for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Origin => "origin",
            Self::Destination => "destination",
            Self::Transit => "transit",
            Self::Subjects => "subjects",
            Self::Data => "data",
            Self::Purpose => "purpose",
            Self::Sector => "sector",
            Self::ExporterRole => "exporter_role",
            Self::ImporterRole => "importer_role",
            Self::SubjectCount => "subject_count",
            Self::Domestic => "domestic",
        }
    }
}
