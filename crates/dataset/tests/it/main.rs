//! Data sets on disk: importers, and frames of video files.

#![expect(clippy::unwrap_used, reason = "tests")]

mod footage;
mod footage_cache;
mod import;
