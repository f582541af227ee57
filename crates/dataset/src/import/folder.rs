//! The video files of a folder.

use std::{cmp::Ordering, collections::HashSet, fs, path::Path};

use crate::{FileError, manifest::outside};

/// Extensions of video files, the usual first.
const EXTENSIONS: [&str; 14] = [
    "mp4", "avi", "mkv", "webm", "mov", "m4v", "mpg", "mpeg", "wmv", "flv", "3gp", "ogv", "ts",
    "gif",
];
/// How deep folders are searched.
const DEEPEST: usize = 16;

/// Every video below a folder, found by one walk through it; links are followed.
///
/// The paths lie in one text, so that ten million of them fit into memory.
#[derive(Default)]
pub(super) struct Folder {
    paths: String,
    files: Vec<Place>,
    extension: Option<String>,
}

/// Where a path and the stem of its file are in [`Folder::paths`].
#[derive(Clone, Copy)]
struct Place {
    start: usize,
    stem: u16,
    stem_end: u16,
    end: u16,
}

impl Folder {
    /// Looks for videos; `extension` is one to prefer, and to count as a video's.
    pub(super) fn read(folder: &Path, extension: Option<&str>) -> Result<Folder, FileError> {
        let mut found = Folder { extension: extension.map(str::to_lowercase), ..Folder::default() };
        let mut linked = HashSet::new();
        let mut open = vec![(folder.to_owned(), String::new(), 0)];
        while let Some((path, prefix, depth)) = open.pop() {
            let entries = match fs::read_dir(&path) {
                Err(error) if depth == 0 => return Err(FileError::of("read", &path)(error)),
                entries => entries.into_iter().flatten().flatten(),
            };
            for entry in entries {
                let Ok(name) = entry.file_name().into_string() else { continue };
                let Ok(mut kind) = entry.file_type() else { continue };
                if name.starts_with('.') {
                    continue;
                }
                if kind.is_symlink() {
                    let Ok(target) = fs::metadata(entry.path()) else { continue };
                    kind = target.file_type();
                    if kind.is_dir()
                        && !entry.path().canonicalize().is_ok_and(|target| linked.insert(target))
                    {
                        continue;
                    }
                }
                if kind.is_file() {
                    found.add(&prefix, &name);
                } else if kind.is_dir() && depth < DEEPEST {
                    open.push((entry.path(), format!("{prefix}{name}/"), depth + 1));
                }
            }
        }
        let Folder { paths, files, .. } = &mut found;
        files.sort_unstable_by(|a, b| {
            let (a, b) = (Found::at(paths, *a), Found::at(paths, *b));
            alike(a.stem, b.stem).then_with(|| a.path.cmp(b.path))
        });
        Ok(found)
    }

    fn add(&mut self, prefix: &str, name: &str) {
        let Some(stem) = self.stem(name) else { return };
        let Ok(end) = u16::try_from(prefix.len() + name.len()) else { return };
        // neither is beyond the end
        let (stem, stem_end) = (prefix.len() as u16, (prefix.len() + stem.len()) as u16);
        let start = self.paths.len();
        self.paths.push_str(prefix);
        self.paths.push_str(name);
        if outside(&self.paths[start..]) {
            self.paths.truncate(start);
        } else {
            self.files.push(Place { start, stem, stem_end, end });
        }
    }

    /// A video's name without its extension.
    fn stem<'a>(&self, name: &'a str) -> Option<&'a str> {
        let (stem, extension) = name.rsplit_once('.')?;
        let known = EXTENSIONS.into_iter().chain(self.extension.as_deref());
        known.into_iter().any(|known| extension.eq_ignore_ascii_case(known)).then_some(stem)
    }

    /// The path of a video, named with or without folders and extension.
    ///
    /// Of several files the one in the named folder, with the wanted extension and the shortest
    /// path wins. Letters may differ in case (`HandStandPushups`) if no file has the very name.
    pub(super) fn find(&self, name: &str) -> Option<&str> {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let stem = self.stem(file).unwrap_or(file);
        let wanted =
            self.extension.as_deref().or_else(|| file.get(stem.len() + 1..)).unwrap_or_default();
        let found = |place: &Place| Found::at(&self.paths, *place);
        let from =
            self.files.partition_point(|place| alike(found(place).stem, stem) == Ordering::Less);
        let same = self.files[from..]
            .iter()
            .map(found)
            .take_while(|f| alike(f.stem, stem) == Ordering::Equal);
        let best = same.min_by_key(|f| {
            let usual = EXTENSIONS.iter().position(|e| f.extension.eq_ignore_ascii_case(e));
            let other = (!f.lies_in(folder), !f.extension.eq_ignore_ascii_case(wanted), usual);
            (f.stem != stem, other, f.path.matches('/').count(), f.path)
        });
        best.map(|f| f.path)
    }
}

struct Found<'a> {
    path: &'a str,
    stem: &'a str,
    extension: &'a str,
}

impl Found<'_> {
    fn at(paths: &str, place: Place) -> Found<'_> {
        let path = &paths[place.start..place.start + usize::from(place.end)];
        let (stem, end) = (usize::from(place.stem), usize::from(place.stem_end));
        Found { path, stem: &path[stem..end], extension: path.get(end + 1..).unwrap_or_default() }
    }

    /// Whether the last folders of the path are the given ones.
    fn lies_in(&self, folder: &str) -> bool {
        let mut parents = self.path.rsplit('/').skip(1);
        folder.is_empty()
            || folder
                .rsplit('/')
                .all(|part| parents.next().is_some_and(|p| p.eq_ignore_ascii_case(part)))
    }
}

/// Order without regard to the case of letters.
fn alike(a: &str, b: &str) -> Ordering {
    a.bytes().map(|b| b.to_ascii_lowercase()).cmp(b.bytes().map(|b| b.to_ascii_lowercase()))
}
