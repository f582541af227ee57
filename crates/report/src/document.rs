//! The content of a report as plain strings, before any format lays it out.

use std::collections::{BTreeMap, BTreeSet};

use study::analysis::Analysis;
use study::protocol::{Choice, Test};
use study::results::{Results, Status};

use super::number::{percent, seeds};
use super::selection::Selection;
use super::table::Table;
use crate::Study;
use foundation::words::count;

/// A report in plain strings. None of them is escaped.
pub(super) struct Document {
    /// One line on what was run.
    pub(super) summary: String,
    pub(super) tables: Vec<Table>,
    /// How to read the tables.
    pub(super) legend: Vec<String>,
}

/// Composes the report of what is selected; `marks` are the names of the two marks, of the best and
/// of what is near it, in the format.
pub(super) fn compose(study: &Study, marks: [&str; 2], selection: &Selection) -> Document {
    let results = study.results;
    let shown = results.binding.ablations.iter().filter(|bound| selection.shows(&bound.name));
    let tables: Vec<Table> = shown.map(|bound| Table::new(study, bound, selection)).collect();
    Document { summary: summary(results), legend: legend(study, marks), tables }
}

pub(super) fn summary(results: &Results) -> String {
    let spared = results.runs().filter(|run| matches!(run.status, Status::Spared { .. })).count();
    let (total, finished) =
        (results.runs().count(), results.runs().filter(|run| run.status.is_finished()).count());
    let not_needed =
        if spared == 0 { String::new() } else { format!(", {spared} were stopped early") };
    let baseline =
        results.binding.baseline.0.iter().map(|(knob, value)| format!("{knob} = {value}"));
    let baseline: Vec<String> = baseline.collect();
    let baseline = match baseline.as_slice() {
        [] => "its defaults".to_owned(),
        set => format!("its defaults but {}", set.join(", ")),
    };
    format!(
        "Subject {} {}; the baseline is {baseline}. {finished} of {} runs finished{not_needed} ({} x {}).",
        results.subject.name,
        results.subject.version,
        total - spared,
        count(results.configurations.len(), "configuration"),
        seeds(&results.seeds),
    )
}

pub(super) fn legend(study: &Study, [best, near]: [&str; 2]) -> Vec<String> {
    let Study { results, analysis, .. } = study;
    let n = results.seeds.len();
    let level = percent(analysis.level);
    let mut legend = vec![format!(
        "Cells: mean ± sample standard deviation over {} (n = {n}; another n is given in the cell). ↑ higher is better, \
         ↓ lower is better. {best} is the best mean of a column, {near} is not distinguishable from it (the {level} % interval of the \
         paired difference contains 0).",
        seeds(&results.seeds)
    )];
    if n > 1 {
        legend.push(format!(
            "Δ: mean difference to the baseline, paired by seed, signed so that + means better, with its {level} % interval \
             [low, high]: Student's t below 10 pairs, expanded BCa bootstrap from 10 on. Intervals are not corrected for the \
             number of comparisons; verdicts are."
        ));
        legend.extend(verdicts(results, analysis));
    } else {
        legend.push(
            "Δ: difference to the baseline at the same seed. One seed gives no interval and no verdict: run with --seeds 3 or more."
                .to_owned(),
        );
    }
    legend.push("`chance`: chance level, the score of a random baseline.".to_owned());
    legend.extend(fixed(results));
    legend.extend(remarks(results));
    legend
}

/// Whether the study keeps to what was frozen, and its runs to what they reported first.
fn fixed(results: &Results) -> Option<String> {
    let Some((frozen, departures)) = results.frozen.as_ref().zip(results.departures()) else {
        let replaced = results.replaced();
        return (!replaced.is_empty())
            .then(|| format!("Not as first reported: {}.", replaced.join("; ")));
    };
    Some(match departures.as_slice() {
        [] => format!(
            "Frozen before the first run ({}…), and kept to.",
            &frozen.sha256[..12.min(frozen.sha256.len())]
        ),
        departures => {
            format!("Frozen before the first run, and departed from: {}.", departures.join("; "))
        }
    })
}

