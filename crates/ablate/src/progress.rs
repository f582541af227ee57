//! Progress of a study: bars on a terminal, lines elsewhere.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use foundation::words::{count, cut};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use study::results::Status;
use study::run::{PlannedRun, Progress};

use crate::print;

/// The widest label, in characters.
const LABEL: usize = 44;

/// Shows progress on standard error.
pub(crate) struct Display {
    bars: Option<Bars>,
    quiet: bool,
    tally: Tally,
}

struct Bars {
    all: MultiProgress,
    study: ProgressBar,
    runs: BTreeMap<usize, ProgressBar>,
}

/// Counts and durations, from which the remaining time is estimated.
#[derive(Default)]
struct Tally {
    total: usize,
    kept: usize,
    due: usize,
    ended: usize,
    /// Durations of the runs that finished, in seconds.
    durations: Vec<f64>,
    /// Each run that is running.
    running: BTreeMap<usize, Running>,
    /// The most that ran at once.
    at_once: usize,
}

/// A run that is running: when it and its phase began, and the share done of the phase.
struct Running {
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

impl Display {
    pub(crate) fn new(quiet: bool) -> Self {
        let bars = (print::has_progress() && !quiet).then(Bars::new);
        Self { bars, quiet, tally: Tally::default() }
    }

    /// Shows one event.
    pub(crate) fn show(&mut self, progress: &Progress) {
        let ended = self.tally.count(progress);
        match &mut self.bars {
            _ if self.quiet => {}
            Some(bars) => bars.show(progress, &self.tally),
            None => lines(progress, &self.tally, ended),
        }
    }

    /// Clears the bars.
    pub(crate) fn end(self) {
        if let Some(bars) = self.bars {
            let _ = bars.all.clear();
        }
    }
}

impl Tally {
    /// Counts an event; returns the duration of a run that ended.
    fn count(&mut self, progress: &Progress) -> Option<Duration> {
        match *progress {
            Progress::Planned { total, kept, due, .. } => {
                (self.total, self.kept, self.due) = (total, kept, due)
            }
            Progress::Started(run) => {
                let now = Instant::now();
                let running =
                    Running { started: now, phase: String::new(), phase_started: now, share: 0.0 };
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
                let duration =
                    self.running.remove(&run.index).map(|running| running.started.elapsed());
                if let (Some(duration), Status::Finished) = (duration, status) {
                    self.durations.push(duration.as_secs_f64());
                }
                return duration;
            }
            Progress::Waiting(_) => {}
        }
        None
    }

    /// The remaining time, from the durations of finished runs and the progress of running ones.
    fn remaining(&self) -> Option<Duration> {
        let so_far = |running: &Running| SoFar {
            run: running.started.elapsed().as_secs_f64(),
            phase: running.phase_started.elapsed().as_secs_f64(),
            share: running.share.min(1.0),
        };
        let running: Vec<SoFar> = self.running.values().map(so_far).collect();
        let queued = self.due.saturating_sub(self.ended + running.len());
        remaining(&self.durations, &running, queued, self.at_once).map(Duration::from_secs_f64)
    }
}

/// Seconds until all runs are done, given the durations of finished runs, what the running ones did
/// so far, the number of runs that have not started, and the most that ran at once; `None` before
/// the first run tells anything.
///
/// A whole run takes as long as those that finished. Before one has, it is taken to end with the
/// phase that it is in, which is too little if more phases follow.
fn remaining(finished: &[f64], running: &[SoFar], queued: usize, at_once: usize) -> Option<f64> {
    // a share of a few per cent is mostly start-up
    let rest_of_phase =
        |one: &SoFar| (one.share > 0.03).then(|| one.phase * (1.0 - one.share) / one.share);
    let projected = || running.iter().filter_map(|one| Some(one.run + rest_of_phase(one)?));
    let whole: Vec<f64> =
        if finished.is_empty() { projected().collect() } else { finished.to_vec() };
    if whole.is_empty() {
        return None;
    }
    let mean = whole.iter().sum::<f64>() / whole.len() as f64;
    let rest = |one: &SoFar| {
        let of_phase = rest_of_phase(one);
        match finished {
            [] => of_phase.unwrap_or((mean - one.run).max(0.0)),
            _ => (mean - one.run).max(of_phase.unwrap_or(0.0)),
        }
    };
    let rests: Vec<f64> = running.iter().map(rest).collect();
    let work = rests.iter().sum::<f64>() + mean * queued as f64;
    let longest = rests.iter().copied().fold(0.0, f64::max);
    // one that has just ended makes room for the next
    let lanes = at_once.min(running.len() + queued).max(1);
    Some((work / lanes as f64).max(longest)).filter(|seconds| seconds.is_finite() && *seconds < 1e9)
}

impl Bars {
    fn new() -> Self {
        let all = MultiProgress::with_draw_target(ProgressDrawTarget::stderr());
        let study = all.add(
            ProgressBar::new(0).with_style(style("{bar:24} {pos}/{len} runs  {elapsed}{msg}")),
        );
        study.enable_steady_tick(Duration::from_secs(1));
        Self { all, study, runs: BTreeMap::new() }
    }

