//! Cutting to a budget, the least useful first.

use std::cmp::Reverse;

use super::leak::sentences;
use super::render::{self, name};
use super::tokens::estimate;
use super::{Cut, Error, count};
use crate::lexicon::says;
use crate::section::{Block, Role, Section};

/// An empty line.
const GAP: usize = 1;
/// The text in place of the rest of a paragraph.
const REST: &str = "[…]";

/// Something that can be cut alone.
struct Unit {
    section: usize,
    block: usize,
    /// The rows of a table, or all but the rows.
    rows: bool,
    text: String,
    tokens: usize,
    characters: usize,
    cut: bool,
    /// Characters cut off its end.
    trimmed: Option<usize>,
}

/// The text that fits, and what had to go for it.
pub(super) fn fit(
    title: &str,
    summary: &str,
    sections: Vec<Section>,
    tokens: usize,
) -> Result<(String, Vec<Cut>), Error> {
    let mut page = Page::new(title, summary, sections);
    let mut over = page.tokens().saturating_sub(tokens);
    for unit in page.order() {
        if over == 0 {
            break;
        }
        over = page.cut(unit, over);
    }
    if over > 0 {
        return Err(Error::Budget { needed: page.tokens(), tokens });
    }
    Ok((page.text(), page.cuts(&format!("to fit {tokens} tokens"))))
}

struct Page {
    front: Vec<String>,
    sections: Vec<Section>,
    headings: Vec<(String, usize)>,
    /// The section around each section, and how much is left in and below it.
    around: Vec<Option<usize>>,
    alive: Vec<usize>,
    units: Vec<Unit>,
}

impl Page {
    fn new(title: &str, summary: &str, sections: Vec<Section>) -> Self {
        let mut front = Vec::new();
        if !title.is_empty() {
            front.push(format!("# {title}"));
        }
        if !summary.is_empty() {
            front.extend(["## Abstract".to_owned(), summary.to_owned()]);
        }
        let heading = |section: &Section| {
            let line = render::heading_line(section);
            let tokens = if line.is_empty() { 0 } else { estimate(&line) + GAP };
            (line, tokens)
        };
        let headings: Vec<(String, usize)> = sections.iter().map(heading).collect();
        let mut units = Vec::new();
        for (section, found) in sections.iter().enumerate() {
            for (block, found) in found.blocks.iter().enumerate() {
                let mut add = |rows: bool, text: String| {
                    let (tokens, characters) = (estimate(&text) + GAP, text.chars().count());
                    let (cut, trimmed) = (false, None);
                    units.push(Unit {
                        section,
                        block,
                        rows,
                        text,
                        tokens,
                        characters,
                        cut,
                        trimmed,
                    });
                };
                add(false, render::block(found));
                if !render::rows(found).is_empty() {
                    add(true, render::rows(found).join("\n"));
                }
            }
        }
        let around = parents(&sections);
        let mut alive = vec![0; sections.len()];
        units.iter().for_each(|unit| alive[unit.section] += 1);
        for (section, parent) in around.iter().enumerate() {
            // an empty section keeps its heading until what is around it goes
            let has_below = around.get(section + 1) == Some(&Some(section));
            alive[section] += usize::from(alive[section] == 0 && !has_below);
            parent.iter().for_each(|parent| alive[*parent] += 1);
        }
        Self { front, sections, headings, around, alive, units }
    }

    fn tokens(&self) -> usize {
        let front = self.front.iter().map(|text| estimate(text) + GAP);
        let headings = self.headings.iter().map(|(_, tokens)| *tokens);
        let units = self.units.iter().filter(|unit| !unit.cut).map(|unit| unit.tokens);
        front.chain(headings).chain(units).sum()
    }

    /// The units in the order in which they go.
    fn order(&self) -> Vec<usize> {
        let ranked = |index: usize| Some((self.rank(&self.units[index])?, Reverse(index)));
        let mut order: Vec<_> = (0..self.units.len()).filter_map(ranked).collect();
        order.sort_unstable();
        order.into_iter().map(|(_, Reverse(index))| index).collect()
    }

    /// When a unit goes; nothing if never.
    fn rank(&self, unit: &Unit) -> Option<usize> {
        let section = &self.sections[unit.section];
        let block = &section.blocks[unit.block];
        if is_ablation(block, section.role) && !unit.rows {
            return None;
        }
        let in_front = section.role == Role::Other
            && self.sections[..unit.section].iter().all(|other| other.role == Role::Other)
            && self.sections.iter().any(|other| other.role == Role::Introduction);
        Some(match section.role {
            Role::Backmatter => 0,
            Role::Other if in_front => 0,
            Role::Appendix if !self.is_telling(unit.section) => 1,
            Role::Appendix => 2,
            Role::Related => 3,
            Role::Experiments if unit.rows => 4,
            Role::Ablation if unit.rows => 5,
            Role::Conclusion => 6,
            Role::Discussion => 7,
            Role::Introduction => 8,
            Role::Background => 9,
            Role::Other => 10,
            Role::Experiments => 11,
            Role::Ablation => 12,
            Role::Method => 13,
        })
    }

    /// Appendices that say what was done exactly.
    fn is_telling(&self, section: usize) -> bool {
        const TELLING: &str = "ablat|implementation|hyperparameter|hyper-parameter|training detail";
        std::iter::successors(Some(section), |at| self.around[*at])
            .any(|at| says(&self.sections[at].title.to_lowercase(), TELLING))
    }

