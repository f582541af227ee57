//! Whether the rule that is simulated is the one that `study::Analysis` has.

use study::protocol::Test;

use crate::draw::{Draw, Noise};
use crate::estimate::{estimate, share};
use crate::rule::{Rule, Word};
use crate::sequential::{LOOKS, by_analysis, by_rule, follow};
use crate::synthetic;
use crate::table::{Table, names};

pub(crate) fn tables(draws: usize) -> Vec<Table> {
    let columns = names(["all words the same", "matters", "does not matter"]);
    let title = "Random designs, judged by `study::Analysis` and by the rule of the simulation";
    let mut table = Table::new("agreement", title, "design", ("share", columns));
    table.push("one look", estimate("agreement once", draws / 20, once));
    table.push("several looks", estimate("agreement looks", draws / 40, looks));
    vec![table]
}

const NOISES: [Noise; 4] = [Noise::Normal, Noise::Skewed, Noise::Coarse, Noise::HeavyTails];

/// Differences of a random design, in steps of half a standard deviation from no effect on.
fn differences(draw: &mut Draw, n: usize) -> Vec<Vec<f64>> {
    let variants = 1 + draw.below(3);
    let mut drawn = NOISES[draw.below(NOISES.len())].differences(draw, n, variants);
    for one in &mut drawn {
        let shift = draw.below(6) as f64 / 2.0;
        one.iter_mut().for_each(|value| *value += shift);
    }
    drawn
}

fn once(draw: &mut Draw) -> Vec<f64> {
    let n = 2 + draw.below(11);
    let differences = differences(draw, n);
    let rule = Rule::once(if draw.below(2) == 0 { Test::T } else { Test::SignFlip }, 1.5);
    let mut results = synthetic::planned(differences.len(), n);
    synthetic::protocol(&mut results, &rule);
    for seed in 0..n {
        synthetic::finish(&mut results, 0, seed, 0.0);
        for (at, one) in differences.iter().enumerate() {
            synthetic::finish(&mut results, at + 1, seed, one[seed]);
        }
    }
    counted(&synthetic::words(&results), &rule.judge(&differences))
}

fn looks(draw: &mut Draw) -> Vec<f64> {
    let most = LOOKS[LOOKS.len() - 1];
    let differences = differences(draw, most);
    let rule = Rule { looks: LOOKS.to_vec(), ..Rule::once(Test::T, 1.5) };
    let (real, ours) =
        (follow(&rule, &differences, by_analysis), follow(&rule, &differences, by_rule));
    let mut row = counted(&real.words, &ours.words);
    row[0] *= share(real.used == ours.used);
    row
}

fn counted(real: &[Word], ours: &[Word]) -> Vec<f64> {
    vec![
        share(real == ours),
        share(real.contains(&Word::Matters)),
        share(real.contains(&Word::DoesNotMatter)),
    ]
}
