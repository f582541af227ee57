//! Modules that compute do no input or output and read no clock: the invariants of ARCHITECTURE.md.

use crate::token::{Token, tokens, without_tests};
use crate::tree;

/// Files that may read and write, start programs or read the clock; a folder ends with `/`.
/// Whatever else is in these crates computes.
const MAY: [(&str, &[&str]); 6] = [
    ("foundation", &["file.rs"]),
    ("subject", &["event.rs", "items.rs", "serve.rs", "spec.rs", "toy.rs"]),
    ("plan", &[]),
    ("study", &["error.rs", "results.rs", "run.rs", "run/", "store.rs", "store/"]),
    ("report", &["export/", "folder.rs", "folder/", "site/"]),
    ("paper", &["pdf.rs", "pdf/guard.rs", "source.rs", "source/"]),
];

/// The modules of the standard library that reach out of the program.
const OUTSIDE: [&str; 5] = ["env", "fs", "net", "process", "time"];
/// What of them stays inside.
const INSIDE: [&str; 1] = ["Duration"];

#[test]
fn modules_that_compute_do_not_reach_outside() {
    let mut found = Vec::new();
    for file in tree::sources().into_iter().filter(|file| !file.is_test()) {
        let Some((name, inside)) =
            file.path.strip_prefix("crates/").and_then(|path| path.split_once("/src/"))
        else {
            continue;
        };
        let Some((_, may)) = MAY.iter().find(|(listed, _)| *listed == name) else { continue };
        if may.iter().any(|may| inside == *may || (may.ends_with('/') && inside.starts_with(may))) {
            continue;
        }
        for (line, path) in reaches(&file.text) {
            found.push(format!("{}:{line} names {path}", file.path));
        }
    }
    assert!(found.is_empty(), "modules that must not reach outside:\n{}", found.join("\n"));
}

#[test]
fn every_exception_exists() {
    for (name, may) in MAY {
        for path in may {
            let path = format!("crates/{name}/src/{path}");
            assert!(tree::root().join(&path).exists(), "{path} is gone: take it off the list");
        }
    }
}

/// The lines that name what lies outside, with the path there.
fn reaches(source: &str) -> Vec<(usize, String)> {
    let (tokens, _) = without_tests(tokens(source));
    let mut found = Vec::new();
    for (at, window) in tokens.windows(3).enumerate() {
        let [root, colons, module] = window else { continue };
        if root.text != "std" || colons.text != "::" || !OUTSIDE.contains(&module.text.as_str()) {
            continue;
        }
        if !names_behind(&tokens[at + 3..]).iter().all(|name| INSIDE.contains(&name.as_str())) {
            found.push((module.line, format!("std::{}", module.text)));
        }
    }
    for window in tokens.windows(4) {
        let text: Vec<&str> = window.iter().map(|token| token.text.as_str()).collect();
        if text == ["foundation", "::", "file", "::"] {
            found.push((window[0].line, "foundation::file".to_owned()));
        }
    }
    found
}

/// The names behind `std::time`: the next one, those in braces, or the module itself.
fn names_behind(tokens: &[Token]) -> Vec<String> {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    match (text(0), text(1)) {
        ("::", "{") => {
            let list = tokens[2..].iter().take_while(|token| token.text != "}");
            list.filter(|token| token.is_name()).map(|token| token.text.clone()).collect()
        }
        ("::", name) => vec![name.to_owned()],
        _ => vec!["self".to_owned()],
    }
}

#[test]
fn paths_out_of_the_program_are_found() {
    let source = "use std::time::{self, Duration};\nuse std::time::{Duration};\nstd::fs::read(p)";
    let found: Vec<usize> = reaches(source).into_iter().map(|(line, _)| line).collect();
    assert_eq!(found, [1, 3]);
    assert!(reaches("use std::time::Duration; #[cfg(test)] use std::fs;").is_empty());
}
