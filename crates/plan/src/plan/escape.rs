//! Text on a page: what is safe stands as it is, as on the published pages; what could act is
//! escaped.
//!
//! A page is Markdown with HTML in it, and renderers differ in what they take for which. The rule:
//!
//! - `<` stands if it begins no markup (`p < 0.05`, `<3`); if it begins a bare tag that only
//!   changes how characters look (`<sub>`, `<i>`, `<br>`, …); if it begins a tag whose name HTML
//!   does not have, closed on its line and without values (`<CLS>`, `<EC>`); or an automatic link
//!   to `http`, `https` or `mailto`. Every other `<` becomes `&lt;`, also that of `<discussion>`
//!   and `<predictions>`.
//! - the `(` or `:` behind a `]` stands unless it makes a link to an address that is, or could
//!   hide, another scheme.
//! - control characters but line breaks and tabs, and those that turn the direction of writing, are
//!   escaped.
//! - line breaks within a field, and headings and code fences at the beginning of a line of the
//!   trace, are escaped.
//! - `&` becomes `&amp;` only where it would otherwise read as one of these escapes.
//!
//! [`decode`] undoes exactly this: `decode(encode(text)) == text` for every text, and
//! `encode(decode(page)) == page` for all that was written here and all that needs no escape.

mod markup;

use std::borrow::Cow;

use foundation::visible::is_hidden;

/// A field of one line.
pub(super) fn inline(text: &str) -> String {
    encode(text, |at| at.is_active() || at.c == '\n')
}

/// A field of one line, a part of the title that ends at `/`.
pub(super) fn segment(text: &str) -> String {
    encode(text, |at| at.is_active() || at.c == '\n' || at.c == '/')
}

/// An item of a list with commas, where commas and brackets of the item must not count.
pub(super) fn listed(text: &str) -> String {
    encode(text, |at| at.is_active() || at.c == '\n' || ",()[]{}".contains(at.c))
}

/// Text of many lines.
pub(super) fn block(text: &str) -> String {
    encode(text, |at| at.is_active() || at.opens_block())
}

/// Text between a pair of AblationBench's tags: the tags themselves and blanks at the ends are
/// escaped.
pub(super) fn between_tags(text: &str) -> String {
    let inner = text.trim_matches(is_blank);
    let start = text.len() - text.trim_start_matches(is_blank).len();
    let inner = start..start + inner.len();
    encode(text, |at| !inner.contains(&at.index) || (at.c == '<' && markup::is_tag(at.rest())))
}

/// A blank that is not kept at the ends of [`between_tags`].
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// Whether text that stands on a page holds nothing that should have been escaped.
pub(super) fn is_safe(line: &str) -> bool {
    positions(line).all(|at| !(at.is_active() || at.c == '\n' || is_hidden(at.c)))
}

/// The text that was encoded.
pub(super) fn decode(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(index) = rest.find('&') {
        decoded.push_str(&rest[..index]);
        rest = &rest[index..];
        if let Some((c, after)) = escape(rest) {
            decoded.push(c);
            rest = after;
        } else if reads_as_escape(rest) {
            decoded.push('&');
            rest = &rest["&amp;".len()..];
        } else {
            decoded.push('&');
            rest = &rest[1..];
        }
    }
    decoded.push_str(rest);
    decoded
}

/// A character and what is around it.
struct Position<'a> {
    text: &'a str,
    index: usize,
    line: usize,
    c: char,
}

impl Position<'_> {
    fn rest(&self) -> &str {
        &self.text[self.index..]
    }

    /// Whether the character makes markup or a link that could act.
    fn is_active(&self) -> bool {
        match self.c {
            '<' => markup::is_active(self.rest()),
            '(' | ':' => {
                self.text[..self.index].ends_with(']')
                    && markup::is_hidden_scheme(&self.rest()[1..])
            }
            _ => false,
        }
    }

    /// Whether a heading or a code fence begins here.
    fn opens_block(&self) -> bool {
        let indent = &self.text.as_bytes()[self.line..self.index];
        if indent.len() > 3 || indent.iter().any(|&byte| byte != b' ') {
            return false;
        }
        match self.c {
            '#' => {
                let after = self.rest().trim_start_matches('#');
                after.is_empty() || after.starts_with([' ', '\t', '\n', '\r'])
            }
            '`' => self.rest().starts_with("```"),
            '~' => self.rest().starts_with("~~~"),
            _ => false,
        }
    }
}

fn positions(text: &str) -> impl Iterator<Item = Position<'_>> {
    let mut line = 0;
    text.char_indices().map(move |(index, c)| {
        let position = Position { text, index, line, c };
        if c == '\n' {
            line = index + 1;
        }
        position
    })
}

/// Escapes what must be, and everything that is hidden.
fn encode(text: &str, must: impl Fn(&Position<'_>) -> bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    for at in positions(text) {
        let written: Cow<'_, str> = match at.c {
            '&' if reads_as_escape(at.rest()) => "&amp;".into(),
            '<' if must(&at) => "&lt;".into(),
            c if c != '&' && (is_hidden(c) || must(&at)) => format!("&#{};", u32::from(c)).into(),
            c => {
                encoded.push(c);
                continue;
            }
        };
        encoded.push_str(&written);
    }
    encoded
}

/// Whether text that begins with `&` is an escape, or `&amp;` (any number of times) in front of
/// one.
fn reads_as_escape(text: &str) -> bool {
    let mut rest = &text[1..];
    while let Some(after) = rest.strip_prefix("amp;") {
        rest = after;
    }
    escaped(rest).is_some()
}

/// The character that is escaped at the beginning of the text, and what follows.
fn escape(text: &str) -> Option<(char, &str)> {
    escaped(text.strip_prefix('&')?)
}

fn escaped(text: &str) -> Option<(char, &str)> {
    if let Some(rest) = text.strip_prefix("lt;") {
        return Some(('<', rest));
    }
    let digits = text.strip_prefix('#')?;
    let end = digits.bytes().take(5).position(|byte| byte == b';')?;
    let code: u32 = digits[..end]
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| digits[..end].parse().ok())??;
    let c = char::from_u32(code).filter(|c| c.is_ascii() || is_hidden(*c))?;
    Some((c, &digits[end + 1..]))
}
