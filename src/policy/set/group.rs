//! Groups of jurisdictions whose members come and go.

use crate::model::{AssumptionId, Confidence, Interval, JurisdictionId, Moment};

/// A group's place in its policy set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(pub usize);

/// A named group of jurisdictions, such as the members of ASEAN or of a phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// A short name for people.
    pub title: Option<String>,
    /// How well its membership is supported.
    pub confidence: Option<Confidence>,
    /// Its members, each with the time of its membership.
    pub memberships: Vec<Membership>,
}

impl Group {
    /// Whether a jurisdiction is a member at that moment; `moment` must hold implied assumptions too.
    pub fn contains(&self, jurisdiction: JurisdictionId, moment: &Moment) -> bool {
        self.memberships.iter().any(|m| m.jurisdiction == jurisdiction && m.holds(moment))
    }
}

/// One jurisdiction's time in a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Who.
    pub jurisdiction: JurisdictionId,
    /// When.
    pub interval: Interval,
    /// The assumption under which alone it holds.
    pub pending: Option<AssumptionId>,
}

impl Membership {
    fn holds(&self, moment: &Moment) -> bool {
        self.interval.contains(moment.at) && self.pending.is_none_or(|a| moment.assumptions.contains(a))
    }
}
