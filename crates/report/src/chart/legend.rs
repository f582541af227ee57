//! Which line is what.

use super::font::{fit, line, width};
use super::palette::dash;
use super::scene::{Anchor, Ink, Pen, SIZE, Scene};

/// The widest name.
const WIDEST: f64 = 260.0;
/// The line before a name, and the gap after one.
const SAMPLE: f64 = 34.0;
const GAP: f64 = 18.0;
/// The height of a line of names.
const LINE: f64 = 18.0;

/// Writes names below each other, as many in a line as fit, and returns the height that this takes.
pub(super) fn legend<'a>(
    scene: &mut Scene,
    top: f64,
    names: impl Iterator<Item = (usize, &'a str)>,
) -> f64 {
    let (mut x, mut y) = (8.0, top + LINE);
    for (series, name) in names {
        let taken = SAMPLE + width(&fit(&line(name), SIZE, WIDEST), SIZE);
        if x > 8.0 && x + taken > scene.width - 8.0 {
            (x, y) = (8.0, y + LINE);
        }
        let pen = Pen::new(Ink::Series(series), 2.0).dashed(dash(series));
        scene.line(vec![(x, y - 4.0), (x + SAMPLE - 8.0, y - 4.0)], pen);
        scene.cut((x + SAMPLE, y), Anchor::Start, name, WIDEST).inked(Ink::Text);
        x += taken + GAP;
    }
    y + 8.0 - top
}