    fn show(&mut self, progress: &Progress, tally: &Tally) {
        match *progress {
            Progress::Planned { total, kept, .. } => {
                self.study.set_length(total as u64);
                self.study.set_position(kept as u64);
            }
            Progress::Waiting(run) => {
                let _ = self.all.println(waiting(run));
            }
            Progress::Started(run) => {
                let bar = ProgressBar::new(0).with_style(style("  {bar:16} {prefix}  {msg}"));
                let bar = self.all.add(bar).with_prefix(label(run)).with_message("starting");
                self.runs.insert(run.index, bar);
            }
            Progress::Step { run, phase, step, of } => {
                if let Some(bar) = self.runs.get(&run.index) {
                    bar.set_length(of);
                    bar.set_position(step);
                    bar.set_message(format!(
                        "{} {step}/{of}",
                        cut(&print::plain(phase).replace('\n', " "), 36)
                    ));
                }
            }
            Progress::Ended { run, status, .. } => {
                if let Some(bar) = self.runs.remove(&run.index) {
                    bar.finish_and_clear();
                }
                if status.is_final() {
                    self.study.inc(1);
                }
                if !status.is_finished() {
                    let _ = self.all.println(format!("{}: {}", label(run), status_line(status)));
                }
            }
        }
        self.study.set_message(tally.remaining().map(left).unwrap_or_default());
    }
}

/// Prints lines for a log: the plan, and each run that ended.
fn lines(progress: &Progress, tally: &Tally, ended: Option<Duration>) {
    match *progress {
        Progress::Planned { total, kept, due, threads } if due > 0 => {
            let threads = count(threads, "thread");
            print::err(&format!("{total} runs: {kept} done, {due} to run, {threads} each\n"));
        }
        Progress::Waiting(run) => print::err(&format!("{}\n", waiting(run))),
        Progress::Ended { run, status, .. } => {
            let (place, total) = (tally.kept + tally.ended, tally.total);
            let took =
                ended.map(|took| format!(" ({:.1} s)", took.as_secs_f64())).unwrap_or_default();
            let left = tally.remaining().map(left).unwrap_or_default();
            print::err(&format!(
                "[{place}/{total}] {}{took}: {}{left}\n",
                label(run),
                status_line(status)
            ));
        }
        _ => {}
    }
}

fn waiting(run: PlannedRun) -> String {
    format!(
        "{}: waiting for a process of an earlier command, which still runs it (`fuser runs/{}/log.txt` shows it)",
        label(run),
        run.id
    )
}

/// The status in one line; the report has the reason in full.
fn status_line(status: &Status) -> String {
    cut(&print::plain(&status.to_string()).split_whitespace().collect::<Vec<_>>().join(" "), 120)
}

fn left(remaining: Duration) -> String {
    let seconds = remaining.as_secs();
    // seconds are noise in an estimate of hours
    let rounded = if seconds >= 3600 { seconds - seconds % 60 } else { seconds };
    if rounded == 0 {
        String::new()
    } else {
        format!(", about {} left", humantime::format_duration(Duration::from_secs(rounded)))
    }
}

fn label(run: PlannedRun) -> String {
    format!("{} · seed {}", cut(&print::plain(run.label).replace('\n', " "), LABEL), run.seed)
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template)
        .expect("invariant: the template is well formed")
        .progress_chars("━╸─")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates() {
        let one = |seconds: f64, share: f64| SoFar { run: seconds, phase: seconds, share };
        assert_eq!(remaining(&[], &[], 5, 1), None);
        assert_eq!(remaining(&[], &[one(1.0, 0.01)], 5, 1), None);
        assert_eq!(remaining(&[10.0, 20.0], &[], 0, 2), Some(0.0));
        // two at once, half done, four to come: 5 + 5 + 4 * 10 seconds of work
        assert_eq!(remaining(&[10.0], &[one(5.0, 0.5), one(5.0, 0.5)], 4, 2), Some(25.0));
        // the same when one of them has just ended: 5 + 5 * 10 seconds of work, still two at once
        assert_eq!(remaining(&[10.0], &[one(5.0, 0.5)], 5, 2), Some(27.5));
        // one that is slower than the others decides
        assert_eq!(remaining(&[1.0], &[one(75.0, 0.75), one(1.0, 1.0)], 0, 2), Some(25.0));
        // a short last phase does not shorten the run, and a first one that ends does not end it
        let tested = SoFar { run: 60.0, phase: 1.0, share: 0.5 };
        assert_eq!(remaining(&[], &[tested], 1, 1), Some(1.0 + 61.0));
        assert_eq!(remaining(&[100.0], &[one(60.0, 1.0)], 0, 1), Some(40.0));
    }
}
