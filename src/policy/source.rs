//! Policy files and places in them.

/// A policy file's place among the [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// A policy file as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    name: String,
    text: String,
    invalid_utf8_at: Option<usize>,
    layer: u16,
}

impl SourceFile {
    /// A file by the name that people know it by, and its bytes.
    pub fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        let name = name.into();
        match String::from_utf8(bytes) {
            Ok(text) => Self { name, text, invalid_utf8_at: None, layer: 0 },
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                Self { name, text, invalid_utf8_at: Some(at), layer: 0 }
            }
        }
    }

    /// The same file in a layer of a policy set; the lowest is 0.
    #[must_use]
    pub fn in_layer(self, layer: u16) -> Self {
        Self { layer, ..self }
    }

    /// The layer that it belongs to.
    pub fn layer(&self) -> u16 {
        self.layer
    }

    /// The name that people know it by: a path.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its text; what is not UTF-8 is replaced.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The offset of the first byte that is not UTF-8.
    pub fn invalid_utf8_at(&self) -> Option<usize> {
        self.invalid_utf8_at
    }
}

/// A stretch of a policy file, in bytes of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file.
    pub source: SourceId,
    /// The first byte.
    pub start: u32,
    /// The first byte after it.
    pub end: u32,
}

/// A line and a column as people count them: from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// The files of a policy set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources(Vec<SourceFile>);

impl Sources {
    /// The files, in the order of their names.
    pub fn new(mut files: Vec<SourceFile>) -> Self {
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Self(files)
    }

    /// The files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &SourceFile)> {
        self.0.iter().enumerate().map(|(index, file)| (SourceId(u32::try_from(index).unwrap_or(u32::MAX)), file))
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The file of a place; `None` for another set's.
    pub fn get(&self, id: SourceId) -> Option<&SourceFile> {
        self.0.get(id.0 as usize)
    }

    /// Where a place begins.
    pub fn position(&self, place: Place) -> Position {
        let text = self.get(place.source).map_or("", SourceFile::text);
        let before = text.get(..place.start as usize).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Position {
            line: count(before.matches('\n').count() + 1),
            column: count(before[line_start..].chars().count() + 1),
        }
    }

    /// A place as `file:line:column`.
    pub fn describe(&self, place: Place) -> String {
        let Position { line, column } = self.position(place);
        format!("{}:{line}:{column}", self.get(place.source).map_or("?", SourceFile::name))
    }
}
