//! The pictures of a study: the same picture of every configuration, side by side.

use std::collections::BTreeMap;
use std::path::PathBuf;

use study::Error;
use study::results::{Configured, Record, Results};
use study::store::Picture;
use study::store::{Refused, Store};

/// Where the copies lie, in the study folder.
const FOLDER: &str = "report/pictures";

/// One picture of every configuration that has it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Panel<'a> {
    /// Its name in the folders of the runs.
    pub(crate) file: &'a str,
    /// The baseline's first, where that has it; never empty.
    pub(crate) views: Vec<View<'a>>,
}

/// The picture of one configuration.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct View<'a> {
    /// Label of the configuration.
    pub(crate) label: &'a str,
    /// The run that it is taken from: the first finished one that has the picture.
    pub(crate) run: &'a Record,
    /// The picture. Its caption is the subject's, and not escaped.
    pub(crate) picture: &'a Picture,
}

impl View<'_> {
    /// Its name in `report/pictures/` of the study folder.
    pub(crate) fn copy(&self) -> String {
        format!("{}-{}", self.run.id, self.picture.file)
    }
}

/// Each picture with its configurations, in the order in which they list them.
pub(crate) fn panels(results: &Results) -> Vec<Panel<'_>> {
    let mut panels: Vec<Panel> = Vec::new();
    for configured in &results.configurations {
        for view in views(configured) {
            match panels.iter_mut().find(|panel| panel.file == view.picture.file) {
                Some(panel) => panel.views.push(view),
                None => panels.push(Panel { file: &view.picture.file, views: vec![view] }),
            }
        }
    }
    panels
}

/// One view of each picture of a configuration.
fn views(configured: &Configured) -> Vec<View<'_>> {
    let mut views: Vec<View> = Vec::new();
    for run in configured.runs.iter().filter(|run| run.status.is_finished()) {
        for picture in &run.pictures {
            if views.iter().all(|view| view.picture.file != picture.file) {
                views.push(View { label: &configured.label, run, picture });
            }
        }
    }
    views
}

/// The bytes of every picture that is shown, or why there are none, by [`View::copy`].
pub(super) type Bytes = BTreeMap<String, Result<Vec<u8>, Refused>>;

/// Reads every picture that is shown.
pub(super) fn read(results: &Results, store: &Store) -> Bytes {
    let panels = panels(results);
    let views = panels.iter().flat_map(|panel| &panel.views);
    views.map(|view| (view.copy(), store.picture(&view.run.id, view.picture))).collect()
}

/// Copies every picture that is shown to `report/pictures/`, and says where that is; `None` if
/// there is none to show. One that is gone or has changed is left out.
///
/// # Errors
/// [`Error::Io`].
pub(super) fn copy(pictures: &Bytes, store: &Store) -> Result<Option<PathBuf>, Error> {
    let mut folder = None;
    for (name, bytes) in pictures {
        if let Ok(bytes) = bytes {
            folder = Some(store.write_below(FOLDER, name, bytes)?);
        }
    }
    Ok(folder)
}

#[cfg(test)]
mod tests;
