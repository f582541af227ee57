//! Broken pages: what is salvaged, and which lines are blamed.

use std::fs;

use expect_test::{Expect, expect};
use plan::Plan;

use crate::corpus::folder;

fn check(fixture: &str, expected: &Expect) {
    let bytes = fs::read(folder("broken").join(fixture)).expect("fixture");
    let (plan, rejected) = Plan::parse_bytes(&bytes, fixture).expect("something to read");
    let mut text = format!("trace: {}\n", plan.trace);
    for ablation in &plan.ablations {
        let items: Vec<&str> = ablation.replacements.iter().map(plan::Replacement::text).collect();
        let metrics: Vec<&str> = ablation.metrics.iter().map(String::as_str).collect();
        let (name, part, action) = (&ablation.name, &ablation.part, ablation.action.as_str());
        text.push_str(&format!("{name} | {part} | {action} | {items:?} | {metrics:?}\n"));
    }
    for rejected in &rejected {
        text.push_str(&format!("{rejected}\n"));
    }
    expected.assert_eq(&text);
    // what was salvaged is whole: written as a page, it reads back the same
    let (again, _) = Plan::parse(&plan.to_page(), fixture).expect("a page");
    assert_eq!(again, plan);
}

#[test]
fn open_box() {
    check(
        "open_box.md",
        &expect![[r#"
        trace: The closing tag below this line is gone.
        Gate | the gate | REMOVE | [] | ["Accuracy"]
        Depth | the depth | REPLACE | ["2", "4"] | ["Accuracy"]
        line 4: the box `Reasoning Trace` is not closed
    "#]],
    );
}

#[test]
fn unknown_action() {
    check(
        "unknown_action.md",
        &expect![[r#"
        trace: One action is not among the three.
        Gate | the gate | REMOVE | [] | ["Accuracy"]
        Bias | the bias | REMOVE | [] | ["Accuracy"]
        line 18: unknown action `MODIFY`, expected REMOVE, REPLACE or ADD; left out
    "#]],
    );
}

#[test]
fn missing_metrics() {
    check(
        "missing_metrics.md",
        &expect![[r#"
        trace: Nobody said what to measure.
        Gate | the gate | REMOVE | [] | []
        Depth | the depth | REPLACE | ["2"] | ["F1 (macro", "Recall"]
        line 11: `Gate` has no metrics, left empty
    "#]],
    );
}

#[test]
fn truncated() {
    check(
        "truncated.md",
        &expect![[r#"
        trace: The reply ended early.
        Gate | the gate | REMOVE | [] | ["Accuracy"]
        line 9: the box `Ablation Plan` is not closed
        line 16: `Depth` has no action, left out
    "#]],
    );
}

#[test]
fn loose_items() {
    check(
        "loose_items.md",
        &expect![[r#"
        trace: The word above the items is missing.
        Depth | the depth | REPLACE | ["2", "4"] | ["Accuracy"]
        Gate | the gate | REMOVE | [] | ["Accuracy"]
        line 14: an item outside of `Replacement`, taken as a replacement
        line 15: an item outside of `Replacement`, taken as a replacement
        line 18: unexpected line `A stray remark.`
    "#]],
    );
}

#[test]
fn garbage() {
    check(
        "garbage.md",
        &expect![[r#"
        trace: There are bytes that are no text.
        Gate | the gate | REMOVE | [] | ["Accuracy"]
        Bias | the bias | REMOVE | [] | ["Accuracy"]
        line 16: not UTF-8, unreadable bytes were replaced
        line 16: unexpected line `��\0��PK\u{3}\u{4} �(`
    "#]],
    );
}
