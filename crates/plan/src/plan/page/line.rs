//! The lines inside of the plan's box.

/// The fields of an ablation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Part,
    Action,
    Replacement,
    Metrics,
}

/// A line of the plan's box, with its text as written.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    Blank,
    /// `### name`
    Heading(&'a str),
    /// `- **Action**: text`
    Field(Field, &'a str),
    /// `  - text`
    Item(&'a str),
    Other(&'a str),
}

impl Field {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Part => "Ablated Part",
            Self::Action => "Action",
            Self::Replacement => "Replacement",
            Self::Metrics => "Metrics",
        }
    }

    fn parse(label: &str) -> Option<Self> {
        [Self::Part, Self::Action, Self::Replacement, Self::Metrics].into_iter().find(|field| {
            let name = field.as_str();
            // `Replacements` and `Metric` are common slips
            label.eq_ignore_ascii_case(name)
                || label.strip_suffix('s').is_some_and(|label| label.eq_ignore_ascii_case(name))
                || name.strip_suffix('s').is_some_and(|name| label.eq_ignore_ascii_case(name))
        })
    }
}

impl<'a> Line<'a> {
    pub(super) fn parse(line: &'a str) -> Self {
        if line.trim().is_empty() {
            return Self::Blank;
        }
        let hashes = line.len() - line.trim_start_matches('#').len();
        if let (2..=6, Some(name)) = (hashes, line[hashes..].strip_prefix(' ')) {
            return Self::Heading(name);
        }
        // exactly as written by this program and on the published pages
        if let Some(text) = line.strip_prefix("  - ") {
            return Self::Item(text);
        }
        if let Some((field, text)) = field(line) {
            return Self::Field(field, text);
        }
        match bullet(line) {
            Some(text) => Self::Item(text),
            None => Self::Other(line),
        }
    }
}

/// `- **Label**: text`, with whatever bullet and emphasis, but not indented.
fn field(line: &str) -> Option<(Field, &str)> {
    if line.starts_with([' ', '\t']) {
        return None;
    }
    let (label, text) = line.split_once(':')?;
    let label = label.trim_matches(|c: char| c.is_whitespace() || "-*•+_".contains(c));
    let field = Field::parse(label)?;
    // `**Label:** text` leaves its emphasis behind
    let text = text.strip_prefix("**").unwrap_or(text);
    Some((field, text.strip_prefix(' ').unwrap_or(text)))
}

/// The text of a bullet, however far it is indented.
fn bullet(line: &str) -> Option<&str> {
    let text = line.trim_start().strip_prefix(['-', '*', '•', '+'])?;
    match text.strip_prefix([' ', '\t']) {
        Some(text) => Some(text),
        None => text.is_empty().then_some(text),
    }
}
