//! Softmax regression on standardised features, trained to convergence on all items at once.

/// A linear classifier.
///
/// # Source
/// Linear probe of spec 6.3: L2-regularised softmax regression, features standardised by the training mean and deviation.
pub(crate) struct Classifier {
    mean: Vec<f64>,
    scale: Vec<f64>,
    /// `[classes][d + 1]`, the bias last.
    weights: Vec<Vec<f64>>,
}

/// Weight of the squared length of the weights.
const REGULARIZATION: f64 = 1e-3;
/// Steps of accelerated gradient descent at most, and the gradient at which they end.
const STEPS: usize = 400;
const TOLERANCE: f64 = 1e-5;

impl Classifier {
    /// Fits the classifier to items with a distribution over classes each.
    ///
    /// # Panics
    /// If there is no item.
    pub(crate) fn fit(features: &[Vec<f64>], targets: &[Vec<f64>]) -> Self {
        let (n, d, classes) = (features.len(), features[0].len(), targets[0].len());
        let mean: Vec<f64> = (0..d).map(|j| features.iter().map(|x| x[j]).sum::<f64>() / n as f64).collect();
        let deviation = |j: usize| (features.iter().map(|x| (x[j] - mean[j]).powi(2)).sum::<f64>() / n as f64).sqrt();
        let scale = (0..d).map(|j| 1.0 / deviation(j).max(1e-9)).collect();
        let mut classifier = Self { mean, scale, weights: vec![vec![0.0; d + 1]; classes] };
        let items: Vec<Vec<f64>> = features.iter().map(|x| classifier.standardize(x)).collect();
        classifier.descend(&items, targets);
        classifier
    }

    fn standardize(&self, features: &[f64]) -> Vec<f64> {
        let unit = features.iter().zip(&self.mean).zip(&self.scale).map(|((x, mean), scale)| (x - mean) * scale);
        unit.chain(std::iter::once(1.0)).collect()
    }

    /// Nesterov's method with the step that the curvature allows.
    fn descend(&mut self, items: &[Vec<f64>], targets: &[Vec<f64>]) {
        let step = 1.0 / (0.5 * curvature(items) + REGULARIZATION);
        let mut previous = self.weights.clone();
        for round in 0..STEPS {
            // look ahead from the last two points
            let momentum = round as f64 / (round as f64 + 3.0);
            let ahead: Vec<Vec<f64>> = self.weights.iter().zip(&previous).map(|(w, p)| {
                w.iter().zip(p).map(|(w, p)| w + momentum * (w - p)).collect()
            }).collect();
            let gradient = gradient(&ahead, items, targets);
            previous = std::mem::replace(&mut self.weights, ahead);
            let mut largest: f64 = 0.0;
            for (weights, gradient) in self.weights.iter_mut().zip(&gradient) {
                for (weight, gradient) in weights.iter_mut().zip(gradient) {
                    *weight -= step * gradient;
                    largest = largest.max(gradient.abs());
                }
            }
            if largest < TOLERANCE {
                break;
            }
        }
    }

    /// Probabilities of the classes.
    pub(crate) fn probabilities(&self, features: &[f64]) -> Vec<f64> {
        softmax(&self.weights, &self.standardize(features))
    }

    /// The most probable class; the lowest of several.
    pub(crate) fn class(&self, features: &[f64]) -> usize {
        largest(&self.probabilities(features))
    }
}

/// Index of the largest number; the lowest of several.
pub(crate) fn largest(numbers: &[f64]) -> usize {
    (0..numbers.len()).fold(0, |best, index| if numbers[index] > numbers[best] { index } else { best })
}

/// All weight on one class.
pub(crate) fn one_hot(class: usize, classes: usize) -> Vec<f64> {
    (0..classes).map(|index| if index == class { 1.0 } else { 0.0 }).collect()
}

fn softmax(weights: &[Vec<f64>], item: &[f64]) -> Vec<f64> {
    let scores: Vec<f64> = weights.iter().map(|w| w.iter().zip(item).map(|(w, x)| w * x).sum()).collect();
    let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut powers: Vec<f64> = scores.iter().map(|score| (score - top).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.iter_mut().for_each(|power| *power /= sum);
    powers
}

fn gradient(weights: &[Vec<f64>], items: &[Vec<f64>], targets: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let (n, d) = (items.len() as f64, items[0].len() - 1);
    let mut gradient: Vec<Vec<f64>> = weights
        .iter()
        .map(|w| w.iter().enumerate().map(|(j, w)| if j < d { REGULARIZATION * w } else { 0.0 }).collect())
        .collect();
    for (item, target) in items.iter().zip(targets) {
        for ((gradient, probability), target) in gradient.iter_mut().zip(softmax(weights, item)).zip(target) {
            let error = (probability - target) / n;
            gradient.iter_mut().zip(item).for_each(|(gradient, x)| *gradient += error * x);
        }
    }
    gradient
}

/// Largest eigenvalue of the items' second moments, by power iteration, a little exaggerated to be safe.
fn curvature(items: &[Vec<f64>]) -> f64 {
    let mut direction = vec![1.0; items[0].len()];
    let mut size = 1.0;
    for _ in 0..30 {
        let mut next = vec![0.0; direction.len()];
        for item in items {
            let along: f64 = item.iter().zip(&direction).map(|(x, v)| x * v).sum();
            next.iter_mut().zip(item).for_each(|(next, x)| *next += along * x / items.len() as f64);
        }
        size = next.iter().map(|x| x * x).sum::<f64>().sqrt();
        direction = next.iter().map(|x| x / size.max(1e-300)).collect();
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
        let items: Vec<Vec<f64>> = (0..60).map(|_| vec![random.normal() * 30.0, random.normal() + 5.0, random.normal()]).collect();
        let targets: Vec<Vec<f64>> = items.iter().map(|x| one_hot(if x[0] > 0.0 { 2 } else if x[2] > 0.0 { 1 } else { 0 }, 3)).collect();
        let classifier = Classifier::fit(&items, &targets);
        let standard: Vec<Vec<f64>> = items.iter().map(|x| classifier.standardize(x)).collect();
        let left = gradient(&classifier.weights, &standard, &targets).concat().iter().fold(0.0_f64, |top, g| top.max(g.abs()));
        assert!(left < 1e-3, "{left}");
        let right = items.iter().zip(&targets).filter(|(x, t)| classifier.class(x) == largest(t)).count();
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
