//! What a study would run.

use study::results::Results;
use study::run::{Decision, decide};
use study::store::Store;

use crate::exit::Exit;
use crate::{bind, print};

/// Says what would be run: every configuration with the knobs in which it differs from the baseline.
pub(super) fn run(results: &mut Results, store: &Store, retry_failed: bool) -> anyhow::Result<Exit> {
    let mut due = 0;
    for (configuration, seed) in results.order() {
        let record = results.collect(store, configuration, seed)?;
        due += usize::from(decide(&record.status, retry_failed) == Decision::Run);
    }
    let mut lines = Vec::new();
    let baseline = results.configurations[0].settings.clone();
    for configured in &results.configurations {
        let set = configured.settings.difference(&baseline).0;
        let set: Vec<String> = set.iter().map(|(knob, value)| format!("{knob} = {value}")).collect();
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
    lines.push(format!("{n} configurations x seeds {}: {total} runs, {due} to run", seeds.join(", ")));
    lines.push(format!("study folder: {}", store.folder().display()));
    print::out(&print::plain(&(lines.join("\n") + "\n")))?;
    Ok(Exit::Done)
}
