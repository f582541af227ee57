//! Ends the paper: closes what is open, numbers the references, notes what was not understood.

use super::{Document, Draft, Writer};
use crate::section::{Block, Section};
use crate::{draft::Bibliography, outline};

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
        let mut unmarked = Bibliography::default();
        tidy(&mut draft, summary, (!self.bibliography.reached).then_some(&mut unmarked));
        draft.notes.extend(unmarked.note());
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
        let mut unknown: Vec<_> = self.unknown.iter().collect();
        unknown.sort_by_key(|&(name, count)| (std::cmp::Reverse(count), name));
        if !unknown.is_empty() {
            let shown = unknown.iter().take(5).map(|(name, count)| format!("`\\{name}` ({count})"));
            let shown = shown.collect::<Vec<_>>().join(", ");
            let more = if unknown.len() > 5 { ", …" } else { "" };
            self.input
                .notes
                .add(format!("unknown commands dropped, their arguments kept: {shown}{more}"));
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
    let is_abstract = |section: &Section| section.title.eq_ignore_ascii_case("abstract");
    if summary.is_empty()
        && let Some(place) = draft.sections.iter().take(3).position(is_abstract)
    {
        let mut others = std::mem::take(&mut draft.sections[place].blocks);
        summary.extend(others.iter().filter_map(Block::text).map(str::to_owned));
        others.retain(|block| block.text().is_none());
        if others.is_empty() {
            draft.sections.remove(place);
        } else {
            draft.sections[place] = Section::without_heading(others);
        }
    }
    draft.summary = summary.join("\n\n");
}
