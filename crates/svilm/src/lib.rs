//! S-ViLM, the video-language model of "Structured Video-Language Modeling with Temporal Grouping
//! and Spatial Grounding" (ICLR 2024, <https://arxiv.org/abs/2303.16341>), as a subject: data,
//! model, losses, training and evaluation.
//!
//! Axes, in docs, code and comments: `b` clips in a batch, `t` temporal positions of a clip, `n`
//! tokens of a sequence, `s` video tokens of a clip, `l` text tokens, `d` width, `h` heads, `g`
//! group tokens, `e` joint space, `u` prompts. "Spec" and a number is a formula in `docs/svilm.md`.

mod batch;
#[doc(hidden)]
pub mod bench;
mod checkpoint;
mod choice;
mod config;
mod data;
mod declaration;
mod device;
#[cfg(test)]
mod differences;
mod effect;
mod error;
mod evaluate;
mod fused;
mod kernel;
mod loss;
mod model;
mod objective;
mod optimize;
#[cfg(test)]
mod parity;
mod picture;
mod prepare;
mod pretrain;
mod prompt;
mod random;
mod render;
mod run;
mod session;
mod speed;
mod step;
mod world;

#[cfg(test)]
mod tests;

pub use declaration::{VERSION, declaration, evaluation_knobs};
pub use error::Error;
pub use model::count::{Count, Part};
pub use model::pretrained::Inflation;
pub use prepare::Lessons;
pub use render::{Amount, render};
pub use run::{Svilm, count, eval, prepare, train};
