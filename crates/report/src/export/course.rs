//! The course of a run: its curves, and when it happened.

use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::time::UNIX_EPOCH;

use subject::{Declaration, Event, Line};

use study::Error;
use study::results::Record;
use study::store::Store;

/// The longest time that a run can take, in seconds: 30 years.
const LONGEST: f64 = 1e9;

/// What the events of a run tell beyond its record.
#[derive(Debug, Default)]
pub(super) struct Course {
    /// The points of all curves, in the order of the events.
    pub(super) points: Vec<Point>,
    /// When the run started and ended, in seconds since 1970.
    pub(super) start: f64,
    pub(super) end: f64,
    /// The last step that was reported.
    pub(super) last: u64,
    /// Whether there was an attempt at all.
    pub(super) is_known: bool,
    /// Whether a process is at work on the run.
    pub(super) is_running: bool,
}

/// A point of a curve.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) metric: String,
    pub(super) step: u64,
    pub(super) value: f64,
    /// Seconds since 1970.
    pub(super) time: f64,
}

/// Reads the course of a run. Events hold seconds since the start of the attempt, so the file's
/// time of modification is taken as the attempt's end; without events everything happened at
/// `otherwise`.
///
/// # Errors
/// [`Error::Io`] if the events are there and cannot be read.
pub(super) fn course(
    store: &Store,
    record: &Record,
    subject: &Declaration,
    otherwise: f64,
) -> Result<Course, Error> {
    let unknown = Course { start: otherwise, end: otherwise, ..Course::default() };
    // an identity that is none could be a path to elsewhere
    if record.id.len() != 16 || !record.id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(unknown);
    }
    let folder = store.run(&record.id);
    let attempt = folder.attempt()?;
    let unknown = Course { is_running: is_locked(&folder.log()), ..unknown };
    if attempt.id() != Some(&record.id) {
        return Ok(unknown);
    }
    let seconds = |line: &Line| line.t.clamp(0.0, LONGEST);
    let lasted = attempt.lines.iter().map(seconds).fold(0.0, f64::max);
    let end = modified(&folder.events()).unwrap_or(otherwise).max(lasted);
    let start = end - lasted;
    let points = points(&attempt.lines, subject, |line| start + seconds(line));
    let last =
        points.iter().map(|point| point.step).chain(attempt.progress().map(|(step, _)| step)).max();
    Ok(Course { points, start, end, last: last.unwrap_or(0), is_known: true, ..unknown })
}

/// The points of the declared curves.
fn points(lines: &[Line], subject: &Declaration, time: impl Fn(&Line) -> f64) -> Vec<Point> {
    let point = |line: &Line| match &line.event {
        Event::Metric { name, value, step: Some(step), .. } if subject.metric(name)?.curve => {
            Some(Point { metric: name.clone(), step: *step, value: *value, time: time(line) })
        }
        _ => None,
    };
    lines.iter().filter_map(point).collect()
}

/// When the file was last written, in seconds since 1970.
pub(super) fn modified(path: &Path) -> Option<f64> {
    let time = fs::metadata(path).ok()?.modified().ok()?;
    time.duration_since(UNIX_EPOCH).ok().map(|since| since.as_secs_f64())
}

/// Whether the subject holds its log. The lock is given back at once; a study that wants it in
/// between asks again.
fn is_locked(log: &Path) -> bool {
    File::open(log)
        .is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
}
