//! Charts as small drawings, for a page and for a paper.
//!
//! ```text
//! Lines · Forest · Dots ─▶ Scene (lines, areas, circles, text) ─▶ SVG within a page · SVG file · PDF
//! ```
//!
//! Pure functions that know nothing of studies. A drawing is laid out once, with the widths of
//! Helvetica, in units of 1/96 inch; both renderers draw the same shapes. Names are strangers'
//! words: they are escaped, cut to their place, and whole in the element's title.

mod axis;
mod clip;
mod dots;
mod font;
mod forest;
mod frame;
mod label;
mod lines;
mod overlap;
mod palette;
mod pdf;
mod scene;
mod series;
mod strip;
mod svg;

pub use dots::{Dots, DotsRow, dots};
pub use forest::{Effect, Estimate, Forest, Tone, forest};
pub use lines::{Lines, Quantity, Reference, Spread, coincident, lines};
pub use palette::style;
pub use scene::Scene;
pub use series::{Point, Series};
pub use strip::{Strip, WIDTH};

#[cfg(test)]
pub(crate) mod tests;
