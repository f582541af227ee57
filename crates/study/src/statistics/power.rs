//! How likely a number of seeds is to decide a comparison.

use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::gamma::ln_gamma;

use super::sample::quantile;

/// More seeds than that are not asked for.
const MOST: usize = 10_000;

/// The probability that the two-sided t test at `alpha` finds a difference with this true mean and
/// standard deviation between runs in `n` pairs. 0 for n < 2.
pub fn power(mean: f64, sd: f64, n: usize, alpha: f64) -> f64 {
    let Some(critical) = quantile(n, 1.0 - alpha / 2.0) else { return 0.0 };
    let (normal, shift) = (Normal::standard(), mean / sd * (n as f64).sqrt());
    let ends = [shift / critical, -shift / critical];
    expectation(n, critical, &ends, |u| {
        normal.cdf(shift - critical * u) + normal.cdf(-shift - critical * u)
    })
}

/// The probability that two one-sided t tests at `alpha` show a difference with this true mean and
/// standard deviation to lie within the margin, in `n` pairs. 0 for n < 2.
pub fn equivalence_power(mean: f64, sd: f64, margin: f64, n: usize, alpha: f64) -> f64 {
    let Some(critical) = quantile(n, 1.0 - alpha) else { return 0.0 };
    let (normal, root) = (Normal::standard(), (n as f64).sqrt() / sd);
    let (above, below) = ((margin - mean) * root, (margin + mean) * root);
    let inside =
        |u: f64| (normal.cdf(above - critical * u) - normal.cdf(critical * u - below)).max(0.0);
    expectation(
        n,
        critical,
        &[above / critical, below / critical, margin * root / critical],
        inside,
    )
}

/// The smallest number of pairs for which `power_at` reaches `enough`, from 2 to 10,000; `None` if
/// that does not suffice.
pub fn seeds_needed(enough: f64, power_at: impl Fn(usize) -> f64) -> Option<usize> {
    let mut high = 2;
    while power_at(high) < enough {
        high *= 2;
        if high > MOST {
            return None;
        }
    }
    let mut low = high / 2;
    while high - low > 1 {
        let middle = low.midpoint(high);
        if power_at(middle) < enough { low = middle } else { high = middle }
    }
    Some(high.max(2))
}

/// The mean of a function of u = s / σ, the sample standard deviation of n normal values in units
/// of the true one.
///
/// Gauss-Legendre in pieces: around the middle of the distribution of u, and at the given places,
/// where a function of `critical * u` may jump.
fn expectation(n: usize, critical: f64, places: &[f64], function: impl Fn(f64) -> f64) -> f64 {
    let freedom = (n - 1) as f64;
    let scale =
        std::f64::consts::LN_2 + freedom / 2.0 * (freedom / 2.0).ln() - ln_gamma(freedom / 2.0);
    let density = |u: f64| (scale + (freedom - 1.0) * u.ln() - freedom * u * u / 2.0).exp();
    let (center, width) = ((1.0 - 1.0 / freedom).max(0.0).sqrt(), (0.5 / freedom).sqrt());
    let mut ends: Vec<f64> = (-20..=20).map(|step| center + f64::from(step) * width).collect();
    ends.extend(
        places
            .iter()
            .flat_map(|place| (-9..=9).map(move |step| place + f64::from(step) / critical)),
    );
    let (first, last) = ((center - 20.0 * width).max(0.0), center + 20.0 * width);
    ends.retain(|end| (first..=last).contains(end));
    ends.push(first);
    ends.sort_unstable_by(f64::total_cmp);
    ends.dedup();
    let piece = |ends: &[f64]| {
        let (middle, half) = (ends[0].midpoint(ends[1]), (ends[1] - ends[0]) / 2.0);
        let at = |(x, weight): &(f64, f64)| {
            weight
                * [-x, *x]
                    .map(|x| middle + half * x)
                    .map(|u| density(u) * function(u))
                    .iter()
                    .sum::<f64>()
        };
        half * GAUSS_LEGENDRE.iter().map(at).sum::<f64>()
    };
    ends.windows(2).map(piece).sum::<f64>().clamp(0.0, 1.0)
}

/// Abscissas and weights of the rule with ten points, each for both signs.
const GAUSS_LEGENDRE: [(f64, f64); 5] = [
    (0.148_874_338_981_631_22, 0.295_524_224_714_752_87),
    (0.433_395_394_129_247_2, 0.269_266_719_309_996_35),
    (0.679_409_568_299_024_4, 0.219_086_362_515_982_04),
    (0.865_063_366_688_984_5, 0.149_451_349_150_580_6),
    (0.973_906_528_517_171_7, 0.066_671_344_308_688_14),
];
