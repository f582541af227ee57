//! What is built into `ablate` comes from the registry, under a licence that `deny.toml` allows.
//!
//! `cargo deny` checks the same for every feature; this test needs nothing that a build does not.

use std::process::Command;

use serde_json::Value;

use crate::tree;

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// The packages of a default build on the system that `cargo` runs on.
fn packages() -> Vec<Value> {
    let cargo = |arguments: &[&str]| {
        let output =
            Command::new(env!("CARGO")).args(arguments).current_dir(tree::root()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let version = cargo(&["--version", "--verbose"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let metadata =
        cargo(&["metadata", "--locked", "--format-version", "1", "--filter-platform", host]);
    let mut metadata: Value = serde_json::from_str(&metadata).unwrap();
    let Value::Array(packages) = metadata["packages"].take() else { panic!("no packages") };
    assert!(packages.len() > 100, "only {} packages found", packages.len());
    packages
}

/// Whether an expression such as `(MIT OR Apache-2.0) AND ISC` can be met by allowed licences. An
/// `AND` binds its neighbours only within brackets or on its own, as in all expressions so far.
fn is_allowed(expression: &str, allowed: &[&str]) -> bool {
    // the older way to write `OR`
    let expression = expression.replace(" / ", " OR ").replace('/', " OR ");
    expression.split(" AND ").all(|part| {
        let part = part.trim_matches(['(', ')', ' ']);
        part.split(" OR ").any(|licence| allowed.contains(&licence.trim_matches(['(', ')', ' '])))
    })
}

#[test]
fn every_package_has_an_allowed_licence_and_source() {
    let rules: toml::Table = toml::from_str(&tree::read("deny.toml")).unwrap();
    let rules = rules["licenses"].as_table().unwrap();
    let allowed: Vec<&str> =
        rules["allow"].as_array().unwrap().iter().filter_map(toml::Value::as_str).collect();
    let clarified: Vec<&str> = rules["clarify"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|rule| rule["crate"].as_str())
        .collect();
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        let is_ours = package["source"].is_null();
        assert!(is_ours || package["source"] == REGISTRY, "{name} is from {}", package["source"]);
        let Some(licence) = package["license"].as_str() else {
            assert!(clarified.contains(&name), "{name} states no licence");
            continue;
        };
        assert!(is_allowed(licence, &allowed), "deny.toml does not allow {licence} of {name}");
    }
}

#[test]
fn expressions_of_licences_are_read() {
    let allowed = ["MIT", "ISC"];
    assert!(is_allowed("Apache-2.0/MIT", &allowed));
    assert!(is_allowed("(MIT OR Apache-2.0) AND ISC", &allowed));
    assert!(!is_allowed("MIT AND GPL-3.0", &allowed));
    assert!(!is_allowed("GPL-3.0 OR LGPL-2.1", &allowed));
}
