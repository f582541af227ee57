//! The front matter of a Markdown file.

use crate::draft::squeeze;

/// What it says of the paper.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Front {
    pub(super) title: Option<String>,
    pub(super) summary: Option<String>,
}

/// Splits YAML between `---` off the text, as far as it is there.
pub(super) fn split(text: &str) -> (Front, &str) {
    let nothing = (Front::default(), text);
    let Some(rest) = text.trim_start().strip_prefix("---\n") else { return nothing };
    let close = ["\n---\n", "\n...\n"].iter().filter_map(|mark| rest.find(mark)).min();
    let Some(close) = close.filter(|close| *close < 20_000) else { return nothing };
    let matter = &rest[..close];
    if matter.starts_with('\n') || !matter.contains(':') {
        return nothing;
    }
    let front = Front { title: value(matter, "title"), summary: value(matter, "abstract") };
    (front, &rest[close + 5..])
}

/// The value of a key on one line, or on the indented lines below it.
fn value(matter: &str, key: &str) -> Option<String> {
    let mut lines = matter.lines();
    let first = lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?.trim();
    let first = if matches!(first, "|" | ">" | "|-" | ">-") { "" } else { first };
    let more = lines.take_while(|line| line.is_empty() || line.starts_with([' ', '\t']));
    let text = squeeze(&std::iter::once(first).chain(more).collect::<Vec<_>>().join(" "));
    let quoted =
        ['"', '\''].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote));
    Some(quoted.unwrap_or(&text).to_owned()).filter(|text| !text.is_empty())
}
