//! Results for programs: `results.csv` with a row per comparison, `runs.csv` with a row per run.
//!
//! RFC 4180: commas, quotes, CRLF. Numbers are in full precision, an empty field is missing. A text
//! of strangers that a spreadsheet would take for a formula has a `'` before it; numbers have not.

use std::collections::BTreeSet;

use subject::{Better, Metric, Value};

use super::escape::plain;
use super::table::{Grid, values};
use ::plan::binding::{Bound, Variant};
use study::analysis::{Analysis, Comparison, Method};
use study::results::{Configured, Record, Results, Status};
use study::statistics::summarize;

/// One field.
enum Field {
    Text(String),
    Number(f64),
    Whole(u64),
    Missing,
}

impl Field {
    fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    fn number(number: Option<f64>) -> Self {
        number.filter(|number| number.is_finite()).map_or(Self::Missing, Self::Number)
    }

    fn count(count: usize) -> Self {
        Self::Whole(count as u64)
    }

    fn write(&self) -> String {
        match self {
            // the shortest digits that read back as the same number
            Self::Number(number) => format!("{number:?}"),
            Self::Whole(number) => number.to_string(),
            Self::Missing => String::new(),
            Self::Text(text) => quoted(&inert(&plain(text))),
        }
    }
}

/// A text that no spreadsheet takes for a formula.
fn inert(text: &str) -> String {
    let acts =
        |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠');
    if text.trim_start().starts_with(acts) { format!("'{text}") } else { text.to_owned() }
}

