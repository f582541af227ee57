//! The groups of the tokens of one clip over time, and the group that answers to each noun.

use std::collections::{BTreeMap, BTreeSet};

use super::record::{Answer, Segments};
use super::svg::{INK, PALE, Svg, Type, borders, cells, cut, wrap};
use super::{palette, png};
use crate::evaluate::grounding::clip::Clip;
use crate::evaluate::grounding::pointing::Hit;
use crate::model::size::Size;

const WIDTH: f64 = 1000.0;
const MARGIN: f64 = 24.0;
/// Room for what a strip is, on its left.
const SIDE: f64 = 176.0;
/// Room between pictures.
const GAP: f64 = 8.0;
/// Temporal positions beside each other; more go into another block of strips.
const ACROSS: usize = 8;
/// Groups that the legend lists.
const LISTED: usize = 30;
/// Nouns with a strip of their own.
const NOUNS: usize = 8;

/// Everything that the strips are drawn from.
struct Scene<'a> {
    clip: &'a Clip,
    segments: &'a Segments,
    size: &'a Size,
    /// Groups that answer to nouns, with their place among the strong colours.
    strong: BTreeMap<usize, usize>,
    /// Rows and columns of a picture of one position, in units of the drawing.
    side: f64,
}

/// Draws the segments of a clip.
pub(super) fn draw(clip: &Clip, segments: &Segments, size: &Size) -> String {
    let mut strong = BTreeMap::new();
    for group in segments.nouns.iter().take(NOUNS).filter_map(|answer| answer.shown) {
        let next = strong.len();
        strong.entry(group).or_insert(next);
    }
    let columns = size.positions().clamp(1, ACROSS) as f64;
    let side = ((WIDTH - 2.0 * MARGIN - SIDE - (columns - 1.0) * GAP) / columns).min(190.0);
    let scene = Scene { clip, segments, size, strong, side };
    let mut svg = Svg::new(WIDTH);
    let mut y = head(&mut svg, &scene);
    let positions: Vec<usize> = (0..size.positions()).collect();
    positions.iter().for_each(|&position| scene.define(&mut svg, position));
    for block in positions.chunks(ACROSS) {
        y = scene.block(&mut svg, y, block);
    }
    y = if segments.tokens.is_some() { legend(&mut svg, y, &scene) } else { y };
    let title = format!("Groups of the tokens of {}: {}", clip.name, clip.caption);
    svg.finish(y + MARGIN - 8.0, &title)
}

fn head(svg: &mut Svg, scene: &Scene) -> f64 {
    let mut y = MARGIN + 14.0;
    for line in wrap(&scene.clip.caption, 90, 3) {
        svg.text(MARGIN, y, Type::bold(19.0), &line);
        y += 25.0;
    }
    let [positions, rows, columns] = scene.segments.shape;
    let used = scene.segments.groups.iter().filter(|group| group.share > 0.0).count();
    let groups = match scene.segments.tokens {
        Some(_) => format!("{used} of {} groups have tokens", scene.segments.groups.len()),
        None => "no grouping block: no token is assigned to a group".to_owned(),
    };
    let line = format!(
        "{} · {} frames of {res} × {res} pixels · {positions} temporal positions of {rows} × {columns} tokens · {groups}",
        cut(&scene.clip.name, 40),
        scene.size.frames,
        res = scene.size.resolution
    );
    svg.text(MARGIN, y, Type::pale(13.0), &line);
    y + 16.0
}

