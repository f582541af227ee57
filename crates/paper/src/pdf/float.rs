//! Tables, figures and algorithms: found by their captions.

use super::column::{Placed, above};
use super::glyph::Rule;
use super::heading::Body;
use super::number::numbered;
use crate::caption;

/// Cells of a row are parted by gaps of this share of the font size.
const CELL_GAP: f32 = 0.55;
/// The tallest table, in rows.
const ROWS: usize = 120;

/// The kind of float that a caption names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Table,
    Figure,
    /// An algorithm or a listing, whose lines are text.
    Listing,
}

/// Something that floats between the paragraphs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Float {
    pub(super) kind: Kind,
    pub(super) label: String,
    pub(super) caption: Vec<usize>,
    /// The lines of what it shows.
    pub(super) content: Vec<usize>,
}

/// The floats of a paper; their lines are given by their places in `lines`.
pub(super) fn floats(lines: &[Placed], rules: &[Vec<Rule>], body: Body) -> Vec<Float> {
    let mut taken = vec![false; lines.len()];
    let mut floats = Vec::new();
    for index in 0..lines.len() {
        let Some((kind, label)) = caption_start(lines, index, body) else { continue };
        let caption = caption_lines(lines, index, rules, body);
        caption.iter().for_each(|line| taken[*line] = true);
        floats.push(Float { kind, label, caption, content: Vec::new() });
    }
    let tables = floats.iter().filter(|float| float.kind == Kind::Table);
    let side = Area { lines, rules, body, taken: &taken }.usual_side(tables);
    // the other side is tried for what is left, so that no table is given to a caption it does not
    // belong to
    for below in [side, !side] {
        for float in floats.iter_mut().filter(|float| float.content.is_empty()) {
            let area = Area { lines, rules, body, taken: &taken };
            float.content = match float.kind {
                Kind::Table => area.found(&float.caption, below).unwrap_or_default(),
                Kind::Listing => area.listing(&float.caption),
                Kind::Figure => area.figure(&float.caption),
            };
            float.content.iter().for_each(|line| taken[*line] = true);
        }
    }
    floats
}

/// The cells of a row, parted by ` | `.
pub(super) fn row(line: &Placed) -> String {
    line.line.cells(CELL_GAP).join(" | ")
}

/// Parts `Table 3: Ablations` into `Table 3` and `Ablations`.
pub(super) fn labelled(text: &str) -> Option<(Kind, String, String)> {
    let label = caption::label(text).filter(|_| text.starts_with(char::is_uppercase))?;
    let caption = label.tail.trim_start_matches(['.', ':', '|', '—', '–', ' ']);
    let kind = match label.kind {
        caption::Kind::Table => Kind::Table,
        _ if matches!(label.name, "Algorithm" | "Listing") => Kind::Listing,
        caption::Kind::Figure => Kind::Figure,
    };
    let ends = label.tail.is_empty() || label.tail.starts_with([' ', '.', ':', '|', '—', '–']);
    ends.then(|| (kind, label.text(), caption.to_owned()))
}

fn caption_start(lines: &[Placed], index: usize, body: Body) -> Option<(Kind, String)> {
    let placed = &lines[index];
    let text = placed.line.text();
    let (kind, label, caption) = labelled(&text)?;
    let mark = caption::label(&text)?.tail.trim_start();
    let marked = mark.starts_with(['.', ':', '|', '—', '–']);
    let set_off = above(lines, index).is_none_or(|before| {
        let gap = before.line.y - placed.line.y;
        gap > 1.25 * body.leading || gap < 0.0 || (before.line.size - placed.line.size).abs() > 0.4
    });
    let other_style = (placed.line.size - body.size).abs() > 0.4 || placed.line.bold;
    let bold_label = placed.line.words.first().is_some_and(|word| word.font != body.font);
    let starts_large = caption.is_empty() || caption.starts_with(|char: char| !char.is_lowercase());
    let is_caption = match kind {
        _ if marked && starts_large => {
            set_off || other_style || bold_label || mark.starts_with(':')
        }
        Kind::Listing => (set_off || bold_label) && starts_large,
        _ => starts_large && set_off && (other_style || bold_label || caption.is_empty()),
    };
    is_caption.then_some((kind, label))
}

