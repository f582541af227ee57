//! Which model has a plan for which paper: papers down, models across, with totals.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::catalog::Catalog;
use super::entry::{Entry, task};
use super::name::encode;
use foundation::words::count;

/// Models in one table. More go into further tables with only the papers that they have plans for,
/// so that the page grows with the plans and not with papers times models.
const MODELS: usize = 40;

/// The plans of one column, by paper.
struct Column<'a> {
    model: &'a str,
    planner: &'a str,
    /// Whether another column has the same model, with another planner.
    is_one_of_several: bool,
    plans: BTreeMap<usize, Vec<&'a Entry>>,
}

/// Plans and their ablations, counted.
#[derive(Clone, Copy, Default)]
struct Total {
    plans: usize,
    ablations: usize,
}

/// The page.
pub(super) fn page(catalog: &Catalog) -> Markup {
    let columns = columns(catalog);
    html! {
        h1 { "Papers by model" }
        p.lead {
            "The number of ablations that each model proposes for each paper, with a link to the plan. "
            "An empty cell means that there is no plan."
        }
        @for (index, columns) in columns.chunks(MODELS).enumerate() {
            (table(catalog, columns, index))
        }
    }
}

/// A column for each model, and for each planner that used it, in the order of the alphabet.
fn columns(catalog: &Catalog) -> Vec<Column<'_>> {
    let mut columns: BTreeMap<(String, &str, &str), Column> = BTreeMap::new();
    for entry in &catalog.entries {
        let Entry { model, planner, paper, .. } = entry;
        let column = columns.entry((model.to_lowercase(), model, planner)).or_insert_with(|| {
            Column { model, planner, is_one_of_several: false, plans: BTreeMap::new() }
        });
        column.plans.entry(*paper).or_default().push(entry);
    }
    let mut columns: Vec<Column> = columns.into_values().collect();
    for at in 1..columns.len() {
        if columns[at - 1].model == columns[at].model {
            columns[at - 1].is_one_of_several = true;
            columns[at].is_one_of_several = true;
        }
    }
    columns
}

fn table(catalog: &Catalog, columns: &[Column], index: usize) -> Markup {
    let of_paper = |paper: usize| total(columns.iter().filter_map(|it| it.plans.get(&paper)));
    let papers = (0..catalog.papers.len()).filter(|&paper| of_paper(paper).plans > 0);
    let label = format!("Ablations by paper and model, table {}", index + 1);
    html! {
        div.scroll.matrix tabindex="0" role="region" aria-label=(label) {
            table {
                thead {
                    tr {
                        th scope="col" { "Paper" }
                        @for column in columns {
                            th scope="col" {
                                bdi { (column.model) }
                                @if column.is_one_of_several && !column.planner.is_empty() {
                                    br; small { "by " bdi { (column.planner) } }
                                }
                            }
                        }
                        th scope="col" { "Total" }
                    }
                }
                tbody {
                    @for paper in papers {
                        @let known = &catalog.papers[paper];
                        tr {
                            th scope="row" {
                                a href={ "papers/" (encode(&known.stem)) ".html" } { bdi { (known.title) } }
                            }
                            @for column in columns { td { (cell(column.plans.get(&paper))) } }
                            td { (sum(of_paper(paper))) }
                        }
                    }
                }
                tfoot {
                    tr {
                        th scope="row" { "Total" }
                        @for column in columns { td { (sum(total(column.plans.values()))) } }
                        td { (sum(total(columns.iter().flat_map(|it| it.plans.values())))) }
                    }
                }
            }
        }
    }
}

/// The plans of a model for a paper.
fn cell(plans: Option<&Vec<&Entry>>) -> Markup {
    html! {
        @for entry in plans.into_iter().flatten() {
            a href=(encode(&entry.page())) {
                (entry.n_ablations)
                span.unseen { (ablations(entry.n_ablations)) }
                @if entry.task.is_some() { small { " " (task(entry.task)) } }
                @if let Some(origin) = entry.origin() { span.unseen { " from " bdi { (origin) } } }
            }
        }
    }
}

fn ablations(n: usize) -> &'static str {
    if n == 1 { " ablation" } else { " ablations" }
}

fn total<'a>(cells: impl Iterator<Item = &'a Vec<&'a Entry>>) -> Total {
    cells.flatten().fold(Total::default(), |total, entry| Total {
        plans: total.plans + 1,
        ablations: total.ablations + entry.n_ablations,
    })
}

fn sum(total: Total) -> Markup {
    html! {
        (total.ablations) span.unseen { (ablations(total.ablations)) " in" }
        small { " " (count(total.plans, "plan")) }
    }
}
