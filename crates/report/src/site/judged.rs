//! A study among the plans: its answer, its charts, its tables, and the full report beside it.

use std::path::Path;

use maud::{Markup, PreEscaped, html};
use study::store::Store;

use super::badge;
use super::find::join;
use super::name::encode;
use super::source::Given;
use crate::answer::{Answer, Finding, Line, Open};
use crate::escape::line;
use crate::number::percent;
use crate::page::inset;
use crate::plot::{Plot, plots};
use crate::selection::Selection;
use crate::{Study, html as report, pictures};

/// A study with all that is shown of it, made once.
pub(super) struct Judged<'a> {
    study: Study<'a>,
    pub(super) answer: Answer,
    plots: Vec<Plot>,
}

/// The columns of a table that some of its lines need.
#[derive(Clone, Copy)]
struct Shown {
    metric: bool,
    interval: bool,
}

impl<'a> Judged<'a> {
    /// The study of a plan, if it has results; `root` is the folder that was searched.
    pub(super) fn new(given: &'a Given, root: &Path) -> Option<Self> {
        let study = Study::at(shown(root, given.folder()), given.results.as_ref()?);
        Some(Self {
            answer: Answer::new(&study, &Selection::default()),
            plots: plots(&study),
            study,
        })
    }

    /// The full report. It is written from the results, since a file that was found may hold
    /// anything.
    pub(super) fn report(&self, given: &Given, root: &Path) -> String {
        let store = Store::new(&root.join(given.folder()));
        let pictures = pictures::read(self.study.results, &store);
        report::render(&self.study, &self.plots, &pictures, &store.invocations())
    }

    /// The sections of the plan's page; `stem` is the name of the report's file.
    pub(super) fn sections(&self, stem: &str) -> Markup {
        html! {
            section #answer .box aria-labelledby="answer-h" {
                h2 #answer-h { "Answer" }
                p.dim { (coded(&self.answer.facts)) }
                (warnings(&self.answer.warnings))
                @for (index, finding) in self.answer.findings.iter().enumerate() {
                    (self.finding(index + 1, finding))
                }
                @if let Some(open) = &self.answer.open { (left_open(open)) }
            }
            (self.charts())
            p.full {
                a href=(address(stem)) { "Full report of this study" }
                ": every run, failures, cost and settings."
            }
            section #results .box aria-labelledby="results-h" {
                h2 #results-h { "Tables" }
                (PreEscaped(inset(&self.study)))
            }
        }
    }

    fn finding(&self, number: usize, finding: &Finding) -> Markup {
        let id = format!("f{number}");
        html! {
            section.finding id=(id) aria-labelledby={ (id) "-h" } {
                h3 id={ (id) "-h" } { (badge::sign(finding.mark)) bdi { (line(&finding.claim)) } }
                @if !finding.detail.trim().is_empty() { p { (coded(&finding.detail)) } }
                @if !finding.baseline.is_empty() { p.dim { "Baseline: " bdi { (line(&finding.baseline)) } } }
                @if !finding.lines.is_empty() { (self.lines(finding)) }
            }
        }
    }

    /// Every variant of an ablation in every primary metric.
    fn lines(&self, finding: &Finding) -> Markup {
        let has = |text: fn(&Line) -> &str| finding.lines.iter().any(|line| !text(line).is_empty());
        let shown =
            Shown { metric: has(|line| &line.metric), interval: has(|line| &line.interval) };
        let label = format!("Comparisons: {}", line(&finding.name));
        html! {
            div.scroll tabindex="0" role="region" aria-label=(label) {
                table {
                    thead {
                        tr {
                            th scope="col" { "Variant" }
                            @if shown.metric { th scope="col" { "Metric" } }
                            th scope="col" { "Difference" }
                            th scope="col" { "Verdict" }
                            @if shown.interval {
                                th scope="col" { (percent(self.study.analysis.level)) " % interval" }
                            }
                        }
                    }
                    tbody { @for line in &finding.lines { (row(line, shown)) } }
                }
            }
        }
    }

    /// The differences of each ablation, and the other charts behind a click.
    fn charts(&self) -> Markup {
        let (first, others): (Vec<&Plot>, Vec<&Plot>) =
            self.plots.iter().partition(|plot| plot.name.starts_with("differences"));
        html! {
            @if !self.plots.is_empty() {
                section #charts aria-labelledby="charts-h" {
                    h2 #charts-h { "Charts" }
                    @for plot in first { (figure(plot)) }
                    @if !others.is_empty() {
                        details {
                            summary { "Values of every seed, and learning curves" }
                            @for plot in others { (figure(plot)) }
                        }
                    }
                }
            }
        }
    }
}

