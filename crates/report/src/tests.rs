mod selected;
mod typeset;

use std::collections::BTreeMap;

use expect_test::{Expect, expect, expect_file};
use subject::{Better, Declaration, Kind, Knob, Metric, Settings, Value};

use super::*;
use ::plan::binding::{Binding, Bound, Unbound, Variant};
use ::plan::{Ablation, Action, Grounds, Metrics, Plan, Replacement};
use study::results::{Measured, Status};

pub(super) const HOSTILE: &str =
    "a|b <script>alert(1)</script> & \"q\" $_{x}$\n**bold** \u{1b}[31m`{{y}}`";

fn declaration() -> Declaration {
    let knobs = vec![
        Knob::new("depth", "depth", Kind::Int { min: 1, max: 99 }, 3, "layers"),
        Knob::new("layers", "layers", Kind::Ints { min: 1, max: 12 }, [6, 9], "where"),
    ];
    let metrics = vec![
        Metric::new("recall@1", "R@1", "%", Better::Higher, "retrieval"),
        Metric::new("rank", "Median rank", "", Better::Lower, "retrieval"),
        Metric::new("loss", "Loss", "", Better::Lower, "training").along_steps(),
    ];
    Declaration::new("model", "2", knobs, metrics)
}

pub(super) fn variant(label: &str, settings: Settings) -> Variant {
    Variant { label: label.to_owned(), settings, by: None }
}

pub(super) fn bound(name: &str, metrics: &[&str], variants: Vec<Variant>) -> Bound {
    Bound {
        name: name.to_owned(),
        part: "part".to_owned(),
        action: Action::Replace,
        metrics: metrics.iter().map(|&metric| metric.to_owned()).collect(),
        missing_metrics: Vec::new(),
        unbound: Vec::new(),
        variants,
    }
}

/// Results in which every run finished with these values, by configuration and seed.
pub(super) fn results(ablations: Vec<Bound>, seeds: &[u64], values: &[&[(f64, f64)]]) -> Results {
    let plan = Plan {
        slug: "paper".to_owned(),
        trace: "Because.".to_owned(),
        ablations: ablations
            .iter()
            .map(|bound| Ablation {
                name: bound.name.clone(),
                part: bound.part.clone(),
                action: bound.action,
                replacements: bound
                    .variants
                    .iter()
                    .map(|variant| Replacement::new(variant.label.clone()))
                    .collect(),
                metrics: Metrics::new(["R@1"]),
                grounds: Grounds::default(),
            })
            .collect(),
        ..Plan::default()
    };
    let binding = Binding {
        version: 1,
        subject: "model".to_owned(),
        baseline: Settings::default(),
        ablations,
    };
    let mut results = Results::planned(plan, declaration(), binding, seeds).unwrap();
    for (index, configured) in results.configurations.iter_mut().enumerate() {
        for (run, &(recall, rank)) in configured.runs.iter_mut().zip(values[index]) {
            run.id = format!("{index}{:015}", run.seed);
            run.status = Status::Finished;
            run.metrics = BTreeMap::from([
                ("recall@1".to_owned(), Measured { value: recall, chance: Some(1.0) }),
                ("rank".to_owned(), Measured { value: rank, chance: None }),
            ]);
        }
    }
    results
}

