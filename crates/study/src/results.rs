//! The results of a study: every planned run, with its numbers or the reason why there are none.
//!
//! Results hold the whole plan, binding and declaration, so that every report is a function of them
//! alone. But for what a run cost they hold no time, no path and no name of a machine: a study that
//! was interrupted and taken up again gives the same bytes as one that was not.

pub(crate) mod compact;
mod record;

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use subject::{Declaration, Metric, RunSpec, Settings};

pub use record::{Measured, NOT_RUN, Record, Status};

use crate::Error;
use crate::protocol::{Frozen, Protocol};
use plan::Plan;
use plan::binding::{Binding, Variant};

/// The version of the format of `results.json`.
pub const VERSION: u32 = 1;

/// Everything that is known of a study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// Version of this format.
    pub version: u32,
    /// The plan.
    pub plan: Plan,
    /// The declaration of the training program: name, version, knobs and metrics.
    pub subject: Declaration,
    /// The settings that each ablation means.
    pub binding: Binding,
    /// How it is judged.
    #[serde(default)]
    pub protocol: Protocol,
    /// The terms fixed before the first run, if the study is frozen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frozen: Option<Frozen>,
    /// The seeds at each look that was not planned: verdicts could be seen there before seeds were
    /// added, left out or planned anew.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<Vec<u64>>,
    /// SHA-256 of what each run reported when it finished first, in hexadecimal, by its identity.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub reported: BTreeMap<String, String>,
    /// The seeds, each of which every configuration is run with.
    pub seeds: Vec<u64>,
    /// The points of the grid, the baseline first.
    pub configurations: Vec<Configured>,
}

/// One configuration with its runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Configured {
    /// `baseline`, or the first variant that asks for it.
    pub label: String,
    /// Every knob with its value.
    pub settings: Settings,
    /// One run per seed, in the order of the seeds.
    pub runs: Vec<Record>,
}

impl Configured {
    /// The values of a metric with their seeds, ascending by seed: the order of runs must not show
    /// in a last digit.
    pub fn values(&self, metric: &str) -> Vec<(u64, f64)> {
        let mut values: Vec<(u64, f64)> =
            self.runs.iter().filter_map(|run| Some((run.seed, run.value(metric)?))).collect();
        values.sort_by_key(|(seed, _)| *seed);
        values
    }
}

impl Results {
    /// The results before any run: every planned run is there, and missing.
    ///
    /// # Errors
    /// [`Error::Subject`] if the binding sets what the subject does not admit.
    pub fn planned(
        plan: Plan,
        subject: Declaration,
        binding: Binding,
        seeds: &[u64],
    ) -> Result<Self, Error> {
        let mut configurations: Vec<Configured> = Vec::new();
        for configuration in binding.configurations(&subject)? {
            let run = |&seed: &u64| {
                Ok(Record::planned(
                    seed,
                    RunSpec::new(&subject, &configuration.settings, seed)?.id(),
                ))
            };
            let runs = seeds.iter().map(run).collect::<Result<_, Error>>()?;
            let (label, settings) = (configuration.label, configuration.settings);
            configurations.push(Configured { label, settings, runs });
        }
        let (protocol, frozen, seeds) = (Protocol::default(), None, seeds.to_vec());
        Ok(Self {
            version: VERSION,
            plan,
            subject,
            binding,
            protocol,
            frozen,
            seen: Vec::new(),
            reported: BTreeMap::new(),
            seeds,
            configurations,
        })
    }

    /// The same study with other seeds, and nothing known of its runs.
    ///
    /// # Errors
    /// As [`Results::planned`].
    pub fn with_seeds(&self, seeds: &[u64]) -> Result<Self, Error> {
        let (plan, subject, binding) =
            (self.plan.clone(), self.subject.clone(), self.binding.clone());
        let (protocol, frozen) = (self.protocol.clone(), self.frozen.clone());
        let (seen, reported) = (self.seen.clone(), self.reported.clone());
        let planned = Self::planned(plan, subject, binding, seeds)?;
        Ok(Self { protocol, frozen, seen, reported, ..planned })
    }

    /// The specification of a run.
    ///
    /// # Errors
    /// [`Error::Subject`] if the settings are not the subject's, which [`Results::planned`] has
    /// ruled out.
    pub fn spec(&self, configuration: usize, seed: u64) -> Result<RunSpec, Error> {
        Ok(RunSpec::new(&self.subject, &self.configurations[configuration].settings, seed)?)
    }

    /// The configurations and seeds in the order in which they are run: all configurations at the
    /// first seed, then at the second, so that a study that is not done yet already compares every
    /// variant.
    pub fn order(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let configurations = self.configurations.len();
        (0..self.seeds.len()).flat_map(move |seed| {
            (0..configurations).map(move |configuration| (configuration, seed))
        })
    }

    /// The configuration that a variant asks for; the first one if the variant is the baseline.
    pub fn configuration(&self, variant: &Variant) -> Option<usize> {
        let mut settings = self.configurations.first()?.settings.clone();
        settings.0.extend(variant.settings.0.clone());
        let settings = settings.resolve(&self.subject).ok()?;
        self.configurations.iter().position(|configured| configured.settings == settings)
    }

    /// Every run.
    pub fn runs(&self) -> impl Iterator<Item = &Record> {
        self.configurations.iter().flat_map(|configured| &configured.runs)
    }

    /// `results.json`.
    pub fn to_json(&self) -> String {
        compact::json(self)
    }

    /// Reads `results.json`.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Malformed`], [`Error::Version`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(Error::io("read", path))?;
        let malformed = |error: serde_json::Error| Error::Malformed {
            path: path.to_owned(),
            line: error.line(),
            reason: error.to_string(),
        };
        #[derive(Deserialize)]
        struct Header {
            version: u64,
        }
        let found = serde_json::from_str::<Header>(&text).map_err(malformed)?.version;
        if found != u64::from(VERSION) {
            return Err(Error::Version { path: path.to_owned(), found, expected: VERSION });
        }
        serde_json::from_str(&text).map_err(malformed)
    }
}

/// The factor from the mean of a metric's items to the metric: items are shares,
/// metrics may be in percent.
pub fn item_scale(metric: &Metric) -> f64 {
    if metric.unit == "%" { 100.0 } else { 1.0 }
}
