//! Dates, phases and the inventory: what has begun, what has ended, and what is only assumed.

use super::case::{Members, Period, Places, Tests};
use super::constructs::{Asked, Constructs};
use super::inventory::{dataset, exporter, importer};
use super::matching::is_assumed;

/// The members of the groups that rules in force ask about.
pub fn of_members(asked: &Asked<'_>, found: &mut Constructs) {
    let question = &asked.completed;
    for (set, rule) in asked.rules().filter(|(_, rule)| asked.considers(rule)) {
        let Tests { origin, destination, transit, subjects, .. } = &rule.when;
        let jurisdiction = set.jurisdiction.clone().map(|place| Places::In(vec![place]));
        for (test, places) in [
            (origin, std::slice::from_ref(&question.origin)),
            (destination, std::slice::from_ref(&question.destination)),
            (transit, &question.transit),
            (subjects, &question.subjects),
            (&jurisdiction, std::slice::from_ref(&question.origin)),
        ] {
            let Some(Places::In(terms) | Places::NotIn(terms)) = test else { continue };
            let groups = asked.policies.groups.iter().filter(|group| terms.contains(&group.id));
            for members in groups.flat_map(|group| &group.members) {
                if members.codes.iter().any(|code| places.contains(code)) {
                    of_member(asked, members, found);
                }
            }
        }
    }
}

fn of_member(asked: &Asked<'_>, members: &Members, found: &mut Constructs) {
    found.extend(states(members.period, asked.question.at).map(|state| format!("a member {state}")));
    let Some(assumption) = members.pending.as_ref().filter(|_| members.period.contains(asked.question.at)) else {
        return;
    };
    let implies = |a: &String, b: &String| {
        asked.policies.assumptions.iter().any(|assumption| assumption.id == *a && assumption.implies.contains(b))
    };
    let assume = &asked.question.assume;
    found.insert(if assume.contains(assumption) {
        "a pending member is assumed".to_owned()
    } else if assume.iter().any(|assumed| implies(assumed, assumption)) {
        "a pending member is implied".to_owned()
    } else if is_assumed(asked.policies, asked.question, assumption) {
        "a pending member is implied in two steps".to_owned()
    } else {
        "a pending member is not assumed".to_owned()
    });
}

fn states(period: Period, at: i64) -> impl Iterator<Item = &'static str> {
    let of_start = period.from.map(|from| if from <= at { "has begun" } else { "has not begun" });
    let of_end = period.until.map(|until| if at < until { "has not ended" } else { "has ended" });
    of_start.into_iter().chain(of_end)
}

/// Questions asked at the very edge of something.
pub fn of_edges(asked: &Asked<'_>, found: &mut Constructs) {
    let mut edges = |what: &str, period: Period| {
        let ends = [("start", period.from), ("end", period.until)];
        for (which, end) in ends.into_iter().filter_map(|(which, end)| Some((which, end?))) {
            match asked.question.at - end {
                0 => _ = found.insert(format!("at the {which} of a {what}")),
                -1 => _ = found.insert(format!("a second before the {which} of a {what}")),
                _ => {}
            }
        }
    };
    for (_, rule) in asked.rules() {
        edges("rule", rule.effective);
        edges("waiver", Period { from: None, until: rule.waiver });
    }
    for members in asked.policies.groups.iter().flat_map(|group| &group.members) {
        edges("membership", members.period);
    }
    for recognition in &asked.policies.recognitions {
        edges("recognition", recognition.effective);
    }
    for dated in super::inventory::dated_safeguards(asked.policies, asked.question) {
        edges("safeguard", dated.in_place);
    }
}

/// What a question leaves to the inventory.
pub fn of_inventory(asked: &Asked<'_>, found: &mut Constructs) {
    let question = asked.question;
    let mut say = |holds: bool, what: &str| found.extend(holds.then(|| what.to_owned()));
    let (exporter, importer) = (exporter(asked.policies, question), importer(asked.policies, question));
    if let Some(exporter) = exporter {
        say(question.sector.is_none() && exporter.sector.is_some(), "the inventory says the sector");
        say(question.exporter_role.is_none() && exporter.role.is_some(), "the inventory says the exporter_role");
    }
    if let Some(importer) = importer {
        say(question.destination.is_empty(), "the inventory says the destination");
        say(importer.jurisdictions.len() > 1, "the question says which destination");
        say(question.importer_role.is_none() && importer.role.is_some(), "the inventory says the importer_role");
    }
    if let Some(dataset) = dataset(asked.policies, question) {
        say(question.data.is_empty(), "the inventory says the data");
        say(!question.data.is_empty(), "the inventory adds to the data");
        say(!dataset.subjects.is_empty(), "the inventory adds subjects");
        let both = dataset.subject_count.is_some() && question.subject_count.is_some();
        say(both, "the question's subject_count goes before the inventory's");
        say(dataset.subject_count.is_some() && !both, "the inventory says the subject_count");
    }
    for (whose, party) in [("an exporter", exporter), ("an importer", importer)] {
        for dated in party.into_iter().flat_map(|party| &party.safeguards) {
            for state in states(dated.in_place, question.at) {
                found.insert(format!("a safeguard of {whose} {state}"));
            }
            let ends = asked.answer.valid_until;
            if ends.is_some() && dated.in_place.ends().any(|end| Some(end) == ends) {
                found.insert(format!("a safeguard of {whose} ends the answer"));
            }
        }
    }
}

/// Everything that this part may find.
pub fn expected() -> Vec<String> {
    const STATES: [&str; 4] = ["has begun", "has not begun", "has not ended", "has ended"];
    let mut expected: Vec<String> = OTHERS.map(str::to_owned).to_vec();
    expected.extend(STATES.map(|state| format!("a member {state}")));
    for whose in ["an exporter", "an importer"] {
        expected.extend(STATES.map(|state| format!("a safeguard of {whose} {state}")));
        expected.push(format!("a safeguard of {whose} ends the answer"));
    }
    for when in ["at", "a second before"] {
        for what in ["rule", "membership", "recognition", "safeguard"] {
            expected.extend(["start", "end"].map(|end| format!("{when} the {end} of a {what}")));
        }
        expected.push(format!("{when} the end of a waiver"));
    }
    expected
}

const OTHERS: [&str; 14] = [
    "a pending member is assumed",
    "a pending member is implied",
    "a pending member is implied in two steps",
    "a pending member is not assumed",
    "the inventory says the sector",
    "the inventory says the exporter_role",
    "the inventory says the importer_role",
    "the inventory says the destination",
    "the question says which destination",
    "the inventory says the data",
    "the inventory adds to the data",
    "the inventory adds subjects",
    "the inventory says the subject_count",
    "the question's subject_count goes before the inventory's",
];
