//! The summary: one verdict for each ablation, with the numbers it rests on.

use maud::{Markup, html};

use super::{Page, Section, anchor, badge, isolate, with_code};
use crate::document::summary;
use crate::reading::Reading;
use study::analysis::Verdict;

pub(super) fn section(page: &Page) -> Markup {
    let results = page.results;
    let departures = results.departures();
    html! {
        section #summary {
            h2 { "Summary" }
            p.lead { (with_code(&summary(results))) }
            @match departures.as_deref() {
                None => {}
                Some([]) => p { (badge::badge("better", "✓", "kept to")) " The protocol was frozen before the first run." },
                Some(departures) => div.warning {
                    p { (badge::badge("worse", "✕", "departed from")) " The protocol was frozen before the first run." }
                    ul { @for departure in departures { li { (with_code(departure)) } } }
                }
            }
            ol.verdicts {
                @for (index, section) in page.ablations.iter().enumerate() { (line(index, section)) }
            }
        }
    }
}

fn line(index: usize, section: &Section) -> Markup {
    let overall = section.table.overall;
    html! {
        li {
            p {
                a href={ "#" (anchor::ablation(index)) } { (isolate(&section.table.name)) } " "
                @match &overall {
                    Some(overall) => {
                        (badge::overall(overall))
                        @if overall.total > 1 {
                            " " span.dim { (overall.count) " of " (overall.total) " comparisons" }
                        }
                    }
                    None => (badge::badge("none", "–", "not run")),
                }
            }
            @if let Some(sentence) = sentence(section) { p.dim { (with_code(&sentence)) } }
        }
    }
}

/// The sentence on the comparison that decides, or else why there is none.
fn sentence(section: &Section) -> Option<String> {
    let kind = section.table.overall.map(|overall| overall.kind);
    let readings = &section.table.readings;
    let decisive = readings.iter().find(|reading| reading.verdict.map(Verdict::kind) == kind);
    let reading = decisive.filter(|_| kind.is_some()).or_else(|| readings.first());
    reading.map(Reading::sentence).or_else(|| section.table.notes.first().cloned())
}
