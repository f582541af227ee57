//! What the study comes to: one verdict for each ablation, and what it rests on.

use maud::{Markup, html};

use super::{Section, Study, anchor, badge, said, told};
use crate::document::summary;
use study::analysis::{Overall, Verdict};

pub(super) fn section(study: &Study) -> Markup {
    let results = study.results;
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
                @for (index, one) in study.ablations.iter().enumerate() { (line(study, index, one)) }
            }
        }
    }
}

fn line(study: &Study, index: usize, one: &Section) -> Markup {
    let overall = study.analysis.overall(study.results, one.bound);
    html! {
        li {
            p {
                a href={ "#" (anchor::ablation(index)) } { (said(&one.table.name)) } " "
                @match &overall {
                    Some(overall) => {
                        (badge::overall(overall))
                        @if overall.of > 1 {
                            " " span.dim { (overall.count) " of " (overall.of) " comparisons" }
                        }
                    }
                    None => (badge::badge("none", "–", "not run")),
                }
            }
            @if let Some(sentence) = sentence(one, overall.as_ref()) { p.dim { (told(sentence)) } }
        }
    }
}

/// The sentence on the comparison that decides, or else why there is none.
fn sentence<'a>(one: &'a Section, overall: Option<&Overall>) -> Option<&'a str> {
    let decides = |verdict: Option<Verdict>| {
        overall.is_some_and(|all| verdict.is_some_and(|one| one.kind() == all.kind))
    };
    let reading = one.table.readings.iter().find(|reading| decides(reading.verdict));
    let reading = reading.or_else(|| one.table.readings.first());
    reading
        .map(|reading| reading.sentence.as_str())
        .or_else(|| one.table.notes.first().map(String::as_str))
}
