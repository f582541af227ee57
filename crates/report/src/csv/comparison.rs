//! `results.csv`.

use std::collections::BTreeMap;

use ::plan::binding::{Bound, Variant};
use serde::Serialize;
use study::analysis::{Comparison, Method};
use study::results::Configured;
use study::statistics::{Summary, summarize};
use subject::{Better, Metric};

use super::{Text, finite};
use crate::Study;
use crate::table::{Grid, chance, values};

/// A comparison with the baseline. Differences are signed so that + means better.
#[derive(Default, Serialize)]
struct Row {
    ablation: Text,
    action: Text,
    part: Text,
    variant: Text,
    configuration: usize,
    settings: Text,
    metric: Text,
    label: Text,
    unit: Text,
    better: &'static str,
    primary: bool,
    planned: usize,
    n: usize,
    mean: Option<f64>,
    sd: Option<f64>,
    chance: Option<f64>,
    baseline_n: usize,
    baseline_mean: Option<f64>,
    baseline_sd: Option<f64>,
    pairs: Option<usize>,
    delta: Option<f64>,
    delta_sd: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    interval: Option<&'static str>,
    level: Option<f64>,
    p_t: Option<f64>,
    p_sign_flip: Option<f64>,
    test: Option<String>,
    p_corrected: Option<f64>,
    correction: Option<String>,
    family: Option<usize>,
    margin: Option<f64>,
    p_equivalence: Option<f64>,
    p_equivalence_corrected: Option<f64>,
    d_z: Option<f64>,
    g_z: Option<f64>,
    share_better: Option<f64>,
    share_low: Option<f64>,
    share_high: Option<f64>,
    verdict: Option<String>,
    outcomes: String,
}

/// `results.csv`: every comparison with the baseline, by ablation, variant and metric. Differences
/// are signed so that + means better.
pub fn comparisons(study: &Study) -> String {
    let results = study.results;
    let mut rows = Vec::new();
    for bound in &results.binding.ablations {
        for (variant, index) in bound.variants.iter().zip(Grid::new(results, bound).variants) {
            let Some(index) = index else { continue };
            for metric in results.subject.metrics.iter().filter(|metric| !metric.curve) {
                rows.push(row(study, bound, variant, index, metric));
            }
        }
    }
    if rows.is_empty() {
        // the names of the fields, without a row
        return lines(&[Row::default()]).split_inclusive('\n').take(1).collect();
    }
    lines(&rows)
}

fn lines(rows: &[Row]) -> String {
    let mut writer = super::writer(true);
    for row in rows {
        writer.serialize(row).expect("invariant: a row is plain data");
    }
    super::text(writer)
}

fn row(study: &Study, bound: &Bound, variant: &Variant, index: usize, metric: &Metric) -> Row {
    let Study { results, analysis, .. } = study;
    let settings: Vec<String> =
        variant.settings.0.iter().map(|(knob, value)| format!("{knob} = {value}")).collect();
    let [ours, baseline] = [index, 0].map(|index| &results.configurations[index]);
    let [mean, base] = [ours, baseline].map(|point| summarize(&values(point, &metric.name)));
    // a variant that is the baseline has no comparison
    let comparison = analysis.comparison(index, &metric.name);
    let primary = comparison.filter(|comparison| comparison.primary);
    let difference = comparison.and_then(|comparison| comparison.difference);
    let interval = difference.and_then(|difference| difference.interval);
    let method = difference.filter(|_| interval.is_some()).map(|difference| difference.method);
    let equivalence = comparison.and_then(|comparison| comparison.equivalence);
    let wins = comparison.and_then(|comparison| comparison.wins);
    let of = |value: fn(&Comparison) -> Option<f64>| finite(comparison.and_then(value));
    Row {
        ablation: Text::from(bound.name.as_str()),
        action: Text::from(bound.action.as_str()),
        part: Text::from(bound.part.as_str()),
        variant: Text::from(variant.label.as_str()),
        configuration: index,
        settings: Text(settings.join(", ")),
        metric: Text::from(metric.name.as_str()),
        label: Text::from(metric.label.as_str()),
        unit: Text::from(metric.unit.as_str()),
        better: match metric.better {
            Better::Higher => "higher",
            Better::Lower => "lower",
        },
        primary: primary.is_some(),
        planned: ours.runs.len(),
        n: mean.map_or(0, |mean| mean.n),
        mean: finite(mean.map(|mean| mean.mean)),
        sd: finite(mean.and_then(|mean: Summary| mean.sd)),
        chance: finite(chance(results, &metric.name, &[index])),
        baseline_n: base.map_or(0, |base| base.n),
        baseline_mean: finite(base.map(|base| base.mean)),
        baseline_sd: finite(base.and_then(|base| base.sd)),
        pairs: comparison.map(|comparison| comparison.pairs.len()),
        delta: finite(difference.map(|difference| difference.mean)),
        delta_sd: finite(difference.and_then(|difference| difference.sd)),
        low: finite(interval.map(|(low, _)| low)),
        high: finite(interval.map(|(_, high)| high)),
        interval: method.map(|method| match method {
            Method::T => "t",
            Method::Bca => "bca",
        }),
        level: interval.map(|_| analysis.level),
        p_t: of(|comparison| comparison.t),
        p_sign_flip: of(|comparison| comparison.sign_flip),
        test: primary.map(|_| analysis.test.to_string()),
        p_corrected: of(|comparison| comparison.adjusted),
        correction: primary.map(|_| results.protocol.correction.to_string()),
        family: primary.map(|_| analysis.family),
        margin: finite(equivalence.map(|equivalence| equivalence.margin)),
        p_equivalence: finite(equivalence.map(|equivalence| equivalence.p)),
        p_equivalence_corrected: finite(equivalence.and_then(|equivalence| equivalence.adjusted)),
        d_z: of(|comparison| comparison.d_z),
        g_z: of(|comparison| comparison.g_z),
        share_better: finite(wins.map(|wins| wins.share)),
        share_low: finite(wins.map(|wins| wins.interval.0)),
        share_high: finite(wins.map(|wins| wins.interval.1)),
        verdict: comparison
            .and_then(|comparison| comparison.verdict)
            .map(|verdict| verdict.to_string()),
        outcomes: outcomes(ours),
    }
}

/// `finished 2; diverged 1`.
fn outcomes(configured: &Configured) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for run in &configured.runs {
        *counts.entry(run.status.word()).or_default() += 1;
    }
    let counts: Vec<String> = counts.iter().map(|(word, n)| format!("{word} {n}")).collect();
    counts.join("; ")
}

#[cfg(test)]
mod tests {
    use study::Results;

    use super::*;

    #[test]
    fn without_a_comparison_the_names_are_still_there() {
        let subject = subject::Declaration::new("model", "1", Vec::new(), Vec::new());
        let binding = ::plan::Binding {
            version: 1,
            subject: "model".to_owned(),
            baseline: subject::Settings::default(),
            ablations: Vec::new(),
        };
        let results =
            Results::planned(::plan::Plan::default(), subject, binding, &[1]).expect("plan");
        let csv = comparisons(&Study::new(&results));
        assert!(csv.starts_with("ablation,action,part,") && csv.ends_with(",verdict,outcomes\r\n"));
        assert_eq!(csv.lines().count(), 1);
    }
}
