//! The cost of the runs.

use maud::{Markup, html};

use super::{Page, anchor, folded, isolate};
use crate::reading::duration;
use study::results::Configured;
use study::store::Cost;

pub(super) fn section(page: &Page) -> Markup {
    let configurations = &page.results.configurations;
    let all: Vec<&Configured> = configurations.iter().collect();
    let table = html! {
            p.dim { "Totals over all attempts of the runs whose cost is known. Memory is the peak of a single run." }
            div.scroll tabindex="0" role="region" aria-label="Cost" {
                table {
                    thead {
                        tr {
                            th scope="col" { "Configuration" }
                            @for head in ["Runs", "Attempts", "Wall time", "per run", "CPU time", "Peak memory"] {
                                th.number scope="col" { (head) }
                            }
                        }
                    }
                    tbody {
                        @for (index, configured) in configurations.iter().enumerate() {
                            tr {
                                th scope="row" { a href={ "#" (anchor::configuration(index)) } { (isolate(&configured.label)) } }
                                (row(&[configured]))
                            }
                        }
                    }
                    tfoot { tr { th scope="row" { "Total" } (row(&all)) } }
                }
            }
    };
    folded("cost", "Cost", &table)
}

fn row(configured: &[&Configured]) -> Markup {
    let planned: usize = configured.iter().map(|configured| configured.runs.len()).sum();
    let costs: Vec<&Cost> = configured
        .iter()
        .flat_map(|configured| &configured.runs)
        .filter_map(|run| run.cost.as_ref())
        .collect();
    let n = costs.len();
    let seconds: f64 = costs.iter().map(|cost| cost.seconds).sum();
    let is_known = n > 0;
    let cpu: Option<f64> =
        costs.iter().map(|cost| cost.cpu_seconds).sum::<Option<f64>>().filter(|_| is_known);
    let peak = costs.iter().filter_map(|cost| cost.peak_bytes).max();
    let attempts: u64 = costs.iter().map(|cost| u64::from(cost.attempts)).sum();
    html! {
        td.number { (n) " of " (planned) }
        td.number { @if is_known { (attempts) } @else { (unknown()) } }
        (time("Wall time", is_known.then_some(seconds)))
        (time("per run", is_known.then(|| seconds / n as f64)))
        (time("CPU time", cpu))
        (memory(peak))
    }
}

/// The cells of a single run.
pub(super) fn cells(cost: Option<&Cost>) -> Markup {
    html! {
        (time("Wall time", cost.map(|cost| cost.seconds)))
        (time("CPU time", cost.and_then(|cost| cost.cpu_seconds)))
        (memory(cost.and_then(|cost| cost.peak_bytes)))
    }
}

fn time(label: &str, seconds: Option<f64>) -> Markup {
    html! {
        td.number data-label=(label) {
            @match seconds {
                Some(seconds) => data value=(seconds) { (shown(seconds)) },
                None => (unknown()),
            }
        }
    }
}

/// As a sentence says it, and finer below a second.
fn shown(seconds: f64) -> String {
    if seconds > 0.0 && seconds < 0.95 {
        format!("{:.0} ms", (seconds * 1e3).max(1.0))
    } else {
        duration(seconds)
    }
}

fn memory(bytes: Option<u64>) -> Markup {
    html! {
        td.number data-label="Peak memory" {
            @match bytes {
                Some(bytes) => data value=(bytes) { (size(bytes)) },
                None => (unknown()),
            }
        }
    }
}

fn size(bytes: u64) -> String {
    let bytes = bytes as f64;
    let units = [("GiB", 30), ("MiB", 20), ("KiB", 10)];
    let unit = units.into_iter().find(|(_, power)| bytes >= f64::from(1_u32 << power));
    unit.map_or_else(
        || format!("{bytes} B"),
        |(unit, power)| {
            let value = bytes / f64::from(1_u32 << power);
            if value < 10.0 { format!("{value:.1} {unit}") } else { format!("{value:.0} {unit}") }
        },
    )
}

fn unknown() -> Markup {
    html! { span.dim { "not known" } }
}
