//! What somebody may have meant who named something that is not there.

use crate::model::Problem;
use crate::policy::{self, PolicySet};

/// The most bytes of a name that are compared with what is known.
const NAME_BYTES_MAX: usize = 80;

/// The most bytes of a name that are said back.
const SAID_CHARS_MAX: usize = 20;

/// A name that nothing known has.
pub fn unknown(kind: &'static str, name: &str, known: &mut dyn Iterator<Item = &str>) -> Problem {
    if name.len() > NAME_BYTES_MAX {
        let value = name.chars().take(SAID_CHARS_MAX).chain(['…']).collect();
        return Problem::Unknown { kind, value, nearest: Vec::new() };
    }
    Problem::Unknown { kind, value: name.to_owned(), nearest: policy::nearest(name, known) }
}

/// What is wrong with the id of a regulation or provision that a set does not hold.
pub fn nearest_law(set: &PolicySet, id: &str) -> Problem {
    if !id.contains('#') {
        return unknown("regulation", id, &mut set.regulations().iter().map(|regulation| regulation.id.as_str()));
    }
    unknown("provision", id, &mut provisions(set).iter().map(String::as_str))
}

fn provisions(set: &PolicySet) -> Vec<String> {
    let of_each = set.regulations().iter().map(|regulation| (&regulation.id, &regulation.provisions));
    of_each.flat_map(|(id, all)| all.iter().map(move |provision| format!("{id}#{}", provision.id))).collect()
}

/// What is wrong with the id of something that a set does not hold: a rule, a recognition, a regulation, a provision.
pub fn nearest_ids(set: &PolicySet, id: &str) -> Problem {
    let provisions = provisions(set);
    let rules = set.rules().iter().map(|rule| rule.id.as_str());
    let recognitions = set.recognitions().iter().map(|recognition| recognition.id.as_str());
    let regulations = set.regulations().iter().map(|regulation| regulation.id.as_str());
    let all = rules.chain(recognitions).chain(regulations).chain(provisions.iter().map(String::as_str));
    unknown("rule, recognition, regulation or provision", id, &mut all.into_iter())
}
