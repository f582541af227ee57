//! Crates depend on each other as in the picture of ARCHITECTURE.md, and heavy ones only where
//! they are needed.

use std::collections::BTreeSet;

use crate::tree;

const EDGES: [(&str, &[&str]); 10] = [
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

/// Crates that the tests of others may use, and nothing else.
const FOR_TESTS: [&str; 1] = ["testing"];

fn manifest(name: &str) -> toml::Table {
    toml::from_str(&tree::read(&format!("crates/{name}/Cargo.toml"))).unwrap()
}

#[test]
fn crates_depend_on_each_other_as_in_the_picture() {
    let crates = tree::crates();
    let expected: BTreeSet<&str> = EDGES.iter().map(|(name, _)| *name).collect();
    for name in &crates {
        let is_listed = expected.contains(name.as_str()) || FOR_TESTS.contains(&name.as_str());
        assert!(is_listed, "crates/{name} is neither in EDGES nor in FOR_TESTS");
    }
    for (name, expected) in EDGES {
        let manifest = manifest(name);
        let dependencies = manifest["dependencies"].as_table().unwrap().keys();
        let edges: BTreeSet<&str> =
            dependencies.filter(|name| crates.contains(name)).map(String::as_str).collect();
        assert_eq!(edges, expected.iter().copied().collect(), "edges of {name}");
    }
}

#[test]
fn heavy_dependencies_stay_in_their_crates() {
    for (name, heavy) in [
        ("subject", &["burn", "clap", "toml"][..]),
        ("plan", &["burn", "clap", "indicatif"]),
        ("study", &["burn", "clap", "indicatif"]),
        ("report", &["burn", "clap", "indicatif"]),
        ("paper", &["burn", "clap"]),
        ("planner", &["burn", "clap"]),
        ("dataset", &["burn", "clap"]),
        ("ablate", &["burn"]),
    ] {
        let manifest = manifest(name);
        for heavy in heavy {
            assert!(
                manifest["dependencies"].get(heavy).is_none(),
                "{name} must not depend on {heavy}"
            );
        }
    }
}

/// Crates that can speak HTTP, and what is built upon them (`hyper-util`, `curl-sys`).
const HTTP: [&str; 7] = ["attohttpc", "curl", "genai", "hyper", "isahc", "reqwest", "ureq"];

fn is_http(name: &str) -> bool {
    HTTP.iter().any(|http| name == *http || name.starts_with(&format!("{http}-")))
}

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
    assert!(is_http("hyper-util") && !is_http("hyperfine"));
    let crates = tree::crates();
    assert!(crates.len() > 4, "only {} crates found", crates.len());
    for name in crates.into_iter().filter(|name| name != "planner") {
        let mut found = Vec::new();
        dependencies(&manifest(&name), &mut found);
        assert!(!found.is_empty() || name == "testing", "no dependencies found in {name}");
        for dependency in found {
            assert!(!is_http(&dependency), "{name} must not depend on {dependency}");
        }
    }
}

#[test]
fn nothing_opens_a_connection() {
    for file in tree::sources() {
        let inside = file.path.starts_with("crates/ablate/tests/tidy/")
            || file.path.starts_with("crates/planner/");
        assert!(inside || !file.text.contains("std::net"), "{} uses the network", file.path);
    }
}
