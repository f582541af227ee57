//! Footnotes: small print at the foot of a column.

use super::column::{Placed, above};
use super::float::Float;
use super::heading::{Body, is_known};

/// The lines that belong to footnotes, of those that `floats` leave over.
pub(super) fn footnotes(lines: &[Placed], floats: &[Float], body: Body) -> Vec<usize> {
    let mut floating = vec![false; lines.len()];
    for line in floats.iter().flat_map(|float| float.caption.iter().chain(&float.content)) {
        floating[*line] = true;
    }
    let standing: Vec<usize> = (0..lines.len()).filter(|line| !floating[*line]).collect();
    let columns = standing.chunk_by(|one, other| lines[*one].same_column(&lines[*other]));
    columns.flat_map(|column| foot(lines, column, body)).copied().collect()
}

/// The footnotes of a column.
fn foot<'a>(lines: &[Placed], column: &'a [usize], body: Body) -> &'a [usize] {
    let n_small = column.iter().rev().take_while(|line| is_small(&lines[**line], body)).count();
    let (large, small) = column.split_at(column.len() - n_small);
    // a column of small print is a bibliography or an appendix
    if large.is_empty() || small.iter().any(|line| is_known(&lines[*line].line.text())) {
        return &[];
    }
    let first =
        small.iter().position(|line| is_marked(&lines[*line]) || is_imprint(lines, *line, body));
    first.map_or(&[], |first| &small[first..])
}

fn is_small(placed: &Placed, body: Body) -> bool {
    placed.line.size < 0.95 * body.size && placed.line.size > 0.5 * body.size
}

/// Whether a line starts the small print below the first page: permissions, addresses.
fn is_imprint(lines: &[Placed], line: usize, body: Body) -> bool {
    let above = above(lines, line);
    lines[line].page == 0
        && above.is_some_and(|above| above.line.y - lines[line].line.y > 1.25 * body.leading)
}

/// Whether a line starts with a raised number or a star.
pub(super) fn is_marked(placed: &Placed) -> bool {
    let Some(word) = placed.line.words.first() else { return false };
    let raised =
        word.size < 0.85 * placed.line.size || word.y > placed.line.y + 0.15 * placed.line.size;
    let digits = word.text.chars().take_while(char::is_ascii_digit).count();
    word.text.starts_with(['∗', '*', '†', '‡', '§', '¶'])
        || raised && (1..=2).contains(&digits)
        || (1..=2).contains(&digits)
            && word.text.chars().nth(digits).is_some_and(char::is_alphabetic)
}
