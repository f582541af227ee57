//! From p to verdicts: corrections for looks and family, and what the numbers of seeds allow.

use super::{Analysis, Comparison, Difference, Direction, SEED, Verdict};
use crate::protocol::{Correction, Protocol, Test};
use crate::results::{Record, Results};
use crate::statistics::{self, Resample};

/// The power that the number of seeds is to give.
const POWER: f64 = 0.8;

/// Corrects p over all primary comparisons and judges each.
pub(super) fn judge(results: &Results, analysis: &mut Analysis) {
    let protocol = &results.protocol;
    let looks = looks(results);
    let test = analysis.test;
    let primary: Vec<usize> =
        (0..analysis.comparisons.len()).filter(|&at| analysis.comparisons[at].primary).collect();
    let of = |p: &dyn Fn(&Comparison) -> f64| -> Vec<f64> {
        let p: Vec<f64> = primary.iter().map(|&at| p(&analysis.comparisons[at])).collect();
        corrected(&p, protocol.correction)
    };
    let many = analysis.looks as f64;
    let smallest =
        |p: Vec<Option<f64>>| (many * p.into_iter().flatten().fold(1.0, f64::min)).min(1.0);
    let differs = of(&|comparison| {
        smallest(
            reached(results, comparison, &looks)
                .map(|seeds| p(test, &comparison.at(seeds)))
                .collect(),
        )
    });
    let equals = of(&|comparison| {
        let equal = |seeds: &[u64]| {
            statistics::equivalence(
                &comparison.at(seeds),
                margin(results, &comparison.metric, seeds)?,
            )
        };
        smallest(reached(results, comparison, &looks).map(equal).collect())
    });
    // what p could be at best: no data could do better
    let least = of(&|comparison| (many * least_p(test, comparison.pairs.len())).min(1.0));
    for (rank, &at) in primary.iter().enumerate() {
        let comparison = &mut analysis.comparisons[at];
        comparison.adjusted = (comparison.pairs.len() > 1).then_some(differs[rank]);
        if let Some(equivalence) = &mut comparison.equivalence {
            equivalence.adjusted = Some(equals[rank]);
        }
        let is_possible = least[rank] < protocol.alpha;
        comparison.verdict = Some(verdict(
            comparison,
            protocol,
            Family { test, size: primary.len(), looks: analysis.looks, is_possible },
        ));
    }
}

/// The seeds at each look that is planned so far; those of the whole study if it is looked at once.
fn looks(results: &Results) -> Vec<&[u64]> {
    let (seeds, looks) = (&results.seeds, &results.protocol.looks);
    if looks.is_empty() {
        return vec![seeds];
    }
    looks.iter().filter(|&&look| look <= seeds.len()).map(|&look| &seeds[..look]).collect()
}

/// The looks at which a comparison has all its runs: to look in between would be a look that is not
/// paid for. A study that is looked at once may be shown before its end.
fn reached<'a>(
    results: &'a Results,
    comparison: &Comparison,
    looks: &'a [&'a [u64]],
) -> impl Iterator<Item = &'a [u64]> {
    let is_sequential = !results.protocol.looks.is_empty();
    let configurations =
        [&results.configurations[0], &results.configurations[comparison.configuration]];
    let is_missing = |run: &&Record| !run.status.is_settled();
    let missing =
        configurations.iter().flat_map(|configured| configured.runs.iter().filter(is_missing));
    let missing: Vec<u64> = missing.map(|run| run.seed).collect();
    let is_whole =
        move |seeds: &&[u64]| !is_sequential || !seeds.iter().any(|seed| missing.contains(seed));
    looks.iter().copied().filter(is_whole)
}

/// The margin as it was at a look: what is decided then must not change with the baseline's later
/// runs.
fn margin(results: &Results, metric: &str, seeds: &[u64]) -> Option<f64> {
    let baseline = results.configurations[0]
        .values(metric)
        .into_iter()
        .filter(|(seed, _)| seeds.contains(seed));
    let values: Vec<f64> = baseline.map(|(_, value)| value).collect();
    Some(results.protocol.margin(metric, statistics::summarize(&values)?.mean))
}

