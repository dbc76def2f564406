//! The tests of rules and exceptions, compiled, against a transfer.

use super::field::Field;
use super::places::{PlaceSet, PlacesBuilder, PlacesNow};
use super::snapshot::Snapshot;
use super::truth::Truth;
use crate::model::{CategoryId, Id, IdSet, JurisdictionId, Moment, Purpose, Role, Safeguard, Sector, Transfer};
use crate::policy::{CategoryTest, CountTest, PlaceTest as ValidPlaceTest, Scope};

/// A transfer as the rules of one snapshot see it at one moment.
pub struct Case<'a> {
    /// The policies.
    pub snapshot: &'a Snapshot,
    /// The question.
    pub transfer: &'a Transfer,
    /// When, with everything implied by what is assumed.
    pub moment: &'a Moment,
    /// Who is where then.
    pub places: PlacesNow<'a>,
    /// What is in place then, before recognitions.
    pub attested: &'a IdSet<Safeguard>,
}

impl<'a> Case<'a> {
    /// The case of a transfer at a moment that holds implied assumptions too; attested is what is in place then.
    pub fn new(
        snapshot: &'a Snapshot,
        transfer: &'a Transfer,
        moment: &'a Moment,
        attested: &'a IdSet<Safeguard>,
    ) -> Self {
        Self { snapshot, transfer, moment, places: snapshot.places_at(moment), attested }
    }

    /// Whether origin and destination are the same jurisdiction.
    pub fn is_domestic(&self) -> bool {
        self.transfer.origin == self.transfer.destination
    }

    /// Whether the origin is in a set of places.
    pub fn is_from(&self, places: PlaceSet) -> bool {
        self.places.contains(places, self.transfer.origin)
    }
}

/// The tests of a rule, an exception or a recognition: all of them must hold.
///
/// Those that look at words come first: they cost least, and where the index has found a rule its places mostly fit.
#[derive(Debug)]
pub struct Tests(Box<[Test]>);

/// One test.
#[derive(Debug)]
enum Test {
    Purpose(IdSet<Purpose>),
    Sector(IdSet<Sector>),
    ExporterRole(IdSet<Role>),
    ImporterRole(IdSet<Role>),
    SubjectCount(CountTest),
    Domestic,
    Data(Box<CategoryTest>),
    Origin(PlaceTest),
    Destination(PlaceTest),
    Transit(PlaceTest),
    Subjects(PlaceTest),
}

/// A test of one or several places: that some place is in the set, or that none is.
#[derive(Clone, Copy, Debug)]
struct PlaceTest {
    set: PlaceSet,
    some: bool,
}

impl PlaceTest {
    fn compile(test: &ValidPlaceTest, places: &mut PlacesBuilder<'_>) -> Self {
        match test {
            // No place at all is outside of nothing.
            ValidPlaceTest::Anywhere => Self { set: places.everywhere(), some: true },
            ValidPlaceTest::AnyOf(named) => Self { set: places.set(named), some: true },
            ValidPlaceTest::NoneOf(named) => Self { set: places.set(named), some: false },
        }
    }

    #[inline]
    fn holds_for(self, case: &Case<'_>, place: JurisdictionId) -> Truth {
        (case.places.contains(self.set, place) == self.some).into()
    }

    fn holds(self, case: &Case<'_>, places: &[JurisdictionId]) -> Truth {
        (places.iter().any(|place| case.places.contains(self.set, *place)) == self.some).into()
    }
}

impl Test {
    /// Its value for a category.
    #[inline]
    fn holds(&self, case: &Case<'_>, category: CategoryId) -> Truth {
        match self {
            Self::Data(test) => test.holds(category).into(),
            _ => self.circumstance_holds(case),
        }
    }

