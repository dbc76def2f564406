//! The words that questions and rules are made of, each known by a small number.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use foldhash::fast::FixedState;

/// Kind of word: a jurisdiction, by its ISO 3166-1 alpha-2 code.
pub enum Jurisdiction {}
/// Kind of word: a data category.
pub enum Category {}
/// Kind of word: a purpose.
pub enum Purpose {}
/// Kind of word: a sector.
pub enum Sector {}
/// Kind of word: the part that an exporter or importer plays.
pub enum Role {}
/// Kind of word: a fact that a caller attests is in place.
pub enum Safeguard {}
/// Kind of word: a named *what if*.
pub enum Assumption {}

/// A jurisdiction's number in its vocabulary.
pub type JurisdictionId = Id<Jurisdiction>;
/// A data category's number in its vocabulary.
pub type CategoryId = Id<Category>;
/// A purpose's number in its vocabulary.
pub type PurposeId = Id<Purpose>;
/// A sector's number in its vocabulary.
pub type SectorId = Id<Sector>;
/// A role's number in its vocabulary.
pub type RoleId = Id<Role>;
/// A safeguard's number in its vocabulary.
pub type SafeguardId = Id<Safeguard>;
/// An assumption's number in its vocabulary.
pub type AssumptionId = Id<Assumption>;

/// The number of a word of kind `K` in the vocabulary that gave it.
///
/// Numbers follow the words' alphabetical order, so that nothing depends on the order of files.
pub struct Id<K> {
    index: u16,
    kind: PhantomData<fn() -> K>,
}

impl<K> Id<K> {
    pub(crate) fn from_index(index: usize) -> Self {
        Self { index: u16::try_from(index).unwrap_or(u16::MAX), kind: PhantomData }
    }

    /// Its place in the lexicon, as a number of the least size.
    pub fn number(self) -> u16 {
        self.index
    }

    /// Its place in the lexicon.
    pub fn index(self) -> usize {
        usize::from(self.index)
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Id<K> {}

impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}

impl<K> Eq for Id<K> {}

impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.index.cmp(&other.index)
    }
}

impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.index.hash(state);
    }
}

impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.index)
    }
}

/// A word with what is said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The word itself; dots give the hierarchy.
    pub word: String,
    /// A short name for people.
    pub title: String,
    /// What it means, where the title does not say enough.
    pub description: Option<String>,
    /// The IRI of the corresponding term of the W3C Data Privacy Vocabulary.
    pub dpv: Option<String>,
    /// Whether it is only an umbrella over more special words.
    pub umbrella: bool,
}

/// All words of one kind, in alphabetical order.
pub struct Lexicon<K> {
    terms: Vec<Term>,
    /// Only words of the policies are in it, so that nobody who asks can make them collide.
    by_word: HashMap<String, Id<K>, FixedState>,
}

impl<K> Lexicon<K> {
    /// The most words that one lexicon holds.
    pub const CAPACITY: usize = u16::MAX as usize;

    /// The number of a word.
    pub fn find(&self, word: &str) -> Option<Id<K>> {
        self.by_word.get(word).copied()
    }

    /// The word with that number; an empty string for a number of another vocabulary.
    pub fn word(&self, id: Id<K>) -> &str {
        self.terms.get(id.index()).map_or("", |term| term.word.as_str())
    }

    /// What is said of the word with that number.
    pub fn term(&self, id: Id<K>) -> Option<&Term> {
        self.terms.get(id.index())
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// All words with their numbers, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = (Id<K>, &Term)> {
        self.terms.iter().enumerate().map(|(index, term)| (Id::from_index(index), term))
    }

    /// Whether `word` is `ancestor` or stands below it in the hierarchy of dots.
    pub fn is_within(&self, word: Id<K>, ancestor: Id<K>) -> bool {
        is_within(self.word(word), self.word(ancestor))
    }
}

fn is_within(word: &str, ancestor: &str) -> bool {
    match word.strip_prefix(ancestor) {
        Some(rest) => rest.is_empty() || rest.starts_with('.'),
        None => false,
    }
}

/// Collects words in any order; the first of two equal ones stays.
pub struct LexiconBuilder<K> {
    terms: Vec<Term>,
    kind: PhantomData<fn() -> K>,
}

impl<K> Default for LexiconBuilder<K> {
    fn default() -> Self {
        Self { terms: Vec::new(), kind: PhantomData }
    }
}

impl<K> LexiconBuilder<K> {
    /// Adds a word.
    pub fn add(&mut self, term: Term) {
        self.terms.push(term);
    }

    /// Sorts and numbers what was added, up to [`Lexicon::CAPACITY`] words.
    pub fn build(mut self) -> Lexicon<K> {
        self.terms.sort_by(|a, b| a.word.cmp(&b.word));
        self.terms.dedup_by(|later, earlier| later.word == earlier.word);
        self.terms.truncate(Lexicon::<K>::CAPACITY);
        let by_word =
            self.terms.iter().enumerate().map(|(index, term)| (term.word.clone(), Id::from_index(index))).collect();
        Lexicon { terms: self.terms, by_word }
    }
}

/// The lexicons that a vocabulary is made of.
#[derive(Default)]
pub struct VocabularyParts {
    /// Jurisdictions.
    pub jurisdictions: LexiconBuilder<Jurisdiction>,
    /// Data categories.
    pub categories: LexiconBuilder<Category>,
    /// Purposes.
    pub purposes: LexiconBuilder<Purpose>,
    /// Sectors.
    pub sectors: LexiconBuilder<Sector>,
    /// Roles.
    pub roles: LexiconBuilder<Role>,
    /// Safeguards.
    pub safeguards: LexiconBuilder<Safeguard>,
    /// Assumptions.
    pub assumptions: LexiconBuilder<Assumption>,
}

/// Every word that a question to one policy set may use.
pub struct Vocabulary {
    /// Jurisdictions.
    pub jurisdictions: Lexicon<Jurisdiction>,
    /// Data categories.
    pub categories: Lexicon<Category>,
    /// Purposes.
    pub purposes: Lexicon<Purpose>,
    /// Sectors.
    pub sectors: Lexicon<Sector>,
    /// Roles.
    pub roles: Lexicon<Role>,
    /// Safeguards.
    pub safeguards: Lexicon<Safeguard>,
    /// Assumptions.
    pub assumptions: Lexicon<Assumption>,
    general: SectorId,
}

impl Vocabulary {
    /// The sector that an exporter is in when the question names none.
    pub const GENERAL_SECTOR: &'static str = "general";

    /// Builds a vocabulary; `None` unless the sectors hold [`Self::GENERAL_SECTOR`].
    pub fn new(parts: VocabularyParts) -> Option<Self> {
        let sectors = parts.sectors.build();
        let general = sectors.find(Self::GENERAL_SECTOR)?;
        Some(Self {
            jurisdictions: parts.jurisdictions.build(),
            categories: parts.categories.build(),
            purposes: parts.purposes.build(),
            sectors,
            roles: parts.roles.build(),
            safeguards: parts.safeguards.build(),
            assumptions: parts.assumptions.build(),
            general,
        })
    }

    /// The sector that stands for a sector left out.
    pub fn general_sector(&self) -> SectorId {
        self.general
    }
}
