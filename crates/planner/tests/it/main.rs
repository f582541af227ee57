//! The planner and stand-ins of the services that it asks.

#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../mock/mod.rs"]
mod mock;
mod proposals;
mod services;
