//! Whether the number of seeds that is said to be needed is enough.

use study::protocol::Test;
use study::statistics::{power, seeds_needed};
use study::{Analysis, analysis::Verdict};

use crate::draw::{Draw, Noise};
use crate::estimate::{Estimate, columns, estimate, of, quantile, share};
use crate::rule::{Rule, Word};
use crate::synthetic;
use crate::table::{Table, Unit, names};

/// True differences in standard deviations of differences.
const EFFECTS: [f64; 5] = [0.5, 0.75, 1.0, 1.5, 2.0];
/// Those of which pilots are run.
const PILOTED: [f64; 3] = [0.5, 1.0, 2.0];
const SPREAD: f64 = std::f64::consts::SQRT_2;
/// More seeds than that are not run.
const MOST: usize = 200;

pub(crate) fn tables(draws: usize) -> Vec<Table> {
    let mut tables = vec![promised(draws)];
    tables.extend([3, 5].into_iter().flat_map(|pilot| piloted(draws, pilot)));
    tables
}

fn needed(effect: f64, m: usize) -> usize {
    seeds_needed(0.8, |n| power(effect, 1.0, n, 0.05 / m as f64)).unwrap_or(MOST)
}

/// With mean and spread known.
fn promised(draws: usize) -> Table {
    let title = "Comparisons that matter and are decided with as many seeds as give a power of 80 %, all effects equal";
    let head = ("true difference in standard deviations of differences", names(EFFECTS));
    let mut table = Table::new("seeds-promised", title, "comparisons, test", head);
    for m in [1, 5] {
        table.push(
            format!("{m}, seeds × 1 %"),
            EFFECTS.map(|effect| exactly(needed(effect, m) as f64 / 100.0)).into(),
        );
        for (test, name) in [(Test::T, "t"), (Test::SignFlip, "sign flips")] {
            let row = EFFECTS.map(|effect| {
                let (n, rule) = (needed(effect, m), Rule::once(test, 0.0));
                // sign flips are drawn for more than 20 pairs, which takes long
                if test == Test::SignFlip && n > 20 {
                    return exactly(f64::NAN);
                }
                let study = |draw: &mut Draw| {
                    let words = rule.judge(&shifted(draw, n, m, effect));
                    vec![
                        words.iter().filter(|word| **word == Word::Matters).count() as f64
                            / m as f64,
                    ]
                };
                estimate(&format!("seeds {name} {m} {effect}"), draws / 40 / m, study)[0]
            });
            table.push(format!("{m}, {name}"), row.into());
        }
    }
    table
}

fn shifted(draw: &mut Draw, n: usize, m: usize, effect: f64) -> Vec<Vec<f64>> {
    let mut differences = Noise::Normal.differences(draw, n, m);
    differences.iter_mut().flatten().for_each(|value| *value += effect * SPREAD);
    differences
}

/// What `study::Analysis` advises after a pilot, and what comes of following it.
fn piloted(draws: usize, pilot: usize) -> [Table; 2] {
    let head = ("true difference in standard deviations of differences", names(PILOTED));
    let title = format!(
        "Seeds in all that are advised after {pilot} seeds that left a comparison undecided"
    );
    let mut advice = Table::new(&format!("seeds-pilot-{pilot}"), &title, "", head.clone());
    advice.unit = Unit::Plain;
    let title = format!("What comes of following the advice after {pilot} seeds");
    let mut followed = Table::new(&format!("seeds-followed-{pilot}"), &title, "share of", head);
    let all = PILOTED.map(|effect| {
        columns(&format!("seeds pilot {pilot} {effect}"), draws / 80, |draw| {
            advised(draw, pilot, effect)
        })
    });
    advice.push("needed", PILOTED.map(|effect| exactly(needed(effect, 1) as f64)).into());
    for (probability, name) in [
        (0.1, "lower tenth"),
        (0.25, "lower quarter"),
        (0.5, "median"),
        (0.75, "upper quarter"),
        (0.9, "upper tenth"),
    ] {
        advice.push(
            format!("advised, {name}"),
            all.iter().map(|columns| quantile(&columns[1], probability)).collect(),
        );
    }
    for (at, name) in [
        (0, "pilots: undecided"),
        (2, "undecided: advice of at most half of what is needed"),
        (3, "undecided: advice of at least twice what is needed"),
        (4, "undecided: decided with the advised seeds, at most 200"),
    ] {
        followed.push(name, all.iter().map(|columns| of(&columns[at])).collect());
    }
    [advice, followed]
}

/// Whether the pilot left it undecided; and if so the advice, whether it is half or twice what is
/// needed, and whether the comparison is decided by following it.
fn advised(draw: &mut Draw, pilot: usize, effect: f64) -> Vec<f64> {
    let rule = Rule::once(Test::T, 0.0);
    let one = shifted(draw, pilot, 1, effect).remove(0);
    let mut results = synthetic::planned(1, pilot);
    synthetic::protocol(&mut results, &rule);
    for (seed, value) in one.iter().enumerate() {
        synthetic::finish(&mut results, 0, seed, 0.0);
        synthetic::finish(&mut results, 1, seed, *value);
    }
    let Some(Verdict::Undecided { seeds }) = Analysis::new(&results).comparisons[0].verdict else {
        return vec![0.0, f64::NAN, f64::NAN, f64::NAN, f64::NAN];
    };
    let (advised, needed) =
        (seeds.map_or(f64::INFINITY, |seeds| seeds as f64), needed(effect, 1) as f64);
    let more = seeds.unwrap_or(MOST).min(MOST) - pilot;
    let all = [one, shifted(draw, more, 1, effect).remove(0)].concat();
    let decided = rule.judge(&[all])[0] == Word::Matters;
    vec![
        1.0,
        advised,
        share(advised <= needed / 2.0),
        share(advised >= 2.0 * needed),
        share(decided),
    ]
}

fn exactly(value: f64) -> Estimate {
    Estimate { value, error: 0.0 }
}
