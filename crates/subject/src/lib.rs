//! The contract between a study and a training program, the *subject*.
//!
//! A subject declares its knobs and metrics ([`Declaration`]), runs one setting of them at one seed
//! ([`RunSpec`]) and appends [`Event`]s to a file. [`serve`] turns an implementation of [`Subject`]
//! into a conforming program. The written form of the contract, for programs in other languages, is
//! `docs/subject.md`.

mod declaration;
mod error;
mod event;
mod items;
mod serve;
mod settings;
mod spec;
pub mod toy;
mod value;

pub use declaration::{Better, Declaration, Kind, Knob, Metric};
pub use error::Error;
pub use event::{Event, Line, Log, Outcome, read_events};
pub use items::{Items, read_items, write_items};
pub use serve::{Job, Stop, Subject, serve};
pub use settings::Settings;
pub use spec::RunSpec;
pub use value::Value;

/// The version of the contract that this crate speaks.
pub const PROTOCOL: u32 = 1;
