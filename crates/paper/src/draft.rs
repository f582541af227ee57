//! The results of the readers: first loose pieces, then the paper's sections.

mod assemble;
mod bibliography;
#[cfg(test)]
mod tests;

pub(crate) use assemble::assemble;
pub(crate) use bibliography::Bibliography;

use super::caption::Kind;
use super::section::{Block, Section};

/// A paper as a reader leaves it, before it has a name and a checksum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) sections: Vec<Section>,
    pub(crate) notes: Vec<String>,
}

impl Draft {
    /// How much text there is outside title and bibliography.
    pub(crate) fn characters(&self) -> usize {
        let characters = |block: &Block| match block {
            Block::Text(text) => text.len(),
            Block::Table { caption, rows, .. } => {
                caption.len() + rows.iter().map(String::len).sum::<usize>()
            }
            Block::Figure { caption, .. } => caption.len(),
        };
        let blocks = self.sections.iter().flat_map(|section| &section.blocks);
        self.summary.len() + blocks.map(characters).sum::<usize>()
    }
}

/// A piece of a document in reading order, as formats without sections of their own give it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Heading {
        /// 1 for the highest.
        level: usize,
        text: String,
    },
    Text {
        text: String,
        /// How many bytes of the front are set off by bold or italic type.
        lead: usize,
    },
    Float {
        kind: Kind,
        /// With its label; empty if there is none, or the format does not tie the two together.
        caption: String,
        /// Of a table.
        rows: Vec<String>,
    },
}

/// Joins the words of a text by single spaces.
pub(crate) fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
