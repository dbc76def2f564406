//! Which answers a change of the law changes.
//!
//! Asks systematic questions just before and at the change, and puts those together that change in the same way.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use super::circumstances::Circumstances;
use super::turns::{Subject, Turn, turns};
use crate::engine::{Covered, Snapshot, judge};
use crate::model::{Category, CategoryId, Decision, IdSet, JurisdictionId, Moment, SafeguardId, Timestamp, Verdict};
use crate::policy::{Action, PlaceRef, PlaceTest, PolicySet, Rule, Scope};

/// An instant at which something begins or ends, and what that does to answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// When.
    pub at: Timestamp,
    /// What begins or ends then; never empty.
    pub turns: Vec<Turn>,
    /// The answers that change.
    pub shifts: Vec<Shift>,
}

/// Questions from one origin whose answers change in the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Where the data leaves.
    pub origin: JurisdictionId,
    /// What else the questions say.
    pub circumstances: Circumstances,
    /// The verdict just before.
    pub before: Verdict,
    /// The verdict from then on.
    pub after: Verdict,
    /// The rules and recognitions that the answer no longer rests on.
    pub lost: Vec<String>,
    /// The rules and recognitions that the answer rests on besides.
    pub gained: Vec<String>,
    /// The rules that were not met before.
    pub unmet_before: Vec<String>,
    /// The rules that are not met from then on.
    pub unmet_after: Vec<String>,
    /// Where to, and with what data.
    pub groups: Vec<Group>,
}

/// Destinations to which the same data is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Where to.
    pub destinations: Vec<JurisdictionId>,
    /// What is sent.
    pub data: Vec<CategoryId>,
}

/// What begins or ends after an instant and not after another, and what each change does to answers.
pub fn upcoming(snapshot: &Snapshot, after: &Moment, until: Timestamp) -> Vec<Change> {
    let assumptions = snapshot.policies().with_implied(&after.assumptions);
    let turns = turns(snapshot.policies(), after.at, until);
    let together = turns.chunk_by(|a, b| a.at == b.at);
    let change = |turns: &[Turn]| {
        let at = turns.first().map_or(until, |turn| turn.at);
        let moments = Moments {
            before: Moment { at: Timestamp::from_seconds(at.seconds() - 1), assumptions: assumptions.clone() },
            after: Moment { at, assumptions: assumptions.clone() },
        };
        Change { at, turns: turns.to_vec(), shifts: Survey::new(snapshot, &moments).of(turns) }
    };
    together.map(change).collect()
}

struct Moments {
    before: Moment,
    after: Moment,
}

/// The questions about one change.
struct Survey<'a> {
    snapshot: &'a Snapshot,
    moments: &'a Moments,
    /// Those whose law is held, before or after: no other origin's answer can change.
    covered: Vec<JurisdictionId>,
    /// Where data is asked about going: the same, and whoever comes or goes.
    destinations: Vec<JurisdictionId>,
    asked: HashSet<(usize, JurisdictionId, JurisdictionId, CategoryId)>,
    circumstances: Vec<Circumstances>,
    found: Vec<(Shift, JurisdictionId, CategoryId)>,
}

impl<'a> Survey<'a> {
    fn new(snapshot: &'a Snapshot, moments: &'a Moments) -> Self {
        let is_covered = |id: &JurisdictionId| {
            [&moments.before, &moments.after].iter().any(|moment| snapshot.covered(*id, moment) != Covered::Not)
        };
        let all = snapshot.policies().vocabulary().jurisdictions.iter().map(|(id, _)| id);
        let covered: Vec<JurisdictionId> = all.filter(is_covered).collect();
        let (asked, circumstances, found) = (HashSet::new(), Vec::new(), Vec::new());
        let destinations = covered.clone();
        Self { snapshot, moments, covered, destinations, asked, circumstances, found }
    }

