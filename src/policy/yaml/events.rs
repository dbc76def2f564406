//! The parser's events in the few shapes that policies need.

use granit_parser::{ErrorKind, Event, Marker, Options, Parser, ScalarStyle, ScanError, Span, StrInput, options};

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
    DocumentStart,
    DocumentEnd,
    Scalar { text: String, plain: bool },
    SequenceStart,
    SequenceEnd,
    MappingStart,
    MappingEnd,
    Alias,
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

    /// Skips what is left of a broken document; false if none follows.
    pub fn skip_document(&mut self) -> bool {
        self.parser.proceed_next_document().unwrap_or(false)
    }

    fn offset(&self, marker: Marker) -> usize {
        marker.byte_offset().unwrap_or(self.text.len()).min(self.text.len())
    }

    fn convert(&self, event: Event<'t>, span: Span) -> Option<YamlEvent> {
        let (kind, tagged) = match event {
            Event::DocumentStart(..) => (EventKind::DocumentStart, false),
            Event::DocumentEnd => (EventKind::DocumentEnd, false),
            Event::Scalar(text, style, _, tag) => {
                let plain = style == ScalarStyle::Plain;
                (EventKind::Scalar { text: text.into_owned(), plain }, tag.is_some())
            }
            Event::SequenceStart(_, _, tag) => (EventKind::SequenceStart, tag.is_some()),
            Event::SequenceEnd => (EventKind::SequenceEnd, false),
            Event::MappingStart(_, _, tag) => (EventKind::MappingStart, tag.is_some()),
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
