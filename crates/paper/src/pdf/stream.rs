//! Streams of a document, unpacked within bounds.

use std::io::{self, Read};

use flate2::read::ZlibDecoder;
use pdf_extract::{Document, Object, Stream};

/// The most bytes a single stream may unpack to.
pub(super) const LIMIT: usize = 48 << 20;
/// Other packings than deflate are of old and small files; the parser unpacks them without a bound
/// of its own.
const LZW_LIMIT: usize = 256 << 10;
/// Nested brackets recurse in the parsers of fonts.
const NESTING: usize = 500;

/// The bytes of `stream`, unpacked; `None` if it is of a kind that text is not kept in, or too
/// large.
pub(super) fn unpacked(stream: &Stream) -> Option<Vec<u8>> {
    let filters = stream.filters().unwrap_or_default();
    match filters.as_slice() {
        [] => Some(stream.content.clone()),
        [b"FlateDecode" | b"Fl"] if !has_predictor(stream) => {
            Some(inflated(&stream.content, LIMIT))
        }
        _ if stream.content.len() > LZW_LIMIT => None,
        [b"ASCII85Decode", b"FlateDecode"] => {
            let mut outer = stream.clone();
            outer.dict.set("Filter", "ASCII85Decode");
            Some(inflated(&outer.decompressed_content().ok()?, LIMIT))
        }
        [_] => stream.decompressed_content().ok(),
        _ => None,
    }
}

/// The first `limit` bytes that `packed` unpacks to; as far as it is sound.
pub(super) fn inflated(packed: &[u8], limit: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    // what was read in front of an error is kept
    let _ = ZlibDecoder::new(packed).take(limit as u64).read_to_end(&mut bytes);
    bytes
}

/// Whether the parsers of fonts may be given `bytes`.
pub(super) fn is_shallow(bytes: &[u8]) -> bool {
    [(b'[', b']'), (b'(', b')'), (b'{', b'}'), (b'<', b'>')].iter().all(|&(open, close)| {
        let mut depth = 0_usize;
        bytes.iter().all(|&byte| {
            if byte == open {
                depth += 1;
            } else if byte == close {
                depth = depth.saturating_sub(1);
            }
            depth < NESTING
        })
    })
}

/// Follows a chain of references; `None` if it leads nowhere or in a circle.
pub(super) fn resolved<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Object> {
    document.dereference(object).ok().map(|(_, object)| object)
}

fn has_predictor(stream: &Stream) -> bool {
    let parameters = stream.dict.get(b"DecodeParms").and_then(Object::as_dict);
    let predictor = parameters.and_then(|parameters| parameters.get(b"Predictor")?.as_i64());
    predictor.is_ok_and(|predictor| predictor > 1)
}

/// Whether the streams that are unpacked while `bytes` are loaded stay within bounds.
pub(super) fn loads_within_bounds(bytes: &[u8]) -> bool {
    const TOTAL: u64 = 256 << 20;
    const DICTIONARY: usize = 1024;
    let mut total = 0;
    for (start, _) in bytes.windows(6).enumerate().filter(|(_, window)| window == b"stream") {
        let head = &bytes[start.saturating_sub(DICTIONARY)..start];
        let head = &head[rposition(head, b" obj").unwrap_or(0)..];
        if rposition(head, b"/ObjStm").is_none() && rposition(head, b"/XRef").is_none() {
            continue;
        }
        let packed = bytes[start + 6..].trim_ascii_start();
        let filters = head.windows(6).filter(|window| window == b"Decode").count();
        if filters > 1 + usize::from(rposition(head, b"DecodeParms").is_some()) {
            return false;
        }
        // counted, not kept
        let mut packed = ZlibDecoder::new(packed).take(TOTAL);
        let _ = io::copy(&mut packed, &mut io::sink());
        total += TOTAL - packed.limit();
        if total >= TOTAL {
            return false;
        }
    }
    true
}

fn rposition(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).rposition(|window| window == word)
}