    /// Cuts a unit, or only its end if that is enough. Gives what is still too much.
    fn cut(&mut self, index: usize, over: usize) -> usize {
        let unit = &mut self.units[index];
        if unit.tokens > over + 60
            && let Some(shorter) = shorten(&unit.text, unit.tokens - over, unit.rows)
        {
            let tokens = estimate(&shorter) + GAP;
            let freed = unit.tokens.saturating_sub(tokens);
            if freed >= over {
                unit.trimmed = Some(unit.characters.saturating_sub(shorter.chars().count()));
                unit.text = shorter;
                unit.tokens = tokens;
                return 0;
            }
        }
        unit.cut = true;
        let mut freed = unit.tokens;
        let mut next = Some(unit.section);
        while let Some(section) = next {
            self.alive[section] -= 1;
            if self.alive[section] > 0 {
                break;
            }
            freed += std::mem::take(&mut self.headings[section].1);
            self.headings[section].0.clear();
            next = self.around[section];
        }
        over.saturating_sub(freed)
    }

    fn text(&self) -> String {
        let mut blocks: Vec<&str> = self.front.iter().map(String::as_str).collect();
        let mut units = self.units.iter().peekable();
        let mut text = String::new();
        for (section, (heading, _)) in self.headings.iter().enumerate() {
            blocks.push(heading);
            while let Some(unit) = units.next_if(|unit| unit.section == section) {
                if unit.rows && !unit.cut {
                    push(&mut text, &mut blocks);
                    text.push('\n');
                    text.push_str(&unit.text);
                } else if !unit.cut {
                    blocks.push(&unit.text);
                }
            }
        }
        push(&mut text, &mut blocks);
        text.push('\n');
        text
    }

    /// The parts that were cut, one for each section.
    fn cuts(&self, why: &str) -> Vec<Cut> {
        let cut = |section: usize| {
            let mine = || self.units.iter().filter(move |unit| unit.section == section);
            let gone: Vec<&Unit> = mine().filter(|unit| unit.cut).collect();
            let trimmed: Vec<usize> = mine().filter_map(|unit| unit.trimmed).collect();
            if gone.is_empty() && trimmed.is_empty() {
                return None;
            }
            let blocks = mine().filter(|unit| !unit.rows).count();
            let (rows, whole): (Vec<&Unit>, Vec<&Unit>) = gone.iter().partition(|unit| unit.rows);
            let mut what = name(&self.sections[section]);
            if whole.len() < blocks || !trimmed.is_empty() {
                let lone_rows =
                    rows.iter().filter(|rows| !whole.iter().any(|unit| unit.block == rows.block));
                let n_rows = lone_rows.count();
                let end = if whole.is_empty() { "the end of one" } else { "the end of one more" };
                let parts = [
                    (!whole.is_empty())
                        .then(|| format!("{} of {}", whole.len(), count(blocks, "paragraph"))),
                    (!trimmed.is_empty()).then(|| end.to_owned()),
                    (n_rows > 0).then(|| format!("the rows of {}", count(n_rows, "table"))),
                ];
                let parts: Vec<String> = parts.into_iter().flatten().collect();
                what = format!("{what}: {}", parts.join(", "));
            }
            let characters = gone.iter().map(|unit| unit.characters).sum::<usize>()
                + trimmed.iter().sum::<usize>();
            Some(Cut { what, characters, why: why.to_owned() })
        };
        (0..self.sections.len()).filter_map(cut).collect()
    }
}

fn push(text: &mut String, blocks: &mut Vec<&str>) {
    for block in blocks.drain(..).filter(|block| !block.is_empty()) {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(block);
    }
}

/// The section around each.
fn parents(sections: &[Section]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut parents = Vec::with_capacity(sections.len());
    for (index, section) in sections.iter().enumerate() {
        while open.last().is_some_and(|outer| sections[*outer].level >= section.level) {
            open.pop();
        }
        parents.push(open.last().copied());
        open.push(index);
    }
    parents
}

/// Tables and figures of ablations: their captions always stay.
fn is_ablation(block: &Block, role: Role) -> bool {
    let ablates = |text: &str| text.to_lowercase().contains("ablat");
    match block {
        Block::Text(_) => false,
        Block::Table { caption, label, .. } => {
            role == Role::Ablation || ablates(caption) || ablates(label)
        }
        Block::Figure { caption, .. } => ablates(caption),
    }
}

/// As much of the front as fits, at the end of a sentence, a row or at least a word.
fn shorten(text: &str, tokens: usize, rows: bool) -> Option<String> {
    let pieces: Vec<&str> =
        if rows { text.split_inclusive('\n').collect() } else { sentences(text) };
    let limit = tokens.checked_sub(estimate(REST) + GAP + 2)?;
    let mut end = fitting(&pieces, limit);
    if end == 0 && !rows {
        end = fitting(&text.split_inclusive(' ').collect::<Vec<_>>(), limit);
    }
    (end > 0).then(|| format!("{} {REST}", text[..end].trim_end()))
}

/// Bytes of the pieces that fit into that many tokens.
fn fitting(pieces: &[&str], limit: usize) -> usize {
    let (mut bytes, mut tokens) = (0, 0);
    for piece in pieces {
        tokens += estimate(piece);
        if tokens > limit {
            break;
        }
        bytes += piece.len();
    }
    bytes
}