/// The full report, from the plan's page.
pub(super) fn address(stem: &str) -> String {
    format!("../reports/{}.html", encode(stem))
}

/// The study folder for commands: as it lies in the searched folder, without the way to that one,
/// which says nothing to readers of a site.
fn shown(root: &Path, folder: &str) -> String {
    let root = root.file_name().unwrap_or_default().to_string_lossy();
    match (root.as_ref(), folder) {
        ("", "") => ".".to_owned(),
        (root, "") => root.to_owned(),
        (root, folder) => join(root, folder),
    }
}

fn row(of: &Line, shown: Shown) -> Markup {
    html! {
        tr {
            th scope="row" { bdi { (line(&of.label)) } }
            @if shown.metric { td { bdi { (line(&of.metric)) } } }
            td.number { (line(&of.difference)) }
            td { (badge::verdict(of.mark, &of.word)) }
            @if shown.interval { td.number { (line(&of.interval)) } }
        }
    }
}

fn warnings(warnings: &[String]) -> Markup {
    html! {
        @if !warnings.is_empty() {
            div.warning {
                p { strong { "Before you rely on this" } }
                ul.list { @for warning in warnings { li { (coded(warning)) } } }
            }
        }
    }
}

fn left_open(open: &Open) -> Markup {
    html! {
        div.open {
            p { (badge::sign(crate::answer::Mark::Undecided)) (coded(&open.words)) "." }
            @if let Some(command) = &open.command {
                p { "This would probably decide it: " code { bdi { (line(command)) } } }
            }
        }
    }
}

/// A chart, with what it shows in words below it.
fn figure(plot: &Plot) -> Markup {
    let id = format!("plot-{}", plot.name);
    html! {
        figure.plot id=(id) {
            div.scroll.drawing tabindex="0" role="region" aria-label=(plot.scene.title) {
                (PreEscaped(plot.scene.svg(&id)))
            }
            figcaption { (line(&plot.caption)) }
        }
    }
}

/// A sentence in which `this` becomes code, isolated from what is around it.
fn coded(text: &str) -> Markup {
    let text = line(text);
    let parts: Vec<&str> = text.split('`').collect();
    let is_paired = parts.len() % 2 == 1;
    html! {
        bdi dir="ltr" {
            @if is_paired {
                @for (index, part) in parts.iter().enumerate() {
                    @if index % 2 == 1 { code { (part) } } @else { (part) }
                }
            } @else { (text) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_name_the_folder_and_not_the_machine() {
        for (root, folder, expected) in [
            ("/home/someone/studies", "toy", "studies/toy"),
            ("studies/", "a/b", "studies/a/b"),
            ("studies/toy", "", "toy"),
            (".", "toy", "toy"),
            (".", "", "."),
            ("..", "toy", "toy"),
        ] {
            assert_eq!(shown(Path::new(root), folder), expected, "{root} {folder}");
        }
    }

    #[test]
    fn code_is_marked_in_pairs_alone() {
        assert_eq!(
            coded("run `a<b` now").into_string(),
            "<bdi dir=\"ltr\">run <code>a&lt;b</code> now</bdi>"
        );
        assert_eq!(coded("one ` alone").into_string(), "<bdi dir=\"ltr\">one ` alone</bdi>");
    }
}
