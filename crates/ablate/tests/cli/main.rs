//! The program from outside: real binary, toy subject, real signals.

#![expect(clippy::unwrap_used, reason = "tests")]

mod again;
mod harness;
mod interruption;
mod report;
mod study;
mod subject;
mod usage;