impl Scene<'_> {
    fn frame(&self, position: usize) -> usize {
        position * self.size.tubelet_frames + self.size.tubelet_frames / 2
    }

    /// The middle frame of a position, as it is and faded.
    fn define(&self, svg: &mut Svg, position: usize) {
        let n = self.size.resolution;
        let pixels = &self.clip.frames[self.frame(position) * n * n * 3..][..n * n * 3];
        let (colored, gray) =
            (png::data_uri(pixels, n, 3), png::data_uri(&png::faded(pixels), n, 1));
        svg.define_image(&format!("c{position}"), self.side, &colored);
        svg.define_image(&format!("g{position}"), self.side, &gray);
    }

    fn x(&self, column: usize) -> f64 {
        MARGIN + SIDE + column as f64 * (self.side + GAP)
    }

    /// The strips of some positions, from `y` down; returns where they end.
    fn block(&self, svg: &mut Svg, y: f64, positions: &[usize]) -> f64 {
        let mut y = y + 18.0;
        for (column, &position) in positions.iter().enumerate() {
            let depth = self.size.tubelet_frames;
            let range = format!("frames {}–{}", position * depth + 1, (position + 1) * depth);
            svg.text(self.x(column) + self.side / 2.0, y - 6.0, Type::pale(12.0).middle(), &range);
            svg.image(self.x(column), y, &format!("c{position}"));
            svg.frame([self.x(column), y, self.side, self.side], "#b5b5b5", 0.75);
        }
        self.label(svg, y, "Frames", &["the middle one of each", "temporal position"]);
        y += self.side + GAP;
        let Some(tokens) = &self.segments.tokens else { return y };
        for (column, &position) in positions.iter().enumerate() {
            self.groups(svg, [self.x(column), y], position, tokens);
        }
        self.label(svg, y, "Groups", &["tokens by group; strong", "colours answer to nouns"]);
        y += self.side + GAP;
        for index in 0..self.segments.nouns.len().min(NOUNS) {
            for (column, &position) in positions.iter().enumerate() {
                self.noun(svg, [self.x(column), y], position, tokens, index);
            }
            let end = self.answer(svg, y, index);
            y = end.max(y + self.side) + GAP;
        }
        y
    }

    fn label(&self, svg: &mut Svg, y: f64, name: &str, lines: &[&str]) {
        svg.text(MARGIN, y + 14.0, Type::bold(14.0), name);
        for (index, line) in lines.iter().enumerate() {
            svg.text(MARGIN, y + 31.0 + 15.0 * index as f64, Type::pale(12.0), line);
        }
    }

    /// Writes the answer to a noun: the nearest group and, if that has no tokens, the nearest one
    /// that has. Returns where the text ends.
    fn answer(&self, svg: &mut Svg, y: f64, noun: usize) -> f64 {
        let Answer { text, group, hit, shown, shown_hit } = &self.segments.nouns[noun];
        let Some(shown) = *shown else { return y };
        let mut y = y + 14.0;
        svg.rect([MARGIN, y - 11.0, 13.0, 13.0], &self.color(shown));
        for (index, line) in wrap(text, 19, 3).iter().enumerate() {
            svg.text(MARGIN + if index == 0 { 20.0 } else { 0.0 }, y, Type::bold(14.0), line);
            y += 17.0;
        }
        let similar = |group: usize| {
            let cosine = signed(self.segments.groups[group].similarity[noun]);
            format!("group {group}, cosine {cosine}")
        };
        let mut line = |y: f64, text: &str| svg.text(MARGIN, y, Type::plain(12.0), text);
        if shown != *group {
            let mark = if hit.is_some() { " ✗" } else { "" };
            line(y, &similar(*group));
            line(y + 15.0, &format!("has no tokens{mark}; of the others"));
            y += 33.0;
        }
        line(y, &similar(shown));
        let Some(Hit { inside: Some(share), iou }) = *shown_hit else { return y + 5.0 };
        let mark = if share >= 0.5 { "✓" } else { "✗" };
        line(y + 15.0, &format!("{:.0} % near the object {mark}", 100.0 * share));
        svg.text(MARGIN, y + 30.0, Type::pale(12.0), &format!("IoU {iou:.2}"));
        y + 35.0
    }

    fn color(&self, group: usize) -> String {
        let strong = self.strong.get(&group);
        strong.map_or_else(|| palette::pale(group), |&index| palette::strong(index))
    }

    /// A position with every token in the colour of its group.
    fn groups(&self, svg: &mut Svg, at: [f64; 2], position: usize, tokens: &[usize]) {
        let [_, rows, columns] = self.segments.shape;
        let tokens = &tokens[position * rows * columns..][..rows * columns];
        let unit = self.side / columns as f64;
        svg.image(at[0], at[1], &format!("g{position}"));
        for &group in &BTreeSet::from_iter(tokens.iter().copied()) {
            let inside: Vec<bool> = tokens.iter().map(|token| *token == group).collect();
            let opacity = if self.strong.contains_key(&group) { 0.66 } else { 0.72 };
            svg.area(at, &cells(&inside, columns, unit), &self.color(group), opacity);
        }
        svg.lines(at, &borders(tokens, columns, unit, None), "#ffffff", 1.6);
        let letter = (unit * 0.36).clamp(8.0, 13.0);
        for (group, cell, size) in regions(tokens, columns) {
            if unit >= 14.0 || size >= 4 {
                let (row, column) = ((cell / columns) as f64 + 0.5, (cell % columns) as f64 + 0.5);
                svg.number(at[0] + column * unit, at[1] + row * unit, letter, group);
            }
        }
        svg.frame([at[0], at[1], self.side, self.side], "#b5b5b5", 0.75);
    }

    /// A position with the tokens of the group that answers to a noun, and the outline of the
    /// noun's object.
    fn noun(&self, svg: &mut Svg, at: [f64; 2], position: usize, tokens: &[usize], noun: usize) {
        let [_, rows, columns] = self.segments.shape;
        let Some(group) = self.segments.nouns[noun].shown else { return };
        let tokens = &tokens[position * rows * columns..][..rows * columns];
        let inside: Vec<bool> = tokens.iter().map(|token| *token == group).collect();
        let unit = self.side / columns as f64;
        svg.image(at[0], at[1], &format!("g{position}"));
        svg.area(at, &cells(&inside, columns, unit), &self.color(group), 0.66);
        if let Some(mask) = &self.clip.nouns[noun].mask {
            let n = self.size.resolution;
            let mask = &mask[self.frame(position) * n * n..][..n * n];
            let mask: Vec<usize> = mask.iter().map(|&covered| usize::from(covered)).collect();
            let path = borders(&mask, n, self.side / n as f64, Some(0));
            svg.lines(at, &path, "#ffffff", 3.0);
            svg.lines(at, &path, INK, 1.4);
        }
        svg.frame([at[0], at[1], self.side, self.side], "#b5b5b5", 0.75);
    }
}

