//! From a paper to a plan, with a language model.
//!
//! [`propose`] asks a model and reads what it answers; a model is anything that implements [`Complete`]. This crate is the
//! only one that may ever reach a network, and only from [`lm`]; there is no client in it yet.

pub mod lm;
mod propose;

pub use lm::{Complete, Error, Reply, Request, Scripted};
pub use propose::{Paper, propose};
