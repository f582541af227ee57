//! S-ViLM
mod declaration;
mod fused;
mod kernel;
mod loss;
mod model;
mod random;
pub use declaration::{VERSION, declaration};
/// The subject.
#[derive(Clone, Copy, Debug, Default)]
pub struct Svilm;
