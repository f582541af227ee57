//! What is found in an ablation as a whole, and between ablations.

use expect_test::{Expect, expect};

use super::*;

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&render(&lint(&plan(text), None)));
}

#[test]
fn names() {
    check(
        "
        Ablation Study 1 :: a | REMOVE | | FID
        Ablation B :: b | REMOVE | | FID
        #3 :: c | REMOVE | | FID
        Experiment II :: d | REMOVE | | FID
        Ablation :: e | REMOVE | | FID
        Ablation 1: Width :: f | REMOVE | | FID
        2. Depth :: g | REMOVE | | FID
        A3 - Loss :: h | REMOVE | | FID
        Ablation 4 (Depth) :: i | REMOVE | | FID
        ",
        expect![[r#"
            1 generic-name: `Ablation Study 1` says nothing about what is changed
            2 generic-name: `Ablation B` says nothing about what is changed
            3 generic-name: `#3` says nothing about what is changed
            4 generic-name: `Experiment II` says nothing about what is changed
            5 generic-name: `Ablation` says nothing about what is changed
            6 numbered-name: `Ablation 1: Width` would do as `Width`
            7 numbered-name: `2. Depth` would do as `Depth`
            8 numbered-name: `A3 - Loss` would do as `Loss`
        "#]],
    );
}

#[test]
fn names_that_only_look_generic() {
    check(
        "
        Ablation: Sample-specific Mask :: a | REMOVE | | FID
        Ablation Study on Sharpness :: b | REMOVE | | FID
        Ablation LM :: c | REMOVE | | FID
        3D Volume Resolution :: d | REMOVE | | FID
        2-layer MLP :: e | REMOVE | | FID
        Ablation K :: f | REMOVE | | FID
        L2 Matching Cost :: g | REMOVE | | FID
        Fixed vs. Adaptive Curriculum :: h | REMOVE | | FID
        1.5x width :: i | REMOVE | | FID
        Two-stage: joint :: j | REMOVE | | FID
        ",
        expect![[""]],
    );
}

#[test]
fn missing_and_superfluous_parts() {
    check(
        "
        Gate :: gate | REPLACE | |
        Head :: head | REMOVE | linear | FID
        Loss :: Remove the loss entirely | REMOVE | | FID
        Extra :: extra | ADD | | FID
        Sweep :: sweep | REPLACE | 1; 2; 3; 4; 5; 6; 7; 8; 9 | FID
        Norm :: norm | REPLACE | Layer norm; layer-norm; -1; 1; 0.5; 05 | FID
        ",
        expect![[r#"
            1 no-replacement: REPLACE puts in nothing that is named
            1 no-metric: no metric is named
            2 removal-with-replacements: it removes the part and puts in `linear`
            3 action-in-part: `Remove the loss entirely` is a change, not a part
            4 no-replacement: ADD puts in nothing that is named
            5 many-replacements: 9 values × every seed = many runs
            6 repeated-replacement: `layer-norm` more than once
        "#]],
    );
}

#[test]
fn grids() {
    check(
        "
        Words :: a | REPLACE | BERT with mean pooling; BERT with max pooling; GPT with mean pooling; GPT with max pooling | FID
        Numbers :: b | REPLACE | layer 3, ratio 0.5; layer 3, ratio 0.9; layer 6, ratio 0.5; layer 6, ratio 0.9 | FID
        Sizes :: c | REPLACE | 90x90x5; 180x180x3; 240x240x5; 60x60x3 | FID
        Weights :: d | REPLACE | l_a=10, l_b=0; l_a=0, l_b=10; l_a=5, l_b=5; l_a=1, l_b=1 | FID
        Dicts :: e | REPLACE | {'n': 3, 'm': 2}; {'n': 6, 'm': 1}; {'n': 6, 'm': 4}; {'n': 10, 'm': 2} | FID
        Full :: f | REPLACE | {'n': 3, 'm': 2}; {'n': 6, 'm': 2}; {'n': 3, 'm': 4}; {'n': 6, 'm': 4} | FID
        Three :: g | REPLACE | fixed low; fixed high; random low | FID
        Clauses :: h | REPLACE | low rank, frozen; low rank, trained; sparse, frozen; sparse, trained | FID
        ",
        expect![[r#"
            1 hidden-grid: 4 items are a grid of 2 x 2
            2 hidden-grid: 4 items are a grid of 2 x 2
            6 hidden-grid: 4 items are a grid of 2 x 2
            8 hidden-grid: 4 items are a grid of 2 x 2
        "#]],
    );
}

#[test]
fn the_same_twice() {
    check(
        "
        Gate :: The gate | REMOVE | | FID
        Gating :: gate | REMOVE | | FID
        Gate again :: Gate | REPLACE | none; sigmoid | FID
        Gate tanh :: gate | REPLACE | tanh | FID
        gate :: alpha | REPLACE | 1; 2 | FID
        Alpha :: Alpha | REPLACE | 2; 1 | FID
        Alpha more :: Alpha | ADD | 2; 1 | FID
        ",
        expect![[r#"
            2 duplicate-ablation: it is ablation 1 again: the same part, action and items
            3 removal-as-replacement: `none` takes the part away
            3 duplicate-ablation: it takes away what ablation 1 removes
            5 duplicate-name: `gate` is also the name of ablation 1
            6 duplicate-ablation: it is ablation 5 again: the same part, action and items
        "#]],
    );
}

#[test]
fn metrics() {
    check(
        "
        A :: a | REMOVE | | F1; F1-score; Top-1 accuracy; Accuracy; R@1
        B :: b | REMOVE | | f1 score; acc; Recall@1; FID; FID
        C :: c | REMOVE | | mAP; AP50; AP@50; R@10; R2; R@2; mIoU; IoU; RMSE; MSE; AUC; AUROC
        D :: d | REMOVE | | Root Mean Squared Log Error (RMSLE); RMSLE; Precision (macro); Precision (micro)
        ",
        expect![[r#"
            - metric-spellings: `Accuracy`, `acc` are one metric
            - metric-spellings: `F1`, `F1-score`, `f1 score` are one metric
            - metric-spellings: `R@1`, `Recall@1` are one metric
            - metric-spellings: `RMSLE`, `Root Mean Squared Log Error (RMSLE)` are one metric
            1 repeated-metric: `F1`, `F1-score` are one metric
            2 repeated-metric: `FID` is listed twice
            4 repeated-metric: `Root Mean Squared Log Error (RMSLE)`, `RMSLE` are one metric
        "#]],
    );
}

#[test]
fn metrics_that_are_none() {
    check(
        "
        A :: a | REMOVE | | performance; stability; downstream task performance (e.g., VQA)
        B :: b | REMOVE | | performance; policy_stability; performance under varying drop rates; Image quality score
        C :: c | REMOVE | | performance; performance (accuracy); runtime; quality at 8 bits; results; diversity
        ",
        expect![[r#"
            - vague-metric: `performance` is no number (ablations 1, 2, 3)
            1 vague-metric: `stability`, `downstream task performance (e.g., VQA)` are no numbers
            2 vague-metric: `policy_stability`, `performance under varying drop rates` are no numbers
            3 vague-metric: `results` is no number
        "#]],
    );
}

#[test]
fn notation() {
    // not through the reader, which mends LaTeX in JSON
    let mut plan = plan(
        "
        Tab :: a | REPLACE | x | FID
        Open :: b (c | REPLACE | [0, 1); a) first; f(x)); {0, 1} | FID
        Nested :: c | REPLACE | {'a': {'b': 1}}; {'a': 1}; {'a': [1 | FID
        ",
    );
    plan.ablations[0].part = "network ($G_{\text{refine}}$)".to_owned();
    plan.ablations[0].replacements =
        vec![Replacement::new("a\tb"), Replacement::new("\u{c}rac{1}{2}")];
    expect![[r#"
        1 broken-latex: a command was broken in `network ($G_{\text{refine}}$)`, `\u{c}rac{1}{2}`
        2 unbalanced-brackets: a bracket has no partner in `b (c`, `f(x))`
        3 unbalanced-brackets: a bracket has no partner in `{'a': [1`
        3 nested-replacement: `{'a': {'b': 1}}` is not one value
    "#]]
    .assert_eq(&render(&lint(&plan, None)));
}

#[test]
fn a_plan_without_ablations() {
    let findings = lint(&Plan::default(), Some(&svilm()));
    assert_eq!(render(&findings), "- empty-plan: there is no ablation\n");
}

#[test]
fn on_a_terminal() {
    let plan = plan(
        "
        Ablation 1 :: gate | REPLACE | none; tanh (default) | performance
        Ablation 2 :: loss | REPLACE | L1; various losses | performance
        ",
    );
    expect![[r#"
        the plan
          warning  vague-metric: `performance` is no number (ablations 1, 2)
                   name the number that stands for it, such as accuracy or seconds per step
        1. Ablation 1
          warning  generic-name: `Ablation 1` says nothing about what is changed
                   name what is changed, such as `Group tokens`; tables and pooled plans show names alone
          note     removal-as-replacement: `none` takes the part away
                   make it an ablation of its own with the action REMOVE
          warning  baseline-replacement: `tanh (default)` is what the method has already
                   drop the item: the baseline is run anyway and every variant is compared with it
        2. Ablation 2
          warning  generic-name: `Ablation 2` says nothing about what is changed
          warning  vague-value: `various losses` names no value
                   name one value an item

        2 ablations, 5 warnings, 1 note
    "#]]
    .assert_eq(&text(&lint(&plan, None), &plan));
    assert_eq!(text(&[], &plan), "2 ablations, nothing found\n");
}