/// How verdicts are made.
fn verdicts(results: &Results, analysis: &Analysis) -> Vec<String> {
    let protocol = &results.protocol;
    let assumption = match analysis.test {
        Test::T => "; it assumes that differences are normally distributed",
        Test::SignFlip => "",
    };
    let choice = match analysis.choice {
        Choice::Asked => "as asked for",
        Choice::Sequential => "as the study is sequential",
        Choice::ExactSuffices => "as it finds as much as t with so many seeds",
        Choice::ExactWeaker => "as the exact sign-flip test would find less with so many seeds",
        Choice::ExactCannot => "as the exact sign-flip test could decide nothing with so few seeds",
    };
    let margins =
        protocol.margins.iter().map(|(metric, margin)| format!(", {margin} for {metric}"));
    let looks = match analysis.looks {
        1 => String::new(),
        looks => format!(" p counts {looks}-fold for its {looks} looks (interim analyses)."),
    };
    let by_hand = (analysis.unplanned > 0).then(|| unplanned(results));
    let mut sentences = vec![format!(
        "Verdicts are on {} ({}), at alpha = {} corrected by {} over them: `matters` by the {} ({choice}{assumption}) where the \
         interval excludes 0, `does not matter` by two one-sided t tests within the margin of {}{}.{looks} All other differences are \
         exploratory.",
        count(analysis.family, "primary comparison"),
        primary(results),
        protocol.alpha,
        protocol.correction,
        analysis.test,
        protocol.margin,
        margins.collect::<String>(),
    )];
    sentences.extend(by_hand);
    sentences
}

/// Seeds that were added or left out after verdicts could be seen.
pub(super) fn unplanned(results: &Results) -> String {
    let looks: Vec<String> = results.seen.iter().map(|seen| seeds(seen)).collect();
    let left_out: BTreeSet<u64> = results
        .seen
        .iter()
        .flatten()
        .filter(|seed| !results.seeds.contains(seed))
        .copied()
        .collect();
    let left_out: Vec<u64> = left_out.into_iter().collect();
    let left_out = match left_out.as_slice() {
        [] => String::new(),
        seeds_left => format!(" Left out now: {}.", seeds(seeds_left)),
    };
    format!(
        "Seeds were changed by hand after verdicts could be seen with {}.{left_out} p is corrected for these looks, too, but \
         a study that goes on until it shows something shows it too often: take such verdicts as exploratory. `--seeds auto` \
         plans the looks, `--freeze` fixes the seeds.",
        looks.join(", then with ")
    )
}

pub(super) fn primary(results: &Results) -> String {
    let label = |name: &String| {
        results.subject.metric(name).map_or_else(|| name.clone(), |metric| metric.label.clone())
    };
    match results.protocol.primary.as_slice() {
        [] => "the first metric of each ablation".to_owned(),
        names => names.iter().map(label).collect::<Vec<_>>().join(", "),
    }
}

/// Remarks of runs, each once, with the number of runs that made it.
fn remarks(results: &Results) -> Vec<String> {
    let shown: BTreeSet<&str> = results
        .binding
        .ablations
        .iter()
        .flat_map(|bound| &bound.metrics)
        .map(String::as_str)
        .collect();
    let mut said: BTreeMap<String, usize> = BTreeMap::new();
    for run in results.runs() {
        let label = |name: &str| {
            results
                .subject
                .metric(name)
                .map_or_else(|| name.to_owned(), |metric| metric.label.clone())
        };
        let mut reasons: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (name, reason) in
            run.unmeasured.iter().filter(|(name, _)| shown.contains(name.as_str()))
        {
            reasons.entry(reason).or_default().push(label(name));
        }
        let unmeasured = reasons
            .into_iter()
            .map(|(reason, names)| format!("Not measured: {} ({reason})", names.join(", ")));
        for text in unmeasured.chain(run.notes.iter().cloned()) {
            *said.entry(text).or_default() += 1;
        }
    }
    let of = results.runs().count();
    said.into_iter().map(|(text, n)| format!("{text} [{n} of {of} runs]")).collect()
}
