//! Values along something, a line for each series.

use super::axis::Axis;
use super::clip;
use super::frame::Frame;
use super::label::{LINE, Label, labels, room};
use super::overlap;
use super::scene::{Anchor, Ink, Pen, Scene};
use super::series::{Point, Series, finite};

/// The height of the frame.
const HEIGHT: f64 = 240.0;

/// A line chart before it is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lines {
    /// What it shows, in a few words.
    pub title: String,
    /// What it shows, in sentences, for those who do not see it.
    pub description: String,
    /// What is along the horizontal axis.
    pub x: Quantity,
    /// What is along the vertical axis.
    pub y: Quantity,
    /// The lines, the baseline first if there is one.
    pub series: Vec<Series>,
    /// How intervals are drawn.
    pub spread: Spread,
    /// A value to compare with, such as a nominal level.
    pub reference: Option<Reference>,
}

/// What an axis measures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quantity {
    /// Its name.
    pub label: String,
    /// Its unit; empty if it has none.
    pub unit: String,
    /// Whether equal ratios are equally far apart; only where all values are positive.
    pub is_logarithmic: bool,
}

/// How intervals are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spread {
    /// A dot with a bar for each point.
    #[default]
    Bars,
    /// A band along the line, without dots.
    Band,
}

/// A value to compare with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reference {
    /// The value, on the vertical axis.
    pub y: f64,
    /// What it is.
    pub label: String,
}

impl Quantity {
    /// A quantity on an axis with equal distances.
    pub fn new(label: &str, unit: &str) -> Self {
        Self { label: label.to_owned(), unit: unit.to_owned(), is_logarithmic: false }
    }

    fn words(&self) -> String {
        let logarithmic = if self.is_logarithmic { ", logarithmic" } else { "" };
        match self.unit.as_str() {
            "" if logarithmic.is_empty() => self.label.clone(),
            "" => format!("{} (logarithmic)", self.label),
            unit => format!("{} ({unit}{logarithmic})", self.label),
        }
    }
}

/// Draws a line chart.
pub fn lines(chart: &Lines) -> Scene {
    let mut scene = Scene::new(&chart.title, &chart.description, 640.0);
    scene.headline();
    let names = || chart.series.iter().map(|series| series.name.as_str());
    let size = (room(names()), (LINE * chart.series.len() as f64).max(HEIGHT));
    let frame = Frame::draw(&mut scene, axes(chart), (&chart.x.words(), &chart.y.words()), size);
    if let Some(reference) = chart.reference.as_ref().filter(|reference| reference.y.is_finite()) {
        let y = frame.y.at(reference.y);
        scene.line(
            vec![(frame.left, y), (frame.right, y)],
            Pen::new(Ink::Dim, 1.2).dashed(&[4.0, 3.0]),
        );
        scene.cut((frame.right - 4.0, y - 5.0), Anchor::End, &reference.label, 240.0);
    }
    let distance = |one: f64, other: f64| (frame.y.at(one) - frame.y.at(other)).abs();
    let pens = overlap::pens(&chart.series, distance);
    for (index, series) in chart.series.iter().enumerate().rev() {
        draw(&mut scene, &frame, series, pens[index], chart.spread);
    }
    let mut named = Vec::new();
    for (series, pen) in chart.series.iter().zip(pens) {
        let end = end(series).map(|(x, y)| (frame.x.at(x), frame.y.at(y)));
        named.push(Label { pen, name: &series.name, end });
    }
    labels(&mut scene, &frame, named);
    scene.height = frame.end();
    scene
}

/// The lines that lie on an earlier one from end to end, each with the first such.
pub fn coincident(chart: &Lines) -> Vec<(usize, usize)> {
    let axis = axes(chart).1.between(HEIGHT, 0.0);
    let distance = |one: f64, other: f64| (axis.at(one) - axis.at(other)).abs();
    let is_same = |index: usize, other: usize| {
        overlap::share(&chart.series[index], &chart.series[other], distance) >= 0.99
    };
    let pair = |index: usize| Some((index, (0..index).find(|&other| is_same(index, other))?));
    (1..chart.series.len()).filter_map(pair).collect()
}

/// Where a line ends: at its last point, else where the last of its runs ended.
fn end(series: &Series) -> Option<(f64, f64)> {
    let ended = || series.ended.iter().flatten().copied();
    let places = finite(series).last().map(|point| (point.x, point.y));
    places.or_else(|| ended().rfind(|(x, y)| x.is_finite() && y.is_finite()))
}

