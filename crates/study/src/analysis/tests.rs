use std::collections::BTreeMap;

use proptest::prelude::*;
use subject::{Better, Declaration, Kind, Knob, Metric, Settings, Value};

use super::*;
use crate::protocol::{Choice, Correction, Margin};
use crate::results::{Measured, Status};
use plan::binding::{Binding, Bound, Variant};
use plan::{Action, Plan};

/// Results of one ablation whose variants have these values of a metric in percent, the baseline
/// first, by seed.
pub(crate) fn results(values: &[&[f64]]) -> Results {
    let knobs = vec![Knob::new("depth", "depth", Kind::Int { min: 0, max: 99 }, 0, "layers")];
    let metrics = vec![
        Metric::new("accuracy", "Accuracy", "%", Better::Higher, "task"),
        Metric::new("error", "Error", "", Better::Lower, "task"),
        Metric::new("loss", "Loss", "", Better::Lower, "task").along_steps(),
    ];
    let variant = |depth: usize| Variant {
        label: format!("depth {depth}"),
        settings: Settings::from([("depth", Value::Int(depth as i64))]),
        by: None,
    };
    let bound = Bound {
        name: "Depth".to_owned(),
        part: "depth".to_owned(),
        action: Action::Replace,
        metrics: vec!["accuracy".to_owned()],
        missing_metrics: Vec::new(),
        unbound: Vec::new(),
        variants: (1..values.len()).map(variant).collect(),
    };
    let binding = Binding {
        version: 1,
        subject: "model".to_owned(),
        baseline: Settings::default(),
        ablations: vec![bound],
    };
    let seeds: Vec<u64> = (1..=values[0].len() as u64).collect();
    let subject = Declaration::new("model", "1", knobs, metrics);
    let mut results = Results::planned(Plan::default(), subject, binding, &seeds).unwrap();
    for (configured, values) in results.configurations.iter_mut().zip(values) {
        for (run, &value) in configured.runs.iter_mut().zip(*values) {
            run.status = Status::Finished;
            let measured = |value| Measured { value, chance: None };
            run.metrics = BTreeMap::from([
                ("accuracy".to_owned(), measured(value)),
                ("error".to_owned(), measured(100.0 - value)),
            ]);
        }
    }
    results
}

fn verdicts(results: &Results) -> Vec<Verdict> {
    Analysis::new(results).comparisons.iter().filter_map(|one| one.verdict).collect()
}

const BASE: &[f64] = &[50.0, 51.0, 49.5, 50.5, 50.2, 49.8, 50.1, 50.7];

fn moved(by: f64, noise: f64) -> Vec<f64> {
    let signs = [0.3, -1.0, 0.8, -0.4, 1.0, -0.7, 0.5, -0.5];
    BASE.iter().zip(signs).map(|(value, sign)| value + by + noise * sign).collect()
}

#[test]
fn each_verdict_has_its_data() {
    let hurts = Verdict::Matters { direction: Direction::Hurts };
    let helps = Verdict::Matters { direction: Direction::Helps };
    let one = |by: f64, noise: f64, n: usize| {
        verdicts(&results(&[&BASE[..n], &moved(by, noise)[..n]]))[0]
    };
    assert_eq!((one(-5.0, 0.2, 5), one(5.0, 0.2, 8)), (hurts, helps));
    // 1 % of the baseline is 0.5
    assert_eq!(one(0.05, 0.1, 5), Verdict::DoesNotMatter);
    assert!(matches!(one(-0.4, 1.0, 5), Verdict::Undecided { seeds: Some(seeds) } if seeds > 5));
    assert_eq!(one(-5.0, 0.2, 1), Verdict::Missing);
    // a test of signs needs 6 pairs, whatever the numbers are
    let mut results = results(&[&BASE[..5], &moved(-5.0, 0.2)[..5]]);
    results.protocol.test = Some(Test::SignFlip);
    assert_eq!(verdicts(&results), [Verdict::CannotBeDecided { n: 5, needed: 6 }]);
}

