//! Entries of the repository as a person likes to read them.
//!
//! Owns their order: what it is, its history, its provisions with the rules on each, what it rests on.

use super::look::Look;
use super::page::Page;
use super::why::in_force;
use crate::engine::{Ground, Snapshot};
use crate::model::{Interval, PartialDate, Provision, Regulation};
use crate::repository;

/// An entry, or one provision of it.
pub(crate) struct Entry<'a> {
    /// The policy set.
    pub(crate) snapshot: &'a Snapshot,
    /// The entry.
    pub(crate) regulation: &'a Regulation,
    /// The provision that is asked for, if only one is.
    pub(crate) provision: Option<&'a str>,
    /// The day to count from.
    pub(crate) today: PartialDate,
}

/// A line or two for each entry.
pub(crate) fn regulations_text(found: &[&Regulation], today: PartialDate, look: Look) -> String {
    let mut page = Page::new(look);
    for regulation in found {
        page.hanging("", &format!("{}  {}", look.strong(&regulation.id), titled(regulation)));
        page.hanging("    ", &look.faint(&facts(regulation, today)));
    }
    page.blank();
    let noun = if found.len() == 1 { "regulation" } else { "regulations" };
    page.hanging("", &format!("{} {noun}", found.len()));
    page.finish()
}

/// Its title with its number.
pub(super) fn titled(regulation: &Regulation) -> String {
    match &regulation.number {
        Some(number) if !regulation.title.contains(number.as_str()) => format!("{} ({number})", regulation.title),
        _ => regulation.title.clone(),
    }
}

fn facts(regulation: &Regulation, today: PartialDate) -> String {
    let mut facts: Vec<String> = regulation.jurisdiction.iter().cloned().collect();
    facts.push(regulation.authority.word().to_owned());
    facts.push(standing(regulation));
    facts.push(format!("confidence {}", regulation.confidence.word()));
    facts.push(reviewed(regulation, today));
    facts.join("; ")
}

fn standing(regulation: &Regulation) -> String {
    let word = regulation.status.word();
    match (regulation.dates.in_force, regulation.dates.ends) {
        (Some(from), Some(ends)) => format!("{word}, from {from} until {ends}"),
        (Some(from), None) => format!("{word}, from {from}"),
        (None, Some(ends)) => format!("{word}, until {ends}"),
        (None, None) => word.to_owned(),
    }
}

fn reviewed(regulation: &Regulation, today: PartialDate) -> String {
    match repository::review_age_days(regulation, today) {
        0 => format!("reviewed {}", regulation.reviewed),
        1 => format!("reviewed {}, a day ago", regulation.reviewed),
        days => format!("reviewed {}, {days} days ago", regulation.reviewed),
    }
}

impl Entry<'_> {
    /// For people.
    pub(crate) fn text(&self, look: Look) -> String {
        let regulation = self.regulation;
        let mut page = Page::new(look);
        page.hanging("", &format!("{}  {}", look.strong(&regulation.id), titled(regulation)));
        page.hanging("  ", &regulation.summary);
        page.blank();
        page.hanging("  ", &facts(regulation, self.today));
        let issued = [regulation.issuer.clone(), regulation.dates.enacted.map(|day| format!("enacted {day}"))];
        let issued: Vec<String> = issued.into_iter().flatten().collect();
        if !issued.is_empty() {
            page.hanging("  ", &issued.join("; "));
        }
        self.provisions(&mut page, look);
        self.sources(&mut page);
        page.finish()
    }

    fn provisions(&self, page: &mut Page, look: Look) {
        let asked = |provision: &&Provision| self.provision.is_none_or(|id| provision.id == id);
        page.heading("Provisions, and the rules that cite them");
        for provision in self.regulation.provisions.iter().filter(asked) {
            let heading = provision.title.as_ref().map_or_else(String::new, |title| format!("{title}. "));
            let id = format!("{}#{}", self.regulation.id, provision.id);
            page.hanging("  § ", &format!("{}  {heading}{}", look.strong(&id), provision.summary));
            self.citing(page, look, Some(&provision.id));
        }
        let whole = |ground: &Ground<'_>| {
            ground.cites().iter().any(|cited| cited.regulation == self.regulation.id && cited.provision.is_none())
        };
        let citing = repository::citing(self.snapshot.policies(), &self.regulation.id, None);
        let whole: Vec<_> = citing.into_iter().filter(whole).collect();
        if self.provision.is_none() && !whole.is_empty() {
            page.hanging("  § ", &format!("{}  as a whole", look.strong(&self.regulation.id)));
            for ground in whole {
                line(page, look, ground);
            }
        }
    }

    fn citing(&self, page: &mut Page, look: Look, provision: Option<&str>) {
        for ground in repository::citing(self.snapshot.policies(), &self.regulation.id, provision) {
            line(page, look, ground);
        }
    }

    fn sources(&self, page: &mut Page) {
        page.heading("Sources");
        for source in &self.regulation.sources {
            let date = source.date.map_or_else(String::new, |date| format!(" of {date}"));
            let url = source.url.as_ref().map_or_else(String::new, |url| format!(", {url}"));
            page.hanging("  - ", &format!("{}{date}{url}; seen {}", source.title, source.seen));
        }
        let set = self.snapshot.policies();
        if let Some(place) = set.place_of_regulation(&self.regulation.id) {
            page.blank();
            page.hanging("  ", &set.sources().describe(place));
        }
    }
}

fn line(page: &mut Page, look: Look, ground: Ground<'_>) {
    let time = match effective(ground) {
        Interval { from: None, until: None } => String::new(),
        effective => format!(" ({})", in_force(effective)),
    };
    page.hanging("      ", &format!("{}{time} {}", ground.id(), look.faint(ground.summary())));
}

/// When a rule or recognition is in force.
pub(super) const fn effective(ground: Ground<'_>) -> Interval {
    match ground {
        Ground::Rule(rule) => rule.effective,
        Ground::Recognition(recognition) => recognition.effective,
    }
}
