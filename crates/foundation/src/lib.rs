//! The few small things that several crates need, each in one place.
//!
//! Nothing here knows about papers, plans, studies or models.

pub mod digest;
pub mod file;
mod hint;
pub mod visible;
pub mod words;

pub use hint::Hint;
