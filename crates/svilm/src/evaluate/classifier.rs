//! Softmax regression on standardised features, trained to convergence on all items at once.

use crate::kernel::gemm::{Into, Left, Right, gemm};
use crate::kernel::rows;

/// A linear classifier.
///
/// # Source
/// Linear probe of spec 6.3: L2-regularised softmax regression, features standardised by the
/// training mean and deviation.
pub(crate) struct Classifier {
    mean: Vec<f64>,
    scale: Vec<f64>,
    /// `[d + 1, classes]`, the bias last.
    weights: Vec<f32>,
    classes: usize,
}

/// Weight of the squared length of the weights.
const REGULARIZATION: f32 = 1e-3;
/// Steps of accelerated gradient descent at most, and the gradient at which they end.
const STEPS: usize = 400;
const TOLERANCE: f32 = 1e-5;

impl Classifier {
    /// Fits the classifier to items with a distribution over classes each.
    ///
    /// # Panics
    /// If there is no item.
    pub(crate) fn fit(features: &[Vec<f64>], targets: &[Vec<f64>]) -> Self {
        let (n, d, classes) = (features.len(), features[0].len(), targets[0].len());
        let mean = mean(features);
        let deviation = |j: usize| {
            (features.iter().map(|x| (x[j] - mean[j]).powi(2)).sum::<f64>() / n as f64).sqrt()
        };
        let scale = (0..d).map(|j| 1.0 / deviation(j).max(1e-9)).collect();
        let mut classifier = Self { mean, scale, weights: vec![0.0; (d + 1) * classes], classes };
        let items: Vec<f32> = features.iter().flat_map(|x| classifier.standardize(x)).collect();
        let targets: Vec<f32> = targets.iter().flatten().map(|&target| target as f32).collect();
        classifier.descend(&items, &targets, d + 1);
        classifier
    }

    fn standardize(&self, features: &[f64]) -> Vec<f32> {
        let centered = features.iter().zip(&self.mean).map(|(x, mean)| x - mean);
        let unit = centered.zip(&self.scale).map(|(x, scale)| (x * scale) as f32);
        unit.chain(std::iter::once(1.0)).collect()
    }

    /// Nesterov's method with the step that the curvature allows.
    fn descend(&mut self, items: &[f32], targets: &[f32], d: usize) {
        let step = 1.0 / (0.5 * curvature(items, d) + REGULARIZATION);
        let mut previous = self.weights.clone();
        for round in 0..STEPS {
            // look ahead from the last two points
            let momentum = round as f32 / (round as f32 + 3.0);
            let ahead: Vec<f32> =
                self.weights.iter().zip(&previous).map(|(w, p)| w + momentum * (w - p)).collect();
            let gradient = gradient(&ahead, items, targets, d, self.classes);
            previous = std::mem::replace(&mut self.weights, ahead);
            for (weight, gradient) in self.weights.iter_mut().zip(&gradient) {
                *weight -= step * gradient;
            }
            if gradient.iter().all(|gradient| gradient.abs() < TOLERANCE) {
                break;
            }
        }
    }

    /// Probabilities of the classes.
    pub(crate) fn probabilities(&self, features: &[f64]) -> Vec<f64> {
        let item = self.standardize(features);
        let found = probabilities(&self.weights, &item, item.len(), self.classes);
        found.into_iter().map(f64::from).collect()
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

/// Softmax of the scores of all items: `[n, classes]`.
fn probabilities(weights: &[f32], items: &[f32], d: usize, classes: usize) -> Vec<f32> {
    let n = items.len() / d;
    let mut scores = vec![0.0; n * classes];
    let into = Into::Overwrite(&mut scores, classes);
    gemm([n, classes, d], Left::Rows(items, d), Right(weights, classes), into);
    rows::softmax(&mut scores, classes, 1.0, None);
    scores
}

fn gradient(weights: &[f32], items: &[f32], targets: &[f32], d: usize, classes: usize) -> Vec<f32> {
    let n = items.len() / d;
    let mut errors = probabilities(weights, items, d, classes);
    for (error, target) in errors.iter_mut().zip(targets) {
        *error = (*error - target) / n as f32;
    }
    let mut gradient: Vec<f32> = weights.iter().map(|weight| REGULARIZATION * weight).collect();
    gradient[(d - 1) * classes..].fill(0.0);
    let size = [d, classes, n];
    gemm(size, Left::Columns(items, d), Right(&errors, classes), Into::Add(&mut gradient, classes));
    gradient
}

/// Largest eigenvalue of the items' second moments, by power iteration, a little exaggerated to be
/// safe.
fn curvature(items: &[f32], d: usize) -> f32 {
    let n = items.len() / d;
    let mut direction = vec![1.0 / (d as f32).sqrt(); d];
    let mut size = 1.0;
    for _ in 0..30 {
        let (mut along, mut next) = (vec![0.0; n], vec![0.0; d]);
        gemm([n, 1, d], Left::Rows(items, d), Right(&direction, 1), Into::Overwrite(&mut along, 1));
        gemm([d, 1, n], Left::Columns(items, d), Right(&along, 1), Into::Overwrite(&mut next, 1));
        size = next.iter().map(|x| x * x).sum::<f32>().sqrt() / n as f32;
        direction = next.iter().map(|x| x / (size * n as f32).max(1e-30)).collect();
    }
    1.1 * size
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn fit_is_where_the_gradient_vanishes() {
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
        let standard: Vec<f32> = items.iter().flat_map(|x| classifier.standardize(x)).collect();
        let flat: Vec<f32> = targets.iter().flatten().map(|&target| target as f32).collect();
        let left = gradient(&classifier.weights, &standard, &flat, 4, 3)
            .iter()
            .fold(0.0_f32, |top, g| top.max(g.abs()));
        assert!(left < 1e-3, "{left}");
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
}
