//! study

pub mod analysis;
pub mod bind;
pub mod binding;
pub mod chart;
mod error;
mod hidden;
pub mod lint;
pub mod plan;
pub mod protocol;
pub mod report;
pub mod results;
pub mod run;
pub mod site;
pub mod statistics;
pub mod store;

pub use analysis::Analysis;
pub use bind::bind;
pub use binding::{Binding, Bound, Configuration, Unbound, Variant};
pub use error::Error;
pub use hidden::{json as visible_json, plain};
pub use lint::{Finding, lint};
pub use plan::{Ablation, Action, Grounds, Plan, Rejected, Task};
pub use protocol::Protocol;
pub use results::Results;
pub use run::run;
pub use store::Store;
