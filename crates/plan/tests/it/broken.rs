//! Broken pages and replies: what is kept of them, and which lines are reported.

use std::fmt::Debug;
use std::fs;

use expect_test::{Expect, expect};
use plan::Plan;

use crate::corpus::{files, folder};

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

/// The names of the ablations that are kept, and the kind of fault of each line that is reported.
fn salvaged(file: &str) -> String {
    let bytes = fs::read(folder("broken").join(file)).expect("a file of the corpus");
    let (plan, rejected) = match Plan::parse_bytes(&bytes, file) {
        Ok(read) => read,
        Err(plan::Error::Nothing { rejected, .. }) => (Plan::default(), rejected),
        Err(error) => return format!("{file}: {}\n", variant(&error)),
    };
    let (again, _) = Plan::parse(&plan.to_json(), file).expect("native JSON");
    assert_eq!(again, plan, "{file}");
    let names: Vec<&str> = plan.ablations.iter().map(|ablation| ablation.name.as_str()).collect();
    let names = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
    let mut text = format!("{file}: {names}\n");
    for rejected in rejected {
        text.push_str(&format!("  line {}: {}\n", rejected.line, variant(&rejected.reason)));
    }
    text
}

/// The kind of a fault, which stays when its message is reworded.
fn variant(fault: &impl Debug) -> String {
    format!("{fault:?}").split([' ', '(']).next().unwrap_or_default().to_owned()
}

#[test]
fn everything_broken() {
    let paths = files(&folder("broken"));
    let names = paths.iter().map(|path| path.file_name().expect("a file").to_string_lossy());
    let found: String = names.map(|name| salvaged(&name)).collect();
    expect![[r#"
        blank.md: nothing
          line 1: NoTitle
          line 1: NoTrace
          line 4: NoPlan
        bom_and_crlf.md: Tide Clock, Phase Resolution
        capital_tags.md: Tide Clock, Phase Resolution
        cut.json: Gate
          line 6: OpenObject
        empty.md: nothing
          line 1: NoTitle
          line 1: NoTrace
          line 1: NoPlan
        fields.jsonl: String replacement, No metrics, No part, No replacement, Settings, Whole
          line 5: UnknownAction
          line 6: NoAction
          line 7: NoName
          line 9: Missing
          line 10: Missing
          line 11: Missing
          line 12: NotAnAblation
          line 13: Settings
        garbage.md: Gate, Bias
          line 16: NotUtf8
          line 16: UnexpectedLine
        headings_only.md: Tide Clock, Phases
          line 1: NoTrace
          line 5: NoPlan
        latin1.md: Gezeitenuhr f�r T�mpel, Phase Resolution
          line 26: NotUtf8
        line.jsonl: Gate, Depth
          line 6: OpenObject
          line 8: OpenObject
        loose_items.md: Depth, Gate
          line 14: LooseItem
          line 15: LooseItem
          line 18: UnexpectedLine
        missing_metrics.md: Gate, Depth
          line 11: Missing
        nameless.md: nothing
          line 26: NoName
          line 33: UnknownAction
        newer.json: Depth
          line 1: UnknownVersion
          line 1: WrongType
          line 1: WrongType
          line 1: UnknownField
          line 1: WrongType
          line 1: NotAnAblation
        no_plan_box.md: nothing
          line 22: NoPlan
        no_replacement.md: Tide Clock, Phase Resolution
          line 31: Missing
        open_box.md: Gate, Depth
          line 4: OpenBox
        open_plan_box.md: Tide Clock, Phase Resolution
          line 24: OpenBox
        open_tags.jsonl: Gate
        picture.png: Binary
        prose.md: nothing
          line 1: NoTitle
          line 1: NoTrace
          line 2: NoPlan
        second_fields.md: Tide Clock, Phase Resolution
          line 29: Repeated
          line 31: Repeated
          line 32: LooseItem
        truncated.md: Gate
          line 9: OpenBox
          line 16: NoAction
        unknown_action.md: Gate, Bias
          line 18: UnknownAction
    "#]]
    .assert_eq(&found);
}

/// A byte order mark and line breaks of another system are no faults: the page is the same.
#[test]
fn line_breaks_of_another_system() {
    let bytes = fs::read(folder("broken").join("bom_and_crlf.md")).expect("a page");
    let (plan, rejected) = Plan::parse_bytes(&bytes, "page").expect("a plan");
    assert_eq!(rejected, []);
    let page = fs::read_to_string(folder("pages/quill-25/tidepool-net.md")).expect("a page");
    assert!(plan.to_page() == page);
}
