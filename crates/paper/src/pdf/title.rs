//! The title of a paper.

use super::column::Placed;
use super::heading::Body;

/// The largest text of the first page's upper part.
pub(super) fn title(lines: &[Placed], body: Body) -> Vec<usize> {
    let first = lines.iter().take_while(|placed| placed.page == 0);
    let (top, bottom) = first.clone().fold((f32::MIN, f32::MAX), |(top, bottom), placed| {
        (top.max(placed.line.y), bottom.min(placed.line.y))
    });
    // journals print their own name above the title, larger than it
    let journal = |placed: &Placed| placed.line.text().starts_with("journal homepage");
    let n_first = first.clone().count();
    let above = lines[..n_first].iter().rposition(journal).map_or(0, |index| index + 1);
    let upper = first.enumerate().skip(above).filter(|(_, placed)| {
        let letters = placed.line.text().chars().filter(|char| char.is_alphabetic()).count();
        letters >= 4
            && placed.line.y > top - 0.6 * (top - bottom)
            && placed.line.size > 1.1 * body.size
    });
    let upper: Vec<(usize, &Placed)> = upper.collect();
    let Some(size) = upper.iter().map(|(_, placed)| placed.line.size).max_by(f32::total_cmp) else {
        return Vec::new();
    };
    let mut title: Vec<usize> = Vec::new();
    for (index, placed) in upper.iter().filter(|(_, placed)| placed.line.size > size - 0.4) {
        let follows =
            |last: &usize| index - last <= 2 && lines[*last].line.y - placed.line.y < 2.2 * size;
        if title.last().is_none_or(follows) {
            title.push(*index);
        }
    }
    title
}
