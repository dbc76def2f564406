//! Entries of the repository of regulations.

use super::interval::Interval;
use super::standing::{Authority, Confidence};

/// An instrument: a law, a decree, a notice, an agreement, a scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regulation {
    /// Its id, such as `sg.pdpa`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its official number, where it has one.
    pub number: Option<String>,
    /// The jurisdiction or group whose instrument it is; none for what stands above States.
    pub jurisdiction: Option<String>,
    /// Its force.
    pub authority: Authority,
    /// Where it stands.
    pub status: Status,
    /// The body that issued it.
    pub issuer: Option<String>,
    /// Its dates, as far as they are known.
    pub dates: RegulationDates,
    /// Its time in force in its own time zone; a bound whose day is not known is left out.
    pub in_force: Interval,
    /// What it is, in a sentence or two.
    pub summary: String,
    /// How well the entry is supported.
    pub confidence: Confidence,
    /// The day on which the entry was last reviewed.
    pub reviewed: PartialDate,
    /// What the entry rests on; never empty.
    pub sources: Vec<RegulationSource>,
    /// Its provisions that rules cite.
    pub provisions: Vec<Provision>,
}

/// One provision of a regulation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provision {
    /// Its id within the regulation, such as `s26`.
    pub id: String,
    /// Its heading, where it has one.
    pub title: Option<String>,
    /// What it says, in one sentence.
    pub summary: String,
}

/// What an entry of the repository rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegulationSource {
    /// What it is.
    pub title: String,
    /// Where it is, where that is known.
    pub url: Option<String>,
    /// The date that it bears.
    pub date: Option<PartialDate>,
    /// The day on which it was read.
    pub seen: PartialDate,
}

/// The dates of a regulation, each as exact as it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RegulationDates {
    /// Passed, signed or adopted.
    pub enacted: Option<PartialDate>,
    /// The first day in force.
    pub in_force: Option<PartialDate>,
    /// The first day no longer in force.
    pub ends: Option<PartialDate>,
}

/// Where a regulation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It applies.
    InForce,
    /// It was made and does not apply yet.
    Enacted,
    /// It was not made yet.
    Draft,
    /// It no longer applies.
    Repealed,
}

impl Status {
    /// Every status with the word that the language uses for it.
    pub const WORDS: [(&'static str, Self); 4] =
        [("in-force", Self::InForce), ("enacted", Self::Enacted), ("draft", Self::Draft), ("repealed", Self::Repealed)];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::InForce => "in-force",
            Self::Enacted => "enacted",
            Self::Draft => "draft",
            Self::Repealed => "repealed",
        }
    }
}

/// A calendar date that may lack its day, or its month and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    /// The year.
    pub year: i16,
    /// The month, 1 to 12.
    pub month: Option<u8>,
    /// The day, 1 to 31; only where the month is known.
    pub day: Option<u8>,
}

impl std::fmt::Display for PartialDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

/// A reference to a regulation, or to one provision of it: `sg.pdpa#s26`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Citation {
    /// The regulation's id.
    pub regulation: String,
    /// The provision's id within it.
    pub provision: Option<String>,
}

impl std::fmt::Display for Citation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.regulation)?;
        match &self.provision {
            Some(provision) => write!(f, "#{provision}"),
            None => Ok(()),
        }
    }
}
