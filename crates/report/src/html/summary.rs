//! The answer on the page: a sentence per ablation, what is open, and a forest of all variants.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::forest::forest;
use super::matrix::matrix;
use super::{Page, isolate, with_code};
use crate::answer::{Answer, Finding, Open};
use crate::number::percent;
use foundation::words::count;

pub(super) fn section(page: &Page, answer: &Answer) -> Markup {
    html! {
        section #summary {
            p.dim { (isolate(&answer.facts)) }
            p.lead { @for finding in &answer.findings { (sentence(finding)) " " } }
            @if !answer.warnings.is_empty() {
                div.warning { ul { @for warning in &answer.warnings { li { (with_code(warning)) } } } }
            }
            @if let Some(open) = &answer.open { (open_words(open)) }
            (differences(page, answer, &axes(answer)))
        }
    }
}

/// The metrics that have a forest each at first sight.
const FORESTS: usize = 2;

/// A forest per metric, behind a click where there are many.
fn differences(page: &Page, answer: &Answer, axes: &[&str]) -> Markup {
    let forests = html! {
        @for axis in axes { (forest(page, answer, axis)) }
        (caption(page))
    };
    html! {
        @if axes.len() > FORESTS {
            (matrix(page, answer, axes))
            details { summary { "Intervals, metric by metric" } (forests) }
        } @else { (forests) }
    }
}

fn sentence(finding: &Finding) -> Markup {
    html! {
        strong { (isolate(&finding.claim)) }
        @if !finding.detail.is_empty() { " (" (isolate(&finding.detail)) ")" }
        "."
    }
}

fn open_words(open: &Open) -> Markup {
    html! {
        p.open {
            (isolate(&open.words)) ". "
            @match &open.command {
                Some(command) => { code { (isolate(command)) } " would probably settle it." },
                None => "More seeds are not likely to settle it.",
            }
        }
    }
}

/// The metrics that have an axis of their own, in the order of the findings.
fn axes(answer: &Answer) -> Vec<&str> {
    let mut seen: BTreeMap<&str, ()> = BTreeMap::new();
    let lines = answer.findings.iter().flat_map(|finding| &finding.lines);
    lines.map(|line| line.axis.as_str()).filter(|axis| seen.insert(axis, ()).is_none()).collect()
}

fn caption(page: &Page) -> Markup {
    let analysis = &page.study.analysis;
    let family = count(analysis.family, "comparison");
    html! {
        @if analysis.family > 0 {
            p.dim {
                small {
                    "Dot: mean difference to the baseline, paired by seed; right is better. Thick: "
                    (percent(analysis.level)) " % interval. Thin: corrected for " (family)
                    ", decides the verdict; an arrow goes beyond the axis. Shaded: too small to matter. "
                    a href="#judged" { "How verdicts are made" }
                }
            }
        }
    }
}
