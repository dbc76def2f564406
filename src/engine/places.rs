//! Which jurisdictions the places named in tests stand for, worked out ahead for every stretch of time.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::model::{IdSet, Interval, Jurisdiction, JurisdictionId, Moment, Timestamp};
use crate::policy::{Group, PlaceRef, PolicySet};

const BITS: usize = u64::BITS as usize;

/// The places that one or more tests name together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceSet {
    /// Time changes nothing in it.
    Fixed(usize),
    /// Memberships in it come, go, or are only assumed.
    Dated(usize),
}

/// Every set of places with its members, as rows of bits: a jurisdiction's number is the bit's.
pub struct Places {
    /// The blocks of a row.
    stride: usize,
    fixed: Vec<u64>,
    dated: Vec<Box<[PlaceRef]>>,
    /// Every instant at which a member of a dated set comes or goes, in order.
    turns: Vec<Timestamp>,
    /// The rows of all dated sets before the first turn, then from each turn on.
    epochs: Vec<Box<[u64]>>,
}

impl Places {
    /// The rows that hold at a moment; the moment must hold implied assumptions too.
    pub fn at<'a>(&'a self, policies: &PolicySet, moment: &Moment) -> PlacesNow<'a> {
        let dated = if moment.assumptions.is_empty() {
            let epoch = self.turns.partition_point(|turn| *turn <= moment.at);
            self.epochs.get(epoch).map_or(Cow::Borrowed(&[][..]), |rows| Cow::Borrowed(rows))
        } else {
            Cow::Owned(rows(&self.dated, self.stride, policies, moment))
        };
        PlacesNow { stride: self.stride, fixed: &self.fixed, dated }
    }
}

/// Every set of places with its members at one moment.
pub struct PlacesNow<'a> {
    stride: usize,
    fixed: &'a [u64],
    dated: Cow<'a, [u64]>,
}

impl PlacesNow<'_> {
    /// Whether a jurisdiction is in a set.
    pub fn contains(&self, set: PlaceSet, place: JurisdictionId) -> bool {
        let (rows, index) = match set {
            PlaceSet::Fixed(index) => (self.fixed, index),
            PlaceSet::Dated(index) => (&*self.dated, index),
        };
        let block = rows.get(index * self.stride + place.index() / BITS).copied().unwrap_or(0);
        block >> (place.index() % BITS) & 1 == 1
    }
}

/// Numbers the sets of places that tests name.
pub struct PlacesBuilder<'a> {
    policies: &'a PolicySet,
    stride: usize,
    fixed: Vec<u64>,
    dated: Vec<Box<[PlaceRef]>>,
    known: HashMap<Box<[PlaceRef]>, PlaceSet>,
}

impl<'a> PlacesBuilder<'a> {
    /// Knows no set yet.
    pub fn new(policies: &'a PolicySet) -> Self {
        let stride = policies.vocabulary().jurisdictions.len().div_ceil(BITS).max(1);
        Self { policies, stride, fixed: Vec::new(), dated: Vec::new(), known: HashMap::new() }
    }

    /// The number of a set.
    pub fn set(&mut self, named: &[PlaceRef]) -> PlaceSet {
        let mut key = named.to_vec();
        key.sort_unstable();
        key.dedup();
        let key = key.into_boxed_slice();
        if let Some(set) = self.known.get(&key) {
            return *set;
        }
        let set = if self.groups(&key).any(is_dated) {
            self.dated.push(key.clone());
            PlaceSet::Dated(self.dated.len() - 1)
        } else {
            self.fixed.extend(row(&self.ever(&key), self.stride));
            PlaceSet::Fixed(self.fixed.len() / self.stride - 1)
        };
        self.known.insert(key, set);
        set
    }

    /// The number of the set of all jurisdictions.
    pub fn everywhere(&mut self) -> PlaceSet {
        let all = self.policies.vocabulary().jurisdictions.iter().map(|(id, _)| PlaceRef::Jurisdiction(id));
        self.set(&all.collect::<Vec<_>>())
    }

    /// The jurisdictions that are in a set at some time or under some assumption.
    pub fn ever(&self, named: &[PlaceRef]) -> IdSet<Jurisdiction> {
        let members = self.groups(named).flat_map(|group| &group.memberships).map(|member| member.jurisdiction);
        let single = named.iter().filter_map(|place| match place {
            PlaceRef::Jurisdiction(place) => Some(*place),
            PlaceRef::Group(_) => None,
        });
        single.chain(members).collect()
    }

    /// The instants at which the members of a set may change.
    pub fn turns(&self, named: &[PlaceRef]) -> impl Iterator<Item = Timestamp> {
        self.groups(named).flat_map(|group| group.memberships.iter().flat_map(|member| member.interval.bounds()))
    }

    /// All sets with their members over time.
    pub fn build(self) -> Places {
        let mut turns: Vec<Timestamp> = self.dated.iter().flat_map(|named| self.turns(named)).collect();
        turns.sort_unstable();
        turns.dedup();
        let before_all = Timestamp::from_seconds(i64::MIN);
        let epochs = std::iter::once(before_all).chain(turns.iter().copied());
        let epochs = epochs.map(|at| rows(&self.dated, self.stride, self.policies, &Moment::live(at)).into()).collect();
        Places { stride: self.stride, fixed: self.fixed, dated: self.dated, turns, epochs }
    }

    fn groups(&self, named: &[PlaceRef]) -> impl Iterator<Item = &'a Group> {
        let policies = self.policies;
        named.iter().filter_map(move |place| group(policies, *place))
    }
}

fn group(policies: &PolicySet, place: PlaceRef) -> Option<&Group> {
    match place {
        PlaceRef::Jurisdiction(_) => None,
        PlaceRef::Group(group) => policies.groups().get(group.0),
    }
}

fn is_dated(group: &Group) -> bool {
    group.memberships.iter().any(|member| member.interval != Interval::default() || member.pending.is_some())
}

/// Whether a jurisdiction is the one named, or a member of the group named.
pub fn is_in(policies: &PolicySet, jurisdiction: JurisdictionId, place: PlaceRef, moment: &Moment) -> bool {
    match place {
        PlaceRef::Jurisdiction(named) => named == jurisdiction,
        PlaceRef::Group(_) => group(policies, place).is_some_and(|group| group.contains(jurisdiction, moment)),
    }
}

fn rows(sets: &[Box<[PlaceRef]>], stride: usize, policies: &PolicySet, moment: &Moment) -> Vec<u64> {
    let mut rows = Vec::with_capacity(sets.len() * stride);
    for named in sets {
        let all = policies.vocabulary().jurisdictions.iter().map(|(id, _)| id);
        let members = all.filter(|id| named.iter().any(|place| is_in(policies, *id, *place, moment)));
        rows.extend(row(&members.collect(), stride));
    }
    rows
}

fn row(members: &IdSet<Jurisdiction>, stride: usize) -> Vec<u64> {
    let mut row = vec![0; stride];
    for member in members.iter() {
        row[member.index() / BITS] |= 1 << (member.index() % BITS);
    }
    row
}
