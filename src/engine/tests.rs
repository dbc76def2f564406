//! The tests of rules and exceptions, compiled, against a transfer.

use super::field::Field;
use super::places::{PlaceSet, PlacesBuilder, PlacesNow};
use super::snapshot::Snapshot;
use super::truth::Truth;
use crate::model::{CategoryId, Id, IdSet, JurisdictionId, Moment, Purpose, Role, Safeguard, Sector, Transfer};
use crate::policy::{self, CategoryTest, CountTest, Scope};

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
#[derive(Debug)]
pub struct Tests {
    origin: Option<PlaceTest>,
    destination: Option<PlaceTest>,
    transit: Option<PlaceTest>,
    subjects: Option<PlaceTest>,
    data: Option<CategoryTest>,
    purpose: Option<IdSet<Purpose>>,
    sector: Option<IdSet<Sector>>,
    exporter_role: Option<IdSet<Role>>,
    importer_role: Option<IdSet<Role>>,
    subject_count: Option<CountTest>,
    domestic: bool,
}

/// A test of one or several places: that some place is in the set, or that none is.
#[derive(Clone, Copy, Debug)]
struct PlaceTest {
    set: PlaceSet,
    some: bool,
}

impl PlaceTest {
    fn compile(test: &policy::PlaceTest, places: &mut PlacesBuilder<'_>) -> Self {
        match test {
            // No place at all is outside of nothing.
            policy::PlaceTest::Anywhere => Self { set: places.everywhere(), some: true },
            policy::PlaceTest::AnyOf(named) => Self { set: places.set(named), some: true },
            policy::PlaceTest::NoneOf(named) => Self { set: places.set(named), some: false },
        }
    }

    fn holds(self, case: &Case<'_>, asked: &[JurisdictionId]) -> Truth {
        (asked.iter().any(|place| case.places.contains(self.set, *place)) == self.some).into()
    }

    fn is_dated(self) -> bool {
        matches!(self.set, PlaceSet::Dated(_))
    }
}

impl Tests {
    /// Compiles a scope.
    pub fn compile(scope: &Scope, places: &mut PlacesBuilder<'_>) -> Self {
        let mut place = |test: &Option<_>| test.as_ref().map(|test| PlaceTest::compile(test, places));
        Self {
            origin: place(&scope.origin),
            destination: place(&scope.destination),
            transit: place(&scope.transit),
            subjects: place(&scope.subjects),
            data: scope.data.clone(),
            purpose: scope.purpose.clone(),
            sector: scope.sector.clone(),
            exporter_role: scope.exporter_role.clone(),
            importer_role: scope.importer_role.clone(),
            subject_count: scope.subject_count,
            domestic: scope.domestic,
        }
    }

    /// Whether all tests hold for a category.
    pub fn hold(&self, case: &Case<'_>, category: CategoryId) -> Truth {
        Self::all(|field| self.test(field, case, category))
    }

    /// Whether all tests hold of a scope that looks at no category.
    pub fn circumstances_hold(&self, case: &Case<'_>) -> Truth {
        Self::all(|field| self.circumstance(field, case))
    }

    /// Whether all tests may hold for a category at some other time, so far as can be told without looking there.
    pub fn may_come_to_hold(&self, case: &Case<'_>, category: CategoryId) -> bool {
        let test = |field| if self.is_dated(field) { None } else { self.test(field, case, category) };
        Self::all(test) != Truth::False
    }

    /// The value of one test for a category; `None` where it is not made.
    #[inline]
    pub fn test(&self, field: Field, case: &Case<'_>, category: CategoryId) -> Option<Truth> {
        match field {
            Field::Data => self.data.as_ref().map(|test| test.holds(category).into()),
            _ => self.circumstance(field, case),
        }
    }

    /// All tests together, up to the first that fails.
    #[inline]
    fn all(test: impl Fn(Field) -> Option<Truth>) -> Truth {
        let mut all = Truth::True;
        for field in Field::ALL {
            all = all.and(test(field).unwrap_or(Truth::True));
            if all == Truth::False {
                break;
            }
        }
        all
    }

    #[inline]
    fn circumstance(&self, field: Field, case: &Case<'_>) -> Option<Truth> {
        let transfer = case.transfer;
        match field {
            Field::Origin => self.origin.map(|test| test.holds(case, &[transfer.origin])),
            Field::Destination => self.destination.map(|test| test.holds(case, &[transfer.destination])),
            Field::Transit => self.transit.map(|test| test.holds(case, &transfer.transit)),
            Field::Subjects => self.subjects.map(|test| test.holds(case, &transfer.subjects)),
            Field::Data => None,
            Field::Purpose => self.purpose.as_ref().map(|test| word(test, transfer.purpose)),
            Field::Sector => self.sector.as_ref().map(|test| word(test, Some(transfer.exporter.sector))),
            Field::ExporterRole => self.exporter_role.as_ref().map(|test| word(test, transfer.exporter.role)),
            Field::ImporterRole => self.importer_role.as_ref().map(|test| word(test, transfer.importer.role)),
            Field::SubjectCount => self.subject_count.map(|test| count(test, transfer.subject_count)),
            Field::Domestic => self.domestic.then(|| case.is_domestic().into()),
        }
    }

    fn is_dated(&self, field: Field) -> bool {
        let test = match field {
            Field::Origin => self.origin,
            Field::Destination => self.destination,
            Field::Transit => self.transit,
            Field::Subjects => self.subjects,
            _ => None,
        };
        test.is_some_and(PlaceTest::is_dated)
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
