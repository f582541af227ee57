use expect_test::{Expect, expect};
use subject::{Settings, Value};

use super::{bind, svilm};
use crate::plan::Plan;

/// The plan that was made for S-ViLM.
const SEED: &str = "\
# lm-planner/claude-3.5-sonnet/Structured_Video_Language_Modeling

<div style=\"background: linear-gradient(135deg, #e3f2fd 0%, #bbdefb 100%);\" class=\"trajectory-box\">
<h2 style=\"color: #1976d2;\">🧠 Reasoning Trace</h2>

There are still some important aspects that weren't fully explored.
</div>

<div style=\"background: linear-gradient(135deg, #e8f5e8 0%, #c8e6c9 100%);\" class=\"trajectory-box\">
<h2 style=\"color: #2e7d32;\">📋 Ablation Plan</h2>

### Grouping Blocks Ablation
- **Ablated Part**: Number and placement of grouping blocks in the video encoder
- **Action**: REPLACE
- **Replacement**: 
  - 1 block at last layer
  - 2 blocks at (6,12)
  - 4 blocks at (3,6,9,12)
- **Metrics**: R@1, R@5, R@10, Accuracy, mAP

### Group Tokens Ablation
- **Ablated Part**: Number of learnable group tokens (M)
- **Action**: REPLACE
- **Replacement**: 
  - 8
  - 16
  - 64
  - 128
- **Metrics**: R@1, R@5, R@10, Accuracy, mAP

</div>";

