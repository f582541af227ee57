//! How often something is said to matter where nothing does.

use study::protocol::Test;
use study::statistics::holm;

use crate::draw::{Draw, Noise};
use crate::estimate::{estimate, share};
use crate::rule::{excludes_0, p};
use crate::table::{Table, names};

const FAMILIES: [usize; 5] = [1, 2, 5, 10, 20];
const SEEDS: std::ops::RangeInclusive<usize> = 3..=10;
const NOISES: [Noise; 4] = [Noise::Normal, Noise::HeavyTails, Noise::Skewed, Noise::Coarse];
const TESTS: [(Test, &str); 2] = [(Test::T, "t"), (Test::SignFlip, "sign flips")];
const ALPHA: f64 = 0.05;

pub(crate) fn tables(draws: usize) -> Vec<Table> {
    let mut tables: Vec<Table> = FAMILIES
        .iter()
        .map(|m| {
            let title = format!("Studies of {m} comparisons without any effect that say `matters`");
            let mut table =
                Table::new(&format!("null-{m}"), &title, "noise, test", ("seeds", names(SEEDS)));
            table.chart = Some(ALPHA);
            table
        })
        .collect();
    for noise in NOISES {
        let all: Vec<_> = SEEDS
            .map(|n| {
                estimate(&format!("null {} {n}", noise.name()), draws, |draw| {
                    errors(draw, noise, n)
                })
            })
            .collect();
        for (family, table) in tables.iter_mut().enumerate() {
            for (test, (_, name)) in TESTS.iter().enumerate() {
                let row = all.iter().map(|cells| cells[family * TESTS.len() + test]).collect();
                table.push(format!("{}, {name}", noise.name()), row);
            }
        }
    }
    tables.push(partial(draws));
    tables
}

/// For each family and test, whether any comparison is said to matter. Smaller families are the
/// first of the largest.
fn errors(draw: &mut Draw, noise: Noise, n: usize) -> Vec<f64> {
    let differences = noise.differences(draw, n, FAMILIES[FAMILIES.len() - 1]);
    let tested: Vec<Vec<f64>> = TESTS.iter().map(|(test, _)| all_p(*test, &differences)).collect();
    let is_wrong =
        |m: usize, all: &[f64]| (0..m).any(|at| matters(&holm(&all[..m]), &differences, at));
    FAMILIES
        .iter()
        .flat_map(|&m| tested.iter().map(move |all| (m, all)))
        .map(|(m, all)| share(is_wrong(m, all)))
        .collect()
}

fn all_p(test: Test, differences: &[Vec<f64>]) -> Vec<f64> {
    differences.iter().map(|one| p(test, one).unwrap_or(1.0)).collect()
}

fn matters(adjusted: &[f64], differences: &[Vec<f64>], at: usize) -> bool {
    adjusted[at] < ALPHA && excludes_0(&differences[at], 1.0 - ALPHA)
}

/// Holm spends what it saves on true effects: the error on the others must still hold.
fn partial(draws: usize) -> Table {
    let title = "Studies of 10 comparisons, 5 of them with a huge effect, that say `matters` of any of the other 5";
    let mut table = Table::new("null-half", title, "noise, test", ("seeds", names(SEEDS)));
    for (test, name) in TESTS {
        let row = SEEDS.map(|n| {
            let study = |draw: &mut Draw| {
                let mut differences = Noise::Normal.differences(draw, n, 10);
                differences[5..].iter_mut().flatten().for_each(|value| *value += 100.0);
                let adjusted = holm(&all_p(test, &differences));
                vec![share((0..5).any(|at| matters(&adjusted, &differences, at)))]
            };
            estimate(&format!("null half {n}"), draws, study)[0]
        });
        table.push(format!("normal, {name}"), row.collect());
    }
    table
}
