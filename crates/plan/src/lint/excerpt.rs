//! Excerpts of a plan that are fit for a message.

/// The longest excerpt, in characters.
const MAX_CHARS: usize = 60;

/// How many excerpts one message lists.
const MAX_LISTED: usize = 4;

/// The beginning of a stranger's text, on one line, with hidden characters escaped.
pub(super) fn excerpt(text: &str) -> String {
    let text = text.trim_matches(' ');
    let start: String = text.chars().take(MAX_CHARS).collect();
    let mut shown = String::with_capacity(start.len());
    // backslashes and quotes stand as they are: LaTeX stays readable
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
pub(super) fn quote<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut texts = texts.into_iter();
    let shown: Vec<String> =
        texts.by_ref().take(MAX_LISTED).map(|text| format!("`{}`", excerpt(text))).collect();
    let more = texts.count();
    format!(
        "{}{}",
        shown.join(", "),
        if more > 0 { format!(" and {more} more") } else { String::new() }
    )
}

/// The numbers that readers see for these indices, cut where there are too many.
pub(super) fn numbers(indices: &[usize]) -> String {
    let shown: Vec<String> =
        indices.iter().take(2 * MAX_LISTED).map(|index| (index + 1).to_string()).collect();
    let more = indices.len() - shown.len();
    format!(
        "{}{}",
        shown.join(", "),
        if more > 0 { format!(" and {more} more") } else { String::new() }
    )
}
