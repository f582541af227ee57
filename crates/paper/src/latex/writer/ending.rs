//! Ends the paper: closes what is open, numbers the references, notes what was not understood.

use super::{Document, Draft, Writer};
use crate::{
    draft::Bibliography,
    outline,
    section::{Block, Section},
};

impl Writer<'_> {
    /// Closes what is open and gives the paper.
    pub(super) fn finish(mut self) -> Draft {
        self.end_formula();
        while !self.stack.is_empty() {
            self.pop();
        }
        self.end_paragraph();
        self.remarks();
        let references = &self.numbering.references;
        for text in self.document.texts_mut() {
            references.resolve(text);
        }
        let Document { title, summary, sections, .. } = self.document;
        let notes = self.input.notes.into_vec();
        let mut draft = Draft { title, summary: String::new(), sections, notes };
        let mut unmarked = (!self.bibliography.reached).then(Bibliography::default);
        tidy(&mut draft, summary, unmarked.as_mut());
        draft.notes.extend(unmarked.and_then(|bibliography| bibliography.note()));
        draft
    }

    /// Notes what could not be understood.
    fn remarks(&mut self) {
        if let Some(note) = self.bibliography.note() {
            self.input.notes.add(note);
        }
        let missing = self.numbering.references.missing();
        if let Some(first) = missing.first() {
            let note = match missing.len() {
                1 => format!("label `{first}` is not defined; references to it read `[ref]`"),
                count => format!(
                    "{count} labels, such as `{first}`, are not defined; references to them read `[ref]`"
                ),
            };
            self.input.notes.add(note);
        }
        let mut unknown: Vec<(&str, usize)> =
            self.unknown.iter().map(|(&name, &count)| (name, count)).collect();
        unknown.sort_by_key(|&(name, count)| (std::cmp::Reverse(count), name));
        if !unknown.is_empty() {
            let shown: Vec<String> = unknown
                .iter()
                .take(5)
                .map(|(name, count)| format!("`\\{name}` ({count})"))
                .collect();
            let more = if unknown.len() > 5 { ", …" } else { "" };
            self.input.notes.add(format!(
                "unknown commands dropped, their arguments kept: {}{more}",
                shown.join(", ")
            ));
        }
    }
}

/// A section called "Abstract" is the abstract; one called "References" is the bibliography, if no
/// command makes one.
fn tidy(draft: &mut Draft, mut summary: Vec<String>, mut unmarked: Option<&mut Bibliography>) {
    draft.sections.retain_mut(|section| {
        let is_references = outline::is_references(&section.title);
        if let Some(bibliography) = unmarked.as_mut().filter(|_| is_references) {
            bibliography.strip(&mut section.blocks);
        }
        !section.blocks.is_empty() || !(section.title.is_empty() || is_references)
    });
    if summary.is_empty()
        && let Some(place) = draft
            .sections
            .iter()
            .take(3)
            .position(|section| section.title.eq_ignore_ascii_case("abstract"))
    {
        let blocks = std::mem::take(&mut draft.sections[place].blocks);
        let (texts, others): (Vec<_>, Vec<_>) =
            blocks.into_iter().partition(|block| matches!(block, Block::Text(_)));
        summary.extend(
            texts
                .into_iter()
                .filter_map(|block| if let Block::Text(text) = block { Some(text) } else { None }),
        );
        if others.is_empty() {
            draft.sections.remove(place);
        } else {
            draft.sections[place] = Section { level: 1, blocks: others, ..Section::default() };
        }
    }
    draft.summary = summary.join("\n\n");
}
