//! What a study would run, how long it would take, and what it could show.

use study::analysis::Forecast;
use study::protocol::Test;
use study::results::Results;
use study::run::{Decision, decide, sequential};
use study::store::Store;

use crate::exit::{Exit, Result};
use crate::{bind, print};

/// Shows what would be run: every configuration with the knobs in which it differs from the
/// baseline.
pub(super) fn run(
    results: &mut Results,
    store: &Store,
    retry_failed: bool,
    jobs: usize,
) -> Result<Exit> {
    let mut due = 0;
    for (configuration, seed) in results.order() {
        let record = results.collect(store, configuration, seed)?;
        due += usize::from(decide(&record.status, retry_failed) == Decision::Run);
    }
    let mut lines = Vec::new();
    let baseline = results.configurations[0].settings.clone();
    for configured in &results.configurations {
        let set = configured.settings.difference(&baseline).0;
        let set: Vec<String> =
            set.iter().map(|(knob, value)| format!("{knob} = {value}")).collect();
        let set = if set.is_empty() { baseline_words(results) } else { set.join(", ") };
        lines.push(format!("{}: {set}", configured.label.replace('\n', " ")));
    }
    lines.extend(bind::unbound(&results.binding));
    let seeds: Vec<String> = results.seeds.iter().map(u64::to_string).collect();
    let (n, total) = (results.configurations.len(), results.runs().count());
    lines.push(format!(
        "{n} configurations x seeds {}: {total} runs, {due} to run",
        seeds.join(", ")
    ));
    lines.push(time(results, due, jobs));
    lines.extend(forecast(results));
    lines.push(format!("study folder: {}", store.folder().display()));
    print::out(&print::plain(&(lines.join("\n") + "\n")))?;
    Ok(Exit::Done)
}

/// The settings of the baseline: the defaults, and what the binding overrides.
fn baseline_words(results: &Results) -> String {
    let set = results.binding.baseline.0.iter().map(|(knob, value)| format!("{knob} = {value}"));
    let set: Vec<String> = set.collect();
    if set.is_empty() { "defaults".to_owned() } else { format!("defaults, {}", set.join(", ")) }
}

fn time(results: &Results, due: usize, jobs: usize) -> String {
    let finished =
        results.runs().filter(|run| run.status.is_finished() && run.cost.is_some()).count();
    match sequential::estimate(results) {
        _ if due == 0 => "time: none, every run is done".to_owned(),
        Some(seconds) => {
            let wall = seconds / jobs.min(due) as f64;
            let wall =
                humantime::format_duration(std::time::Duration::from_secs(wall.ceil() as u64));
            format!("time: about {wall} with {jobs} at once, as the {finished} finished runs took")
        }
        None => {
            "time: unknown until a run has finished; run a pilot with `--seeds 1`, then this again"
                .to_owned()
        }
    }
}

/// What the seeds allow to show.
fn forecast(results: &Results) -> Vec<String> {
    let Forecast { test, seeds, family, least, needed, effect } = Forecast::new(results);
    if family == 0 {
        return Vec::new();
    }
    let comparisons = match family {
        1 => "the comparison".to_owned(),
        2 => "both comparisons".to_owned(),
        _ => format!("the {family} comparisons"),
    };
    let mut lines = Vec::new();
    if seeds < 2 {
        lines.push("1 seed gives no verdicts; use --seeds 3 or more".to_owned());
    } else if let Some(needed) = needed {
        lines.push(format!(
            "{comparisons} cannot be decided with {seeds} seeds: the smallest corrected p of the {test} is {least:.2}; use \
             {needed} seeds or more, or `--test t`, which assumes normally distributed differences"
        ));
    } else if let Some(effect) = effect {
        let assumed = match test {
            Test::T => ", assuming normally distributed differences",
            Test::SignFlip => "",
        };
        lines.push(format!(
            "{seeds} seeds can detect (80 % power) only mean differences of at least {effect:.1} \
             standard deviations of the paired differences ({test}, corrected for {comparisons}{assumed})"
        ));
    }
    if let [first, .., last] = results.protocol.looks.as_slice() {
        lines.push(format!(
            "sequential: {first} seeds first, then more where a verdict is open, up to {last}"
        ));
    }
    lines
}
