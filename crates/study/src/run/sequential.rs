//! A study that is looked at several times: where a verdict stands, no more seeds are run.
//!
//! The looks and what they cost in error probability are [`analysis`](crate::analysis)'s; this says
//! what a look leaves to do.

use crate::analysis::{Analysis, Comparison};
use crate::results::{Configured, Record, Results, Status};

/// Looks of a sequential study with at most so many seeds: a pilot of three, then about half as
/// many again each time, so that few looks, which each verdict pays for, reach far.
pub fn looks(most: usize) -> Vec<usize> {
    let mut looks = vec![3.min(most)];
    while let Some(last) = looks.last().copied().filter(|&last| last < most) {
        let next = (last * 3).div_ceil(2);
        // what is left is not worth a look of its own
        looks.push(if most < next + next / 4 { most } else { next });
    }
    looks
}

/// The configurations of which a primary comparison is still open; the baseline is among them if
/// any is. One that failed at every seed so far is not: more seeds would fail, too.
pub fn open(results: &Results) -> Vec<usize> {
    let analysis = Analysis::new(results);
    let fails = |index: usize| {
        let runs = &results.configurations[index].runs;
        runs.iter().all(|run| run.status.is_settled())
            && !runs.iter().any(|run| run.status.is_finished())
    };
    let is_open =
        |comparison: &&Comparison| comparison.verdict.is_some_and(|verdict| !verdict.is_decided());
    let undecided = analysis
        .comparisons
        .iter()
        .filter(is_open)
        .filter(|comparison| !fails(comparison.configuration));
    let mut open: Vec<usize> = undecided.map(|comparison| comparison.configuration).collect();
    open.dedup();
    if !open.is_empty() {
        open.insert(0, 0);
    }
    open
}

/// Spares the runs of the configurations that are not open, at the seeds that come after a look.
pub fn spare(results: &mut Results, open: &[usize], look: usize) {
    for (index, configured) in results.configurations.iter_mut().enumerate() {
        if open.contains(&index) {
            continue;
        }
        let reason = format!("settled at {look} seeds");
        let later = configured.runs.iter_mut().skip(look);
        for run in later.filter(|run| !matches!(run.status, Status::Spared { .. })) {
            run.status = Status::Spared { reason: reason.clone() };
        }
    }
}

/// An estimate of the time for the missing runs one after the other, in seconds, from what the
/// finished runs of their configuration took, or else all finished runs; `None` if none has
/// finished.
pub fn estimate(results: &Results) -> Option<f64> {
    let seconds = |runs: &mut dyn Iterator<Item = &Record>| {
        let finished = runs.filter(|run| run.status.is_finished());
        let all: Vec<f64> = finished.filter_map(|run| Some(run.cost.as_ref()?.seconds)).collect();
        (!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64)
    };
    let typical = seconds(&mut results.runs());
    let of = |configured: &Configured| {
        let missing = configured.runs.iter().filter(|run| !run.status.is_settled()).count();
        if missing == 0 {
            Some(0.0)
        } else {
            Some(seconds(&mut configured.runs.iter()).or(typical)? * missing as f64)
        }
    };
    results.configurations.iter().map(of).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_end_at_the_most() {
        assert_eq!(looks(12), [3, 5, 8, 12]);
        assert_eq!(looks(20), [3, 5, 8, 12, 20]);
        assert_eq!(
            (looks(1), looks(2), looks(3), looks(4)),
            (vec![1], vec![2], vec![3], vec![3, 4])
        );
        for most in 1..60 {
            let looks = looks(most);
            assert!(
                looks.last() == Some(&most) && looks.windows(2).all(|pair| pair[0] < pair[1]),
                "{looks:?}"
            );
        }
    }
}
