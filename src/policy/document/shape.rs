//! What the language looks like: its mappings, their fields, and what each of them takes.
//!
//! The readers open mappings by these descriptions, and the JSON Schema is made from them, so that neither can know a
//! field that the other does not. Holds no tables itself: each stands beside the reader that it describes.

/// A mapping of the language.
#[derive(Debug)]
pub struct Shape {
    /// What it is, with its article: `a rule`.
    pub owner: &'static str,
    /// What it holds, in a sentence.
    pub doc: &'static str,
    /// Its fields, in groups that several mappings may share.
    pub groups: &'static [&'static [Field]],
}

/// A field of a mapping.
#[derive(Debug)]
pub struct Field {
    /// Its key.
    pub name: &'static str,
    /// Whether it must be there.
    pub is_required: bool,
    /// What it takes.
    pub value: Value,
    /// What it says, in a sentence.
    pub doc: &'static str,
}

/// What a field takes.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    /// Text for people.
    Text,
    /// The id of what is defined here.
    Id,
    /// The id of something that is defined elsewhere.
    Word,
    /// One such id, or a list of at least one.
    Words,
    /// One such id, or a list that may be empty.
    WordsOrNone,
    /// Regulations or provisions of them, `sg.pdpa` or `sg.pdpa#s26`: one, or a list of at least one.
    Citations,
    /// The same, or an empty list.
    CitationsOrNone,
    /// An IANA name such as `Asia/Singapore`.
    Timezone,
    /// A date, or an instant with its offset.
    Instant,
    /// A date that may lack its day, or its month and day.
    PartialDate,
    /// Hours or days: `72h`, `60d`.
    Duration,
    /// A whole number from 0 up.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `true` alone.
    True,
    /// One of a few words that the language itself knows.
    Choice(&'static [&'static str]),
    /// A mapping.
    Mapping(&'static Shape),
    /// A list of at least so many values.
    List(&'static Value, usize),
    /// The one or the other.
    Either(&'static Value, &'static Value),
    /// A mapping from ids that are defined elsewhere.
    ByWord(&'static Value),
}

/// A field that must be there.
pub const fn required(name: &'static str, value: Value, doc: &'static str) -> Field {
    Field { name, is_required: true, value, doc }
}

/// A field that may be left out.
pub const fn optional(name: &'static str, value: Value, doc: &'static str) -> Field {
    Field { name, is_required: false, value, doc }
}

/// The words of a choice, without what they stand for.
pub const fn names<T, const N: usize>(among: &[(&'static str, T); N]) -> [&'static str; N] {
    let mut names = [""; N];
    let mut at = 0;
    while at < N {
        names[at] = among[at].0;
        at += 1;
    }
    names
}

impl Shape {
    /// Its fields, in the order in which they are best written.
    pub fn fields(&self) -> impl Iterator<Item = &'static Field> + use<> {
        self.groups.iter().flat_map(|group| group.iter())
    }

    /// The field with that key.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields().find(|field| field.name == name)
    }
}