#[test]
fn a_lower_error_is_better() {
    let mut results = results(&[&BASE[..5], &moved(-5.0, 0.2)[..5]]);
    results.protocol.primary = vec!["error".to_owned()];
    let analysis = Analysis::new(&results);
    assert!(analysis.comparison(1, "accuracy").unwrap().verdict.is_none());
    let error = analysis.comparison(1, "error").unwrap();
    assert_eq!(error.verdict, Some(Verdict::Matters { direction: Direction::Hurts }));
    assert!(
        error.difference.unwrap().mean < 0.0 && error.pairs[0].variant > error.pairs[0].baseline
    );
    assert_eq!(error.wins.unwrap().share, 0.0);
}

#[test]
fn what_has_no_spread_is_judged_by_signs() {
    let equal: Vec<f64> = BASE.iter().map(|value| value - 4.0).collect();
    let judged = |values: &[f64]| {
        let analysis = Analysis::new(&results(&[&BASE[..values.len()], values]));
        (analysis.comparisons[0].verdict.unwrap(), analysis.comparisons[0].is_identical())
    };
    // three equal differences of a coarse metric are no proof
    assert!(matches!(judged(&equal[..3]), (Verdict::Undecided { .. }, false)));
    assert!(matches!(judged(&equal), (Verdict::Matters { .. }, false)));
    assert!(matches!(judged(&BASE[..3]), (Verdict::Undecided { .. }, true)));
    assert_eq!(judged(BASE), (Verdict::DoesNotMatter, true));
}

#[test]
fn the_family_holds_what_failed_too() {
    let (near, far) = (moved(-0.9, 0.4), moved(-5.0, 0.3));
    let alone = Analysis::new(&results(&[&BASE[..4], &near[..4]]));
    let mut many = results(&[&BASE[..4], &near[..4], &far[..4], &far[..4], &far[..4]]);
    for run in &mut many.configurations[4].runs {
        run.status = Status::Failed { reason: "no memory".to_owned() };
    }
    let together = Analysis::new(&many);
    assert_eq!((alone.family, together.family), (1, 4));
    assert_eq!(together.comparison(4, "accuracy").unwrap().verdict, Some(Verdict::Missing));
    assert!(together.comparisons[0].adjusted.unwrap() > alone.comparisons[0].adjusted.unwrap());
    let overall = together.overall(&many, &many.binding.ablations[0]).unwrap();
    assert_eq!((overall.kind, overall.total), (verdict::Kind::Matters, 4));
    many.protocol.correction = Correction::BenjaminiHochberg;
    assert!(Analysis::new(&many).comparisons[0].adjusted < together.comparisons[0].adjusted);
}

#[test]
fn margins_may_be_of_one_metric() {
    let mut results = results(&[&BASE[..5], &moved(1.0, 0.4)[..5]]);
    results.protocol.margins = BTreeMap::from([("accuracy".to_owned(), Margin::Absolute(3.0))]);
    results.protocol.alpha = 0.001;
    let one = &Analysis::new(&results).comparisons[0];
    assert_eq!(one.equivalence.unwrap().margin, 3.0);
    results.protocol.alpha = 0.05;
    results.protocol.test = Some(Test::SignFlip);
    assert_eq!(verdicts(&results), [Verdict::DoesNotMatter]);
}

#[test]
fn each_look_costs() {
    let mut results = results(&[&BASE[..5], &moved(-5.0, 1.0)[..5]]);
    let once = Analysis::new(&results).comparisons[0].adjusted.unwrap();
    results.protocol.looks = vec![3, 5, 8];
    let analysis = Analysis::new(&results);
    assert_eq!((analysis.test, analysis.looks), (Test::T, 3));
    let t = |seeds: &[u64]| {
        let summary = crate::statistics::summarize(&analysis.comparisons[0].at(seeds));
        summary.unwrap().t_test().unwrap()
    };
    let early = t(&[1, 2, 3]);
    let late = t(&[1, 2, 3, 4, 5]);
    assert!((analysis.comparisons[0].adjusted.unwrap() - 3.0 * early.min(late)).abs() < 1e-15);
    assert!((once - late).abs() < 1e-15);
    let (low, high) = analysis.comparisons[0].difference.unwrap().interval.unwrap();
    results.protocol.looks.clear();
    let plain = Analysis::new(&results).comparisons[0].difference.unwrap().interval.unwrap();
    assert!(low < plain.0 && high > plain.1);
}

