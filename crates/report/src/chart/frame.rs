//! The two axes of a chart, with grid and words.

use super::axis::Axis;
use super::font::width;
use super::scene::{Anchor, Ink, Pen, SIZE, Scene};

/// Where the values are drawn.
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
    pub(super) x: Axis,
    pub(super) y: Axis,
}

impl Frame {
    /// Draws both axes into a drawing, `size` = (room to the right of the frame, its height); what
    /// is below it begins at [`Frame::end`].
    pub(super) fn draw(
        scene: &mut Scene,
        axes: (Axis, Axis),
        names: (&str, &str),
        (room, height): (f64, f64),
    ) -> Self {
        let (top, right) = (48.0, scene.width - room);
        let bottom = top + height;
        let y = axes.1.between(bottom, top);
        let ticks = y.ticks(6);
        let widest = ticks.iter().map(|(_, words)| width(words, SIZE)).fold(0.0, f64::max);
        let left = widest + 18.0;
        let x = axes.0.between(left, right);
        for (value, words) in &ticks {
            let at = y.at(*value);
            scene.line(vec![(left, at), (right, at)], Pen::new(Ink::Grid, 1.0));
            scene.text((left - 8.0, at + 4.0), Anchor::End, words);
        }
        scene.line(vec![(left, bottom), (right, bottom)], Pen::new(Ink::Dim, 1.0));
        below(scene, &x, bottom);
        scene.cut((8.0, top - 14.0), Anchor::Start, names.1, scene.width - 16.0);
        scene.cut(((left + right) / 2.0, bottom + 38.0), Anchor::Middle, names.0, right - left);
        Self { left, right, top, bottom, x, y }
    }

    /// Where the words below the axis end.
    pub(super) fn end(&self) -> f64 {
        self.bottom + 46.0
    }
}

/// Marks and values below a horizontal axis.
pub(super) fn below(scene: &mut Scene, axis: &Axis, bottom: f64) {
    for (value, words) in axis.beside() {
        let at = axis.at(value);
        scene.line(vec![(at, bottom), (at, bottom + 4.0)], Pen::new(Ink::Dim, 1.0));
        // the outermost words stay within the drawing
        let half = width(&words, SIZE) / 2.0;
        let at = at.min(scene.width - half - 2.0).max(half + 2.0);
        scene.text((at, bottom + 18.0), Anchor::Middle, &words);
    }
}
