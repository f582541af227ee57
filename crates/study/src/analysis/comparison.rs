//! One configuration against the baseline in one metric.

use serde::Serialize;
use subject::Metric;

use super::items::items;
use super::pair::{Pair, differences, pairs, step};
use super::{SEED, Verdict};
use crate::results::Results;
use crate::statistics::{self, Crossed, Interval, Resample, summarize};

/// Differences need a t interval below so many pairs, and are bootstrapped from there on.
const BOOTSTRAP: usize = 10;

/// One configuration against the baseline in one metric, paired by seed. Every difference is turned
/// so that + is better.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// Index of the configuration.
    pub configuration: usize,
    /// Name of the metric.
    pub metric: String,
    /// Whether a verdict is made on it.
    pub primary: bool,
    /// The pairs, ascending by seed.
    pub pairs: Vec<Pair>,
    /// The difference; `None` without a pair.
    pub difference: Option<Difference>,
    /// Two-sided p of the paired t test, uncorrected, without regard to a grid; `None` for one pair
    /// and without spread.
    pub t: Option<f64>,
    /// Two-sided p of the sign-flip test, uncorrected.
    pub sign_flip: Option<f64>,
    /// The p that decides, corrected for looks and family; `None` unless primary.
    pub adjusted: Option<f64>,
    /// The interval at the level that this comparison is held to, corrected for looks and family
    /// and made by the test that decides, with [`Difference::interval`] inside: it leaves out 0
    /// exactly if the comparison `matters`. Its ends may be infinite (`null` in JSON): then nothing
    /// could be shown. `None` unless primary.
    pub corrected: Option<Interval>,
    /// Whether the difference lies within the margin.
    pub equivalence: Option<Equivalence>,
    /// The step of the metric, where it is so coarse that rounding to it is counted as spread in
    /// the p that decides and in the corrected interval; `None` elsewhere.
    pub step: Option<f64>,
    /// The step of the metric, coarse or not.
    #[serde(skip)]
    pub(super) grid: Option<f64>,
    /// Mean difference in its own standard deviations.
    pub d_z: Option<f64>,
    /// The same, corrected for small samples.
    pub g_z: Option<f64>,
    /// How often the variant is better.
    pub wins: Option<Wins>,
    /// The uncertainty over seeds and items together; `None` unless every pair has items.
    #[serde(serialize_with = "crossed")]
    pub items: Option<Crossed>,
    /// The verdict; `None` unless primary.
    pub verdict: Option<Verdict>,
    /// Whether the verdict came only with a look that was not planned: seeds were changed after
    /// verdicts could be seen, and before that there was none.
    pub exploratory: bool,
}

/// A mean difference.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// How much better the variant is on average, in the unit of the metric.
    pub mean: f64,
    /// Standard deviation of the differences; `None` for one pair.
    pub sd: Option<f64>,
    /// Interval of the mean; `None` for one pair and for differences without spread, of which
    /// neither t nor a bootstrap can say anything.
    pub interval: Option<Interval>,
    /// How the interval was made.
    pub method: Method,
}

/// How an interval was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Student's t.
    T,
    /// BCa bootstrap.
    Bca,
}

/// Two one-sided tests.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Equivalence {
    /// Differences within this do not matter, in the unit of the metric.
    pub margin: f64,
    /// p that the difference lies within the margin, uncorrected.
    pub p: f64,
    /// The same, corrected for looks and family; `None` unless primary.
    pub adjusted: Option<f64>,
}

/// In how many pairs the variant is better; ties count half.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Wins {
    /// The share of pairs.
    pub share: f64,
    /// Its exact interval.
    pub interval: Interval,
}

impl Comparison {
    pub(super) fn new(
        results: &Results,
        configuration: usize,
        metric: &Metric,
        level: f64,
        primary: bool,
    ) -> Self {
        let (baseline, variant) =
            (&results.configurations[0], &results.configurations[configuration]);
        let pairs = pairs(baseline, variant, metric);
        let differences = differences(&pairs);
        let values: Vec<f64> =
            baseline.values(&metric.name).into_iter().map(|(_, value)| value).collect();
        let margin = results.protocol.margin(&metric.name, &values);
        let summary = summarize(&differences);
        let grid = step(&pairs);
        let equivalence = |margin| Some((margin, summary?.on_grid(grid).equivalence(margin)?));
        Self {
            configuration,
            metric: metric.name.clone(),
            primary,
            difference: difference(&differences, level),
            t: summary.and_then(|summary| summary.t_test()),
            // the resampling of every comparison starts at the same place, so that none depends on
            // another
            sign_flip: statistics::sign_flip(&differences, &mut Resample::new(SEED)),
            adjusted: None,
            corrected: None,
            equivalence: margin.and_then(equivalence).map(|(margin, p)| Equivalence {
                margin,
                p,
                adjusted: None,
            }),
            step: grid.filter(|_| summary.is_some_and(|it| it.on_grid(grid) != it)),
            grid,
            d_z: statistics::d_z(&differences),
            g_z: statistics::g_z(&differences),
            wins: wins(&differences, level),
            items: items(baseline, variant, metric, level),
            verdict: None,
            exploratory: false,
            pairs,
        }
    }

    /// The differences of the pairs whose seed is among these.
    pub(super) fn at(&self, seeds: &[u64]) -> Vec<f64> {
        let pairs = self.pairs.iter().filter(|pair| seeds.contains(&pair.seed));
        differences(&pairs.copied().collect::<Vec<_>>())
    }

    /// Whether there are several pairs, and all have the same difference.
    pub fn is_flat(&self) -> bool {
        self.pairs.len() > 1 && self.difference.is_some_and(|known| known.sd == Some(0.0))
    }

    /// Whether every pair is equal although there are several.
    pub fn is_identical(&self) -> bool {
        self.pairs.len() > 1 && self.pairs.iter().all(|pair| pair.difference == 0.0)
    }
}

fn crossed<S: serde::Serializer>(
    items: &Option<Crossed>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    items.map(|items| (items.standard_error, items.interval)).serialize(serializer)
}

pub(super) fn difference(differences: &[f64], level: f64) -> Option<Difference> {
    let summary = summarize(differences)?;
    let has_spread = summary.sd.is_some_and(|sd| sd > 0.0);
    let (interval, method) = if summary.n < BOOTSTRAP {
        (summary.t_interval(level), Method::T)
    } else {
        (statistics::bootstrap(differences, level, &mut Resample::new(SEED)), Method::Bca)
    };
    let interval = interval.filter(|_| has_spread);
    Some(Difference { mean: summary.mean, sd: summary.sd, interval, method })
}

fn wins(differences: &[f64], level: f64) -> Option<Wins> {
    let won = |difference: &f64| {
        if *difference > 0.0 {
            1.0
        } else if *difference < 0.0 {
            0.0
        } else {
            0.5
        }
    };
    let (n, won) = (differences.len(), differences.iter().map(won).sum::<f64>());
    Some(Wins { share: won / n as f64, interval: statistics::share(won, n, level)? })
}