/// Connected regions of equal labels: label, the cell nearest to their middle, and how many cells
/// they have.
fn regions(labels: &[usize], columns: usize) -> Vec<(usize, usize, usize)> {
    let mut seen = vec![false; labels.len()];
    let mut regions = Vec::new();
    for start in 0..labels.len() {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        let (mut members, mut next) = (vec![start], 0);
        while let Some(&cell) = members.get(next) {
            next += 1;
            let column = cell % columns;
            let around = [
                (column > 0).then(|| cell - 1),
                (column + 1 < columns).then_some(cell + 1),
                cell.checked_sub(columns),
                Some(cell + columns).filter(|below| *below < labels.len()),
            ];
            for near in around.into_iter().flatten() {
                if labels[near] == labels[start] && !std::mem::replace(&mut seen[near], true) {
                    members.push(near);
                }
            }
        }
        let place = |cell: usize| [cell / columns, cell % columns].map(|part| part as f64);
        let mean = [0, 1].map(|axis| {
            members.iter().map(|&cell| place(cell)[axis]).sum::<f64>() / members.len() as f64
        });
        let away = |cell: usize| {
            let [row, column] = place(cell);
            (row - mean[0]).powi(2) + (column - mean[1]).powi(2)
        };
        let middle = members.iter().copied().min_by(|a, b| away(*a).total_cmp(&away(*b)));
        regions.push((labels[start], middle.unwrap_or(start), members.len()));
    }
    regions
}

/// Every group with tokens, the largest first: its share, and the noun that it answers to.
fn legend(svg: &mut Svg, y: f64, scene: &Scene) -> f64 {
    const COLUMNS: usize = 3;
    let answers = |group: &usize| scene.segments.nouns.iter().any(|noun| noun.group == *group);
    let mut order: Vec<usize> = (0..scene.segments.groups.len()).collect();
    order.retain(|group| scene.segments.groups[*group].share > 0.0 || answers(group));
    let share = |group: &usize| scene.segments.groups[*group].share;
    order.sort_by(|a, b| share(b).total_cmp(&share(a)).then(a.cmp(b)));
    let left_out = order.len().saturating_sub(LISTED);
    order.truncate(LISTED);
    let mut top = y + 26.0;
    svg.text(MARGIN, top, Type::bold(14.0), "Groups");
    let explained = "share of the tokens, and the noun that the group is most similar to (cosine)";
    svg.text(MARGIN + 58.0, top, Type::pale(12.0), explained);
    top += 12.0;
    let width = (WIDTH - 2.0 * MARGIN) / COLUMNS as f64;
    let rows = order.len().div_ceil(COLUMNS).max(1);
    for (index, &group) in order.iter().enumerate() {
        let x = MARGIN + (index / rows) as f64 * width;
        entry(svg, [x, top + 20.0 * (index % rows) as f64], scene, group);
    }
    let mut y = top + 20.0 * rows as f64;
    if left_out > 0 {
        svg.text(MARGIN, y + 14.0, Type::pale(12.0), &format!("and {left_out} smaller groups"));
        y += 20.0;
    }
    y
}

fn entry(svg: &mut Svg, [x, y]: [f64; 2], scene: &Scene, index: usize) {
    let group = &scene.segments.groups[index];
    let is_strong = scene.strong.contains_key(&index)
        || scene.segments.nouns.iter().any(|noun| noun.group == index);
    let style = if is_strong { Type::bold(12.0) } else { Type::plain(12.0) };
    svg.rect([x, y + 2.0, 14.0, 14.0], &scene.color(index));
    svg.frame([x, y + 2.0, 14.0, 14.0], "#9a9a9a", 0.5);
    svg.text(x + 40.0, y + 13.0, style.end(), &index.to_string());
    svg.rect([x + 48.0, y + 5.0, 60.0, 8.0], "#ececec");
    svg.rect([x + 48.0, y + 5.0, 60.0 * group.share, 8.0], PALE);
    svg.text(x + 150.0, y + 13.0, style.end(), &format!("{:.1} %", 100.0 * group.share));
    if let Some(noun) = group.noun {
        let text = cut(&scene.segments.nouns[noun].text, 17);
        svg.text(x + 160.0, y + 13.0, style, &format!("{text} {}", signed(group.similarity[noun])));
    }
}

/// A cosine with two digits and a true minus.
fn signed(value: f64) -> String {
    format!("{value:.2}").replace('-', "−")
}
