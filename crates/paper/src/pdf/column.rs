//! The columns of a page, and the order its lines are read in.

use super::font::Font;
use super::glyph::Rule;
use super::line::Line;

/// The share of characters that may cross the gap between two columns: titles, wide tables.
const CROSSING: f32 = 0.45;
/// How far a line reaches over the gap before it counts as crossing, in points.
const OVERHANG: f32 = 8.0;

/// Where on its page a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Left,
    Right,
    Whole,
}

/// A line in its column.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) line: Line,
    pub(super) page: usize,
    pub(super) column: Column,
    /// Edges of the column's text.
    pub(super) left: f32,
    pub(super) right: f32,
}

impl Placed {
    pub(super) fn same_column(&self, other: &Self) -> bool {
        self.page == other.page && self.column == other.column
    }

    /// How much of the column's width the line reaches over.
    pub(super) fn fill(&self) -> f32 {
        (self.line.end - self.line.x) / (self.right - self.left).max(1.0)
    }
}

/// The line above that of an index in the same column.
pub(super) fn above(lines: &[Placed], index: usize) -> Option<&Placed> {
    let above = &lines[index.checked_sub(1)?];
    above.same_column(&lines[index]).then_some(above)
}

/// The gap between the columns of each page; `None` for a page with one column.
fn gutters(pages: &[Vec<Vec<Line>>]) -> Vec<Option<f32>> {
    let own: Vec<Option<f32>> = pages.iter().map(|page| gutter(page)).collect();
    let mut found: Vec<f32> = own.iter().flatten().copied().collect();
    if found.len() * 3 < pages.len() {
        return vec![None; pages.len()];
    }
    found.sort_by(f32::total_cmp);
    let usual = found[found.len() / 2];
    let fits = |page: &Vec<Vec<Line>>| has_columns(page, usual);
    own.iter().zip(pages).map(|(own, page)| own.or_else(|| fits(page).then_some(usual))).collect()
}

/// Whether there is prose on both sides of `x`, as below a title over the whole width.
fn has_columns(page: &[Vec<Line>], x: f32) -> bool {
    const ROWS: usize = 4;
    let (left, right) = n_long(page, x);
    left >= ROWS && right >= ROWS
        || left + right >= ROWS && Balance::at(page, x).crossing < CROSSING
}

/// The characters of a page on either side of a place, as shares of all.
struct Balance {
    crossing: f32,
    left: f32,
    right: f32,
}

impl Balance {
    fn at(page: &[Vec<Line>], x: f32) -> Self {
        let (mut crossing, mut left, mut right) = (0, 0, 0);
        for line in page.iter().flatten() {
            let n = line.n_chars();
            if line.end <= x {
                left += n;
            } else if line.x >= x {
                right += n;
            } else {
                crossing += n;
            }
        }
        let all = (crossing + left + right).max(1) as f32;
        Self { crossing: crossing as f32 / all, left: left as f32 / all, right: right as f32 / all }
    }
}

fn gutter(page: &[Vec<Line>]) -> Option<f32> {
    const STEPS: usize = 80;
    let start = page.iter().flatten().map(|line| line.x).min_by(f32::total_cmp)?;
    let end = page.iter().flatten().map(|line| line.end).max_by(f32::total_cmp)?;
    let width = end - start;
    let places: Vec<(f32, Balance)> = (0..=STEPS)
        .map(|step| start + width * (0.35 + 0.3 * step as f32 / STEPS as f32))
        .map(|x| (x, Balance::at(page, x)))
        .collect();
    let least = places.iter().map(|(_, balance)| balance.crossing).min_by(f32::total_cmp)?;
    let good = |balance: &Balance| {
        balance.crossing <= least + 0.005
            && balance.crossing <= CROSSING
            && balance.left.min(balance.right) >= 0.12
    };
    let good: Vec<f32> =
        places.iter().filter(|(_, balance)| good(balance)).map(|(x, _)| *x).collect();
    let middle = *good.get(good.len() / 2)?;
    let (left, right) = n_long(page, middle);
    (left.min(right) >= 3).then_some(middle)
}

/// Lines on either side of `x` that are long enough to be prose.
fn n_long(page: &[Vec<Line>], x: f32) -> (usize, usize) {
    const CHARACTERS: usize = 25;
    let long = || page.iter().flatten().filter(|line| line.n_chars() >= CHARACTERS);
    (long().filter(|line| line.end <= x).count(), long().filter(|line| line.x >= x).count())
}

/// The lines of all pages in reading order.
pub(super) fn in_order(
    pages: Vec<Vec<Vec<Line>>>,
    rules: &[Vec<Rule>],
    fonts: &[Font],
) -> Vec<Placed> {
    let gutters = gutters(&pages);
    let pages = pages.into_iter().zip(gutters).zip(rules);
    let sided = pages.map(|((rows, gutter), rules)| sided(rows, gutter, rules, fonts));
    sided.enumerate().flat_map(|(number, sided)| page_in_order(number, sided)).collect()
}