/// One variant is worse, one is the baseline, one diverged at a seed, one failed throughout.
pub(super) fn mixed() -> Results {
    let depth = |depth: i64| Settings::from([("depth", Value::Int(depth))]);
    let mut first = bound(
        "Depth",
        &["recall@1", "rank"],
        vec![
            variant("one layer", depth(1)),
            variant("three layers", Settings::default()),
            variant("nine layers", depth(9)),
            variant("99 layers", depth(99)),
        ],
    );
    first.missing_metrics = vec!["mAP".to_owned()];
    first.unbound = vec![Unbound {
        label: Some("a recurrent one".to_owned()),
        reason: "no knob makes it recurrent".to_owned(),
        nearest: vec!["depth".to_owned()],
    }];
    let second = Bound {
        action: Action::Remove,
        unbound: vec![Unbound {
            label: None,
            reason: "no knob is like it".to_owned(),
            nearest: Vec::new(),
        }],
        ..bound("Colour", &[], Vec::new())
    };
    let base: &[(f64, f64)] = &[(40.0, 5.0), (41.5, 4.0), (41.0, 5.0)];
    let mut results = results(
        vec![first, second],
        &[1, 2, 3],
        &[
            base,
            &[(30.1, 9.0), (31.9, 8.0), (31.2, 9.5)],
            &[(41.0, 5.0), (0.0, 0.0), (40.9, 4.0)],
            base,
        ],
    );
    let end = |results: &mut Results, configuration: usize, seed: usize, status: Status| {
        let run = &mut results.configurations[configuration].runs[seed];
        (run.status, run.metrics) = (status, BTreeMap::new());
    };
    end(&mut results, 2, 1, Status::Diverged { step: 4, reason: "the loss is NaN".to_owned() });
    for seed in 0..3 {
        end(
            &mut results,
            3,
            seed,
            Status::Failed { reason: "exit code 1; its last words:\nout of\nmemory".to_owned() },
        );
    }
    results
}

fn check(actual: &str, expected: &Expect) {
    expected.assert_eq(actual);
}

