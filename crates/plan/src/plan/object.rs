//! Finds JSON objects in text written by a model, so that a broken one does not hide the others.

use std::ops::Range;

/// An object found in the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Its place, braces included; for an open object, up to where it should have ended.
    pub(super) range: Range<usize>,
    /// The start of the innermost object that lacks its closing brace.
    pub(super) open_at: Option<usize>,
    /// Whether it was found inside of an open object.
    pub(super) is_inside: bool,
    /// The objects directly inside of it; of an open object, all that are closed.
    pub(super) inner: Vec<Range<usize>>,
}

/// The outermost objects, in their order. Of an object that is never closed, the closed ones inside
/// follow it.
///
/// An object begins at a brace with a quote behind it, so set notation in prose is passed over. It
/// is given up when a line begins with another object that is not indented further. One pass; every
/// byte is looked at a bounded number of times.
pub(super) fn find(text: &str) -> Vec<Found> {
    let mut finder = Finder { text, ..Finder::default() };
    let bytes = text.as_bytes();
    let mut index = 0;
    while let Some(&byte) = bytes.get(index) {
        // an escaped character within a string
        if finder.string.is_some() && byte == b'\\' && bytes.get(index + 1) != Some(&b'\n') {
            index += 2;
            continue;
        }
        finder.read(index, byte);
        index += 1;
    }
    finder.give_up(text.len());
    finder.found
}

/// The start of the first object, if there is any.
pub(super) fn first(text: &str) -> Option<usize> {
    text.match_indices('{').map(|(index, _)| index).find(|&index| quote(text, index).is_some())
}

/// The quote behind the brace.
fn quote(text: &str, brace: usize) -> Option<u8> {
    text[brace + 1..].trim_start().bytes().next().filter(|&byte| byte == b'"' || byte == b'\'')
}

#[derive(Default)]
struct Finder<'a> {
    text: &'a str,
    /// The start of the line.
    line: usize,
    /// The first character of the line that is not blank.
    first: usize,
    open: Vec<Open>,
    /// The quote that opens strings in this object: `"`, or `'` if it is a Python literal, which
    /// has both.
    quotes: u8,
    /// The quote that closes the string that is being read.
    string: Option<u8>,
    found: Vec<Found>,
}

struct Open {
    start: usize,
    indent: usize,
    /// Closed objects inside, outermost only.
    inner: Vec<Range<usize>>,
}

impl Finder<'_> {
    fn read(&mut self, index: usize, byte: u8) {
        if byte == b'\n' {
            self.line = index + 1;
            self.first = index + 1;
            return;
        }
        if self.first == index && (byte == b' ' || byte == b'\t') {
            self.first = index + 1;
        }
        match byte {
            b'{' if self.begins_anew(index) => {
                self.give_up(index);
                self.begin(index);
            }
            quote if self.string == Some(quote) => self.string = None,
            _ if self.string.is_some() || self.open.is_empty() => {}
            b'"' => self.string = Some(byte),
            b'\'' if self.quotes == b'\'' => self.string = Some(byte),
            b'{' => self.begin(index),
            b'}' => self.end(index),
            _ => {}
        }
    }

    /// Whether an object at this brace cannot be inside of the one that is open.
    fn begins_anew(&self, index: usize) -> bool {
        let is_outside = match self.open.first() {
            None => true,
            Some(outermost) => self.first == index && index - self.line <= outermost.indent,
        };
        is_outside && quote(self.text, index).is_some()
    }

    fn begin(&mut self, index: usize) {
        if self.open.is_empty() {
            self.quotes = quote(self.text, index).unwrap_or(b'"');
        }
        self.open.push(Open { start: index, indent: self.first - self.line, inner: Vec::new() });
    }

    fn end(&mut self, index: usize) {
        let Some(Open { start, inner, .. }) = self.open.pop() else { return };
        let range = start..index + 1;
        match self.open.last_mut() {
            Some(outer) => outer.inner.push(range),
            None => self.found.push(Found { range, inner, ..Found::default() }),
        }
    }

    /// Reports the object that is open, and the closed ones inside of it.
    fn give_up(&mut self, end: usize) {
        self.string = None;
        let (Some(outermost), Some(innermost)) = (self.open.first(), self.open.last()) else {
            return;
        };
        let (range, open_at) = (outermost.start..end, Some(innermost.start));
        let inner: Vec<_> = self.open.drain(..).flat_map(|open| open.inner).collect();
        let inside = inner.clone().into_iter();
        self.found.push(Found { range, open_at, is_inside: false, inner });
        self.found.extend(inside.map(|range| Found { range, is_inside: true, ..Found::default() }));
    }
}
