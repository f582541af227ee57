//! Decodes the bytes of a text file: UTF-8, UTF-16 with its mark, or else Windows-1252; line
//! ends and ligatures.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// The text, and where it stops being UTF-8 if it had to be read as Windows-1252.
pub(crate) fn decode(bytes: &[u8]) -> (String, Option<usize>) {
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return (text.to_owned(), None),
        Err(error) => error,
    };
    let (encoding, mark) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) if encoding != UTF_8 => (encoding, mark),
        Some(_) | None => (WINDOWS_1252, 0),
    };
    let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
    (text.into_owned(), (encoding == WINDOWS_1252).then(|| error.valid_up_to()))
}

/// The text with `\n` at the end of each line and page.
pub(crate) fn with_plain_breaks(text: &str) -> String {
    text.replace("\r\n", "\n").replace(['\r', '\u{c}'], "\n")
}

/// The letters that a ligature joins.
pub(crate) fn ligature(letter: char) -> Option<&'static str> {
    let index = (letter as usize).checked_sub(0xfb00)?;
    ["ff", "fi", "fl", "ffi", "ffl", "st", "st"].get(index).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_gives_the_same_text() {
        let wide =
            |unit: fn(u16) -> [u8; 2]| "\u{feff}naïve".encode_utf16().flat_map(unit).collect();
        let (little, big): (Vec<u8>, Vec<u8>) = (wide(u16::to_le_bytes), wide(u16::to_be_bytes));
        let cases: [(&[u8], Option<usize>); 4] =
            [("naïve".as_bytes(), None), (b"na\xefve", Some(2)), (&little, None), (&big, None)];
        for (bytes, guessed_from) in cases {
            assert_eq!(decode(bytes), ("naïve".to_owned(), guessed_from), "{bytes:?}");
        }
        assert_eq!(decode(b"\x93quoted\x94").0, "“quoted”");
    }
}
