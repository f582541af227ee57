//! The history of a study: what was fixed before it, which verdicts could be seen on the way, and
//! what its runs reported when they finished first.

use std::collections::BTreeMap;

use plan::binding::{Bound, Variant};
use serde::Serialize;

use crate::analysis::{self, Analysis};
use crate::protocol::Terms;
use crate::results::{Configured, Measured, Record, Results};

impl Results {
    /// Takes over the history of an earlier command in the same folder. If seeds or looks are
    /// planned otherwise now, and verdicts could be seen before, those looks are added to
    /// [`Results::seen`].
    pub fn follow(&mut self, earlier: Self) {
        let spent = spent(&earlier, self);
        self.frozen = earlier.frozen;
        self.reported = earlier.reported;
        self.seen = earlier.seen;
        for seeds in spent {
            if !self.seen.contains(&seeds) {
                self.seen.push(seeds);
            }
        }
    }

    /// The terms that would be fixed if the study were frozen now.
    pub fn terms(&self) -> Terms {
        // a sequential study takes seeds as it needs them: all that it may take are fixed
        let seeds: Vec<u64> = match self.protocol.looks.last() {
            Some(&most) => (1..=most as u64).collect(),
            None => self.seeds.clone(),
        };
        let metrics = |bound: &Bound| (bound.name.clone(), bound.metrics.clone());
        let point = |point: &Configured| (point.label.clone(), point.settings.clone());
        let variant = |variant: &Variant| (variant.label.clone(), variant.settings.clone());
        let variants =
            |bound: &Bound| (bound.name.clone(), bound.variants.iter().map(variant).collect());
        Terms {
            protocol: self.protocol.clone(),
            test: Some(self.protocol.choose(seeds.len(), analysis::family(self)).0),
            seeds,
            subject: format!("{} {}", self.subject.name, self.subject.version),
            metrics: self.binding.ablations.iter().map(metrics).collect(),
            declared: self.subject.metrics.clone(),
            variants: self.binding.ablations.iter().map(variants).collect(),
            configurations: self.configurations.iter().map(point).collect(),
        }
    }

    /// Where the study differs from what was frozen, in words: empty if it keeps to it, `None` if
    /// nothing was frozen.
    pub fn departures(&self) -> Option<Vec<String>> {
        let mut departures = self.frozen.as_ref()?.departures(&self.terms());
        departures.extend(self.replaced());
        Some(departures)
    }

    /// The finished runs whose numbers are not those that they reported when they finished first,
    /// in words.
    pub fn replaced(&self) -> Vec<String> {
        let words = |configured: &Configured, run: &Record| {
            format!(
                "the run of `{}` at seed {} has other numbers than it first reported: its events \
                 were edited, or it was deleted and run again",
                configured.label, run.seed
            )
        };
        let of = |configured: &Configured| {
            let replaced = configured.runs.iter().filter(|run| run.is_replaced);
            replaced.map(|run| words(configured, run)).collect::<Vec<_>>()
        };
        self.configurations.iter().flat_map(of).collect()
    }

    /// Remembers what a run reported when it finished first, and marks it if it reported something
    /// else since.
    pub(crate) fn remember(&mut self, configuration: usize, seed: usize) {
        let record = &mut self.configurations[configuration].runs[seed];
        record.is_replaced = false;
        if record.status.is_finished() {
            let now = sha256(record);
            let first = self.reported.entry(record.id.clone()).or_insert_with(|| now.clone());
            record.is_replaced = *first != now;
        }
    }
}

/// The numbers of a run, hashed: nothing that may differ between two executions of the same run.
fn sha256(record: &Record) -> String {
    #[derive(Serialize)]
    struct Numbers<'a> {
        metrics: &'a BTreeMap<String, Measured>,
        unmeasured: &'a BTreeMap<String, String>,
        items: &'a BTreeMap<String, Vec<Option<f64>>>,
        curves: &'a BTreeMap<String, Vec<(u64, f64)>>,
    }
    let Record { metrics, unmeasured, items, curves, .. } = record;
    let numbers = Numbers { metrics, unmeasured, items, curves };
    foundation::digest::sha256(
        serde_json::to_vec(&numbers).expect("invariant: numbers are plain data"),
    )
}

/// The looks of an earlier command that are not as planned now.
fn spent(earlier: &Results, now: &Results) -> Vec<Vec<u64>> {
    let is_same = match earlier.protocol.looks.as_slice() {
        [] => earlier.seeds == now.seeds && now.protocol.looks.is_empty(),
        looks => looks == now.protocol.looks,
    };
    if is_same || !shows_verdicts(earlier) {
        return Vec::new();
    }
    match earlier.protocol.looks.as_slice() {
        [] => vec![earlier.seeds.clone()],
        looks => {
            let reached = looks.iter().filter_map(|&look| earlier.seeds.get(..look));
            reached.map(<[u64]>::to_vec).collect()
        }
    }
}

