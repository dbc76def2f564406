//! Which rules apply to a category, and which of those drop out because another takes their place.

use super::rule::{Effect, Rule};
use super::tests::Case;
use super::truth::Truth;
use crate::model::{CategoryId, RuleId, Timestamp};

/// A rule that applies to a category.
#[derive(Clone, Copy)]
pub struct Applying<'a> {
    /// The rule.
    pub rule: &'a Rule,
    value: Truth,
    unless: Truth,
    /// It takes the place of the rules that it overrides, unless it drops out itself.
    overriding: bool,
    /// It drops out.
    overridden: bool,
    /// The rule that takes its place.
    by: Option<RuleId>,
}

impl Applying<'_> {
    /// Whether it certainly applies: not only because something is unknown.
    pub fn is_certain(&self) -> bool {
        self.value == Truth::True
    }

    /// Whether some exception of it certainly holds.
    pub fn is_excepted(&self) -> bool {
        self.unless == Truth::True
    }
}

/// What became of the rules for one category; room that is used again for the next one.
pub struct Standings<'a> {
    applying: Vec<Applying<'a>>,
    next_turn: Option<Timestamp>,
}

impl<'a> Standings<'a> {
    /// Room for as many rules as mostly apply to a category.
    pub fn new() -> Self {
        Self { applying: Vec::with_capacity(16), next_turn: None }
    }

    /// How many rules apply, those that drop out among them.
    pub fn len(&self) -> usize {
        self.applying.len()
    }

    /// The rules left, in the order of their numbers.
    pub fn standing(&self) -> impl Iterator<Item = &Applying<'a>> {
        self.applying.iter().filter(|applying| !applying.overridden)
    }

    /// The rules that dropped out, in the order of their numbers, each with the one that took its place.
    pub fn overridden(&self) -> impl Iterator<Item = (RuleId, RuleId)> {
        self.applying.iter().filter_map(|applying| Some((applying.rule.id, applying.by?)))
    }

    /// The first instant after the case's at which time may change what became of a rule, for any category sorted out
    /// so far.
    pub fn next_turn(&self) -> Option<Timestamp> {
        self.next_turn
    }

    /// Sorts the rules out for a category.
    pub fn sort_out(&mut self, case: &Case<'a>, category: CategoryId) {
        let snapshot = case.snapshot;
        let Self { applying, next_turn } = self;
        applying.clear();
        snapshot.index(case.is_domestic()).each_candidate(case, category, |index| {
            let rule = snapshot.compiled(index);
            applying.extend(apply(case, category, rule));
            if let Some(turn) = rule.next_turn(case.moment.at)
                && next_turn.is_none_or(|next| turn < next)
                && rule.when.may_come_to_hold(case, category)
            {
                *next_turn = Some(turn);
            }
        });
        applying.sort_unstable_by_key(|applying| applying.rule.id);
        applying.dedup_by_key(|applying| applying.rule.id);
        self.take_places();
    }

    /// What overrides a rule also overrides all that this one overrides, so it does not matter whether an overriding
    /// rule drops out itself: whoever took its place takes theirs.
    fn take_places(&mut self) {
        if !self.applying.iter().any(|applying| applying.overriding) {
            return;
        }
        self.each_override(|_, overridden| overridden.overridden = true);
        self.each_override(|by, overridden| {
            if !by.overridden {
                overridden.by.get_or_insert(by.rule.id);
            }
        });
    }

    /// Hands over each applying rule that another overrides, with that other one, in the order of the others' numbers.
    fn each_override(&mut self, mut found: impl FnMut(Applying<'a>, &mut Applying<'a>)) {
        for index in 0..self.applying.len() {
            let by = self.applying[index];
            let named = if by.overriding { &*by.rule.overrides } else { &[] };
            for name in named {
                if let Ok(at) = self.applying.binary_search_by_key(name, |applying| applying.rule.id) {
                    found(by, &mut self.applying[at]);
                }
            }
        }
    }
}

/// A rule with what follows for a category; `None` where it does not apply.
fn apply<'a>(case: &Case<'_>, category: CategoryId, rule: &'a Rule) -> Option<Applying<'a>> {
    if !rule.effective.contains(case.moment.at) {
        return None;
    }
    let when = rule.when.hold(case, category);
    if when == Truth::False {
        return None;
    }
    let unless = rule.excepted(case, category);
    // A `require` keeps its value where an exception holds: it counts as met then, and is not taken away.
    let value = match rule.effect {
        Effect::Require(_) => when,
        Effect::Allow | Effect::Deny | Effect::Note => when.and(unless.not()),
    };
    let applies = match value {
        Truth::True => true,
        Truth::Unknown => rule.is_restrictive(),
        Truth::False => false,
    };
    applies.then(|| Applying {
        rule,
        value,
        unless,
        overriding: value == Truth::True && unless == Truth::False && rule.may_override(case),
        overridden: false,
        by: None,
    })
}
