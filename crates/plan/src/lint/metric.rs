//! Metrics that cannot be measured, and one metric under several names.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::phrase::{Phrase, words};
use super::{Finding, Rule, all_of};
use crate::excerpt::{numbers, quote};
use crate::plan::Plan;
use crate::words::is_in;

/// Names of one metric, the shortest first, as [`key`] writes them.
const SAME: &[&[&str]] = &[
    &["f1", "f1score", "f1measure"],
    &["accuracy", "acc"],
    &["top1accuracy", "top1acc", "acc@1", "accuracy@1"],
    &["top5accuracy", "top5acc", "acc@5", "accuracy@5"],
    &["auroc", "rocauc", "aucroc", "areaundertheroccurve"],
    &["auprc", "prauc", "aucpr"],
    &["mae", "meanabsoluteerror"],
    &["mse", "meansquarederror", "meansquareerror"],
    &["rmse", "rootmeansquarederror", "rootmeansquareerror"],
    &["miou", "meaniou", "meanintersectionoverunion"],
    &["map", "meanaverageprecision"],
    &["fid", "fidscore", "fréchetinceptiondistance", "frechetinceptiondistance"],
    &["perplexity", "ppl"],
    &["em", "exactmatch"],
    &["dice", "dicescore", "dicecoefficient", "dsc"],
    &["mrr", "meanreciprocalrank"],
    &["psnr", "peaksignaltonoiseratio"],
];

/// Nouns for a quality that is not a measurement.
const QUALITIES: &str = "\
    performance performances result results quality effectiveness efficiency stability robustness generalization \
    generalisation generalizability interpretability scalability behavior behaviour";

/// The metrics that are the same, throughout the plan and within one ablation.
pub(super) fn check(plan: &Plan, findings: &mut Vec<Finding>) {
    let mut spellings: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (index, ablation) in plan.ablations.iter().enumerate() {
        let mut seen: HashMap<String, &str> = HashMap::new();
        for name in &ablation.metrics {
            let key = key(name);
            spellings.entry(key.clone()).or_default().insert(name);
            if let Some(first) = seen.insert(key, name) {
                let message = match first == name {
                    true => format!("{} is listed twice", quote([first])),
                    false => format!("{} are one metric", quote([first, name.as_str()])),
                };
                findings.push(Finding::new(Some(index), Rule::RepeatedMetric, message));
            }
        }
    }
    for spellings in spellings.into_values().filter(|spellings| spellings.len() > 1) {
        let message = format!("{} are one metric", quote(spellings));
        findings.push(Finding::new(None, Rule::MetricSpellings, message));
    }
}

/// The metrics that no subject could report.
pub(super) fn check_vague(plan: &Plan, findings: &mut Vec<Finding>) {
    let named = plan.ablations.iter().map(|ablation| {
        ablation.metrics.iter().map(String::as_str).filter(|name| is_vague(name)).collect()
    });
    report(named, Rule::VagueMetric, ["is no number", "are no numbers"], findings);
}

/// The metrics that the subject does not report, by ablation.
pub(super) fn check_unknown<'a>(
    missing: impl Iterator<Item = Vec<&'a str>>,
    findings: &mut Vec<Finding>,
) {
    report(missing, Rule::UnknownMetric, ["is not reported", "are not reported"], findings);
}

/// One finding for all metrics that the same ablations name, so that a list used throughout is
/// reported once.
fn report<'a>(
    named: impl Iterator<Item = Vec<&'a str>>,
    rule: Rule,
    predicates: [&str; 2],
    findings: &mut Vec<Finding>,
) {
    let mut order: Vec<&str> = Vec::new();
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, names) in named.enumerate() {
        for name in names {
            let at = places.entry(name).or_insert_with(|| {
                order.push(name);
                Vec::new()
            });
            at.push(index);
        }
    }
    places.values_mut().for_each(Vec::dedup);
    let mut groups: BTreeMap<&Vec<usize>, Vec<&str>> = BTreeMap::new();
    for name in order {
        groups.entry(&places[name]).or_default().push(name);
    }
    for (at, names) in groups {
        let message = all_of(&names, predicates);
        let (place, message) = match at.as_slice() {
            [index] => (Some(*index), message),
            several => (None, format!("{message} (ablations {})", numbers(several))),
        };
        findings.push(Finding::new(place, rule, message));
    }
}

/// Whether the last word before a preposition is a quality: *final performance*, *performance under
/// noise*.
fn is_vague(name: &str) -> bool {
    let phrase = Phrase::new(name);
    // *performance (accuracy)* names a metric, *performance (e.g. VQA)* does not
    let is_name = |bracket: &String| words(bracket).first().is_none_or(|word| word != "e.g");
    let is_explained = phrase.brackets.iter().any(is_name);
    let preposition =
        |word: &String| is_in("on under of for across in over at with vs versus during when", word);
    let end = phrase.words.iter().position(preposition).unwrap_or(phrase.words.len());
    let head = end.checked_sub(1).map_or("", |index| phrase.word(index));
    is_in(QUALITIES, head) && !is_explained && !phrase.has_digit
}

/// A key that two spellings of one metric have in common.
fn key(name: &str) -> String {
    // `Root Mean Squared Log Error (RMSLE)` is `RMSLE`
    let short = name.rsplit_once('(').and_then(|(long, short)| {
        let short = short.trim().strip_suffix(')')?;
        let initials: String =
            words(&long.replace('-', " ")).iter().filter_map(|word| word.chars().next()).collect();
        (short.len() > 1 && initials == short.to_lowercase()).then_some(short)
    });
    let text = short.unwrap_or(name).trim().trim_end_matches("(%)").trim_end();
    let kept = |c: &char| !c.is_whitespace() && !"-_^.‐‑'’".contains(*c);
    let is_decimal = text.contains('.') && text.chars().any(|c| c.is_ascii_digit());
    let bare: String = match is_decimal {
        true => text.split_whitespace().collect(),
        false => text.chars().filter(kept).collect(),
    };
    let bare = bare.to_lowercase().replace('²', "2");
    let recall = bare.strip_prefix("recall@").map(|k| format!("r@{k}"));
    let bare = recall.unwrap_or(bare);
    SAME.iter().find(|same| same.contains(&bare.as_str())).map_or(bare, |same| same[0].to_owned())
}
