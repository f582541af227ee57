//! Tables, figures and algorithms with their captions, as blocks.

use super::{super::Block, number::letter};

/// The owner of a caption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CaptionOf {
    /// `table`, `figure`, `algorithm`, `listing`.
    pub(super) kind: String,
    /// `Table 3`; empty if it has no number.
    pub(super) label: String,
    /// Whether it is the caption of a part, which has no kind and `(a)` as label.
    pub(super) part: bool,
}

/// A part of a float.
#[derive(Debug)]
pub(super) enum Part {
    Caption(CaptionOf, String),
    Rows(Vec<String>),
}

/// A float that is being read.
#[derive(Debug, Default)]
pub(super) struct Float {
    pub(super) kind: String,
    pub(super) parts: Vec<Part>,
    /// Labels in front of the caption, which mean it nevertheless.
    pub(super) labels: Vec<String>,
    pub(super) captioned: bool,
    /// Parts with captions so far, and open ones.
    subs: u32,
    pub(super) open_subs: usize,
    /// The lines of an algorithm, or remarks under a table.
    lines: Vec<String>,
}

impl Float {
    pub(super) fn new(kind: &str) -> Self {
        Float { kind: kind.to_owned(), ..Float::default() }
    }

    pub(super) fn add_line(&mut self, line: String) {
        if !line.is_empty() {
            self.lines.push(line);
        }
    }

    /// The letter of the next part with a caption.
    pub(super) fn next_part(&mut self) -> String {
        self.subs += 1;
        letter(self.subs, 'a')
    }

    /// Whether a label here waits for the caption.
    pub(super) fn awaits_caption(&self) -> bool {
        !self.captioned && self.subs == 0
    }
}

/// The kind of float that the environment is.
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

/// A caption with the rows that belong to it.
#[derive(Default)]
struct Entry {
    of: Option<CaptionOf>,
    caption: String,
    subs: Vec<String>,
    rows: Vec<String>,
}

/// The blocks of a float: each caption takes the rows under it, or above it where the float begins
/// with rows.
pub(super) fn assembled(float: Float) -> Vec<Block> {
    let is_sub = |part: &&Part| matches!(part, Part::Caption(of, _) if of.part);
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
    let mut blocks: Vec<Block> =
        entries.into_iter().filter_map(|entry| block(entry, &float.kind)).collect();
    match float.kind.as_str() {
        "algorithm" | "listing" if !float.lines.is_empty() => {
            blocks.push(Block::Text(float.lines.join("\n")));
        }
        "table" => {
            if let Some(Block::Table { caption, .. }) = blocks.last_mut() {
                let remarks = float.lines.join(" ");
                *caption = format!("{caption} {remarks}").trim().to_owned();
            }
        }
        _ => {}
    }
    blocks
}

fn block(entry: Entry, kind: &str) -> Option<Block> {
    let kind = entry.of.as_ref().map_or(kind, |of| of.kind.as_str()).to_owned();
    let label = entry.of.map(|of| of.label).unwrap_or_default();
    let data_rows = entry.rows.len() - entry.subs.len();
    if kind == "table" || is_data(&entry.rows) {
        let is_nothing = label.is_empty() && entry.caption.is_empty() && data_rows == 0;
        let Entry { caption, rows, .. } = entry;
        return (!is_nothing).then_some(Block::Table { label, caption, rows });
    }
    let mut captions = vec![entry.caption];
    captions.extend(entry.subs.into_iter().filter(|sub| sub.len() > 3));
    captions.retain(|caption| !caption.is_empty());
    let caption = captions.join(" ");
    (!label.is_empty() || !caption.is_empty()).then_some(Block::Figure { label, caption })
}

/// Whether the rows of a figure are more than a way to arrange its images: at least two have
/// digits in at least two cells.
fn is_data(rows: &[String]) -> bool {
    let has_digits = |cell: &&str| cell.contains(|c: char| c.is_ascii_digit());
    rows.iter().filter(|row| row.split(" | ").filter(has_digits).count() > 1).count() > 1
}
