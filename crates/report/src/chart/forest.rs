//! Differences with their intervals, one below the other.

use super::axis::Axis;
use super::font::{line, width};
use super::frame::below;
use super::scene::{Anchor, Ink, Pen, SIZE, Scene};

/// A forest plot before it is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Forest {
    /// What it shows, in a few words.
    pub title: String,
    /// What it shows, in sentences, for those who do not see it.
    pub description: String,
    /// What is along the axis; differences are turned so that those to the right are better.
    pub axis: String,
    /// Differences up to this, either way, do not matter.
    pub margin: Option<f64>,
    /// The rows, from the top.
    pub rows: Vec<Effect>,
}

/// One row: a variant against the baseline.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Effect {
    /// The name of the variant.
    pub label: String,
    /// The difference; `None` if there is none to show.
    pub estimate: Option<Estimate>,
    /// The difference in numbers.
    pub numbers: String,
    /// What it comes to, in a few words.
    pub verdict: String,
    /// The colour of the verdict.
    pub tone: Tone,
}

/// A difference.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// How much better the variant is.
    pub mean: f64,
    /// Its interval.
    pub interval: Option<(f64, f64)>,
    /// The interval that the verdict is made on, corrected for all comparisons; its ends may be
    /// infinite.
    pub corrected: Option<(f64, f64)>,
    /// The interval that also holds the uncertainty of the test set.
    pub wider: Option<(f64, f64)>,
}

/// The colour of a verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// It is better.
    Good,
    /// It is worse.
    Bad,
    /// It is the same.
    Same,
    /// It is not known which.
    Unsure,
    /// Nothing is said.
    #[default]
    None,
}

/// The height of a row.
const ROW: f64 = 38.0;

/// Draws a forest plot.
pub fn forest(chart: &Forest) -> Scene {
    let mut scene = Scene::new(&chart.title, &chart.description, 760.0);
    scene.headline();
    let widest = |words: &dyn Fn(&Effect) -> &str| {
        chart.rows.iter().map(|row| width(&line(words(row)), SIZE)).fold(0.0, f64::max)
    };
    let labels = widest(&|row| &row.label).clamp(60.0, 210.0);
    let numbers = widest(&|row| &row.numbers).max(widest(&|row| &row.verdict)).clamp(60.0, 240.0);
    let (left, right, top) = (labels + 24.0, scene.width - numbers - 24.0, 32.0);
    let bottom = top + ROW * chart.rows.len() as f64;
    let estimates: Vec<Estimate> = chart.rows.iter().filter_map(|row| row.estimate).collect();
    let reach = reach(&estimates, chart.margin);
    let axis = Axis::over(values(chart, reach).into_iter(), false).between(left, right);
    if let Some(margin) = chart.margin.filter(|margin| margin.is_finite() && *margin > 0.0) {
        let ends = [-margin, margin].map(|end| axis.at(end).clamp(left, right));
        scene.rectangle((ends[0], top), (ends[1], bottom), Ink::Unsure, 0.15);
    }
    scene.line(vec![(axis.at(0.0), top), (axis.at(0.0), bottom)], Pen::new(Ink::Dim, 1.2));
    for (index, row) in chart.rows.iter().enumerate() {
        let y = top + ROW * (index as f64 + 0.5);
        if index > 0 {
            scene.line(
                vec![(8.0, y - ROW / 2.0), (scene.width - 8.0, y - ROW / 2.0)],
                Pen::new(Ink::Grid, 0.8),
            );
        }
        scene.cut((8.0, y + 4.0), Anchor::Start, &row.label, labels).inked(Ink::Text);
        scene.cut((right + 16.0, y - 3.0), Anchor::Start, &row.numbers, numbers).inked(Ink::Text);
        let below = if row.numbers.is_empty() { 4.0 } else { 13.0 };
        scene
            .cut((right + 16.0, y + below), Anchor::Start, &row.verdict, numbers)
            .inked(ink(row.tone));
        if let Some(estimate) = &row.estimate {
            draw(&mut scene, &axis, (left, right), y, estimate, row.tone);
        }
    }
    scene.line(vec![(left, bottom), (right, bottom)], Pen::new(Ink::Dim, 1.0));
    below(&mut scene, &axis, bottom);
    scene.cut((right, bottom + 37.0), Anchor::End, &chart.axis, right - 8.0);
    scene.height = bottom + 46.0;
    scene
}

