//! A study: runs, their results, and what the results say.
//!
//! ```text
//! Binding ─▶ run ─▶ store (files) ─▶ Results ─▶ Analysis (verdicts)
//! ```

pub mod analysis;
mod collect;
mod error;
mod history;
pub mod protocol;
pub mod results;
pub mod run;
pub mod statistics;
pub mod store;

pub use analysis::Analysis;
pub use error::Error;
pub use protocol::Protocol;
pub use results::Results;
pub use run::run;
pub use store::Store;