fn caption_lines(lines: &[Placed], start: usize, rules: &[Vec<Rule>], body: Body) -> Vec<usize> {
    const LINES: usize = 30;
    let mut caption = vec![start];
    for next in start + 1..lines.len().min(start + LINES) {
        let (above, below) = (&lines[next - 1], &lines[next]);
        let gap = above.line.y - below.line.y;
        let label_alone = next == start + 1
            && labelled(&above.line.text()).is_some_and(|(_, _, text)| text.is_empty());
        // a second caption, a gap, a rule or another size ends it
        let goes_on = above.same_column(below)
            && !is_ruled(rules.get(above.page).map_or(&[], Vec::as_slice), above, below)
            && gap > 0.0
            && gap < 1.35 * above.line.size.max(body.leading.min(1.2 * above.line.size))
            && (label_alone || (above.line.size - below.line.size).abs() < 0.4)
            && labelled(&below.line.text()).is_none()
            && below.line.cells(1.2).len() < 3
            && !(next > start + 1
                && above.fill() < 0.8
                && above.line.text().ends_with('.')
                && below.line.x > above.line.x + 3.0);
        if !goes_on {
            break;
        }
        caption.push(next);
    }
    caption
}

/// Whether a rule parts two lines.
fn is_ruled(rules: &[Rule], above: &Placed, below: &Placed) -> bool {
    rules.iter().any(|rule| {
        rule.y < above.line.y
            && rule.y > below.line.y + 0.3 * below.line.size
            && rule.x < above.line.end
            && rule.end > above.line.x
            && rule.end - rule.x > 0.5 * (above.right - above.left)
    })
}

/// The line of a caption that what stands below or above it is next to.
fn edge(caption: &[usize], below: bool) -> usize {
    if below { caption[caption.len() - 1] } else { caption[0] }
}

/// The surroundings of a caption.
struct Area<'a> {
    lines: &'a [Placed],
    rules: &'a [Vec<Rule>],
    body: Body,
    taken: &'a [bool],
}

