//! What may override what: acyclic, without gaps, and never where it could loosen by accident.

use std::collections::HashMap;

use super::names::unknown_reference;
use crate::model::{Authority, Effect, RuleId};
use crate::policy::code::Code;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::document::{RuleDocument, RuleSetDocument};
use crate::policy::fix::append;

/// A rule as written, with the rule set that it stands in.
pub struct Written<'d> {
    /// The rule set.
    pub set: &'d RuleSetDocument,
    /// The rule.
    pub rule: &'d RuleDocument,
}

/// What each rule overrides, in the order of the rules; what the language forbids is reported.
pub fn resolve(rules: &[Written<'_>], found: &mut Vec<Diagnostic>) -> Vec<Vec<RuleId>> {
    let ids: HashMap<&str, usize> = rules.iter().enumerate().map(|(i, w)| (w.rule.id.value.as_str(), i)).collect();
    let mut overrides: Vec<Vec<usize>> = Vec::with_capacity(rules.len());
    for written in rules {
        report_forbidden(written, found);
        let mut named = Vec::new();
        for name in &written.rule.overrides {
            match ids.get(name.value.as_str()) {
                Some(index) => named.push(*index),
                None => found.push(unknown_reference("rule", name, &mut ids.keys().copied())),
            }
        }
        named.sort_unstable();
        named.dedup();
        overrides.push(named);
    }
    report_foreign(rules, &overrides, found);
    if !report_cycles(rules, &overrides, found) {
        report_gaps(rules, &overrides, found);
    }
    let numbered = |index: usize| RuleId(u32::try_from(index).unwrap_or(u32::MAX));
    overrides.into_iter().map(|named| named.into_iter().map(numbered).collect()).collect()
}

fn report_forbidden(written: &Written<'_>, found: &mut Vec<Diagnostic>) {
    let authority = written.set.authority.as_ref();
    let organisation = authority.is_some_and(|authority| authority.value == Authority::Organisation);
    if let (Some(waiver), Some(authority)) = (written.rule.waiver_place, authority)
        && !organisation
    {
        found.push(
            Diagnostic::new(Code::MisplacedField, waiver, "only a rule of an organisation can rest on a waiver")
                .related(authority.place, "the authority of the rule set")
                .help("put the rule into a rule set of authority `organisation`"),
        );
    }
    let Some(place) = written.rule.overrides_place else {
        return;
    };
    if let Some(authority) = authority.filter(|_| organisation && written.rule.waiver_place.is_none()) {
        found.push(
            Diagnostic::new(
                Code::ForbiddenOverride,
                place,
                "an organisation's rule overrides nothing without a waiver: it can only add to the law",
            )
            .related(authority.place, "the authority of the rule set")
            .help("leave `overrides` out, or add a `waiver` with reference, approvers, reason and expiry"),
        );
    }
    if let Some(effect) = written.rule.effect.as_ref().filter(|effect| effect.value == Effect::Note) {
        found.push(
            Diagnostic::new(Code::ForbiddenOverride, place, "a `note` decides nothing, so it overrides nothing")
                .related(effect.place, "the effect of the rule")
                .help("leave `overrides` out, or give the rule another effect"),
        );
    }
    if let Some(tested) = written.rule.unless.iter().find_map(|exception| exception.safeguards_place) {
        found.push(
            Diagnostic::new(
                Code::ForbiddenOverride,
                place,
                "a rule whose exceptions test `safeguards` may not override: attesting one would bring the others back",
            )
            .related(tested, "`safeguards` is tested here")
            .help("put the safeguards among the alternatives of a `require`"),
        );
    }
}

/// Reports rules that could take away a permission without being able to give one in its place.
///
/// A rule permits for the origins of its own jurisdiction alone. If it overrode what permits elsewhere, filling in the
/// field that makes it certain would turn an answer into a denial.
fn report_foreign(rules: &[Written<'_>], overrides: &[Vec<usize>], found: &mut Vec<Diagnostic>) {
    for (written, named) in rules.iter().zip(overrides) {
        let Some(jurisdiction) = written.bound_to() else { continue };
        for other in named.iter().map(|index| &rules[*index]).filter(|other| other.may_permit()) {
            if other.bound_to() != Some(jurisdiction) {
                let place = written.rule.overrides_place.unwrap_or(written.rule.place);
                let message = format!(
                    "`{}` is of the law of `{jurisdiction}`, and `{}` permits elsewhere",
                    written.rule.id.value, other.rule.id.value
                );
                found.push(
                    Diagnostic::new(Code::ForbiddenOverride, place, message)
                        .related(other.rule.place, "this rule would drop out, and nothing would permit in its place")
                        .help("override rules of the same jurisdiction only, or use `effect: deny`"),
                );
            }
        }
    }
}

impl Written<'_> {
    /// The jurisdiction for whose origins alone it can permit; `None` where it permits for all, or restricts only.
    fn bound_to(&self) -> Option<&str> {
        let treaty = self.set.authority.as_ref().is_some_and(|authority| authority.value == Authority::Treaty);
        self.set.jurisdiction.as_ref().filter(|_| !treaty && self.may_permit()).map(|name| name.value.as_str())
    }

    /// An organisation's rule permits by a waiver only.
    fn may_permit(&self) -> bool {
        let organisation = self.set.authority.as_ref().is_some_and(|a| a.value == Authority::Organisation);
        let able = !organisation || self.rule.waiver_place.is_some();
        able && self.rule.effect.as_ref().is_some_and(|effect| matches!(effect.value, Effect::Allow | Effect::Require))
    }
}

/// Reports every rule on a circle; true if there is one.
fn report_cycles(rules: &[Written<'_>], overrides: &[Vec<usize>], found: &mut Vec<Diagnostic>) -> bool {
    let mut pending: Vec<usize> = vec![0; rules.len()];
    for named in overrides {
        for index in named {
            pending[*index] += 1;
        }
    }
    let mut free: Vec<usize> = (0..rules.len()).filter(|index| pending[*index] == 0).collect();
    let mut done = 0;
    while let Some(next) = free.pop() {
        done += 1;
        for index in &overrides[next] {
            pending[*index] -= 1;
            if pending[*index] == 0 {
                free.push(*index);
            }
        }
    }
    if done == rules.len() {
        return false;
    }
    for (index, written) in rules.iter().enumerate() {
        if pending[index] > 0 && reaches(index, index, overrides) {
            let place = written.rule.overrides_place.unwrap_or(written.rule.place);
            let message = format!("`{}` overrides itself, by way of the rules that it names", written.rule.id.value);
            found.push(
                Diagnostic::new(Code::OverrideCycle, place, message).help("decide which rule takes the other's place"),
            );
        }
    }
    true
}

fn reaches(from: usize, to: usize, overrides: &[Vec<usize>]) -> bool {
    let mut seen = vec![false; overrides.len()];
    let mut open = overrides[from].clone();
    while let Some(next) = open.pop() {
        if next == to {
            return true;
        }
        if !std::mem::replace(&mut seen[next], true) {
            open.extend(&overrides[next]);
        }
    }
    false
}

fn report_gaps(rules: &[Written<'_>], overrides: &[Vec<usize>], found: &mut Vec<Diagnostic>) {
    for (index, written) in rules.iter().enumerate() {
        let named = &overrides[index];
        for middle in named {
            for last in overrides[*middle].iter().filter(|last| !named.contains(last)) {
                let (middle, last) = (rules[*middle].rule, rules[*last].rule);
                let place = written.rule.overrides_place.unwrap_or(written.rule.place);
                let message = format!(
                    "`{}` overrides `{}`, which overrides `{}`, and does not name that one",
                    written.rule.id.value, middle.id.value, last.id.value
                );
                found.push(
                    Diagnostic::new(Code::OverrideGap, place, message)
                        .related(middle.overrides_place.unwrap_or(middle.place), "overridden in turn here")
                        .help(format!("add `{}` to this list", last.id.value))
                        .fix(written.rule.overrides.last().map(|named| append(named.place, &last.id.value))),
                );
            }
        }
    }
}
