//! How often intervals hold the true difference where the test set is a sample too.

use study::statistics::{LEVEL, crossed, summarize};

use crate::coverage::holds_0;
use crate::draw::Draw;
use crate::estimate::{columns, of, quantile, share};
use crate::table::Table;

const DESIGNS: [(usize, usize); 6] = [(3, 50), (5, 50), (8, 50), (3, 500), (5, 500), (8, 500)];

/// Standard deviations of a difference that come from its seed, its item, and from both together.
#[derive(Clone, Copy)]
enum Mix {
    Normal {
        seed: f64,
        item: f64,
        both: f64,
    },
    /// Outcomes are right or wrong; skill has these standard deviations on the scale of the
    /// normal's quantiles.
    Outcomes {
        seed: f64,
        item: f64,
    },
}

const MIXES: [(&str, Mix); 7] = [
    ("items alone", Mix::Normal { seed: 0.0, item: 1.0, both: 1.0 }),
    ("mostly items", Mix::Normal { seed: 0.05, item: 1.0, both: 0.5 }),
    ("seeds and items", Mix::Normal { seed: 0.1, item: 1.0, both: 1.0 }),
    ("mostly seeds", Mix::Normal { seed: 0.5, item: 0.5, both: 1.0 }),
    ("neither", Mix::Normal { seed: 0.0, item: 0.0, both: 1.0 }),
    ("right or wrong, items", Mix::Outcomes { seed: 0.05, item: 1.0 }),
    ("right or wrong, seeds", Mix::Outcomes { seed: 0.3, item: 0.5 }),
];

pub(crate) fn tables(draws: usize) -> Vec<Table> {
    let designs: Vec<String> =
        DESIGNS.iter().map(|(seeds, items)| format!("{seeds} × {items}")).collect();
    let title = "Nominal 95 % intervals that hold the true difference over new seeds and new items";
    let mut table =
        Table::new("crossed", title, "what varies, interval", ("seeds × items", designs.clone()));
    let title = "Median width of the two-level interval by that of the t interval of seeds";
    let mut wide = Table::new("crossed-width", title, "what varies", ("seeds × items", designs));
    wide.unit = crate::table::Unit::Plain;
    for (name, mix) in MIXES {
        let all = DESIGNS.map(|(seeds, items)| {
            let draws = if items > 100 { draws / 80 } else { draws / 40 };
            columns(&format!("crossed {name} {seeds} {items}"), draws, |draw| {
                covered(draw, mix, seeds, items)
            })
        });
        for (at, way) in ["two levels", "t of seeds", "t of items"].into_iter().enumerate() {
            table.push(format!("{name}, {way}"), all.iter().map(|cells| of(&cells[at])).collect());
        }
        wide.push(name, all.iter().map(|cells| quantile(&cells[3], 0.5)).collect());
    }
    vec![table, wide]
}

fn covered(draw: &mut Draw, mix: Mix, seeds: usize, items: usize) -> Vec<f64> {
    let differences = differences(draw, mix, seeds, items);
    let mean = |values: &[f64]| summarize(values).map_or(f64::NAN, |summary| summary.mean);
    let of_seeds: Vec<f64> = differences.iter().map(|seed| mean(seed)).collect();
    let of_items: Vec<f64> = (0..items)
        .map(|item| differences.iter().map(|seed| seed[item]).sum::<f64>() / seeds as f64)
        .collect();
    let both = crossed(&differences, LEVEL).map(|both| both.interval);
    let t = |sample: &[f64]| summarize(sample).and_then(|summary| summary.t_interval(LEVEL));
    let (seeds, items) = (t(&of_seeds), t(&of_items));
    let width = |interval: Option<(f64, f64)>| interval.map_or(f64::NAN, |(low, high)| high - low);
    vec![
        share(holds_0(both)),
        share(holds_0(seeds)),
        share(holds_0(items)),
        width(both) / width(seeds),
    ]
}

fn differences(draw: &mut Draw, mix: Mix, seeds: usize, items: usize) -> Vec<Vec<f64>> {
    match mix {
        Mix::Normal { seed, item, both } => {
            let items: Vec<f64> = (0..items).map(|_| item * draw.normal()).collect();
            (0..seeds)
                .map(|_| {
                    let of_seed = seed * draw.normal();
                    items.iter().map(|item| of_seed + item + both * draw.normal()).collect()
                })
                .collect()
        }
        Mix::Outcomes { seed, item } => {
            let mut system = || {
                let hard: Vec<f64> = (0..items).map(|_| item * draw.normal()).collect();
                let run = |_| -> Vec<f64> {
                    let skill = seed * draw.normal();
                    hard.iter().map(|hard| share(draw.normal() < skill - hard)).collect()
                };
                (0..seeds).map(run).collect::<Vec<_>>()
            };
            let (baseline, variant) = (system(), system());
            variant
                .iter()
                .zip(&baseline)
                .map(|(a, b)| a.iter().zip(b).map(|(a, b)| a - b).collect())
                .collect()
        }
    }
}
