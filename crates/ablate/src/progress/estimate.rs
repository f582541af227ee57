//! How long a study still takes, learned from its finished runs.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use study::results::Status;
use study::run::Progress;

/// Counts and durations, from which the remaining time is estimated.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) total: usize,
    pub(super) kept: usize,
    pub(super) ended: usize,
    finished: Finished,
    /// Label of each run that has not started, by its place.
    queued: BTreeMap<usize, String>,
    /// Each run that is running.
    running: BTreeMap<usize, Running>,
    /// The most that ran at once.
    at_once: usize,
}

/// A run that is running: when it and its phase began, and the share done of the phase.
struct Running {
    label: String,
    started: Instant,
    phase: String,
    phase_started: Instant,
    share: f64,
}

/// The same in seconds so far.
#[derive(Clone, Copy)]
struct SoFar {
    run: f64,
    phase: f64,
    share: f64,
}

/// Durations of finished runs, in seconds, by their labels.
#[derive(Default)]
struct Finished(BTreeMap<String, Vec<f64>>);

impl Tally {
    /// Counts an event; returns the duration of a run that ended.
    pub(super) fn count(&mut self, progress: &Progress) -> Option<Duration> {
        match *progress {
            Progress::Planned { total, kept, due, finished, .. } => {
                *self = Self { total, kept, at_once: self.at_once, ..Self::default() };
                self.queued = due.iter().map(|label| (*label).to_owned()).enumerate().collect();
                finished.iter().for_each(|(label, seconds)| self.finished.add(label, *seconds));
            }
            Progress::Started(run) => {
                let now = Instant::now();
                let label = run.label.to_owned();
                let (phase, share) = (String::new(), 0.0);
                let running = Running { label, started: now, phase, phase_started: now, share };
                self.queued.remove(&run.index);
                self.running.insert(run.index, running);
                self.at_once = self.at_once.max(self.running.len());
            }
            Progress::Step { run, phase, step, of } => {
                if let Some(running) = self.running.get_mut(&run.index) {
                    if running.phase != phase {
                        (running.phase, running.phase_started) = (phase.to_owned(), Instant::now());
                    }
                    running.share = step as f64 / of.max(1) as f64;
                }
            }
            Progress::Ended { run, status, .. } => {
                self.ended += 1;
                self.queued.remove(&run.index);
                let ended = self.running.remove(&run.index)?.started.elapsed();
                if let Status::Finished = status {
                    self.finished.add(run.label, ended.as_secs_f64());
                }
                return Some(ended);
            }
            Progress::Waiting(_) => {}
        }
        None
    }

    /// The remaining time: each run takes as long as the finished ones of its label, or as all of
    /// them where there is none, and lanes that become free take the next one. `None` before the
    /// first run tells anything.
    ///
    /// Before one has finished, a run is taken to end with the phase that it is in, which is too
    /// little if more phases follow.
    pub(super) fn remaining(&self) -> Option<Duration> {
        let running: Vec<(&str, SoFar)> =
            self.running.values().map(|run| (run.label.as_str(), run.so_far())).collect();
        let queued: Vec<&str> = self.queued.values().map(String::as_str).collect();
        remaining(&self.finished, &running, &queued, self.at_once).map(Duration::from_secs_f64)
    }

    /// The share done of a running run as a whole, by the durations of those that finished; `None`
    /// before one has.
    pub(super) fn share(&self, index: usize) -> Option<f64> {
        let run = self.running.get(&index)?;
        let so_far = run.so_far();
        let rest = so_far.rest(self.finished.expected(&run.label)?);
        Some(so_far.run / (so_far.run + rest).max(f64::MIN_POSITIVE))
    }
}

impl Running {
    fn so_far(&self) -> SoFar {
        SoFar {
            run: self.started.elapsed().as_secs_f64(),
            phase: self.phase_started.elapsed().as_secs_f64(),
            share: self.share.min(1.0),
        }
    }
}

impl SoFar {
    /// Seconds until its phase ends; `None` at its begin: a share of a few per cent is mostly
    /// start-up.
    fn rest_of_phase(&self) -> Option<f64> {
        (self.share > 0.03).then(|| self.phase * (1.0 - self.share) / self.share)
    }

    /// Seconds until it ends, if it takes so many in all.
    fn rest(&self, whole: f64) -> f64 {
        (whole - self.run).max(self.rest_of_phase().unwrap_or(0.0))
    }
}

