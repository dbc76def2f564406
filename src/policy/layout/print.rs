//! Documents, line by line.

use super::comments::Comments;
use super::flow::inline;
use super::language::Meaning;
use super::scalar::{key_on_a_line, quoted};
use super::text_block::{TextBlock, folded, header_at, kept};
use super::written::{Body, Part, Written, WrittenDocument};

/// The most characters of a line, unless a value can't be parted.
const WIDTH: usize = 120;
/// How much further right what is in something stands.
const STEP: usize = 2;

/// A whole file in its canonical layout.
pub fn printed(written: &Written, source: &str) -> String {
    let comments = Comments::new(source, &written.comments);
    let mut printer = Printer { source, comments, out: String::with_capacity(source.len()), is_open: false };
    for (number, document) in written.documents.iter().enumerate() {
        let next = written.documents.get(number + 1).map_or(source.len(), |next| next.start);
        printer.document(document, number == 0, next);
    }
    let is_empty = printer.out.is_empty();
    printer.above(source.len(), 0, !is_empty);
    printer.out
}

struct Printer<'t> {
    source: &'t str,
    comments: Comments<'t>,
    out: String,
    /// Empty lines would belong to the text that was printed last.
    is_open: bool,
}

/// Where a value is printed.
#[derive(Clone, Copy)]
struct Spot {
    /// What stands before it in its line.
    after: After,
    /// The indentation of its line.
    indent: usize,
    /// The column of the collection that it is in, as it was written.
    column: Option<usize>,
    /// Where the next thing begins, as it was written.
    next: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    Nothing,
    Key,
    Dash,
}

