//! The default folder of a study.

use std::path::{Path, PathBuf};

/// The longest folder name, in characters.
const LONGEST: usize = 80;

/// `studies/NAME`, with a name made from the first candidate that has a letter or a digit.
pub(crate) fn folder(names: &[&str]) -> PathBuf {
    let name = names.iter().map(|name| sanitise(name)).find(|name| !name.is_empty());
    Path::new("studies").join(name.unwrap_or_else(|| "study".to_owned()))
}

/// A name that is one visible path component on every system, or the empty string.
fn sanitise(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let plain: String =
        name.trim().chars().take(LONGEST).map(|c| if is_plain(c) { c } else { '_' }).collect();
    let plain = plain.trim_matches(['.', '_', '-']);
    if plain.chars().any(char::is_alphanumeric) { plain.to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_leaves_the_folder() {
        assert_eq!(folder(&["S-ViLM_2"]), Path::new("studies/S-ViLM_2"));
        assert_eq!(folder(&["../../etc/passwd"]), Path::new("studies/etc_passwd"));
        assert_eq!(folder(&["..", "/", "", ".hidden"]), Path::new("studies/hidden"));
        assert_eq!(folder(&["a/b\\c\0d\ne"]), Path::new("studies/a_b_c_d_e"));
        assert_eq!(folder(&["…", "__"]), Path::new("studies/study"));
        assert_eq!(folder(&["Schrödinger"]), Path::new("studies/Schrödinger"));
        assert_eq!(folder(&[&"x".repeat(400)]).file_name().unwrap().len(), LONGEST);
    }
}