impl Finished {
    fn add(&mut self, label: &str, seconds: f64) {
        self.0.entry(label.to_owned()).or_default().push(seconds);
    }

    /// How long a run of this label takes; `None` if none has finished.
    fn expected(&self, label: &str) -> Option<f64> {
        self.0.get(label).and_then(|same| mean(same.iter().copied())).or_else(|| self.mean())
    }

    /// The mean over labels, so that those which have run more often count no more.
    fn mean(&self) -> Option<f64> {
        mean(self.0.values().filter_map(|same| mean(same.iter().copied())))
    }
}

fn mean(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = numbers.fold((0.0, 0), |(sum, count), x| (sum + x, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

/// Seconds until all runs are done.
fn remaining(
    finished: &Finished,
    running: &[(&str, SoFar)],
    queued: &[&str],
    at_once: usize,
) -> Option<f64> {
    let projected = || running.iter().filter_map(|(_, run)| Some(run.run + run.rest_of_phase()?));
    let unknown = finished.mean().or_else(|| mean(projected()))?;
    let rest = |(label, run): &(&str, SoFar)| match finished.expected(label) {
        Some(whole) => run.rest(whole),
        None => run.rest_of_phase().unwrap_or((unknown - run.run).max(0.0)),
    };
    let mut lanes: Vec<f64> = running.iter().map(rest).collect();
    // one that has just ended makes room for the next
    lanes.resize(lanes.len().max(at_once).max(1), 0.0);
    for label in queued {
        if let Some(free) = lanes.iter_mut().min_by(|a, b| a.total_cmp(b)) {
            *free += finished.expected(label).unwrap_or(unknown);
        }
    }
    let last = lanes.into_iter().fold(0.0, f64::max);
    Some(last).filter(|seconds| seconds.is_finite() && *seconds < 1e9)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(seconds: f64, share: f64) -> (&'static str, SoFar) {
        ("other", SoFar { run: seconds, phase: seconds, share })
    }

    fn finished(durations: &[(&str, f64)]) -> Finished {
        let mut finished = Finished::default();
        durations.iter().for_each(|(label, seconds)| finished.add(label, *seconds));
        finished
    }

    #[test]
    fn nothing_is_said_before_a_run_tells_anything() {
        assert_eq!(remaining(&finished(&[]), &[], &["a"; 5], 1), None);
        assert_eq!(remaining(&finished(&[]), &[one(1.0, 0.01)], &["a"; 5], 1), None);
        assert_eq!(remaining(&finished(&[("a", 10.0), ("a", 20.0)]), &[], &[], 2), Some(0.0));
    }

    #[test]
    fn lanes_that_become_free_take_the_next_run() {
        let ten = finished(&[("a", 10.0)]);
        // two at once, half done, four to come: two more for each lane
        assert_eq!(remaining(&ten, &[one(5.0, 0.5); 2], &["a"; 4], 2), Some(25.0));
        // the same when one of them has just ended
        assert_eq!(remaining(&ten, &[one(5.0, 0.5)], &["a"; 5], 2), Some(30.0));
        // one that is slower than the others decides
        let fast = finished(&[("a", 1.0)]);
        assert_eq!(remaining(&fast, &[one(75.0, 0.75), one(1.0, 1.0)], &[], 2), Some(25.0));
    }

    #[test]
    fn a_run_takes_as_long_as_those_of_its_label() {
        let known = finished(&[("small", 10.0), ("large", 100.0), ("small", 10.0)]);
        assert_eq!(remaining(&known, &[], &["large", "small"], 1), Some(110.0));
        // the mean over labels, not over runs
        assert_eq!(remaining(&known, &[], &["another"], 1), Some(55.0));
        // a long one that is left for the end decides
        let queued = ["small", "small", "large"];
        assert_eq!(remaining(&known, &[], &queued, 2), Some(110.0));
    }

    #[test]
    fn the_share_of_a_phase_is_not_that_of_the_run() {
        // a short last phase does not shorten the run, and a first one that ends does not end it
        let tested = ("a", SoFar { run: 60.0, phase: 1.0, share: 0.5 });
        assert_eq!(remaining(&finished(&[]), &[tested], &["a"], 1), Some(1.0 + 61.0));
        let hundred = finished(&[("a", 100.0)]);
        assert_eq!(remaining(&hundred, &[one(60.0, 1.0)], &[], 1), Some(40.0));
    }
}
