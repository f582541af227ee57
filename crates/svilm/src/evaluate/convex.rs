//! The minimum of a smooth convex function.

/// Steps that the shape of the function is learned from.
const MEMORY: usize = 20;
/// Points of a line that are tried at most.
const TRIALS: usize = 40;
/// Slopes at which a line search ends, in parts of the first slope: at most this much of it may be
/// left, and the other side may rise at most that much.
const LEFT: f64 = 0.9;
const BEYOND: f64 = 0.5;

/// When a search ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    /// Largest entry of the gradient at a minimum.
    pub gradient: f64,
    /// Steps at most.
    pub steps: usize,
}

/// Where a search ended.
#[derive(Clone, Debug)]
pub(crate) struct Minimum {
    pub at: Vec<f64>,
    /// Largest entry of the gradient there.
    pub gradient: f64,
}

/// A step and what it did to the gradient.
struct Step {
    moved: Vec<f64>,
    turned: Vec<f64>,
}

/// Follows the gradient from a start to the minimum, or until the limit is reached.
///
/// # Source
/// L-BFGS, "On the Limited Memory BFGS Method for Large Scale Optimization" (Liu and Nocedal 1989),
/// with a line search on slopes alone: "A New Conjugate Gradient Method with Guaranteed Descent and
/// an Efficient Line Search" (Hager and Zhang 2005), approximate Wolfe conditions. Near the minimum
/// a slope is known to more digits than a difference of values.
pub(crate) fn minimum(
    start: Vec<f64>,
    limit: Limit,
    mut gradient_at: impl FnMut(&[f64]) -> Vec<f64>,
) -> Minimum {
    let (mut at, mut history) = (start, Vec::<Step>::new());
    let mut gradient = gradient_at(&at);
    for _ in 0..limit.steps {
        if largest(&gradient) <= limit.gradient {
            break;
        }
        let mut direction = direction(&gradient, &history);
        if dot(&direction, &gradient) >= 0.0 {
            // what was learned is of no use here
            history.clear();
            direction = gradient.iter().map(|slope| -slope).collect();
        }
        let first = if history.is_empty() { 1.0 / norm(&gradient).max(1.0) } else { 1.0 };
        let Some((next, new)) = search(&at, &direction, &gradient, first, &mut gradient_at) else {
            if history.is_empty() {
                break;
            }
            history.clear();
            continue;
        };
        let step = Step { moved: difference(&next, &at), turned: difference(&new, &gradient) };
        if dot(&step.moved, &step.turned) > 1e-14 * norm(&step.moved) * norm(&step.turned) {
            if history.len() == MEMORY {
                history.remove(0);
            }
            history.push(step);
        }
        (at, gradient) = (next, new);
    }
    Minimum { gradient: largest(&gradient), at }
}

/// A point on the line with a slope near 0, and the gradient there; none if there is none.
fn search(
    at: &[f64],
    direction: &[f64],
    gradient: &[f64],
    first: f64,
    gradient_at: &mut impl FnMut(&[f64]) -> Vec<f64>,
) -> Option<(Vec<f64>, Vec<f64>)> {
    let slope = dot(direction, gradient);
    let (mut low, mut high, mut far) = (0.0, f64::INFINITY, first);
    for _ in 0..TRIALS {
        let next: Vec<f64> = at.iter().zip(direction).map(|(x, d)| x + far * d).collect();
        let new = gradient_at(&next);
        let there = dot(direction, &new);
        if there < LEFT * slope {
            low = far;
        } else if there <= -BEYOND * slope {
            return Some((next, new));
        } else {
            // a slope that is no number is too far, too
            high = far;
        }
        far = if high.is_finite() { f64::midpoint(low, high) } else { 2.0 * far };
    }
    None
}

/// Where the quadratic function that the last steps suggest has its minimum.
fn direction(gradient: &[f64], history: &[Step]) -> Vec<f64> {
    let mut direction: Vec<f64> = gradient.iter().map(|slope| -slope).collect();
    let mut shares = Vec::with_capacity(history.len());
    for step in history.iter().rev() {
        let share = dot(&step.moved, &direction) / dot(&step.moved, &step.turned);
        add(&mut direction, &step.turned, -share);
        shares.push(share);
    }
    if let Some(last) = history.last() {
        let scale = dot(&last.moved, &last.turned) / dot(&last.turned, &last.turned);
        direction.iter_mut().for_each(|x| *x *= scale);
    }
    for (step, share) in history.iter().zip(shares.into_iter().rev()) {
        let back = dot(&step.turned, &direction) / dot(&step.moved, &step.turned);
        add(&mut direction, &step.moved, share - back);
    }
    direction
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn norm(a: &[f64]) -> f64 {
    dot(a, a).sqrt()
}

fn largest(a: &[f64]) -> f64 {
    // a number that is none is larger than any limit
    a.iter().fold(0.0, |top, x| if x.is_nan() { f64::INFINITY } else { x.abs().max(top) })
}

fn add(sum: &mut [f64], a: &[f64], times: f64) {
    sum.iter_mut().zip(a).for_each(|(sum, a)| *sum += times * a);
}

fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit { gradient: 1e-9, steps: 200 };

    /// Gradient of the sum of `c_i cosh(x_i - i) + (x_0 + x_1 + ...)^2 / 2`, whose curvatures are
    /// far apart.
    fn slopes(x: &[f64]) -> Vec<f64> {
        let sum: f64 = x.iter().sum();
        let scale = |i: usize| 10.0_f64.powi(i as i32 % 4);
        x.iter().enumerate().map(|(i, x)| scale(i) * (x - i as f64).sinh() + sum).collect()
    }

    #[test]
    fn the_gradient_vanishes_at_the_same_place_from_any_start() {
        let starts = [vec![0.0; 8], (0..8).map(|i| 9.0 - 3.0 * f64::from(i)).collect()];
        let [a, b] = starts.map(|start| minimum(start, LIMIT, slopes));
        assert!(a.gradient <= 1e-9 && b.gradient <= 1e-9, "{a:?} {b:?}");
        assert!(a.at.iter().zip(&b.at).all(|(a, b)| (a - b).abs() < 1e-8), "{a:?} {b:?}");
    }

    #[test]
    fn a_limit_of_steps_and_a_gradient_that_is_no_number_end_the_search_and_are_told() {
        let few = minimum(vec![5.0; 8], Limit { steps: 2, ..LIMIT }, slopes);
        assert!(few.gradient > 1e-9, "{few:?}");
        let none = minimum(vec![0.0; 2], LIMIT, |_| vec![f64::NAN; 2]);
        assert!(none.gradient.is_infinite(), "{none:?}");
    }
}
