//! The rank of a right answer among wrong ones, where equal scores are in random order.
//!
//! # Source
//! "Computing Information Retrieval Performance Measures Efficiently in the Presence of Tied
//! Scores" (McSherry and Najork, ECIR 2008): a measure is its expectation over the orders of the
//! tied items. It then does not depend on the order of the data, and equal scores get chance.

/// Where a right answer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rank {
    /// Wrong answers with a strictly larger score.
    pub larger: usize,
    /// Wrong answers with an equal score.
    pub equal: usize,
}

impl Rank {
    /// The rank of the right score. What is not finite never helps: a right score of that kind
    /// stands behind all others, a wrong one before the right.
    pub(crate) fn new(right: f64, wrong: impl IntoIterator<Item = f64>) -> Self {
        let mut rank = Self { larger: 0, equal: 0 };
        for score in wrong {
            if !right.is_finite() || !score.is_finite() || score > right {
                rank.larger += 1;
            } else if score == right {
                rank.equal += 1;
            }
        }
        rank
    }

    /// The rank of the true class among the scores of all.
    pub(crate) fn of_class(scores: &[f64], truth: usize) -> Self {
        let wrong = scores.iter().enumerate().filter(|(class, _)| *class != truth);
        Self::new(scores[truth], wrong.map(|(_, score)| *score))
    }

    /// Probability that the right answer is among the first k, 0..1.
    pub(crate) fn within(self, k: usize) -> f64 {
        let places = k as f64 - self.larger as f64;
        (places / (self.equal + 1) as f64).clamp(0.0, 1.0)
    }

    /// Expected number of wrong answers before the right one.
    pub(crate) fn expected(self) -> f64 {
        self.larger as f64 + self.equal as f64 / 2.0
    }
}

/// Indices of the largest finite numbers, all of those that are equal; none if no number is finite.
pub(crate) fn all_largest(numbers: &[f64]) -> Vec<usize> {
    let finite = || numbers.iter().copied().enumerate().filter(|(_, number)| number.is_finite());
    let top = finite().map(|(_, number)| number).fold(f64::NEG_INFINITY, f64::max);
    finite().filter(|(_, number)| *number == top).map(|(index, _)| index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn a_rank_with_ties_is_the_mean_over_random_orders() {
        let (mut random, draws) = (Random::new(1), 20_000);
        let wrong = [0.5, 0.2, 0.5, 0.9, 0.5];
        let rank = Rank::new(0.5, wrong);
        for k in 1..=6 {
            let hit = |_: &usize| {
                // of the four equal ones, the right one is the first in a random order
                let place = 1 + random.permutation(4).iter().position(|item| *item == 0).unwrap();
                place < k
            };
            let share = (0..draws).filter(hit).count() as f64 / f64::from(draws as u32);
            assert!((rank.within(k) - share).abs() < 0.02, "{k}: {} and {share}", rank.within(k));
        }
        assert!((rank.expected() - 2.5).abs() < 1e-12);
    }

    #[test]
    fn without_ties_a_rank_is_a_hit_or_none() {
        let rank = Rank::new(0.5, [0.9, 0.8, 0.1]);
        assert_eq!([1, 2, 3, 4].map(|k| rank.within(k)), [0.0, 0.0, 1.0, 1.0]);
        assert_eq!(rank.expected(), 2.0);
    }

    #[test]
    fn what_is_not_finite_never_helps() {
        for right in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(Rank::new(right, [right, 0.0, 1.0]), Rank { larger: 3, equal: 0 });
        }
        assert_eq!(Rank::new(0.5, [f64::NAN, f64::NEG_INFINITY]), Rank { larger: 2, equal: 0 });
        assert_eq!(Rank::of_class(&[f64::NAN; 3], 0).within(1), 0.0);
        assert_eq!(all_largest(&[f64::NAN, 0.1, 0.3, 0.3, f64::INFINITY]), [2, 3]);
        assert!(all_largest(&[f64::NAN]).is_empty());
    }
}
