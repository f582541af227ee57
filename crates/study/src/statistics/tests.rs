use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use super::items::{Components, components};
use super::*;

/// The cases of a statistic, made by `reference/statistics/goldens.py` with scipy, statsmodels and
/// slow oracles.
fn cases<T: for<'de> Deserialize<'de>>(name: &str) -> Vec<T> {
    let mut all: BTreeMap<String, Value> =
        serde_json::from_str(include_str!("goldens.json")).unwrap();
    let cases: Vec<T> = serde_json::from_value(all.remove(name).unwrap()).unwrap();
    assert!(cases.len() > 4, "{name}");
    cases
}

fn t_interval(sample: &[f64], level: f64) -> Option<Interval> {
    summarize(sample)?.t_interval(level)
}

fn t_test(sample: &[f64]) -> Option<f64> {
    summarize(sample)?.t_test()
}

fn equivalence(sample: &[f64], margin: f64) -> Option<f64> {
    summarize(sample)?.equivalence(margin)
}

/// The largest of the numbers that an answer is computed from: it cannot be more precise than they
/// are.
fn scale(numbers: &[f64]) -> f64 {
    numbers.iter().fold(0.0, |largest, number| largest.max(number.abs()))
}

#[track_caller]
fn close(actual: f64, expected: f64, scale: f64) {
    assert!(
        (actual - expected).abs() <= 1e-9 * scale.abs().max(expected.abs()),
        "{actual} is not {expected}"
    );
}

#[test]
fn summary() {
    #[derive(Deserialize)]
    struct Case {
        sample: Vec<f64>,
        mean: f64,
        sd: f64,
        low: f64,
        high: f64,
    }
    for Case { sample, mean, sd, low, high } in cases("summary") {
        let (summary, interval) =
            (summarize(&sample).unwrap(), t_interval(&sample, LEVEL).unwrap());
        close(summary.mean, mean, 0.0);
        close(summary.sd.unwrap(), sd, scale(&sample));
        close(interval.0, low, scale(&sample));
        close(interval.1, high, scale(&sample));
    }
}

#[test]
fn student() {
    #[derive(Deserialize)]
    struct Case {
        differences: Vec<f64>,
        p: f64,
        low: f64,
        high: f64,
        level: f64,
    }
    for Case { differences, p, low, high, level } in cases("t_test") {
        close(t_test(&differences).unwrap(), p, 0.0);
        let interval = t_interval(&differences, level).unwrap();
        close(interval.0, low, scale(&differences));
        close(interval.1, high, scale(&differences));
    }
}

#[test]
fn sign_flips() {
    #[derive(Deserialize)]
    struct Case {
        differences: Vec<f64>,
        p: f64,
    }
    for Case { differences, p } in cases("sign_flip") {
        assert_eq!(sign_flip(&differences, &mut Resample::new(1)), Some(p), "{differences:?}");
    }
}

#[test]
fn drawn_sign_flips_are_near_the_exact_ones() {
    let sample: Vec<f64> = (-8..13).map(f64::from).collect();
    let drawn = sign_flip(&sample, &mut Resample::new(1)).unwrap();
    // sums are 42 apart from 0 and 2 from each other; so many flips are nearly normal
    let root = sample.iter().map(|value| value * value).sum::<f64>().sqrt();
    assert!((drawn - 2.0 * normal_tail(41.0 / root)).abs() < 0.006, "{drawn}");
    assert_eq!(sign_flip(&[1.0; 21], &mut Resample::new(1)), Some(1.0 / 100_001.0));
}

fn normal_tail(z: f64) -> f64 {
    use statrs::distribution::{ContinuousCDF, Normal};
    Normal::standard().sf(z)
}

#[test]
fn equivalence_tests() {
    #[derive(Deserialize)]
    struct Case {
        differences: Vec<f64>,
        margin: f64,
        p: f64,
    }
    for Case { differences, margin, p } in cases("equivalence") {
        close(equivalence(&differences, margin).unwrap(), p, 0.0);
    }
}

#[test]
fn effects() {
    #[derive(Deserialize)]
    struct Case {
        differences: Vec<f64>,
        d_z: f64,
        g_z: f64,
    }
    for case in cases::<Case>("effect") {
        close(d_z(&case.differences).unwrap(), case.d_z, 0.0);
        close(g_z(&case.differences).unwrap(), case.g_z, 0.0);
    }
}

#[test]
fn shares() {
    #[derive(Deserialize)]
    struct Case {
        successes: f64,
        n: usize,
        level: f64,
        low: f64,
        high: f64,
    }
    for Case { successes, n, level, low, high } in cases("share") {
        let interval = share(successes, n, level).unwrap();
        close(interval.0, low, 0.0);
        close(interval.1, high, 0.0);
    }
}

