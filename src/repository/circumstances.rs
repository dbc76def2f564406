//! Beside places and data: under which circumstances a systematic question is asked.

use super::turns::{Party, Subject};
use crate::model::{
    Attested, Categories, CategoryId, Exporter, IdSet, Importer, JurisdictionId, PurposeId, RoleId, SectorId, Transfer,
};
use crate::policy::{PolicySet, Rule};

/// What a systematic question says beside its places and its data; whatever is not said is left out of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// What the data is sent for.
    pub purpose: Option<PurposeId>,
    /// The exporter's sector.
    pub sector: Option<SectorId>,
    /// The part that the exporter plays.
    pub exporter_role: Option<RoleId>,
    /// The part that the importer plays.
    pub importer_role: Option<RoleId>,
    /// How many people the data is about.
    pub subject_count: Option<u64>,
    /// What is in place.
    pub safeguards: Attested,
    /// The entry of the inventory that takes part.
    pub entry: Option<(Party, String)>,
}

impl Circumstances {
    /// The least that a question must say for a rule to look at it: nothing that the rule does not ask about.
    pub(super) fn of_rule(rule: &Rule, general: SectorId) -> Self {
        let when = &rule.when;
        let sector = when.sector.as_ref().filter(|sectors| !sectors.contains(general));
        Self {
            purpose: when.purpose.as_ref().and_then(|purposes| purposes.iter().next()),
            sector: sector.and_then(|sectors| sectors.iter().next()),
            exporter_role: when.exporter_role.as_ref().and_then(|roles| roles.iter().next()),
            importer_role: when.importer_role.as_ref().and_then(|roles| roles.iter().next()),
            subject_count: when.subject_count.map(|count| count.at_least.unwrap_or(0)),
            ..Self::default()
        }
    }

    /// The same, with what a turn is about in place.
    pub(super) fn with(mut self, set: &PolicySet, what: &Subject) -> Self {
        match what {
            Subject::Regulation(_) | Subject::Rule(_) | Subject::Waiver(_) | Subject::Membership { .. } => {}
            Subject::Recognition(id) => {
                let recognition = set.recognition(*id);
                self.safeguards.always.insert(recognition.safeguard);
                let first = |roles: &IdSet<_>| roles.iter().next();
                self.exporter_role = recognition.when.exporter_role.as_ref().and_then(first).or(self.exporter_role);
                self.importer_role = recognition.when.importer_role.as_ref().and_then(first).or(self.importer_role);
            }
            Subject::Safeguard { party: Party::Exporter, entry: id, .. } => {
                if let Some(entry) = set.inventory().exporters.get(id) {
                    self.safeguards.dated.clone_from(&entry.safeguards);
                    self.sector = entry.sector.or(self.sector);
                    self.exporter_role = entry.role.or(self.exporter_role);
                    self.entry = Some((Party::Exporter, id.clone()));
                }
            }
            Subject::Safeguard { party: Party::Importer, entry: id, .. } => {
                if let Some(entry) = set.inventory().importers.get(id) {
                    self.safeguards.dated.clone_from(&entry.safeguards);
                    self.importer_role = entry.role.or(self.importer_role);
                    self.entry = Some((Party::Importer, id.clone()));
                }
            }
        }
        self
    }

    /// Whether a place can be the destination: an importer of the inventory is where it is.
    pub(super) fn allow_destination(&self, set: &PolicySet, destination: JurisdictionId) -> bool {
        let Some((Party::Importer, id)) = &self.entry else { return true };
        set.inventory().importers.get(id).is_some_and(|entry| entry.jurisdictions.contains(&destination))
    }

    /// The question; `None` without a category.
    pub(super) fn question(
        &self,
        set: &PolicySet,
        origin: JurisdictionId,
        destination: JurisdictionId,
        category: CategoryId,
    ) -> Option<Transfer> {
        Some(Transfer {
            origin,
            destination,
            transit: Vec::new(),
            subjects: vec![origin],
            data: Categories::new([category])?,
            purpose: self.purpose,
            exporter: Exporter {
                sector: self.sector.unwrap_or(set.vocabulary().general_sector()),
                role: self.exporter_role,
            },
            importer: Importer { role: self.importer_role },
            safeguards: self.safeguards.clone(),
            subject_count: self.subject_count,
        })
    }
}
