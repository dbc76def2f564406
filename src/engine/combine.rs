//! What the rules left for a category decide.

use super::recognition::{InPlace, is_law_of_origin};
use super::standing::Standing;
use super::tests::Case;
use crate::model::{Authority, Condition, IdSet, Missing, RecognitionId, Safeguard, SafeguardId, Verdict};
use crate::policy::{Action, Rule};

/// The verdict on one category with what led to it.
pub struct Ruling {
    /// The verdict.
    pub verdict: Verdict,
    /// It is a denial, and no rule denies.
    pub unpermitted: bool,
    /// The requirements that are not met.
    pub unmet: Vec<Condition>,
    /// The recognitions that met requirements needed.
    pub recognised: Vec<RecognitionId>,
}

/// Decides a category from the rules left.
pub fn combine(case: &Case<'_>, standing: &[Standing<'_>], in_place: &InPlace<'_>) -> Ruling {
    let mut unmet = Vec::new();
    let mut recognised = Vec::new();
    let mut denied = false;
    // A domestic transfer needs no permission.
    let mut permitted = case.is_domestic();
    for rule in standing {
        permitted |= permits(case, rule);
        match &rule.rule.action {
            Action::Deny => denied = true,
            Action::Require(_) if rule.excepted => {}
            Action::Require(alternatives) => {
                let of_the_origin = is_law_of_origin(case, rule.rule);
                match missing(alternatives, in_place.counting_for(of_the_origin)) {
                    Some(lacking) => unmet.push(Condition { rule: rule.id, missing: Missing::Safeguards(lacking) }),
                    None if of_the_origin => recognised.extend(in_place.needed_by(alternatives)),
                    None => {}
                }
            }
            Action::Allow | Action::Note => {}
        }
    }
    let verdict = if denied || !permitted {
        Verdict::Deny
    } else if unmet.is_empty() {
        Verdict::Allow
    } else {
        Verdict::Conditions
    };
    Ruling { verdict, unpermitted: !denied && !permitted, unmet, recognised }
}

/// Only what certainly applies permits, and only the law of the origin, treaties and waivers do.
pub fn permits(case: &Case<'_>, standing: &Standing<'_>) -> bool {
    let able = matches!(standing.rule.action, Action::Allow | Action::Require(_));
    let set = case.snapshot.policies().rule_set_of(standing.rule);
    let here = || set.jurisdiction.is_none_or(|place| case.snapshot.is_in(case.transfer.origin, place, case.moment));
    let entitled = || match set.authority {
        Authority::Treaty => true,
        Authority::Organisation => rests_on_waiver(case, standing.rule) && here(),
        Authority::Statute | Authority::Regulation | Authority::Guideline => is_law_of_origin(case, standing.rule),
    };
    able && standing.certain && entitled()
}

/// Whether a rule may loosen by a waiver that holds.
pub fn rests_on_waiver(case: &Case<'_>, rule: &Rule) -> bool {
    rule.waiver.as_ref().is_some_and(|waiver| waiver.holds(case.moment.at))
}

/// What each alternative still lacks; `None` where one lacks nothing.
fn missing(alternatives: &[Vec<SafeguardId>], in_place: &IdSet<Safeguard>) -> Option<Vec<Vec<SafeguardId>>> {
    let lacking = |alternative: &Vec<SafeguardId>| -> Vec<SafeguardId> {
        alternative.iter().copied().filter(|id| !in_place.contains(*id)).collect()
    };
    let missing: Vec<Vec<SafeguardId>> = alternatives.iter().map(lacking).collect();
    (!missing.iter().any(Vec::is_empty)).then_some(missing)
}
