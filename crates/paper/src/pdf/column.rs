//! The columns of a page, and the order its lines are read in.

use super::font::Font;
use super::glyph::Rule;
use super::line::Line;

/// The share of characters that may cross the gap between two columns: titles, wide tables.
const CROSSING: f32 = 0.45;
/// How far a line reaches over the gap before it counts as crossing, in points.
const OVERHANG: f32 = 8.0;

/// Where on its page a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Whole,
    Left,
    Right,
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
    let left = n_long(page, |line| line.end <= x);
    let right = n_long(page, |line| line.x >= x);
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
    good.get(good.len() / 2)
        .copied()
        .filter(|x| n_long(page, |line| line.end <= *x).min(n_long(page, |line| line.x >= *x)) >= 3)
}

/// Lines that are long enough to be prose.
fn n_long(page: &[Vec<Line>], side: impl Fn(&Line) -> bool) -> usize {
    const CHARACTERS: usize = 25;
    page.iter().flatten().filter(|line| line.n_chars() >= CHARACTERS && side(line)).count()
}

/// The lines of all pages in reading order.
pub(super) fn in_order(
    pages: Vec<Vec<Vec<Line>>>,
    rules: &[Vec<Rule>],
    fonts: &[Font],
) -> Vec<Placed> {
    let gutters = gutters(&pages);
    let pages = pages.into_iter().zip(gutters).zip(rules).enumerate();
    pages
        .flat_map(|(number, ((rows, gutter), rules))| {
            page_in_order(number, rows, gutter, rules, fonts)
        })
        .collect()
}

fn page_in_order(
    number: usize,
    rows: Vec<Vec<Line>>,
    gutter: Option<f32>,
    rules: &[Rule],
    fonts: &[Font],
) -> Vec<Placed> {
    let sided = sided(rows, gutter, rules, fonts);
    let edges = [Column::Whole, Column::Left, Column::Right].map(|column| edges(&sided, column));
    let mut ordered = Vec::with_capacity(sided.len());
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for (column, line) in sided {
        let (left_edge, right_edge) = edges[column as usize];
        let placed = Placed { line, page: number, column, left: left_edge, right: right_edge };
        match column {
            Column::Left => left.push(placed),
            Column::Right => right.push(placed),
            Column::Whole => {
                ordered.append(&mut left);
                ordered.append(&mut right);
                ordered.push(placed);
            }
        }
    }
    ordered.append(&mut left);
    ordered.append(&mut right);
    ordered
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
        let crosses =
            row.iter().any(|line| line.x < gutter - OVERHANG && line.end > gutter + OVERHANG);
        let framed = row
            .iter()
            .any(|line| wide.iter().any(|(top, bottom)| line.y < *top && line.y > *bottom));
        if crosses || framed || continues_wide(&row, gutter, sided.last()) {
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
    let mut heights: Vec<f32> = rules
        .iter()
        .filter(|rule| rule.x < gutter - 20.0 && rule.end > gutter + 20.0)
        .map(|rule| rule.y)
        .collect();
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
    let mut starts: Vec<f32> = lines.iter().map(|line| line.x).collect();
    let mut ends: Vec<f32> = lines.iter().map(|line| line.end).collect();
    starts.sort_by(f32::total_cmp);
    ends.sort_by(f32::total_cmp);
    (quantile(&starts, 0.1), quantile(&ends, 0.9))
}

/// The value below which that share of the sorted values lies; 0 of none.
fn quantile(sorted: &[f32], share: f32) -> f32 {
    sorted.get(((sorted.len().max(1) - 1) as f32 * share) as usize).copied().unwrap_or(0.0)
}
