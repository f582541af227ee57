//! What was compared, and how it was judged.

use subject::Metric;

use super::finding::{lost, mean};
use super::list::{capital, joined, listed};
use super::{Piece, Sentence, text, value};
use crate::Study;
use crate::quantity::Quantities;
use crate::table::planned;
use study::analysis::{Method, primary_metrics};
use study::results::Results;

/// The comparison and its baseline.
pub(super) fn opening(study: &Study, quantities: &Quantities) -> Vec<Sentence> {
    let results = study.results;
    let variants = results.configurations.len().saturating_sub(1);
    if variants == 0 {
        return vec![vec![text("No variant was compared with the baseline")]];
    }
    let ablations =
        results.binding.ablations.iter().filter(|bound| !bound.variants.is_empty()).count();
    let runs: usize = results.configurations.iter().map(planned).sum();
    let finished = results.runs().filter(|run| run.status.is_finished()).count();
    let on = if results.protocol.looks.is_empty() { " on " } else { " on up to " };
    let mut said =
        vec![text("The baseline ("), value("study/subject"), text(") was compared with ")];
    said.extend([value("study/variants"), noun(variants, " variant"), text(" in ")]);
    said.extend([value("study/ablations"), noun(ablations, " ablation"), text(on)]);
    said.extend([value("study/seeds"), noun(results.seeds.len(), " seed"), text("; ")]);
    if finished == runs && runs > 1 {
        said.extend([text("all "), value("study/planned"), text(" runs finished")]);
    } else {
        said.extend([value("study/finished"), text(" of "), value("study/planned")]);
        said.push(text(" runs finished"));
    }
    std::iter::once(said).chain(baseline(results, quantities)).collect()
}

/// The noun after a number.
fn noun(n: usize, noun: &str) -> Piece {
    text(if n == 1 { noun.to_owned() } else { format!("{noun}s") })
}

/// The values of the baseline in every primary metric.
fn baseline(results: &Results, quantities: &Quantities) -> Option<Sentence> {
    let baseline = results.configurations.first()?;
    let mut metrics: Vec<&Metric> = Vec::new();
    for metric in results.binding.ablations.iter().flat_map(|bound| primary_metrics(results, bound))
    {
        let is_known = metrics.iter().any(|known| known.name == metric.name);
        if !is_known && !baseline.values(&metric.name).is_empty() {
            metrics.push(metric);
        }
    }
    let is_spread = results.seeds.len() > 1;
    let part = |metric: &&Metric| {
        let key = format!("baseline/{}", quantities.metric(&metric.name));
        let mut part = mean(&key, metric);
        if !is_spread {
            part.drain(1..3);
        }
        part.push(text(format!(" in {}", metric.label.trim())));
        part
    };
    let mut said = vec![text("The baseline reached ")];
    said.extend(listed(metrics.iter().map(part).collect()));
    let n = metrics.first().map(|metric| {
        let n = value(format!("baseline/{}/n", quantities.metric(&metric.name)));
        vec![Piece::Symbol('n'), text("\u{a0}=\u{a0}"), n]
    })?;
    let mut evidence =
        if is_spread { vec![vec![text("mean ± standard deviation")]] } else { vec![] };
    evidence.push(n);
    let lost = lost(baseline, "baseline");
    evidence.extend((!lost.is_empty()).then_some(lost));
    said.push(text(" ("));
    said.extend(joined(evidence, ", "));
    said.push(text(")"));
    Some(said)
}

