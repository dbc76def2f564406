//! A question read in place: its words are those of the message.
//!
//! Owns the numbers of the contract's fields, and how proto3 joins fields that come twice: of a scalar the last counts,
//! lists go on, messages are merged.

use super::reader::{NotPlain, Reader, Value};
use crate::model::Draft;

/// An `EvaluateRequest`.
#[derive(Default)]
pub(super) struct Asked<'a> {
    /// `request_id`
    pub(super) request_id: &'a str,
    /// `transfer`
    pub(super) transfer: Option<Words<'a>>,
}

/// A `Transfer`.
#[derive(Default)]
pub(super) struct Words<'a> {
    origin: &'a str,
    destination: &'a str,
    transit: Vec<&'a str>,
    subjects: Vec<&'a str>,
    data: Vec<&'a str>,
    purpose: &'a str,
    exporter: Party<'a>,
    importer: Party<'a>,
    safeguards: Vec<&'a str>,
    subject_count: Option<u64>,
    dataset: &'a str,
}

/// An `Exporter` or an `Importer`: `id` and `role`, and the exporter's `sector` in the place of the importer's `name`.
#[derive(Default)]
struct Party<'a> {
    id: &'a str,
    sector_or_name: &'a str,
    role: &'a str,
}

impl<'a> Asked<'a> {
    pub(super) fn read(message: &'a [u8]) -> Result<Self, NotPlain> {
        let mut asked = Self::default();
        each(message, |number, value| {
            match number {
                1 => asked.request_id = value.text()?,
                2 => asked.transfer.get_or_insert_default().read(value.bytes()?)?,
                _ => {}
            }
            Ok(())
        })?;
        Ok(asked)
    }
}

/// The messages of an `EvaluateBatchRequest`, none of them read yet.
pub(super) fn batch(message: &[u8]) -> Result<Vec<&[u8]>, NotPlain> {
    let mut requests = Vec::new();
    each(message, |number, value| {
        if number == 1 {
            requests.push(value.bytes()?);
        }
        Ok(())
    })?;
    Ok(requests)
}

impl<'a> Words<'a> {
    fn read(&mut self, message: &'a [u8]) -> Result<(), NotPlain> {
        each(message, |number, value| {
            match number {
                1 => self.origin = value.text()?,
                2 => self.destination = value.text()?,
                3 => self.transit.push(value.text()?),
                4 => self.subjects.push(value.text()?),
                5 => self.data.push(value.text()?),
                6 => self.purpose = value.text()?,
                7 => self.exporter.read(value.bytes()?)?,
                8 => self.importer.read(value.bytes()?)?,
                9 => self.safeguards.push(value.text()?),
                10 => self.subject_count = Some(value.number()?),
                11 => self.dataset = value.text()?,
                _ => {}
            }
            Ok(())
        })
    }

    /// As the model takes it.
    pub(super) fn draft(&self) -> Draft<'_, &'a str> {
        Draft {
            origin: self.origin,
            destination: self.destination,
            transit: &self.transit,
            subjects: &self.subjects,
            data: &self.data,
            dataset: self.dataset,
            purpose: self.purpose,
            exporter_id: self.exporter.id,
            sector: self.exporter.sector_or_name,
            exporter_role: self.exporter.role,
            importer_id: self.importer.id,
            importer_role: self.importer.role,
            safeguards: &self.safeguards,
            subject_count: self.subject_count,
        }
    }
}

impl<'a> Party<'a> {
    fn read(&mut self, message: &'a [u8]) -> Result<(), NotPlain> {
        each(message, |number, value| {
            match number {
                1 => self.id = value.text()?,
                2 => self.sector_or_name = value.text()?,
                3 => self.role = value.text()?,
                _ => {}
            }
            Ok(())
        })
    }
}

fn each<'a>(message: &'a [u8], mut field: impl FnMut(u32, Value<'a>) -> Result<(), NotPlain>) -> Result<(), NotPlain> {
    let mut reader = Reader::new(message);
    while let Some((number, value)) = reader.next()? {
        field(number, value)?;
    }
    Ok(())
}
