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
mod grid;
mod items;
mod multiplicity;
mod power;
mod resample;
mod rounding;
mod sample;
mod sign_flip;

pub use bootstrap::{bca, bootstrap};
pub use effect::{d_z, g_z, share};
pub use grid::step;
pub use items::{Crossed, crossed};
pub use multiplicity::{benjamini_hochberg, holm};
pub use power::{equivalence_power, power, seeds_needed};
pub use resample::Resample;
pub use rounding::merge_rounded;
pub use sample::{Summary, summarize};
pub use sign_flip::{EXACT, sign_flip, sign_flip_interval, smallest_p};

/// The coverage that intervals are made for.
pub const LEVEL: f64 = 0.95;

/// The lower and the upper end of an interval.
pub type Interval = (f64, f64);

#[cfg(test)]
mod tests;
