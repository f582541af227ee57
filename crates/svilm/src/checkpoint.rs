//! A model on disk: `model.safetensors`, tensors named by their place in the model.

use std::path::{Path, PathBuf};

use burn::store::{ModuleSnapshot, SafetensorsStore};

use foundation::file::rename;

use crate::error::Error;
use crate::model::Model;

/// Where a run's model is.
pub(crate) fn path(folder: &Path) -> PathBuf {
    folder.join("model.safetensors")
}

/// Writes the model; a file of that name is replaced at once or not at all.
pub(crate) fn save(model: &Model, folder: &Path) -> Result<(), Error> {
    let path = path(folder);
    let failed = |reason: String| Error::Save { path: path.clone(), reason };
    let half = folder.join("model.safetensors.part");
    // more than one entry of metadata would be written in random order
    let store = SafetensorsStore::from_file(&half).overwrite(true).clear_metadata();
    let mut store = store.metadata("svilm", crate::VERSION);
    model.save_into(&mut store).map_err(|error| failed(error.to_string()))?;
    let flushed = std::fs::File::open(&half).and_then(|file| file.sync_all());
    flushed.and_then(|()| rename(&half, &path)).map_err(|error| failed(error.to_string()))
}

/// Reads weights into a model of the same settings.
pub(crate) fn load(mut model: Model, folder: &Path) -> Result<Model, Error> {
    let path = path(folder);
    let failed = |reason: String| Error::Load { path: path.clone(), reason };
    std::fs::File::open(&path).map_err(|error| failed(error.to_string()))?;
    let mut store = SafetensorsStore::from_file(&path);
    model.load_from(&mut store).map_err(|error| failed(error.to_string()))?;
    Ok(model)
}
