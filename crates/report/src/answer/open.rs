//! What a study leaves open, and the command that would probably settle it.

use foundation::words::count;

use super::Open;
use crate::Study;
use study::analysis::{Comparison, Verdict};

/// The comparisons without a verdict that more seeds could give one; `None` if there is none.
pub(super) fn open(study: &Study) -> Option<Open> {
    let results = study.results;
    let open: Vec<(&Comparison, Option<usize>)> =
        study.analysis.comparisons.iter().filter_map(|one| Some((one, needed(one)?))).collect();
    if open.is_empty() {
        return None;
    }
    let label = |(one, _): &(&Comparison, Option<usize>)| {
        results.configurations[one.configuration].label.clone()
    };
    let mut labels: Vec<String> = open.iter().map(label).collect();
    labels.dedup();
    let more = labels.len().saturating_sub(3);
    labels.truncate(3);
    if more > 0 {
        labels.push(format!("{more} more"));
    }
    let verb = if open.len() == 1 { "is" } else { "are" };
    let words = format!("{} {verb} open: {}", count(open.len(), "comparison"), labels.join(", "));
    let seeds = open.iter().filter_map(|(_, seeds)| *seeds).max();
    Some(Open { words, command: seeds.map(|seeds| command(study, seeds)) })
}

/// The seeds that would probably decide a comparison that is open; `Some(None)` if none would.
fn needed(comparison: &Comparison) -> Option<Option<usize>> {
    match comparison.verdict? {
        Verdict::Undecided { seeds } => Some(seeds),
        Verdict::CannotBeDecided { needed, .. } => Some(Some(needed)),
        Verdict::Missing if comparison.pairs.len() == 1 => Some(Some(3)),
        Verdict::Missing | Verdict::DoesNotMatter | Verdict::Matters { .. } => None,
    }
}

fn command(study: &Study, seeds: usize) -> String {
    let folder = quoted(&study.folder);
    if study.results.protocol.looks.is_empty() {
        format!("ablate run {folder} --seeds {seeds}")
    } else {
        format!("ablate run {folder} --seeds auto --max-seeds {seeds}")
    }
}

/// A path as a shell takes it.
fn quoted(path: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+=,".contains(c);
    if !path.is_empty() && path.chars().all(is_plain) {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}
