//! Names of lines, each beside the end of its line.

use super::font::{fit, line, width};
use super::frame::Frame;
use super::scene::{Anchor, Ink, Pen, Place, SIZE, Scene};

/// The widest name.
const WIDEST: f64 = 170.0;
/// The height of a name, with the gap to the next.
pub(super) const LINE: f64 = 16.0;
/// Between the frame and the piece of line before a name, and the length of that piece.
const GAP: f64 = 10.0;
const SAMPLE: f64 = 20.0;

/// A name, how its line is drawn, and where that ends; `None` for a line without points.
pub(super) struct Label<'a> {
    pub(super) pen: Pen,
    pub(super) name: &'a str,
    pub(super) end: Option<Place>,
}

/// The room that names take to the right of the frame, in fonts that are wider than Helvetica, too.
pub(super) fn room<'a>(names: impl Iterator<Item = &'a str>) -> f64 {
    let widest = names.map(|name| width(&fit(&line(name), SIZE, WIDEST), SIZE)).reduce(f64::max);
    widest.map_or(16.0, |widest| GAP + SAMPLE + 6.0 + 1.12 * widest + 8.0)
}

/// Writes the names beside the ends of their lines, as near as they can be without touching.
pub(super) fn labels(scene: &mut Scene, frame: &Frame, labels: Vec<Label>) {
    let middle = f64::midpoint(frame.top, frame.bottom);
    let wanted =
        |label: &Label| label.end.map_or(middle, |(_, y)| y.clamp(frame.top, frame.bottom));
    let mut sorted: Vec<(f64, Label)> =
        labels.into_iter().map(|label| (wanted(&label), label)).collect();
    sorted.sort_by(|one, other| one.0.total_cmp(&other.0));
    let places = apart(
        &sorted.iter().map(|(y, _)| *y).collect::<Vec<_>>(),
        (frame.top + LINE / 2.0, frame.bottom - LINE / 2.0),
    );
    let from = frame.right + GAP;
    for ((wanted, label), y) in sorted.iter().zip(places) {
        if let Some((x, _)) = label.end {
            scene.line(
                vec![(x.min(frame.right), *wanted), (from, y)],
                Pen::new(label.pen.ink, 1.0).dashed(&[1.0, 2.0]).faint(0.7),
            );
        }
        // a stripe in turn with others is longer than the sample
        let pen = if label.pen.phase > 0.0 { Pen::new(label.pen.ink, 2.0) } else { label.pen };
        scene.line(vec![(from, y), (from + SAMPLE, y)], pen);
        let at = (from + SAMPLE + 6.0, y + 4.0);
        scene.cut(at, Anchor::Start, label.name, WIDEST).inked(Ink::Text);
    }
}

/// Places that are [`LINE`] apart and within the ends, as near as they can be to the wanted ones,
/// which ascend: neighbours that touch move as one around the middle of what they want.
fn apart(wanted: &[f64], (low, high): (f64, f64)) -> Vec<f64> {
    // groups of the first place and the number of members
    let mut groups: Vec<(f64, usize)> = Vec::new();
    let held = |first: f64, n: usize| {
        let length = LINE * (n as f64 - 1.0);
        first.min(high - length).max(low)
    };
    for &y in wanted {
        groups.push((held(y, 1), 1));
        while let [.., (above, m), (below, n)] = groups[..] {
            if above + LINE * m as f64 <= below {
                break;
            }
            let (all, gap) = ((m + n) as f64, LINE * m as f64);
            let first = (above * m as f64 + (below - gap) * n as f64) / all;
            groups.truncate(groups.len() - 2);
            groups.push((held(first, m + n), m + n));
        }
    }
    let members = |(first, n): &(f64, usize)| {
        let first = *first;
        (0..*n).map(move |index| first + LINE * index as f64)
    };
    groups.iter().flat_map(members).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_apart_and_near_to_their_lines() {
        let ends = (0.0, 200.0);
        assert_eq!(apart(&[50.0, 100.0], ends), [50.0, 100.0]);
        assert_eq!(apart(&[50.0, 50.0], ends), [42.0, 58.0]);
        assert_eq!(apart(&[1.0, 2.0, 3.0], ends), [0.0, 16.0, 32.0]);
        assert_eq!(apart(&[199.0, 200.0], ends), [184.0, 200.0]);
        assert_eq!(apart(&[40.0, 60.0, 61.0, 62.0], ends), [31.75, 47.75, 63.75, 79.75]);
        let many: Vec<f64> = (0..12).map(f64::from).collect();
        assert!(apart(&many, ends).windows(2).all(|pair| pair[1] - pair[0] >= LINE));
    }
}
