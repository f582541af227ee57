//! How often a difference is said not to matter.

use study::protocol::{Protocol, Test};
use study::statistics::holm;

use crate::draw::{Draw, Noise};
use crate::estimate::{Estimate, estimate, share};
use crate::rule::{Rule, Word, equivalence};
use crate::table::{Table, names};

const SEEDS: [usize; 6] = [3, 4, 5, 6, 8, 12];

pub(crate) fn tables(draws: usize) -> Vec<Table> {
    let mut tables = vec![at_margin(draws), families(draws), relative(draws)];
    tables.extend(
        [(3, 0.2), (5, 0.2), (5, 0.5), (8, 0.5), (12, 0.5)]
            .map(|(n, noise)| verdicts(draws, n, noise)),
    );
    tables
}

fn default_test(n: usize) -> Test {
    Protocol::default().choose(n, 1).0
}

/// A true difference of exactly the margin.
fn at_margin(draws: usize) -> Table {
    let title = "One comparison with a true difference of exactly the margin that is called `does not matter`";
    let mut table = Table::new("equivalence-margin", title, "noise", ("seeds", names(SEEDS)));
    table.chart = Some(0.05);
    for noise in [Noise::Normal, Noise::HeavyTails, Noise::Skewed, Noise::Coarse, Noise::Collapse] {
        for (shift, side) in [(-1.0, "hurts"), (1.0, "helps")] {
            let row = SEEDS.map(|n| {
                // a margin of four standard deviations: nearly all power there can be
                let margin = 4.0 * 2.0_f64.sqrt();
                let study = |draw: &mut Draw| {
                    let mut differences = noise.differences(draw, n, 1);
                    differences[0].iter_mut().for_each(|value| *value += shift * margin);
                    vec![share(equivalence(&differences[0], margin).is_some_and(|p| p < 0.05))]
                };
                estimate(&format!("equivalence {} {side} {n}", noise.name()), draws, study)[0]
            });
            table.push(format!("{}, {side}", noise.name()), row.into());
        }
    }
    table
}

fn families(draws: usize) -> Table {
    let title = "Studies whose true differences are all at the margin that call any `does not matter`, normal noise";
    let mut table = Table::new("equivalence-family", title, "comparisons", ("seeds", names(SEEDS)));
    for m in [1, 2, 5, 10, 20] {
        let row = SEEDS.map(|n| {
            let study = |draw: &mut Draw| {
                let mut differences = Noise::Normal.differences(draw, n, m);
                differences.iter_mut().flatten().for_each(|value| *value += 6.0);
                let p: Vec<f64> =
                    differences.iter().map(|one| equivalence(one, 6.0).unwrap_or(1.0)).collect();
                vec![share(holm(&p).iter().any(|p| *p < 0.05))]
            };
            estimate(&format!("equivalence family {m} {n}"), draws, study)[0]
        });
        table.push(m.to_string(), row.into());
    }
    table
}

/// A margin that is a share of the observed baseline, against the same margin known.
fn relative(draws: usize) -> Table {
    let title = "One comparison with a true difference of exactly the relative margin that is called `does not matter`";
    let mut table = Table::new("equivalence-relative", title, "margin", ("seeds", names(SEEDS)));
    // standard deviation of runs and correlation of baseline and variant at the same seed
    for (percent, sd, correlation) in [
        (1.0, 0.2, 0.0),
        (1.0, 0.5, 0.0),
        (1.0, 2.0, 0.99),
        (5.0, 1.0, 0.0),
        (5.0, 5.0, 0.95),
        (20.0, 5.0, 0.0),
        (20.0, 15.0, 0.95),
    ] {
        let mut rows: [Vec<Estimate>; 3] = Default::default();
        for n in SEEDS {
            let study = |draw: &mut Draw| {
                let shared: Vec<f64> =
                    (0..n).map(|_| f64::sqrt(correlation) * draw.normal()).collect();
                let mut runs = |mean: f64| -> Vec<f64> {
                    shared
                        .iter()
                        .map(|shared| {
                            mean + sd * (shared + f64::sqrt(1.0 - correlation) * draw.normal())
                        })
                        .collect()
                };
                let (baseline, variant) = (runs(100.0), runs(100.0 + percent));
                called_equal(&baseline, &variant, percent / 100.0)
            };
            let cells = estimate(
                &format!("equivalence relative {percent} {sd} {correlation} {n}"),
                draws,
                study,
            );
            rows.iter_mut().zip(cells).for_each(|(row, cell)| row.push(cell));
        }
        for (row, how) in
            rows.into_iter().zip(["of the observed baseline", "of the true baseline", "per pair"])
        {
            table.push(format!("{percent} % {how}, sd {sd} %, correlation {correlation}"), row);
        }
    }
    table
}

/// With the margin from the observed baseline, from the true one (100), and with a margin of its
/// own for each pair.
fn called_equal(baseline: &[f64], variant: &[f64], part: f64) -> Vec<f64> {
    let n = baseline.len() as f64;
    let differences: Vec<f64> =
        variant.iter().zip(baseline).map(|(variant, base)| variant - base).collect();
    let observed = part * (baseline.iter().sum::<f64>() / n).abs();
    let is_below = |p: Option<f64>| share(p.is_some_and(|p| p < 0.05));
    // one-sided: the larger p of both sides, each the half of a two-sided one
    let side = |sign: f64| {
        let room: Vec<f64> = differences
            .iter()
            .zip(baseline)
            .map(|(difference, base)| part * base + sign * difference)
            .collect();
        let p = study::statistics::summarize(&room).and_then(|it| it.t_test()).unwrap_or(1.0) / 2.0;
        if room.iter().sum::<f64>() > 0.0 { p } else { 1.0 - p }
    };
    vec![
        is_below(equivalence(&differences, observed)),
        is_below(equivalence(&differences, part * 100.0)),
        is_below(Some(side(1.0).max(side(-1.0)))),
    ]
}

/// What is said of a true difference, from none to twice the margin. The noise of differences is in
/// margins.
fn verdicts(draws: usize, n: usize, noise: f64) -> Table {
    let shifts = [0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0];
    let title = format!("Verdicts after {n} seeds where differences vary by {noise} margins");
    let head = ("true difference in margins", names(shifts));
    let mut table =
        Table::new(&format!("equivalence-verdicts-{n}-{noise}"), &title, "verdict", head);
    table.chart = Some(0.05);
    let rule = Rule::once(default_test(n), 2.0_f64.sqrt() / noise);
    let columns = shifts.map(|shift| {
        let study = |draw: &mut Draw| {
            let mut differences = Noise::Normal.differences(draw, n, 1);
            differences[0].iter_mut().for_each(|value| *value += shift * rule.margin);
            let word = rule.judge(&differences)[0];
            vec![
                share(word == Word::Matters),
                share(word == Word::DoesNotMatter),
                share(word == Word::Open),
            ]
        };
        estimate(&format!("equivalence verdict {n} {noise} {shift}"), draws / 10, study)
    });
    for (at, word) in ["matters", "does not matter", "undecided"].into_iter().enumerate() {
        table.push(word, columns.iter().map(|cells| cells[at]).collect());
    }
    table
}
