//! What the study comes to: one verdict for each ablation, and what it rests on.

use maud::{Markup, html};

use super::{Page, Section, anchor, badge, said, told};
use crate::document::summary;
use crate::reading::Reading;
use study::analysis::Verdict;

pub(super) fn section(page: &Page) -> Markup {
    let results = page.results;
    let departures = results.departures();
    html! {
        section #summary {
            h2 { "Summary" }
            p.lead { (told(&summary(results))) }
            @match departures.as_deref() {
                None => {}
                Some([]) => p { (badge::badge("better", "✓", "kept to")) " The protocol was frozen before the first run." },
                Some(departures) => div.warning {
                    p { (badge::badge("worse", "✕", "departed from")) " The protocol was frozen before the first run." }
                    ul { @for departure in departures { li { (told(departure)) } } }
                }
            }
            ol.verdicts {
                @for (index, one) in page.ablations.iter().enumerate() { (line(index, one)) }
            }
        }
    }
}

fn line(index: usize, one: &Section) -> Markup {
    let overall = one.table.overall;
    html! {
        li {
            p {
                a href={ "#" (anchor::ablation(index)) } { (said(&one.table.name)) } " "
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
            @if let Some(sentence) = sentence(one) { p.dim { (told(&sentence)) } }
        }
    }
}

/// The sentence on the comparison that decides, or else why there is none.
fn sentence(one: &Section) -> Option<String> {
    let kind = one.table.overall.map(|overall| overall.kind);
    let readings = &one.table.readings;
    let decisive = readings.iter().find(|reading| reading.verdict.map(Verdict::kind) == kind);
    let reading = decisive.filter(|_| kind.is_some()).or_else(|| readings.first());
    reading.map(Reading::sentence).or_else(|| one.table.notes.first().cloned())
}
