//! Rules that are valid and probably do not say what was meant.
//!
//! Looks at rules in pairs at most, and warns only of what certainly holds.

use super::missing_origin::missing_origin;
use crate::model::{Authority, IdSet, Interval, PartialDate, SafeguardId};
use crate::policy::{Action, Code, Diagnostic, PlaceRef, PlaceTest, PolicySet, Rule, Scope};

/// Warns of rules of a valid set.
pub fn lint(set: &PolicySet) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let standing = Standing::of(set);
    for (rule, overriders) in set.rules().iter().zip(&standing.overriders) {
        found.extend(never_applies(rule));
        found.extend(missing_origin(set, rule));
        found.extend(always_overridden(&standing, rule, overriders));
        found.extend(vain_requirement(&standing, rule));
        found.extend(powerless_permission(set, rule));
        needless_alternatives(set, rule, &mut found);
    }
    found.sort_by_key(|diagnostic| diagnostic.primary.place);
    found
}

/// Warns of regulations that were last reviewed before a day.
pub fn stale_reviews(set: &PolicySet, before: PartialDate) -> Vec<Diagnostic> {
    let stale = set.regulations().iter().filter(|regulation| regulation.reviewed < before);
    let warn = |regulation: &crate::model::Regulation| {
        let place = set.place_of_regulation(&regulation.id)?;
        let message = format!("`{}` was last reviewed on {}, before {before}", regulation.id, regulation.reviewed);
        Some(Diagnostic::new(Code::StaleReview, place, message).help("look the law up again, and set `reviewed`"))
    };
    stale.filter_map(warn).collect()
}

fn never_applies(rule: &Rule) -> Option<Diagnostic> {
    let scope = &rule.when;
    let no_word = scope.purpose.as_ref().is_some_and(IdSet::is_empty)
        || scope.sector.as_ref().is_some_and(IdSet::is_empty)
        || scope.exporter_role.as_ref().is_some_and(IdSet::is_empty)
        || scope.importer_role.as_ref().is_some_and(IdSet::is_empty);
    let no_data = scope.data.as_ref().is_some_and(|test| test.holds_for.is_empty() && test.unknown_for.is_empty());
    let because = if no_data || no_word {
        "no word of the vocabulary passes its tests"
    } else if is_domestic_by_accident(scope) {
        "its origin is its destination, and only a rule with `domestic: true` looks at such transfers"
    } else {
        return None;
    };
    Some(
        Diagnostic::new(Code::NeverApplies, rule.place, format!("`{}` can never apply: {because}", rule.id))
            .help("correct its `when`, or leave the rule out"),
    )
}

fn is_domestic_by_accident(scope: &Scope) -> bool {
    let single = |test: &Option<PlaceTest>| match test {
        Some(PlaceTest::AnyOf(places)) => match places.as_slice() {
            [PlaceRef::Jurisdiction(only)] => Some(*only),
            _ => None,
        },
        _ => None,
    };
    let same = single(&scope.origin).is_some_and(|origin| single(&scope.destination) == Some(origin));
    same && !scope.domestic && scope.transit.is_none()
}

/// What rules are looked for among, so that a large set is read through once only.
struct Standing<'s> {
    /// For each rule, those that override it.
    overriders: Vec<Vec<&'s Rule>>,
    /// The rules that hold without exception, and that nothing overrides.
    unconditional: Vec<&'s Rule>,
}

impl<'s> Standing<'s> {
    fn of(set: &'s PolicySet) -> Self {
        let mut overriders: Vec<Vec<&'s Rule>> = vec![Vec::new(); set.rules().len()];
        for rule in set.rules() {
            for id in &rule.overrides {
                overriders[id.0 as usize].push(rule);
            }
        }
        let free = set.rules().iter().zip(&overriders).filter(|(_, by)| by.is_empty()).map(|(rule, _)| rule);
        let unconditional = free.filter(|rule| rule.unless.is_empty() && rule.waiver.is_none()).collect();
        Self { overriders, unconditional }
    }

    /// Whether one rule certainly holds, and is not taken out of the way, wherever and whenever another applies.
    fn always_holds_where(&self, rule: &Rule, applies: &Rule) -> bool {
        covers(rule.effective, applies.effective)
            && implies(applies, &rule.when)
            && self.unconditional.iter().any(|free| std::ptr::eq(*free, rule))
    }
}

fn always_overridden(standing: &Standing<'_>, rule: &Rule, overriders: &[&Rule]) -> Option<Diagnostic> {
    let by = overriders.iter().find(|by| standing.always_holds_where(by, rule))?;
    let message = format!("`{}` never counts: `{}` takes its place wherever it applies", rule.id, by.id);
    Some(
        Diagnostic::new(Code::AlwaysOverridden, rule.place, message)
            .related(by.place, "this rule overrides it")
            .help("narrow the overriding rule, or leave this one out"),
    )
}

