//! The tree of one file's documents, with limits on its size.

use super::events::{EventKind, Events, Style, YamlEvent};
use crate::policy::code::Code;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::source::{Place, SourceFile, SourceId};

/// How large a policy file may be.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a file.
    pub bytes: usize,
    /// Values within each other.
    pub depth: usize,
    /// Values in a file.
    pub nodes: usize,
    /// Keys in a mapping.
    pub keys: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 16 << 20, depth: 64, nodes: 2_000_000, keys: 1_000 }
    }
}

/// How many aliases of a document are reported.
const ALIASES_SHOWN: usize = 10;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Where it stands.
    pub place: Place,
    /// What it is.
    pub content: Content,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A text, a number, a date, a truth value: what it is, the field that holds it decides.
    Scalar {
        /// The text after escapes are worked out.
        text: String,
        /// Written without quotes.
        plain: bool,
    },
    /// A list.
    Sequence(Vec<Node>),
    /// A mapping, in the order written.
    Mapping(Vec<Entry>),
    /// A value that was reported already.
    Broken,
}

/// One key of a mapping with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_place: Place,
    /// The value.
    pub value: Node,
}

/// Reads all documents of a file; what is wrong with it as YAML is reported.
pub fn parse(source: SourceId, file: &SourceFile, limits: Limits, found: &mut Vec<Diagnostic>) -> Vec<Node> {
    let whole = Place { source, start: 0, end: 0 };
    if let Some(at) = file.invalid_utf8_at() {
        let place = place(source, at, at);
        found.push(
            Diagnostic::new(Code::InvalidUtf8, place, "the file is not UTF-8 text")
                .label("the first byte that is not UTF-8 is here")
                .help("save the file as UTF-8"),
        );
        return Vec::new();
    }
    if file.text().len() > limits.bytes {
        let message = format!("the file has {} bytes, and {} is the most", file.text().len(), limits.bytes);
        found.push(Diagnostic::new(Code::LimitExceeded, whole, message).help("split it into several files"));
        return Vec::new();
    }
    let mut builder = Builder {
        source,
        limits,
        events: Events::new(file.text(), limits.depth),
        nodes: 0,
        aliases: 0,
        found,
        documents: Vec::new(),
    };
    builder.stream();
    builder.documents
}

fn place(source: SourceId, start: usize, end: usize) -> Place {
    let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    Place { source, start: clamp(start), end: clamp(end) }
}

struct Builder<'t, 'd> {
    source: SourceId,
    limits: Limits,
    events: Events<'t>,
    nodes: usize,
    aliases: usize,
    found: &'d mut Vec<Diagnostic>,
    documents: Vec<Node>,
}

/// The rest of the document can't be read.
struct Abandon;

impl Builder<'_, '_> {
    fn stream(&mut self) {
        loop {
            match self.document() {
                Ok(true) => {}
                Ok(false) => return,
                Err(Abandon) => {
                    if self.nodes > self.limits.nodes || !self.events.skip_document() {
                        return;
                    }
                }
            }
        }
    }

    fn next(&mut self) -> Result<Option<YamlEvent>, Abandon> {
        match self.events.next() {
            None => Ok(None),
            Some(Ok(event)) => Ok(Some(event)),
            Some(Err(error)) if error.too_deep => {
                let place = place(self.source, error.at, error.at);
                let message = format!("values are nested more than {} deep", self.limits.depth);
                self.found.push(Diagnostic::new(Code::LimitExceeded, place, message).help("no policy needs that"));
                Err(Abandon)
            }
            Some(Err(error)) => {
                let place = place(self.source, error.at, error.at);
                self.found.push(
                    Diagnostic::new(Code::YamlSyntax, place, format!("not well-formed YAML: {}", error.message))
                        .help("mind indentation, brackets and quotes; the documents after this one were still read"),
                );
                Err(Abandon)
            }
        }
    }

