//! AblationBench's JSONL and native JSON, as planners and language models write them.

use std::fs;

use expect_test::{Expect, expect};
use plan::Plan;

use crate::corpus::{files, folder, parse, svilm};

/// A file in which nothing is wrong: its trace and, with types, its ablations.
fn check(file: &str, expected: &Expect) {
    let text = fs::read_to_string(folder("forms").join(file)).expect("a plan");
    let plan = parse(&text, file);
    let mut found = format!("{:?}\n", plan.trace);
    for ablation in &plan.ablations {
        let (name, part, action) = (&ablation.name, &ablation.part, ablation.action.as_str());
        let metrics: &[String] = &ablation.metrics;
        found.push_str(&format!("{name} | {part} | {action} | {metrics:?}\n"));
        for item in &ablation.replacements {
            found.push_str(&format!("  {}: {:?}\n", item.text(), item.value()));
        }
    }
    expected.assert_eq(&found);
}

#[test]
fn tags() {
    check(
        "tags.jsonl",
        &expect![[r#"
        "The tide clock is new; whether its gate or its phase matters is open.\n\nTwo studies would tell."
        Tide Clock | tide clock | REMOVE | ["RMSE", "peak error"]
        Phases | number of phases | REPLACE | ["RMSE"]
          2: Int(2)
          4.0: Float(4.0)
          1e-05: Float(1e-5)
          24: Int(24)
          True: Bool(true)
          None: Null
        Buoy Height | input of the network | ADD | ["RMSE (day, night)"]
          height of the buoy: Text("height of the buoy")
    "#]],
    );
}

#[test]
fn latex() {
    check(
        "latex.jsonl",
        &expect![[r#"
        "The loss $L = L_1 + \\lambda \\nabla L_2$ has a weight that is never varied."
        Edge Loss | gradient term $\lambda \nabla L_2$ of $L_{\text{edge}}$ | REMOVE | ["boundary F1"]
        Weight | weight $\lambda$ | REPLACE | ["boundary F1"]
          $\lambda \neq 0$, \tau-scaled: Text("$\\lambda \\neq 0$, \\tau-scaled")
          $\lambda = 1$: Text("$\\lambda = 1$")
    "#]],
    );
}

#[test]
fn fenced() {
    check(
        "fenced.jsonl",
        &expect![[r#"
        "Here is my plan. The grammar is the claim of the paper, so it comes first."
        Grammar | grammar of the decoder | REMOVE | ["valid programs (%)"]
        Beam | width of the beam | REPLACE | ["valid programs (%)", "seconds"]
          1: Int(1)
          4: Int(4)
    "#]],
    );
}

#[test]
fn array() {
    check(
        "array.json",
        &expect![[r#"
        ""
        Shadow | shadow of the walker | REMOVE | ["rank-1", "mAP (all, clear)"]
        Height | height of the drone | REPLACE | ["rank-1"]
          {'low': 10, 'high': 20}: Map([("low", Int(10)), ("high", Int(20))])
          [10, 20, 30]: List([Int(10), Int(20), Int(30)])
          {'metres': {'low': 5}}: Map([("metres", Map([("low", Int(5))]))])
    "#]],
    );
}

#[test]
fn python() {
    check(
        "python.jsonl",
        &expect![[r#"
        "Written by a planner that printed its objects."
        Frost Mask | the gardener's mask | REMOVE | ["yield"]
        Window | days of the window | REPLACE | ["yield", "bias"]
          7: Int(7)
          30: Int(30)
          whole season: Text("whole season")
    "#]],
    );
}

#[test]
fn existing() {
    check(
        "existing.jsonl",
        &expect![[r#"
        "Table 4 varies the depth, so I leave it out. Strings may hold </predictions> and <discussion>."
        Dustbin | cost of the dustbin | REPLACE | ["F1"]
          </predictions>: Text("</predictions>")
          0.5: Float(0.5)
    "#]],
    );
}

#[test]
fn bare() {
    check(
        "bare.jsonl",
        &expect![[r#"
        ""
        Kerning | kerning table | ADD | ["preference"]
          classes: Text("classes")
        Stroke Order | stroke order | REMOVE | ["LPIPS"]
    "#]],
    );
}

#[test]
fn smallest() {
    check(
        "smallest.json",
        &expect![[r#"
        ""
        Gate | gate | REMOVE | ["accuracy"]
    "#]],
    );
}

#[test]
fn whole() {
    check(
        "whole.json",
        &expect![[r#"
        "Key and tempo first.\n\nThen the tracker."
        Key Invariance | invariance to the key | REMOVE | ["MRR", "top-10 hits"]
        Tracker | pitch tracker | REPLACE | ["MRR"]
          mel spectrogram: Text("mel spectrogram")
          {'bins': 84, 'transform': 'constant-Q'}: Map([("bins", Int(84)), ("transform", Text("constant-Q"))])
    "#]],
    );
}

#[test]
fn aliases() {
    check(
        "aliases.json",
        &expect![[r#"
        "Other names of the same fields."
        Lamps | lamps of the box | REPLACE | ["cell errors", "page errors"]
          1: Int(1)
          2: Int(2)
        Language Model | correction | REPLACE | ["cell errors"]
          a word list: Text("a word list")
    "#]],
    );
}

#[test]
fn every_file_is_written_and_read_again() {
    let subject = svilm();
    let paths = files(&folder("forms"));
    assert_eq!(paths.len(), 10);
    for path in paths {
        let name = path.display().to_string();
        let plan = parse(&fs::read_to_string(&path).expect("a plan"), &name);
        assert_eq!(parse(&plan.to_json(), &name), plan, "{name}");
        let read = parse(&plan.to_reply(), &name);
        assert_eq!(read.trace, plan.trace, "{name}");
        let (page, _) = Plan::parse(&plan.to_page(), &name).expect("a page");
        assert_eq!(page.trace, plan.trace, "{name}");
        for read in [read, page] {
            assert_eq!(read.ablations.len(), plan.ablations.len(), "{name}");
            for (read, ablation) in read.ablations.iter().zip(&plan.ablations) {
                // what an ablation rests on is kept by native JSON alone
                let bare = plan::Ablation { grounds: read.grounds.clone(), ..ablation.clone() };
                assert_eq!(read, &bare, "{name}");
            }
        }
        let binding = plan::bind(&plan, &subject);
        assert!(binding.ablations.iter().all(|bound| bound.variants.is_empty()), "{name}");
    }
}