#[test]
fn items_count_only_where_all_runs_have_them() {
    let mut results = results(&[&[50.0, 75.0, 50.0], &[25.0, 50.0, 50.0]]);
    let outcome = |share: f64| -> Vec<Option<f64>> {
        (0..4).map(|item| Some(f64::from(f64::from(item) < share / 25.0))).collect()
    };
    for configured in &mut results.configurations {
        for run in &mut configured.runs {
            run.items.insert("accuracy".to_owned(), outcome(run.metrics["accuracy"].value));
        }
    }
    let items = Analysis::new(&results).comparisons[0].items.unwrap();
    let middle = items.interval.0.midpoint(items.interval.1);
    assert!((middle + 50.0 / 3.0).abs() < 1e-9, "{items:?}");
    // an item that one run has no outcome for is left out of all
    let mut with_null = results.clone();
    for run in with_null.configurations.iter_mut().flat_map(|configured| &mut configured.runs) {
        run.items.get_mut("accuracy").unwrap().push(Some(1.0));
    }
    with_null.configurations[1].runs[0].items.get_mut("accuracy").unwrap()[4] = None;
    assert_eq!(Analysis::new(&with_null).comparisons[0].items, Some(items));
    results.configurations[1].runs[2].items.clear();
    assert!(Analysis::new(&results).comparisons[0].items.is_none());
}

