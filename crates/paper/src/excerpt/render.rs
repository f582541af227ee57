//! Sections as text.

use crate::section::{Block, Section};

/// ``section 3.2 `Title` ``.
pub(super) fn name(section: &Section) -> String {
    match (section.number.as_str(), section.title.as_str()) {
        ("", "") => "the text without heading".to_owned(),
        ("", title) => format!("section `{title}`"),
        (number, title) => format!("section {number} `{title}`"),
    }
}

/// `## 3.2 Title`; empty if there is no heading.
pub(super) fn heading_line(section: &Section) -> String {
    let heading = section.heading();
    let mark = "#".repeat((section.level + 1).min(6));
    if heading.is_empty() { heading } else { format!("{mark} {heading}") }
}

/// A block without the rows of a table: the text, or `Table 3: caption`.
pub(super) fn block(block: &Block) -> String {
    let (label, caption, kind) = match block {
        Block::Text(text) => return text.clone(),
        Block::Table { label, caption, .. } => (label, caption, "Table"),
        Block::Figure { label, caption } => (label, caption, "Figure"),
    };
    let label = if label.is_empty() { kind } else { label };
    if caption.is_empty() { label.to_owned() } else { format!("{label}: {caption}") }
}

pub(super) fn rows(block: &Block) -> &[String] {
    block.float().map_or(&[], |(_, _, rows)| rows)
}

/// All of a section.
pub(super) fn section(section: &Section) -> String {
    let blocks = section.blocks.iter().map(|found| {
        let lines = std::iter::once(block(found)).chain(rows(found).iter().cloned());
        lines.collect::<Vec<_>>().join("\n")
    });
    let texts = std::iter::once(heading_line(section)).chain(blocks);
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}
