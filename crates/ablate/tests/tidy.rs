//! Rules of the code base that no compiler keeps: the edges between crates, the size and names of
//! files, and fixtures that are copies of something.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All files below a folder.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(&root().join("crates"), &mut found);
    found.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    assert!(found.len() > 50, "only {} sources found", found.len());
    found
}

#[test]
fn crates_depend_on_each_other_as_in_the_picture() {
    let expected: [(&str, &[&str]); 10] = [
        ("foundation", &[]),
        ("subject", &["foundation"]),
        ("plan", &["foundation", "subject"]),
        ("study", &["foundation", "plan", "subject"]),
        ("report", &["foundation", "plan", "study", "subject"]),
        ("paper", &["foundation"]),
        ("planner", &["foundation", "paper", "plan", "subject"]),
        ("dataset", &["foundation"]),
        ("svilm", &["dataset", "foundation", "subject"]),
        (
            "ablate",
            &[
                "dataset",
                "foundation",
                "paper",
                "plan",
                "planner",
                "report",
                "study",
                "subject",
                "svilm",
            ],
        ),
    ];
    let crates = expected.map(|(name, _)| name);
    let edges: BTreeMap<&str, BTreeSet<String>> = crates
        .iter()
        .map(|name| {
            let manifest =
                std::fs::read_to_string(root().join("crates").join(name).join("Cargo.toml"))
                    .unwrap();
            let manifest: toml::Table = toml::from_str(&manifest).unwrap();
            let dependencies = manifest["dependencies"].as_table().unwrap().keys();
            (*name, dependencies.filter(|name| crates.contains(&name.as_str())).cloned().collect())
        })
        .collect();
    for (name, expected) in expected {
        assert_eq!(
            edges[name],
            expected.iter().map(|&name| name.to_owned()).collect(),
            "edges of {name}"
        );
    }
}

#[test]
fn heavy_dependencies_stay_in_their_crates() {
    for (crate_name, heavy) in [
        ("subject", &["burn", "clap", "toml"][..]),
        ("plan", &["burn", "clap", "indicatif"]),
        ("study", &["burn", "clap", "indicatif"]),
        ("report", &["burn", "clap", "indicatif"]),
        ("paper", &["burn", "clap"]),
        ("planner", &["burn", "clap"]),
        ("dataset", &["burn", "clap"]),
        ("ablate", &["burn"]),
    ] {
        let manifest =
            std::fs::read_to_string(root().join("crates").join(crate_name).join("Cargo.toml"))
                .unwrap();
        let manifest: toml::Table = toml::from_str(&manifest).unwrap();
        for name in heavy {
            assert!(
                manifest["dependencies"].get(name).is_none(),
                "{crate_name} must not depend on {name}"
            );
        }
    }
}

#[test]
fn no_file_is_too_long_or_has_a_name_that_says_nothing() {
    let empty = ["utils", "helpers", "common", "misc", "types", "base", "imp", "core", "manager"];
    for path in sources() {
        let lines = std::fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= 600, "{} has {lines} lines", path.display());
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(!empty.contains(&name.as_str()), "{}", path.display());
    }
}

/// Crates that can speak HTTP, and what is built upon them (`hyper-util`, `curl-sys`).
const HTTP: [&str; 7] = ["attohttpc", "curl", "genai", "hyper", "isahc", "reqwest", "ureq"];

/// Every dependency in a manifest: of the program, of its tests and of its build, on any system, by
/// its real name.
fn dependencies(manifest: &toml::Table, found: &mut Vec<String>) {
    for (key, value) in manifest {
        let Some(table) = value.as_table() else { continue };
        if key.ends_with("dependencies") {
            let package = |(name, value): (&String, &toml::Value)| {
                value.get("package").and_then(toml::Value::as_str).unwrap_or(name).to_owned()
            };
            found.extend(table.iter().map(package));
        } else if key == "target" {
            table
                .values()
                .filter_map(toml::Value::as_table)
                .for_each(|target| dependencies(target, found));
        }
    }
}

#[test]
fn only_the_planner_may_depend_on_http() {
    let is_http =
        |name: &str| HTTP.iter().any(|http| name == *http || name.starts_with(&format!("{http}-")));
    assert!(is_http("hyper-util") && !is_http("hyperfine"));
    let mut n_crates = 0;
    for entry in std::fs::read_dir(root().join("crates")).unwrap() {
        let path = entry.unwrap().path();
        if !path.join("Cargo.toml").exists() || path.ends_with("planner") {
            continue;
        }
        n_crates += 1;
        let manifest: toml::Table =
            toml::from_str(&std::fs::read_to_string(path.join("Cargo.toml")).unwrap()).unwrap();
        let mut found = Vec::new();
        dependencies(&manifest, &mut found);
        let is_found = found.len() > 1 || path.ends_with("testing");
        assert!(is_found, "no dependencies found in {}", path.display());
        for name in found {
            assert!(!is_http(&name), "{} must not depend on {name}", path.display());
        }
    }
    assert!(n_crates >= 4, "only {n_crates} crates found");
}

#[test]
fn nothing_opens_a_connection() {
    for path in sources() {
        let text = std::fs::read_to_string(&path).unwrap();
        let inside = path.ends_with("tidy.rs")
            || path.components().any(|part| part.as_os_str() == "planner");
        assert!(inside || !text.contains("std::net"), "{} uses the network", path.display());
    }
}

#[cfg(feature = "svilm")]
#[test]
fn the_declaration_that_the_binder_is_tested_with_is_the_real_one() {
    let copy =
        std::fs::read_to_string(root().join("crates/plan/tests/fixtures/svilm.json")).unwrap();
    let copy: subject::Declaration = serde_json::from_str(&copy).unwrap();
    let real = svilm::declaration();
    assert!(
        copy == real,
        "`ablate svilm describe > crates/plan/tests/fixtures/svilm.json` brings it up to date"
    );
}
