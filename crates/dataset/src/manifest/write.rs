//! Writing a data set.

use std::{
    fs,
    io::{self, BufWriter, Write},
    path::Path,
};

use foundation::file::replace_with;

use super::{
    Dataset, Error, MANIFEST, Part,
    declared::{Declared, Lists},
};
use crate::{file::FileError, item::Item};

/// Treatment of a folder that holds another data set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Existing {
    /// Leave it, with an error. A data set of the same name and source is still written again.
    #[default]
    Keep,
    /// Write over it.
    Replace,
}

impl Dataset {
    /// Writes the manifest and the lists into a folder, which is made if it does not exist. Every
    /// file is replaced at once or not at all, the manifest last.
    ///
    /// # Errors
    /// If a file cannot be written, or the folder holds another data set and `existing` does not
    /// allow to replace it.
    pub fn write(&self, folder: &Path, existing: Existing) -> Result<(), Error> {
        fs::create_dir_all(folder).map_err(FileError::of("write", folder))?;
        let splits: Vec<Lists> = (0..self.splits.len()).map(|n| lists(self, n)).collect();
        if existing == Existing::Keep {
            refuse_others(self, folder, &splits)?;
        }
        for (split, lists) in self.splits.iter().zip(&splits) {
            for part in Part::ALL {
                if let Some(name) = lists.part(part) {
                    replace(&folder.join(name), |out| write_list(split.part(part), out))?;
                }
            }
        }
        let (name, source) = (self.name.clone(), self.source.clone());
        let declared = Declared { name, source, videos: seen_from(folder, &self.videos)?, splits };
        replace(&folder.join(MANIFEST), |out| {
            out.write_all(toml::to_string(&declared).map_err(io::Error::other)?.as_bytes())
        })
    }
}

/// Names of the lists of a split. A split without items gets an empty list, so that it stays a
/// split.
fn lists(dataset: &Dataset, split: usize) -> Lists {
    let number = if dataset.splits.len() > 1 { format!("-{}", split + 1) } else { String::new() };
    let mut lists = Lists::default();
    let full = |part: &Part| !dataset.splits[split].part(*part).is_empty();
    for part in Part::ALL.into_iter().filter(full) {
        *lists.part_mut(part) = Some(format!("{}{number}.jsonl", part.name()));
    }
    if !Part::ALL.iter().any(full) {
        lists.train = Some(format!("train{number}.jsonl"));
    }
    lists
}

fn refuse_others(dataset: &Dataset, folder: &Path, splits: &[Lists]) -> Result<(), Error> {
    let manifest = folder.join(MANIFEST);
    if manifest.exists() {
        let owner = Declared::read(&manifest).ok();
        if owner.as_ref().is_some_and(|o| o.name == dataset.name && o.source == dataset.source) {
            return Ok(());
        }
        return Err(Error::Occupied { file: manifest, owner: owner.map(|o| o.name) });
    }
    let names = splits.iter().flat_map(|lists| Part::ALL.map(|part| lists.part(part)));
    match names.flatten().map(|name| folder.join(name)).find(|file| file.exists()) {
        Some(file) => Err(Error::Occupied { file, owner: None }),
        None => Ok(()),
    }
}

fn write_list(items: &[Item], out: &mut dyn io::Write) -> io::Result<()> {
    for item in items {
        serde_json::to_writer(&mut *out, item)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// The folder of videos as the manifest names it: relative where it is beside or below the data
/// set, so that both can be moved together.
fn seen_from(folder: &Path, videos: &Path) -> Result<String, Error> {
    let absolute = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path));
    let failed = FileError::of("read", videos);
    let (folder, videos) = (absolute(folder).map_err(&failed)?, absolute(videos).map_err(&failed)?);
    let beside = folder.parent().filter(|parent| parent.parent().is_some());
    let path =
        match (videos.strip_prefix(&folder), beside.map(|parent| videos.strip_prefix(parent))) {
            (Ok(below), _) => Path::new(".").join(below),
            (_, Some(Ok(beside))) => Path::new("..").join(beside),
            _ => videos,
        };
    path.into_os_string().into_string().map_err(|path| Error::NotUnicode(path.into()))
}

fn replace(
    file: &Path,
    fill: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> Result<(), Error> {
    let written = replace_with(file, |file| {
        let mut out = BufWriter::new(file);
        fill(&mut out)?;
        out.flush()
    });
    Ok(written.map_err(FileError::of("write", file))?)
}