#[test]
fn corrections() {
    #[derive(Deserialize)]
    struct Case {
        p: Vec<f64>,
        adjusted: Vec<f64>,
    }
    for (name, is_holm) in [("holm", true), ("benjamini_hochberg", false)] {
        for Case { p, adjusted } in cases(name) {
            let corrected = if is_holm { holm(&p) } else { benjamini_hochberg(&p) };
            corrected
                .iter()
                .zip(&adjusted)
                .for_each(|(actual, expected)| close(*actual, *expected, 0.0));
        }
    }
}

#[test]
fn bca_intervals() {
    #[derive(Deserialize)]
    struct Case {
        sample: Vec<f64>,
        distribution: Vec<f64>,
        level: f64,
        low: f64,
        high: f64,
    }
    for Case { sample, distribution, level, low, high } in cases("bca") {
        let interval = bca(&sample, distribution, level).unwrap();
        close(interval.0, low, scale(&sample));
        close(interval.1, high, scale(&sample));
    }
}

#[test]
fn powers() {
    #[derive(Deserialize)]
    struct Case {
        mean: f64,
        sd: f64,
        margin: Option<f64>,
        n: usize,
        alpha: f64,
        power: f64,
    }
    for case in cases::<Case>("power") {
        close(power(case.mean, case.sd, case.n, case.alpha), case.power, 0.0);
    }
    for case in cases::<Case>("equivalence_power") {
        close(
            equivalence_power(case.mean, case.sd, case.margin.unwrap(), case.n, case.alpha),
            case.power,
            0.0,
        );
    }
}

#[test]
fn numbers_of_seeds() {
    #[derive(Deserialize)]
    struct Case {
        mean: f64,
        sd: f64,
        alpha: f64,
        power: f64,
        n: usize,
    }
    for case in cases::<Case>("seeds") {
        assert_eq!(
            seeds_needed(case.power, |n| power(case.mean, case.sd, n, case.alpha)),
            Some(case.n)
        );
    }
    assert_eq!(seeds_needed(0.8, |n| power(1e-9, 1.0, n, 0.05)), None);
}

/// The mean over the drawn items of the drawn seeds.
fn resampled(differences: &[Vec<f64>], seeds: &[usize], items: &[usize]) -> f64 {
    let of = |seed: &usize| items.iter().map(|item| differences[*seed][*item]).sum::<f64>();
    seeds.iter().map(of).sum::<f64>() / (seeds.len() * items.len()) as f64
}

#[test]
fn draws_of_seeds_and_items() {
    #[derive(Deserialize)]
    struct Case {
        baseline: Vec<Vec<f64>>,
        variant: Vec<Vec<f64>>,
        mean: f64,
        seed_draws: Vec<Vec<usize>>,
        item_draws: Vec<Vec<usize>>,
        distribution: Vec<f64>,
    }
    for case in cases::<Case>("two_level") {
        let of_seed = |(a, b): (&Vec<f64>, &Vec<f64>)| {
            a.iter().zip(b).map(|(a, b)| b - a).collect::<Vec<f64>>()
        };
        let differences: Vec<Vec<f64>> =
            case.baseline.iter().zip(&case.variant).map(of_seed).collect();
        for ((seeds, items), expected) in
            case.seed_draws.iter().zip(&case.item_draws).zip(&case.distribution)
        {
            close(resampled(&differences, seeds, items), *expected, 1.0);
        }
        // the closed form is the variance of many such draws
        let Components { mean, seeds, items, rest } = components(&differences).unwrap();
        close(mean, case.mean, 1.0);
        let (n, many, mut draws) = (differences.len(), differences[0].len(), Resample::new(3));
        let drawn: Vec<f64> = (0..20_000)
            .map(|_| resampled(&differences, &draws.indices(n - 1, n), &draws.indices(many, many)))
            .collect();
        let ratio = summarize(&drawn).unwrap().sd.unwrap().powi(2) / (seeds + items + rest);
        assert!((ratio - 1.0).abs() < 0.05, "{ratio}");
    }
}

#[test]
fn items_widen_what_the_seeds_say() {
    // every seed agrees on every item: all uncertainty is in the choice of the items
    let items: Vec<f64> = (0..50).map(|item| f64::from(item % 2)).collect();
    let agreed = crossed(&vec![items.clone(); 4], LEVEL).unwrap();
    let expected = summarize(&items).unwrap().standard_error().unwrap();
    assert!((agreed.standard_error / expected - 1.0).abs() < 0.06, "{agreed:?}, {expected}");
    // every item is alike: all of it is in the seeds
    let seeds = [0.1, 0.5, 0.2, 0.7];
    let alike = crossed(&seeds.map(|seed| vec![seed; 50]), LEVEL).unwrap();
    let expected = summarize(&seeds).unwrap().standard_error().unwrap();
    assert!((alike.standard_error / expected - 1.0).abs() < 0.06, "{alike:?}, {expected}");
    assert_eq!(crossed(&[vec![1.0, 2.0], vec![1.0]], LEVEL), None);
    assert_eq!(crossed(&[vec![1.0, 2.0]], LEVEL), None);
}