    /// Its value where no category is looked at.
    #[inline]
    fn circumstance_holds(&self, case: &Case<'_>) -> Truth {
        let transfer = case.transfer;
        match self {
            Self::Purpose(test) => word(test, transfer.purpose),
            Self::Sector(test) => word(test, Some(transfer.exporter.sector)),
            Self::ExporterRole(test) => word(test, transfer.exporter.role),
            Self::ImporterRole(test) => word(test, transfer.importer.role),
            Self::SubjectCount(test) => count(*test, transfer.subject_count),
            Self::Domestic => case.is_domestic().into(),
            Self::Data(_) => Truth::True,
            Self::Origin(test) => test.holds_for(case, transfer.origin),
            Self::Destination(test) => test.holds_for(case, transfer.destination),
            Self::Transit(test) => test.holds(case, &transfer.transit),
            Self::Subjects(test) => test.holds(case, &transfer.subjects),
        }
    }

    /// The field that it looks at.
    fn field(&self) -> Field {
        match self {
            Self::Purpose(_) => Field::Purpose,
            Self::Sector(_) => Field::Sector,
            Self::ExporterRole(_) => Field::ExporterRole,
            Self::ImporterRole(_) => Field::ImporterRole,
            Self::SubjectCount(_) => Field::SubjectCount,
            Self::Domestic => Field::Domestic,
            Self::Data(_) => Field::Data,
            Self::Origin(_) => Field::Origin,
            Self::Destination(_) => Field::Destination,
            Self::Transit(_) => Field::Transit,
            Self::Subjects(_) => Field::Subjects,
        }
    }

    /// Whether time or an assumption may change its value.
    fn is_dated(&self) -> bool {
        match self {
            Self::Origin(test) | Self::Destination(test) | Self::Transit(test) | Self::Subjects(test) => {
                matches!(test.set, PlaceSet::Dated(_))
            }
            _ => false,
        }
    }
}

impl Tests {
    /// Compiles a scope.
    pub fn compile(scope: &Scope, places: &mut PlacesBuilder<'_>) -> Self {
        let mut place = |test: &Option<_>| test.as_ref().map(|test| PlaceTest::compile(test, places));
        let tests = [
            scope.purpose.clone().map(Test::Purpose),
            scope.sector.clone().map(Test::Sector),
            scope.exporter_role.clone().map(Test::ExporterRole),
            scope.importer_role.clone().map(Test::ImporterRole),
            scope.subject_count.map(Test::SubjectCount),
            scope.domestic.then_some(Test::Domestic),
            scope.data.clone().map(|test| Test::Data(Box::new(test))),
            place(&scope.destination).map(Test::Destination),
            place(&scope.origin).map(Test::Origin),
            place(&scope.transit).map(Test::Transit),
            place(&scope.subjects).map(Test::Subjects),
        ];
        Self(tests.into_iter().flatten().collect())
    }

    /// Whether all tests hold for a category.
    #[inline]
    pub fn hold(&self, case: &Case<'_>, category: CategoryId) -> Truth {
        all(self.0.iter().map(|test| test.holds(case, category)))
    }

    /// Whether all tests hold that look at no category.
    pub fn circumstances_hold(&self, case: &Case<'_>) -> Truth {
        all(self.0.iter().map(|test| test.circumstance_holds(case)))
    }

    /// Whether all tests may hold for a category at some other time, so far as can be told without looking there.
    pub fn may_come_to_hold(&self, case: &Case<'_>, category: CategoryId) -> bool {
        let lasting = self.0.iter().filter(|test| !test.is_dated());
        all(lasting.map(|test| test.holds(case, category))) != Truth::False
    }

    /// The value of one test for a category; `None` where it is not made.
    pub fn test(&self, field: Field, case: &Case<'_>, category: CategoryId) -> Option<Truth> {
        self.0.iter().find(|test| test.field() == field).map(|test| test.holds(case, category))
    }
}

/// All values together, up to the first that is false.
#[inline]
fn all(values: impl Iterator<Item = Truth>) -> Truth {
    let mut all = Truth::True;
    for value in values {
        all = all.and(value);
        if all == Truth::False {
            break;
        }
    }
    all
}

fn word<K>(holds_for: &IdSet<K>, given: Option<Id<K>>) -> Truth {
    given.map(|word| holds_for.contains(word)).into()
}

fn count(test: CountTest, given: Option<u64>) -> Truth {
    let holds =
        |count| test.at_least.is_none_or(|least| count >= least) && test.below.is_none_or(|below| count < below);
    given.map(holds).into()
}
