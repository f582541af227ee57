//! A cell of the table in LaTeX, and the room that it takes.

use unicode_width::UnicodeWidthStr;

use super::escape;
use super::formula::formula;
use crate::sheet::{Cell, Mark};
use study::analysis::Standing;

/// The cell; what is below its number is in small letters.
pub(super) fn text(cell: &Cell) -> String {
    match cell {
        Cell::Words(words) => escape(words),
        Cell::Number { value, mark, standing, below } => {
            below.iter().fold(number(value, *mark, *standing), |above, below| {
                format!("\\ablatestack{{{above}}}{{${}$}}", formula(below))
            })
        }
    }
}

/// About how many characters it is wide.
pub(super) fn width(cell: &Cell) -> usize {
    match cell {
        Cell::Words(words) => words.width(),
        // small letters are about a fifth narrower
        Cell::Number { value, mark, below, .. } => {
            let above = value.width() + usize::from(*mark != Mark::None);
            below.iter().map(|below| below.width() * 4 / 5).fold(above, usize::max)
        }
    }
}

/// How many lines it has.
pub(super) fn lines(cell: &Cell) -> usize {
    match cell {
        Cell::Words(_) => 1,
        Cell::Number { below, .. } => 1 + below.len(),
    }
}

/// The mark of a verdict in a formula.
pub(super) const fn raised(mark: Mark) -> &'static str {
    match mark {
        Mark::Matters => "^{*}",
        Mark::Same => "^{\\approx}",
        Mark::None => "",
    }
}

fn number(shown: &str, mark: Mark, standing: Standing) -> String {
    let (formula, mark) = (formula(shown), raised(mark));
    match standing {
        Standing::Best => {
            let bold = |number: &str| format!("\\mathbf{{{}}}", number.trim());
            let parts: Vec<String> = formula.split("\\pm").map(bold).collect();
            format!("${}{mark}$", parts.join(" \\pm "))
        }
        Standing::NearBest => format!("\\underline{{${formula}$}}${mark}$").replace("$$", ""),
        Standing::Other => format!("${formula}{mark}$"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Format;

    #[test]
    fn a_cell_is_marked_and_stacked() {
        let value = Format::Scientific(1).show(-3.2e-9);
        let near = Cell::Number {
            value,
            mark: Mark::None,
            standing: Standing::NearBest,
            below: Vec::new(),
        };
        assert_eq!(text(&near), "\\underline{${-}3.2{\\times}10^{-9}$}");
        let below = ["n = 2/3", "Δ +0.45"].map(str::to_owned).to_vec();
        let best = Cell::Number {
            value: "1.0 ± 0.1".to_owned(),
            mark: Mark::Matters,
            standing: Standing::Best,
            below,
        };
        assert_eq!(
            text(&best),
            r"\ablatestack{\ablatestack{$\mathbf{1.0} \pm \mathbf{0.1}^{*}$}{$n = 2/3$}}{$\Delta\; {+}0.45$}"
        );
        assert_eq!((width(&best), lines(&best)), (10, 3));
        assert_eq!(text(&Cell::Words("failed 3/3".to_owned())), "failed 3/3");
    }
}
