//! The platform team's own entities, importers and data sets, which questions may name.

use std::collections::BTreeMap;

use super::interval::Interval;
use super::vocabulary::{CategoryId, JurisdictionId, RoleId, SafeguardId, SectorId};

/// Everything that a question may name, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// Who sends.
    pub exporters: BTreeMap<String, ExporterEntry>,
    /// Who receives.
    pub importers: BTreeMap<String, ImporterEntry>,
    /// What is sent.
    pub datasets: BTreeMap<String, DatasetEntry>,
}

/// An exporter of the inventory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExporterEntry {
    /// Its sector.
    pub sector: Option<SectorId>,
    /// The part that it plays.
    pub role: Option<RoleId>,
    /// What is in place on its side.
    pub safeguards: Vec<DatedSafeguard>,
}

/// An importer of the inventory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImporterEntry {
    /// Where it gets or can read data; never empty.
    pub jurisdictions: Vec<JurisdictionId>,
    /// The part that it plays.
    pub role: Option<RoleId>,
    /// What is in place with it.
    pub safeguards: Vec<DatedSafeguard>,
}

/// A data set of the inventory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DatasetEntry {
    /// What is in it; never empty.
    pub categories: Vec<CategoryId>,
    /// Where the people whom it is about live.
    pub subjects: Vec<JurisdictionId>,
    /// How many people it is about.
    pub subject_count: Option<u64>,
}

/// A safeguard that is in place for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedSafeguard {
    /// What is in place.
    pub safeguard: SafeguardId,
    /// When.
    pub interval: Interval,
    /// Where that can be seen.
    pub evidence: Option<String>,
}
