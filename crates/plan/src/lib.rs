//! The plan of an ablation study, in all its forms, and what it means for a subject.
//!
//! ```text
//! page · JSON · JSONL ─▶ Plan ─▶ bind (with the subject's declaration) ─▶ Binding ◀─▶ binding.toml
//!                         └────▶ lint
//! ```
//!
//! Nothing here does input or output.

pub mod bind;
pub mod binding;
mod excerpt;
pub mod lint;
mod plan;

pub use bind::bind;
pub use binding::{Binding, Bound, Configuration, Unbound, Variant};
pub use lint::{Finding, lint};
pub use plan::{
    Ablation, Action, Agreement, Dropped, Error, Existing, Grounds, Literal, MAX_BYTES, Metrics,
    Plan, Quote, Reason, Rejected, Replacement, Task, objects, settings,
};
