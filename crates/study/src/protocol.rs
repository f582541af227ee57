//! How a study is judged: primary metrics, test, correction and margin, fixed before its runs.
//!
//! A protocol is kept in `results.json`. One that is [frozen](Frozen) is hashed there together with
//! seeds and configurations before the first run, so that every later change shows.

mod frozen;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

pub use frozen::{Frozen, Terms};

/// How the comparisons of a study are judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Protocol {
    /// The largest error probability of all verdicts of a kind together.
    pub alpha: f64,
    /// The test whose p decides; by default [`Test::T`] below 6 planned seeds and
    /// [`Test::SignFlip`] from 6 on.
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
    /// The test that decides in a study with so many planned seeds.
    pub fn test(&self, seeds: usize) -> Test {
        // a sequential study begins with few seeds, which the sign-flip test could never decide
        let few = seeds < 6 || !self.looks.is_empty();
        self.test.unwrap_or(if few { Test::T } else { Test::SignFlip })
    }

    /// The margin of a metric whose baseline has this mean, in the unit of the metric.
    pub fn margin(&self, metric: &str, baseline: f64) -> f64 {
        match *self.margins.get(metric).unwrap_or(&self.margin) {
            Margin::Relative(share) => share * baseline.abs(),
            Margin::Absolute(margin) => margin,
        }
    }
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