fn page_in_order(number: usize, sided: Vec<(Column, Line)>) -> Vec<Placed> {
    let edges = [Column::Left, Column::Right, Column::Whole].map(|column| edges(&sided, column));
    // a line over the whole width ends the columns above it
    let mut n_whole = 0;
    let placed = sided.into_iter().map(|(column, line)| {
        let (left, right) = edges[column as usize];
        let place = (n_whole, column);
        n_whole += usize::from(column == Column::Whole);
        (place, Placed { line, page: number, column, left, right })
    });
    let mut placed: Vec<_> = placed.collect();
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, placed)| placed).collect()
}

/// Each row as one line over the whole width or as one on either side, from the top.
fn sided(
    rows: Vec<Vec<Line>>,
    gutter: Option<f32>,
    rules: &[Rule],
    fonts: &[Font],
) -> Vec<(Column, Line)> {
    let Some(gutter) = gutter else {
        return rows.into_iter().map(|row| (Column::Whole, merged(row, fonts))).collect();
    };
    let wide = wide_frames(&rows, gutter, rules);
    let mut sided: Vec<(Column, Line)> = Vec::new();
    for row in rows {
        let is_wide = |line: &Line| {
            line.x < gutter - OVERHANG && line.end > gutter + OVERHANG
                || wide.iter().any(|(top, bottom)| line.y < *top && line.y > *bottom)
        };
        if row.iter().any(is_wide) || continues_wide(&row, gutter, sided.last()) {
            sided.push((Column::Whole, merged(row, fonts)));
            continue;
        }
        let (left, right): (Vec<Line>, Vec<Line>) =
            row.into_iter().partition(|line| (line.x + line.end) / 2.0 < gutter);
        for (column, side) in [(Column::Left, left), (Column::Right, right)] {
            if !side.is_empty() {
                sided.push((column, merged(side, fonts)));
            }
        }
    }
    sided
}

/// The stretches of a row as one line.
fn merged(stretches: Vec<Line>, fonts: &[Font]) -> Line {
    Line::of(stretches.into_iter().flat_map(|line| line.words).collect(), fonts)
}

/// The last line of a wide caption may be too short to cross the gap.
fn continues_wide(row: &[Line], gutter: f32, previous: Option<&(Column, Line)>) -> bool {
    let (Some((Column::Whole, above)), [line]) = (previous, row) else { return false };
    line.x < gutter
        && (line.x - above.x).abs() < 2.0
        && line.font == above.font
        && (line.size - above.size).abs() < 0.2
        && above.y - line.y < 1.5 * line.size
}

/// Areas between rules that cross the gap, in which rows are rows of one table.
fn wide_frames(rows: &[Vec<Line>], gutter: f32, rules: &[Rule]) -> Vec<(f32, f32)> {
    let crossing = rules.iter().filter(|rule| rule.x < gutter - 20.0 && rule.end > gutter + 20.0);
    let mut heights: Vec<f32> = crossing.map(|rule| rule.y).collect();
    heights.sort_by(|a, b| b.total_cmp(a));
    heights.dedup_by(|a, b| (*a - *b).abs() < 1.0);
    let mut frames: Vec<(f32, f32)> = heights.windows(2).map(|pair| (pair[0], pair[1])).collect();
    frames.retain(|(top, bottom)| is_frame(rows, *top, *bottom));
    frames
}

/// Whether the rows between two heights are those of a table, not prose.
fn is_frame(rows: &[Vec<Line>], top: f32, bottom: f32) -> bool {
    const TALLEST: f32 = 350.0;
    let inside: Vec<&Vec<Line>> =
        rows.iter().filter(|row| row.iter().any(|line| line.y < top && line.y > bottom)).collect();
    let prose = inside.iter().filter(|row| row.iter().any(|line| line.words.len() >= 7)).count();
    top - bottom < TALLEST && !inside.is_empty() && prose * 3 <= inside.len()
}

fn edges(sided: &[(Column, Line)], column: Column) -> (f32, f32) {
    const FULL: usize = 15;
    let lines: Vec<&Line> =
        sided.iter().filter(|(side, _)| *side == column).map(|(_, line)| line).collect();
    let long: Vec<&Line> = lines.iter().copied().filter(|line| line.n_chars() >= FULL).collect();
    let lines = if long.is_empty() { lines } else { long };
    let starts = lines.iter().map(|line| line.x).collect();
    let ends = lines.iter().map(|line| line.end).collect();
    (quantile(starts, 0.1), quantile(ends, 0.9))
}

/// The value below which that share of the values lies; 0 of none.
fn quantile(mut values: Vec<f32>, share: f32) -> f32 {
    values.sort_by(f32::total_cmp);
    values.get(((values.len().max(1) - 1) as f32 * share) as usize).copied().unwrap_or(0.0)
}
