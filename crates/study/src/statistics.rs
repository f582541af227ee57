//! Statistics of runs: means, differences paired by seed, tests, intervals, power and corrections.
//!
//! Pure functions of slices. A run gives one number; runs of different seeds are independent; a
//! comparison has one difference per seed that baseline and variant share. The module `analysis`
//! decides which numbers are compared, corrected together and judged.
//!
//! Validated in three ways: against scipy and statsmodels (`reference/statistics`), by properties,
//! and by simulation (`just simulate`, figures in `docs/statistics.md`).

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
