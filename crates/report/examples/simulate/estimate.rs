//! Means over many drawn studies, with their errors.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::draw::Draw;

/// Studies that are drawn from one seed.
const CHUNK: usize = 250;

/// A mean over drawn studies.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Estimate {
    pub(crate) value: f64,
    /// Its standard error.
    pub(crate) error: f64,
}

/// Draws studies and takes the mean of each number that a study gives; numbers that are not finite
/// are left out. The label is the seed: other labels give other draws. How many threads there are
/// changes nothing.
pub(crate) fn estimate(
    label: &str,
    draws: usize,
    study: impl Fn(&mut Draw) -> Vec<f64> + Sync,
) -> Vec<Estimate> {
    let columns = columns(label, draws, study);
    columns.iter().map(|values| of(values)).collect()
}

/// The same without taking means: for each number all its values, ascending by draw.
pub(crate) fn columns(
    label: &str,
    draws: usize,
    study: impl Fn(&mut Draw) -> Vec<f64> + Sync,
) -> Vec<Vec<f64>> {
    let chunks = draws.div_ceil(CHUNK);
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        loop {
            let chunk = next.fetch_add(1, Ordering::Relaxed);
            if chunk >= chunks {
                return;
            }
            let mut draw =
                Draw::new(hash(label) ^ (chunk as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let size = CHUNK.min(draws - chunk * CHUNK);
            let drawn: Vec<Vec<f64>> = (0..size).map(|_| study(&mut draw)).collect();
            done.lock()
                .expect("invariant: no thread panics while it holds the lock")
                .push((chunk, drawn));
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(chunk, _)| *chunk);
    let rows: Vec<Vec<f64>> = done.into_iter().flat_map(|(_, drawn)| drawn).collect();
    let width = rows.first().map_or(0, Vec::len);
    (0..width).map(|column| rows.iter().map(|row| row[column]).collect()).collect()
}

/// The mean of what is finite.
pub(crate) fn of(values: &[f64]) -> Estimate {
    let finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    let n = finite.len() as f64;
    let value = finite.iter().sum::<f64>() / n;
    let squares: f64 = finite.iter().map(|one| (one - value).powi(2)).sum();
    Estimate { value, error: (squares / (n - 1.0) / n).sqrt() }
}

/// A quantile of what is a number, with half the distance of the quantiles one standard error away.
pub(crate) fn quantile(values: &[f64], probability: f64) -> Estimate {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let at = |probability: f64| sorted[((probability * n) as usize).min(sorted.len() - 1)];
    let error = (probability * (1.0 - probability) / n).sqrt();
    let error = (at(probability + error) - at((probability - error).max(0.0))) / 2.0;
    Estimate { value: at(probability), error: if error.is_finite() { error } else { 0.0 } }
}

/// 1 for yes.
pub(crate) fn share(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}

/// Of Fowler, Noll and Vo.
fn hash(label: &str) -> u64 {
    label.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
