//! The evidence for the verdicts on an ablation, number by number.

use maud::{Markup, html};

use super::{Page, Section, anchor, isolate};
use crate::escape::plain;
use crate::reading::{about, format, short};
use study::analysis::{Comparison, Method};
use study::protocol::Test;

/// Every comparison of an ablation: both tests, equivalence, effect sizes.
pub(super) fn evidence(page: &Page, section: &Section) -> Markup {
    let metrics = &section.grid.metrics;
    let compared = section.bound.variants.iter().zip(&section.grid.variants);
    let compared = compared.filter_map(|(variant, index)| Some((variant, (*index)?)));
    let rows: Vec<(String, usize, &str, &Comparison)> = compared
        .flat_map(|(variant, index)| {
            metrics.iter().map(move |metric| (variant.title(), index, metric))
        })
        .filter_map(|(label, index, metric)| {
            let comparison = page
                .study
                .analysis
                .comparison(index, &metric.name)
                .filter(|comparison| comparison.difference.is_some())?;
            Some((label, index, metric.label.as_str(), comparison))
        })
        .collect();
    if rows.is_empty() {
        return html! {};
    }
    let decides = |test: Test| if page.study.analysis.test == test { " (decides)" } else { "" };
    html! {
        details.evidence {
            summary { "Evidence: both tests, equivalence, effect sizes" }
            div.scroll tabindex="0" role="region" aria-label={ "Evidence: " (plain(&section.table.name)) } {
                table.results {
                    thead {
                        tr {
                            th scope="col" { "Comparison" }
                            th.number scope="col" { "Δ" }
                            th.number scope="col" { "n" }
                            th.number scope="col" { "p, t test" (decides(Test::T)) }
                            th.number scope="col" { "p, sign flips" (decides(Test::SignFlip)) }
                            th.number scope="col" { "p, corrected" }
                            th.number scope="col" { "p, equivalence" br; small { "corrected" } }
                            th.number scope="col" { "g" br; small { "mean / SD of differences" } }
                            th.number scope="col" { "P(better)" }
                            th.number scope="col" { "Δ, new test items too" }
                        }
                    }
                    tbody { @for (label, index, metric, comparison) in &rows { (row(label, *index, metric, comparison)) } }
                }
            }
        }
    }
}

fn row(label: &str, index: usize, metric: &str, comparison: &Comparison) -> Markup {
    let probability = |p: Option<f64>| p.map_or_else(|| "–".to_owned(), short);
    let Some(difference) = comparison.difference else { return html! {} };
    let format = format(comparison, difference);
    let span =
        |(low, high): (f64, f64)| format!("[{}, {}]", format.signed(low), format.signed(high));
    html! {
        tr {
            th scope="row" {
                a href={ "#" (anchor::configuration(index)) } { (isolate(label)) }
                br; small { (isolate(metric)) @if !comparison.primary { ", exploratory" } }
            }
            td.number {
                (about(format, difference)) br;
                small { @if difference.method == Method::T { "Student's t" } @else { "BCa bootstrap" } }
            }
            td.number { (comparison.pairs.len()) }
            td.number { (probability(comparison.t)) }
            td.number { (probability(comparison.sign_flip)) }
            td.number { (probability(comparison.adjusted)) }
            td.number { (probability(comparison.equivalence.and_then(|equivalence| equivalence.adjusted))) }
            td.number { (comparison.g_z.map_or_else(|| "–".to_owned(), |effect| format!("{effect:.1}").replace('-', "−"))) }
            td.number {
                @match comparison.wins {
                    Some(wins) => { (format!("{:.2}", wins.share)) br; small { (format!("[{:.2}, {:.2}]", wins.interval.0, wins.interval.1)) } }
                    None => "–",
                }
            }
            td.number { (comparison.items.map_or_else(|| "–".to_owned(), |items| span(items.interval))) }
        }
    }
}
