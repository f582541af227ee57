//! A forest of all variants in one metric, as a table that a narrow screen stacks.

use maud::{Markup, html};

use super::{Page, anchor, isolate};
use crate::answer::{Answer, Finding, Line, Mark};
use crate::chart::{Estimate, Strip, WIDTH};
use crate::escape::plain;

/// Half the height of a row's drawing.
const MIDDLE: f64 = 11.0;

pub(super) fn forest(page: &Page, answer: &Answer, axis: &str) -> Markup {
    let all = answer.findings.iter().flat_map(|finding| &finding.lines);
    let lines: Vec<&Line> = all.filter(|line| line.axis == axis).collect();
    let estimates: Vec<Estimate> = lines.iter().filter_map(|line| line.estimate).collect();
    let margin = lines.iter().filter_map(|line| line.margin).next();
    let strip = (!estimates.is_empty()).then(|| (Strip::over(&estimates, margin), margin));
    html! {
        table.forest aria-label={ "Differences to the baseline in " (plain(axis)) } {
            thead {
                tr {
                    th scope="col" { (isolate(axis)) }
                    th.number scope="col" { "Δ to baseline" }
                    th.strip scope="col" {
                        span.unseen { "Difference, better to the right" }
                        @if let Some((strip, _)) = &strip { (scale(strip)) }
                    }
                    th scope="col" { "Verdict" }
                }
            }
            @for (index, finding) in answer.findings.iter().enumerate() {
                @if finding.lines.is_empty() || finding.lines.iter().any(|line| line.axis == axis) {
                    (group(page, (index, finding), axis, strip.as_ref()))
                }
            }
        }
    }
}

fn group(
    page: &Page,
    (index, finding): (usize, &Finding),
    axis: &str,
    strip: Option<&(Strip, Option<f64>)>,
) -> Markup {
    html! {
        tbody {
            (heading((index, finding), 4))
            @for line in finding.lines.iter().filter(|line| line.axis == axis) {
                tr {
                    th scope="row" { (label(page, line)) }
                    td.number {
                        @if line.difference.is_empty() { "–" } @else { (isolate(&line.difference)) }
                        @if !line.interval.is_empty() { " " small { (isolate(&line.interval)) } }
                    }
                    td.strip { @if let Some((strip, margin)) = strip { (drawing(strip, line, *margin)) } }
                    td class=(class(line.mark)) { span aria-hidden="true" { (line.mark.sign()) " " } (isolate(&line.word)) }
                }
            }
        }
    }
}

/// The row above the variants of an ablation.
pub(super) fn heading((index, finding): (usize, &Finding), columns: usize) -> Markup {
    html! {
        tr.group {
            th colspan=(columns) scope="rowgroup" {
                a href={ "#" (anchor::ablation(index)) } { (isolate(&finding.name)) }
                @if !finding.baseline.is_empty() { " " small { "baseline: " (isolate(&finding.baseline)) } }
                @if finding.lines.is_empty() { " " small { "not run" @if !finding.detail.is_empty() { ": " (isolate(&finding.detail)) } } }
            }
        }
    }
}

pub(super) fn label(page: &Page, line: &Line) -> Markup {
    let known = line.configuration.filter(|&index| index < page.results.configurations.len());
    html! {
        @match known {
            Some(index) => a href={ "#" (anchor::configuration(index)) } { (isolate(&line.label)) },
            None => (isolate(&line.label)),
        }
    }
}

/// The axis, with the values that are written.
fn scale(strip: &Strip) -> Markup {
    html! {
        svg viewBox={ "0 0 " (WIDTH) " 16" } aria-hidden="true" {
            @for (at, words) in strip.ticks() {
                @let anchor = if at < 20.0 { "start" } else if at > WIDTH - 20.0 { "end" } else { "middle" };
                text x=(number(at)) y="12" text-anchor=(anchor) { (words) }
            }
        }
    }
}

/// The difference of one variant; all of it is said in words beside it.
fn drawing(strip: &Strip, line: &Line, margin: Option<f64>) -> Markup {
    let zero = number(strip.at(0.0).0);
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (2.0 * MIDDLE) } aria-hidden="true" class=(class(line.mark)) {
            @if let Some(margin) = margin {
                @let (from, to) = (strip.at(-margin).0, strip.at(margin).0);
                rect.band x=(number(from)) y="0" width=(number(to - from)) height=(2.0 * MIDDLE) {}
            }
            line.zero x1=(zero) x2=(zero) y1="0" y2=(2.0 * MIDDLE) {}
            @match &line.estimate {
                Some(estimate) => (marks(strip, estimate, line.mark)),
                None => @if line.mark == Mark::Failed { text.none x="4" y="15" { "✕ no finished run" } },
            }
        }
    }
}

fn marks(strip: &Strip, estimate: &Estimate, mark: Mark) -> Markup {
    let is_open = matches!(mark, Mark::Undecided | Mark::Impossible | Mark::None);
    let (at, _) = strip.at(estimate.mean);
    html! {
        @if let Some(corrected) = estimate.corrected { (interval(strip, corrected, "thin")) }
        @if let Some(plain) = estimate.interval { (interval(strip, plain, "thick")) }
        circle.open[is_open] cx=(number(at)) cy=(MIDDLE) r="5" {}
    }
}

/// A line from end to end; an end beyond the axis is an arrow.
fn interval(strip: &Strip, (low, high): (f64, f64), class: &str) -> Markup {
    let ((from, starts), (to, ends)) = (strip.at(low), strip.at(high));
    let arrow = |at: f64, inward: f64| {
        format!(
            "M{} {} L{} {MIDDLE} L{0} {}",
            number(at + inward),
            MIDDLE - 4.0,
            number(at),
            MIDDLE + 4.0
        )
    };
    html! {
        line class=(class) x1=(number(from)) x2=(number(to)) y1=(MIDDLE) y2=(MIDDLE) {}
        @if !starts { path class=(class) d=(arrow(from, 6.0)) {} }
        @if !ends { path class=(class) d=(arrow(to, -6.0)) {} }
    }
}

pub(super) fn class(mark: Mark) -> &'static str {
    match mark {
        Mark::Worse | Mark::Failed => "mark worse",
        Mark::Better => "mark better",
        Mark::Same => "mark same",
        Mark::Undecided | Mark::Impossible => "mark unsure",
        Mark::None => "mark none",
    }
}

fn number(value: f64) -> String {
    format!("{value:.1}")
}
