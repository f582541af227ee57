//! Our corpus holds every shape and oddity that plans in circulation were found to have, so that
//! the other tests prove something.

use std::collections::BTreeMap;
use std::fmt::Display;

use expect_test::expect;
use plan::{Ablation, Literal, Plan, Task};

use crate::corpus::own;

/// What stands in at least one page, and the text that shows it.
const ODDITIES: [(&str, &str); 52] = [
    ("a numbered list in the trace", "\n\n1. "),
    ("another numbering in the trace", "\n1) "),
    ("a bulleted list in the trace", "\n\n- "),
    ("other bullets in the trace", "\n* "),
    ("bold in the trace", "\n**What is there.** "),
    ("emphasis in the trace", "\n1. *Smoothing.* "),
    ("code in the trace", "`n_rounds = 32`"),
    ("a plan spelled out in the trace", "\n\t- Ablated Part: "),
    ("formulas in the trace", "$L = L_1 + \\lambda \\nabla L_2$"),
    ("a command that begins as a line break", "with \\nabla p "),
    ("another such command", "as \\neq in "),
    ("a TAB that was `\\t` of `\\text`", "G_{\text{refine}}$\n"),
    ("a tag of HTML in the trace", "k<sub>max</sub>"),
    ("a tag of HTML in a part", "**Ablated Part**: cut after the k<sup>th</sup>"),
    ("a tag of HTML in an item", "\n  - k = 10<sup>2</sup>\n"),
    ("what looks like a tag, in an item", "\n  - <CLS> of "),
    ("what looks like a tag, in a part", "**Ablated Part**: marks <EC> and <MC>\n"),
    ("what looks like a tag, in a name", "\n### Marks <EC>"),
    ("a comparison in the trace", "p < 0.05"),
    ("a comparison in an item", "\n  - > 10 %\n"),
    ("comparisons in metrics", "errors > 6 h, share of errors < 1 h\n"),
    ("a bar in metrics", "hit rate | byte hit rate"),
    ("an ampersand in a name", "\n### Adapter & Rules\n"),
    ("a percent sign in a name", "\n### 100% Lighting\n"),
    ("a dollar sign in metrics", "cost per log ($), "),
    ("a part that is LaTeX", "**Ablated Part**: residual form of $"),
    ("an underscore and a backslash in an item", "\n  - X \\ X_o\t\n"),
    ("a comma in brackets of a metric", "F1 (macro, per species)"),
    ("a bracket that is not closed", "accuracy (MMLU, BBH, bias score\n"),
    ("two brackets, one not closed", "accuracy (MMLU, BBH), bias score [%\n"),
    ("metrics that hold the separator", "R@1, IoU@0.5, R@5, IoU@0.5"),
    ("a blank before the metrics", "**Metrics**:  Rank-1"),
    ("a blank before an item", "\n  -  key points\n"),
    ("an action among the items", "\n  - REMOVE\n"),
    ("`None` among the items", "\n  - None\n"),
    ("the baseline among the items", "\n  - full method (baseline)\n"),
    ("a removal among the items", "\n  - without edge features\n"),
    ("a set that looks like a map", "\n  - {λ, γ, α}\n"),
    ("a name that is an index", "\n### Ablation Study 1\n"),
    ("a name with a numbered prefix", "\n### 1. Octree Depth\n"),
    ("HYPHEN", "cross\u{2010}attention"),
    ("NON-BREAKING HYPHEN", "α\u{2011}blending"),
    ("MINUS SIGN", "c = \u{2212}0.5"),
    ("EN DASH between HAIR SPACEs", "0\u{200a}\u{2013}\u{200a}0.2"),
    ("MICRO SIGN", "\u{b5}J"),
    ("GREEK SMALL LETTER MU", "\u{3bc}N"),
    ("GREEK SMALL LETTER PHI", "share \u{3c6} of"),
    ("GREEK PHI SYMBOL", "\u{3d5} in Table 3"),
    ("COMBINING CIRCUMFLEX ACCENT", "x\u{302}"),
    ("COMBINING TILDE", "y\u{303}"),
    ("RIGHT SINGLE QUOTATION MARK", "Cohen\u{2019}s"),
    ("a letter beyond the first plane", "\u{1d6fc}-blended"),
];

/// What no page has; files that have it are among the broken ones.
const ABSENT: [&str; 6] = ["\r", "\u{feff}", "\u{fffd}", "ð\u{178}", "â€", "\n## "];