/// Values of a baseline and of variants that are a step better, in a unit.
fn steps(n: usize, variants: usize, unit: f64) -> Results {
    let row = |arm: usize| (0..n).map(|seed| (5 + seed + arm) as f64 / unit).collect::<Vec<_>>();
    let rows: Vec<Vec<f64>> = (0..=variants).map(row).collect();
    results(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

#[test]
fn rounding_is_no_spread() {
    for unit in [1.0, 10.0, 30.0, 0.1, 7.0] {
        let results = steps(3, 1, unit);
        let analysis = Analysis::new(&results);
        let one = &analysis.comparisons[0];
        assert!(one.is_flat() && one.t.is_none() && one.d_z.is_none(), "{unit}: {one:?}");
        assert_eq!(one.verdict, Some(Verdict::Undecided { seeds: Some(6) }), "{unit}");
        assert_eq!(one.difference.unwrap().interval, None);
        assert_eq!(one.corrected, Some((f64::NEG_INFINITY, f64::INFINITY)));
    }
}

#[test]
fn a_sixth_seed_keeps_what_five_can_decide() {
    for family in 1..=20 {
        for seeds in 3..=12 {
            let forecast = Forecast::new(&steps(seeds, family, 1.0));
            assert!(forecast.is_possible() && forecast.effect.is_some(), "{family} {seeds}");
        }
    }
    let choice = |seeds, family| {
        let analysis = Analysis::new(&steps(seeds, family, 1.0));
        (analysis.test, analysis.choice)
    };
    assert_eq!(choice(6, 1), (Test::T, Choice::ExactWeaker));
    assert_eq!(choice(8, 7), (Test::T, Choice::ExactCannot));
    assert_eq!(choice(10, 1), (Test::SignFlip, Choice::ExactSuffices));
    assert_eq!(choice(10, 2), (Test::T, Choice::ExactWeaker));
    assert_eq!(choice(12, 5), (Test::SignFlip, Choice::ExactSuffices));
}

#[test]
fn nothing_to_compare_forecasts_nothing() {
    let forecast = Forecast::new(&steps(3, 0, 1.0));
    assert_eq!((forecast.family, forecast.effect), (0, None));
}

#[test]
fn a_margin_relative_to_zero_decides_nothing() {
    for zero in [0.0, 1e-18] {
        let results = results(&[&[zero; 8], &[zero; 8]]);
        let analysis = Analysis::new(&results);
        let one = &analysis.comparisons[0];
        assert_eq!(one.equivalence.unwrap().margin, 0.0);
        assert_eq!(one.verdict, Some(Verdict::Undecided { seeds: None }));
    }
}

#[test]
fn the_corrected_interval_agrees_with_the_verdict() {
    let mut draws = crate::statistics::Resample::new(5);
    let mut noise = || (0..4).map(|_| draws.below(1000) as f64 / 1000.0 - 0.5).sum::<f64>();
    let mut seen = BTreeMap::new();
    for (round, n) in (0..300).zip((3..=12).cycle()) {
        let base: Vec<f64> = (0..n).map(|_| 50.0 + noise()).collect();
        let mut moved = |by: f64| base.iter().map(|value| value + by + noise()).collect::<Vec<_>>();
        let arms = [moved(0.0), moved(0.8), moved(-2.0)];
        let mut study = results(&[&base, &arms[0], &arms[1], &arms[2]]);
        study.protocol.test = [None, Some(Test::T), Some(Test::SignFlip)][round % 3];
        for one in &Analysis::new(&study).comparisons {
            let (Some((low, high)), Some(verdict)) = (one.corrected, one.verdict) else { continue };
            let excludes = low > 0.0 || high < 0.0;
            assert_eq!(excludes, verdict.kind() == verdict::Kind::Matters, "{one:?}");
            let (inner, outer) = one.difference.unwrap().interval.unwrap();
            assert!(low <= inner && outer <= high);
            *seen.entry(verdict.kind()).or_insert(0) += 1;
        }
    }
    assert!(seen[&verdict::Kind::Matters] > 50 && seen[&verdict::Kind::Undecided] > 50, "{seen:?}");
}

#[test]
fn means_over_different_seeds_are_not_ranked() {
    let mut results = results(&[&BASE[..4], &moved(-1.0, 0.1)[..4], &moved(-5.0, 0.2)[..4]]);
    let metric = results.subject.metrics[0].clone();
    let standings =
        |results: &Results| Analysis::new(results).standings(results, &metric, &[0, 1, 2]);
    assert_eq!(standings(&results)[&0], Standing::Best);
    results.configurations[1].runs[3].status = Status::Spared { reason: "settled".to_owned() };
    assert!(standings(&results).values().all(|standing| *standing == Standing::Other));
}

#[test]
fn looks_that_were_not_planned_are_paid_for() {
    let (n, near) = (5, moved(-1.0, 0.6));
    let mut results = results(&[&BASE[..n], &near[..n]]);
    let once = Analysis::new(&results);
    results.seen = vec![vec![1, 2, 3], vec![7, 8]];
    let seen = Analysis::new(&results);
    assert_eq!((once.looks, once.unplanned, seen.looks, seen.unplanned), (1, 0, 3, 2));
    assert!(seen.comparisons[0].adjusted > once.comparisons[0].adjusted);
    assert!(seen.level > once.level);
    // what the first look showed by itself stays; what came later is exploratory
    let judged = |by: f64, noise: f64| {
        let mut study = self::results(&[BASE, &moved(by, noise)]);
        study.seen = vec![vec![1, 2, 3]];
        let analysis = Analysis::new(&study);
        (analysis.comparisons[0].verdict.unwrap().kind(), analysis.comparisons[0].exploratory)
    };
    assert_eq!(judged(-5.0, 0.1), (verdict::Kind::Matters, false));
    assert_eq!(judged(-1.5, 0.9), (verdict::Kind::Matters, true));
}

proptest! {
    #[test]
    fn order_and_names_and_other_metrics_change_nothing(
        values in prop::collection::vec(prop::collection::vec(10.0..90.0_f64, 4), 2..4),
    ) {
        let rows: Vec<&[f64]> = values.iter().map(Vec::as_slice).collect();
        let plain = results(&rows);
        let mut other = plain.clone();
        for configured in &mut other.configurations {
            configured.runs.rotate_left(1);
            configured.label.push_str(" renamed");
        }
        other.subject.metrics.insert(0, Metric::new("extra", "Extra", "", Better::Higher, "task"));
        let (plain, other) = (Analysis::new(&plain), Analysis::new(&other));
        for one in &plain.comparisons {
            let same = other.comparison(one.configuration, &one.metric).unwrap();
            prop_assert_eq!(serde_json::to_string(one).unwrap(), serde_json::to_string(same).unwrap());
        }
    }
}
