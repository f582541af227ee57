//! The caption of the table.

use super::sheet::Sheet;
use crate::Study;
use crate::document::primary;
use crate::number::{percent, seeds};
use crate::selection::{Selection, Style};
use foundation::words::count;
use study::analysis::Analysis;
use study::protocol::Test;
use study::results::Results;

/// The caption, in plain text.
pub(super) fn caption(study: &Study, selection: &Selection, sheet: &Sheet) -> String {
    let Study { results, analysis, .. } = study;
    let n = results.seeds.len();
    let level = percent(analysis.level);
    let (subject, is_full) = (&results.subject, selection.is_full(Style::Compact));
    let mut said = vec![format!("Ablations of {} {}.", subject.name, subject.version)];
    if n > 1 {
        said.push(format!(
            "Cells: mean ± standard deviation over {} (n = {n}).",
            seeds(&results.seeds)
        ));
    } else {
        said.push(format!("Cells: one run ({}).", seeds(&results.seeds)));
    }
    if results.runs().any(|run| !run.status.is_finished()) {
        said.push(
            "Where runs have no numbers, it says how many have, or how they ended.".to_owned(),
        );
    }
    said.push(format!(
        "↑: higher is better, ↓: lower is better. Bold: best mean of a column; underlined: not distinguishable from it \
         ({level} % interval of the paired difference, uncorrected)."
    ));
    if is_full && n > 1 {
        said.push(format!(
            "Δ: mean difference to the baseline, paired by seed, + means better, with its {level} % interval, uncorrected."
        ));
    }
    if sheet.is_judged && n > 1 {
        said.extend(verdicts(results, analysis));
    }
    if sheet.chance.is_some() {
        said.push("Chance: a random baseline.".to_owned());
    }
    said.extend(frozen(results));
    said.extend(not_run(results, selection));
    said.join(" ").replace(" %", "\u{a0}%").replace(" = ", "\u{a0}=\u{a0}")
}

fn verdicts(results: &Results, analysis: &Analysis) -> Vec<String> {
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
    vec![format!(
        "Verdict, on {}, against the baseline: “matters” by the {}{assumption}, at α = {}, {}-corrected over {}{looks}; \
         “does not matter” by two one-sided t tests within a margin of {}{}.",
        primary(results),
        analysis.test,
        protocol.alpha,
        protocol.correction,
        count(analysis.family, "comparison"),
        protocol.margin,
        margins.collect::<String>(),
    )]
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
