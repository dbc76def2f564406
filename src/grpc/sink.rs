//! Protobuf fields, written one after another, or only measured.
//!
//! Owns the lengths that stand before what they measure. Source: Protocol Buffers, "Encoding".

const VARINT: u8 = 0;
const BYTES: u8 = 2;

/// How many bytes the length of a nested message gets at first: what is written moves where it takes another number.
const LENGTH_BYTES: usize = 2;

/// Takes the fields of a message.
pub(super) trait Sink {
    /// Takes bytes as they are: fields that are encoded already.
    fn put(&mut self, bytes: &[u8]);

    /// Takes a message within the message.
    fn nested(&mut self, number: u8, write: impl FnOnce(&mut Self));

    /// Takes a number.
    fn number(&mut self, number: u8, value: u64) {
        self.put(&[number << 3 | VARINT]);
        varint(self, value);
    }

    /// Takes a text, unless it is empty.
    fn text(&mut self, number: u8, text: &str) {
        if !text.is_empty() {
            self.put(&[number << 3 | BYTES]);
            varint(self, text.len() as u64);
            self.put(text.as_bytes());
        }
    }
}

impl Sink for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }

    fn nested(&mut self, number: u8, write: impl FnOnce(&mut Self)) {
        self.push(number << 3 | BYTES);
        let start = self.len();
        self.extend_from_slice(&[0; LENGTH_BYTES]);
        write(self);
        let written = start + LENGTH_BYTES..self.len();
        let value = written.len() as u64;
        let bytes = varint_bytes(value);
        if bytes > LENGTH_BYTES {
            self.resize(self.len() + bytes - LENGTH_BYTES, 0);
        }
        if bytes != LENGTH_BYTES {
            let length = written.len();
            self.copy_within(written, start + bytes);
            self.truncate(start + bytes + length);
        }
        for (n, byte) in self[start..start + bytes].iter_mut().enumerate() {
            *byte = varint_byte(value, n, bytes);
        }
    }
}

/// How many bytes a message takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Length(pub(super) usize);

impl Sink for Length {
    fn put(&mut self, bytes: &[u8]) {
        self.0 += bytes.len();
    }

    fn nested(&mut self, _: u8, write: impl FnOnce(&mut Self)) {
        let before = self.0;
        write(self);
        self.0 += field_bytes(self.0 - before) - (self.0 - before);
    }
}

/// How many bytes a message of a length takes as a field of another, whose number is below 16.
pub(super) fn field_bytes(length: usize) -> usize {
    1 + varint_bytes(length as u64) + length
}

fn varint(to: &mut (impl Sink + ?Sized), value: u64) {
    let bytes = varint_bytes(value);
    let mut encoded = [0; 10];
    for (n, byte) in encoded[..bytes].iter_mut().enumerate() {
        *byte = varint_byte(value, n, bytes);
    }
    to.put(&encoded[..bytes]);
}

/// How many bytes a varint takes.
fn varint_bytes(value: u64) -> usize {
    1 + ((u64::BITS - 1 - (value | 1).leading_zeros()) / 7) as usize
}

/// Byte `n` of a varint of so many bytes.
fn varint_byte(value: u64, n: usize, bytes: usize) -> u8 {
    let [seven, ..] = ((value >> (7 * n)) & 0x7f).to_le_bytes();
    if n + 1 < bytes { seven | 0x80 } else { seven }
}

#[cfg(test)]
mod tests {
    use super::{Length, Sink, field_bytes, varint};

    #[test]
    fn numbers_are_those_of_the_general_encoder() {
        for value in [0, 1, 127, 128, 300, 16_383, 16_384, 1 << 35, u64::MAX] {
            let (mut ours, mut theirs) = (Vec::new(), Vec::new());
            varint(&mut ours, value);
            prost::encoding::encode_varint(value, &mut theirs);
            assert_eq!(ours, theirs, "{value}");
        }
    }

    #[test]
    fn a_nested_message_stands_behind_its_length_however_long_it_is() {
        for length in [0, 1, 127, 128, 16_383, 16_384, 3_000_000] {
            let word = "x".repeat(length);
            let (mut ours, mut theirs) = (vec![7], vec![7]);
            ours.nested(4, |to| to.put(word.as_bytes()));
            ours.put(b"next");
            prost::encoding::bytes::encode(4, &word.clone().into_bytes(), &mut theirs);
            theirs.extend_from_slice(b"next");
            assert_eq!(ours, theirs, "{length}");
            assert_eq!(field_bytes(length) + 5, theirs.len(), "{length}");
        }
    }

    #[test]
    fn what_is_measured_is_what_is_written() {
        fn write(to: &mut impl Sink) {
            to.text(1, "");
            to.text(2, "word");
            to.number(3, 300);
            to.nested(4, |to| to.nested(5, |to| to.text(6, &"x".repeat(200))));
        }
        let (mut bytes, mut length) = (Vec::new(), Length::default());
        write(&mut bytes);
        write(&mut length);
        assert_eq!(length, Length(bytes.len()));
    }

    #[test]
    fn an_empty_text_is_left_out() {
        let mut to = Vec::new();
        to.text(1, "");
        assert!(to.is_empty());
    }
}
