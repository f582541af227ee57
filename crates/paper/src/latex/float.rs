//! Tables, figures and algorithms with their captions.

use super::{
    super::Block,
    line::Line,
    number::letter,
    reference::Target,
    writer::{Begun, Close, Place, Writer},
};

/// What a caption belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CaptionOf {
    /// `table`, `figure`, `algorithm`, `listing`.
    kind: String,
    /// `Table 3`; empty if it has no number.
    label: String,
    /// Whether it is the caption of a part.
    part: bool,
}

/// What a float holds, in order.
#[derive(Debug)]
pub(super) enum Part {
    Caption(CaptionOf, String),
    Rows(Vec<String>),
}

/// A float that is being read.
#[derive(Debug)]
pub(super) struct Float {
    kind: String,
    parts: Vec<Part>,
    /// Labels in front of the caption, which mean it nevertheless.
    labels: Vec<String>,
    captioned: bool,
    /// Parts with captions so far, and open ones.
    subs: u32,
    open_subs: usize,
    /// The lines of an algorithm, or remarks under a table.
    lines: Vec<String>,
}

impl Float {
    pub(super) fn add(&mut self, part: Part) {
        self.parts.push(part);
    }
}

/// What kind of float the environment is.
pub(super) fn kind_of(name: &str) -> Option<&'static str> {
    Some(match name.trim_end_matches('*') {
        "figure" | "wrapfigure" | "SCfigure" | "sidewaysfigure" | "teaserfigure"
        | "floatingfigure" | "marginfigure" | "strip" => "figure",
        "table" | "wraptable" | "sidewaystable" | "margintable" | "SCtable" | "floatingtable" => {
            "table"
        }
        "algorithm" | "algorithm2e" | "procedure" | "algo" => "algorithm",
        "listing" => "listing",
        _ => return None,
    })
}