impl Area<'_> {
    /// Whether the paper sets tables below their captions: most of them are nearer to what is
    /// there.
    fn usual_side<'f>(&self, tables: impl Iterator<Item = &'f Float>) -> bool {
        let gap = |above: usize, below: usize| self.lines[above].line.y - self.lines[below].line.y;
        let votes = tables.map(|Float { caption, .. }| {
            let below = self.found(caption, true).map(|rows| gap(edge(caption, true), rows[0]));
            let above =
                self.found(caption, false).map(|rows| gap(rows[rows.len() - 1], caption[0]));
            match (below, above) {
                (Some(below), Some(above)) if below > above => -1,
                (None, Some(_)) => -1,
                (Some(_), _) => 1,
                (None, None) => 0,
            }
        });
        votes.sum::<i32>() >= 0
    }

    /// The lines that look like a table on one side of a caption.
    fn found(&self, caption: &[usize], below: bool) -> Option<Vec<usize>> {
        const ROWS: usize = 2;
        let rows = self.rows(caption, below, self.frame(caption, below));
        let is_parted = |row: &&usize| self.lines[**row].line.cells(CELL_GAP).len() > 1;
        (rows.iter().filter(is_parted).count() >= ROWS).then_some(rows)
    }

    /// The lines of an algorithm, between the rule below its caption and the next one.
    fn listing(&self, caption: &[usize]) -> Vec<usize> {
        let last = edge(caption, true);
        let distances = self.rules_from(last, true);
        let close = distances.first().is_some_and(|first| *first < 1.5 * self.body.leading);
        let Some(distance) = distances.get(usize::from(close)) else { return Vec::new() };
        self.rows(caption, true, Some(self.lines[last].line.y - distance))
    }

    fn rows(&self, caption: &[usize], below: bool, frame: Option<f32>) -> Vec<usize> {
        let edge = edge(caption, below);
        let mut rows = Vec::new();
        let mut previous = edge;
        for step in 1..=ROWS {
            let next = if below { edge.checked_add(step) } else { edge.checked_sub(step) };
            let free = |next: &usize| {
                *next < self.lines.len()
                    && !self.taken[*next]
                    && self.lines[*next].same_column(&self.lines[edge])
            };
            let Some(next) = next.filter(free) else { break };
            let placed = &self.lines[next];
            let y = placed.line.y;
            let framed = frame.is_some_and(|frame| if below { y > frame } else { y < frame });
            let near = (self.lines[previous].line.y - y).abs() < 3.0 * self.body.leading;
            if !(framed || near && frame.is_none() && self.is_row(placed)) {
                break;
            }
            rows.push(next);
            previous = next;
        }
        rows.sort_unstable();
        rows
    }

    /// Where the rules of a table end that starts at its caption.
    fn frame(&self, caption: &[usize], below: bool) -> Option<f32> {
        let edge = edge(caption, below);
        let (start, y) = (&self.lines[edge], self.lines[edge].line.y);
        let distances = self.rules_from(edge, below);
        if distances.first().is_none_or(|first| *first > 4.0 * self.body.leading) {
            return None;
        }
        let heights = |pair: &[f32]| {
            if below { (y - pair[0], y - pair[1]) } else { (y + pair[1], y + pair[0]) }
        };
        let parts = distances.windows(2).take_while(|pair| self.is_table(start, heights(pair)));
        parts.last().map(|pair| if below { y - pair[1] } else { y + pair[1] })
    }

    /// How far the rules of a column are from a line, the nearest first.
    fn rules_from(&self, edge: usize, below: bool) -> Vec<f32> {
        const SHORTEST: f32 = 30.0;
        let start = &self.lines[edge];
        let in_column = |rule: &&Rule| {
            rule.x > start.left - 12.0 && rule.end < start.right + 12.0
                || rule.x < start.line.end
                    && rule.end > start.line.x
                    && rule.end - rule.x > SHORTEST
        };
        let rules = self.rules.get(start.page).map_or(&[][..], Vec::as_slice);
        let mut distances: Vec<f32> = rules
            .iter()
            .filter(in_column)
            .map(|rule| if below { start.line.y - rule.y } else { rule.y - start.line.y })
            .filter(|distance| *distance > -1.0)
            .collect();
        distances.sort_by(f32::total_cmp);
        distances.dedup_by(|a, b| (*a - *b).abs() < 0.5);
        distances
    }

    /// Whether what stands between two heights is not prose and not another float.
    fn is_table(&self, start: &Placed, (top, bottom): (f32, f32)) -> bool {
        let is_inside = |placed: &Placed| {
            placed.same_column(start) && placed.line.y < top + 1.0 && placed.line.y > bottom - 1.0
        };
        let lines = self.lines.iter().zip(self.taken);
        let inside: Vec<_> = lines.filter(|(placed, _)| is_inside(placed)).collect();
        let prose = inside.iter().filter(|(placed, _)| self.is_prose(placed)).count();
        let captions = inside.iter().any(|(_, taken)| **taken);
        !captions && prose * 3 <= inside.len() && top - bottom < 500.0
    }

    fn is_prose(&self, placed: &Placed) -> bool {
        placed.line.cells(CELL_GAP * 1.5).len() == 1
            && placed.fill() > 0.85
            && (placed.line.size - self.body.size).abs() < 0.3
            && placed.line.words.len() > 5
    }

    fn is_row(&self, placed: &Placed) -> bool {
        let line = &placed.line;
        let stands_out = line.bold || line.size > 1.08 * self.body.size;
        if stands_out && numbered(&line.text()).is_some() {
            return false;
        }
        let cells = line.cells(CELL_GAP * 1.5);
        let mut words = line.words.iter();
        let counts = words.any(|word| word.text.starts_with(|char: char| char.is_ascii_digit()));
        let long = cells.iter().map(|cell| cell.chars().count()).max().unwrap_or(0);
        cells.len() > 2 && long < 45 || cells.len() == 2 && (counts || long < 25)
    }

    /// The text of a figure that is drawn on the page itself.
    fn figure(&self, caption: &[usize]) -> Vec<usize> {
        let first = caption[0];
        let belongs = |index: &usize| {
            let placed = &self.lines[*index];
            !self.taken[*index] && placed.same_column(&self.lines[first]) && self.is_drawn(placed)
        };
        let start = first - (0..first).rev().take_while(belongs).count();
        (start..first).collect()
    }

    fn is_drawn(&self, placed: &Placed) -> bool {
        let line = &placed.line;
        let other_size = line.size < 0.93 * self.body.size;
        let scattered = line.cells(1.5).len() > 1 && line.font != self.body.font;
        let short = placed.fill() < 0.6 && line.font != self.body.font && !line.bold;
        let sentence = line.words.len() > 6 && line.cells(1.0).len() == 1;
        !self.is_prose(placed) && !sentence && (other_size || scattered || short)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(Kind, &str, &str)>) {
        let expected =
            expected.map(|(kind, label, caption)| (kind, label.to_owned(), caption.to_owned()));
        assert_eq!(labelled(text), expected, "{text}");
    }

    #[test]
    fn captions_are_parted_from_labels() {
        check("Table 3: Ablations.", Some((Kind::Table, "Table 3", "Ablations.")));
        check("Figure 2. Overview", Some((Kind::Figure, "Figure 2", "Overview")));
        check("Fig. 4 | Results", Some((Kind::Figure, "Figure 4", "Results")));
        check("TABLE IV", Some((Kind::Table, "Table IV", "")));
        check("Table A.1: More", Some((Kind::Table, "Table A.1", "More")));
        check("Algorithm 1 Training", Some((Kind::Listing, "Algorithm 1", "Training")));
    }

    #[test]
    fn other_lines_are_no_captions() {
        check("Tables and figures", None);
        check("Table of contents", None);
        check("Figures 1 and 2", None);
        check("Figure 2(a) shows", None);
        check("table 3 shows", None);
    }
}
