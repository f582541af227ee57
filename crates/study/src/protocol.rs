//! How a study is judged: primary metrics, test, correction and margin, fixed before its runs.
//!
//! A protocol is kept in `results.json`. One that is [frozen](Frozen) is hashed there together with
//! seeds and configurations before the first run, so that every later change shows.

mod frozen;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::statistics;

pub use frozen::{Frozen, Terms};

/// The exact test decides where at least so many of its outcomes show a difference: its power is
/// then within two points of that of t for normal differences (`docs/statistics.md`).
const ENOUGH: f64 = 20.0;

/// A mean that is smaller than this share of its values is 0 but for rounding.
const ZERO: f64 = 1e-9;

/// A mean that is smaller than this is 0 but for rounding: values of the order of 1 were
/// subtracted.
const TINY: f64 = 1e-12;

/// How the comparisons of a study are judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Protocol {
    /// The largest error probability of all verdicts of a kind together.
    pub alpha: f64,
    /// The test whose p decides; by default [`Protocol::choose`] does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test: Option<Test>,
    /// How p is corrected for the number of comparisons.
    pub correction: Correction,
    /// Differences below this do not matter.
    pub margin: Margin,
    /// Margins of single metrics, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub margins: BTreeMap<String, Margin>,
    /// Names of the metrics that verdicts are about; empty means the first that each ablation
    /// names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub primary: Vec<String>,
    /// Numbers of seeds at which a sequential study is looked at, ascending; empty means once, at
    /// the end.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub looks: Vec<usize>,
}

impl Default for Protocol {
    fn default() -> Self {
        Self {
            alpha: 0.05,
            test: None,
            correction: Correction::Holm,
            margin: Margin::Relative(0.01),
            margins: BTreeMap::new(),
            primary: Vec::new(),
            looks: Vec::new(),
        }
    }
}

impl Protocol {
    /// The test that decides in a study with so many planned seeds and primary comparisons, and
    /// why.
    ///
    /// Unless one is asked for, that is the exact sign-flip test where it costs no power. It can
    /// only give multiples of its smallest p: where few of them are below the level that one
    /// comparison of the family is held to, it finds less than t. The choice depends on the plan
    /// alone, not on any number.
    pub fn choose(&self, seeds: usize, family: usize) -> (Test, Choice) {
        if let Some(test) = self.test {
            return (test, Choice::Asked);
        }
        // a sequential study begins with few seeds, which the sign-flip test could never decide
        if !self.looks.is_empty() {
            return (Test::T, Choice::Sequential);
        }
        match self.alpha / family.max(1) as f64 / statistics::smallest_p(seeds) {
            outcomes if outcomes > ENOUGH => (Test::SignFlip, Choice::ExactSuffices),
            outcomes if outcomes > 1.0 => (Test::T, Choice::ExactWeaker),
            _ => (Test::T, Choice::ExactCannot),
        }
    }

    /// The margin of a metric whose baseline has these values, in the unit of the metric; `None`
    /// without values. 0 where it is relative to a baseline at 0, so that no difference is smaller
    /// and only a margin in the unit of the metric could help.
    pub fn margin(&self, metric: &str, baseline: &[f64]) -> Option<f64> {
        let mean = statistics::summarize(baseline)?.mean.abs();
        let size = baseline.iter().fold(0.0, |size: f64, value| size.max(value.abs()));
        Some(match *self.margins.get(metric).unwrap_or(&self.margin) {
            Margin::Relative(_) if mean <= (ZERO * size).max(TINY) => 0.0,
            Margin::Relative(share) => share * mean,
            Margin::Absolute(margin) => margin,
        })
    }
}

/// Why a test decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    /// The protocol names it.
    Asked,
    /// The study is sequential.
    Sequential,
    /// The exact test finds as much as t with so many seeds in this family.
    ExactSuffices,
    /// The exact test could decide only what is clearer than t needs it.
    ExactWeaker,
    /// The exact test could decide nothing with so few seeds in this family.
    ExactCannot,
}

/// A test of a mean paired difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Test {
    /// Student's t: assumes normally distributed differences, which few seeds can neither show nor
    /// refute.
    T,
    /// Exact sign flips: assumes that differences are symmetric if there is no effect; needs 6
    /// seeds or more.
    SignFlip,
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::T => "paired t test",
            Self::SignFlip => "exact sign-flip test",
        })
    }
}

/// A correction for the number of comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Correction {
    /// Holm: the probability of any false verdict is at most alpha.
    Holm,
    /// Benjamini-Hochberg: a share of at most alpha of the verdicts is expected to be false. For
    /// screening.
    BenjaminiHochberg,
}

impl fmt::Display for Correction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Holm => "Holm",
            Self::BenjaminiHochberg => "Benjamini-Hochberg",
        })
    }
}

/// The largest difference that does not matter.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Margin {
    /// A share of the baseline's mean.
    Relative(f64),
    /// In the unit of the metric.
    Absolute(f64),
}

impl fmt::Display for Margin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Relative(share) => write!(f, "{} % of the baseline", (share * 1e6).round() / 1e4),
            Self::Absolute(margin) => write!(f, "{margin}"),
        }
    }
}
