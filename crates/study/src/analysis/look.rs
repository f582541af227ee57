//! The looks (interim analyses) of a study: the numbers of seeds at which verdicts are made.

use super::Comparison;
use crate::results::{Record, Results};

/// The looks of a study, planned and not.
pub(super) struct Looks {
    /// The seeds at each look so far.
    so_far: Vec<Vec<u64>>,
    /// All looks, those that are planned and still to come among them.
    pub(super) count: usize,
    /// How many of them were not planned.
    pub(super) unplanned: usize,
    /// Whether there may be looks before the last one.
    is_sequential: bool,
}

impl Looks {
    pub(super) fn of(results: &Results) -> Self {
        let (seeds, planned) = (&results.seeds, &results.protocol.looks);
        let reached = planned.iter().filter_map(|&look| seeds.get(..look));
        let mut so_far: Vec<Vec<u64>> = reached.map(<[u64]>::to_vec).collect();
        if planned.is_empty() {
            so_far.push(seeds.clone());
        }
        let is_planned = |seen: &Vec<u64>| {
            let prefix: Vec<u64> = (1..=seen.len() as u64).collect();
            *seen == prefix && planned.contains(&seen.len())
        };
        let others: Vec<&Vec<u64>> = results
            .seen
            .iter()
            .filter(|seen| !is_planned(seen) && (!planned.is_empty() || *seen != seeds))
            .collect();
        // a look at seeds that are left out now has no runs here, but it was one
        let here = others.iter().filter(|look| look.iter().all(|seed| seeds.contains(seed)));
        so_far.splice(0..0, here.map(|look| (*look).clone()));
        Self {
            so_far,
            count: planned.len().max(1) + others.len(),
            unplanned: results.seen.len(),
            is_sequential: !planned.is_empty() || !results.seen.is_empty(),
        }
    }

    /// The looks at which a comparison has all its runs: to look in between would be a look that is
    /// not paid for. A study that is looked at once may be shown before its end.
    pub(super) fn reached<'a>(
        &'a self,
        results: &'a Results,
        comparison: &Comparison,
    ) -> impl Iterator<Item = &'a [u64]> {
        let configurations =
            [&results.configurations[0], &results.configurations[comparison.configuration]];
        let is_missing = |run: &&Record| !run.status.is_settled();
        let missing =
            configurations.iter().flat_map(|configured| configured.runs.iter().filter(is_missing));
        let missing: Vec<u64> = missing.map(|run| run.seed).collect();
        let is_whole = move |seeds: &&[u64]| {
            !self.is_sequential || !seeds.iter().any(|seed| missing.contains(seed))
        };
        self.so_far.iter().map(Vec::as_slice).filter(is_whole)
    }
}