    fn document(&mut self) -> Result<bool, Abandon> {
        self.aliases = 0;
        while let Some(event) = self.next()? {
            match event.kind {
                EventKind::DocumentStart { .. } | EventKind::DocumentEnd | EventKind::Comment => {}
                _ => {
                    let node = self.node(event)?;
                    self.documents.push(node);
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn node(&mut self, event: YamlEvent) -> Result<Node, Abandon> {
        self.nodes += 1;
        let at = place(self.source, event.start, event.end);
        if self.nodes > self.limits.nodes {
            let message = format!("the file has more than {} values", self.limits.nodes);
            self.found.push(Diagnostic::new(Code::LimitExceeded, at, message).help("split it into several files"));
            return Err(Abandon);
        }
        if event.tagged {
            let message = "tags are not used in policies";
            self.found.push(Diagnostic::new(Code::YamlFeature, at, message).help("leave the tag out"));
        }
        match event.kind {
            EventKind::Scalar { text, style } => {
                Ok(Node { place: at, content: Content::Scalar { text, plain: style == Style::Plain } })
            }
            EventKind::SequenceStart { .. } => self.sequence(event.start, event.end),
            EventKind::MappingStart { .. } => self.mapping(event.start, event.end),
            EventKind::Alias => self.alias(at),
            EventKind::DocumentStart { .. }
            | EventKind::DocumentEnd
            | EventKind::Comment
            | EventKind::SequenceEnd
            | EventKind::MappingEnd => Ok(Node { place: at, content: Content::Broken }),
        }
    }

    /// Reports an alias; a document that is full of them is not read on.
    fn alias(&mut self, at: Place) -> Result<Node, Abandon> {
        self.aliases += 1;
        let message = "aliases are not used in policies";
        let help = "write the value out, or name it in a `TermSet` or a `JurisdictionGroup`";
        let diagnostic = Diagnostic::new(Code::YamlFeature, at, message).help(help);
        if self.aliases > ALIASES_SHOWN {
            self.found.push(diagnostic.label("and perhaps more: the rest of this document was not read"));
            return Err(Abandon);
        }
        self.found.push(diagnostic);
        Ok(Node { place: at, content: Content::Broken })
    }

    fn sequence(&mut self, start: usize, mut end: usize) -> Result<Node, Abandon> {
        let mut items = Vec::new();
        while let Some(event) = self.next()? {
            if matches!(event.kind, EventKind::SequenceEnd) {
                end = end.max(event.end).max(last_end(items.last().map(|node: &Node| node.place)));
                break;
            }
            items.push(self.node(event)?);
        }
        Ok(Node { place: place(self.source, start, end), content: Content::Sequence(items) })
    }

    fn mapping(&mut self, start: usize, mut end: usize) -> Result<Node, Abandon> {
        let mut entries: Vec<Entry> = Vec::new();
        while let Some(event) = self.next()? {
            if matches!(event.kind, EventKind::MappingEnd) {
                end = end.max(event.end).max(last_end(entries.last().map(|entry| entry.value.place)));
                break;
            }
            let key = self.node(event)?;
            let Some(event) = self.next()? else { break };
            let value = self.node(event)?;
            if entries.len() == self.limits.keys {
                let message = format!("the mapping has more than {} keys", self.limits.keys);
                self.found.push(Diagnostic::new(Code::LimitExceeded, key.place, message));
                return Err(Abandon);
            }
            self.entry(&mut entries, key, value);
        }
        Ok(Node { place: place(self.source, start, end), content: Content::Mapping(entries) })
    }

    fn entry(&mut self, entries: &mut Vec<Entry>, key: Node, value: Node) {
        let Content::Scalar { text, .. } = key.content else {
            if key.content != Content::Broken {
                self.found.push(Diagnostic::new(Code::YamlFeature, key.place, "a key must be a single word"));
            }
            return;
        };
        if text == "<<" {
            let message = "merge keys are not used in policies";
            self.found.push(Diagnostic::new(Code::YamlFeature, key.place, message).help("write the fields out"));
            return;
        }
        if let Some(first) = entries.iter().find(|entry| entry.key == text) {
            self.found.push(
                Diagnostic::new(Code::DuplicateKey, key.place, format!("the key `{text}` stands here twice"))
                    .label("again here")
                    .related(first.key_place, "first here")
                    .help("leave one of them out"),
            );
            return;
        }
        entries.push(Entry { key: text, key_place: key.place, value });
    }
}

fn last_end(place: Option<Place>) -> usize {
    place.map_or(0, |place| place.end as usize)
}
