//! Sections as text.

use crate::section::{Block, Section};

/// `3.2 Title`.
pub(super) fn heading(section: &Section) -> String {
    format!("{} {}", section.number, section.title).trim().to_owned()
}

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
    let heading = heading(section);
    if heading.is_empty() {
        heading
    } else {
        format!("{} {heading}", "#".repeat((section.level + 1).min(6)))
    }
}

/// The first line of a table or figure: `Table 3: caption`.
pub(super) fn caption_line(label: &str, caption: &str, nameless: &str) -> String {
    match (label, caption) {
        ("", "") => nameless.to_owned(),
        ("", caption) => format!("{nameless}: {caption}"),
        (label, "") => label.to_owned(),
        (label, caption) => format!("{label}: {caption}"),
    }
}

/// A block without the rows of a table.
pub(super) fn block(block: &Block) -> String {
    match block {
        Block::Text(text) => text.clone(),
        Block::Table { label, caption, .. } => caption_line(label, caption, "Table"),
        Block::Figure { label, caption } => caption_line(label, caption, "Figure"),
    }
}

pub(super) fn rows(block: &Block) -> &[String] {
    if let Block::Table { rows, .. } = block { rows } else { &[] }
}

/// All of a section.
pub(super) fn section(section: &Section) -> String {
    let blocks = section.blocks.iter().map(|found| {
        let mut text = block(found);
        rows(found).iter().for_each(|row| {
            text.push('\n');
            text.push_str(row);
        });
        text
    });
    std::iter::once(heading_line(section))
        .chain(blocks)
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n")
}
