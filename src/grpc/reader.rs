//! Protobuf fields, read where they lie.
//!
//! Owns the plain cases of the wire format. Whatever is not plain is left to the general decoder, which knows what to
//! say about it. Source: Protocol Buffers, "Encoding".

/// The bytes are not plain: a group, a wrong type, a length beyond the end, text that is no UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotPlain;

/// The fields of a message, one after another.
pub(super) struct Reader<'a>(&'a [u8]);

/// A field's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// Of wire type 0.
    Varint(u64),
    /// Of wire type 2.
    Bytes(&'a [u8]),
    /// Of a type that no field of a question has.
    Fixed,
}

const VARINT: u64 = 0;
const FIXED_64: u64 = 1;
const BYTES: u64 = 2;
const FIXED_32: u64 = 5;

/// The most bits of a varint that its last byte adds to.
const VARINT_BYTES_MAX: usize = 10;

impl<'a> Reader<'a> {
    pub(super) fn new(message: &'a [u8]) -> Self {
        Self(message)
    }

    /// The next field's number and value; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<(u32, Value<'a>)>, NotPlain> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let key = self.varint()?;
        // A key has at most 32 bits, and no field has the number 0.
        let number = u32::try_from(key).ok().map(|key| key >> 3).filter(|number| *number > 0);
        let value = match key & 7 {
            VARINT => Value::Varint(self.varint()?),
            BYTES => {
                let length = usize::try_from(self.varint()?).map_err(|_| NotPlain)?;
                Value::Bytes(self.take(length)?)
            }
            FIXED_64 => self.take(8).map(|_| Value::Fixed)?,
            FIXED_32 => self.take(4).map(|_| Value::Fixed)?,
            _ => return Err(NotPlain),
        };
        Ok(Some((number.ok_or(NotPlain)?, value)))
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], NotPlain> {
        let (taken, left) = self.0.split_at_checked(length).ok_or(NotPlain)?;
        self.0 = left;
        Ok(taken)
    }

    fn varint(&mut self) -> Result<u64, NotPlain> {
        let mut value = 0_u64;
        for (n, byte) in self.0.iter().enumerate().take(VARINT_BYTES_MAX) {
            // The tenth byte holds the one bit that is left.
            if n == VARINT_BYTES_MAX - 1 && *byte > 1 {
                return Err(NotPlain);
            }
            value |= u64::from(byte & 0x7f) << (7 * n);
            if byte & 0x80 == 0 {
                self.0 = &self.0[n + 1..];
                return Ok(value);
            }
        }
        Err(NotPlain)
    }
}

impl<'a> Value<'a> {
    pub(super) fn text(self) -> Result<&'a str, NotPlain> {
        str::from_utf8(self.bytes()?).map_err(|_| NotPlain)
    }

    pub(super) fn bytes(self) -> Result<&'a [u8], NotPlain> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::Varint(_) | Self::Fixed => Err(NotPlain),
        }
    }

    pub(super) fn number(self) -> Result<u64, NotPlain> {
        match self {
            Self::Varint(number) => Ok(number),
            Self::Bytes(_) | Self::Fixed => Err(NotPlain),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{NotPlain, Reader, Value};

    fn all(message: &[u8]) -> Result<Vec<(u32, Value<'_>)>, NotPlain> {
        let mut reader = Reader::new(message);
        let mut fields = Vec::new();
        while let Some(field) = reader.next()? {
            fields.push(field);
        }
        Ok(fields)
    }

    #[test]
    fn fields_come_in_their_order() {
        let message = [0x08, 0x96, 0x01, 0x12, 0x02, b'V', b'N', 0x1d, 1, 2, 3, 4, 0x21, 1, 2, 3, 4, 5, 6, 7, 8];
        let fields = [(1, Value::Varint(150)), (2, Value::Bytes(b"VN")), (3, Value::Fixed), (4, Value::Fixed)];
        assert_eq!(all(&message).unwrap(), fields);
        assert_eq!(all(&[]).unwrap(), []);
    }

    #[test]
    fn what_is_cut_off_or_strange_is_not_plain() {
        for message in [
            [0x08].as_slice(),
            &[0x12, 0x05, b'V'],
            &[0x0b, 0x0c],
            &[0x0e, 0x00],
            &[0x00, 0x00],
            &[0x1d, 1, 2, 3],
            &[0xff; 11],
            &[0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02],
        ] {
            assert_eq!(all(message), Err(NotPlain), "{message:?}");
        }
        assert_eq!(Value::Bytes(&[0xff]).text(), Err(NotPlain));
        assert_eq!(Value::Varint(1).text(), Err(NotPlain));
        assert_eq!(Value::Bytes(b"1").number(), Err(NotPlain));
    }
}
