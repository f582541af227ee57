//! Files whose table of objects is lost: cut short, or changed by a program that did not rewrite
//! it.

use std::collections::BTreeMap;

/// `bytes` with a new table of objects at the end; `None` if there is nothing to make one of.
pub(super) fn repaired(bytes: &[u8]) -> Option<Vec<u8>> {
    let encrypted = find(bytes, b"/Encrypt").is_some();
    let objects = objects(bytes);
    let size = objects.last_key_value().filter(|_| !encrypted)?.0 + 1;
    // a table of one entry for each: numbers need not follow one another
    let entry = |(number, offset)| format!("{number} 1\n{offset:010} 00000 n \n");
    let entries: String = objects.iter().map(entry).collect();
    let root = root(bytes).map(|root| format!(" /Root {root} 0 R")).unwrap_or_default();
    let table = bytes.len() + 1;
    let text =
        format!("\nxref\n{entries}trailer\n<< /Size {size}{root} >>\nstartxref\n{table}\n%%EOF\n");
    Some([bytes, text.as_bytes()].concat())
}

/// Where each object starts; the last of those with the same number counts.
fn objects(bytes: &[u8]) -> BTreeMap<u32, usize> {
    let mut objects = BTreeMap::new();
    let mut from = 0;
    while let Some(at) = find(&bytes[from..], b"obj").map(|at| from + at) {
        from = at + 3;
        if let Some((number, start)) = object_head(&bytes[..at]) {
            objects.insert(number, start);
        }
    }
    objects
}

/// The number in front of ` 0 obj`, and where it starts.
fn object_head(before: &[u8]) -> Option<(u32, usize)> {
    const LONGEST: usize = 24;
    let from = before.len().saturating_sub(LONGEST);
    let head = &before[from..];
    let is_blank = u8::is_ascii_whitespace;
    let end = head.iter().rposition(|byte| !is_blank(byte))? + 1;
    let generation = head[..end].iter().rposition(|byte| !byte.is_ascii_digit())? + 1;
    let end = head[..generation].iter().rposition(|byte| !is_blank(byte))? + 1;
    let start = head[..end].iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |at| at + 1);
    if generation == end || start == end {
        return None;
    }
    let number = std::str::from_utf8(&head[start..end]).ok()?.parse().ok()?;
    Some((number, from + start))
}

/// The number of the catalog, as the last trailer names it.
fn root(bytes: &[u8]) -> Option<u32> {
    let at = bytes.windows(6).rposition(|window| window == b"/Root ")?;
    let rest = &bytes[at + 6..];
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(&rest[..digits]).ok()?.parse().ok()
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|window| window == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_found_without_their_table() {
        let bytes = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n12 0 obj << /Root 3 0 R >> endobj 1 0 obj [] endobj";
        assert_eq!(objects(bytes), BTreeMap::from([(1, 64), (12, 30)]));
        assert_eq!(root(bytes), Some(3));
    }

    #[test]
    fn nothing_is_made_of_nothing() {
        for bytes in [b"".as_slice(), b"obj", b" obj obj", b"%PDF-1.4 endobj", b"x 0 obj"] {
            assert_eq!(repaired(bytes), None);
        }
    }
}