fn corrected(p: &[f64], correction: Correction) -> Vec<f64> {
    match correction {
        Correction::Holm => statistics::holm(p),
        Correction::BenjaminiHochberg => statistics::benjamini_hochberg(p),
    }
}

fn p(test: Test, differences: &[f64]) -> Option<f64> {
    match test {
        // without any spread t can say nothing, but signs can
        Test::T => statistics::t_test(differences).or_else(|| p(Test::SignFlip, differences)),
        Test::SignFlip => statistics::sign_flip(differences, &mut Resample::new(SEED)),
    }
}

/// The smallest p that a test can give.
pub(super) fn least_p(test: Test, pairs: usize) -> f64 {
    match test {
        Test::T if pairs > 1 => 0.0,
        Test::T => 1.0,
        Test::SignFlip => statistics::smallest_p(pairs),
    }
}

/// The family of comparisons and looks that a p-value is corrected for.
#[derive(Clone, Copy)]
struct Family {
    test: Test,
    size: usize,
    looks: usize,
    /// Whether any outcome could show a difference.
    is_possible: bool,
}

fn verdict(comparison: &Comparison, protocol: &Protocol, family: Family) -> Verdict {
    let Some(interval) = comparison.difference.and_then(|difference| difference.interval) else {
        return Verdict::Missing;
    };
    let is_below = |p: Option<f64>| p.is_some_and(|p| p < protocol.alpha);
    if is_below(comparison.adjusted) && interval.1 < 0.0 {
        return Verdict::Matters { direction: Direction::Hurts };
    }
    if is_below(comparison.adjusted) && interval.0 > 0.0 {
        return Verdict::Matters { direction: Direction::Helps };
    }
    if is_below(comparison.equivalence.and_then(|equivalence| equivalence.adjusted)) {
        return Verdict::DoesNotMatter;
    }
    if !family.is_possible {
        return Verdict::CannotBeDecided {
            n: comparison.pairs.len(),
            needed: enough(protocol.alpha, family),
        };
    }
    Verdict::Undecided { seeds: seeds(comparison, protocol.alpha, family) }
}

/// The pairs from which on the test could show a difference if all comparisons had so many.
fn enough(alpha: f64, family: Family) -> usize {
    let p = |n: usize| least_p(family.test, n) * (family.size * family.looks) as f64;
    (2..).find(|&n| p(n) < alpha || n > statistics::EXACT).unwrap_or(2)
}

/// The pairs in all that would probably decide a comparison one way or the other, taking its mean
/// and spread for the truth; always more than there are.
fn seeds(comparison: &Comparison, alpha: f64, family: Family) -> Option<usize> {
    let Difference { mean, sd, .. } = comparison.difference?;
    let signs = enough(alpha, Family { test: Test::SignFlip, ..family });
    let Some(sd) = sd.filter(|sd| *sd > 0.0) else {
        return Some(signs.max(comparison.pairs.len() + 1));
    };
    let alpha = alpha / (family.size * family.looks) as f64;
    let least = if family.test == Test::SignFlip { signs } else { 2 };
    // signs can only give multiples of the smallest p, so that the level that they are tested at is
    // often lower
    let level = |n: usize| match family.test {
        Test::SignFlip => (alpha / statistics::smallest_p(n)).floor() * statistics::smallest_p(n),
        Test::T => alpha,
    };
    let differs = statistics::seeds_needed(POWER, |n| {
        if n < least { 0.0 } else { statistics::power(mean, sd, n, level(n)) }
    });
    let margin = comparison
        .equivalence
        .map(|equivalence| equivalence.margin)
        .filter(|margin| *margin > mean.abs());
    let equals = margin.and_then(|margin| {
        statistics::seeds_needed(POWER, |n| {
            statistics::equivalence_power(mean, sd, margin, n, alpha)
        })
    });
    let needed = differs.into_iter().chain(equals).min()?;
    Some(needed.max(comparison.pairs.len() + 1))
}
