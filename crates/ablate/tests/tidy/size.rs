//! Files and comments have a size that a reader can take in, and names that say something.

use crate::tree;

/// Lines that a file has at most, unless it is a table.
const LONGEST: usize = 500;
/// Columns that a comment has at most; rustfmt keeps the width of code.
const WIDEST: usize = 100;
/// Files that are one table of data.
const TABLES: [&str; 1] = ["crates/svilm/src/declaration.rs"];
/// Names that would fit any file.
const EMPTY: [&str; 9] =
    ["utils", "helpers", "common", "misc", "types", "base", "imp", "core", "manager"];

#[test]
fn no_file_is_too_long_or_has_a_name_that_says_nothing() {
    for file in tree::sources() {
        let path = file.path.as_str();
        let lines = file.text.lines().count();
        if !TABLES.contains(&path) {
            assert!(lines <= LONGEST, "{path} has {lines} lines, more than {LONGEST}");
        }
        let name = path.rsplit('/').next().unwrap().trim_end_matches(".rs");
        assert!(!EMPTY.contains(&name), "{path}: choose a name that says what is in it");
    }
}

#[test]
fn comments_are_no_wider_than_code() {
    let mut wide = Vec::new();
    for file in tree::sources() {
        let mut fenced = false;
        for (number, line) in file.lines() {
            let Some(comment) = line.trim_start().strip_prefix("//") else {
                fenced = false;
                continue;
            };
            let comment = comment.trim_start_matches(['/', '!']);
            fenced ^= comment.trim_start().starts_with("```");
            // pictures, code, tables and addresses cannot be wrapped
            let is_whole = fenced
                || comment.starts_with("     ")
                || comment.trim_start().starts_with('|')
                || comment.contains("://");
            if !is_whole && line.chars().count() > WIDEST {
                wide.push(format!("{}:{number}", file.path));
            }
        }
    }
    assert!(wide.is_empty(), "comments of more than {WIDEST} columns: {}", wide.join(", "));
}
