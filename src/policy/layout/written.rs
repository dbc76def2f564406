//! A file as it is written: its values with their style, and its comments.

use crate::policy::yaml::{EventKind, Events, Limits, Style};

/// A file as it is written.
pub struct Written {
    /// Its documents.
    pub documents: Vec<WrittenDocument>,
    /// Its comments, in the order in which they stand.
    pub comments: Vec<Comment>,
}

/// A document with where it begins: at its `---`, or else at its value.
pub struct WrittenDocument {
    pub start: usize,
    pub value: Part,
}

/// A comment, from its `#` to the end of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Comment {
    pub start: usize,
    pub end: usize,
}

/// A value with the bytes that it covers.
pub struct Part {
    pub start: usize,
    pub end: usize,
    /// Where what stands before it ends; between the two stands the header of a block scalar.
    pub lead: usize,
    pub body: Body,
}

/// What a value is and how it is written.
pub enum Body {
    Scalar { text: String, style: Style },
    Sequence { flow: bool, items: Vec<Part> },
    Mapping { flow: bool, fields: Vec<(Part, Part)> },
}

impl Part {
    /// The text of a single value.
    pub fn text(&self) -> &str {
        if let Body::Scalar { text, .. } = &self.body { text } else { "" }
    }

    /// A value that is left out: nothing stands where it would.
    pub fn is_left_out(&self) -> bool {
        self.start == self.end && matches!(self.body, Body::Scalar { style: Style::Plain, .. })
    }

    /// Written as a block, over lines of its own.
    pub fn is_block_scalar(&self) -> bool {
        matches!(self.body, Body::Scalar { style: Style::Literal | Style::Folded, .. })
    }

    /// Written between brackets.
    pub fn is_flow(&self) -> bool {
        matches!(self.body, Body::Sequence { flow: true, .. } | Body::Mapping { flow: true, .. })
    }

    /// Its first key or item.
    pub fn first_start(&self) -> usize {
        match &self.body {
            Body::Scalar { .. } => self.start,
            Body::Sequence { items, .. } => items.first().map_or(self.start, Self::first_start),
            Body::Mapping { fields, .. } => fields.first().map_or(self.start, |(key, _)| key.first_start()),
        }
    }
}

impl Written {
    /// Reads a text that is well-formed and uses neither tags nor aliases; `None` where it is not so.
    pub fn read(text: &str) -> Option<Self> {
        let events = Events::with_comments(text, Limits::default().depth);
        let mut reader = Reader { events, comments: Vec::new(), at: 0 };
        let mut documents = Vec::new();
        while let Some(kind) = reader.next()? {
            if let EventKind::DocumentStart { marked } = kind.kind {
                let start = kind.start;
                let first = reader.next()??;
                let value = reader.part(first)?;
                documents.push(WrittenDocument { start: if marked { start } else { value.start }, value });
            }
        }
        let mut comments = reader.comments;
        comments.sort_unstable();
        Some(Self { documents, comments })
    }
}

struct Reader<'t> {
    events: Events<'t>,
    comments: Vec<Comment>,
    /// Where the last event ended.
    at: usize,
}

/// An event other than a comment.
struct Stop {
    kind: EventKind,
    start: usize,
    end: usize,
    lead: usize,
}

impl Reader<'_> {
    /// The next event other than a comment; the outer `None` where there is a mistake.
    #[allow(clippy::option_option, reason = "the outer one stops everything, the inner one is the end")]
    fn next(&mut self) -> Option<Option<Stop>> {
        loop {
            let Some(event) = self.events.next() else { return Some(None) };
            let event = event.ok()?;
            if matches!(event.kind, EventKind::Comment) {
                self.comments.push(Comment { start: event.start, end: event.end });
                continue;
            }
            let lead = self.at;
            self.at = self.at.max(event.end);
            return Some(Some(Stop { kind: event.kind, start: event.start, end: event.end, lead }));
        }
    }

    fn part(&mut self, stop: Stop) -> Option<Part> {
        let Stop { kind, start, end, lead } = stop;
        match kind {
            EventKind::Scalar { text, style } => Some(Part { start, end, lead, body: Body::Scalar { text, style } }),
            EventKind::SequenceStart { flow } => {
                let mut items = Vec::new();
                let mut last = end;
                loop {
                    let next = self.next()??;
                    if matches!(next.kind, EventKind::SequenceEnd) {
                        let end = if flow { next.end } else { last };
                        return Some(Part { start, end, lead, body: Body::Sequence { flow, items } });
                    }
                    let item = self.part(next)?;
                    last = last.max(item.end);
                    items.push(item);
                }
            }
            EventKind::MappingStart { flow } => {
                let mut fields = Vec::new();
                let mut last = end;
                loop {
                    let next = self.next()??;
                    if matches!(next.kind, EventKind::MappingEnd) {
                        let end = if flow { next.end.max(last) } else { last };
                        return Some(Part { start, end, lead, body: Body::Mapping { flow, fields } });
                    }
                    let key = self.part(next)?;
                    let next = self.next()??;
                    let value = self.part(next)?;
                    last = last.max(value.end);
                    fields.push((key, value));
                }
            }
            _ => None,
        }
    }
}
