//! One configuration against the baseline in one metric.

use std::collections::BTreeMap;

use serde::Serialize;
use subject::{Better, Metric};

use super::{SEED, Verdict};
use crate::results::{Configured, Record, Results, item_scale};
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
    /// Two-sided p of the paired t test, uncorrected.
    pub t: Option<f64>,
    /// Two-sided p of the sign-flip test, uncorrected.
    pub sign_flip: Option<f64>,
    /// The p that decides, corrected for looks and family; `None` unless primary.
    pub adjusted: Option<f64>,
    /// Whether the difference lies within the margin.
    pub equivalence: Option<Equivalence>,
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
}

/// The values of two runs with the same seed, in the unit of the metric.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Pair {
    /// The seed.
    pub seed: u64,
    /// Value of the baseline.
    pub baseline: f64,
    /// Value of the variant.
    pub variant: f64,
    /// How much better the variant is.
    pub difference: f64,
}

/// A mean difference.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// How much better the variant is on average, in the unit of the metric.
    pub mean: f64,
    /// Standard deviation of the differences; `None` for one pair.
    pub sd: Option<f64>,
    /// Interval of the mean; `None` for one pair.
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
        let differences: Vec<f64> = pairs.iter().map(|pair| pair.difference).collect();
        let values: Vec<f64> =
            baseline.values(&metric.name).into_iter().map(|(_, value)| value).collect();
        let margin =
            summarize(&values).map(|summary| results.protocol.margin(&metric.name, summary.mean));
        let equivalence = |margin| Some((margin, statistics::equivalence(&differences, margin)?));
        Self {
            configuration,
            metric: metric.name.clone(),
            primary,
            difference: difference(&differences, level),
            t: statistics::t_test(&differences),
            // the resampling of every comparison starts at the same place, so that none depends on
            // another
            sign_flip: statistics::sign_flip(&differences, &mut Resample::new(SEED)),
            adjusted: None,
            equivalence: margin.and_then(equivalence).map(|(margin, p)| Equivalence {
                margin,
                p,
                adjusted: None,
            }),
            d_z: statistics::d_z(&differences),
            g_z: statistics::g_z(&differences),
            wins: wins(&differences, level),
            items: items(baseline, variant, metric, level),
            verdict: None,
            pairs,
        }
    }

    /// The differences of the pairs whose seed is among these.
    pub(super) fn at(&self, seeds: &[u64]) -> Vec<f64> {
        self.pairs
            .iter()
            .filter(|pair| seeds.contains(&pair.seed))
            .map(|pair| pair.difference)
            .collect()
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

pub(super) fn sign(metric: &Metric) -> f64 {
    if metric.better == Better::Higher { 1.0 } else { -1.0 }
}

/// Pairs of baseline and variant that ran with the same seed, ascending by seed.
pub(super) fn pairs(baseline: &Configured, variant: &Configured, metric: &Metric) -> Vec<Pair> {
    let by_seed: BTreeMap<u64, f64> =
        baseline.runs.iter().filter_map(|run| Some((run.seed, run.value(&metric.name)?))).collect();
    let pair = |run: &Record| {
        let (baseline, variant) = (*by_seed.get(&run.seed)?, run.value(&metric.name)?);
        Some(Pair {
            seed: run.seed,
            baseline,
            variant,
            difference: sign(metric) * (variant - baseline),
        })
    };
    let mut pairs: Vec<Pair> = variant.runs.iter().filter_map(pair).collect();
    pairs.sort_by_key(|pair| pair.seed);
    pairs
}

pub(super) fn difference(differences: &[f64], level: f64) -> Option<Difference> {
    let summary = summarize(differences)?;
    let (interval, method) = if summary.n < BOOTSTRAP {
        (statistics::t_interval(differences, level), Method::T)
    } else {
        (statistics::bootstrap(differences, level, &mut Resample::new(SEED)), Method::Bca)
    };
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

/// The uncertainty over seeds and items, if every run of every pair left items of this metric.
fn items(
    baseline: &Configured,
    variant: &Configured,
    metric: &Metric,
    level: f64,
) -> Option<Crossed> {
    let scale = sign(metric) * item_scale(metric);
    let of = |run: &Record| run.items.get(&metric.name).cloned();
    let mut differences = Vec::new();
    let mut finished: Vec<&Record> =
        variant.runs.iter().filter(|run| run.value(&metric.name).is_some()).collect();
    finished.sort_by_key(|run| run.seed);
    for run in finished {
        let Some(other) = baseline
            .runs
            .iter()
            .find(|other| other.seed == run.seed && other.value(&metric.name).is_some())
        else {
            continue;
        };
        let (theirs, ours) = (of(other)?, of(run)?);
        if theirs.len() != ours.len() {
            return None;
        }
        differences.push(
            theirs
                .iter()
                .zip(&ours)
                .map(|(theirs, ours)| scale * (ours - theirs))
                .collect::<Vec<f64>>(),
        );
    }
    statistics::crossed(&differences, level)
}
