//! The caption of the table of a paper, and the note that says how its numbers were made.

use super::document::primary;
use super::number::{percent, seeds};
use super::selection::{Selection, Style};
use super::sheet::Sheet;
use crate::Study;
use foundation::words::count;
use study::analysis::Analysis;
use study::protocol::Test;
use study::results::{Record, Results, Status};

/// Bytes of a line of a comment.
const COMMENT: usize = 110;

/// The caption in plain text, at most two sentences: what a cell is, and what a verdict says.
pub(super) fn caption(study: &Study, sheet: &Sheet) -> String {
    let Study { results, analysis, .. } = study;
    let subject = &results.subject;
    let mut cells = match results.seeds.as_slice() {
        [_] => format!("one run ({})", seeds(&results.seeds)),
        all => format!("mean ± standard deviation over {}", seeds(all)),
    };
    if sheet.is_ranked {
        cells.push_str(
            "; the best mean of each column is bold, means not distinguishable from it are \
             underlined",
        );
    }
    if sheet.is_compared {
        cells.push_str("; Δ is the paired difference to the baseline, + means better");
    }
    let mut said = format!("Ablations of {} {}: {cells}.", subject.name, subject.version);
    if (sheet.is_judged || sheet.is_marked) && results.seeds.len() > 1 {
        let protocol = &results.protocol;
        let margin = match protocol.margins.len() {
            0 => format!("of {}", protocol.margin),
            _ => "of its metric".to_owned(),
        };
        if sheet.is_marked {
            said.push_str(&format!(
                " Differences to the baseline: * matters ({}, {}-corrected, α = {}), ≈ does not \
                 matter (lies within a margin {margin}), neither: undecided.",
                analysis.test, protocol.correction, protocol.alpha,
            ));
            return bound(&said);
        }
        said.push_str(&format!(
            " Verdict: whether the difference to the baseline matters ({}, {}-corrected, α = {}), \
             does not matter (lies within a margin {margin}), or is undecided.",
            analysis.test, protocol.correction, protocol.alpha,
        ));
    }
    bound(&said)
}

/// The note in plain text: everything that the caption leaves out.
pub(super) fn note(study: &Study, selection: &Selection, sheet: &Sheet) -> String {
    let Study { results, analysis, .. } = study;
    let n = results.seeds.len();
    let level = percent(analysis.level);
    let is_full = selection.is_full(Style::Compact);
    let mut said = Vec::new();
    if n > 1 {
        said.push(format!(
            "Cells: mean ± standard deviation over {} (n = {n}).",
            seeds(&results.seeds)
        ));
    } else {
        said.push(format!("Cells: one run ({}).", seeds(&results.seeds)));
    }
    if results.runs().any(|run| matches!(run.status, Status::Spared { .. })) {
        said.push(
            "A smaller n: the study stopped there early, since the verdict was decided.".to_owned(),
        );
    }
    let is_lost =
        |run: &Record| !run.status.is_finished() && !matches!(run.status, Status::Spared { .. });
    if results.runs().any(is_lost) {
        said.push(
            "Where runs have no numbers, the cell says how many have, or how they ended."
                .to_owned(),
        );
    }
    said.push("↑: higher is better, ↓: lower is better.".to_owned());
    if sheet.is_ranked {
        said.push(format!(
            "Bold: best mean of a column; underlined: not distinguishable from it ({level} % \
             interval of the paired difference, uncorrected)."
        ));
    }
    if sheet.is_compared {
        let interval = if is_full && n > 1 {
            format!(", with its {level} % interval, uncorrected")
        } else {
            String::new()
        };
        said.push(format!(
            "Δ: mean difference to the baseline, paired by seed, + means better{interval}."
        ));
    }
    if (sheet.is_judged || sheet.is_marked) && n > 1 {
        said.push(verdicts(results, analysis));
    }
    if sheet.chance.is_some() {
        said.push("Chance: a random baseline.".to_owned());
    }
    said.extend(frozen(results));
    said.extend(not_run(results, selection));
    bound(&said.join(" "))
}

/// An escaped text as a comment, whose lines begin with the mark.
pub(super) fn comment(mark: &str, escaped: &str) -> String {
    let mut lines = vec![String::new()];
    for word in escaped.split(' ') {
        match lines.last_mut() {
            Some(line) if line.is_empty() || line.len() + 1 + word.len() < COMMENT => {
                let space = if line.is_empty() { "" } else { " " };
                line.extend([space, word]);
            }
            Some(_) | None => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| format!("{mark} {line}\n")).collect()
}

/// The text with spaces that hold numbers, signs and units together.
fn bound(text: &str) -> String {
    text.replace(" %", "\u{a0}%").replace(" = ", "\u{a0}=\u{a0}")
}

fn verdicts(results: &Results, analysis: &Analysis) -> String {
    let protocol = &results.protocol;
    let assumption =
        if analysis.test == Test::T { ", which assumes normal differences" } else { "" };
    let looks = if analysis.looks > 1 {
        format!(", and for {} looks", analysis.looks)
    } else {
        String::new()
    };
    let margins = protocol.margins.iter().map(|(metric, margin)| {
        let label = results.subject.metric(metric).map_or(metric, |metric| &metric.label);
        format!(", {margin} for {label}")
    });
    format!(
        "Verdict, on {}, against the baseline: “matters” by the {}{assumption}, at α = {}, \
         {}-corrected over {}{looks}; “does not matter” by two one-sided t tests within a margin \
         of {}{}.",
        primary(results),
        analysis.test,
        protocol.alpha,
        protocol.correction,
        count(analysis.family, "comparison"),
        protocol.margin,
        margins.collect::<String>(),
    )
}

fn frozen(results: &Results) -> Option<String> {
    let departures = results.departures()?.len();
    Some(match departures {
        0 => "The protocol was frozen before the first run.".to_owned(),
        n => format!(
            "The protocol was frozen before the first run and departed from in {}.",
            count(n, "point")
        ),
    })
}

/// The ablations that have no row.
fn not_run(results: &Results, selection: &Selection) -> Option<String> {
    let all = results.binding.ablations.iter().filter(|bound| selection.shows(&bound.name));
    let names: Vec<&str> =
        all.filter(|bound| bound.variants.is_empty()).map(|bound| bound.name.trim()).collect();
    (!names.is_empty()).then(|| format!("Not run: {}.", names.join(", ")))
}
