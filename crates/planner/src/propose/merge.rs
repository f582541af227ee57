//! Several plans as one: duplicates joined, ranked by how many plans agree.

use std::collections::BTreeSet;

use study::plan::{Ablation, Agreement, Dropped, Replacement};

use super::Sample;
use super::check::key;

/// Proposals of several samples for the same ablation.
struct Group {
    ablation: Ablation,
    /// The samples that hold it.
    samples: BTreeSet<usize>,
    /// Sum of the places at which they hold it, from 0.
    places: usize,
}

/// The most replacements that a joined ablation may have.
const REPLACEMENTS: usize = 8;

/// One sample out of several: its ablations ranked by agreement, then by priority and place, at most `n` of them.
pub(super) fn merge(samples: Vec<Sample>, n: usize) -> Sample {
    let n_samples = samples.len();
    let mut merged = Sample::default();
    let mut groups: Vec<Group> = Vec::new();
    for (index, sample) in samples.into_iter().enumerate() {
        if merged.trace.trim().is_empty() {
            merged.trace = sample.trace;
        }
        for existing in sample.existing {
            if merged.existing.iter().all(|other| key(&other.name) != key(&existing.name)) {
                merged.existing.push(existing);
            }
        }
        for dropped in sample.dropped {
            if !merged.dropped.contains(&dropped) {
                merged.dropped.push(dropped);
            }
        }
        for (place, ablation) in sample.ablations.into_iter().enumerate() {
            match groups.iter_mut().find(|group| is_same(&group.ablation, &ablation)) {
                Some(group) => group.join(ablation, index, place),
                None => groups.push(Group { ablation, samples: BTreeSet::from([index]), places: place }),
            }
        }
    }
    groups.sort_by_key(Group::rank);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    for (rank, group) in groups.into_iter().enumerate() {
        let (mut ablation, samples) = (group.ablation, group.samples.len());
        if rank >= n {
            let reason = match n_samples {
                1 => format!("beyond the {n} that were asked for"),
                _ => format!("beyond the {n} that were asked for; proposed by {samples} of {n_samples} samples"),
            };
            merged.dropped.push(Dropped { name: ablation.name, reason });
            continue;
        }
        if n_samples > 1 {
            ablation.grounds.agreement = Some(Agreement { samples: count(samples), of: count(n_samples) });
        }
        merged.ablations.push(ablation);
    }
    merged
}

impl Group {
    fn rank(&self) -> (std::cmp::Reverse<usize>, u8, usize) {
        let places = self.places * 1000 / self.samples.len();
        // a single plan stands in the order that its model gave it
        (
            std::cmp::Reverse(self.samples.len()),
            if self.samples.len() > 1 { self.ablation.grounds.priority.unwrap_or(5) } else { 0 },
            places,
        )
    }

    /// Joins another proposal for the same: what it has and the first has not is added.
    fn join(&mut self, other: Ablation, sample: usize, place: usize) {
        if self.samples.insert(sample) {
            self.places += place;
        }
        let ablation = &mut self.ablation;
        let (mine, theirs) = (&mut ablation.grounds, other.grounds);
        for quote in theirs.quotes {
            if mine.quotes.iter().all(|known| key(&known.text) != key(&quote.text)) {
                mine.quotes.push(quote);
            }
        }
        mine.priority = mine.priority.into_iter().chain(theirs.priority).min();
        if mine.expected.is_empty() {
            mine.expected = theirs.expected;
        }
        for (index, replacement) in other.replacements.into_iter().enumerate() {
            let is_known = |known: &Replacement| key(known.text()) == key(replacement.text());
            if ablation.replacements.iter().any(is_known) || ablation.replacements.len() >= REPLACEMENTS {
                continue;
            }
            if let Some(settings) = theirs.settings.get(index).filter(|settings| !settings.0.is_empty()) {
                mine.settings.resize_with(ablation.replacements.len(), Default::default);
                mine.settings.push(settings.clone());
            }
            ablation.replacements.push(replacement);
        }
        if mine.settings.is_empty() && ablation.replacements.is_empty() {
            mine.settings = theirs.settings;
        }
        let more = other.metrics.iter().filter(|name| ablation.metrics.iter().all(|known| key(known) != key(name)));
        let metrics: Vec<String> = ablation.metrics.iter().chain(more).cloned().collect();
        ablation.metrics = study::plan::Metrics::new(metrics);
    }
}

