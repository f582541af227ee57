//! Video-text data sets on disk.
//!
//! A data set is a folder with a manifest, `dataset.toml`, and one list of items for each part of
//! each split ([`manifest`]). [`import`] writes such folders from data sets as they are
//! distributed; [`footage`] turns a video file into frames, once; [`words`] turns sentences into
//! tokens and noun phrases.

mod file;
pub mod footage;
pub mod import;
pub mod item;
pub mod manifest;
pub mod words;

pub use file::FileError;
