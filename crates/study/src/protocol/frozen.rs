//! A protocol that was fixed before the runs.

use serde::{Deserialize, Serialize};
use subject::Settings;

use super::Protocol;

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
    /// Its seeds.
    pub seeds: Vec<u64>,
    /// Name and version of the subject.
    pub subject: String,
    /// Metrics of each ablation, the primary one first.
    pub metrics: Vec<(String, Vec<String>)>,
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
        let mut departures = Vec::new();
        if self.sha256 != then.sha256() {
            departures.push("the frozen terms were changed after they were hashed".to_owned());
        }
        let mut differs = |what: &str, then: String, now: String| {
            if then != now {
                departures.push(format!("{what}: {then} was fixed, it is now {now}"));
            }
        };
        let (old, new) = (&then.protocol, &now.protocol);
        differs("alpha", old.alpha.to_string(), new.alpha.to_string());
        let test = |protocol: &Protocol, seeds: &[u64]| protocol.test(seeds.len()).to_string();
        differs("test", test(old, &then.seeds), test(new, &now.seeds));
        differs("correction", old.correction.to_string(), new.correction.to_string());
        differs("margin", margins(old), margins(new));
        differs("primary metrics", list(&old.primary), list(&new.primary));
        differs("looks", list(&old.looks), list(&new.looks));
        differs("seeds", list(&then.seeds), list(&now.seeds));
        differs("subject", then.subject.clone(), now.subject.clone());
        for (name, metrics) in &then.metrics {
            match now.metrics.iter().find(|(other, _)| other == name) {
                Some((_, now)) => {
                    differs(&format!("metrics of `{name}`"), list(metrics), list(now))
                }
                None => differs("ablation", format!("`{name}`"), "gone".to_owned()),
            }
        }
        for (name, _) in now
            .metrics
            .iter()
            .filter(|(name, _)| then.metrics.iter().all(|(other, _)| other != name))
        {
            differs("ablation", "none of this name".to_owned(), format!("`{name}`"));
        }
        for (label, settings) in &then.configurations {
            if now.configurations.iter().all(|(_, other)| other != settings) {
                differs("configuration", format!("`{label}`"), "gone, or set otherwise".to_owned());
            }
        }
        for (label, settings) in &now.configurations {
            if then.configurations.iter().all(|(_, other)| other != settings) {
                differs("configuration", "none like it".to_owned(), format!("`{label}`"));
            }
        }
        departures
    }
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
