//! What a comparison says, in plain words that do not claim more than it shows.

use subject::{Better, Metric};

use crate::statistics::{Difference, Reading};

/// The reading of a difference to the baseline, whose numbers are given as the table shows them.
pub(super) fn reading(metric: &Metric, difference: Difference, numbers: &str) -> String {
    let (label, n) = (&metric.label, difference.n);
    let judged = |direction: Better| if metric.better == direction { "better" } else { "worse" };
    match difference.reading() {
        Reading::Lower => format!("{label} lower than the baseline ({}), {numbers}.", judged(Better::Lower)),
        Reading::Higher => format!("{label} higher than the baseline ({}), {numbers}.", judged(Better::Higher)),
        Reading::Undistinguished => format!("{label} not distinguishable from the baseline at n = {n}, {numbers}."),
        Reading::Identical => {
            format!("{label} identical to the baseline at all {n} seeds: does the setting have any effect?")
        }
        Reading::Alone => format!("{label} {numbers} at one seed, which says nothing of the spread between seeds."),
    }
}