#[test]
fn small_samples() {
    assert_eq!(summarize(&[]), None);
    assert_eq!(summarize(&[3.0]), Some(Summary { n: 1, mean: 3.0, sd: None }));
    let mut draws = Resample::new(1);
    assert_eq!(
        (t_interval(&[1.0], LEVEL), t_test(&[1.0]), equivalence(&[1.0], 2.0)),
        (None, None, None)
    );
    assert_eq!(
        (bootstrap(&[], LEVEL, &mut draws), bootstrap(&[1.0], LEVEL, &mut draws)),
        (None, None)
    );
    assert_eq!((sign_flip(&[], &mut draws), sign_flip(&[1.0], &mut draws)), (None, Some(1.0)));
    assert_eq!((d_z(&[1.0]), g_z(&[1.0, 2.0]), share(0.0, 0, LEVEL)), (None, None, None));
    assert!(g_z(&[1.0, 2.0, 4.0]).unwrap() < d_z(&[1.0, 2.0, 4.0]).unwrap());
    assert_eq!((holm(&[]), power(1.0, 1.0, 1, 0.05)), (vec![], 0.0));
}

#[test]
fn equal_values_have_no_spread_and_no_t() {
    let summary = summarize(&[0.1; 7]).unwrap();
    assert_eq!((summary.mean, summary.sd), (0.1, Some(0.0)));
    assert_eq!((t_test(&[0.1; 3]), d_z(&[0.1; 3])), (None, None));
    assert_eq!(
        (equivalence(&[0.1; 3], 0.2), equivalence(&[0.1; 3], 0.1)),
        (Some(0.125), Some(1.0))
    );
    assert_eq!(bootstrap(&[0.1; 12], LEVEL, &mut Resample::new(1)), Some((0.1, 0.1)));
}

#[test]
fn seeds_that_a_corrected_sign_flip_test_needs() {
    let needed =
        |comparisons: usize| (1..).find(|&n| smallest_p(n) * (comparisons as f64) < 0.05).unwrap();
    assert_eq!([1, 3, 5, 8, 12, 20].map(needed), [6, 7, 8, 9, 9, 10]);
    assert_eq!([3, 5, 6, 8].map(smallest_p), [0.25, 0.0625, 0.03125, 0.0078125]);
}

proptest! {
    #[test]
    fn order_does_not_matter_and_signs_turn(sample in prop::collection::vec(-1e3..1e3_f64, 2..12)) {
        let mut other: Vec<f64> = sample.iter().rev().map(|value| -value).collect();
        other.rotate_left(1);
        let (low, high) = t_interval(&sample, LEVEL).unwrap();
        let turned = t_interval(&other, LEVEL).unwrap();
        prop_assert!((low + turned.1).abs() < 1e-6 && (high + turned.0).abs() < 1e-6);
        let draws = || Resample::new(1);
        prop_assert_eq!(sign_flip(&sample, &mut draws()), sign_flip(&other, &mut draws()));
        prop_assert!((equivalence(&sample, 5.0).unwrap() - equivalence(&other, 5.0).unwrap()).abs() < 1e-9);
    }

    #[test]
    fn a_resample_gives_the_same_interval_from_the_same_seed(
        sample in prop::collection::vec(-1e3..1e3_f64, 10..14),
        seed: u64,
    ) {
        let once = bootstrap(&sample, LEVEL, &mut Resample::new(seed)).unwrap();
        prop_assert_eq!(once, bootstrap(&sample, LEVEL, &mut Resample::new(seed)).unwrap());
        let mean = summarize(&sample).unwrap().mean;
        prop_assert!(once.0 <= mean && mean <= once.1);
    }

    #[test]
    fn corrections_never_make_p_smaller(p in prop::collection::vec(0.0..1.0_f64, 1..20)) {
        for adjusted in [holm(&p), benjamini_hochberg(&p)] {
            prop_assert!(p.iter().zip(&adjusted).all(|(p, adjusted)| *p <= adjusted + 1e-15 && *adjusted <= 1.0));
        }
    }

    #[test]
    fn agrees_with_the_textbook(sample in prop::collection::vec(-1e3..1e3_f64, 2..20)) {
        let n = sample.len() as f64;
        let mean = sample.iter().sum::<f64>() / n;
        let by_pairs: f64 = sample.iter().flat_map(|a| sample.iter().map(move |b| (a - b).powi(2))).sum();
        let summary = summarize(&sample).unwrap();
        prop_assert!((summary.mean - mean).abs() < 1e-9);
        prop_assert!((summary.sd.unwrap() - (by_pairs / (2.0 * n * (n - 1.0))).sqrt()).abs() < 1e-6);
    }
}
