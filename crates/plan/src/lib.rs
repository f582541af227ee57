//! The plan of an ablation study in all its forms, its checks, and its binding to a subject.
//!
//! ```text
//! page · JSON · JSONL · TOML ─▶ Plan ─▶ bind (with the subject's declaration) ─▶ Binding ◀─▶ binding.toml
//!                                └────▶ lint
//! ```
//!
//! Nothing here does input or output.

pub mod bind;
pub mod binding;
mod excerpt;
mod lines;
pub mod lint;
mod plan;
mod toml_text;
mod words;

pub use bind::bind;
pub use binding::{Binding, Bound, Configuration, Unbound, Variant};
pub use lint::{Finding, lint};
pub use plan::{
    Ablation, Action, Agreement, Dropped, Error, Existing, Grounds, Literal, MAX_BYTES, Metrics,
    Plan, Quote, Reason, Rejected, Replacement, Task, objects, settings,
};