    fn of(mut self, turns: &[Turn]) -> Vec<Shift> {
        let set = self.snapshot.policies();
        let general = set.vocabulary().general_sector();
        self.destinations.extend(turns.iter().filter_map(Turn::member));
        self.destinations.sort_unstable();
        self.destinations.dedup();
        for turn in turns {
            for rule in touched(set, &turn.what) {
                for plain in [Circumstances::default(), Circumstances::of_rule(rule, general)] {
                    self.ask_about(rule, &plain.with(set, &turn.what));
                }
            }
        }
        gather(self.found)
    }

    fn ask_about(&mut self, rule: &Rule, circumstances: &Circumstances) {
        let set = self.snapshot.policies();
        let known = self.circumstances.iter().position(|known| known == circumstances);
        let number = known.unwrap_or(self.circumstances.len());
        if known.is_none() {
            self.circumstances.push(circumstances.clone());
        }
        let origins = self.places(&self.covered, rule.when.origin.as_ref());
        let destinations = self.places(&self.destinations, rule.when.destination.as_ref());
        let categories = categories(set, &rule.when);
        for origin in origins {
            for destination in destinations.iter().copied().filter(|place| *place != origin) {
                if !circumstances.allow_destination(set, destination) {
                    continue;
                }
                for category in categories.iter() {
                    if self.asked.insert((number, origin, destination, category)) {
                        self.ask(circumstances, origin, destination, category, true);
                    }
                }
            }
        }
    }

    /// Asks; where conditions came before, asks again with their first alternatives in place: is what is in order today
    /// still so afterwards?
    fn ask(
        &mut self,
        circumstances: &Circumstances,
        origin: JurisdictionId,
        destination: JurisdictionId,
        category: CategoryId,
        again: bool,
    ) {
        let set = self.snapshot.policies();
        let Some(question) = circumstances.question(set, origin, destination, category) else { return };
        let before = judge(self.snapshot, &question, &self.moments.before);
        let after = judge(self.snapshot, &question, &self.moments.after);
        if again && before.verdict() == Verdict::Conditions && before.outcome != after.outcome {
            let mut met = circumstances.clone();
            let first = before.conditions().iter().filter_map(|open| self.snapshot.lacking(open).into_iter().next());
            for safeguard in first.flatten() {
                met.safeguards.always.insert(safeguard);
            }
            self.ask(&met, origin, destination, category, false);
        }
        if before.outcome == after.outcome && before.reasons == after.reasons {
            return;
        }
        let (rests_before, rests_after) = (grounds(self.snapshot, &before), grounds(self.snapshot, &after));
        let shift = Shift {
            origin,
            circumstances: circumstances.clone(),
            before: before.verdict(),
            after: after.verdict(),
            lost: without(&rests_before, &rests_after),
            gained: without(&rests_after, &rests_before),
            unmet_before: unmet(set, &before),
            unmet_after: unmet(set, &after),
            groups: Vec::new(),
        };
        self.found.push((shift, destination, category));
    }

    /// Those of some places that a test lets through before or after.
    fn places(&self, candidates: &[JurisdictionId], test: Option<&PlaceTest>) -> Vec<JurisdictionId> {
        let among = |place: JurisdictionId, named: &[PlaceRef], moment: &Moment| {
            named.iter().any(|named| self.snapshot.is_in(place, *named, moment))
        };
        let passes = |place: &JurisdictionId, moment: &Moment| match test {
            None | Some(PlaceTest::Anywhere) => true,
            Some(PlaceTest::AnyOf(named)) => among(*place, named, moment),
            Some(PlaceTest::NoneOf(named)) => !among(*place, named, moment),
        };
        let either =
            |place: &&JurisdictionId| passes(place, &self.moments.before) || passes(place, &self.moments.after);
        candidates.iter().filter(either).copied().collect()
    }
}

/// The categories that a scope may hold for, the umbrellas among them.
fn categories(set: &PolicySet, scope: &Scope) -> IdSet<Category> {
    match &scope.data {
        None => set.vocabulary().categories.iter().map(|(id, _)| id).collect(),
        Some(test) => {
            let mut categories = test.holds_for.clone();
            categories.extend_from(&test.unknown_for);
            categories
        }
    }
}

