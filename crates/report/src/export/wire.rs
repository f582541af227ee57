//! Messages in the wire format of protocol buffers, as far as event files need it.

/// A message while it is written.
#[derive(Clone, Debug, Default)]
pub(super) struct Message(Vec<u8>);

/// How a field is laid out.
#[derive(Clone, Copy)]
enum Layout {
    Varint = 0,
    Eight = 1,
    Sized = 2,
    Four = 5,
}

impl Message {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// The bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// With a whole number, a choice or a truth value.
    pub(super) fn int(mut self, field: u32, value: u64) -> Self {
        self.key(field, Layout::Varint);
        self.varint(value);
        self
    }

    /// With a number of double precision.
    pub(super) fn double(mut self, field: u32, value: f64) -> Self {
        self.key(field, Layout::Eight);
        self.0.extend(value.to_le_bytes());
        self
    }

    /// With a number of single precision.
    pub(super) fn float(mut self, field: u32, value: f32) -> Self {
        self.key(field, Layout::Four);
        self.0.extend(value.to_le_bytes());
        self
    }

    /// With text.
    pub(super) fn text(self, field: u32, text: &str) -> Self {
        self.sized(field, text.as_bytes())
    }

    /// With another message; again for each element of a repeated field.
    pub(super) fn message(self, field: u32, message: &Self) -> Self {
        self.sized(field, &message.0)
    }

    /// With the fields of another message.
    pub(super) fn merge(mut self, message: &Self) -> Self {
        self.0.extend(&message.0);
        self
    }

    fn sized(mut self, field: u32, bytes: &[u8]) -> Self {
        self.key(field, Layout::Sized);
        self.varint(bytes.len() as u64);
        self.0.extend(bytes);
        self
    }

    fn key(&mut self, field: u32, layout: Layout) {
        self.varint(u64::from(field << 3 | layout as u32));
    }

    /// Seven bits a byte, the lowest first.
    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_laid_out() {
        for (message, expected) in [
            (Message::new().int(1, 150), &b"\x08\x96\x01"[..]),
            (Message::new().int(1, u64::MAX), b"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
            (Message::new().text(2, "testing"), b"\x12\x07testing"),
            (Message::new().message(3, &Message::new().int(1, 150)), b"\x1a\x03\x08\x96\x01"),
            (Message::new().double(1, 1.0), b"\x09\0\0\0\0\0\0\xf0\x3f"),
            (Message::new().float(16, -2.0), b"\x85\x01\0\0\0\xc0"),
        ] {
            assert_eq!(message.bytes(), expected);
        }
    }
}