fn title(kind: &str) -> String {
    let mut letters = kind.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl<'s> Writer<'s> {
    pub(super) fn begin_float(&mut self, name: String, kind: &str) {
        self.input.drop_arguments(if name.starts_with("wrap") || name.starts_with("floating") {
            "omom"
        } else {
            "o"
        });
        self.floats.push(Float {
            kind: kind.to_owned(),
            parts: Vec::new(),
            labels: Vec::new(),
            captioned: false,
            subs: 0,
            open_subs: 0,
            lines: Vec::new(),
        });
        self.lines.push((Line::default(), Place::Float));
        self.push_environment(name, Begun::Float);
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
        if self.place() != Place::Float {
            return self.line().space();
        }
        let text = self.line().take();
        if let Some(float) = self.floats.last_mut().filter(|_| !text.is_empty()) {
            float.lines.push(text);
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
            self.numbers.step(&kind);
            let number = self.numbers.number(&kind, &self.input.macros);
            label = format!("{} {number}", title(&kind));
            self.here = Target { kind: title(&kind), number };
        }
        if let Some(float) = self.floats.last_mut() {
            float.captioned = true;
            for key in std::mem::take(&mut float.labels) {
                self.references.label(&key, self.here.clone());
            }
        }
        self.group(Close::Caption(CaptionOf { kind, label, part: false }));
    }

    /// The caption of a part: `(a) …`
    pub(super) fn begin_sub_caption(&mut self) {
        self.input.take('*');
        self.input.optional();
        let letter = self.next_part();
        self.group(Close::Caption(CaptionOf {
            kind: String::new(),
            label: format!("({letter})"),
            part: true,
        }));
    }

    /// Counts a part and lets labels point at it: `2a`.
    fn next_part(&mut self) -> String {
        let Some(float) = self.floats.last_mut() else { return "a".to_owned() };
        float.subs += 1;
        let letter = letter(float.subs, 'a');
        let kind = float.kind.clone();
        let captioned = float.captioned;
        if !captioned {
            self.numbers.step(&kind);
        }
        let number = self.numbers.number(&kind, &self.input.macros);
        if !captioned {
            let value = self.numbers.value(&kind);
            self.numbers.set(&kind, value - 1);
        }
        self.here = Target { kind: title(&kind), number: format!("{number}{letter}") };
        letter
    }

    /// `\subfloat[caption]{…}`, `\subfigure[caption]{…}`
    pub(super) fn sub_float(&mut self) {
        let caption = self.input.optional();
        let second = self.input.optional();
        let letter = self.next_part();
        if let Some(caption) = second.or(caption) {
            let mut tokens = vec![super::token::Token::Open];
            tokens.extend(caption);
            tokens.push(super::token::Token::Close);
            self.input.push(&tokens);
            self.group(Close::Caption(CaptionOf {
                kind: String::new(),
                label: format!("({letter})"),
                part: true,
            }));
        }
    }

    /// A label that stands in front of the caption of its float waits for it.
    pub(super) fn label(&mut self, key: String) {
        match self.floats.last_mut() {
            Some(float) if !float.captioned && float.subs == 0 && self.grids.is_empty() => {
                float.labels.push(key)
            }
            _ => self.references.label(&key, self.here.clone()),
        }
    }

    pub(super) fn caption(&mut self, of: CaptionOf, text: String) {
        if let Some(float) = self.floats.last_mut() {
            return float.add(Part::Caption(of, text));
        }
        if of.kind != "table" {
            return self.add_float(Block::Figure { label: of.label, caption: text });
        }
        match self.last_block() {
            Some(Block::Table { label, caption, .. }) if label.is_empty() && caption.is_empty() => {
                *label = of.label;
                *caption = text;
            }
            _ => self.add_float(Block::Table { label: of.label, caption: text, rows: Vec::new() }),
        }
    }

    pub(super) fn end_float(&mut self) {
        self.end_line();
        self.pop_line();
        let Some(float) = self.floats.pop() else { return };
        for key in &float.labels {
            self.references.label(key, self.here.clone());
        }
        for block in assembled(float) {
            self.add_float(block);
        }
    }
}

/// A caption with the rows that belong to it.
#[derive(Default)]
struct Entry {
    of: Option<CaptionOf>,
    caption: String,
    subs: Vec<String>,
    rows: Vec<String>,
}

/// What a float leaves: each caption takes the rows under it, or above it where the float begins
/// with rows.
fn assembled(float: Float) -> Vec<Block> {
    let below = matches!(float.parts.iter().find(|part| !is_sub(part)), Some(Part::Caption(..)));
    let mut entries: Vec<Entry> = Vec::new();
    let mut current = Entry::default();
    for part in float.parts {
        match part {
            Part::Rows(rows) => current.rows.extend(rows),
            Part::Caption(of, text) if of.part => {
                let sub = format!("{} {text}", of.label).trim().to_owned();
                current.rows.push(sub.clone());
                current.subs.push(sub);
            }
            Part::Caption(of, text) => {
                if below && current.of.is_some() {
                    entries.push(std::mem::take(&mut current));
                }
                current.of = Some(of);
                current.caption = text;
                if !below {
                    entries.push(std::mem::take(&mut current));
                }
            }
        }
    }
    match entries.last_mut() {
        Some(last) if current.of.is_none() => {
            last.rows.extend(current.rows);
            last.subs.extend(current.subs);
        }
        _ => entries.push(current),
    }
    let lines = float.lines;
    let mut blocks: Vec<Block> =
        entries.into_iter().filter_map(|entry| block(entry, &float.kind)).collect();
    match float.kind.as_str() {
        "algorithm" | "listing" if !lines.is_empty() => blocks.push(Block::Text(lines.join("\n"))),
        "table" => {
            if let Some(Block::Table { caption, .. }) = blocks.last_mut() {
                let remarks = lines.join(" ");
                *caption = format!("{caption} {remarks}").trim().to_owned();
            }
        }
        _ => {}
    }
    blocks
}

fn is_sub(part: &Part) -> bool {
    matches!(part, Part::Caption(of, _) if of.part)
}

fn block(entry: Entry, kind: &str) -> Option<Block> {
    let kind = entry.of.as_ref().map_or(kind, |of| of.kind.as_str()).to_owned();
    let label = entry.of.map(|of| of.label).unwrap_or_default();
    let data_rows = entry.rows.len() - entry.subs.len();
    if kind == "table" || is_data(&entry.rows) {
        let is_nothing = label.is_empty() && entry.caption.is_empty() && data_rows == 0;
        return (!is_nothing).then_some(Block::Table {
            label,
            caption: entry.caption,
            rows: entry.rows,
        });
    }
    let mut caption = entry.caption;
    for sub in entry.subs.iter().filter(|sub| sub.len() > 3) {
        if !caption.is_empty() {
            caption.push(' ');
        }
        caption.push_str(sub);
    }
    (!label.is_empty() || !caption.is_empty()).then_some(Block::Figure { label, caption })
}

/// Whether the rows of a figure are more than a way to arrange its images.
fn is_data(rows: &[String]) -> bool {
    rows.iter()
        .filter(|row| {
            row.split(" | ").filter(|cell| cell.contains(|c: char| c.is_ascii_digit())).count() > 1
        })
        .count()
        > 1
}
