//! `runs.csv`.

use serde::Serialize;
use study::results::{Configured, Record, Results, Status};
use subject::{Metric, Value};

use super::{Text, finite};

/// The names of the fields of [`Ending`].
const ENDING: [&str; 6] = ["configuration", "label", "seed", "id", "outcome", "reason"];

/// How a run ended.
#[derive(Serialize)]
struct Ending {
    configuration: usize,
    label: Text,
    seed: u64,
    id: Text,
    outcome: &'static str,
    reason: Option<Text>,
}

/// The names of the fields of [`Cost`].
const COST: [&str; 6] = [
    "cost:seconds",
    "cost:cpu_seconds",
    "cost:peak_bytes",
    "cost:attempts",
    "cost:threads",
    "cost:machine",
];

/// The cost of a run.
#[derive(Default, Serialize)]
struct Cost {
    seconds: Option<f64>,
    cpu_seconds: Option<f64>,
    peak_bytes: Option<u64>,
    attempts: Option<u32>,
    threads: Option<usize>,
    machine: Option<Text>,
}

/// The value of a knob; a number is a number, whatever its sign.
#[derive(Serialize)]
#[serde(untagged)]
enum Knob {
    Int(i64),
    Float(Option<f64>),
    Text(Text),
}

/// `runs.csv`: every planned run with its numbers, the knobs in which configurations differ, and
/// what it took.
pub fn runs(results: &Results) -> String {
    let metrics: Vec<&Metric> =
        results.subject.metrics.iter().filter(|metric| !metric.curve).collect();
    let knobs = varied(results);
    let mut writer = csv::WriterBuilder::new()
        .has_headers(false)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let measured = metrics.iter().map(|metric| Text(format!("metric:{}", metric.name)));
    let set = knobs.iter().map(|knob| Text(format!("knob:{knob}")));
    let head = (ENDING, measured.collect::<Vec<_>>(), set.collect::<Vec<_>>(), COST);
    writer.serialize(head).expect("invariant: names are plain data");
    for (index, configured) in results.configurations.iter().enumerate() {
        for run in &configured.runs {
            let measured: Vec<Option<f64>> =
                metrics.iter().map(|metric| finite(run.value(&metric.name))).collect();
            let set: Vec<Option<Knob>> =
                knobs.iter().map(|knob| configured.settings.0.get(*knob).map(value)).collect();
            let row = (ending(index, configured, run), measured, set, cost(run));
            writer.serialize(row).expect("invariant: a row is plain data");
        }
    }
    super::text(writer)
}

fn ending(index: usize, configured: &Configured, run: &Record) -> Ending {
    Ending {
        configuration: index,
        label: Text::from(configured.label.as_str()),
        seed: run.seed,
        id: Text::from(run.id.as_str()),
        outcome: run.status.word(),
        reason: match &run.status {
            Status::Finished => None,
            Status::Diverged { .. }
            | Status::Failed { .. }
            | Status::TimedOut { .. }
            | Status::Missing { .. }
            | Status::Spared { .. } => Some(Text(run.status.to_string())),
        },
    }
}

fn cost(run: &Record) -> Cost {
    let Some(cost) = &run.cost else { return Cost::default() };
    Cost {
        seconds: finite(Some(cost.seconds)),
        cpu_seconds: finite(cost.cpu_seconds),
        peak_bytes: cost.peak_bytes,
        attempts: Some(cost.attempts),
        threads: Some(cost.threads),
        machine: Some(Text::from(cost.machine.as_str())),
    }
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

fn value(value: &Value) -> Knob {
    match value {
        Value::Int(number) => Knob::Int(*number),
        Value::Float(number) => Knob::Float(finite(Some(*number))),
        Value::Bool(_) | Value::Ints(_) | Value::Text(_) => Knob::Text(Text(value.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_negative_whole_number_is_a_whole_number() {
        let mut writer = super::super::writer(false);
        let values =
            [Value::Int(-3), Value::Float(-3.0), Value::Ints(vec![6, 9]), Value::Bool(true)];
        writer.serialize(values.iter().map(value).collect::<Vec<_>>()).expect("a row");
        assert_eq!(super::super::text(writer), "-3,-3.0,\"(6,9)\",true\r\n");
    }
}
