//! Temporary files of a run that was killed while it replaced a file.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::{is_file, is_inside};

/// Removes the temporary files that belong to the manifest or to names in it.
pub(super) fn remove(root: &Path, manifest: &str, names: &BTreeSet<String>) {
    let mut folders = BTreeSet::from([""]);
    folders.extend(names.iter().filter_map(|name| Some(name.rsplit_once('/')?.0)));
    for folder in folders {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        if !is_inside(root, &format!("{prefix}file")) {
            continue;
        }
        let Ok(entries) = fs::read_dir(root.join(folder)) else { continue };
        for entry in entries.flatten() {
            let Ok(temporary) = entry.file_name().into_string() else { continue };
            let Some(name) = replaced(&temporary).map(|name| format!("{prefix}{name}")) else {
                continue;
            };
            if (names.contains(&name) || name == manifest) && is_file(&entry.path()) {
                // it does no harm where it is, and is tried again by the next run
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// The file that a temporary file of [`foundation::file::replace_with`] was going to replace.
fn replaced(temporary: &str) -> Option<&str> {
    let (name, process) = temporary.strip_prefix('.')?.strip_suffix(".tmp")?.rsplit_once('.')?;
    process.bytes().all(|byte| byte.is_ascii_digit()).then_some(name)
}

#[cfg(test)]
mod tests {
    use foundation::file::replace_with;

    use super::*;

    #[test]
    fn temporary_files_are_recognised() {
        let root = tempfile::tempdir().expect("folder");
        let path = root.path().join("a.html");
        let written = replace_with(&path, |_| {
            let names =
                fs::read_dir(root.path())?.map(|entry| entry.map(|entry| entry.file_name()));
            let names = names.collect::<Result<Vec<_>, _>>()?;
            assert_eq!(names.len(), 1);
            assert_eq!(names[0].to_str().and_then(replaced), Some("a.html"));
            Ok(())
        });
        written.expect("written");
    }

    #[test]
    fn only_what_the_list_names_is_removed() {
        let root = tempfile::tempdir().expect("folder");
        let write = |name: &str| fs::write(root.path().join(name), "half").expect("written");
        fs::create_dir(root.path().join("plans")).expect("folder");
        let names = [
            ".list.7.tmp",
            "plans/.a.html.7.tmp",
            "plans/.mine.7.tmp",
            "plans/.a.html.x.tmp",
            "plans/a.html.7.tmp",
        ];
        names.into_iter().for_each(write);
        remove(root.path(), "list", &BTreeSet::from(["plans/a.html".to_owned()]));
        let is_there = names.map(|name| root.path().join(name).exists());
        assert_eq!(is_there, [false, false, true, true, true]);
    }
}
