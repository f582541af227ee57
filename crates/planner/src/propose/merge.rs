//! Several plans as one: duplicates joined, ranked by how many plans agree.

use std::collections::BTreeSet;

use plan::{Ablation, Action, Agreement, Dropped, Metrics, Replacement};

use super::Sample;
use super::check::{KNOWN, extend_new, key};

/// Proposals of several samples for the same ablation.
struct Group {
    ablation: Ablation,
    words: Words,
    /// The samples that hold it.
    samples: BTreeSet<usize>,
    /// Sum of the places at which they hold it, from 0.
    places: usize,
}

/// The most replacements that a joined ablation may have.
const REPLACEMENTS: usize = 8;

/// One sample out of several: its ablations ranked by agreement, then by priority and place, at
/// most `n` of them.
pub(super) fn merge(samples: Vec<Sample>, n: usize) -> Sample {
    let n_samples = samples.len();
    let mut merged = Sample::default();
    let mut groups: Vec<Group> = Vec::new();
    for (index, sample) in samples.into_iter().enumerate() {
        if merged.trace.trim().is_empty() {
            merged.trace = sample.trace;
        }
        extend_new(&mut merged.existing, sample.existing, |it| &it.name);
        merged.notes.extend(sample.notes);
        for dropped in sample.dropped {
            if !merged.dropped.contains(&dropped) {
                merged.dropped.push(dropped);
            }
        }
        for (place, ablation) in sample.ablations.into_iter().enumerate() {
            let words = Words::of(&ablation);
            match groups.iter_mut().find(|group| group.holds(&ablation, &words, index)) {
                Some(group) => {
                    let (name, other) = (&group.ablation.name, &ablation.name);
                    if key(name) != key(other) {
                        merged.notes.push(format!("`{other}` was joined to `{name}`"));
                    }
                    group.join(ablation, index, place);
                }
                None => {
                    let samples = BTreeSet::from([index]);
                    groups.push(Group { ablation, words, samples, places: place });
                }
            }
        }
    }
    // what one sample found in the paper, another one may have proposed
    let existing: Vec<String> = merged.existing.iter().map(|it| key(&it.name)).collect();
    let is_known = |group: &mut Group| existing.contains(&key(&group.ablation.name));
    for group in groups.extract_if(.., is_known) {
        merged.dropped.push(Dropped { name: group.ablation.name, reason: KNOWN.to_owned() });
    }
    groups.sort_by_key(Group::rank);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    for (rank, group) in groups.into_iter().enumerate() {
        let (mut ablation, samples) = (group.ablation, group.samples.len());
        if rank >= n {
            let mut reason = format!("beyond the {n} that were asked for");
            if n_samples > 1 {
                reason += &format!("; proposed by {samples} of {n_samples} samples");
            }
            merged.dropped.push(Dropped { name: ablation.name, reason });
            continue;
        }
        let agreement = Agreement { samples: count(samples), of: count(n_samples) };
        ablation.grounds.agreement = (n_samples > 1).then_some(agreement);
        merged.ablations.push(ablation);
    }
    merged
}

impl Group {
    fn rank(&self) -> (std::cmp::Reverse<usize>, u8, usize) {
        let n_samples = self.samples.len();
        // a single plan stands in the order that its model gave it
        let priority = if n_samples > 1 { self.ablation.grounds.priority.unwrap_or(5) } else { 0 };
        (std::cmp::Reverse(n_samples), priority, self.places * 1000 / n_samples)
    }

    /// Joins another proposal for the same: what it has and the first has not is added.
    fn join(&mut self, other: Ablation, sample: usize, place: usize) {
        if self.samples.insert(sample) {
            self.places += place;
        }
        let ablation = &mut self.ablation;
        let (mine, theirs) = (&mut ablation.grounds, other.grounds);
        extend_new(&mut mine.quotes, theirs.quotes, |it| &it.text);
        mine.priority = mine.priority.into_iter().chain(theirs.priority).min();
        if mine.expected.is_empty() {
            mine.expected = theirs.expected;
        }
        for (index, replacement) in other.replacements.into_iter().enumerate() {
            let known =
                ablation.replacements.iter().position(|known| is_same_value(known, &replacement));
            let settings = theirs.settings.get(index).filter(|it| !it.0.is_empty());
            if known.is_none() && ablation.replacements.len() >= REPLACEMENTS {
                continue;
            }
            let place = known.unwrap_or(ablation.replacements.len());
            if let Some(settings) = settings
                && mine.settings.get(place).is_none_or(|mine| mine.0.is_empty())
            {
                mine.settings.resize_with(mine.settings.len().max(place + 1), Default::default);
                mine.settings[place] = settings.clone();
                self.words.knobs.extend(settings.0.keys().cloned());
            }
            if known.is_none() {
                ablation.replacements.push(replacement);
            }
        }
        if mine.settings.is_empty() && ablation.replacements.is_empty() {
            mine.settings = theirs.settings;
        }
        let mut metrics = ablation.metrics.to_vec();
        extend_new(&mut metrics, other.metrics.iter().cloned(), |it| it);
        ablation.metrics = Metrics::new(metrics);
    }

    /// Whether a proposal is the same ablation. A model does not propose one ablation under two
    /// names, so within a sample only a repetition is.
    fn holds(&self, other: &Ablation, words: &Words, sample: usize) -> bool {
        let mine = &self.ablation;
        if mine.action != other.action {
            return false;
        }
        let is_same_name = key(&mine.name) == key(&other.name);
        if self.samples.contains(&sample) {
            return is_same_name && key(&mine.part) == key(&other.part);
        }
        if !self.words.knobs.is_empty() && !words.knobs.is_empty() {
            // two removals by one knob are the same only at the same value
            let is_same_value = mine.grounds.settings == other.grounds.settings;
            return self.words.knobs == words.knobs
                && (mine.action != Action::Remove || is_same_value);
        }
        // neither name has a content word that the other lacks: *text encoder* is not *video
        // encoder*
        let is_within = |a: &BTreeSet<String>, b: &BTreeSet<String>| {
            !a.is_empty() && (a.is_subset(b) || b.is_subset(a))
        };
        is_same_name
            || (is_within(&self.words.name, &words.name)
                && is_within(&self.words.part, &words.part))
    }
}

