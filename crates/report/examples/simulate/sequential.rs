//! Studies that are looked at several times and stop for what is decided.

use study::protocol::Test;
use study::run::sequential::{looks, open, spare};

use crate::draw::{Draw, Noise};
use crate::estimate::{Estimate, columns, estimate, share};
use crate::rule::{Rule, Word};
use crate::synthetic;
use crate::table::{Table, Unit, names};

/// Looks that a study with at most 12 seeds plans, as `study::run::sequential::looks` says.
pub(crate) const LOOKS: [usize; 4] = [3, 5, 8, 12];

/// Standard deviation of differences.
const SPREAD: f64 = std::f64::consts::SQRT_2;

/// How a study ended.
pub(crate) struct Ended {
    pub(crate) words: Vec<Word>,
    /// Seeds of each comparison.
    pub(crate) used: Vec<usize>,
    /// Whether a comparison that was decided is open again, although it got no more seeds.
    pub(crate) took_back: bool,
}

/// Runs the seeds up to each look of what is still open, and judges.
pub(crate) fn follow<J>(
    rule: &Rule,
    differences: &[Vec<f64>],
    judge: impl Fn(&Rule, &[Vec<f64>]) -> J,
) -> Ended
where
    J: FnMut(&[usize]) -> Vec<Word>,
{
    let mut judge = judge(rule, differences);
    let mut ended = Ended {
        words: vec![Word::Open; differences.len()],
        used: vec![0; differences.len()],
        took_back: false,
    };
    for &look in &rule.looks {
        for (used, _) in
            ended.used.iter_mut().zip(&ended.words).filter(|(_, word)| **word == Word::Open)
        {
            *used = look;
        }
        let words = judge(&ended.used);
        ended.took_back |=
            words.iter().zip(&ended.words).any(|(new, old)| *old != Word::Open && new != old);
        ended.words = words;
        if !ended.words.contains(&Word::Open) {
            break;
        }
    }
    ended
}

/// Judges with the rule of the simulation.
pub(crate) fn by_rule(
    rule: &Rule,
    differences: &[Vec<f64>],
) -> impl FnMut(&[usize]) -> Vec<Word> + use<> {
    let (rule, differences) = (rule.clone(), differences.to_vec());
    move |used| {
        let run: Vec<Vec<f64>> =
            differences.iter().zip(used).map(|(one, used)| one[..*used].to_vec()).collect();
        rule.judge(&run)
    }
}

/// Judges with `study::Analysis`: runs finish, are spared, or are still missing.
pub(crate) fn by_analysis(
    rule: &Rule,
    differences: &[Vec<f64>],
) -> impl FnMut(&[usize]) -> Vec<Word> + use<> {
    let mut results = synthetic::planned(differences.len(), differences[0].len());
    synthetic::protocol(&mut results, rule);
    let differences = differences.to_vec();
    move |used| {
        let look = used.iter().copied().max().unwrap_or_default();
        let settled = |configuration: usize, seed: usize| {
            results.configurations[configuration].runs[seed].status.is_settled()
        };
        let due: Vec<_> =
            results.order().filter(|&(at, seed)| seed < look && !settled(at, seed)).collect();
        for (configuration, seed) in due {
            let value = configuration.checked_sub(1).map_or(0.0, |at| differences[at][seed]);
            synthetic::finish(&mut results, configuration, seed, value);
        }
        let open = open(&results);
        spare(&mut results, &open, look);
        synthetic::words(&results)
    }
}

/// Ways to decide when to stop.
const WAYS: [&str; 4] = ["looks", "12 seeds", "naive peeking", "peeking at every seed"];

/// How a study ends in each way. Peeking tests at each look as if it were the only one.
fn ends(differences: &[Vec<f64>], margin: f64, is_mute: bool) -> [Ended; 4] {
    let every: Vec<usize> = (3..=12).collect();
    [(&LOOKS[..], false), (&[12], false), (&LOOKS, true), (&every, true)].map(
        |(looks, is_naive)| {
            let rule =
                Rule { looks: looks.to_vec(), is_naive, is_mute, ..Rule::once(Test::T, margin) };
            follow(&rule, differences, by_rule)
        },
    )
}

pub(crate) fn tables(draws: usize) -> Vec<Table> {
    let mut tables = vec![errors(draws), real(draws), factor(draws)];
    tables.extend(worth(draws));
    tables
}

/// Differences that are all `shift` away from 0.
fn shifted(draw: &mut Draw, noise: Noise, m: usize, shift: f64) -> Vec<Vec<f64>> {
    let mut differences = noise.differences(draw, 12, m);
    differences.iter_mut().flatten().for_each(|value| *value += shift);
    differences
}

