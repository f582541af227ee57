//! The value of every seed, joined to the baseline's at the same seed.

use super::axis::Axis;
use super::font::{line, width};
use super::frame::below;
use super::scene::{Anchor, Ink, Pen, SIZE, Scene};

/// A chart of single values before it is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dots {
    /// What it shows, in a few words.
    pub title: String,
    /// What it shows, in sentences, for those who do not see it.
    pub description: String,
    /// What is along the axis.
    pub axis: String,
    /// The rows, the baseline first.
    pub rows: Vec<DotsRow>,
}

/// One configuration.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DotsRow {
    /// Its name.
    pub label: String,
    /// Each seed with its value and that of the baseline at the same seed, if it is to be shown.
    pub dots: Vec<(u64, f64, Option<f64>)>,
    /// The mean of its values.
    pub mean: Option<f64>,
    /// Words beside it, such as how many runs have no value.
    pub note: String,
}

/// The height of a row, and of one without the baseline in it.
const ROW: f64 = 46.0;
const ALONE: f64 = 30.0;

/// Draws a chart of single values.
pub fn dots(chart: &Dots) -> Scene {
    let mut scene = Scene::new(&chart.title, &chart.description, 760.0);
    scene.headline();
    let widest = |words: &dyn Fn(&DotsRow) -> &str| {
        chart.rows.iter().map(|row| width(&line(words(row)), SIZE)).fold(0.0, f64::max)
    };
    let labels = widest(&|row| &row.label).clamp(60.0, 210.0);
    let notes = widest(&|row| &row.note).clamp(0.0, 170.0);
    let (left, right) = (labels + 24.0, scene.width - notes - 24.0);
    let values = chart
        .rows
        .iter()
        .flat_map(|row| &row.dots)
        .flat_map(|(_, value, base)| [Some(*value), *base]);
    let axis = Axis::over(values.flatten(), false).between(left, right);
    let mut y = 32.0;
    for (index, row) in chart.rows.iter().enumerate() {
        let height = if row.dots.iter().any(|dot| dot.2.is_some()) { ROW } else { ALONE };
        if index > 0 {
            scene.line(vec![(8.0, y), (scene.width - 8.0, y)], Pen::new(Ink::Grid, 0.8));
        }
        let middle = y + height / 2.0;
        scene.cut((8.0, middle + 4.0), Anchor::Start, &row.label, labels).inked(Ink::Text);
        scene.cut((right + 16.0, middle + 4.0), Anchor::Start, &row.note, notes);
        let ink = if index == 0 { Ink::Series(0) } else { Ink::Series(1) };
        draw(&mut scene, &axis, (y, height), row, ink);
        y += height;
    }
    scene.line(vec![(left, y), (right, y)], Pen::new(Ink::Dim, 1.0));
    below(&mut scene, &axis, y);
    scene.cut((right, y + 37.0), Anchor::End, &chart.axis, right - 8.0);
    scene.height = y + 46.0;
    scene
}

fn draw(scene: &mut Scene, axis: &Axis, (top, height): (f64, f64), row: &DotsRow, ink: Ink) {
    let is_paired = height == ROW;
    let (above, own) = (top + 12.0, if is_paired { top + 32.0 } else { top + height / 2.0 });
    let finite = || row.dots.iter().filter(|dot| dot.1.is_finite());
    for (_, value, baseline) in finite() {
        if let Some(baseline) = baseline.filter(|baseline| baseline.is_finite()) {
            scene.line(
                vec![(axis.at(baseline), above), (axis.at(*value), own)],
                Pen::new(Ink::Dim, 0.9).faint(0.7),
            );
        }
    }
    if let Some(mean) = row.mean.filter(|mean| mean.is_finite()) {
        let at = axis.at(mean);
        scene.line(vec![(at, own - 9.0), (at, own + 9.0)], Pen::new(ink, 2.4));
    }
    for (seed, value, baseline) in finite() {
        if let Some(baseline) = baseline.filter(|baseline| baseline.is_finite()) {
            scene.ring(
                (axis.at(baseline), above),
                2.6,
                Ink::Dim,
                &format!("baseline, seed {seed}: {baseline}"),
            );
        }
        scene.circle((axis.at(*value), own), 4.0, ink, &format!("seed {seed}: {value}"));
    }
}
