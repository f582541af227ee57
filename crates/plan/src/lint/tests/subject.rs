//! What is found with the declaration of a subject.

use expect_test::{Expect, expect};

use super::*;

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&render(&lint(&plan(text), Some(&svilm()))));
}

#[test]
fn what_does_not_bind() {
    check(
        "
        Colour :: colour of the sky | REMOVE | | R@1; FID
        Tokens :: number of group tokens | REPLACE | 8; many; different numbers; 32; 8 tokens; 100000 | R@1; FID
        Class :: class token | REMOVE | | R@1; quality
        Batch :: batch size | REPLACE | 16; 16 | MedR
        Missing :: batch size | REPLACE | | MedR
        Kept :: batch size | REMOVE | 8 | MedR
        ",
        expect![[r#"
            - unknown-metric: `FID` is not reported (ablations 1, 2)
            1 not-bindable: `colour of the sky`: svilm has no knob matching `colour of the sky`
            2 baseline-replacement: `32` is the subject's default
            2 vague-value: `different numbers` names no value
            2 not-bindable: `many`: not understood, because of `many`; `group_tokens` takes a whole number from 1 to 512
            2 not-bindable: `100000`: `100000` is not admitted: `group_tokens` takes a whole number from 1 to 512
            2 equal-variants: `8 tokens` is the same run as `8`
            3 unknown-metric: `quality` is not reported
            3 not-bindable: `class token`: cannot be removed: the knob `class_token` has no off value; nearest knobs: `class_token`, `group_tokens`, `groups_in_attention`
            4 repeated-replacement: `16` more than once
            5 no-replacement: REPLACE puts in nothing that is named
            6 removal-with-replacements: it removes the part and puts in `8`
            6 not-bindable: `removed`: cannot be removed: the knob `batch` has no off value
        "#]],
    );
}

#[test]
fn what_binds_to_the_same() {
    check(
        "
        Tokens :: number of group tokens | REPLACE | 8; 16 | R@1
        Groups :: group tokens M | REPLACE | M = 16; 64 | R@1
        Both :: group tokens and steps | REPLACE | {'group_tokens': 8, 'steps': 100} | R@1
        Again :: number of group tokens | REPLACE | 16; 8 | R@1
        ",
        expect![[r#"
            2 equal-variants: `M = 16` is the same run as `16` of ablation 1
            3 confounded: `group_tokens`, `steps` change at once in `{'group_tokens': 8, 'steps': 100}`
            4 duplicate-ablation: it is ablation 1 again: the same part, action and items
        "#]],
    );
}

#[test]
fn the_example_for_svilm() {
    let page = include_str!("../../../../../examples/svilm/plan.md");
    let (plan, _) = Plan::parse(page, "plan.md").expect("a plan");
    assert_eq!(render(&lint(&plan, None)), "");
    expect![[r#""#]].assert_eq(&render(&lint(&plan, Some(&svilm()))));
}
