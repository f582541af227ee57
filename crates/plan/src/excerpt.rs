//! Excerpts of a plan or a binding that are fit for a message.

use std::collections::BTreeSet;
use std::fmt::Write;

/// The longest excerpt, in characters.
const MAX_CHARS: usize = 60;

/// The longest list of excerpts in one message.
const MAX_LISTED: usize = 4;

/// The beginning of a text of unknown origin, on one line, with hidden characters escaped.
pub(crate) fn excerpt(text: &str) -> String {
    let text = text.trim_matches(' ');
    let start: String = text.chars().take(MAX_CHARS).collect();
    let mut shown = String::with_capacity(start.len());
    // backslashes and quotes are kept: LaTeX stays readable
    for piece in start.split_inclusive(['\\', '"', '\'', '`']) {
        let hidden = piece.strip_suffix(['\\', '"', '\'', '`']).unwrap_or(piece);
        shown.extend(hidden.escape_debug());
        // a backtick would end the quotation
        shown.push_str(&piece[hidden.len()..].replace('`', "'"));
    }
    if text.chars().nth(MAX_CHARS).is_some() {
        shown.push('…');
    }
    shown
}

/// The texts in backticks, cut where there are too many.
pub(crate) fn quote<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    list(texts.into_iter().map(|text| format!("`{}`", excerpt(text))), MAX_LISTED)
}

/// As [`quote`], each text once and in alphabetical order.
pub(crate) fn quote_sorted<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    quote(texts.into_iter().collect::<BTreeSet<_>>())
}

/// The numbers, counted from 1, of these indices, cut where there are too many.
pub(crate) fn numbers(indices: &[usize]) -> String {
    list(indices.iter().map(|index| (index + 1).to_string()), 2 * MAX_LISTED)
}

fn list(mut texts: impl Iterator<Item = String>, longest: usize) -> String {
    let mut list = texts.by_ref().take(longest).collect::<Vec<_>>().join(", ");
    let more = texts.count();
    if more > 0 {
        let _ = write!(list, " and {more} more");
    }
    list
}

/// A text of one line for a terminal, whose line breaks are shown too.
pub(crate) fn line(text: &str) -> String {
    foundation::visible::plain(text).replace('\n', "\\n")
}