#[test]
fn the_plan_for_svilm_is_eight_configurations() {
    let (plan, rejected) = Plan::parse(SEED, "trajectory.md").unwrap();
    assert_eq!(rejected, []);
    let subject = svilm();
    let binding = crate::bind(&plan, &subject);
    let configurations = binding.configurations(&subject).unwrap();
    let lines: Vec<String> = configurations
        .iter()
        .map(|it| {
            format!(
                "{} M={} {}\n",
                it.settings.0["grouping_layers"], it.settings.0["group_tokens"], it.label
            )
        })
        .collect();
    expect![[r#"
        (6,9,12) M=32 baseline
        (12) M=32 Grouping Blocks Ablation: 1 block at last layer
        (6,12) M=32 Grouping Blocks Ablation: 2 blocks at (6,12)
        (3,6,9,12) M=32 Grouping Blocks Ablation: 4 blocks at (3,6,9,12)
        (6,9,12) M=8 group_tokens = 8
        (6,9,12) M=16 group_tokens = 16
        (6,9,12) M=64 group_tokens = 64
        (6,9,12) M=128 group_tokens = 128
    "#]]
    .assert_eq(&lines.concat());
    assert!(
        configurations
            .iter()
            .all(|configuration| configuration.settings.0.len() == subject.knobs.len())
    );
    expect![[r##"
        # What each ablation of a plan means for the subject. Read it before compute is spent on it, and edit it freely:
        # - take out a variant, or a whole ablation, that is not worth its runs;
        # - add a variant, above all where something is listed as unbound:
        #       [[ablation.variant]]
        #       label = "how the table names it"
        #       settings = { knob = 0.5 }
        # - `settings` are the knobs that differ from the baseline; none at all is the baseline itself, which runs only once.
        # - `by` says who chose the settings: the words of the plan, the plan's author, or a model. Take it out where you did.
        # - `metrics` are the names of the subject's metrics; an empty list means all of them.
        # - entries under `unbound` are notes; they are never run.
        # The subject's `describe` lists its knobs with the values that they admit, and its metrics.
        version = 1
        subject = "svilm"

        # Knobs that every run sets otherwise than the subject's defaults.
        baseline = {}

        [[ablation]]
        name = "Grouping Blocks Ablation"
        part = "Number and placement of grouping blocks in the video encoder"
        action = "REPLACE"
        metrics = ["recall@1/text_to_video", "recall@5/text_to_video", "recall@10/text_to_video", "accuracy/question_answering", "accuracy/action_recognition", "map/temporal_localization"]

        [[ablation.variant]]
        label = "1 block at last layer"
        settings = { grouping_layers = [12] }
        by = "words"

        [[ablation.variant]]
        label = "2 blocks at (6,12)"
        settings = { grouping_layers = [6, 12] }
        by = "words"

        [[ablation.variant]]
        label = "4 blocks at (3,6,9,12)"
        settings = { grouping_layers = [3, 6, 9, 12] }
        by = "words"

        [[ablation]]
        name = "Group Tokens Ablation"
        part = "Number of learnable group tokens (M)"
        action = "REPLACE"
        metrics = ["recall@1/text_to_video", "recall@5/text_to_video", "recall@10/text_to_video", "accuracy/question_answering", "accuracy/action_recognition", "map/temporal_localization"]

        [[ablation.variant]]
        label = "8"
        settings = { group_tokens = 8 }
        by = "words"

        [[ablation.variant]]
        label = "16"
        settings = { group_tokens = 16 }
        by = "words"

        [[ablation.variant]]
        label = "64"
        settings = { group_tokens = 64 }
        by = "words"

        [[ablation.variant]]
        label = "128"
        settings = { group_tokens = 128 }
        by = "words"
    "##]].assert_eq(&binding.to_toml());
}

#[test]
fn a_setting_that_is_asked_for_twice_is_run_once() {
    let subject = svilm();
    let mut binding = bind(
        "group tokens | REPLACE | 16; M=16; 32; default
         Number of group tokens | REPLACE | 64; 16",
    );
    let labels = |configurations: Vec<crate::Configuration>| -> Vec<String> {
        configurations.into_iter().map(|configuration| configuration.label).collect()
    };
    let all = labels(binding.configurations(&subject).unwrap());
    assert_eq!(all, ["baseline", "group_tokens = 16", "group_tokens = 64"]);

    // a person moves the baseline to 64: the default is now a variant, and 64 is none
    binding.baseline = Settings::from([("group_tokens", Value::Int(64))]);
    binding.ablations[0].variants[2].settings = Settings::from([("group_tokens", Value::Int(32))]);
    let all = labels(binding.configurations(&subject).unwrap());
    assert_eq!(all, ["baseline", "group_tokens = 16", "group_tokens = 32"]);
}

#[test]
fn an_unknown_knob_in_a_binding_is_an_error() {
    let mut binding = bind("group tokens | REPLACE | 16");
    binding.baseline = Settings::from([("tokens", Value::Int(1))]);
    assert!(binding.configurations(&svilm()).is_err());
}

#[test]
fn names_that_are_used_twice_are_told_apart() {
    let binding = bind("x | REMOVE\n x | REMOVE\n x (2) | REMOVE\n x | REMOVE");
    let names: Vec<_> = binding.ablations.iter().map(|bound| bound.name.as_str()).collect();
    assert_eq!(names, ["x", "x (2)", "x (2) (2)", "x (3)"]);
}

#[test]
fn an_empty_plan_is_the_baseline_alone() {
    let binding = bind("");
    assert_eq!(binding.configurations(&svilm()).unwrap().len(), 1);
}

/// The variants of a plan in JSON, with who bound them, and what stayed unbound.
fn check_proposal(ablation: &str, expect: Expect) {
    let plan = format!("{{\"version\": 1, \"ablations\": [{ablation}]}}");
    let (plan, _) = crate::Plan::parse(&plan, "test").unwrap();
    let binding = crate::bind(&plan, &super::svilm());
    let mut lines = Vec::new();
    for bound in &binding.ablations {
        let variants = bound.variants.iter();
        lines.extend(
            variants
                .map(|it| format!("{}: {:?} by {:?}", it.label, it.settings.0, it.by.as_deref())),
        );
        lines.extend(
            bound.unbound.iter().map(|it| format!("{:?} unbound: {}", it.label, it.reason)),
        );
    }
    expect.assert_eq(&lines.join("\n"));
}

#[test]
fn what_words_do_not_bind_is_bound_as_the_planner_proposes_if_the_knobs_admit_it() {
    check_proposal(
        r#"{"name": "n", "ablated_part": "capacity of the clusters", "action": "REPLACE", "metrics": ["R@1"],
            "replacement": ["few", "many", "absurd", "unheard of", "the same"],
            "settings": [[{"knob": "group_tokens", "value": "8"}], {"group_tokens": 64}, {"group_tokens": 0},
                         {"tokens": 8}, {"grouping_layers": "(6, 9, 12)"}]}"#,
        expect![[r#"
            few: {"group_tokens": Int(8)} by Some("plan")
            many: {"group_tokens": Int(64)} by Some("plan")
            the same: {} by Some("plan")
            Some("absurd") unbound: svilm has no knob matching `capacity of the clusters`; as the plan proposes it: invalid value `0` for knob `group_tokens`: expected an integer from 1 to 512
            Some("unheard of") unbound: svilm has no knob matching `capacity of the clusters`; as the plan proposes it: no knob is called `tokens`"#]],
    );
    check_proposal(
        r#"{"name": "n", "ablated_part": "the clustering mechanism", "action": "REMOVE", "metrics": ["R@1"],
            "settings": [{"grouping_layers": []}]}"#,
        expect![[r#"removed: {"grouping_layers": Ints([])} by Some("plan")"#]],
    );
    // the words count where they mean something
    check_proposal(
        r#"{"name": "n", "ablated_part": "number of group tokens", "action": "REPLACE", "metrics": ["R@1"],
            "replacement": ["8"], "settings": [{"group_tokens": 64}]}"#,
        expect![[r#"8: {"group_tokens": Int(8)} by Some("words")"#]],
    );
}
