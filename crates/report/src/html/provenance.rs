//! Where the numbers come from: date, command, commit, versions, seeds and machine, in one place.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::{Page, folded, isolate};
use crate::number::seeds;
use study::store::Invocation;

pub(super) fn section(page: &Page) -> Markup {
    let results = page.results;
    let costs = || results.runs().filter_map(|run| run.cost.as_ref());
    let machines: BTreeSet<&str> = costs().map(|cost| cost.machine.as_str()).collect();
    let threads: BTreeSet<usize> = costs().map(|cost| cost.threads).collect();
    let threads: Vec<String> = threads.iter().map(usize::to_string).collect();
    let said = html! {
        dl.facts {
            @for one in page.invocations.iter().rev().take(5) { (invocation(one)) }
            @if page.invocations.len() > 5 {
                dt { "Earlier" } dd { (page.invocations.len() - 5) " more commands in " code { "provenance.json" } }
            }
            dt { "Subject" } dd { (isolate(&format!("{} {}", results.subject.name, results.subject.version))) }
            dt { "ablate" } dd { (env!("CARGO_PKG_VERSION")) ", results in format " (results.version) }
            dt { "Seeds" } dd { (isolate(&seeds(&results.seeds))) }
            dt { "Machine" }
            dd {
                @if machines.is_empty() { span.dim { "not known" } }
                @for machine in &machines { (isolate(machine)) br; }
            }
            @if !threads.is_empty() { dt { "Threads per run" } dd { (threads.join(", ")) } }
        }
    };
    folded("provenance", "Provenance", &said)
}

fn invocation(one: &Invocation) -> Markup {
    html! {
        dt { (isolate(&one.started)) }
        dd {
            code { (isolate(&one.command.join(" "))) } br;
            @if one.commit.is_empty() {
                span.dim { "the training program is in no git repository" }
            } @else {
                "commit " code { (isolate(&one.commit)) } @if one.is_modified { ", with uncommitted changes" }
            }
            ", ablate " (isolate(&one.version))
        }
    }
}
