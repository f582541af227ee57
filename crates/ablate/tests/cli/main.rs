//! The program from outside: real binary, toy subject, real signals.

#![expect(clippy::unwrap_used, reason = "tests")]

mod again;
mod export;
mod harness;
mod interruption;
#[expect(dead_code, reason = "only the tests of the planner use all of it")]
#[path = "../../../planner/tests/mock/mod.rs"]
mod mock;
mod plan;
mod report;
mod selected;
mod site;
mod study;
mod subject;
mod usage;