#[test]
fn every_oddity_is_there() {
    let pages = own();
    for (what, text) in ODDITIES {
        assert!(pages.iter().any(|page| page.text.contains(text)), "{what}: {text:?}");
    }
    for text in ABSENT {
        let name = pages.iter().find(|page| page.text.contains(text)).map(|page| &page.name);
        assert_eq!(name, None, "{text:?}");
    }
    assert!(pages.iter().all(|page| page.text.ends_with("</div>")), "no newline at the end");
    assert!(pages.iter().any(|page| !page.name.is_ascii()));
    let same_paper = pages.iter().filter(|page| page.name.ends_with("/tidepool-net.md")).count();
    assert_eq!(same_paper, 3, "one paper has plans of several models");
    // a title has the dots of the model's name, the folder does not
    let same = |name: &str, title: &str| format!("planner/{name}").starts_with(title);
    let n_same = pages.iter().filter(|page| same(&page.name, &page.plan().title())).count();
    assert!(0 < n_same && n_same < pages.len(), "{n_same}");
}

#[test]
fn every_size_and_kind_is_there() {
    let plans: Vec<Plan> = own().iter().map(crate::corpus::Page::plan).collect();
    let mut tally = Tally::default();
    for plan in &plans {
        let task = plan.task.map_or("none", Task::as_str);
        tally.add("pages", task);
        tally.add(&format!("ablations of {task} pages"), plan.ablations.len());
        tally.add("actions of a page", actions(plan));
        for ablation in &plan.ablations {
            tally.add("fields", fields(ablation));
            tally.add("replacements", ablation.replacements.len());
            tally.add("metrics", ablation.metrics.len());
            for item in &ablation.replacements {
                tally.add("kinds of replacements", kind(item.value()));
            }
        }
    }
    expect![[r#"
        ablations of author pages:
           2: 1
           4: 3
           5: 10
        ablations of reviewer pages:
           2: 44
           3: 3
           4: 1
        actions of a page:
          ADD REMOVE: 1
          ADD REMOVE REPLACE: 2
          ADD REPLACE: 1
          REMOVE: 2
          REMOVE REPLACE: 27
          REPLACE: 29
        fields:
          ADD with items: 2
          ADD without items: 2
          REMOVE without items: 47
          REPLACE with items: 114
        kinds of replacements:
          assignment: 12
          list: 3
          map: 6
          nothing: 3
          real number: 25
          text: 187
          whole number: 81
          with unit: 26
        metrics:
           1: 28
           2: 100
           3: 31
           4: 3
           5: 1
           7: 1
           8: 1
        pages:
          author: 14
          reviewer: 48
        replacements:
           0: 49
           1: 9
           2: 41
           3: 43
           4: 14
           5: 3
           6: 1
           7: 1
           8: 1
           9: 1
          10: 1
          12: 1
    "#]]
    .assert_eq(&tally.to_string());
}

/// The actions of a plan, without repetition.
fn actions(plan: &Plan) -> String {
    let mut actions: Vec<&str> =
        plan.ablations.iter().map(|ablation| ablation.action.as_str()).collect();
    actions.sort_unstable();
    actions.dedup();
    actions.join(" ")
}

/// The action, and whether a replacement follows.
fn fields(ablation: &Ablation) -> String {
    let with = if ablation.replacements.is_empty() { "without" } else { "with" };
    format!("{} {with} items", ablation.action.as_str())
}

fn kind(value: &Literal) -> &'static str {
    match value {
        Literal::Null => "nothing",
        Literal::Bool(_) => "truth value",
        Literal::Int(_) => "whole number",
        Literal::Float(_) => "real number",
        Literal::List(_) => "list",
        Literal::Map(_) => "map",
        Literal::Text(text) if text.contains('=') => "assignment",
        Literal::Text(text) if text.starts_with(|c: char| c.is_ascii_digit()) => "with unit",
        Literal::Text(_) => "text",
    }
}

/// How often each kind of each thing was seen.
#[derive(Default)]
struct Tally(BTreeMap<String, BTreeMap<String, usize>>);

impl Tally {
    fn add(&mut self, what: &str, kind: impl Display) {
        // numbers are sorted as numbers
        let kinds = self.0.entry(what.to_owned()).or_default();
        *kinds.entry(format!("{kind:>2}")).or_default() += 1;
    }
}

impl Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (what, kinds) in &self.0 {
            writeln!(f, "{what}:")?;
            for (kind, count) in kinds {
                writeln!(f, "  {kind}: {count}")?;
            }
        }
        Ok(())
    }
}
