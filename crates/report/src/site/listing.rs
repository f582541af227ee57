//! The pages that list plans: the index, papers, models and tasks.

use maud::{Markup, html};

use super::NotRead;
use super::badge;
use super::catalog::{Catalog, Group, Paper};
use super::entry::{Entry, task};
use super::layout::crumbs;
use super::name::encode;
use super::row;
use crate::escape::line;
use ::plan::Task;
use foundation::words::count;

/// How many files that were not read are listed.
const NOT_READ: usize = 500;

/// The index of all papers, with the controls that need a script.
pub(super) fn index(catalog: &Catalog, title: &str, not_read: &[NotRead]) -> Markup {
    let (models, tasks) = (catalog.models(), catalog.tasks());
    html! {
        h1 { (title) }
        p.lead {
            (count(catalog.entries.len(), "plan")) " for " (count(catalog.papers.len(), "paper")) " from "
            a href="models/index.html" { (count(models.len(), "model")) } ". "
            a href="matrix.html" { "See which model has a plan for which paper" }
        }
        form #find role="search" aria-label="Plans" hidden {
            p.field.wide {
                label for="q" { "Search" }
                input #q type="search" autocomplete="off" spellcheck="false"
                    placeholder="Title, ablation, part, metric or finding" aria-describedby="shown";
            }
            p.field { label for="paper" { "Paper" } select #paper { option value="" { "All papers" } } }
            p.field { label for="model" { "Model" } select #model { (options("All models", &models)) } }
            p.field { label for="task" { "Task" } select #task { (options("All tasks", &tasks)) } }
            p.field { button #clear type="reset" { "Clear" } }
        }
        p #shown role="status" aria-live="polite" {}
        div #papers {
            @for (number, paper) in catalog.papers.iter().enumerate() {
                section.paper data-paper=(number) {
                    h2 { a href={ "papers/" (encode(&paper.stem)) ".html" } { bdi { (paper.title) } } }
                    ul.rows {
                        @for &plan in &paper.plans {
                            @let entry = &catalog.entries[plan];
                            li data-plan=(plan) { (row::head(entry, "", &entry.model)) (row::body(entry)) }
                        }
                    }
                }
            }
        }
        p #nothing hidden { "No plan has all of this. " button.quiet type="button" #again { "Show all" } }
        (unread(not_read))
    }
}

fn options(all: &str, groups: &[Group]) -> Markup {
    html! {
        option value="" { (all) }
        @for group in groups { option value=(group.title) { (group.title) " (" (group.plans.len()) ")" } }
    }
}

fn unread(not_read: &[NotRead]) -> Markup {
    html! {
        @if !not_read.is_empty() {
            details #not-read {
                summary { (count(not_read.len(), "file")) " not read" }
                ul.list {
                    @for file in not_read.iter().take(NOT_READ) {
                        li { code { bdi { (line(&file.path)) } } ": " (line(&file.reason)) }
                    }
                    @if not_read.len() > NOT_READ { li { "and " (not_read.len() - NOT_READ) " more" } }
                }
            }
        }
    }
}

/// The page of a paper; `is_compared` says whether there is one of its plans side by side.
pub(super) fn paper(catalog: &Catalog, paper: &Paper, is_compared: bool) -> Markup {
    let entries: Vec<&Entry> = paper.plans.iter().map(|&plan| &catalog.entries[plan]).collect();
    html! {
        (crumbs(&[("../index.html", "Papers")]))
        h1 { bdi { (paper.title) } }
        p.lead {
            (count(entries.len(), "plan"))
            @if is_compared { ". " a href={ "../compare/" (encode(&paper.stem)) ".html" } { "See them side by side" } }
        }
        (matrix(&entries))
        @for entry in &entries {
            section.card {
                header { h2 { (row::head(entry, "../", &entry.model)) } }
                (row::claims(entry))
                ol.briefs {
                    @for (index, brief) in entry.ablations.iter().enumerate() {
                        li {
                            a href={ "../" (encode(&entry.page())) "#a" (index + 1) } { bdi { (brief.name) } } " "
                            (badge::action(brief.action))
                            p.dim { bdi { (brief.part) } }
                        }
                    }
                    @if entry.n_ablations > entry.ablations.len() { li { "and more" } }
                }
            }
        }
    }
}

/// Models by tasks; nothing for a single plan.
fn matrix(entries: &[&Entry]) -> Markup {
    let mut models: Vec<&str> = entries.iter().map(|entry| entry.model.as_str()).collect();
    models.dedup();
    let all = [Some(Task::Author), Some(Task::Reviewer), None];
    let tasks: Vec<_> =
        all.into_iter().filter(|task| entries.iter().any(|entry| entry.task == *task)).collect();
    html! {
        @if entries.len() > 1 {
            div.scroll tabindex="0" role="region" aria-label="Plans by model and task" {
                table {
                    thead { tr { th scope="col" { "Model" } @for of in &tasks { th scope="col" { (task(*of)) } } } }
                    tbody {
                        @for model in models {
                            tr {
                                th scope="row" { bdi { (model) } }
                                @for of in &tasks {
                                    td {
                                        @for entry in entries.iter().filter(|it| it.model == model && it.task == *of) {
                                            a href={ "../" (encode(&entry.page())) } {
                                                (count(entry.n_ablations, "ablation"))
                                                @if let Some(origin) = entry.origin() { " from " bdi { (origin) } }
                                            } " "
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The page of all models and tasks.
pub(super) fn groups(models: &[Group], tasks: &[Group]) -> Markup {
    let list = |groups: &[Group], folder: &str| {
        html! {
            ul.rows {
                @for group in groups {
                    li { a href={ "../" (folder) "/" (encode(&group.stem)) ".html" } { bdi { (group.title) } } " "
                         span.dim { (count(group.plans.len(), "plan")) } }
                }
            }
        }
    };
    html! {
        h1 { "Models and tasks" }
        section aria-labelledby="models-h" { h2 #models-h { "Models" } (list(models, "models")) }
        section aria-labelledby="tasks-h" { h2 #tasks-h { "Tasks" } (list(tasks, "tasks")) }
    }
}

/// The page of one model or task.
pub(super) fn group(catalog: &Catalog, group: &Group) -> Markup {
    html! {
        (crumbs(&[("../models/index.html", "Models and tasks")]))
        h1 { bdi { (group.title) } }
        p.lead { (count(group.plans.len(), "plan")) }
        ul.rows.tall {
            @for &plan in &group.plans {
                @let entry = &catalog.entries[plan];
                li {
                    (row::head(entry, "../", &catalog.papers[entry.paper].title))
                    @if entry.model != group.title { " " span.dim { "by " bdi { (entry.model) } } }
                }
            }
        }
    }
}
