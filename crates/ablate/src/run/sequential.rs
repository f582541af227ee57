//! `--seeds auto`: adds seeds where a verdict is open.

use std::time::Duration;

use study::results::Results;
use study::run::{Done, sequential};
use study::store::Store;

use crate::exit::Failure;
use crate::print;

/// Runs look (interim analysis) after look until every comparison has its verdict, or seeds or time
/// are used up. `execute` runs what is due.
pub(super) fn run(
    results: &mut Results,
    store: &Store,
    jobs: usize,
    budget: Option<Duration>,
    mut execute: impl FnMut(&mut Results) -> Result<Done, Failure>,
) -> Result<Done, Failure> {
    let looks = results.protocol.looks.clone();
    let mut done = Done::default();
    // the number of seeds and the open configurations at each look so far
    let mut past: Vec<(usize, Vec<usize>)> = Vec::new();
    for &look in &looks {
        let seeds: Vec<u64> = (1..=look as u64).collect();
        let mut next = results.with_seeds(&seeds)?;
        for (look, open) in &past {
            sequential::spare(&mut next, open, *look);
        }
        if let Some(why) = over_budget(&mut next, store, jobs, budget.filter(|_| !past.is_empty()))?
        {
            print::err(&format!("{why}\n"));
            break;
        }
        *results = next;
        let now = execute(results)?;
        // this look counts as kept what an earlier one has run
        done = Done {
            kept: now.kept.saturating_sub(done.ran),
            ran: done.ran + now.ran,
            stopped: now.stopped,
        };
        if now.stopped {
            break;
        }
        let open = sequential::open(results);
        let (count, all) = (open.len().saturating_sub(1), results.configurations.len() - 1);
        if open.is_empty() {
            print::err(&format!("{look} seeds: every verdict is decided\n"));
            break;
        }
        let next = match looks.iter().find(|next| **next > look) {
            Some(next) => format!("continuing with {next} seeds"),
            None => "no more seeds are planned".to_owned(),
        };
        print::err(&format!("{look} seeds: {count} of {all} variants are open; {next}\n"));
        past.push((look, open));
    }
    Ok(done)
}

/// The reason to stop, if the runs that are due would exceed the budget.
fn over_budget(
    results: &mut Results,
    store: &Store,
    jobs: usize,
    budget: Option<Duration>,
) -> Result<Option<String>, Failure> {
    let Some(budget) = budget else { return Ok(None) };
    for (configuration, seed) in results.order() {
        results.collect(store, configuration, seed)?;
    }
    let spent: f64 = results.runs().filter_map(|run| Some(run.cost.as_ref()?.seconds)).sum::<f64>()
        / jobs as f64;
    let next = sequential::estimate(results).unwrap_or(0.0) / jobs as f64;
    if spent + next <= budget.as_secs_f64() {
        return Ok(None);
    }
    Ok(Some(format!(
        "stopped at the budget: {} of {} used, and {} seeds would take about {} more",
        whole_seconds(spent),
        humantime::format_duration(budget),
        results.seeds.len(),
        whole_seconds(next)
    )))
}

/// The duration, rounded up to seconds.
pub(super) fn whole_seconds(seconds: f64) -> humantime::FormattedDuration {
    humantime::format_duration(Duration::from_secs(seconds.ceil() as u64))
}
