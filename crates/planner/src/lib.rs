//! From a paper to a plan, with a language model.
//!
//! ```text
//! paper ─▶ excerpt ─▶ propose ─▶ plan        plan ─▶ bind ─▶ binding
//!                       │ lm                             │ lm
//! ```
//!
//! This crate is the only one that may ever reach a network, and only from [`lm`].

mod bind;
pub mod lm;
mod propose;

pub use bind::{Binder, bind};
pub use propose::{Ask, Form, Proposal, VERSION, instructions, propose, version};
