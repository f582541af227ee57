//! The rule of verdicts once more, without what a simulation does not ask for.
//!
//! `study::Analysis` also says how many seeds would help, which takes most of its time.
//! [`agreement`](crate::agreement) checks that both say the same.

use study::protocol::Test;
use study::statistics::{self, Resample};

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
        let equals = family(&|differences| statistics::equivalence(differences, self.margin));
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
    match test {
        Test::T => statistics::t_test(differences).or_else(|| p(Test::SignFlip, differences)),
        Test::SignFlip => statistics::sign_flip(differences, &mut Resample::new(SEED)),
    }
}

/// The interval of a comparison, as `study::analysis` makes it.
pub(crate) fn interval(differences: &[f64], level: f64) -> Option<statistics::Interval> {
    if differences.len() < 10 {
        statistics::t_interval(differences, level)
    } else {
        statistics::bootstrap(differences, level, &mut Resample::new(SEED))
    }
}

pub(crate) fn excludes_0(differences: &[f64], level: f64) -> bool {
    interval(differences, level).is_some_and(|(low, high)| low > 0.0 || high < 0.0)
}

const SEED: u64 = 0x5eed;