fn vain_requirement(standing: &Standing<'_>, rule: &Rule) -> Option<Diagnostic> {
    let Action::Require(_) = rule.action else {
        return None;
    };
    let denies = |other: &&&Rule| matches!(other.action, Action::Deny);
    let covering = |other: &&Rule| covers(other.effective, rule.effective) && implies(rule, &other.when);
    let by = standing.unconditional.iter().filter(denies).find(|other| covering(other))?;
    let message = format!("meeting `{}` never helps: `{}` denies wherever it applies", rule.id, by.id);
    Some(
        Diagnostic::new(Code::VainRequirement, rule.place, message)
            .related(by.place, "this rule denies")
            .help("narrow the rule that denies, or leave this one out"),
    )
}

fn covers(outer: Interval, inner: Interval) -> bool {
    let begins = outer.from.is_none_or(|from| inner.from.is_some_and(|inner| from <= inner));
    let ends = outer.until.is_none_or(|until| inner.until.is_some_and(|inner| inner <= until));
    begins && ends
}

/// Whether the tests of a scope are true wherever a rule applies.
fn implies(rule: &Rule, other: &Scope) -> bool {
    let when = &rule.when;
    // A restrictive rule applies even where a word is unknown, and then a test of that word is not true.
    let certain = !rule.action.effect().is_restrictive();
    let data = match (&when.data, &other.data) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(mine), Some(theirs)) => {
            mine.holds_for.is_subset(&theirs.holds_for) && mine.unknown_for.is_subset(&theirs.holds_for)
        }
    };
    data && place_implies(when.origin.as_ref(), other.origin.as_ref())
        && place_implies(when.destination.as_ref(), other.destination.as_ref())
        && place_implies(when.transit.as_ref(), other.transit.as_ref())
        && place_implies(when.subjects.as_ref(), other.subjects.as_ref())
        && word_implies(when.purpose.as_ref(), other.purpose.as_ref(), certain)
        && word_implies(when.sector.as_ref(), other.sector.as_ref(), true)
        && word_implies(when.exporter_role.as_ref(), other.exporter_role.as_ref(), certain)
        && word_implies(when.importer_role.as_ref(), other.importer_role.as_ref(), certain)
        && (other.subject_count.is_none() || (certain && other.subject_count == when.subject_count))
        && when.domestic == other.domestic
}

fn place_implies(mine: Option<&PlaceTest>, theirs: Option<&PlaceTest>) -> bool {
    match (mine, theirs) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(PlaceTest::AnyOf(mine)), Some(PlaceTest::AnyOf(theirs))) => mine.iter().all(|p| theirs.contains(p)),
        (Some(PlaceTest::NoneOf(mine)), Some(PlaceTest::NoneOf(theirs))) => theirs.iter().all(|p| mine.contains(p)),
        (Some(mine), Some(theirs)) => mine == theirs,
    }
}

fn word_implies<K>(mine: Option<&IdSet<K>>, theirs: Option<&IdSet<K>>, certain: bool) -> bool {
    match (mine, theirs) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(mine), Some(theirs)) => certain && mine.is_subset(theirs),
    }
}

fn powerless_permission(set: &PolicySet, rule: &Rule) -> Option<Diagnostic> {
    let organisation = set.rule_set_of(rule).authority == Authority::Organisation;
    let powerless = organisation && rule.waiver.is_none() && matches!(rule.action, Action::Allow);
    powerless.then(|| {
        let message = format!("`{}` permits nothing: an organisation's rule can only add to the law", rule.id);
        Diagnostic::new(Code::PowerlessPermission, rule.place, message)
            .help("leave it out, or add a `waiver` with reference, approvers, reason and expiry")
    })
}

fn needless_alternatives(set: &PolicySet, rule: &Rule, found: &mut Vec<Diagnostic>) {
    let Action::Require(alternatives) = &rule.action else {
        return;
    };
    let within = |small: &[SafeguardId], large: &[SafeguardId]| small.iter().all(|id| large.contains(id));
    let words = |alternative: &[SafeguardId]| {
        let lexicon = &set.vocabulary().safeguards;
        alternative.iter().map(|id| format!("`{}`", lexicon.word(*id))).collect::<Vec<_>>().join(", ")
    };
    for (index, large) in alternatives.iter().enumerate() {
        let smaller = alternatives.iter().enumerate().find(|(other, small)| {
            *other != index && within(small, large) && (small.len() < large.len() || *other < index)
        });
        if let Some((_, small)) = smaller {
            let message = format!(
                "in `{}` the alternative {} is needless: {} is enough by itself",
                rule.id,
                words(large),
                words(small)
            );
            found.push(
                Diagnostic::new(Code::NeedlessAlternative, rule.place, message)
                    .help("leave it out, or make the smaller one ask for more"),
            );
        }
    }
}
