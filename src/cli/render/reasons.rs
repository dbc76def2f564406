//! The reasons of an answer.
//!
//! Owns their order and form: what decides comes first, and what was overridden last.

use super::answer::Answer;
use super::law;
use super::look::Look;
use super::page::Page;
use crate::engine::Ground;
use crate::model::{Condition, Effect, Missing, Reason, Verdict};
use crate::policy::{Waiver, format_instant};

/// Writes why, and what was overridden.
pub(super) fn write(page: &mut Page, answer: &Answer<'_>, look: Look) {
    page.heading("Why");
    for reason in &answer.decision.reasons {
        if let Reason::Principle(principle) = reason {
            page.hanging("  - ", &format!("{} {}", principle.text(), look.faint(&format!("[{}]", principle.id()))));
        }
    }
    let mut grounds: Vec<_> = answer.snapshot.grounds(answer.decision).collect();
    grounds.sort_by_key(|ground| rank(answer.decision.verdict(), *ground));
    for ground in grounds {
        write_ground(page, answer, look, ground);
    }
    overridden(page, answer, look);
}

/// What gives the verdict comes first; else the order of the reasons stays.
fn rank(verdict: Verdict, ground: Ground<'_>) -> u8 {
    let Ground::Rule(rule) = ground else { return 3 };
    match (rule.action.effect(), verdict) {
        (Effect::Deny, _) => 0,
        (Effect::Require, Verdict::Conditions | Verdict::Deny) | (Effect::Allow, Verdict::Allow) => 1,
        (Effect::Require | Effect::Allow, _) => 2,
        (Effect::Note, _) => 4,
    }
}

fn write_ground(page: &mut Page, answer: &Answer<'_>, look: Look, ground: Ground<'_>) {
    let policies = answer.snapshot.policies();
    let effect = match ground {
        Ground::Rule(rule) => {
            let is_own = |c: &Condition| c.missing != Missing::Approval && policies.rule(c.rule).id == rule.id;
            let unmet = answer.decision.conditions().iter().any(is_own);
            answer.effect_of(&rule.action, unmet)
        }
        Ground::Recognition(_) => RECOGNITION,
    };
    let mut facts =
        vec![ground.id().to_owned(), effect.to_owned(), answer.snapshot.authority(ground).word().to_owned()];
    facts.extend(ground.confidence().map(|mark| format!("confidence {}", mark.word())));
    facts.extend(answer.snapshot.reviewed(ground.cites()).map(|day| format!("reviewed {day}")));
    page.hanging("  - ", ground.summary());
    page.hanging("    ", &look.faint(&format!("[{}]", facts.join("; "))));
    for line in law::lines(ground.cites(), policies) {
        page.hanging("    § ", &line);
    }
    if let Some(waiver) = waiver(answer, ground) {
        let approvers = waiver.approvers.join(", ");
        let expires = format_instant(waiver.expires);
        page.hanging(
            "    ! ",
            &format!(
                "rests on the waiver {} until {expires}, approved by {approvers}: {}",
                waiver.reference, waiver.reason
            ),
        );
    }
}

fn waiver<'a>(answer: &Answer<'a>, ground: Ground<'a>) -> Option<&'a Waiver> {
    let Ground::Rule(rule) = ground else { return None };
    let waived = answer.decision.waived.iter().any(|id| answer.snapshot.policies().rule(*id).id == rule.id);
    rule.waiver.as_ref().filter(|_| waived)
}

fn overridden(page: &mut Page, answer: &Answer<'_>, look: Look) {
    let policies = answer.snapshot.policies();
    let pairs = answer.decision.reasons.iter().filter_map(|reason| match *reason {
        Reason::Overridden { rule, by } => Some((policies.rule(rule), policies.rule(by))),
        Reason::Applied(_) | Reason::Recognised(_) | Reason::Principle(_) => None,
    });
    let pairs: Vec<_> = pairs.collect();
    if pairs.is_empty() {
        return;
    }
    page.heading("Overridden");
    for (rule, by) in pairs {
        page.hanging("  - ", &format!("{} {}", rule.summary, look.faint(&format!("[{}]", rule.id))));
        page.hanging("    ", &format!("{} took its place", by.id));
    }
}

/// The word for a recognition among effects.
pub(super) const RECOGNITION: &str = "recognition";