#[test]
fn for_a_terminal() {
    check(
        &text(
            &Study::new(&mixed()),
            Look { colour: false, width: 100 },
            &Selection::default(),
            true,
        ),
        &expect![[r#"
            Which parts of paper matter?
            R@1 (%) · 3 seeds · 8 of 12 runs finished, 1 diverged, 3 failed · baseline 40.83 ± 0.76
            ▼ Depth matters: one layer: −9.77 points; 99 layers ✕ failed 3/3
            – Colour was not run: no knob is like it
            ! 3 runs failed, the first: failed: exit code 1; its last words: out of memory
              (runs/3000000000000001/log.txt)
            ? 1 comparison is open: Depth: nine layers.
              Probably settles it: ablate run FOLDER --seeds 35

            Depth
            REPLACE · part
            → matters (1 of 3 comparisons)
                                               R@1 (%) ↑                   Median rank ↓
            baseline                        40.83 ± 0.76                     4.67 ± 0.58
              depth = 3
            one layer                       31.07 ± 0.91                     8.83 ± 0.76
              depth = 1          Δ −9.77 [−10.15, −9.39]          Δ −4.17 [−4.88, −3.45]
            three layers                               =                               =
              = baseline
            nine layers             40.95 ± 0.07 (n=2/3)             4.50 ± 0.71 (n=2/3)
              depth = 9   Δ +0.45 [−6.54, +7.44] (n=2/3)  Δ +0.50 [−5.85, +6.85] (n=2/3)
            99 layers                         failed 3/3                      failed 3/3
              depth = 99
            chance                                  1.00                               –
              one layer: matters (hurts): R@1 −9.77 [−10.15, −9.39], n = 3, corrected p < 0.001.
              three layers: the baseline itself, nothing to compare.
              nine layers: undecided: R@1 +0.45 [−6.54, +7.44], n = 2, corrected p = 1.00, margin ±0.41
              (corrected p = 1.00); about 33 more seeds (35 in all) would probably decide it.
              99 layers: no verdict: failed on all 3 seeds; nothing to compare.
            ! nine layers: 1 of 3 (seed 2) diverged at step 4: the loss is NaN (runs/2000000000000002)
            ! 99 layers: 3 of 3 (seeds 1, 2, 3) failed: exit code 1; its last words: out of memory
              (runs/3000000000000001, runs/3000000000000002, runs/3000000000000003)
            ! Not run `a recurrent one`: no knob makes it recurrent (closest: depth)
            ! Not measured by model: mAP

            Colour
            REMOVE · part
            ! Not run: no knob is like it

            Subject model 2; the baseline is its defaults. 8 of 12 runs finished (4 configurations x seeds 1, 2,
            3).
            Cells: mean ± sample standard deviation over seeds 1, 2, 3 (n = 3; another n is given in the cell).
            ↑ higher is better, ↓ lower is better. * is the best mean of a column, ~ is not distinguishable from
            it (the 95 % interval of the paired difference contains 0).
            Δ: mean difference to the baseline, paired by seed, signed so that + means better, with its 95 %
            interval [low, high]: Student's t below 10 pairs, expanded BCa bootstrap from 10 on. Intervals are
            not corrected for the number of comparisons; verdicts are.
            Verdicts are on 3 primary comparisons (the first metric of each ablation), at alpha = 0.05 corrected
            by Holm over them: `matters` by the paired t test (as the exact sign-flip test could decide nothing
            with so few seeds; it assumes that differences are normally distributed) where the interval excludes
            0, `does not matter` by two one-sided t tests within the margin of 1 % of the baseline. All other
            differences are exploratory.
            `chance`: chance level, the score of a random baseline.
        "#]],
    );
}

#[test]
fn narrow_terminals_get_the_columns_one_below_the_other() {
    let narrow =
        text(&Study::new(&mixed()), Look { colour: false, width: 60 }, &Selection::default(), true);
    assert!(narrow.lines().all(|line| line.chars().count() <= 60), "{narrow}");
    assert_eq!(narrow.matches("one layer").count(), 4);
    assert!(
        !text(&Study::new(&mixed()), Look { colour: false, width: 0 }, &Selection::default(), true)
            .is_empty()
    );
}

#[test]
fn for_markdown() {
    check(
        &markdown(&Study::new(&mixed()), &Selection::default()),
        &expect![[r#"
            # Which parts of paper matter?

            R@1 (%) · 3 seeds · 8 of 12 runs finished, 1 diverged, 3 failed · baseline 40.83 ± 0.76

            **Depth matters** (one layer: −9.77 points; 99 layers ✕ failed 3/3). **Colour was not run** (no knob is like it).

            1 comparison is open: Depth: nine layers. `ablate run FOLDER --seeds 35` would probably settle it.

            | Ablation | Variant | Δ to baseline | Verdict |
            |:---|:---|---:|:---|
            | Depth | one layer | −9.77 \[−10.15, −9.39\] | ▼ matters (hurts) |
            | Depth | three layers |  | – the baseline itself |
            | Depth | nine layers | +0.45 \[−6.54, +7.44\] | ? undecided |
            | Depth | 99 layers |  | ✕ failed 3/3 |

            ## Depth

            REPLACE · part

            **Verdict: matters (1 of 3 comparisons)**

            |  | R@1 (%) ↑ | Median rank ↓ |
            |:---|---:|---:|
            | baseline<br>depth = 3 | 40.83 ± 0.76 | 4.67 ± 0.58 |
            | one layer<br>depth = 1 | 31.07 ± 0.91<br>Δ −9.77 \[−10.15, −9.39\] | 8.83 ± 0.76<br>Δ −4.17 \[−4.88, −3.45\] |
            | three layers<br>= baseline | = | = |
            | nine layers<br>depth = 9 | 40.95 ± 0.07 (n=2/3)<br>Δ +0.45 \[−6.54, +7.44\] (n=2/3) | 4.50 ± 0.71 (n=2/3)<br>Δ +0.50 \[−5.85, +6.85\] (n=2/3) |
            | 99 layers<br>depth = 99 | failed 3/3 | failed 3/3 |
            | chance | 1.00 | – |

            - one layer: matters (hurts): R@1 −9.77 \[−10.15, −9.39\], n = 3, corrected p &lt; 0.001.
            - three layers: the baseline itself, nothing to compare.
            - nine layers: undecided: R@1 +0.45 \[−6.54, +7.44\], n = 2, corrected p = 1.00, margin ±0.41 (corrected p = 1.00); about 33 more seeds (35 in all) would probably decide it.
            - 99 layers: no verdict: failed on all 3 seeds; nothing to compare.
            - nine layers: 1 of 3 (seed 2) diverged at step 4: the loss is NaN (runs/2000000000000002)
            - 99 layers: 3 of 3 (seeds 1, 2, 3) failed: exit code 1; its last words: out of memory (runs/3000000000000001, runs/3000000000000002, runs/3000000000000003)
            - Not run \`a recurrent one\`: no knob makes it recurrent (closest: depth)
            - Not measured by model: mAP

            ## Colour

            REMOVE · part

            - Not run: no knob is like it

            ## Statistics

            Subject model 2; the baseline is its defaults. 8 of 12 runs finished (4 configurations x seeds 1, 2, 3).

            Cells: mean ± sample standard deviation over seeds 1, 2, 3 (n = 3; another n is given in the cell). ↑ higher is better, ↓ lower is better. Bold is the best mean of a column, italic is not distinguishable from it (the 95 % interval of the paired difference contains 0).

            Δ: mean difference to the baseline, paired by seed, signed so that + means better, with its 95 % interval \[low, high\]: Student's t below 10 pairs, expanded BCa bootstrap from 10 on. Intervals are not corrected for the number of comparisons; verdicts are.

            Verdicts are on 3 primary comparisons (the first metric of each ablation), at alpha = 0.05 corrected by Holm over them: \`matters\` by the paired t test (as the exact sign-flip test could decide nothing with so few seeds; it assumes that differences are normally distributed) where the interval excludes 0, \`does not matter\` by two one-sided t tests within the margin of 1 % of the baseline. All other differences are exploratory.

            \`chance\`: chance level, the score of a random baseline.
        "#]],
    );
}

#[test]
fn the_page_still_reads_as_the_plan() {
    let results = mixed();
    let page = page(&Study::new(&results));
    let (plan, rejected) = Plan::parse(&page, "trajectory.md").unwrap();
    assert_eq!(
        (plan.ablations, plan.trace, rejected),
        (results.plan.ablations.clone(), "Because.".to_owned(), Vec::new())
    );
    assert!(page.starts_with(&results.plan.to_page()));
    let results = &page[results.plan.to_page().len()..];
    assert!(!results.trim().contains("\n\n"), "an empty line would end the HTML block");
    expect_file!["tests/page.html"].assert_eq(results.trim_start());
}

#[test]
fn strangers_words_do_nothing() {
    let settings = Settings::from([("depth", Value::Int(1))]);
    let long = "x".repeat(300);
    let mut bound = bound(
        HOSTILE,
        &["recall@1"],
        vec![variant(HOSTILE, settings.clone()), variant(&long, settings)],
    );
    bound.part = HOSTILE.to_owned();
    bound.missing_metrics = vec![HOSTILE.to_owned()];
    bound.unbound = vec![Unbound {
        label: Some(HOSTILE.to_owned()),
        reason: HOSTILE.to_owned(),
        nearest: vec![],
    }];
    let mut results =
        results(vec![bound], &[1, 2], &[&[(1.0, 1.0), (2.0, 2.0)], &[(1.0, 1.0), (2.5, 2.0)]]);
    results.configurations[1].runs[0].status = Status::Failed { reason: HOSTILE.to_owned() };
    let text =
        text(&Study::new(&results), Look { colour: false, width: 80 }, &Selection::default(), true);
    assert!(
        !text.contains('\u{1b}') && text.lines().all(|line| line.chars().count() <= 320),
        "{text}"
    );

    let markdown = markdown(&Study::new(&results), &Selection::default());
    assert!(
        !markdown.contains("<script") && !markdown.contains("**bold**") && !markdown.contains("{{"),
        "{markdown}"
    );
    let bars = |line: &str| line.replace("\\|", "").matches('|').count();
    let rows: Vec<usize> =
        markdown.lines().filter(|line| line.starts_with('|')).map(bars).collect();
    assert!(rows.len() > 7 && rows.iter().all(|&bars| bars == 3 || bars == 5), "{markdown}");
    assert!(markdown.contains(&long));

    let page = page(&Study::new(&results));
    let results = &page[page.find("📊").unwrap()..];
    for active in ["<script", "{{", "$_", "\n\n", "**", "\u{1b}"] {
        assert!(!results.contains(active), "{active}: {results}");
    }
    assert_eq!(results.matches("<table").count(), results.matches("</table>").count());
}

#[test]
fn one_seed_gives_no_interval() {
    let settings = Settings::from([("depth", Value::Int(1))]);
    let ablations = vec![bound("Depth", &["recall@1"], vec![variant("1", settings)])];
    let results = results(ablations, &[5], &[&[(40.0, 1.0)], &[(30.0, 1.0)]]);
    let markdown = markdown(&Study::new(&results), &Selection::default());
    assert!(
        markdown.contains("| 30.00<br>Δ −10.00 |")
            && markdown.contains("One seed gives no interval"),
        "{markdown}"
    );
}

#[test]
fn pairs_are_made_by_seed_not_by_position() {
    let settings = Settings::from([("depth", Value::Int(1))]);
    let ablations = vec![bound("Depth", &["recall@1"], vec![variant("1", settings)])];
    let mut results = results(
        ablations,
        &[1, 2, 3],
        &[&[(10.0, 0.0), (20.0, 0.0), (30.0, 0.0)], &[(11.0, 0.0), (21.0, 0.0), (31.0, 0.0)]],
    );
    results.configurations[1].runs.reverse();
    assert!(
        markdown(&Study::new(&results), &Selection::default()).contains("| **21 ± 10**<br>Δ +1 |"),
        "{}",
        markdown(&Study::new(&results), &Selection::default())
    );
}

#[test]
fn no_run_at_all_is_still_a_report() {
    let settings = Settings::from([("depth", Value::Int(1))]);
    let ablations = vec![bound("Depth", &["recall@1"], vec![variant("1", settings)])];
    let results = results(ablations, &[1, 2], &[&[], &[]]);
    let text =
        text(&Study::new(&results), Look { colour: true, width: 100 }, &Selection::default(), true);
    assert!(text.contains("missing 2/2") && text.contains("not run"), "{text}");
}

#[test]
fn in_words_for_a_paper() {
    check(
        &paragraph::markdown(&Study::new(&mixed())),
        &expect![[r#"
            The baseline (model 2) was compared with 3 variants in 1 ablation on 3 seeds; 8 of 12 runs finished. The baseline reached 40.83 ± 0.76 % in R@1 (mean ± standard deviation, *n* = 3). Depth mattered: with one layer, R@1 fell from 40.83 ± 0.76 % to 31.07 ± 0.91 % (difference −9.77 points, 95 % CI \[−10.15, −9.39\], *n* = 3, *p* &lt; 0.001). With nine layers, R@1 differed by +0.45 points (95 % CI \[−6.54, +7.44\], *n* = 2 as 1 of 3 runs diverged, *p* = 1.00), which shows neither a difference nor equivalence within ±0.41 points. With 99 layers, all 3 runs failed. A recurrent one (Depth) and Colour were not run. Differences are paired by seed (seeds 1, 2, 3) and signed so that positive values mean better; they were tested by the paired t test at α = 0.05, and for equivalence by two one-sided t tests within a margin of 1 % of the baseline; *p* values are corrected by the Holm procedure over 3 comparisons, confidence intervals (CI, Student's t) are not corrected.
        "#]],
    );
    check(
        &paragraph::latex(&Study::new(&mixed())),
        &expect![[r#"
            % The results in words, to be edited. Each number is a name of macros.tex, so that it stays true when the study goes on;
            % the words do not change with it. In the preamble of a paper, and in its text:
            %   \input{macros.tex}
            %   \input{results.tex}
            The baseline (\ablate{study/subject}) was compared with \ablate{study/variants} variants in \ablate{study/ablations} ablation on \ablate{study/seeds} seeds; \ablate{study/finished} of \ablate{study/planned} runs finished.
            The baseline reached \ablate{baseline/recall@1/mean}~\ensuremath{\pm}~\ablate{baseline/recall@1/sd}~\% in R@1 (mean \ensuremath{\pm} standard deviation, $n$~=~\ablate{baseline/recall@1/n}).
            Depth mattered: with one layer, R@1 fell from \ablate{baseline/recall@1/mean}~\ensuremath{\pm}~\ablate{baseline/recall@1/sd}~\% to \ablate{depth/one-layer/recall@1/mean}~\ensuremath{\pm}~\ablate{depth/one-layer/recall@1/sd}~\% (difference \ablate{depth/one-layer/recall@1/delta} points, \ablate{study/level}~\% CI [\ablate{depth/one-layer/recall@1/low}, \ablate{depth/one-layer/recall@1/high}], $n$~=~\ablate{depth/one-layer/recall@1/pairs}, $p$~\ablate{depth/one-layer/recall@1/p}).
            With nine layers, R@1 differed by \ablate{depth/nine-layers/recall@1/delta} points (\ablate{study/level}~\% CI [\ablate{depth/nine-layers/recall@1/low}, \ablate{depth/nine-layers/recall@1/high}], $n$~=~\ablate{depth/nine-layers/recall@1/pairs} as \ablate{depth/nine-layers/diverged} of \ablate{depth/nine-layers/runs} runs diverged, $p$~\ablate{depth/nine-layers/recall@1/p}), which shows neither a difference nor equivalence within \ensuremath{\pm}\ablate{depth/nine-layers/recall@1/margin} points.
            With 99 layers, all \ablate{depth/99-layers/runs} runs failed.
            A recurrent one (Depth) and Colour were not run.
            Differences are paired by seed (\ablate{study/seed-list}) and signed so that positive values mean better; they were tested by the \ablate{study/test} at \ensuremath{\alpha}~=~\ablate{study/alpha}, and for equivalence by two one-sided t tests within a margin of \ablate{study/margin}; $p$ values are corrected by the \ablate{study/correction} procedure over \ablate{study/family} comparisons, confidence intervals (CI, Student's t) are not corrected.
        "#]],
    );
}

#[test]
fn many_metrics_have_verdicts_as_marks() {
    let mut results = mixed();
    let third = Metric { name: "recall@5".to_owned(), ..results.subject.metrics[0].clone() };
    results.subject.metrics.push(Metric { label: "R@5".to_owned(), ..third });
    results.protocol.primary = ["recall@1", "rank", "recall@5"].map(str::to_owned).to_vec();
    results.binding.ablations[0].metrics.push("recall@5".to_owned());
    for run in results.configurations.iter_mut().flat_map(|configured| &mut configured.runs) {
        if let Some(value) = run.metrics.get("recall@1").copied() {
            run.metrics.insert("recall@5".to_owned(), value);
        }
    }
    let study = Study::new(&results);
    let table = latex(&study, &Selection::default());
    assert!(table.contains(r"$31.07 \pm 0.91^{*}$"), "{table}");
    assert!(!table.contains("& Verdict"), "{table}");
    let caption = table.split("\\caption[").nth(1).unwrap();
    assert!(caption.contains("* matters (paired t test"), "{caption}");
    assert!(typst(&study, &Selection::default()).contains(r"#super[\*]"));
}
