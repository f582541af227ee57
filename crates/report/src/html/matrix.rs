//! All variants by metric, where there are too many metrics for a forest each at first sight.

use maud::{Markup, html};

use super::forest::{class, heading, label};
use super::{Page, isolate};
use crate::answer::{Answer, Finding, Line, Mark};

/// A row per variant and a column per metric: the verdict as a sign, and the difference.
pub(super) fn matrix(page: &Page, answer: &Answer, axes: &[&str]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Differences by variant and metric" {
            table.matrix.stack {
                thead {
                    tr {
                        th scope="col" { "Δ to baseline" }
                        @for axis in axes { th.number scope="col" { (isolate(axis)) } }
                    }
                }
                @for (index, finding) in answer.findings.iter().enumerate() {
                    tbody {
                        (heading((index, finding), axes.len() + 1))
                        @for variant in variants(finding) { (row(page, &variant, axes)) }
                    }
                }
            }
        }
        p.dim { small { (legend(answer)) } }
    }
}

/// The lines of an ablation, variant by variant.
fn variants(finding: &Finding) -> Vec<Vec<&Line>> {
    let mut variants: Vec<Vec<&Line>> = Vec::new();
    for line in &finding.lines {
        match variants.last_mut() {
            Some(known) if is_same(known[0], line) => known.push(line),
            _ => variants.push(vec![line]),
        }
    }
    variants
}

fn is_same(one: &Line, other: &Line) -> bool {
    one.configuration == other.configuration && one.label == other.label
}

fn row(page: &Page, lines: &[&Line], axes: &[&str]) -> Markup {
    html! {
        tr {
            th scope="row" { (label(page, lines[0])) }
            @for axis in axes {
                @match lines.iter().find(|line| line.axis == *axis) {
                    Some(line) => td data-label=(axis) class={ "number " (class(line.mark)) } {
                        span aria-hidden="true" { (line.mark.sign()) " " }
                        @if line.difference.is_empty() { (isolate(&line.word)) }
                        @else { (isolate(&line.difference)) " " span.unseen { (isolate(&line.word)) } }
                    },
                    None => td {},
                }
            }
        }
    }
}

/// The signs that are there, with their words.
fn legend(answer: &Answer) -> String {
    let words = |mark: Mark| match mark {
        Mark::Worse => "matters, the variant is worse",
        Mark::Better => "matters, the variant is better",
        Mark::Same => "does not matter",
        Mark::Undecided => "undecided",
        Mark::Impossible => "cannot be decided with so few seeds",
        Mark::Failed => "no run finished",
        Mark::None => "no verdict",
    };
    let mut seen: Vec<Mark> = Vec::new();
    for line in answer.findings.iter().flat_map(|finding| &finding.lines) {
        if !seen.contains(&line.mark) {
            seen.push(line.mark);
        }
    }
    let said: Vec<String> =
        seen.into_iter().map(|mark| format!("{} {}", mark.sign(), words(mark))).collect();
    said.join(" · ")
}