/// Both axes. Runs that ended early widen the vertical one to twice its length at most.
fn axes(chart: &Lines) -> (Axis, Axis) {
    let points = || chart.series.iter().flat_map(finite);
    let ended = || chart.series.iter().flat_map(|series| &series.ended).flatten();
    let along = points().map(|point| point.x).chain(ended().map(|(x, _)| *x));
    let mut values: Vec<f64> = points()
        .flat_map(|point| {
            [Some(point.y), point.interval.map(|ends| ends.0), point.interval.map(|ends| ends.1)]
        })
        .flatten()
        .chain(chart.reference.iter().map(|reference| reference.y))
        .filter(|value| value.is_finite())
        .collect();
    let (low, high) = values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |ends, y| (ends.0.min(*y), ends.1.max(*y)));
    let is_logarithmic = chart.y.is_logarithmic;
    let clamped = |value: f64| match (high - low, is_logarithmic) {
        (length, false) if length > 0.0 => value.clamp(low - length, high + length),
        (length, true) if length > 0.0 && low > 0.0 => {
            value.clamp(low * low / high, high * (high / low))
        }
        (0.0, _) => value.clamp(low - low.abs(), low + low.abs()),
        _ => value,
    };
    values.extend(ended().map(|(_, y)| clamped(*y)));
    (Axis::over(along, chart.x.is_logarithmic), Axis::over(values.into_iter(), is_logarithmic))
}

fn draw(scene: &mut Scene, frame: &Frame, series: &Series, pen: Pen, spread: Spread) {
    let (ink, points) = (pen.ink, finite(series).collect::<Vec<_>>());
    let at = |x: f64, y: f64| (frame.x.at(x), frame.y.at(y));
    if spread == Spread::Band {
        let ends = |upper: bool| {
            let end = move |point: &Point| {
                point.interval.map_or(point.y, |ends| if upper { ends.1 } else { ends.0 })
            };
            points.iter().map(move |point| at(point.x, end(point)))
        };
        if points.iter().any(|point| point.interval.is_some()) {
            let upper: Vec<_> = ends(true).collect();
            scene.area(ends(false).chain(upper.into_iter().rev()).collect(), ink, 0.14);
        }
    }
    let line: Vec<_> = points.iter().map(|point| at(point.x, point.y)).collect();
    scene.line(line, pen);
    if spread == Spread::Bars || points.len() == 1 {
        for point in &points {
            bar(scene, frame, point, ink);
        }
    }
    for run in &series.ended {
        early(scene, frame, run, ink);
    }
}

fn bar(scene: &mut Scene, frame: &Frame, point: &Point, ink: Ink) {
    let x = frame.x.at(point.x);
    if let Some((low, high)) = point.interval {
        let (low, high) = (frame.y.at(low), frame.y.at(high));
        let pen = Pen::new(ink, 1.4);
        scene.line(vec![(x, low), (x, high)], pen);
        for end in [low, high] {
            scene.line(vec![(x - 3.5, end), (x + 3.5, end)], pen);
        }
    }
    scene.circle((x, frame.y.at(point.y)), 3.6, ink, "");
}

/// A run that ended before the others: a thin line to a cross, within the chart.
fn early(scene: &mut Scene, frame: &Frame, run: &[(f64, f64)], ink: Ink) {
    let finite = run.iter().filter(|(x, y)| x.is_finite() && y.is_finite());
    let places: Vec<_> = finite.map(|(x, y)| (frame.x.at(*x), frame.y.at(*y))).collect();
    let parts = clip::between(&places, frame.top, frame.bottom);
    if let (Some(left), Some((x, y))) = (parts.last().and_then(|part| part.last()), places.last()) {
        // where it is out of the chart it goes on along the edge, so that one sees where it ended
        let held = (*x, y.clamp(frame.top, frame.bottom));
        scene.line(vec![*left, held], Pen::new(ink, 1.0).dashed(&[1.0, 3.0]));
    }
    for part in parts {
        scene.line(part, Pen::new(ink, 1.0).faint(0.8));
    }
    if let Some((x, y)) = places.last() {
        scene.cross((*x, y.clamp(frame.top, frame.bottom)), 4.5, ink);
    }
}
