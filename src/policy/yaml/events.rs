//! The parser's events in the few shapes that policies need.

use granit_parser::{
    ErrorKind, Event, Marker, Options, Parser, ScalarStyle, ScanError, Span, StrInput, StructureStyle, options,
};

/// One event of a YAML stream with the bytes it covers.
pub struct YamlEvent {
    pub kind: EventKind,
    pub start: usize,
    pub end: usize,
    /// The value carries a tag.
    pub tagged: bool,
}

/// What happened in the stream.
pub enum EventKind {
    /// A document begins; it may say so by `---`.
    DocumentStart {
        marked: bool,
    },
    DocumentEnd,
    Scalar {
        text: String,
        style: Style,
    },
    SequenceStart {
        flow: bool,
    },
    SequenceEnd,
    MappingStart {
        flow: bool,
    },
    MappingEnd,
    Alias,
    Comment,
}

/// How a single value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    /// After `|`, line by line.
    Literal,
    /// After `>`, lines joined.
    Folded,
}

/// Text that is not YAML, or is nested too deeply.
pub struct SyntaxError {
    pub at: usize,
    pub message: String,
    pub too_deep: bool,
}

/// The events of a text; after a syntax error it goes on with the next document.
pub struct Events<'t> {
    text: &'t str,
    parser: Parser<'t, StrInput<'t>>,
}

impl<'t> Events<'t> {
    pub fn new(text: &'t str, depth: usize) -> Self {
        Self { text, parser: Parser::new_from_str_with_options(text, options_for(depth)) }
    }

    /// The same with the comments, in the order in which they stand.
    pub fn with_comments(text: &'t str, depth: usize) -> Self {
        let mut options = options_for(depth);
        options.set_emit_comments(true);
        options.max_buffered_comment_events = usize::MAX;
        Self { text, parser: Parser::new_from_str_with_options(text, options) }
    }

    /// Skips what is left of a broken document; false if none follows.
    pub fn skip_document(&mut self) -> bool {
        self.parser.proceed_next_document().unwrap_or(false)
    }

    fn offset(&self, marker: Marker) -> usize {
        marker.byte_offset().unwrap_or(self.text.len()).min(self.text.len())
    }

    fn convert(&self, event: Event<'t>, span: Span) -> Option<YamlEvent> {
        let (kind, tagged) = match event {
            Event::DocumentStart(marked, _) => (EventKind::DocumentStart { marked }, false),
            Event::DocumentEnd => (EventKind::DocumentEnd, false),
            Event::Comment(..) => (EventKind::Comment, false),
            Event::Scalar(text, style, _, tag) => {
                (EventKind::Scalar { text: text.into_owned(), style: style.into() }, tag.is_some())
            }
            Event::SequenceStart(style, _, tag) => {
                (EventKind::SequenceStart { flow: style == StructureStyle::Flow }, tag.is_some())
            }
            Event::SequenceEnd => (EventKind::SequenceEnd, false),
            Event::MappingStart(style, _, tag) => {
                (EventKind::MappingStart { flow: style == StructureStyle::Flow }, tag.is_some())
            }
            Event::MappingEnd => (EventKind::MappingEnd, false),
            Event::Alias(_) | Event::UnresolvedAlias(_) => (EventKind::Alias, false),
            _ => return None,
        };
        let start = self.offset(span.start);
        let end = self.offset(span.end).max(start);
        // A block scalar's span runs on into the indentation of the next line.
        let end = start + self.text.get(start..end).map_or(0, |covered| covered.trim_end().len());
        Some(YamlEvent { kind, start, end, tagged })
    }
}

impl From<ScalarStyle> for Style {
    fn from(style: ScalarStyle) -> Self {
        match style {
            ScalarStyle::Plain => Self::Plain,
            ScalarStyle::SingleQuoted => Self::SingleQuoted,
            ScalarStyle::DoubleQuoted => Self::DoubleQuoted,
            ScalarStyle::Literal => Self::Literal,
            ScalarStyle::Folded => Self::Folded,
        }
    }
}

fn options_for(depth: usize) -> Options {
    options! {
        emit_comments: false,
        emit_unresolved_aliases: true,
        flow_nesting_limit: depth,
        block_nesting_limit: depth,
    }
}

impl Iterator for Events<'_> {
    type Item = Result<YamlEvent, SyntaxError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.parser.next_event()? {
                Ok((event, span)) => {
                    if let Some(event) = self.convert(event, span) {
                        return Some(Ok(event));
                    }
                }
                Err(error) => return Some(Err(self.syntax_error(&error))),
            }
        }
    }
}

impl Events<'_> {
    fn syntax_error(&self, error: &ScanError) -> SyntaxError {
        let too_deep = matches!(error.kind(), ErrorKind::RecursionLimitExceeded);
        SyntaxError { at: self.offset(*error.marker()), message: error.info(), too_deep }
    }
}
