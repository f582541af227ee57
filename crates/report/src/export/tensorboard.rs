//! Event files of TensorBoard, one per run.
//!
//! # Source
//! Messages and their fields: `event.proto`, `summary.proto` and `tensor.proto` of TensorBoard,
//! <https://github.com/tensorflow/tensorboard/tree/master/tensorboard/compat/proto>. Values have
//! single precision, as all scalars there.

use super::summary::{Tags, scalar, text};
use super::wire::Message;
use super::{Run, account, hparams, metrics, name, record};
use crate::folder::{Error, OwnedFolder};
use crate::name::Names;
use study::results::Results;

/// The last step that a value in the table of hyperparameters may have; with a later one
/// TensorBoard shows no table at all.
const LAST: u64 = i32::MAX as u64;

/// The tag of how a run ended.
const OUTCOME: &str = "outcome";

/// Writes `LABEL/seed-N/events.out.tfevents.…` for every run, and one file for the whole study.
pub(super) fn write(
    results: &Results,
    runs: &[Run],
    folder: &mut OwnedFolder,
) -> Result<(), Error> {
    let mut names = Names::without(&[&hparams::TAGS[..], &[OUTCOME]].concat());
    let metrics = metrics(results);
    let values: Vec<String> = metrics.iter().map(|metric| name::tag(&mut names, metric)).collect();
    let mut tags = Tags::new();
    // after all values, so that no metric loses its name to the chance level of another
    for (metric, value) in metrics.into_iter().zip(values) {
        tags.insert(metric, (value, name::tag(&mut names, &format!("{metric}.chance"))));
    }
    let columns = hparams::Columns::new(results);
    let start = runs.iter().map(|run| run.course.start).fold(f64::INFINITY, f64::min);
    let start = if start.is_finite() { start } else { 0.0 };
    let mut file = File::new(start);
    file.value(start, 0, &columns.experiment(results, &tags, start));
    folder.put(&file.name(), &file.bytes)?;
    let mut labels = Names::default();
    for configured in &results.configurations {
        let label = name::file(&mut labels, &configured.label);
        let mut seeds = Names::default();
        for run in runs.iter().filter(|run| std::ptr::eq(run.configured, configured)) {
            let seed = name::file(&mut seeds, &format!("seed-{}", run.record.seed));
            let name = format!("{label}/{seed}");
            let file = events(run, &tags, &columns, &name);
            folder.put(&format!("{name}/{}", file.name()), &file.bytes)?;
        }
    }
    Ok(())
}

/// The events of a run: its settings, its curves, its metrics, and how it ended.
fn events(run: &Run, tags: &Tags, columns: &hparams::Columns, name: &str) -> File {
    let course = &run.course;
    let last = course.last.min(LAST);
    let mut file = File::new(course.start);
    file.value(course.start, 0, &columns.start(run, name));
    for point in &course.points {
        if let Some((tag, _)) = tags.get(point.metric.as_str()) {
            file.value(point.time, point.step, &scalar(tag, point.value));
        }
    }
    for (metric, measured) in &run.record.metrics {
        let Some((tag, chance)) = tags.get(metric.as_str()) else { continue };
        file.value(course.end, last, &scalar(tag, measured.value));
        if let Some(value) = measured.chance {
            file.value(course.end, last, &scalar(chance, value));
        }
    }
    file.value(course.end, last, &text(OUTCOME, &account(run.record)));
    file.value(course.end, last, &hparams::end(run));
    file
}

/// An event file while it is written.
struct File {
    start: f64,
    bytes: Vec<u8>,
}

impl File {
    fn new(start: f64) -> Self {
        let mut bytes = Vec::new();
        record::append(
            &mut bytes,
            Message::new().double(1, start).text(3, "brain.Event:2").bytes(),
        );
        Self { start, bytes }
    }

    /// TensorBoard reads the files of a folder in the order of their names.
    fn name(&self) -> String {
        format!("events.out.tfevents.{:010.0}.ablate", self.start.floor())
    }

    /// Appends an event with one value of a summary.
    fn value(&mut self, time: f64, step: u64, value: &Message) {
        let step = step.min(i64::MAX as u64);
        let event = Message::new()
            .double(1, time)
            .int(2, step)
            .message(5, &Message::new().message(1, value));
        record::append(&mut self.bytes, event.bytes());
    }
}