impl Printer<'_> {
    fn document(&mut self, WrittenDocument { start, value }: &WrittenDocument, is_first: bool, next: usize) {
        if !is_first || value.is_left_out() {
            self.above(*start, 0, !is_first);
            self.out.push_str("---\n");
            self.is_open = false;
        }
        if !value.is_left_out() {
            let may_part = self.above(value.first_start(), 0, false);
            self.part(value.start, may_part);
            self.value(
                value,
                Meaning::of_document(value),
                Spot { after: After::Nothing, indent: 0, column: None, next },
            );
        }
        self.above(next, 0, true);
    }

    fn value(&mut self, part: &Part, meaning: Meaning, spot: Spot) {
        let meaning = meaning.written_as(&part.body);
        if part.is_block_scalar() {
            return self.text(part, spot);
        }
        match &part.body {
            Body::Scalar { text, .. } => self.scalar(part, text, meaning, spot),
            _ if self.fits(part, meaning, spot) => {
                let text = inline(part, self.source, meaning, false).unwrap_or_default();
                self.on_this_line(&text, part, spot);
            }
            Body::Sequence { items, .. } => self.items(part, items, meaning, spot),
            Body::Mapping { fields, .. } => self.fields(part, fields, meaning, spot),
        }
    }

    /// Whether a list or mapping stays on one line.
    fn fits(&self, part: &Part, meaning: Meaning, spot: Spot) -> bool {
        let is_empty = match &part.body {
            Body::Sequence { items, .. } => items.is_empty(),
            Body::Mapping { fields, .. } => fields.is_empty(),
            Body::Scalar { .. } => false,
        };
        let is_short = || inline(part, self.source, meaning, false).is_some_and(|text| self.has_room(&text, spot));
        let is_inner = spot.after != After::Nothing;
        is_empty || (part.is_flow() && is_inner && !self.comments.is_before(part.end) && is_short())
    }

    fn scalar(&mut self, part: &Part, text: &str, meaning: Meaning, spot: Spot) {
        let line = inline(part, self.source, meaning, false).unwrap_or_else(|| quoted(text));
        let block = if self.has_room(&line, spot) || spot.after == After::Nothing {
            None
        } else {
            folded(text, WIDTH - spot.indent - STEP)
        };
        match block {
            Some(block) => self.text_block(&block, part, spot),
            None => self.on_this_line(&line, part, spot),
        }
    }

    /// A value that was written over several lines.
    fn text(&mut self, part: &Part, spot: Spot) {
        let block = if spot.after == After::Nothing { None } else { kept(part, self.source) };
        match (block, &part.body) {
            (Some(block), _) => self.text_block(&block, part, spot),
            (None, Body::Scalar { text, .. }) => self.on_this_line(&quoted(text), part, spot),
            _ => {}
        }
    }

    fn text_block(&mut self, block: &TextBlock, part: &Part, spot: Spot) {
        self.out.push(' ');
        self.out.push_str(&block.header);
        let header = if part.is_block_scalar() { header_at(part, self.source) } else { None };
        self.end_line(header.unwrap_or(part.end));
        for line in &block.lines {
            if !line.is_empty() {
                self.indent(spot.indent + STEP);
                self.out.push_str(line);
            }
            self.out.push('\n');
        }
        self.is_open = block.keeps_end;
    }

    fn items(&mut self, part: &Part, items: &[Part], meaning: Meaning, spot: Spot) {
        let indent = self.open(part, spot);
        let column = self.dash_column(part, items, spot);
        for (number, item) in items.iter().enumerate() {
            let next = items.get(number + 1).map_or(spot.next, |next| self.dash_at(next).unwrap_or(next.start));
            if number > 0 || spot.after != After::Dash {
                let may_part = self.above(item.first_start(), indent, number > 0);
                self.part(self.dash_at(item).unwrap_or(item.start), may_part);
                self.indent(indent);
            }
            self.out.push('-');
            let spot = Spot { after: After::Dash, indent, column: Some(column), next };
            self.value(item, meaning.of_item(), spot);
        }
        self.close(part, column, indent, spot);
    }

    fn fields(&mut self, part: &Part, fields: &[(Part, Part)], meaning: Meaning, spot: Spot) {
        let has_stray = self.comments.is_before(part.start);
        let indent = self.open(part, spot);
        let column = self.comments.column(part.first_start());
        let is_free = !has_stray && !self.comments.any_with(part.end, column, spot.next);
        let order = if is_free { meaning.order(fields) } else { (0..fields.len()).collect() };
        for (number, at) in order.into_iter().enumerate() {
            let Some((key, value)) = fields.get(at) else { continue };
            let next = fields.get(at + 1).map_or(spot.next, |(key, _)| key.start);
            if number > 0 || spot.after != After::Dash {
                let is_on_line = matches!(value.body, Body::Scalar { .. }) && !value.is_block_scalar();
                let head = if is_on_line { value.start.max(key.start) } else { key.start };
                let may_part = self.above(head, indent, number > 0);
                self.part(key.start, may_part);
                self.indent(indent);
            }
            self.out.push_str(&key_on_a_line(key, self.source, meaning, false).unwrap_or_default());
            self.out.push(':');
            let spot = Spot { after: After::Key, indent, column: Some(column), next };
            self.value(value, meaning.of_field(key.text()), spot);
        }
        self.close(part, column, indent, spot);
    }

    /// Gets ready for what is in a list or mapping, and says how far right it stands.
    fn open(&mut self, part: &Part, spot: Spot) -> usize {
        match spot.after {
            After::Nothing => spot.indent,
            After::Key => {
                self.end_line(part.lead);
                spot.indent + STEP
            }
            After::Dash => {
                self.out.push(' ');
                spot.indent + STEP
            }
        }
    }

    /// Prints the comments at the end of a list or mapping that belong to nothing in it.
    fn close(&mut self, part: &Part, column: usize, indent: usize, spot: Spot) {
        if part.is_flow() {
            self.above(part.end, indent, true);
        } else if spot.column.is_none_or(|outer| outer < column) {
            while let Some((start, comment)) = self.comments.take_below(column, spot.next) {
                self.comment(start, comment, indent, true);
            }
        }
    }

    /// Prints the comments that stand before an offset, and says whether an empty line may follow what is printed now.
    fn above(&mut self, offset: usize, indent: usize, mut may_part: bool) -> bool {
        while let Some((start, comment)) = self.comments.take_before(offset) {
            self.comment(start, comment, indent, may_part);
            may_part = true;
        }
        may_part
    }

    fn comment(&mut self, start: usize, comment: &str, indent: usize, may_part: bool) {
        self.part(start, may_part);
        self.indent(indent);
        self.out.push_str(comment);
        self.out.push('\n');
    }

    /// Leaves a line empty where one was empty before what began at an offset.
    fn part(&mut self, offset: usize, may_part: bool) {
        if may_part && !self.is_open && self.comments.is_parted(offset) {
            self.out.push('\n');
        }
        self.is_open = false;
    }

    fn on_this_line(&mut self, text: &str, part: &Part, spot: Spot) {
        if spot.after != After::Nothing && !text.is_empty() {
            self.out.push(' ');
        }
        self.out.push_str(text);
        self.end_line(part.end);
    }

    /// Ends the line with the comment beside what ended at an offset.
    fn end_line(&mut self, end: usize) {
        if let Some(comment) = self.comments.take_beside(end) {
            self.out.push_str("  ");
            self.out.push_str(comment);
        }
        self.out.push('\n');
    }

    fn indent(&mut self, indent: usize) {
        self.out.extend(std::iter::repeat_n(' ', indent));
    }

    fn has_room(&self, text: &str, spot: Spot) -> bool {
        let line = self.out.rsplit('\n').next().unwrap_or_default();
        let gap = usize::from(spot.after != After::Nothing);
        line.chars().count() + gap + text.chars().count() <= WIDTH
    }

    /// The column of a list's dashes.
    fn dash_column(&self, part: &Part, items: &[Part], spot: Spot) -> usize {
        let first = items.first().and_then(|item| self.dash_at(item)).or_else(|| self.dash_at(part));
        let within = || spot.column.map_or(0, |column| column + STEP);
        first.map_or_else(within, |at| self.comments.column(at))
    }

    /// Where the first dash before a value stands; a list may begin at its first dash or right after it.
    fn dash_at(&self, part: &Part) -> Option<usize> {
        let mut in_comment = false;
        let mut before = self.source.get(part.lead..part.start)?.char_indices();
        let dash = before.find(|(_, c)| {
            in_comment = *c == '#' || (in_comment && *c != '\n');
            *c == '-' && !in_comment
        });
        dash.map(|(at, _)| part.lead + at)
    }
}