/// The words that distinguish an ablation.
struct Words {
    name: BTreeSet<String>,
    part: BTreeSet<String>,
    knobs: BTreeSet<String>,
}

impl Words {
    fn of(ablation: &Ablation) -> Self {
        let knobs = ablation.grounds.settings.iter().flat_map(|it| it.0.keys().cloned());
        Self { name: words(&ablation.name), part: words(&ablation.part), knobs: knobs.collect() }
    }
}

/// The content words, without plural endings.
fn words(text: &str) -> BTreeSet<String> {
    const EMPTY: &str = "the a an of in on for to and or with without by no ablation ablate ablating \
        study effect impact role number choice removing removal remove replacing replacement replace \
        using use used our";
    let text = text.to_lowercase();
    let is_content = |word: &&str| !word.is_empty() && !EMPTY.split(' ').any(|it| it == *word);
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(is_content);
    let singular = |word: &str| match word.strip_suffix('s') {
        Some(one) if one.len() > 2 && !one.ends_with('s') => one.to_owned(),
        _ => word.to_owned(),
    };
    words.map(singular).collect()
}

/// Whether two replacements are the same value: as numbers, else as words.
fn is_same_value(a: &Replacement, b: &Replacement) -> bool {
    match (a.label().parse::<f64>(), b.label().parse::<f64>()) {
        (Ok(a), Ok(b)) => a.to_bits() == b.to_bits(),
        (Err(_), Err(_)) => {
            let words = |it: &Replacement| it.label().to_lowercase();
            words(a).split_whitespace().eq(words(b).split_whitespace())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use plan::Existing;

    use super::*;

    fn sample(lines: &[&str]) -> Sample {
        let ablation = |line: &&str| {
            let fields: Vec<&str> = line.split('|').map(str::trim).collect();
            let replacement: Vec<&str> =
                fields[3].split(';').map(str::trim).filter(|text| !text.is_empty()).collect();
            let json = serde_json::json!({
                "name": fields[0], "ablated_part": fields[1], "action": fields[2],
                "replacement": replacement, "metrics": ["R@1"],
            });
            let (plan, _) = plan::Plan::parse(&json.to_string(), "test").unwrap();
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
    fn one_sample_is_not_joined_with_itself() {
        let sample = sample(&[
            "Freeze the text encoder | encoder | REMOVE | ",
            "Freeze the video encoder | encoder | REMOVE | ",
            "No spatial loss | the loss | REMOVE | ",
            "No temporal loss | the loss | REMOVE | ",
        ]);
        assert_eq!(merge(vec![sample.clone()], 9).ablations.len(), 4);
        let twice = merge(vec![sample.clone(), sample], 9);
        assert_eq!(twice.ablations.len(), 4, "and each is found again in another sample");
        assert!(
            twice.ablations.iter().all(|it| it.grounds.agreement.is_some_and(|it| it.samples == 2))
        );
    }

    #[test]
    fn replacements_are_the_same_as_values_not_as_letters() {
        let merged = merge(
            vec![
                sample(&["Rate | learning rate | REPLACE | 1.0; 0.5"]),
                sample(&["Rate | learning rate | REPLACE | 10; 05; 1e-3; 0.50"]),
                sample(&["Rate | learning rate | REPLACE | 1e3; Cosine decay; cosine  decay"]),
            ],
            9,
        );
        let labels: Vec<&str> =
            merged.ablations[0].replacements.iter().map(Replacement::label).collect();
        assert_eq!(labels, ["1.0", "0.5", "10", "05", "1e-3", "1e3", "Cosine decay"]);
    }

    #[test]
    fn what_one_sample_found_in_the_paper_another_one_does_not_propose() {
        let existing = Existing { name: "Gate".to_owned(), ..Existing::default() };
        let found =
            Sample { existing: vec![existing], ..sample(&["Depth | layers | REPLACE | 6"]) };
        let merged = merge(
            vec![sample(&["Gate | the gate | REMOVE | ", "Width | units | REPLACE | 8"]), found],
            9,
        );
        let names: Vec<&str> = merged.ablations.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["Depth", "Width"]);
        assert_eq!(merged.dropped[0].reason, "the paper has it already");
    }

    #[test]
    fn settings_of_another_sample_are_kept() {
        let mut second = sample(&["Tokens | group tokens | REPLACE | many; few"]);
        let few = subject::Settings::from([("group_tokens", subject::Value::Int(8))]);
        second.ablations[0].grounds.settings = vec![subject::Settings::default(), few.clone()];
        let merged = merge(vec![sample(&["Tokens | group tokens | REPLACE | few"]), second], 9);
        let labels: Vec<&str> =
            merged.ablations[0].replacements.iter().map(Replacement::label).collect();
        assert_eq!(
            (labels, &merged.ablations[0].grounds.settings),
            (vec!["few", "many"], &vec![few])
        );
    }

    #[test]
    fn one_plan_keeps_its_order() {
        let merged = merge(
            vec![sample(&["B | b | REMOVE | ", "A | a | REMOVE | ", "C | c | REMOVE | "])],
            2,
        );
        let names: Vec<&str> = merged.ablations.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["B", "A"]);
        assert!(merged.ablations[0].grounds.agreement.is_none());
    }
}