/// Ablations and variants of the plan that were not run.
pub(super) fn not_run(results: &Results) -> Option<Sentence> {
    let mut names: Vec<Sentence> = Vec::new();
    for bound in &results.binding.ablations {
        let name = bound.name.trim();
        if bound.variants.is_empty() {
            names.push(vec![text(name)]);
            continue;
        }
        let unbound = bound.unbound.iter().filter_map(|unbound| unbound.label.as_deref());
        let absent = bound.variants.iter().filter(|&one| results.configuration(one).is_none());
        let labels = unbound.map(|label| label.trim().to_owned());
        let labels = labels.chain(absent.map(|variant| variant.title()));
        names.extend(labels.map(|label| vec![text(format!("{label} ({name})"))]));
    }
    let verb = if names.len() == 1 { " was not run" } else { " were not run" };
    (!names.is_empty()).then(|| {
        let mut said = listed(names);
        said.push(text(verb));
        capital(said)
    })
}

/// The tests, and what a reader must know before believing any of it.
pub(super) fn methods(study: &Study, quantities: &Quantities) -> Vec<Sentence> {
    let Study { results, analysis, .. } = study;
    if results.configurations.len() < 2 {
        return Vec::new();
    }
    let mut said = if results.seeds.len() > 1 {
        vec![tests(study, quantities)]
    } else {
        let once = [text("Each configuration was run once ("), value("study/seed-list")];
        let rest = text(
            "), so that there are neither intervals nor tests; positive differences mean better",
        );
        vec![once.into_iter().chain([rest]).collect()]
    };
    match results.departures().map(|departures| departures.len()) {
        None => {}
        Some(0) => said.push(vec![text("The protocol was frozen before the first run")]),
        Some(n) => said.push(vec![
            text("The protocol was frozen before the first run and departed from in "),
            value("study/departures"),
            noun(n, " point"),
        ]),
    }
    let replaced = results.replaced().len();
    if results.departures().is_none() && replaced > 0 {
        let verb = if replaced == 1 { " run has" } else { " runs have" };
        let rest = format!("{verb} other numbers than when it first finished");
        let rest = if replaced == 1 { rest } else { rest.replace("it first", "they first") };
        said.push(vec![value("study/replaced"), text(rest)]);
    }
    if analysis.unplanned > 0 {
        said.push(vec![text(
            "Seeds were changed after results could be seen; p values are corrected for these \
             looks, too, and verdicts that came after the first of them are called exploratory",
        )]);
    }
    said
}

fn tests(study: &Study, quantities: &Quantities) -> Sentence {
    let Study { results, analysis, .. } = study;
    let mut said = vec![text("Differences are paired by seed ("), value("study/seed-list")];
    said.push(text(") and signed so that positive values mean better; they were tested by the "));
    said.extend([value("study/test"), text(" at α\u{a0}=\u{a0}"), value("study/alpha")]);
    said.extend([text(", and for equivalence by two one-sided t tests within a margin of ")]);
    said.push(value("study/margin"));
    for metric in results.protocol.margins.keys().filter_map(|name| results.subject.metric(name)) {
        let margin = format!("baseline/{}/margin", quantities.metric(&metric.name));
        said.extend([text(", ±"), value(margin)]);
        said.push(text(format!(" for {}", metric.label.trim())));
    }
    said.extend([text("; "), Piece::Symbol('p'), text(" values are corrected by the ")]);
    said.extend([value("study/correction"), text(" procedure over "), value("study/family")]);
    said.push(noun(analysis.family, " comparison"));
    if analysis.looks > 1 {
        said.extend([text(" and for "), value("study/looks"), text(" looks (interim analyses)")]);
    }
    said.extend([text(", confidence intervals (CI"), text(by(study)), text(") are not corrected")]);
    said
}

/// How the intervals were made.
fn by(study: &Study) -> &'static str {
    let primary = study.analysis.comparisons.iter().filter(|comparison| comparison.primary);
    let (mut t, mut bootstrap) = (false, false);
    for difference in primary.filter_map(|comparison| comparison.difference) {
        match difference.method {
            Method::T => t = true,
            Method::Bca => bootstrap = true,
        }
    }
    match (t, bootstrap) {
        (true, true) => ", Student's t below 10 pairs, BCa bootstrap from 10 on",
        (false, true) => ", BCa bootstrap",
        (true | false, false) => ", Student's t",
    }
}
