//! The question: may this data go from here to there?

use std::borrow::Cow;

use super::bits::IdSet;
use super::inventory::DatedSafeguard;
use super::timestamp::Timestamp;
use super::vocabulary::{CategoryId, JurisdictionId, PurposeId, RoleId, Safeguard, SectorId};

/// A transfer in the words of one vocabulary.
///
/// What the caller left out and what has a stated meaning then (`subjects`, `transit`, the sector) is filled in; what
/// has none (`purpose`, the roles, `subject_count`) stays unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// The jurisdiction that the data leaves.
    pub origin: JurisdictionId,
    /// The jurisdiction where the importer gets or can read the data.
    pub destination: JurisdictionId,
    /// Jurisdictions passed through without access.
    pub transit: Vec<JurisdictionId>,
    /// Jurisdictions of residence or nationality of the data subjects; never empty.
    pub subjects: Vec<JurisdictionId>,
    /// What is sent.
    pub data: Categories,
    /// What for.
    pub purpose: Option<PurposeId>,
    /// Who sends.
    pub exporter: Exporter,
    /// Who receives.
    pub importer: Importer,
    /// What is in place.
    pub safeguards: Attested,
    /// How many data subjects this series of transfers covers so far.
    pub subject_count: Option<u64>,
}

/// What is in place: attested by the caller, or for a time by the inventory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attested {
    /// Whenever the question is asked.
    pub always: IdSet<Safeguard>,
    /// For a time.
    pub dated: Vec<DatedSafeguard>,
}

impl Attested {
    /// What is in place at an instant.
    pub fn at(&self, at: Timestamp) -> Cow<'_, IdSet<Safeguard>> {
        if self.dated.is_empty() {
            return Cow::Borrowed(&self.always);
        }
        let mut in_place = self.always.clone();
        for dated in self.dated.iter().filter(|dated| dated.interval.contains(at)) {
            in_place.insert(dated.safeguard);
        }
        Cow::Owned(in_place)
    }
}

/// The party that sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exporter {
    /// Its sector.
    pub sector: SectorId,
    /// The part that it plays.
    pub role: Option<RoleId>,
}

/// The party that receives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Importer {
    /// The part that it plays.
    pub role: Option<RoleId>,
}

/// At least one data category, each once, in the order in which they were asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Categories(Vec<CategoryId>);

impl Categories {
    /// The categories without repetitions; `None` if there is none.
    pub fn new(asked: impl IntoIterator<Item = CategoryId>) -> Option<Self> {
        let mut seen = IdSet::new();
        let categories: Vec<_> = asked.into_iter().filter(|id| seen.insert(*id)).collect();
        (!categories.is_empty()).then_some(Self(categories))
    }

    /// How many there are; never 0.
    #[allow(clippy::len_without_is_empty, reason = "never empty")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The categories in the order asked.
    pub fn iter(&self) -> impl Iterator<Item = CategoryId> + '_ {
        self.0.iter().copied()
    }
}
