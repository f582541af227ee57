//! What a study would run, how long it would take, and what it could show.

use study::analysis::Forecast;
use study::protocol::Test;
use study::results::Results;
use study::run::{Decision, decide, sequential};
use study::store::Store;

use crate::exit::Exit;
use crate::{bind, print};

/// Says what would be run: every configuration with the knobs in which it differs from the
/// baseline.
pub(super) fn run(
    results: &mut Results,
    store: &Store,
    retry_failed: bool,
    jobs: usize,
) -> anyhow::Result<Exit> {
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
        let set = if set.is_empty() {
            "the subject's defaults, and what the binding sets".to_owned()
        } else {
            set.join(", ")
        };
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

fn time(results: &Results, due: usize, jobs: usize) -> String {
    let finished =
        results.runs().filter(|run| run.status.is_finished() && run.cost.is_some()).count();
    match sequential::estimate(results) {
        _ if due == 0 => "time: none, every run is there".to_owned(),
        Some(seconds) => {
            let wall = seconds / jobs.min(due) as f64;
            let wall =
                humantime::format_duration(std::time::Duration::from_secs(wall.ceil() as u64));
            format!("time: about {wall} with {jobs} at once, as the {finished} finished runs took")
        }
        None => {
            "time: not known before a run has finished; a pilot tells: `--seeds 1`, then this again"
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
    let comparisons =
        if family == 1 { "the comparison".to_owned() } else { format!("all {family} comparisons") };
    let mut lines = Vec::new();
    if seeds < 2 {
        lines.push(format!(
            "{comparisons} will be missing a verdict: one seed says nothing of the spread"
        ));
    } else if let Some(needed) = needed {
        lines.push(format!(
            "{comparisons} cannot be decided with {seeds} seeds: the smallest corrected p of the {test} is {least:.2}; use \
             {needed} seeds or more, or `--test t`, which assumes normally distributed differences"
        ));
    } else if let Some(effect) = effect {
        let assumed =
            if test == Test::T { ", which assumes normally distributed differences," } else { "" };
        lines.push(format!(
            "with {seeds} seeds, the {test}{assumed} finds with 80 % probability a mean difference of {effect:.1} standard \
             deviations of the paired differences, corrected for {comparisons}"
        ));
    }
    if let [first, .., last] = results.protocol.looks.as_slice() {
        lines.push(format!(
            "sequential: {first} seeds first, then more where a verdict is open, up to {last}"
        ));
    }
    lines
}
