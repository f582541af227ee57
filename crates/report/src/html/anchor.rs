//! The places on the page that links lead to. They are made of numbers alone, so that no name can
//! break or double one.

pub(super) fn ablation(index: usize) -> String {
    format!("ablation-{}", index + 1)
}

/// A row of an ablation's table.
pub(super) fn row(index: usize, row: usize) -> String {
    format!("ablation-{}-row-{row}", index + 1)
}

/// A cell of an ablation's table.
pub(super) fn cell(index: usize, row: usize, column: usize) -> String {
    format!("ablation-{}-row-{row}-metric-{column}", index + 1)
}

pub(super) fn configuration(index: usize) -> String {
    format!("configuration-{index}")
}

/// The values of a configuration's runs in a metric, by its number among all that the subject
/// declares.
pub(super) fn column(index: usize, metric: usize) -> String {
    format!("configuration-{index}-metric-{metric}")
}

pub(super) fn run(index: usize, run: usize) -> String {
    format!("configuration-{index}-run-{run}")
}
