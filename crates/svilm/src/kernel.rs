//! Arithmetic on slices for the part of the network where the time goes: the residual branches of a
//! transformer layer, forward and backward, one clip at a time so that everything stays in the
//! cache.

pub(crate) mod branch;
pub(crate) mod gemm;
pub(crate) mod map;
pub(crate) mod rows;
mod scratch;
