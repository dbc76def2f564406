//! What begins or ends in a stretch of time.

use crate::model::{
    AssumptionId, DatedSafeguard, Interval, JurisdictionId, RecognitionId, RuleId, SafeguardId, Status, Timestamp,
};
use crate::policy::{GroupId, PolicySet};

/// Something that begins or ends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    /// When.
    pub at: Timestamp,
    /// Whether it begins then; else it ends.
    pub begins: bool,
    /// What.
    pub what: Subject,
}

impl Turn {
    /// Who comes or goes, if it is about that.
    pub(super) const fn member(&self) -> Option<JurisdictionId> {
        if let Subject::Membership { member, .. } = &self.what { Some(*member) } else { None }
    }
}

/// What can begin or end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A regulation, by its id.
    Regulation(String),
    /// A rule.
    Rule(RuleId),
    /// The waiver that a rule rests on.
    Waiver(RuleId),
    /// A recognition.
    Recognition(RecognitionId),
    /// A jurisdiction's time in a group.
    Membership {
        /// The group.
        group: GroupId,
        /// The member.
        member: JurisdictionId,
        /// What must be assumed for it.
        pending: Option<AssumptionId>,
    },
    /// A safeguard of the inventory.
    Safeguard {
        /// The side on which it is recorded.
        party: Party,
        /// The entry's id.
        entry: String,
        /// What is in place.
        safeguard: SafeguardId,
    },
}

/// A side of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// Who sends.
    Exporter,
    /// Who receives.
    Importer,
}

/// Everything that begins or ends after an instant and not after another, in order.
pub fn turns(set: &PolicySet, after: Timestamp, until: Timestamp) -> Vec<Turn> {
    let mut turns = Vec::new();
    let mut add = |interval: Interval, what: Subject| {
        let bounds = [(interval.from, true), (interval.until, false)];
        let bounds = bounds.into_iter().filter_map(|(at, begins)| Some((at?, begins)));
        let within = bounds.filter(|(at, _)| *at > after && *at <= until);
        turns.extend(within.map(|(at, begins)| Turn { at, begins, what: what.clone() }));
    };
    for regulation in set.regulations().iter().filter(|regulation| regulation.status != Status::Draft) {
        add(regulation.in_force, Subject::Regulation(regulation.id.clone()));
    }
    for (index, rule) in set.rules().iter().enumerate() {
        let id = RuleId(number(index));
        add(rule.effective, Subject::Rule(id));
        let expires = rule.waiver.as_ref().map(|waiver| waiver.expires);
        add(Interval { from: None, until: expires }, Subject::Waiver(id));
    }
    for (index, recognition) in set.recognitions().iter().enumerate() {
        add(recognition.effective, Subject::Recognition(RecognitionId(number(index))));
    }
    for (index, group) in set.groups().iter().enumerate() {
        for membership in &group.memberships {
            let (member, pending) = (membership.jurisdiction, membership.pending);
            add(membership.interval, Subject::Membership { group: GroupId(index), member, pending });
        }
    }
    for (party, entry, dated) in dated_safeguards(set) {
        let what = Subject::Safeguard { party, entry: entry.to_owned(), safeguard: dated.safeguard };
        add(dated.interval, what);
    }
    turns.sort_unstable();
    turns
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn dated_safeguards(set: &PolicySet) -> impl Iterator<Item = (Party, &str, &DatedSafeguard)> {
    let inventory = set.inventory();
    let exporters = inventory.exporters.iter().map(|(id, entry)| (Party::Exporter, id, &entry.safeguards));
    let importers = inventory.importers.iter().map(|(id, entry)| (Party::Importer, id, &entry.safeguards));
    let all = exporters.chain(importers);
    all.flat_map(|(party, id, safeguards)| safeguards.iter().map(move |dated| (party, id.as_str(), dated)))
}
