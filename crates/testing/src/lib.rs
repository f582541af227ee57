//! Tools and material that tests need and a machine may lack.
//!
//! A test that lacks something says so here and returns. Where `CI` is `true` that is an error,
//! unless [`OPTIONAL`] lists it; so a green run has skipped nothing that is not listed. Every
//! skipped test adds a line to `target/skipped-tests.txt`, or to the file that
//! `ABLATE_SKIPPED_TESTS` names.
//!
//! ```
//! fn frames_are_read() {
//!     if !testing::tool("ffmpeg") {
//!         return;
//!     }
//!     // …
//! }
//! ```

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What tests may lack even where `CI` is `true`, and why. A folder stands for all below it.
pub const OPTIONAL: [(&str, &str); 5] = [
    ("PyTorch", "hundreds of megabytes, for one comparison that `just parity` makes"),
    ("GPU", "few machines have one; the CPU computes the same"),
    ("lualatex", "a second engine for the files that pdflatex typesets"),
    ("Typst", "a second typesetter, which no package of Debian's has; `pip install typst`"),
    ("../shared", "published pages, which lie beside some checkouts; crates/plan has its own"),
];

/// Tells whether a program is in `PATH`; if it is not, the calling test is skipped.
///
/// # Panics
/// If the program is missing where `CI` is `true`, and is not optional.
#[must_use]
pub fn tool(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_there = is_in(name, std::env::split_paths(&path));
    if !is_there {
        skip(name, "not in PATH");
    }
    is_there
}

/// The path of material beside the checkout, given from the root of the repository, such as
/// `../shared/corpus/pages`; if it is not there, the calling test is skipped.
///
/// # Panics
/// If the material is missing where `CI` is `true`, and is not optional.
#[must_use]
pub fn beside(path_from_repo_root: &str) -> Option<PathBuf> {
    let path = root().join(path_from_repo_root);
    let is_there = path.exists();
    if !is_there {
        skip(path_from_repo_root, "not beside this checkout");
    }
    is_there.then_some(path)
}

/// Records that the calling test is skipped: what it lacks, by its name in [`OPTIONAL`], and why.
///
/// # Panics
/// If `CI` is `true` and what is lacking is not optional.
pub fn skip(what: &str, reason: &str) {
    let is_ci = std::env::var_os("CI").is_some_and(|value| value == "true");
    assert!(
        !is_ci || is_optional(what),
        "`{what}` is missing ({reason}); install it, or list it as optional in crates/testing"
    );
    let file = std::env::var_os("ABLATE_SKIPPED_TESTS")
        .map_or_else(|| root().join("target/skipped-tests.txt"), PathBuf::from);
    announce(what, reason);
    record(&file, what, reason)
        .unwrap_or_else(|error| panic!("cannot write `{}`: {error}", file.display()));
}

#[expect(clippy::print_stderr, reason = "seen with `--nocapture`")]
fn announce(what: &str, reason: &str) {
    eprintln!("skipped: {what}: {reason}");
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn is_in(name: &str, mut folders: impl Iterator<Item = PathBuf>) -> bool {
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    folders.any(|folder| folder.join(&name).is_file())
}

fn is_optional(what: &str) -> bool {
    OPTIONAL.iter().any(|(name, _)| Path::new(what).starts_with(name))
}

/// Adds a line. Tests of several processes write at once, so a line is written in one piece.
fn record(file: &Path, what: &str, reason: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let line = format!("{what}: {}\n", reason.replace(['\r', '\n'], " "));
    OpenOptions::new().create(true).append(true).open(file)?.write_all(line.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_are_looked_for_in_every_folder_of_the_path() {
        let folder = tempfile::tempdir().unwrap();
        let tool = folder.path().join(format!("tool{}", std::env::consts::EXE_SUFFIX));
        fs::write(tool, "").unwrap();
        fs::create_dir(folder.path().join("folder")).unwrap();
        let folders = || [PathBuf::from("/nowhere"), folder.path().to_owned()].into_iter();
        assert!(is_in("tool", folders()));
        assert!(!is_in("other", folders()));
        assert!(!is_in("folder", folders()), "a folder is not a program");
        assert!(!is_in("tool", std::iter::empty()));
    }

    #[test]
    fn only_listed_things_are_optional() {
        for what in ["PyTorch", "GPU", "lualatex", "Typst", "../shared", "../shared/corpus/pages"] {
            assert!(is_optional(what), "{what}");
        }
        for what in ["ffmpeg", "python3", "pdflatex", "../sharedness", "examples"] {
            assert!(!is_optional(what), "{what}");
        }
        assert!(OPTIONAL.iter().all(|(_, reason)| !reason.is_empty()));
    }

    #[test]
    fn every_skipped_test_adds_one_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("target/skipped-tests.txt");
        record(&file, "GPU", "no driver").unwrap();
        record(&file, "../shared", "two\nlines").unwrap();
        assert_eq!(fs::read_to_string(file).unwrap(), "GPU: no driver\n../shared: two lines\n");
    }

    #[test]
    fn material_is_found_from_the_root_of_the_repository() {
        let path = beside("crates/testing/Cargo.toml").unwrap();
        assert!(fs::read_to_string(path).unwrap().contains("name = \"testing\""));
    }
}
