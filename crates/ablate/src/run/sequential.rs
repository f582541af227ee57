//! `--seeds auto`: seeds are added where a verdict is open.

use std::time::Duration;

use study::results::Results;
use study::run::{Done, sequential};
use study::store::Store;

use crate::exit::Result;
use crate::print;

/// Runs look after look until every verdict stands, or seeds or time are used up. `execute` runs
/// what is due of the results that it is given.
pub(super) fn run(
    results: &mut Results,
    store: &Store,
    jobs: usize,
    budget: Option<Duration>,
    mut execute: impl FnMut(&mut Results) -> Result<Done>,
) -> Result<Done> {
    let looks = results.protocol.looks.clone();
    let mut done = Done::default();
    // at each look so far: the seeds, and which configurations were open
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
        // what an earlier look ran is kept by this one, and is no news
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
        let next = looks.iter().find(|next| **next > look);
        let next = next.map_or("no more seeds are planned".to_owned(), |next| {
            format!("continuing with {next} seeds")
        });
        print::err(&format!("{look} seeds: {count} of {all} variants are open; {next}\n"));
        past.push((look, open));
    }
    Ok(done)
}

/// Why the runs that are due would take more than is left, if they would.
fn over_budget(
    results: &mut Results,
    store: &Store,
    jobs: usize,
    budget: Option<Duration>,
) -> Result<Option<String>> {
    let Some(budget) = budget else { return Ok(None) };
    for (configuration, seed) in results.order() {
        results.collect(store, configuration, seed)?;
    }
    let spent: f64 = results.runs().filter_map(|run| Some(run.cost.as_ref()?.seconds)).sum::<f64>()
        / jobs as f64;
    let next = sequential::estimate(results).unwrap_or(0.0) / jobs as f64;
    let say = |seconds: f64| {
        humantime::format_duration(Duration::from_secs(seconds.ceil() as u64)).to_string()
    };
    Ok((spent + next > budget.as_secs_f64()).then(|| {
        format!(
            "stopped at the budget: {} of {} are used, and {} seeds would take about {} more",
            say(spent),
            humantime::format_duration(budget),
            results.seeds.len(),
            say(next)
        )
    }))
}
