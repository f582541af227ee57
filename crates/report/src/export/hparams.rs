//! What TensorBoard's plugin for hyperparameters reads: the columns of its table, and the row of
//! each run.
//!
//! Every run is a row of its own: rows that share a group would be shown as a bare mean over those
//! that finished.
//!
//! # Source
//! `plugins/hparams/api.proto` and `plugin_data.proto` of TensorBoard,
//! <https://github.com/tensorflow/tensorboard/tree/master/tensorboard/plugins/hparams>.

use subject::Value;

use super::summary::{Tags, hparams};
use super::wire::Message;
use super::{Run, differing, name};
use crate::name::Names;
use study::results::{Results, Status};

/// The tags that belong to the plugin.
pub(super) const TAGS: [&str; 3] = [EXPERIMENT, START, END];
const EXPERIMENT: &str = "_hparams_/experiment";
const START: &str = "_hparams_/session_start_info";
const END: &str = "_hparams_/session_end_info";

/// With more values than these, a column has no list of them to choose from.
const MOST: usize = 50;

/// The columns: what tells the runs of the study apart.
pub(super) struct Columns {
    configuration: String,
    seed: String,
    outcome: String,
    /// Name of the knob, of its column, and the values that occur.
    knobs: Vec<(String, String, Vec<Value>)>,
}

impl Columns {
    pub(super) fn new(results: &Results) -> Self {
        let mut names = Names::default();
        let mut knobs = Vec::new();
        for (knob, values) in differing(results) {
            let column = name::tag(&mut names, knob);
            knobs.push((knob.to_owned(), column, values.into_iter().cloned().collect()));
        }
        let [configuration, seed, outcome] =
            ["configuration", "seed", "outcome"].map(|column| name::tag(&mut names, column));
        Self { configuration, seed, outcome, knobs }
    }

    /// The columns of the table; metrics that are reported once, at the end, have one too.
    pub(super) fn experiment(&self, results: &Results, tags: &Tags, time: f64) -> Message {
        let labels: Vec<Value> = results
            .configurations
            .iter()
            .map(|point| Value::Text(name::short(&point.label)))
            .collect();
        #[expect(clippy::cast_precision_loss, reason = "the plugin knows no other numbers")]
        let seeds: Vec<Value> =
            results.seeds.iter().map(|&seed| Value::Float(seed as f64)).collect();
        let outcomes = ["finished", "diverged", "failed", "timed out", "missing"].map(Value::from);
        let mut experiment = Message::new().double(3, time);
        experiment = experiment
            .message(4, &info(&self.configuration, &labels))
            .message(4, &info(&self.seed, &seeds))
            .message(4, &info(&self.outcome, &outcomes));
        for (_, column, values) in &self.knobs {
            experiment = experiment.message(4, &info(column, values));
        }
        for metric in results.subject.metrics.iter().filter(|metric| !metric.curve) {
            if let Some((tag, _)) = tags.get(metric.name.as_str()) {
                experiment =
                    experiment.message(5, &Message::new().message(1, &Message::new().text(2, tag)));
            }
        }
        experiment = experiment.text(6, &name::short(&results.plan.slug));
        hparams(EXPERIMENT, &Message::new().message(2, &experiment))
    }

    /// The row of a run.
    pub(super) fn start(&self, run: &Run, name: &str) -> Message {
        let label = Value::Text(name::short(&run.configured.label));
        #[expect(clippy::cast_precision_loss, reason = "the plugin knows no other numbers")]
        let seed = Value::Float(run.record.seed as f64);
        let outcome = Value::from(run.record.status.word());
        let own = [(&self.configuration, &label), (&self.seed, &seed), (&self.outcome, &outcome)];
        let settings = &run.configured.settings.0;
        let knobs =
            self.knobs.iter().filter_map(|(knob, column, _)| Some((column, settings.get(knob)?)));
        let mut session = Message::new();
        for (column, value) in own.into_iter().chain(knobs) {
            session = session.message(1, &Message::new().text(1, column).message(2, &json(value)));
        }
        let session = session.text(4, name).double(5, run.course.start);
        hparams(START, &Message::new().message(3, &session))
    }
}

/// How a run ended.
pub(super) fn end(run: &Run) -> Message {
    const UNKNOWN: u64 = 0;
    const SUCCESS: u64 = 1;
    const FAILURE: u64 = 2;
    const RUNNING: u64 = 3;
    let status = match &run.record.status {
        Status::Finished => SUCCESS,
        Status::Missing { .. } if run.course.is_running => RUNNING,
        Status::Missing { .. } | Status::Spared { .. } => UNKNOWN,
        Status::Diverged { .. } | Status::Failed { .. } | Status::TimedOut { .. } => FAILURE,
    };
    let session = Message::new().int(1, status).double(2, run.course.end);
    hparams(END, &Message::new().message(4, &session))
}

/// A column with the values that occur in it.
fn info(name: &str, values: &[Value]) -> Message {
    const STRING: u64 = 1;
    const BOOL: u64 = 2;
    const NUMBER: u64 = 3;
    let all = |is: fn(&Value) -> bool| !values.is_empty() && values.iter().all(is);
    let kind = if all(|value| matches!(value, Value::Bool(_))) {
        BOOL
    } else if all(|value| matches!(value, Value::Int(_) | Value::Float(_))) {
        NUMBER
    } else {
        STRING
    };
    let info = Message::new().text(1, name).int(4, kind).int(7, u64::from(values.len() > 1));
    if values.len() > MOST {
        return info;
    }
    let domain =
        values.iter().fold(Message::new(), |domain, value| domain.message(1, &json(value)));
    info.message(5, &domain)
}

/// `google.protobuf.Value`.
fn json(value: &Value) -> Message {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "the plugin knows no other numbers")]
        Value::Int(number) => Message::new().double(2, *number as f64),
        Value::Float(number) => Message::new().double(2, *number),
        Value::Bool(value) => Message::new().int(4, u64::from(*value)),
        text => Message::new().text(3, &name::short(&text.to_string())),
    }
}
