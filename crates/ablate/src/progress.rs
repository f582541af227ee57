//! Progress of a study: bars on a terminal, lines elsewhere.

mod estimate;

use std::collections::BTreeMap;
use std::time::Duration;

use foundation::words::{count, cut};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use study::results::Status;
use study::run::{PlannedRun, Progress};

use crate::print;
use estimate::Tally;

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
                    let phase = cut(&print::plain(phase).replace('\n', " "), 36);
                    let share = tally
                        .share(run.index)
                        .map(|share| format!(" · {:.0} % of the run", 100.0 * share));
                    bar.set_message(format!("{phase} {step}/{of}{}", share.unwrap_or_default()));
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
        Progress::Planned { total, kept, due, threads, .. } if !due.is_empty() => {
            let threads = count(threads, "thread");
            let due = due.len();
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
