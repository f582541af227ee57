//! From p to verdicts: corrections for looks and family, and what the numbers of seeds allow.

use super::look::Looks;
use super::{Analysis, Comparison, Difference, Direction, Kind, SEED, Verdict};
use crate::protocol::{Correction, Protocol, Test};
use crate::results::Results;
use crate::statistics::{self, Interval, Resample, Summary};

/// The power that the number of seeds is to give.
const POWER: f64 = 0.8;

/// Corrects p over all primary comparisons and judges each.
pub(super) fn judge(results: &Results, looks: &Looks, analysis: &mut Analysis) {
    let protocol = &results.protocol;
    let test = analysis.test;
    let primary: Vec<usize> =
        (0..analysis.comparisons.len()).filter(|&at| analysis.comparisons[at].primary).collect();
    let of = |p: &dyn Fn(&Comparison) -> f64| -> Vec<f64> {
        let p: Vec<f64> = primary.iter().map(|&at| p(&analysis.comparisons[at])).collect();
        corrected(&p, protocol.correction)
    };
    let many = analysis.looks as f64;
    let smallest = |p: &mut dyn Iterator<Item = Option<f64>>| p.flatten().fold(1.0, f64::min);
    let p_at = |comparison: &Comparison, seeds| {
        let differences = comparison.at(seeds);
        let is_whole = differences.len() == comparison.pairs.len();
        match test {
            Test::SignFlip if is_whole => comparison.sign_flip,
            Test::SignFlip | Test::T => p(test, &differences, comparison.grid),
        }
    };
    let observed = |comparison: &Comparison| {
        smallest(&mut looks.reached(results, comparison).map(|seeds| p_at(comparison, seeds)))
    };
    let equal_at = |comparison: &Comparison, seeds| {
        let margin = margin(results, &comparison.metric, seeds)?;
        let summary = statistics::summarize(&comparison.at(seeds))?;
        summary.on_grid(comparison.grid).equivalence(margin)
    };
    let equal = |comparison: &Comparison| {
        smallest(&mut looks.reached(results, comparison).map(|seeds| equal_at(comparison, seeds)))
    };
    let differs = of(&|comparison| (many * observed(comparison)).min(1.0));
    let equals = of(&|comparison| (many * equal(comparison)).min(1.0));
    // what p could be at best: no data could do better
    let least = of(&|comparison| (many * least_p(test, comparison.pairs.len())).min(1.0));
    for (rank, &at) in primary.iter().enumerate() {
        let (adjusted, observed) = (differs[rank], observed(&analysis.comparisons[at]));
        let comparison = &mut analysis.comparisons[at];
        if let Some(equivalence) = &mut comparison.equivalence {
            equivalence.adjusted = Some(equals[rank]);
        }
        if comparison.pairs.len() > 1 {
            comparison.adjusted = Some(adjusted);
            let alpha = protocol.alpha * observed / adjusted;
            let by_look = looks
                .reached(results, comparison)
                .filter_map(|seeds| interval(test, &comparison.at(seeds), comparison.grid, alpha));
            let agreed = agreed(by_look.collect());
            comparison.corrected = around(comparison, agreed, adjusted < protocol.alpha);
        }
        let is_possible = least[rank] < protocol.alpha;
        let family = Family { test, size: primary.len(), looks: analysis.looks, is_possible };
        let verdict = verdict(comparison, protocol, family);
        comparison.verdict = Some(verdict);
        comparison.exploratory = verdict.is_decided()
            && analysis.unplanned > 0
            && !at_first_look(results, comparison, verdict, family);
    }
}

/// Whether the first look alone gave the same kind of verdict, uncorrected for later looks: nobody
/// had seen any verdict before it.
fn at_first_look(
    results: &Results,
    comparison: &Comparison,
    verdict: Verdict,
    family: Family,
) -> bool {
    let Some(first) = results.seen.first() else { return true };
    let differences = comparison.at(first);
    let p = match verdict.kind() {
        Kind::Matters => {
            let (test, _) = results.protocol.choose(first.len(), family.size);
            p(test, &differences, comparison.grid)
        }
        Kind::DoesNotMatter => margin(results, &comparison.metric, first).and_then(|margin| {
            statistics::summarize(&differences)?.on_grid(comparison.grid).equivalence(margin)
        }),
        Kind::Undecided | Kind::CannotBeDecided | Kind::Missing => None,
    };
    p.is_some_and(|p| p * (family.size as f64) < results.protocol.alpha)
}

