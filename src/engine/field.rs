//! The fields of a question that rules may test.

/// A field of a question that rules may test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// `origin`
    Origin,
    /// `destination`
    Destination,
    /// `transit`
    Transit,
    /// `subjects`
    Subjects,
    /// `data`
    Data,
    /// `purpose`
    Purpose,
    /// `sector`
    Sector,
    /// `exporter_role`
    ExporterRole,
    /// `importer_role`
    ImporterRole,
    /// `subject_count`
    SubjectCount,
    /// `domestic`
    Domestic,
}

impl Field {
    /// Every field, in the order of a question.
    pub const ALL: [Self; 11] = [
        Self::Origin,
        Self::Destination,
        Self::Transit,
        Self::Subjects,
        Self::Data,
        Self::Purpose,
        Self::Sector,
        Self::ExporterRole,
        Self::ImporterRole,
        Self::SubjectCount,
        Self::Domestic,
    ];

    /// The word that the language uses for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Origin => "origin",
            Self::Destination => "destination",
            Self::Transit => "transit",
            Self::Subjects => "subjects",
            Self::Data => "data",
            Self::Purpose => "purpose",
            Self::Sector => "sector",
            Self::ExporterRole => "exporter_role",
            Self::ImporterRole => "importer_role",
            Self::SubjectCount => "subject_count",
            Self::Domestic => "domestic",
        }
    }
}