fn quoted(text: &str) -> String {
    let needs = text.contains([',', '"', '\n', '\r']) || text.trim() != text;
    if needs { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

fn line(fields: &[Field]) -> String {
    let mut line = fields.iter().map(Field::write).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

const COMPARISON: [&str; 42] = [
    "ablation",
    "action",
    "part",
    "variant",
    "configuration",
    "settings",
    "metric",
    "label",
    "unit",
    "better",
    "primary",
    "planned",
    "n",
    "mean",
    "sd",
    "chance",
    "baseline_n",
    "baseline_mean",
    "baseline_sd",
    "pairs",
    "delta",
    "delta_sd",
    "low",
    "high",
    "interval",
    "level",
    "p_t",
    "p_sign_flip",
    "test",
    "p_corrected",
    "correction",
    "family",
    "margin",
    "p_equivalence",
    "p_equivalence_corrected",
    "d_z",
    "g_z",
    "share_better",
    "share_low",
    "share_high",
    "verdict",
    "outcomes",
];

/// `results.csv`: every comparison with the baseline, by ablation, variant and metric. Differences
/// are turned so that + is better.
pub fn comparisons(results: &Results) -> String {
    let analysis = Analysis::new(results);
    let mut csv = line(&COMPARISON.map(Field::text));
    for bound in &results.binding.ablations {
        for (variant, index) in bound.variants.iter().zip(Grid::new(results, bound).variants) {
            let Some(index) = index else { continue };
            for metric in results.subject.metrics.iter().filter(|metric| !metric.curve) {
                let mut fields = what(bound, variant, index, metric);
                fields.extend(measured(results, &analysis, index, metric));
                csv.push_str(&line(&fields));
            }
        }
    }
    csv
}

fn what(bound: &Bound, variant: &Variant, index: usize, metric: &Metric) -> Vec<Field> {
    let settings: Vec<String> =
        variant.settings.0.iter().map(|(knob, value)| format!("{knob} = {value}")).collect();
    let better = if metric.better == Better::Higher { "higher" } else { "lower" };
    vec![
        Field::text(&bound.name),
        Field::text(bound.action.as_str()),
        Field::text(&bound.part),
        Field::text(&variant.label),
        Field::count(index),
        Field::Text(settings.join(", ")),
        Field::text(&metric.name),
        Field::text(&metric.label),
        Field::text(&metric.unit),
        Field::text(better),
    ]
}

fn measured(results: &Results, analysis: &Analysis, index: usize, metric: &Metric) -> Vec<Field> {
    let [ours, baseline] = [index, 0].map(|index| &results.configurations[index]);
    let one = analysis.comparison(index, &metric.name);
    let [mean, base] =
        [ours, baseline].map(|configured| summarize(&values(configured, &metric.name)));
    let chance = ours
        .runs
        .iter()
        .filter_map(|run| run.metrics.get(&metric.name)?.chance)
        .collect::<Vec<_>>();
    let mut fields = vec![
        Field::text(if one.is_some_and(|one| one.primary) { "true" } else { "false" }),
        Field::count(ours.runs.len()),
        Field::count(mean.map_or(0, |mean| mean.n)),
        Field::number(mean.map(|mean| mean.mean)),
        Field::number(mean.and_then(|mean| mean.sd)),
        Field::number(summarize(&chance).map(|chance| chance.mean)),
        Field::count(base.map_or(0, |base| base.n)),
        Field::number(base.map(|base| base.mean)),
        Field::number(base.and_then(|base| base.sd)),
    ];
    match one {
        Some(one) => fields.extend(compared(results, analysis, one)),
        // the variant is the baseline
        None => fields.extend(std::iter::repeat_with(|| Field::Missing).take(22)),
    }
    fields.push(Field::Text(outcomes(ours)));
    fields
}

fn compared(results: &Results, analysis: &Analysis, one: &Comparison) -> Vec<Field> {
    let (difference, equivalence) = (one.difference, one.equivalence);
    let interval = difference.and_then(|difference| difference.interval);
    let method = difference.filter(|difference| difference.interval.is_some()).map(|difference| {
        match difference.method {
            Method::T => "t",
            Method::Bca => "bca",
        }
    });
    let primary = |field: Field| if one.primary { field } else { Field::Missing };
    vec![
        Field::count(one.pairs.len()),
        Field::number(difference.map(|difference| difference.mean)),
        Field::number(difference.and_then(|difference| difference.sd)),
        Field::number(interval.map(|(low, _)| low)),
        Field::number(interval.map(|(_, high)| high)),
        method.map_or(Field::Missing, Field::text),
        Field::number(interval.map(|_| analysis.level)),
        Field::number(one.t),
        Field::number(one.sign_flip),
        primary(Field::Text(analysis.test.to_string())),
        Field::number(one.adjusted),
        primary(Field::Text(results.protocol.correction.to_string())),
        primary(Field::count(analysis.family)),
        Field::number(equivalence.map(|equivalence| equivalence.margin)),
        Field::number(equivalence.map(|equivalence| equivalence.p)),
        Field::number(equivalence.and_then(|equivalence| equivalence.adjusted)),
        Field::number(one.d_z),
        Field::number(one.g_z),
        Field::number(one.wins.map(|wins| wins.share)),
        Field::number(one.wins.map(|wins| wins.interval.0)),
        Field::number(one.wins.map(|wins| wins.interval.1)),
        one.verdict.map_or(Field::Missing, |verdict| Field::Text(verdict.words())),
    ]
}

/// `finished 2; diverged 1`.
fn outcomes(configured: &Configured) -> String {
    let words: Vec<&str> = configured.runs.iter().map(|run| run.status.word()).collect();
    let kinds: BTreeSet<&str> = words.iter().copied().collect();
    let count =
        |kind: &&str| format!("{kind} {}", words.iter().filter(|word| *word == kind).count());
    kinds.iter().map(count).collect::<Vec<_>>().join("; ")
}

/// `runs.csv`: every planned run with its numbers, the knobs in which configurations differ, and
/// what it took.
pub fn runs(results: &Results) -> String {
    let metrics: Vec<&Metric> =
        results.subject.metrics.iter().filter(|metric| !metric.curve).collect();
    let knobs = varied(results);
    let mut head: Vec<Field> = ["configuration", "label", "seed", "id", "outcome", "reason"]
        .iter()
        .map(|name| Field::text(name))
        .collect();
    head.extend(metrics.iter().map(|metric| Field::Text(format!("metric:{}", metric.name))));
    head.extend(knobs.iter().map(|knob| Field::Text(format!("knob:{knob}"))));
    head.extend(COST.iter().map(|name| Field::text(name)));
    let mut csv = line(&head);
    for (index, configured) in results.configurations.iter().enumerate() {
        for run in &configured.runs {
            let mut fields = ending(index, configured, run);
            fields.extend(metrics.iter().map(|metric| Field::number(run.value(&metric.name))));
            fields.extend(
                knobs
                    .iter()
                    .map(|knob| configured.settings.0.get(*knob).map_or(Field::Missing, value)),
            );
            fields.extend(cost(run));
            csv.push_str(&line(&fields));
        }
    }
    csv
}

const COST: [&str; 6] = [
    "cost:seconds",
    "cost:cpu_seconds",
    "cost:peak_bytes",
    "cost:attempts",
    "cost:threads",
    "cost:machine",
];

fn ending(index: usize, configured: &Configured, run: &Record) -> Vec<Field> {
    let reason = match &run.status {
        Status::Finished => Field::Missing,
        status => Field::Text(status.to_string()),
    };
    vec![
        Field::count(index),
        Field::text(&configured.label),
        Field::Whole(run.seed),
        Field::text(&run.id),
        Field::text(run.status.word()),
        reason,
    ]
}

fn cost(run: &Record) -> Vec<Field> {
    let Some(cost) = &run.cost else { return COST.iter().map(|_| Field::Missing).collect() };
    vec![
        Field::number(Some(cost.seconds)),
        Field::number(cost.cpu_seconds),
        cost.peak_bytes.map_or(Field::Missing, Field::Whole),
        Field::Whole(cost.attempts.into()),
        Field::count(cost.threads),
        Field::text(&cost.machine),
    ]
}

/// The knobs whose value is not the same in all configurations.
fn varied(results: &Results) -> Vec<&String> {
    let Some(baseline) = results.configurations.first() else { return Vec::new() };
    let differs = |knob: &&String| {
        results
            .configurations
            .iter()
            .any(|other| other.settings.0.get(*knob) != baseline.settings.0.get(*knob))
    };
    baseline.settings.0.keys().filter(differs).collect()
}

fn value(value: &Value) -> Field {
    match value {
        Value::Float(number) => Field::number(Some(*number)),
        // a negative whole number is a number, not a formula
        Value::Int(number) => {
            u64::try_from(*number).map_or(Field::number(Some(*number as f64)), Field::Whole)
        }
        other => Field::Text(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_and_inert() {
        for (text, expected) in [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("=1+1", "'=1+1"),
            ("-50 % width", "'-50 % width"),
            (" @SUM(A1)", "' @SUM(A1)"),
            ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""),
            ("two\nlines", "two lines"),
            ("\u{1b}[0m", "\\u{1b}[0m"),
        ] {
            assert_eq!(Field::text(text).write(), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_numbers_in_full() {
        let numbers =
            [-0.1, 1e300, 1.0 / 3.0, f64::NAN].map(|number| Field::number(Some(number)).write());
        assert_eq!(numbers, ["-0.1", "1e300", "0.3333333333333333", ""]);
        assert_eq!(value(&Value::Int(-3)).write(), "-3.0");
    }
}