/// The interval of the test at a level of its own, so that it leaves out 0 exactly if its p is
/// below that level.
fn interval(test: Test, differences: &[f64], step: Option<f64>, alpha: f64) -> Option<Interval> {
    let by_signs = || statistics::sign_flip_interval(differences, alpha, &mut Resample::new(SEED));
    match test {
        Test::T => spread(differences, step)
            .map_or_else(by_signs, |summary| summary.t_interval(1.0 - alpha)),
        Test::SignFlip => by_signs(),
    }
}

/// The summary of differences that t can say anything about.
fn spread(differences: &[f64], step: Option<f64>) -> Option<Summary> {
    let summary = statistics::summarize(differences)?.on_grid(step);
    summary.sd.is_some_and(|sd| sd > 0.0).then_some(summary)
}

/// What the intervals of all looks have in common, as the smallest p of the looks counts; the last
/// of them if they contradict each other.
fn agreed(by_look: Vec<Interval>) -> Option<Interval> {
    let low = by_look.iter().map(|interval| interval.0).fold(f64::NEG_INFINITY, f64::max);
    let high = by_look.iter().map(|interval| interval.1).fold(f64::INFINITY, f64::min);
    let last = by_look.last().copied()?;
    Some(if low <= high { (low, high) } else { last })
}

/// The corrected interval with the uncorrected one inside: a comparison `matters` only if both
/// leave out 0. Where p is not below alpha, an end that is at 0 but for rounding is.
fn around(comparison: &Comparison, inner: Option<Interval>, is_shown: bool) -> Option<Interval> {
    let (mut low, mut high) = inner?;
    if let Some(plain) = comparison.difference.and_then(|difference| difference.interval) {
        (low, high) = (low.min(plain.0), high.max(plain.1));
    }
    Some(if is_shown { (low, high) } else { (low.min(0.0), high.max(0.0)) })
}

/// The margin as it was at a look: what is decided then must not change with the baseline's later
/// runs.
fn margin(results: &Results, metric: &str, seeds: &[u64]) -> Option<f64> {
    let baseline = results.configurations[0].values(metric).into_iter();
    let values: Vec<f64> =
        baseline.filter(|(seed, _)| seeds.contains(seed)).map(|(_, value)| value).collect();
    results.protocol.margin(metric, &values)
}

fn corrected(p: &[f64], correction: Correction) -> Vec<f64> {
    match correction {
        Correction::Holm => statistics::holm(p),
        Correction::BenjaminiHochberg => statistics::benjamini_hochberg(p),
    }
}

fn p(test: Test, differences: &[f64], step: Option<f64>) -> Option<f64> {
    let by_signs = || statistics::sign_flip(differences, &mut Resample::new(SEED));
    match test {
        // without any spread t can say nothing, but signs can
        Test::T => spread(differences, step).map_or_else(by_signs, |summary| summary.t_test()),
        Test::SignFlip => by_signs(),
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
    let Some((low, high)) = comparison.corrected else { return Verdict::Missing };
    let is_below = |p: Option<f64>| p.is_some_and(|p| p < protocol.alpha);
    if is_below(comparison.adjusted) && high < 0.0 {
        return Verdict::Matters { direction: Direction::Hurts };
    }
    if is_below(comparison.adjusted) && low > 0.0 {
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
/// and spread for the truth; always more than there are. `None` if 10,000 would not, or if no
/// number of pairs would, as all are equal and the margin is 0.
fn seeds(comparison: &Comparison, alpha: f64, family: Family) -> Option<usize> {
    let Difference { mean, sd, .. } = comparison.difference?;
    let signs = enough(alpha, Family { test: Test::SignFlip, ..family });
    let Some(sd) = sd.filter(|sd| *sd > 0.0) else {
        let is_hopeless = mean == 0.0 && comparison.equivalence.is_none_or(|it| it.margin == 0.0);
        return (!is_hopeless).then_some(signs.max(comparison.pairs.len() + 1));
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
