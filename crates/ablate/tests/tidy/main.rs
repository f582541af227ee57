//! Rules of the repository that no compiler keeps. Each failure names the file, the line and the
//! way out.

#![expect(clippy::unwrap_used, reason = "tests")]

mod circle;
mod citation;
mod command;
mod edge;
mod licence;
mod module;
mod path;
mod pure;
mod size;
mod token;
mod tree;

#[cfg(feature = "svilm")]
#[test]
fn the_declaration_that_the_binder_is_tested_with_is_the_real_one() {
    let copy = tree::read("crates/plan/tests/fixtures/svilm.json");
    let copy: subject::Declaration = serde_json::from_str(&copy).unwrap();
    let real = svilm::declaration();
    assert!(
        copy == real,
        "`ablate svilm describe > crates/plan/tests/fixtures/svilm.json` brings it up to date"
    );
}
