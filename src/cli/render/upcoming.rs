//! What is about to change, as a person likes to read it.
//!
//! Owns the order, by time: what begins and ends, and then the answers that change.

use super::entry::titled;
use super::look::Look;
use super::page::Page;
use crate::engine::Snapshot;
use crate::model::{JurisdictionId, Timestamp};
use crate::policy::{Group, format_instant, legal_day};
use crate::repository::{Change, Circumstances, Party, Shift, Subject, Turn};

/// What changes in a stretch of time.
pub(crate) struct Upcoming<'a> {
    /// The policy set.
    pub(crate) snapshot: &'a Snapshot,
    /// The instant from which was looked.
    pub(crate) from: Timestamp,
    /// The last instant that was looked at.
    pub(crate) until: Timestamp,
    /// What changes, in order.
    pub(crate) changes: &'a [Change],
}

impl Upcoming<'_> {
    /// For people.
    pub(crate) fn text(&self, look: Look) -> String {
        let mut page = Page::new(look);
        let (from, until) = (format_instant(self.from), format_instant(self.until));
        if self.changes.is_empty() {
            page.hanging("", &format!("nothing begins or ends after {from} and until {until}"));
        }
        for change in self.changes {
            page.heading(&format!("{} ({})", legal_day(change.at), format_instant(change.at)));
            for line in self.turns(&change.turns) {
                page.hanging("  ", &line);
            }
            self.shifts(&mut page, look, &change.shifts);
        }
        page.finish()
    }

    /// What begins or ends, those who join or leave a group together on one line.
    fn turns(&self, turns: &[Turn]) -> Vec<String> {
        let mut lines: Vec<(String, Vec<String>)> = Vec::new();
        for turn in turns {
            let (line, member) = self.turn(turn);
            match lines.iter_mut().find(|(known, members)| *known == line && !members.is_empty()) {
                Some((_, members)) => members.extend(member),
                None => lines.push((line, member.into_iter().collect())),
            }
        }
        lines.into_iter().map(|(line, members)| line.replace("{}", &members.join(", "))).collect()
    }

    fn turn(&self, turn: &Turn) -> (String, Option<String>) {
        let set = self.snapshot.policies();
        let words = set.vocabulary();
        let verb = if turn.begins { "begins" } else { "ends" };
        match &turn.what {
            Subject::Regulation(id) => {
                let verb = if turn.begins { "comes into force" } else { "ends" };
                (format!("{verb}: {id}, {}", set.regulation(id).map_or_else(String::new, titled)), None)
            }
            Subject::Rule(id) => {
                let rule = set.rule(*id);
                (format!("{verb}: {}, {}", rule.id, rule.summary), None)
            }
            Subject::Waiver(id) => (format!("{verb}: the waiver that {} rests on", set.rule(*id).id), None),
            Subject::Recognition(id) => {
                let recognition = set.recognition(*id);
                (format!("{verb}: {}, {}", recognition.id, recognition.summary), None)
            }
            Subject::Membership { group, member, pending } => {
                let name = set.groups().get(group.0).map_or_else(String::new, named);
                let verb = if turn.begins { "joins" } else { "leaves" };
                let only = pending.map_or_else(String::new, |assumption| {
                    format!(", only if `{}` is assumed", words.assumptions.word(assumption))
                });
                let member = words.jurisdictions.word(*member).to_owned();
                (format!("{verb} {name}{only}: {{}}"), Some(member))
            }
            Subject::Safeguard { party, entry, safeguard } => {
                let party = party_word(*party);
                let word = words.safeguards.word(*safeguard);
                (format!("{verb}: {word} of the {party} {entry} in the inventory"), None)
            }
        }
    }

    fn shifts(&self, page: &mut Page, look: Look, shifts: &[Shift]) {
        if shifts.is_empty() {
            page.hanging("  ", &look.faint("no answer changes"));
            return;
        }
        let jurisdictions = &self.snapshot.policies().vocabulary().jurisdictions;
        for shift in shifts {
            page.blank();
            let from = jurisdictions.word(shift.origin);
            let before = look.verdict(shift.before, shift.before.word());
            let after = look.verdict(shift.after, shift.after.word());
            let change =
                if shift.before == shift.after { format!("stays {after}") } else { format!("{before} → {after}") };
            let with = self.circumstances(&shift.circumstances);
            let with = if with.is_empty() { String::new() } else { format!(", with {}", with.join("; ")) };
            page.hanging("  ", &format!("{} {change}{with}", look.strong(from)));
            for group in &shift.groups {
                let categories = &self.snapshot.policies().vocabulary().categories;
                let data: Vec<_> = group.data.iter().map(|id| categories.word(*id)).collect();
                page.hanging("    to ", &format!("{}: {}", self.codes(&group.destinations), data.join(", ")));
            }
            let lists = [
                ("rests besides on ", &shift.gained),
                ("no longer rests on ", &shift.lost),
                ("then unmet: ", &shift.unmet_after),
            ];
            for (lead, ids) in lists.into_iter().filter(|(_, ids)| !ids.is_empty()) {
                page.hanging(&format!("    {lead}"), &ids.join(", "));
            }
        }
    }

    fn codes(&self, places: &[JurisdictionId]) -> String {
        let jurisdictions = &self.snapshot.policies().vocabulary().jurisdictions;
        places.iter().map(|id| jurisdictions.word(*id)).collect::<Vec<_>>().join(" ")
    }

    /// What the questions say beside places and data.
    pub(super) fn circumstances(&self, circumstances: &Circumstances) -> Vec<String> {
        let words = self.snapshot.policies().vocabulary();
        let safeguards = circumstances.safeguards.always.iter().map(|id| words.safeguards.word(id));
        let safeguards: Vec<_> = safeguards.collect();
        let said = [
            circumstances.purpose.map(|id| format!("purpose {}", words.purposes.word(id))),
            circumstances.sector.map(|id| format!("sector {}", words.sectors.word(id))),
            circumstances.exporter_role.map(|id| format!("a {} sending", words.roles.word(id))),
            circumstances.importer_role.map(|id| format!("a {} receiving", words.roles.word(id))),
            circumstances.subject_count.map(|count| format!("{count} people")),
            circumstances.entry.as_ref().map(|(party, id)| format!("{} {id} of the inventory", party_word(*party))),
            (!safeguards.is_empty()).then(|| format!("{} in place", safeguards.join(", "))),
        ];
        said.into_iter().flatten().collect()
    }
}

/// A group by its id and title.
fn named(group: &Group) -> String {
    group.title.as_ref().map_or_else(|| group.id.clone(), |title| format!("{}, {title}", group.id))
}

/// The word for a side.
pub(super) const fn party_word(party: Party) -> &'static str {
    match party {
        Party::Exporter => "exporter",
        Party::Importer => "importer",
    }
}
