//! A question that outlives its call.
//!
//! Owns a copy of the question's words, and how large it may be.

use crate::model::Draft;

/// The most bytes of the words of a question that is compared.
pub(super) const WORDS_BYTES_MAX: usize = 16 << 10;

/// A question in words of its own; an empty one counts as left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// `origin`
    pub origin: String,
    /// `destination`
    pub destination: String,
    /// `transit`
    pub transit: Vec<String>,
    /// `subjects`
    pub subjects: Vec<String>,
    /// `data`
    pub data: Vec<String>,
    /// `dataset`
    pub dataset: String,
    /// `purpose`
    pub purpose: String,
    /// `exporter.id`
    pub exporter_id: String,
    /// `exporter.sector`
    pub sector: String,
    /// `exporter.role`
    pub exporter_role: String,
    /// `importer.id`
    pub importer_id: String,
    /// `importer.role`
    pub importer_role: String,
    /// `safeguards`
    pub safeguards: Vec<String>,
    /// `subject_count`
    pub subject_count: Option<u64>,
}

impl Words {
    /// A copy of a question.
    pub(super) fn of<W: AsRef<str>>(asked: &Draft<'_, W>) -> Self {
        let list = |words: &[W]| words.iter().map(|word| word.as_ref().to_owned()).collect();
        Self {
            origin: asked.origin.to_owned(),
            destination: asked.destination.to_owned(),
            transit: list(asked.transit),
            subjects: list(asked.subjects),
            data: list(asked.data),
            dataset: asked.dataset.to_owned(),
            purpose: asked.purpose.to_owned(),
            exporter_id: asked.exporter_id.to_owned(),
            sector: asked.sector.to_owned(),
            exporter_role: asked.exporter_role.to_owned(),
            importer_id: asked.importer_id.to_owned(),
            importer_role: asked.importer_role.to_owned(),
            safeguards: list(asked.safeguards),
            subject_count: asked.subject_count,
        }
    }

    /// The question as a policy set takes it.
    pub(super) fn draft(&self) -> Draft<'_> {
        Draft {
            origin: &self.origin,
            destination: &self.destination,
            transit: &self.transit,
            subjects: &self.subjects,
            data: &self.data,
            dataset: &self.dataset,
            purpose: &self.purpose,
            exporter_id: &self.exporter_id,
            sector: &self.sector,
            exporter_role: &self.exporter_role,
            importer_id: &self.importer_id,
            importer_role: &self.importer_role,
            safeguards: &self.safeguards,
            subject_count: self.subject_count,
        }
    }
}

/// How many bytes a question's words take, and a little for each.
pub(super) fn bytes<W: AsRef<str>>(asked: &Draft<'_, W>) -> usize {
    let lists = [asked.transit, asked.subjects, asked.data, asked.safeguards];
    let single = [
        asked.origin,
        asked.destination,
        asked.dataset,
        asked.purpose,
        asked.exporter_id,
        asked.sector,
        asked.exporter_role,
        asked.importer_id,
        asked.importer_role,
    ];
    let listed = lists.into_iter().flatten().map(|word| size_of::<String>() + word.as_ref().len());
    listed.chain(single.into_iter().map(str::len)).sum()
}
