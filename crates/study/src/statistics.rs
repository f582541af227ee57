//! What numbers of runs allow to say: means, differences paired by seed, and what is likely of
//! them.
//!
//! Pure functions of slices. Everything here is about runs: one number per run, independent between
//! seeds, and for a comparison one difference per seed that baseline and variant share. Which
//! numbers are compared, corrected together and judged is [`analysis`](crate::analysis)'s to say.
//!
//! Proved in three ways: against scipy and statsmodels (`reference/statistics`), by properties, and
//! by simulation (`crates/report/examples/simulate`, figures in `docs/statistics.md`).

mod bootstrap;
mod effect;
mod equivalence;
mod items;
mod multiplicity;
mod power;
mod resample;
mod sample;
mod sign_flip;

pub use bootstrap::{bca, bootstrap};
pub use effect::{d_z, g_z, share};
pub use equivalence::equivalence;
pub use items::{Crossed, crossed};
pub use multiplicity::{benjamini_hochberg, holm};
pub use power::{equivalence_power, power, seeds_needed};
pub use resample::Resample;
pub use sample::{Summary, summarize, t_interval, t_test};
pub use sign_flip::{EXACT, sign_flip, smallest_p};

/// The coverage that intervals are made for.
pub const LEVEL: f64 = 0.95;

/// The lower and the upper end of an interval.
pub type Interval = (f64, f64);

#[cfg(test)]
mod tests;
