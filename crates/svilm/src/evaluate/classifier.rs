//! Softmax regression on standardised features, trained to convergence on all items at once.

use rayon::prelude::*;

use crate::evaluate::convex::{Limit, Minimum, minimum};

/// A linear classifier.
///
/// # Source
/// Linear probe of spec 6.3: L2-regularised softmax regression, features standardised by the
/// training mean and deviation. In 64 bits, so that the minimum is found to more digits than any
/// prediction depends on: the start has no influence.
pub(crate) struct Classifier {
    mean: Vec<f64>,
    scale: Vec<f64>,
    /// `[d + 1, classes]`, the bias last.
    weights: Vec<f64>,
    classes: usize,
    /// Whether the minimum was found.
    pub converged: bool,
}

/// Weight of the squared length of the weights, halved.
const REGULARIZATION: f64 = 1e-3;
/// When the training ends. A gradient of this size is at most `1e-8 / REGULARIZATION` from the
/// minimum for each weight.
const LIMIT: Limit = Limit { gradient: 1e-8, steps: 3000 };
/// Items whose gradients are added up by one thread; the sum does not depend on how many there are.
const CHUNK: usize = 128;

/// Standardised items with a distribution over classes each.
struct Lesson {
    /// `[n, d]`, the last of each 1.
    items: Vec<f64>,
    /// `[n, classes]`
    targets: Vec<f64>,
    d: usize,
    classes: usize,
}

impl Classifier {
    /// Fits the classifier to items with a distribution over classes each.
    ///
    /// # Panics
    /// If there is no item.
    pub(crate) fn fit(features: &[Vec<f64>], targets: &[Vec<f64>]) -> Self {
        let weights = (features[0].len() + 1) * targets[0].len();
        Self::fit_from(vec![0.0; weights], features, targets)
    }

    /// The same from other weights, `[d + 1, classes]`.
    fn fit_from(start: Vec<f64>, features: &[Vec<f64>], targets: &[Vec<f64>]) -> Self {
        let (n, d, classes) = (features.len(), features[0].len(), targets[0].len());
        let mean = mean(features);
        let deviation = |j: usize| {
            (features.iter().map(|x| (x[j] - mean[j]).powi(2)).sum::<f64>() / n as f64).sqrt()
        };
        let scale = (0..d).map(|j| 1.0 / deviation(j).max(1e-9)).collect();
        let mut classifier = Self { mean, scale, weights: Vec::new(), classes, converged: false };
        let items = features.iter().flat_map(|x| classifier.standardize(x)).collect();
        let lesson = Lesson { items, targets: targets.concat(), d: d + 1, classes };
        let Minimum { at, gradient, .. } =
            minimum(start, LIMIT, |weights| lesson.gradient(weights));
        (classifier.weights, classifier.converged) = (at, gradient <= LIMIT.gradient);
        classifier
    }

    fn standardize(&self, features: &[f64]) -> Vec<f64> {
        let centered = features.iter().zip(&self.mean).map(|(x, mean)| x - mean);
        let unit = centered.zip(&self.scale).map(|(x, scale)| x * scale);
        unit.chain(std::iter::once(1.0)).collect()
    }

    /// Probabilities of the classes.
    pub(crate) fn probabilities(&self, features: &[f64]) -> Vec<f64> {
        probabilities(&self.weights, &self.standardize(features), self.classes)
    }
}

/// The mean of each column.
pub(crate) fn mean(rows: &[Vec<f64>]) -> Vec<f64> {
    let column = |j: usize| rows.iter().map(|row| row[j]).sum::<f64>() / rows.len() as f64;
    (0..rows[0].len()).map(column).collect()
}

/// Index of the largest number; the lowest of several.
pub(crate) fn largest(numbers: &[f64]) -> usize {
    (0..numbers.len())
        .fold(0, |best, index| if numbers[index] > numbers[best] { index } else { best })
}

/// All weight on one class.
pub(crate) fn one_hot(class: usize, classes: usize) -> Vec<f64> {
    (0..classes).map(|index| if index == class { 1.0 } else { 0.0 }).collect()
}

/// Softmax of the scores of an item.
fn probabilities(weights: &[f64], item: &[f64], classes: usize) -> Vec<f64> {
    let mut scores = vec![0.0; classes];
    for (x, row) in item.iter().zip(weights.chunks_exact(classes)) {
        scores.iter_mut().zip(row).for_each(|(score, weight)| *score += x * weight);
    }
    let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    scores.iter_mut().for_each(|score| *score = (*score - top).exp());
    let sum: f64 = scores.iter().sum();
    scores.iter_mut().for_each(|score| *score /= sum);
    scores
}

