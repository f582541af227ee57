//! How often intervals hold the true difference.

use study::statistics::{Interval, Resample, bca, bootstrap, summarize};

use crate::draw::{Draw, Noise};
use crate::estimate::{estimate, share};
use crate::table::{Table, names};

const SEEDS: [usize; 7] = [3, 5, 8, 10, 15, 20, 30];
const NOISES: [Noise; 4] = [Noise::Normal, Noise::HeavyTails, Noise::Skewed, Noise::VerySkewed];
const WAYS: [&str; 6] = [
    "t",
    "expanded BCa",
    "what is reported",
    "BCa as published",
    "percentile bootstrap",
    "mean ± standard error",
];
const LEVEL: f64 = 0.95;

pub(crate) fn tables(draws: usize) -> Vec<Table> {
    let table = |noise: Noise| {
        let title = format!(
            "Nominal 95 % intervals that hold the true difference, {} differences",
            noise.name()
        );
        let name = format!("coverage-{}", noise.name().replace(' ', "-"));
        let mut table = Table::new(&name, &title, "interval", ("seeds", names(SEEDS)));
        table.chart = Some(LEVEL);
        let all = SEEDS.map(|n| {
            estimate(&format!("coverage {} {n}", noise.name()), draws / 4, |draw| {
                covered(draw, noise, n)
            })
        });
        for (way, name) in WAYS.iter().enumerate() {
            table.push(*name, all.iter().map(|cells| cells[way]).collect());
        }
        table
    };
    NOISES.map(table).into()
}

fn covered(draw: &mut Draw, noise: Noise, n: usize) -> Vec<f64> {
    let sample = noise.differences(draw, n, 1).remove(0);
    let mut resample = Resample::new(draw.below(1 << 30) as u64);
    // below 10 seeds it is never reported
    let expanded = if n < 10 { None } else { bootstrap(&sample, LEVEL, &mut resample) };
    let t = summarize(&sample).and_then(|summary| summary.t_interval(LEVEL));
    let mut means: Vec<f64> = (0..2000)
        .map(|_| (0..n).map(|_| sample[resample.below(n)]).sum::<f64>() / n as f64)
        .collect();
    let plain = bca(&sample, means.clone(), LEVEL);
    means.sort_unstable_by(f64::total_cmp);
    let percentile = Some((means[49].midpoint(means[50]), means[1949].midpoint(means[1950])));
    let bar = summarize(&sample).and_then(|summary| {
        summary.standard_error().map(|error| (summary.mean - error, summary.mean + error))
    });
    let reported = if n < 10 { t } else { expanded };
    [t, expanded, reported, plain, percentile, bar].into_iter().map(held).collect()
}

/// Not a number if there is no interval.
fn held(interval: Option<Interval>) -> f64 {
    if interval.is_some() { share(holds_0(interval)) } else { f64::NAN }
}

pub(crate) fn holds_0(interval: Option<Interval>) -> bool {
    interval.is_some_and(|(low, high)| low <= 0.0 && 0.0 <= high)
}
