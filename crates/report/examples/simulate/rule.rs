//! The rule of verdicts once more, without what a simulation does not ask for.
//!
//! `study::Analysis` also says how many seeds would help, which takes most of its time.
//! [`agreement`](crate::agreement) checks that both say the same.

use study::protocol::Test;
use study::statistics::{self, Resample, Summary};

/// How studies are judged.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) test: Test,
    pub(crate) alpha: f64,
    /// Numbers of seeds at which a study is looked at; empty means once.
    pub(crate) looks: Vec<usize>,
    /// Whether each look is taken for the only one, which is wrong.
    pub(crate) is_naive: bool,
    /// Differences below this do not matter.
    pub(crate) margin: f64,
    /// Whether `matters` is never said; else it comes first and hides how often `does not matter`
    /// is wrong.
    pub(crate) is_mute: bool,
}

/// What a comparison comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    Matters,
    DoesNotMatter,
    Open,
}

impl Rule {
    pub(crate) fn once(test: Test, margin: f64) -> Self {
        Self { test, alpha: 0.05, looks: Vec::new(), is_naive: false, margin, is_mute: false }
    }

    /// Judges comparisons by their differences, in the order of seeds.
    pub(crate) fn judge(&self, differences: &[Vec<f64>]) -> Vec<Word> {
        let is_once = self.is_naive || self.looks.is_empty();
        let looks = if is_once { vec![usize::MAX] } else { self.looks.clone() };
        let many = looks.len() as f64;
        let smallest = |differences: &[f64], p: &dyn Fn(&[f64]) -> Option<f64>| {
            let all =
                looks.iter().filter_map(|&look| p(&differences[..look.min(differences.len())]));
            (many * all.fold(1.0, f64::min)).min(1.0)
        };
        let family = |p: &dyn Fn(&[f64]) -> Option<f64>| {
            statistics::holm(&differences.iter().map(|one| smallest(one, p)).collect::<Vec<_>>())
        };
        let differs = family(&|differences| p(self.test, differences));
        let equals = family(&|differences| equivalence(differences, self.margin));
        let word = |at: usize| {
            if !self.is_mute
                && differs[at] < self.alpha
                && excludes_0(&differences[at], 1.0 - self.alpha / many)
            {
                Word::Matters
            } else if equals[at] < self.alpha {
                Word::DoesNotMatter
            } else {
                Word::Open
            }
        };
        (0..differences.len()).map(word).collect()
    }
}

/// The two-sided p that decides.
pub(crate) fn p(test: Test, differences: &[f64]) -> Option<f64> {
    let by_signs = || statistics::sign_flip(differences, &mut Resample::new(SEED));
    match test {
        Test::T => t_test(differences).or_else(by_signs),
        Test::SignFlip => by_signs(),
    }
}

fn t_test(differences: &[f64]) -> Option<f64> {
    on_grid(differences)?.t_test()
}

/// The differences of one variant, with the grid of the differences for that of the values.
fn on_grid(differences: &[f64]) -> Option<Summary> {
    let values: Vec<f64> = std::iter::once(0.0).chain(differences.iter().copied()).collect();
    Some(statistics::summarize(differences)?.on_grid(statistics::step(&values)))
}

pub(crate) fn equivalence(differences: &[f64], margin: f64) -> Option<f64> {
    on_grid(differences)?.equivalence(margin)
}

/// The interval of a comparison, as `study::analysis` makes it; `None` without spread.
pub(crate) fn interval(differences: &[f64], level: f64) -> Option<statistics::Interval> {
    let summary = statistics::summarize(differences)?;
    if summary.sd == Some(0.0) {
        None
    } else if differences.len() < 10 {
        summary.t_interval(level)
    } else {
        statistics::bootstrap(differences, level, &mut Resample::new(SEED))
    }
}

pub(crate) fn excludes_0(differences: &[f64], level: f64) -> bool {
    match interval(differences, level) {
        Some((low, high)) => low > 0.0 || high < 0.0,
        None => differences.iter().any(|value| *value != 0.0),
    }
}

const SEED: u64 = 0x5eed;