/// Whether two proposals ablate the same part in the same way: same action, and the same name, part or knobs, or most of the
/// words of both.
fn is_same(a: &Ablation, b: &Ablation) -> bool {
    if a.action != b.action {
        return false;
    }
    let knobs = |ablation: &Ablation| -> BTreeSet<String> {
        ablation.grounds.settings.iter().flat_map(|settings| settings.0.keys().cloned()).collect()
    };
    let (knobs_a, knobs_b) = (knobs(a), knobs(b));
    if !knobs_a.is_empty() && !knobs_b.is_empty() {
        return knobs_a == knobs_b;
    }
    key(&a.name) == key(&b.name) || key(&a.part) == key(&b.part) || overlap(&words(a), &words(b)) >= 0.6
}

/// The words that tell an ablation apart, without plural endings.
fn words(ablation: &Ablation) -> BTreeSet<String> {
    const EMPTY: &[&str] = &[
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "for",
        "to",
        "and",
        "or",
        "with",
        "without",
        "by",
        "ablation",
        "study",
        "effect",
        "impact",
        "role",
        "number",
        "choice",
        "removing",
        "remove",
        "replacing",
        "replace",
        "using",
        "use",
        "used",
        "our",
    ];
    let text = format!("{} {}", ablation.name, ablation.part).to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty() && !EMPTY.contains(word));
    words.map(|word| if word.len() > 3 { word.trim_end_matches('s') } else { word }.to_owned()).collect()
}

/// The share of words that two sets have in common (Jaccard).
#[expect(clippy::cast_precision_loss, reason = "few words")]
fn overlap(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    let union = a.union(b).count();
    if union == 0 { 0.0 } else { a.intersection(b).count() as f64 / union as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(lines: &[&str]) -> Sample {
        let ablation = |line: &&str| {
            let fields: Vec<&str> = line.split('|').map(str::trim).collect();
            let replacement: Vec<&str> = fields[3].split(';').map(str::trim).filter(|text| !text.is_empty()).collect();
            let json = serde_json::json!({
                "name": fields[0], "ablated_part": fields[1], "action": fields[2],
                "replacement": replacement, "metrics": ["R@1"],
            });
            let (plan, _) = study::Plan::parse(&json.to_string(), "test").unwrap();
            plan.ablations[0].clone()
        };
        Sample { ablations: lines.iter().map(ablation).collect(), ..Sample::default() }
    }

    #[test]
    fn duplicates_are_joined_and_ranked_by_agreement() {
        let merged = merge(
            vec![
                sample(&[
                    "Optimizer | the optimizer | REPLACE | SGD",
                    "Group tokens | number of group tokens | REPLACE | 8; 16",
                ]),
                sample(&[
                    "Number of group tokens | group token | REPLACE | 16; 64",
                    "Depth | layers of the encoder | REPLACE | 6",
                ]),
                sample(&[
                    "Ablating the group tokens | the number of group tokens | REPLACE | 8",
                    "Gate | the gate | REMOVE | ",
                ]),
            ],
            2,
        );
        let first = &merged.ablations[0];
        let labels: Vec<&str> = first.replacements.iter().map(Replacement::label).collect();
        assert_eq!((first.name.as_str(), labels), ("Group tokens", vec!["8", "16", "64"]));
        assert_eq!(first.grounds.agreement, Some(Agreement { samples: 3, of: 3 }));
        assert_eq!(merged.ablations[1].name, "Optimizer");
        let dropped: Vec<&str> = merged.dropped.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(dropped, ["Depth", "Gate"]);
        assert!(merged.dropped[0].reason.contains("1 of 3 samples"), "{:?}", merged.dropped);
    }

    #[test]
    fn different_parts_and_actions_stay_apart() {
        let merged = merge(
            vec![
                sample(&["Temporal loss | temporal grouping loss | REMOVE | "]),
                sample(&[
                    "Spatial loss | spatial grounding loss | REMOVE | ",
                    "Temporal loss | temporal grouping loss | REPLACE | L2",
                ]),
            ],
            9,
        );
        assert_eq!(merged.ablations.len(), 3);
    }

    #[test]
    fn one_plan_keeps_its_order() {
        let merged = merge(vec![sample(&["B | b | REMOVE | ", "A | a | REMOVE | ", "C | c | REMOVE | "])], 2);
        let names: Vec<&str> = merged.ablations.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["B", "A"]);
        assert!(merged.ablations[0].grounds.agreement.is_none());
    }
}
