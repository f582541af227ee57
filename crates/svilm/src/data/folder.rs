//! Data sets on disk as the data of a run.

use std::path::Path;

use subject::Settings;

use super::Data;
use super::video::View;
use crate::error::Error;
use crate::model::size::Size;

/// A video file.
pub(crate) struct File;

impl File {
    pub(crate) fn frames(&self) -> Result<usize, Error> {
        Err(Error::Data { reason: String::new() })
    }

    pub(crate) fn clip(&self, _: View, _: &Size) -> Result<Vec<f32>, Error> {
        Err(Error::Data { reason: String::new() })
    }
}

pub(crate) fn open(_: &Path, _: &Settings, _: u64) -> Result<Data, Error> {
    Err(Error::Data { reason: String::new() })
}
