//! `macros.tex`: every number of a study by name, for the text of a paper.

use super::escape::latex as escape;
use super::latex::formula;
use super::quantity::{Quantities, Quantity};
use crate::Study;

/// The head of the file. It makes an unknown name a LaTeX error that names it.
const HEAD: &str = include_str!("latex/macros.tex");

/// `macros.tex`: `\ablate{ABLATION/VARIANT/METRIC/WHAT}` for everything that was compared, whatever
/// is selected.
pub fn macros(study: &Study) -> String {
    let quantities = Quantities::new(study);
    let lines = quantities.iter().map(|(key, value)| {
        let value = match value {
            Quantity::Number(shown) => format!("\\ensuremath{{{}}}", formula(shown)),
            Quantity::Words(words) => escape(words),
            Quantity::Missing => "\\ablatemissing{}".to_owned(),
        };
        format!("\\ablatedefine{{{key}}}{{{value}}}%\n")
    });
    HEAD.to_owned() + &lines.collect::<String>()
}