impl Lesson {
    /// Gradient of the mean cross-entropy and of the regularisation, from which the bias is free.
    fn gradient(&self, weights: &[f64]) -> Vec<f64> {
        let Self { d, classes, .. } = *self;
        let n = self.items.len() / d;
        let chunks = self.items.par_chunks(CHUNK * d).zip(self.targets.par_chunks(CHUNK * classes));
        let part = |(items, targets): (&[f64], &[f64])| {
            let mut sum = vec![0.0; d * classes];
            for (item, target) in items.chunks_exact(d).zip(targets.chunks_exact(classes)) {
                let mut error = probabilities(weights, item, classes);
                error.iter_mut().zip(target).for_each(|(p, target)| *p -= target);
                for (x, row) in item.iter().zip(sum.chunks_exact_mut(classes)) {
                    row.iter_mut().zip(&error).for_each(|(sum, error)| *sum += x * error);
                }
            }
            sum
        };
        let parts: Vec<Vec<f64>> = chunks.map(part).collect();
        let mut gradient: Vec<f64> = weights.iter().map(|w| REGULARIZATION * w).collect();
        gradient[(d - 1) * classes..].fill(0.0);
        for part in parts {
            gradient.iter_mut().zip(part).for_each(|(sum, part)| *sum += part / n as f64);
        }
        gradient
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn clear_classes_are_learned() {
        let mut random = Random::new(1);
        let items: Vec<Vec<f64>> = (0..60)
            .map(|_| vec![random.normal() * 30.0, random.normal() + 5.0, random.normal()])
            .collect();
        let targets: Vec<Vec<f64>> = items
            .iter()
            .map(|x| {
                one_hot(
                    if x[0] > 0.0 {
                        2
                    } else if x[2] > 0.0 {
                        1
                    } else {
                        0
                    },
                    3,
                )
            })
            .collect();
        let classifier = Classifier::fit(&items, &targets);
        assert!(classifier.converged);
        let right = items
            .iter()
            .zip(&targets)
            .filter(|(x, t)| largest(&classifier.probabilities(x)) == largest(t))
            .count();
        assert!(right >= 55, "{right} of 60");
    }

    #[test]
    fn without_information_the_classes_are_as_frequent_as_in_training() {
        let items = vec![vec![1.0]; 10];
        let targets: Vec<Vec<f64>> = (0..10).map(|i| one_hot(usize::from(i < 3), 2)).collect();
        let probabilities = Classifier::fit(&items, &targets).probabilities(&[1.0]);
        assert!((probabilities[1] - 0.3).abs() < 1e-3, "{probabilities:?}");
    }

    /// Features that hang together, so that the minimum is flat in most directions, and classes
    /// that overlap.
    fn tangled(n: usize, d: usize, classes: usize) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
        let mut random = Random::new(5);
        let common: Vec<f64> = (0..d).map(|_| random.normal()).collect();
        let item = |index: usize| {
            let (base, class) = (random.normal() * 3.0, index % classes);
            let x: Vec<f64> = (0..d)
                .map(|j| {
                    base * common[j] + 0.1 * random.normal() + if j == class { 0.05 } else { 0.0 }
                })
                .collect();
            (x, one_hot(class, classes))
        };
        (0..n).map(item).unzip()
    }

    #[test]
    fn the_start_has_no_influence() {
        let (items, targets) = tangled(400, 48, 8);
        let (learned, tested) = items.split_at(200);
        let mut random = Random::new(9);
        let zero = Classifier::fit(learned, &targets[..200]);
        let start = (0..49 * 8).map(|_| 3.0 * random.normal()).collect();
        let other = Classifier::fit_from(start, learned, &targets[..200]);
        assert!(zero.converged && other.converged);
        for item in tested {
            let [a, b] = [&zero, &other].map(|classifier| classifier.probabilities(item));
            assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-5), "{a:?} {b:?}");
        }
    }

    #[test]
    fn features_that_are_no_numbers_are_told_as_not_converged() {
        let items = vec![vec![f64::NAN]; 4];
        let targets: Vec<_> = (0..4).map(|i| one_hot(i % 2, 2)).collect();
        assert!(!Classifier::fit(&items, &targets).converged);
    }
}
