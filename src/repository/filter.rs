//! Which entries of the repository are wanted.

use super::nearest::unknown;
use crate::engine::Snapshot;
use crate::model::{Authority, Moment, PartialDate, Problem, Regulation, Status};
use crate::policy::{GroupId, PlaceRef, days_between};

/// What an entry must be; whatever is left out does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The code or group whose law it is. A code has the law of its groups too.
    pub jurisdiction: Option<String>,
    /// Its force.
    pub authority: Option<Authority>,
    /// Where it stands.
    pub status: Option<Status>,
    /// Words that must all stand in it, whatever their case.
    pub text: String,
    /// A day on which it must be in force.
    pub in_force_on: Option<PartialDate>,
}

/// The entries that pass a filter, in the order of their ids. Groups have the members of the moment.
///
/// # Errors
/// A jurisdiction that is not known.
pub fn find<'s>(snapshot: &'s Snapshot, filter: &Filter, moment: &Moment) -> Result<Vec<&'s Regulation>, Problem> {
    let names = filter.jurisdiction.as_deref().map(|word| names(snapshot, word, moment)).transpose()?;
    let words: Vec<String> = filter.text.split_whitespace().map(str::to_lowercase).collect();
    let passes = |regulation: &&Regulation| {
        let here = |names: &Vec<&str>| regulation.jurisdiction.as_deref().is_some_and(|own| names.contains(&own));
        names.as_ref().is_none_or(here)
            && filter.authority.is_none_or(|authority| regulation.authority == authority)
            && filter.status.is_none_or(|status| regulation.status == status)
            && filter.in_force_on.is_none_or(|day| is_in_force(regulation, day))
            && holds_all(regulation, &words)
    };
    Ok(snapshot.policies().regulations().iter().filter(passes).collect())
}

/// The names under which the law of a jurisdiction or group stands.
fn names<'s>(snapshot: &'s Snapshot, word: &str, moment: &Moment) -> Result<Vec<&'s str>, Problem> {
    let set = snapshot.policies();
    let jurisdictions = &set.vocabulary().jurisdictions;
    if let Some(id) = jurisdictions.find(word) {
        let is_member = |(index, _): &(usize, _)| snapshot.is_in(id, PlaceRef::Group(GroupId(*index)), moment);
        let groups = set.groups().iter().enumerate().filter(is_member).map(|(_, group)| group.id.as_str());
        return Ok(groups.chain([jurisdictions.word(id)]).collect());
    }
    if let Some(group) = set.groups().iter().find(|group| group.id == word) {
        return Ok(vec![&group.id]);
    }
    let known = jurisdictions.iter().map(|(_, term)| term.word.as_str());
    let groups = set.groups().iter().map(|group| group.id.as_str());
    Err(unknown("jurisdiction or group", word, &mut known.chain(groups)))
}

/// Whether a regulation is in force on a day, as far as its dates tell. A date that lacks its day may be any day of its
/// month or year: it has begun by the first of them, and has not ended before the last.
pub fn is_in_force(regulation: &Regulation, day: PartialDate) -> bool {
    let begun = regulation.dates.in_force.map_or(regulation.status == Status::InForce, |first| first <= day);
    let ended = match regulation.dates.ends {
        Some(ends @ PartialDate { day: Some(_), .. }) => ends <= day,
        Some(ends) => PartialDate { day: None, month: ends.month.and(day.month), ..day } > ends,
        None => regulation.status == Status::Repealed,
    };
    regulation.status != Status::Draft && begun && !ended
}

/// How many days before a day an entry was last reviewed; 0 for a review to come.
pub fn review_age_days(regulation: &Regulation, today: PartialDate) -> u32 {
    u32::try_from(days_between(regulation.reviewed, today)).unwrap_or(0)
}

fn holds_all(regulation: &Regulation, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let mut text = [&regulation.id, &regulation.title, &regulation.summary].map(String::as_str).join(" ");
    for more in regulation.number.iter().chain(&regulation.issuer) {
        text = text + " " + more;
    }
    for provision in &regulation.provisions {
        text = text + " " + &provision.id + " " + provision.title.as_deref().unwrap_or("") + " " + &provision.summary;
    }
    for source in &regulation.sources {
        text = text + " " + &source.title + " " + source.url.as_deref().unwrap_or("");
    }
    let text = text.to_lowercase();
    words.iter().all(|word| text.contains(word))
}
