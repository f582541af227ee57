//! Reads tables, figures and algorithms with their captions.

use super::Writer;
use crate::Block;
use crate::latex::float::{CaptionOf, Float, Part, assembled};
use crate::latex::stack::{Begun, Close};
use crate::latex::{line::Place, symbol::capitalized, token::grouped};

impl<'s> Writer<'s> {
    pub(super) fn begin_float(&mut self, name: String, kind: &str) {
        let is_beside_text = name.starts_with("wrap") || name.starts_with("floating");
        self.input.drop_arguments(if is_beside_text { "omom" } else { "o" });
        self.floats.push(Float::new(kind));
        self.lines.push(Place::Float);
        self.push_environment(name, Begun::Float);
    }

    pub(super) fn end_float(&mut self) {
        self.end_line();
        self.lines.pop();
        let Some(float) = self.floats.pop() else { return };
        for key in &float.labels {
            self.numbering.label(key);
        }
        for block in assembled(float) {
            self.add_float(block);
        }
    }

    /// `subfigure`, `subtable`
    pub(super) fn begin_part(&mut self, name: String) {
        self.input.drop_arguments("oom");
        if let Some(float) = self.floats.last_mut() {
            float.open_subs += 1;
        }
        self.push_environment(name, Begun::Part);
    }

    pub(super) fn end_part(&mut self) {
        if let Some(float) = self.floats.last_mut() {
            float.open_subs = float.open_subs.saturating_sub(1);
        }
    }

    /// A line of an algorithm, or of what else stands in a float, ends.
    pub(super) fn end_line(&mut self) {
        if self.lines.place() != Place::Float {
            return self.line().space();
        }
        let text = self.line().take();
        if let Some(float) = self.floats.last_mut() {
            float.add_line(text);
        }
    }

    /// `\caption`, or `\captionof{kind}`
    pub(super) fn begin_caption(&mut self, kind: Option<String>) {
        let unnumbered = self.input.take('*');
        let kind = kind.or_else(|| {
            self.input.macros.remove("@captype").map(|found| self.input.plain(&found.body))
        });
        let float = self.floats.last();
        if kind.is_none() && float.is_some_and(|float| float.open_subs > 0) {
            return self.begin_sub_caption();
        }
        let kind = kind
            .or_else(|| float.map(|float| float.kind.clone()))
            .unwrap_or_else(|| "figure".to_owned());
        self.input.optional();
        let mut label = String::new();
        if !unnumbered {
            let number = self.numbering.step(&kind, &self.input.macros);
            label = format!("{} {number}", capitalized(&kind));
            self.numbering.point_at(capitalized(&kind), number);
        }
        if let Some(float) = self.floats.last_mut() {
            float.captioned = true;
            for key in std::mem::take(&mut float.labels) {
                self.numbering.label(&key);
            }
        }
        self.group(Close::Caption(CaptionOf { kind, label, part: false }));
    }

    /// The caption of a part: `(a) …`
    pub(super) fn begin_sub_caption(&mut self) {
        self.input.take('*');
        self.input.optional();
        let part = self.next_part();
        self.group(Close::Caption(part));
    }

    /// Counts a part and lets labels point at it: `2a`.
    fn next_part(&mut self) -> CaptionOf {
        let mut letter = "a".to_owned();
        if let Some(float) = self.floats.last_mut() {
            letter = float.next_part();
            let number =
                self.numbering.number_of_float(&float.kind, float.captioned, &self.input.macros);
            self.numbering.point_at(capitalized(&float.kind), format!("{number}{letter}"));
        }
        CaptionOf { kind: String::new(), label: format!("({letter})"), part: true }
    }

    /// `\subfloat[caption]{…}`, `\subfigure[caption]{…}`
    pub(super) fn sub_float(&mut self) {
        let caption = self.input.optional();
        let second = self.input.optional();
        let part = self.next_part();
        if let Some(caption) = second.or(caption) {
            self.input.push(&grouped(caption));
            self.group(Close::Caption(part));
        }
    }

    /// A label that stands in front of the caption of its float waits for it.
    pub(super) fn label(&mut self, key: String) {
        match self.floats.last_mut() {
            Some(float) if float.awaits_caption() && self.grids.is_empty() => {
                float.labels.push(key)
            }
            Some(_) | None => self.numbering.label(&key),
        }
    }

    pub(super) fn end_caption(&mut self, owner: CaptionOf, text: String) {
        if let Some(float) = self.floats.last_mut() {
            return float.parts.push(Part::Caption(owner, text));
        }
        let CaptionOf { kind, label, .. } = owner;
        if kind != "table" {
            return self.add_float(Block::Figure { label, caption: text });
        }
        match self.document.last_block() {
            Some(Block::Table { label: missing, caption, .. })
                if missing.is_empty() && caption.is_empty() =>
            {
                (*missing, *caption) = (label, text);
            }
            _ => self.add_float(Block::Table { label, caption: text, rows: Vec::new() }),
        }
    }
}
