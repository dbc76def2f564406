//! What the rules left for a category decide.

use super::recognition::InPlace;
use super::rule::{Alternatives, Effect};
use super::standing::{Applying, Standings};
use super::tests::Case;
use crate::model::{Condition, Missing, RecognitionId, Verdict};

/// The verdict on one category with what led to it.
pub struct Ruling {
    /// The verdict.
    pub verdict: Verdict,
    /// It is a denial, and no rule denies.
    pub unpermitted: bool,
    /// The requirements that are not met, in the order of the rules' numbers.
    pub unmet: Vec<Condition>,
    /// The recognitions that met requirements needed.
    pub recognised: Vec<RecognitionId>,
}

/// Decides a category from the rules left.
pub fn combine(case: &Case<'_>, standings: &Standings<'_>, in_place: &InPlace<'_>) -> Ruling {
    let mut unmet = Vec::new();
    let mut recognised = Vec::new();
    let mut denied = false;
    // A domestic transfer needs no permission.
    let mut permitted = case.is_domestic();
    for standing in standings.standing() {
        permitted |= permits(case, standing);
        match &standing.rule.effect {
            Effect::Deny => denied = true,
            Effect::Require(_) if standing.is_excepted() => {}
            Effect::Require(alternatives) => {
                let of_the_origin = standing.rule.is_law_of_origin(case);
                match missing(alternatives, in_place, of_the_origin) {
                    Some(missing) => unmet.push(Condition { rule: standing.rule.id, missing }),
                    None if of_the_origin => recognised.extend(in_place.needed_by(alternatives)),
                    None => {}
                }
            }
            Effect::Allow | Effect::Note => {}
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
pub fn permits(case: &Case<'_>, standing: &Applying<'_>) -> bool {
    standing.is_certain() && standing.rule.may_permit(case)
}

/// What a requirement finds in place; `None` where that is enough.
fn missing(alternatives: &Alternatives, in_place: &InPlace<'_>, of_the_origin: bool) -> Option<Missing> {
    let counting = in_place.counting_for(of_the_origin);
    let met = alternatives.met_by(counting).next().is_some();
    (!met).then(|| Missing::Safeguards(alternatives.found_in(counting)))
}