/// Whether any primary comparison has several pairs.
fn shows_verdicts(results: &Results) -> bool {
    Analysis::new(results).comparisons.iter().any(|one| one.adjusted.is_some())
}

#[cfg(test)]
mod tests {
    use subject::Better;

    use super::*;
    use crate::analysis::tests::results;
    use crate::protocol::Frozen;

    const BASE: &[f64] = &[50.0, 51.0, 49.5];

    fn frozen() -> Results {
        let mut results = results(&[BASE, &[48.0, 49.2, 47.1], &[50.1, 51.3, 49.4]]);
        results.frozen = Some(Frozen::new(results.terms()));
        assert_eq!(results.departures(), Some(Vec::new()));
        results
    }

    #[track_caller]
    fn departs(results: &Results, words: &[&str]) {
        let departures = results.departures().unwrap();
        assert_eq!(departures.len(), words.len(), "{departures:?}");
        for (departure, words) in departures.iter().zip(words) {
            assert!(departure.contains(words), "{departure}");
        }
    }

    #[test]
    fn what_was_frozen_is_held() {
        let mut swapped = frozen();
        let variants = &mut swapped.binding.ablations[0].variants;
        let first = variants[0].label.clone();
        variants[0].label = variants[1].label.clone();
        variants[1].label = first;
        departs(&swapped, &["variant `depth 1` of `Depth`: depth = 1 was fixed", "`depth 2`"]);

        let mut flipped = frozen();
        flipped.subject.metrics[0].better = Better::Lower;
        departs(&flipped, &["better values of `accuracy`: higher was fixed, it is now lower"]);

        let mut unit = frozen();
        unit.subject.metrics[1].unit = "%".to_owned();
        departs(&unit, &["unit of `error`"]);

        let mut reworded = frozen();
        reworded.subject.metrics[0].label = "Top-1 accuracy".to_owned();
        departs(&reworded, &[]);

        let mut judged = frozen();
        judged.protocol.alpha = 0.1;
        judged.binding.ablations[0].metrics = vec!["error".to_owned()];
        departs(&judged, &["alpha", "metrics of `Depth`"]);
    }

    #[test]
    fn a_run_that_reports_something_else_is_marked() {
        let mut results = frozen();
        let runs =
            || (0..3).flat_map(|configuration| (0..3).map(move |seed| (configuration, seed)));
        runs().for_each(|(configuration, seed)| results.remember(configuration, seed));
        let first = results.clone();
        runs().for_each(|(configuration, seed)| results.remember(configuration, seed));
        assert_eq!(results, first);
        // the same run again, with another number
        let run = &mut results.configurations[1].runs[2];
        run.metrics.get_mut("accuracy").unwrap().value += 5.0;
        results.remember(1, 2);
        assert!(results.configurations[1].runs[2].is_replaced);
        departs(&results, &["the run of `Depth: depth 1` at seed 3 has other numbers"]);
        // unfrozen, it is marked as well
        results.frozen = None;
        assert_eq!(results.replaced().len(), 1);
    }

    #[test]
    fn looks_by_hand_are_remembered() {
        let earlier = frozen();
        let follow = |seeds: &[u64], looks: &[usize]| {
            let mut now = earlier.with_seeds(seeds).unwrap();
            now.protocol.looks = looks.to_vec();
            now.follow(earlier.clone());
            now.seen
        };
        assert!(follow(&[1, 2, 3], &[]).is_empty());
        assert_eq!(follow(&[1, 2, 3, 4], &[]), [[1, 2, 3]]);
        assert_eq!(follow(&[4, 5, 6], &[]), [[1, 2, 3]]);
        assert_eq!(follow(&[1, 2, 3], &[3, 5, 8]), [[1, 2, 3]]);

        let mut planned = earlier.clone();
        planned.protocol.looks = vec![2, 3, 8];
        let mut same = planned.with_seeds(&[1, 2]).unwrap();
        same.follow(planned.clone());
        assert!(same.seen.is_empty());
        let mut longer = planned.with_seeds(&[1, 2]).unwrap();
        longer.protocol.looks = vec![2, 3, 5, 12];
        longer.follow(planned.clone());
        assert_eq!(longer.seen, [vec![1, 2], vec![1, 2, 3]]);
        // looks that were spent count even where none is planned any more
        let mut dropped = planned.with_seeds(&[1, 2, 3, 4]).unwrap();
        dropped.protocol.looks.clear();
        dropped.follow(planned);
        assert_eq!(dropped.seen, [vec![1, 2], vec![1, 2, 3]]);
        assert_eq!(Analysis::new(&dropped).looks, 3);

        // one seed shows no verdict
        let pilot = results(&[&BASE[..1], &[48.0]]);
        let mut more = pilot.with_seeds(&[1, 2, 3]).unwrap();
        more.follow(pilot);
        assert!(more.seen.is_empty());
    }
}