fn errors(draws: usize) -> Table {
    let title = "Studies that err at least once: `matters` without any effect, `does not matter` at the margin";
    let mut table =
        Table::new("sequential-errors", title, "comparisons, error", ("way", names(WAYS)));
    for (noise, m) in [
        (Noise::Normal, 1),
        (Noise::Normal, 5),
        (Noise::Normal, 10),
        (Noise::Skewed, 1),
        (Noise::Skewed, 5),
    ] {
        for (shift, word, name) in
            [(0.0, Word::Matters, "matters"), (6.0, Word::DoesNotMatter, "does not matter")]
        {
            let study = |draw: &mut Draw| {
                let differences = shifted(draw, noise, m, shift);
                let ended = ends(&differences, shift, word == Word::DoesNotMatter);
                ended.iter().map(|ended| share(ended.words.contains(&word))).collect()
            };
            let row =
                estimate(&format!("sequential {} {m} {name}", noise.name()), draws / 4, study);
            table.push(format!("{m} {}, {name}", noise.name()), row);
        }
    }
    table
}

/// The same errors with `study::Analysis` itself.
fn real(draws: usize) -> Table {
    let title = "The same with `study::Analysis` and spared runs";
    let columns = names(["matters", "a verdict was taken back"]);
    let mut table = Table::new("sequential-analysis", title, "comparisons", ("studies", columns));
    for m in [1, 5] {
        let study = |draw: &mut Draw| {
            let differences = shifted(draw, Noise::Normal, m, 0.0);
            let rule = Rule { looks: looks(12), ..Rule::once(Test::T, SPREAD) };
            let ended = follow(&rule, &differences, by_analysis);
            vec![share(ended.words.contains(&Word::Matters)), share(ended.took_back)]
        };
        table.push(
            m.to_string(),
            estimate(&format!("sequential analysis {m}"), draws / 40 / m, study),
        );
    }
    table
}

/// What the number of looks could be replaced with: the factor that makes the smallest p exactly
/// valid.
fn factor(draws: usize) -> Table {
    let columns = names(["looks", "exact factor"]);
    let mut table = Table::new(
        "sequential-factor",
        "Factor on the smallest p of one comparison",
        "looks",
        ("factor", columns),
    );
    table.unit = Unit::Plain;
    for looks in [&[3, 5][..], &[3, 5, 8], &LOOKS, &[3, 5, 8, 12, 20]] {
        let study = |draw: &mut Draw| {
            let one = Noise::Normal.differences(draw, looks[looks.len() - 1], 1).remove(0);
            let p = looks.iter().filter_map(|look| crate::rule::p(Test::T, &one[..*look]));
            vec![p.fold(1.0, f64::min)]
        };
        let mut smallest = columns_of(&format!("sequential factor {looks:?}"), draws, study);
        smallest.sort_unstable_by(f64::total_cmp);
        let n = smallest.len() as f64;
        let at = |probability: f64| 0.05 / smallest[(probability * n) as usize];
        let error = (0.05 * 0.95 / n).sqrt();
        let exact =
            Estimate { value: at(0.05), error: (at(0.05 - error) - at(0.05 + error)) / 2.0 };
        table.push(
            format!("{looks:?}").replace(['[', ']'], ""),
            vec![Estimate { value: looks.len() as f64, error: 0.0 }, exact],
        );
    }
    table
}

fn columns_of(label: &str, draws: usize, study: impl Fn(&mut Draw) -> Vec<f64> + Sync) -> Vec<f64> {
    columns(label, draws, study).remove(0)
}

/// Power and seeds.
fn worth(draws: usize) -> Vec<Table> {
    let effects = [0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0];
    let head = || ("true difference in standard deviations of differences", names(effects));
    let mut decided = Table::new(
        "sequential-power",
        "Comparisons that are decided rightly",
        "comparisons, way",
        head(),
    );
    let mut seeds = Table::new(
        "sequential-seeds",
        "Mean number of seeds of a comparison",
        "comparisons, way",
        head(),
    );
    seeds.unit = Unit::Plain;
    (decided.chart, seeds.chart) = (Some(0.8), Some(12.0));
    for m in [1, 5] {
        let all = effects.map(|effect| {
            let study = |draw: &mut Draw| {
                let differences = shifted(draw, Noise::Normal, m, effect * SPREAD);
                let ended = ends(&differences, 1.5 * SPREAD, false);
                let is_right = |word: &&Word| {
                    **word == if effect == 0.0 { Word::DoesNotMatter } else { Word::Matters }
                };
                let right =
                    |ended: &Ended| ended.words.iter().filter(is_right).count() as f64 / m as f64;
                let used = |ended: &Ended| ended.used.iter().sum::<usize>() as f64 / m as f64;
                ended.iter().map(right).chain(ended.iter().map(used)).collect()
            };
            estimate(&format!("sequential worth {m} {effect}"), draws / 20, study)
        });
        for (way, name) in WAYS.iter().enumerate().take(3) {
            decided.push(format!("{m}, {name}"), all.iter().map(|cells| cells[way]).collect());
            seeds.push(
                format!("{m}, {name}"),
                all.iter().map(|cells| cells[way + WAYS.len()]).collect(),
            );
        }
    }
    vec![decided, seeds]
}
