//! The default test, chosen by what the exact test can do in a family: how often it errs on metrics
//! that count, and what it finds next to each test alone.

use study::protocol::{Protocol, Test};
use study::statistics::{holm, merge_rounded};

use crate::draw::Draw;
use crate::estimate::{estimate, share};
use crate::rule::{excludes_0, p};
use crate::table::{Table, names};

const FAMILIES: [usize; 5] = [1, 2, 5, 10, 20];
const SEEDS: std::ops::RangeInclusive<usize> = 3..=12;
const ITEMS: [u32; 4] = [10, 20, 30, 100];
const ALPHA: f64 = 0.05;

/// How a count is reported: the number of right items as it is, as a share or in percent.
const UNITS: [(&str, f64, f64); 3] =
    [("counts", 1.0, 0.0), ("fractions", 1.0, 1.0), ("percent", 100.0, 1.0)];

pub(crate) fn tables(draws: usize) -> Vec<Table> {
    let mut tables = vec![counts(draws / 4)];
    tables.extend([6, 7, 8, 10, 12].map(|n| power(draws / 4, n)));
    tables.push(by_hand(draws / 4));
    tables
}

/// The largest share of wrong studies over all families.
fn counts(draws: usize) -> Table {
    let title = "Studies without any effect that say `matters`, by the default test: the largest share of 1, 2, 5, 10 and 20 comparisons";
    let mut table = Table::new("choice-null", title, "metric, runs", ("seeds", names(SEEDS)));
    for items in ITEMS {
        // all items may change from run to run, or few of them
        for (runs, of) in [("independent", items), ("4 items change", 4)] {
            for (unit, scale, divided) in UNITS {
                let value = |draw: &mut Draw| {
                    let right = f64::from(items - of)
                        + (0..of).map(|_| share(draw.uniform() < 0.6)).sum::<f64>();
                    scale * if divided > 0.0 { right / f64::from(items) } else { right }
                };
                let row = SEEDS.map(|n| {
                    let label = format!("choice null {items} {runs} {unit} {n}");
                    let all = estimate(&label, draws, |draw| errors(draw, n, &value));
                    all.into_iter().max_by(|a, b| a.value.total_cmp(&b.value)).unwrap_or_default()
                });
                table.push(format!("{items} items, {unit}, {runs}"), row.collect());
            }
        }
    }
    table
}

fn errors(draw: &mut Draw, n: usize, value: &dyn Fn(&mut Draw) -> f64) -> Vec<f64> {
    let baseline: Vec<f64> = (0..n).map(|_| value(draw)).collect();
    let differences: Vec<Vec<f64>> = (0..FAMILIES[FAMILIES.len() - 1])
        .map(|_| {
            let variant: Vec<f64> = (0..n).map(|_| value(draw)).collect();
            let mut differences: Vec<f64> =
                variant.iter().zip(&baseline).map(|(variant, base)| variant - base).collect();
            let size = variant.iter().chain(&baseline).fold(0.0_f64, |a, b| a.max(b.abs()));
            merge_rounded(&mut differences, size);
            differences
        })
        .collect();
    FAMILIES.iter().map(|&m| share(finds(default_test(n, m), &differences[..m], m))).collect()
}

fn default_test(n: usize, family: usize) -> Test {
    Protocol::default().choose(n, family).0
}

/// Whether any of the first comparisons is said to matter.
fn finds(test: Test, differences: &[Vec<f64>], first: usize) -> bool {
    let all: Vec<f64> = differences.iter().map(|one| p(test, one).unwrap_or(1.0)).collect();
    let adjusted = holm(&all);
    (0..first).any(|at| adjusted[at] < ALPHA && excludes_0(&differences[at], 1.0 - ALPHA))
}

/// One variant of the family has an effect: how often it is found.
fn power(draws: usize, n: usize) -> Table {
    let title = format!(
        "Power with {n} seeds if one variant of the family has an effect, in standard deviations of a run"
    );
    let effects = [1.0, 1.5, 2.0, 3.0];
    let mut table = Table::new(
        &format!("choice-power-{n}"),
        &title,
        "family, test",
        ("effect", names(effects)),
    );
    for m in FAMILIES {
        let of = |test: Test| {
            effects.map(|effect| {
                let study = |draw: &mut Draw| {
                    let baseline: Vec<f64> = (0..n).map(|_| draw.normal()).collect();
                    let mut differences: Vec<Vec<f64>> = (0..m)
                        .map(|_| baseline.iter().map(|base| draw.normal() - base).collect())
                        .collect();
                    differences[0].iter_mut().for_each(|value| *value += effect);
                    vec![share(finds(test, &differences, 1))]
                };
                estimate(&format!("choice power {n} {m} {effect}"), draws, study)[0]
            })
        };
        table.push(format!("{m}, t"), of(Test::T).to_vec());
        table.push(format!("{m}, sign flips"), of(Test::SignFlip).to_vec());
        table.push(format!("{m}, chosen"), of(default_test(n, m)).to_vec());
    }
    table
}

/// Seeds are added by hand, from three on, until something is said to matter.
fn by_hand(draws: usize) -> Table {
    let title = "Studies without any effect that say `matters` at some number of seeds from 3 on, one more each time";
    let columns = names(["1 comparison", "5", "20"]);
    let mut table = Table::new("choice-by-hand", title, "verdicts", ("up to 12 seeds", columns));
    let families = [1, 5, 20];
    let study = |draw: &mut Draw| {
        let baseline: Vec<f64> = (0..12).map(|_| draw.normal()).collect();
        let differences: Vec<Vec<f64>> =
            (0..20).map(|_| baseline.iter().map(|base| draw.normal() - base).collect()).collect();
        let mut row = Vec::new();
        for m in families {
            let at = |n: usize| -> Vec<f64> {
                differences[..m]
                    .iter()
                    .map(|one| p(default_test(n, m), &one[..n]).unwrap_or(1.0))
                    .collect()
            };
            let naive = |n: usize| holm(&at(n)).iter().any(|p| *p < ALPHA);
            let corrected = |n: usize| {
                let looks = n - 2;
                let test = default_test(n, m * looks);
                let smallest = |one: &Vec<f64>| {
                    let all = (3..=n).filter_map(|look| p(test, &one[..look]));
                    (looks as f64 * all.fold(1.0, f64::min)).min(1.0)
                };
                let all: Vec<f64> = differences[..m].iter().map(smallest).collect();
                holm(&all).iter().any(|p| *p < ALPHA)
            };
            row.push(share((3..=12).any(naive)));
            row.push(share((3..=12).any(corrected)));
            // what a reader takes at its word: the first look, as later verdicts are marked
            row.push(share(naive(3)));
        }
        row
    };
    let all = estimate("choice by hand", draws, study);
    for (kind, name) in ["uncorrected", "corrected for all looks", "not marked as exploratory"]
        .into_iter()
        .enumerate()
    {
        table.push(name, (0..families.len()).map(|m| all[3 * m + kind]).collect());
    }
    table
}
