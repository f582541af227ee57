use proptest::prelude::*;
use serde::Deserialize;

use super::*;

#[derive(Deserialize)]
struct Goldens {
    quantiles: Vec<(usize, f64)>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    baseline: Vec<f64>,
    variant: Vec<f64>,
    mean: f64,
    sd: f64,
    difference: f64,
    low: f64,
    high: f64,
}

/// Made by `tests/goldens/statistics.py` with numpy and scipy.
fn goldens() -> Goldens {
    serde_json::from_str(include_str!("../../tests/goldens/statistics.json")).unwrap()
}

#[track_caller]
fn close(actual: f64, expected: f64, scale: f64) {
    assert!((actual - expected).abs() <= 1e-9 * scale.abs().max(expected.abs()), "{actual} is not {expected}");
}

#[test]
fn agrees_with_scipy() {
    for Case { baseline, variant, mean, sd, difference, low, high } in goldens().cases {
        let pairs: Vec<_> = baseline.iter().copied().zip(variant.iter().copied()).collect();
        let summary = summarize(&variant).unwrap();
        // differences of large numbers are known only to the precision of those numbers
        let scale = variant.iter().fold(0.0_f64, |scale, value| scale.max(value.abs())) * 1e-4;
        close(summary.mean, mean, 0.0);
        close(summary.sd.unwrap(), sd, scale);
        let compared = compare(&pairs).unwrap();
        close(compared.mean, difference, scale);
        close(compared.interval.unwrap().0, low, scale);
        close(compared.interval.unwrap().1, high, scale);
    }
}

#[test]
fn quantiles_agree_with_scipy() {
    for (n, expected) in goldens().quantiles {
        close(quantile(n), expected, 0.0);
    }
}

#[test]
fn small_samples() {
    assert_eq!(summarize(&[]), None);
    assert_eq!(summarize(&[3.0]), Some(Summary { n: 1, mean: 3.0, sd: None }));
    assert_eq!(compare(&[]), None);
    let read = |pairs: &[(f64, f64)]| compare(pairs).unwrap().reading();
    assert_eq!(read(&[(1.0, 2.0)]), Reading::Alone);
    assert_eq!(read(&[(1.0, 1.0), (2.0, 2.0)]), Reading::Identical);
    assert_eq!(read(&[(1.0, 2.0), (2.0, 3.0)]), Reading::Higher);
    assert_eq!(read(&[(1.0, 0.0), (2.0, 1.1)]), Reading::Lower);
    assert_eq!(read(&[(1.0, 0.0), (2.0, 3.0)]), Reading::Undistinguished);
}

#[test]
fn equal_values_have_no_spread() {
    let summary = summarize(&[0.1; 7]).unwrap();
    assert_eq!((summary.mean, summary.sd), (0.1, Some(0.0)));
}

proptest! {
    #[test]
    fn order_and_shift_do_not_matter(
        pairs in prop::collection::vec((-1e3..1e3_f64, -1e3..1e3_f64), 2..20),
        shift in -1e3..1e3_f64,
    ) {
        let plain = compare(&pairs).unwrap();
        let reversed: Vec<_> = pairs.iter().rev().map(|(a, b)| (a + shift, b + shift)).collect();
        let moved = compare(&reversed).unwrap();
        prop_assert!((plain.mean - moved.mean).abs() < 1e-9);
        let (plain, moved) = (plain.interval.unwrap(), moved.interval.unwrap());
        prop_assert!((plain.0 - moved.0).abs() < 1e-7 && (plain.1 - moved.1).abs() < 1e-7);
    }

    #[test]
    fn swapping_the_sides_turns_the_sign(pairs in prop::collection::vec((-1e3..1e3_f64, -1e3..1e3_f64), 2..20)) {
        let plain = compare(&pairs).unwrap();
        let swapped: Vec<_> = pairs.iter().map(|&(a, b)| (b, a)).collect();
        let swapped = compare(&swapped).unwrap();
        prop_assert!((plain.mean + swapped.mean).abs() < 1e-9);
        prop_assert!((plain.interval.unwrap().0 + swapped.interval.unwrap().1).abs() < 1e-7);
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
