//! A protocol that was fixed before the runs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use subject::{Better, Metric, Settings};

use super::{Protocol, Test};

/// The terms that were fixed before the first run, with their hash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frozen {
    /// The fixed terms.
    pub terms: Terms,
    /// SHA-256 of the terms, in hexadecimal.
    pub sha256: String,
}

/// The terms that a frozen study must not change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Terms {
    /// How it is judged.
    pub protocol: Protocol,
    /// The test that decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<Test>,
    /// Its seeds.
    pub seeds: Vec<u64>,
    /// Name and version of the subject.
    pub subject: String,
    /// Metrics of each ablation, the primary one first.
    pub metrics: Vec<(String, Vec<String>)>,
    /// The metrics as the subject declares them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub declared: Vec<Metric>,
    /// Label and settings of every variant, by ablation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<(String, Vec<(String, Settings)>)>,
    /// The points of the grid, the baseline first.
    pub configurations: Vec<(String, Settings)>,
}

impl Terms {
    fn sha256(&self) -> String {
        let json = serde_json::to_vec(self).expect("invariant: terms are plain data");
        foundation::digest::sha256(json)
    }
}

impl Frozen {
    /// Fixes terms.
    pub fn new(terms: Terms) -> Self {
        Self { sha256: terms.sha256(), terms }
    }

    /// Where the study differs from what was fixed, in words; none if it keeps to it.
    pub fn departures(&self, now: &Terms) -> Vec<String> {
        let then = &self.terms;
        let mut departures = Departures::default();
        if self.sha256 != then.sha256() {
            departures.0.push("the frozen terms were changed after they were hashed".to_owned());
        }
        let (old, new) = (&then.protocol, &now.protocol);
        departures.compare("alpha", old.alpha.to_string(), new.alpha.to_string());
        if let (Some(old), Some(new)) = (then.test, now.test) {
            departures.compare("test", old.to_string(), new.to_string());
        }
        departures.compare("correction", old.correction.to_string(), new.correction.to_string());
        departures.compare("margin", margins(old), margins(new));
        departures.compare("primary metrics", list(&old.primary), list(&new.primary));
        departures.compare("looks", list(&old.looks), list(&new.looks));
        departures.compare("seeds", list(&then.seeds), list(&now.seeds));
        departures.compare("subject", then.subject.clone(), now.subject.clone());
        departures.ablations(then, now);
        departures.declared(&then.declared, &now.declared);
        departures.variants(&then.variants, &now.variants);
        departures.configurations(&then.configurations, &now.configurations);
        departures.0
    }
}

/// Departures in words.
#[derive(Default)]
struct Departures(Vec<String>);

impl Departures {
    fn compare(&mut self, what: &str, then: String, now: String) {
        if then != now {
            self.0.push(format!("{what}: {then} was fixed, it is now {now}"));
        }
    }

    fn ablations(&mut self, then: &Terms, now: &Terms) {
        let new: BTreeMap<&String, &Vec<String>> = by_name(&now.metrics);
        let old = by_name(&then.metrics);
        for (name, metrics) in &old {
            match new.get(*name) {
                Some(now) => {
                    self.compare(&format!("metrics of `{name}`"), list(metrics), list(now));
                }
                None => self.compare("ablation", format!("`{name}`"), "gone".to_owned()),
            }
        }
        for name in new.keys().filter(|name| !old.contains_key(**name)) {
            self.compare("ablation", "none of this name".to_owned(), format!("`{name}`"));
        }
    }

    /// What a metric means: a label in other words changes nothing that is judged.
    fn declared(&mut self, then: &[Metric], now: &[Metric]) {
        for old in then {
            let Some(new) = now.iter().find(|metric| metric.name == old.name) else {
                self.compare("metric", format!("`{}`", old.name), "gone".to_owned());
                continue;
            };
            let better = |metric: &Metric| match metric.better {
                Better::Higher => "higher".to_owned(),
                Better::Lower => "lower".to_owned(),
            };
            self.compare(&format!("better values of `{}`", old.name), better(old), better(new));
            let unit = |metric: &Metric| format!("`{}`", metric.unit);
            self.compare(&format!("unit of `{}`", old.name), unit(old), unit(new));
        }
    }

    fn variants(
        &mut self,
        then: &[(String, Vec<(String, Settings)>)],
        now: &[(String, Vec<(String, Settings)>)],
    ) {
        let new = by_name(now);
        for (ablation, variants) in then {
            // an ablation that is gone is told as such
            let Some(new) = new.get(ablation) else { continue };
            for (label, settings) in variants {
                let what = format!("variant `{label}` of `{ablation}`");
                match new.iter().find(|(other, _)| other == label) {
                    Some((_, now)) => self.compare(&what, set(settings), set(now)),
                    None => self.compare(&what, set(settings), "gone".to_owned()),
                }
            }
            let is_new =
                |(label, _): &&(String, Settings)| variants.iter().all(|(other, _)| other != label);
            for (label, settings) in new.iter().filter(is_new) {
                let what = format!("variant `{label}` of `{ablation}`");
                self.compare(&what, "none of this name".to_owned(), set(settings));
            }
        }
    }

    fn configurations(&mut self, then: &[(String, Settings)], now: &[(String, Settings)]) {
        let missing = |from: &[(String, Settings)], settings: &Settings| {
            from.iter().all(|(_, other)| other != settings)
        };
        for (label, _) in then.iter().filter(|(_, settings)| missing(now, settings)) {
            let gone = "gone, or set otherwise".to_owned();
            self.compare("configuration", format!("`{label}`"), gone);
        }
        for (label, _) in now.iter().filter(|(_, settings)| missing(then, settings)) {
            self.compare("configuration", "none like it".to_owned(), format!("`{label}`"));
        }
    }
}

fn by_name<T>(pairs: &[(String, T)]) -> BTreeMap<&String, &T> {
    pairs.iter().map(|(name, value)| (name, value)).collect()
}

fn set(settings: &Settings) -> String {
    let set = settings.0.iter().map(|(knob, value)| format!("{knob} = {value}"));
    set.collect::<Vec<_>>().join(", ")
}

fn margins(protocol: &Protocol) -> String {
    let of = |(metric, margin)| format!("{margin} for {metric}");
    let all = std::iter::once(protocol.margin.to_string()).chain(protocol.margins.iter().map(of));
    all.collect::<Vec<_>>().join(", ")
}

fn list<T: ToString>(items: &[T]) -> String {
    if items.is_empty() {
        "none".to_owned()
    } else {
        items.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
    }
}
