//! `--dry-run`: what a study would run, how long it would take, and which effects it can detect.

use study::analysis::Forecast;
use study::protocol::Test;
use study::results::Results;
use study::run::{Decision, decide, sequential};
use study::store::Store;
use subject::Settings;

use super::sequential::whole_seconds;
use crate::exit::{Exit, Failure};
use crate::{bind, print};

/// Prints every configuration with the knobs in which it differs from the baseline, the number of
/// runs, the time and the sensitivity.
pub(super) fn run(
    results: &mut Results,
    store: &Store,
    retry_failed: bool,
    jobs: usize,
) -> Result<Exit, Failure> {
    let mut due = 0;
    for (configuration, seed) in results.order() {
        let record = results.collect(store, configuration, seed)?;
        due += usize::from(decide(&record.status, retry_failed) == Decision::Run);
    }
    let mut lines = Vec::new();
    let baseline = results.configurations[0].settings.clone();
    for (index, configuration) in results.configurations.iter().enumerate() {
        let settings = match index {
            0 => list(&results.binding.baseline, &["defaults"]),
            _ => list(&configuration.settings.difference(&baseline), &[]),
        };
        lines.push(format!("{}: {settings}", configuration.label.replace('\n', " ")));
    }
    lines.extend(bind::unbound(&results.binding));
    let seeds: Vec<String> = results.seeds.iter().map(u64::to_string).collect();
    let (n, total) = (results.configurations.len(), results.runs().count());
    lines.push(format!(
        "{n} configurations × seeds {}: {total} runs, {due} to run",
        seeds.join(", ")
    ));
    lines.push(time(results, due, jobs));
    lines.extend(forecast(results)?);
    lines.push(format!("study folder: {}", store.folder().display()));
    print::out(&print::plain(&(lines.join("\n") + "\n")))?;
    Ok(Exit::Done)
}

/// The settings as `knob = value`, after other words.
fn list(settings: &Settings, before: &[&str]) -> String {
    let mut words: Vec<String> = before.iter().map(|&word| word.to_owned()).collect();
    words.extend(settings.0.iter().map(|(knob, value)| format!("{knob} = {value}")));
    words.join(", ")
}

fn time(results: &Results, due: usize, jobs: usize) -> String {
    if due == 0 {
        return "time: none, every run is done".to_owned();
    }
    let Some(seconds) = sequential::estimate(results) else {
        return "time: unknown until a run has finished; run a pilot with `--seeds 1`, then try again"
            .to_owned();
    };
    let finished =
        results.runs().filter(|run| run.status.is_finished() && run.cost.is_some()).count();
    let wall = whole_seconds(seconds / jobs.min(due) as f64);
    format!("time: about {wall} with {jobs} runs at once, as the {finished} finished runs took")
}

/// The effects that the seeds can detect.
fn forecast(results: &Results) -> Result<Vec<String>, Failure> {
    let Forecast { test, seeds, family, least, needed, effect } = Forecast::new(results);
    if family == 0 {
        return Ok(Vec::new());
    }
    let comparisons = match family {
        1 => "the comparison".to_owned(),
        2 => "both comparisons".to_owned(),
        n => format!("the {n} comparisons"),
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
        let mut line = format!(
            "{seeds} seeds can detect (80 % power) only differences ≥ {effect:.1} × their standard deviation"
        );
        for (seeds, effect) in more_seeds(results, seeds)? {
            line.push_str(&format!("; {seeds} seeds: ≥ {effect:.1} ×"));
        }
        let assumption =
            if test == Test::T { ", which assumes normally distributed differences" } else { "" };
        lines.push(format!("{line} ({test}{assumption}; corrected for {comparisons})"));
    }
    if let [first, .., last] = results.protocol.looks.as_slice() {
        lines.push(format!(
            "sequential: {first} seeds first, then more where a verdict is open, up to {last}"
        ));
    }
    Ok(lines)
}

/// The effects that two larger numbers of seeds can detect, for the user to compare; none for a
/// sequential study, which adds seeds itself.
fn more_seeds(results: &Results, seeds: usize) -> Result<Vec<(usize, f64)>, Failure> {
    if !results.protocol.looks.is_empty() {
        return Ok(Vec::new());
    }
    let mut effects = Vec::new();
    for more in [5, 8, 12, 20].into_iter().filter(|more| *more > seeds).take(2) {
        let all: Vec<u64> = (1..=more as u64).collect();
        let forecast = Forecast::new(&results.with_seeds(&all)?);
        effects.extend(forecast.effect.map(|effect| (more, effect)));
    }
    Ok(effects)
}
