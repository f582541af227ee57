//! From a paper to a plan, with a language model.

pub mod lm;
