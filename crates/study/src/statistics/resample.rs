//! Draws for resampling, from a seed.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// Draws that are the same on every machine (ChaCha with 8 rounds).
#[derive(Clone, Debug)]
pub struct Resample(ChaCha8Rng);

impl Resample {
    /// The draws of a seed.
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// Uniform in `0..n`, for `n` at least 1 and far below 2^32.
    pub fn below(&mut self, n: usize) -> usize {
        // a multiple of a 32-bit fraction: no number is preferred by more than n / 2^32
        ((u64::from(self.0.next_u32()) * n as u64) >> 32) as usize
    }

    /// So many numbers of `0..n`, with replacement.
    pub fn indices(&mut self, count: usize, n: usize) -> Vec<usize> {
        (0..count).map(|_| self.below(n)).collect()
    }

    /// 64 fair coins.
    pub fn coins(&mut self) -> u64 {
        self.0.next_u64()
    }
}
