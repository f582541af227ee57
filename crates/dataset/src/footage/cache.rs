//! Decoded frames on disk: a grid of runs decodes each video once.
//!
//! Frames are found by content: the key is the hash of the following, so that a file may be
//! moved or copied and a changed one is decoded again.
//!
//! | enters the key | because |
//! |---|---|
//! | version of the format | old reels must not be read as new ones |
//! | hash of the bytes of the video | it is what is decoded |
//! | span | part of the file |
//! | side and number of frames | the recipe |
//!
//! The folder may be deleted at any time between runs. Several processes may use it at once: each
//! reel is made under a lock, by one of them, and takes its name when it is complete.

use std::fs::{self, File, FileTimes};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use foundation::digest::sha256;
use foundation::file::replace_with;

use super::error::{Error, Unreadable};
use super::{Recipe, film_within};
use crate::FileError;
use crate::item::Span;

mod fingerprint;
mod reel;
mod refusal;
mod room;

use fingerprint::Stamp;
pub use reel::Reel;
use room::Room;

/// Version of the files in the folder; enters every key.
const FORMAT: u32 = 1;

/// A folder of decoded frames.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    room: Mutex<Room>,
    tally: Mutex<Tally>,
}

/// How often a cache was asked, and what came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Reels that were there.
    pub hits: u64,
    /// Reels that had to be decoded.
    pub made: u64,
    /// Videos that turned out, or were known, to be unreadable.
    pub refused: u64,
    /// Reels that were removed to make room. If this keeps growing, the cache is too small for the
    /// data.
    pub removed: u64,
}

impl Cache {
    /// Opens a folder, which is made if it is not there, and keeps at most `most_bytes` of frames
    /// in it.
    ///
    /// # Errors
    /// [`Error::File`] if it cannot be made or read.
    pub fn open(folder: &Path, most_bytes: u64) -> Result<Self, Error> {
        for part in ["reels", "locks", "known"] {
            let part = folder.join(part);
            fs::create_dir_all(&part).map_err(FileError::of("make", &part))?;
        }
        let room = Room::measure(&folder.join("reels"), most_bytes)?.into();
        Ok(Self { folder: folder.to_owned(), room, tally: Mutex::default() })
    }

    /// The frames of a video, or of a part of it, decoded now if they never were.
    ///
    /// # Errors
    /// [`Error::Unreadable`] if the video is at fault, which is remembered for as long as it does
    /// not change; another one if the machine is, which is not.
    pub fn reel(&self, path: &Path, span: Option<Span>, recipe: &Recipe) -> Result<Reel, Error> {
        let stamp = Stamp::read(path)?;
        let content = fingerprint::content(path, &stamp, &self.folder.join("known"))?;
        let key = key(&content, span, recipe);
        let place = self.place(&key);
        if let Some(reel) = self.found(&place) {
            return Ok(reel);
        }
        let lock = self.lock(&key)?;
        // another process may have made it while we waited
        let outcome = match self.found(&place) {
            Some(reel) => Ok(reel),
            None => self.make(path, span, recipe, &stamp, &place),
        };
        drop(lock);
        if let Err(Error::Unreadable(_)) = outcome {
            inside(&self.tally).refused += 1;
        }
        outcome
    }

    /// How often it was asked, and what came of it, since it was opened.
    pub fn tally(&self) -> Tally {
        Tally { removed: inside(&self.room).removed, ..*inside(&self.tally) }
    }

    fn found(&self, place: &Path) -> Option<Reel> {
        let reel = Reel::open(place)?;
        touch(place);
        inside(&self.tally).hits += 1;
        Some(reel)
    }

    fn make(
        &self,
        path: &Path,
        span: Option<Span>,
        recipe: &Recipe,
        stamp: &Stamp,
        place: &Path,
    ) -> Result<Reel, Error> {
        let refusal = place.with_extension("refused");
        if let Some(reason) = refusal::read(&refusal) {
            return Err(Unreadable { path: path.to_owned(), reason }.into());
        }
        let film = film_within(path, span, *recipe, inside(&self.room).most);
        if *stamp != Stamp::read(path)? {
            return Err(Error::Changed(path.to_owned()));
        }
        let film = match film {
            Err(Error::Unreadable(unreadable)) => {
                refusal::write(&refusal, &unreadable.reason)?;
                return Err(unreadable.into());
            }
            other => other?,
        };
        let bytes = reel::write(place, &film)?;
        inside(&self.tally).made += 1;
        // mapped before room is made: what another process may remove now stays readable
        let reel = Reel::open(place).ok_or_else(|| {
            let source = io::Error::other("what was just written cannot be read back");
            FileError::of("read", place)(source)
        })?;
        inside(&self.room).take(bytes, place)?;
        Ok(reel)
    }

    fn place(&self, key: &str) -> PathBuf {
        self.folder.join("reels").join(format!("{key}.reel"))
    }

    /// One of 256 locks: two videos may share one and wait for each other, which only costs time.
    fn lock(&self, key: &str) -> Result<File, Error> {
        let path = self.folder.join("locks").join(&key[..2]);
        let file = File::options().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(FileError::of("open", &path))?;
        file.lock().map_err(FileError::of("lock", &path))?;
        Ok(file)
    }
}

fn inside<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn key(content: &str, span: Option<Span>, recipe: &Recipe) -> String {
    let part = |Span { start, end }| format!("{start:?} to {end:?}");
    let span = span.map_or("whole".to_owned(), part);
    sha256(format!("reel {FORMAT}\n{content}\n{span}\n{} x {}\n", recipe.side, recipe.frames))
}

/// Marks a reel as used. The time of reading would do, but many disks do not keep it.
fn touch(place: &Path) {
    let recently =
        |modified: SystemTime| modified.elapsed().is_ok_and(|age| age < Duration::from_secs(60));
    if fs::metadata(place).and_then(|about| about.modified()).is_ok_and(recently) {
        return;
    }
    // a cache that may only be read is still of use
    if let Ok(file) = File::options().write(true).open(place) {
        let _ = file.set_times(FileTimes::new().set_modified(SystemTime::now()));
    }
}

/// Writes a file so that it is there completely or not at all.
fn write_whole(place: &Path, parts: &[&[u8]]) -> Result<(), FileError> {
    let write = |file: &mut File| parts.iter().try_for_each(|part| file.write_all(part));
    replace_with(place, write).map_err(FileError::of("write", place))
}

#[cfg(test)]
mod tests;
