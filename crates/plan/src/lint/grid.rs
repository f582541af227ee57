//! Items that are the product of two or more factors.

use std::collections::BTreeSet;

use super::phrase::{Phrase, words};
use crate::plan::{Literal, Replacement};
use crate::words::is_in;

/// The sizes of the factors, such as 4 and 3, if the items are all of their combinations.
pub(super) fn factors(items: &[Replacement]) -> Option<Vec<usize>> {
    if items.len() < 4 {
        return None;
    }
    [by_word, by_clause].into_iter().find_map(|cut| {
        let rows: Vec<Vec<String>> = items.iter().map(cut).collect();
        product(&rows)
    })
}

/// *all combinations of A and B*.
pub(super) fn is_combination(phrase: &Phrase) -> bool {
    phrase.words.windows(2).any(|pair| {
        is_in("all every each various different possible", &pair[0])
            && is_in("combination combinations", &pair[1])
    }) || phrase.says(&["cartesian", "product"])
}

/// Whether the rows have the same length, and are every combination of what stands in two or more
/// of the columns.
fn product(rows: &[Vec<String>]) -> Option<Vec<usize>> {
    let width = rows.first()?.len();
    if width < 2 || rows.iter().any(|row| row.len() != width) {
        return None;
    }
    let size = |column| rows.iter().map(|row| &row[column]).collect::<BTreeSet<_>>().len();
    let sizes: Vec<usize> = (0..width).map(size).filter(|size| *size > 1).collect();
    let is_whole = sizes.iter().try_fold(1_usize, |product, &size| product.checked_mul(size))
        == Some(rows.len());
    let distinct: BTreeSet<&Vec<String>> = rows.iter().collect();
    (sizes.len() > 1 && is_whole && distinct.len() == rows.len()).then_some(sizes)
}

fn by_word(item: &Replacement) -> Vec<String> {
    match item.value() {
        Literal::Map(pairs) => pairs.iter().map(|(key, value)| format!("{key}={value}")).collect(),
        Literal::Text(text) => words(&text.replace(['(', ')', '×'], " ")),
        _ => Vec::new(),
    }
}

/// Clauses between commas, *with*, *and* and `+`.
fn by_clause(item: &Replacement) -> Vec<String> {
    let Literal::Text(text) = item.value() else { return Vec::new() };
    let text = text.to_lowercase().replace(" with ", ",").replace(" and ", ",");
    let clauses = text.split([',', '+', '(', ')', ';']).map(str::trim);
    clauses.filter(|clause| !clause.is_empty()).map(str::to_owned).collect()
}