/// The rules whose say a turn may change.
fn touched<'s>(set: &'s PolicySet, what: &Subject) -> Vec<&'s Rule> {
    let asking_for = |safeguard| {
        set.rules().iter().filter(move |rule| match &rule.action {
            Action::Require(alternatives) => alternatives.iter().any(|all| all.contains(&safeguard)),
            Action::Allow | Action::Deny | Action::Note => false,
        })
    };
    match what {
        // What it says is in its rules, each with dates of its own.
        Subject::Regulation(_) => Vec::new(),
        Subject::Rule(id) | Subject::Waiver(id) => vec![set.rule(*id)],
        Subject::Recognition(id) => asking_for(set.recognition(*id).satisfies).collect(),
        Subject::Safeguard { safeguard, .. } => {
            let excepting = set.rules().iter().filter(|rule| excepts(rule, *safeguard));
            asking_for(*safeguard).chain(excepting).collect()
        }
        Subject::Membership { group, .. } => {
            let names = |scope: &Scope| {
                let tests = [&scope.origin, &scope.destination, &scope.transit, &scope.subjects];
                tests.into_iter().flatten().any(|test| match test {
                    PlaceTest::Anywhere => false,
                    PlaceTest::AnyOf(places) | PlaceTest::NoneOf(places) => places.contains(&PlaceRef::Group(*group)),
                })
            };
            let recognised = set.recognitions().iter().filter(|recognition| names(&recognition.when));
            let helped = recognised.flat_map(|recognition| asking_for(recognition.satisfies));
            let naming = set.rules().iter().filter(|rule| {
                let own = set.rule_set_of(rule).jurisdiction == Some(PlaceRef::Group(*group));
                own || names(&rule.when) || rule.unless.iter().any(|exception| names(&exception.scope))
            });
            naming.chain(helped).collect()
        }
    }
}

fn excepts(rule: &Rule, safeguard: SafeguardId) -> bool {
    rule.unless.iter().any(|exception| exception.safeguards.as_ref().is_some_and(|any| any.contains(safeguard)))
}

fn grounds(snapshot: &Snapshot, decision: &Decision) -> Vec<String> {
    snapshot.grounds(decision).map(|ground| ground.id().to_owned()).collect()
}

fn without(ids: &[String], others: &[String]) -> Vec<String> {
    ids.iter().filter(|id| !others.contains(id)).cloned().collect()
}

fn unmet(set: &PolicySet, decision: &Decision) -> Vec<String> {
    decision.conditions().iter().map(|condition| set.rule(condition.rule).id.clone()).collect()
}

/// Puts together what changes in the same way: first destinations with the same category, then categories with the
/// same destinations.
fn gather(found: Vec<(Shift, JurisdictionId, CategoryId)>) -> Vec<Shift> {
    let mut shifts: Vec<(Shift, ByCategory)> = Vec::new();
    for (shift, destination, category) in found {
        match shifts.iter_mut().find(|(known, _)| *known == shift) {
            Some((_, by_category)) => by_category.entry(category).or_default().push(destination),
            None => shifts.push((shift, BTreeMap::from([(category, vec![destination])]))),
        }
    }
    let mut gathered: Vec<Shift> =
        shifts.into_iter().map(|(shift, by_category)| Shift { groups: groups(by_category), ..shift }).collect();
    // What changes the verdict comes first, and what loosens last.
    gathered.sort_by_key(|shift| (shift.before == shift.after, Reverse(shift.after), shift.origin));
    gathered
}

type ByCategory = BTreeMap<CategoryId, Vec<JurisdictionId>>;

fn groups(by_category: ByCategory) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (category, mut destinations) in by_category {
        destinations.sort_unstable();
        match groups.iter_mut().find(|group| group.destinations == destinations) {
            Some(group) => group.data.push(category),
            None => groups.push(Group { destinations, data: vec![category] }),
        }
    }
    groups
}