fn ink(tone: Tone) -> Ink {
    match tone {
        Tone::Good => Ink::Good,
        Tone::Bad => Ink::Bad,
        Tone::Unsure => Ink::Unsure,
        Tone::Same => Ink::Text,
        Tone::None => Ink::Dim,
    }
}

/// How far from 0 the axis goes at most: one interval of two seeds must not hide all others.
pub(super) fn reach(estimates: &[Estimate], margin: Option<f64>) -> f64 {
    let means = estimates.iter().map(|one| one.mean.abs()).chain(margin).fold(0.0, f64::max);
    let intervals = estimates.iter().filter_map(|one| one.interval);
    let halves = intervals.map(|(low, high)| (high - low) / 2.0);
    let narrowest = halves.filter(|half| half.is_finite()).fold(f64::INFINITY, f64::min);
    let narrowest = if narrowest.is_finite() { narrowest } else { 0.0 };
    if means + narrowest > 0.0 { 3.0 * (means + narrowest) } else { 1.0 }
}

fn values(chart: &Forest, reach: f64) -> Vec<f64> {
    let ends = |row: &Effect| {
        let estimate = row.estimate?;
        let ends =
            estimate.interval.into_iter().chain(estimate.wider).flat_map(|(low, high)| [low, high]);
        Some(ends.chain([estimate.mean]).collect::<Vec<f64>>())
    };
    let margins = chart.margin.into_iter().flat_map(|margin| [-margin, margin]);
    let values = chart
        .rows
        .iter()
        .filter_map(ends)
        .flatten()
        .chain(margins)
        .map(|value| value.clamp(-reach, reach));
    values.chain([0.0]).collect()
}

fn draw(scene: &mut Scene, axis: &Axis, room: (f64, f64), y: f64, estimate: &Estimate, tone: Tone) {
    let ink = if tone == Tone::None { Ink::Dim } else { ink(tone) };
    if let Some(wider) = estimate.wider {
        interval(scene, axis, room, y + 8.0, wider, Pen::new(ink, 1.2).faint(0.6));
    }
    if let Some(corrected) = estimate.corrected {
        interval(scene, axis, room, y, corrected, Pen::new(ink, 0.9));
    }
    if let Some(own) = estimate.interval {
        interval(scene, axis, room, y, own, Pen::new(ink, 2.8));
    }
    if estimate.mean.is_finite() {
        let at = (axis.at(estimate.mean), y);
        if tone == Tone::Unsure || tone == Tone::None {
            scene.ring(at, 4.2, ink, "");
        } else {
            scene.circle(at, 5.0, ink, "");
        }
    }
}

/// An interval; an end that leaves the chart is an arrow.
fn interval(
    scene: &mut Scene,
    axis: &Axis,
    room: (f64, f64),
    y: f64,
    (low, high): (f64, f64),
    pen: Pen,
) {
    if low.is_nan() || high.is_nan() {
        return;
    }
    let (low, high) = (axis.at(low), axis.at(high));
    let (from, to) = (low.max(room.0), high.min(room.1));
    scene.line(vec![(from, y), (to, y)], pen);
    for (end, at, inward) in [(low, from, 6.0), (high, to, -6.0)] {
        if end == at {
            scene.line(vec![(at, y - 4.0), (at, y + 4.0)], pen);
        } else {
            scene.line(vec![(at + inward, y - 4.0), (at, y), (at + inward, y + 4.0)], pen);
        }
    }
}
