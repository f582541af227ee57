//! Collects what has been read: title, abstract and sections.

use super::super::{Block, Section};

/// The paper as far as it has been read.
#[derive(Debug, Default)]
pub(super) struct Document {
    pub(super) title: String,
    /// The paragraphs of the abstract.
    pub(super) summary: Vec<String>,
    pub(super) sections: Vec<Section>,
    /// Floats that stand behind the paragraph they interrupt.
    deferred: Vec<Block>,
    /// Open abstracts.
    pub(super) abstracts: usize,
}

impl Document {
    pub(super) fn begin_section(&mut self, level: usize, number: String, title: String) {
        self.sections.push(Section { level, number, title, ..Section::default() });
    }

    /// Adds a finished paragraph to the abstract or the section.
    pub(super) fn add_text(&mut self, text: String) {
        if text.is_empty() {
            return;
        }
        if self.abstracts > 0 {
            self.summary.push(text);
        } else {
            self.add(Block::Text(text));
        }
    }

    fn add(&mut self, block: Block) {
        match self.sections.last_mut() {
            Some(section) => section.blocks.push(block),
            None => self.sections.push(Section::without_heading(vec![block])),
        }
    }

    /// Adds a table or figure, behind the paragraph if it stands in one.
    pub(super) fn add_float(&mut self, block: Block, in_paragraph: bool) {
        if in_paragraph {
            self.deferred.push(block);
        } else {
            self.add(block);
        }
    }

    /// Adds the floats that have waited for the end of the paragraph.
    pub(super) fn add_deferred(&mut self) {
        for block in std::mem::take(&mut self.deferred) {
            self.add(block);
        }
    }

    /// The last block, for a caption that comes behind its table or in front of it.
    pub(super) fn last_block(&mut self) -> Option<&mut Block> {
        if !self.deferred.is_empty() {
            return self.deferred.last_mut();
        }
        self.sections.last_mut()?.blocks.last_mut()
    }

    /// All texts, captions and rows.
    pub(super) fn texts_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let sections = self.sections.iter_mut().flat_map(|section| {
            std::iter::once(&mut section.title)
                .chain(section.blocks.iter_mut().flat_map(block_texts_mut))
        });
        std::iter::once(&mut self.title).chain(&mut self.summary).chain(sections)
    }
}

fn block_texts_mut(block: &mut Block) -> Vec<&mut String> {
    match block {
        Block::Text(text) => vec![text],
        Block::Table { caption, rows, .. } => std::iter::once(caption).chain(rows).collect(),
        Block::Figure { caption, .. } => vec![caption],
    }
}
