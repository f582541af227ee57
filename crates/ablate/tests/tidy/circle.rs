//! Modules of a crate depend on each other in one direction.
//!
//! Each folder of modules is a level. A module may use what its parent declares, and a parent its
//! children; two modules of one level that use each other, directly or through others, form a
//! circle. An item that the parent only re-exports counts as the child's that defines it.

use std::collections::BTreeSet;

use crate::module::{Modules, Uses};
use crate::tree;

#[test]
fn no_modules_depend_on_each_other_in_a_circle() {
    let mut report = String::new();
    for name in tree::crates() {
        let sources = tree::sources();
        let files =
            sources.iter().filter(|file| !file.is_test()).map(|file| (&*file.path, &*file.text));
        for circle in circles(&name, &Modules::read(&format!("crates/{name}/src/"), files)) {
            report.push_str(&circle.to_string());
        }
    }
    assert!(report.is_empty(), "modules that use each other:\n{report}");
}

struct Circle {
    /// The crate and the modules above, such as `study::results`; with the first member's name
    /// where a level has several circles.
    level: String,
    members: Vec<String>,
    imports: Vec<String>,
}

impl std::fmt::Display for Circle {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(out, "{}: {}", self.level, self.members.join(", "))?;
        self.imports.iter().try_for_each(|import| writeln!(out, "    {import}"))
    }
}

fn circles(crate_name: &str, modules: &Modules) -> Vec<Circle> {
    let mut found = Vec::new();
    for (level, uses) in modules.uses() {
        let mut left: BTreeSet<&str> = uses.keys().map(|(from, _)| from.as_str()).collect();
        while let Some(first) = left.pop_first() {
            let behind = reached(&uses, first);
            let mut members: Vec<String> = behind
                .iter()
                .filter(|other| reached(&uses, other).contains(first))
                .cloned()
                .collect();
            members.retain(|member| left.remove(member.as_str()) || member == first);
            if members.len() < 2 {
                continue;
            }
            let inside =
                |(from, to): &(String, String)| members.contains(from) && members.contains(to);
            let imports = uses
                .iter()
                .filter(|(edge, _)| inside(edge))
                .map(|((from, to), lines)| {
                    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
                    format!("{from} -> {to}: {}", lines.join(", "))
                })
                .collect();
            let level = [crate_name].into_iter().chain(level.iter().map(String::as_str));
            let mut level = level.collect::<Vec<_>>().join("::");
            if found.iter().any(|circle: &Circle| circle.level == level) {
                level = format!("{level} ({first})");
            }
            found.push(Circle { level, members, imports });
        }
    }
    found
}

/// The modules that a module uses, directly or through others.
fn reached(uses: &Uses, first: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![first.to_owned()];
    while let Some(module) = open.pop() {
        for (from, to) in uses.keys() {
            if *from == module && found.insert(to.clone()) {
                open.push(to.clone());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let modules = Modules::read("src/", files.iter().copied());
        circles("x", &modules).into_iter().map(|circle| circle.to_string()).collect()
    }

    #[test]
    fn siblings_that_use_each_other_are_a_circle() {
        let files = [
            ("src/lib.rs", "mod a; mod b; mod c;"),
            ("src/a.rs", "use crate::b::{self, deep::{B}};"),
            ("src/a/deep.rs", "fn f() { crate::c::g() }"),
            ("src/b.rs", "mod deep;"),
            ("src/b/deep.rs", "use super::super::c as other;"),
            ("src/c.rs", "\nfn g() -> super::a::A { }"),
        ];
        let expected = "x: a, b, c\n    a -> b: src/a.rs:1\n    \
                        a -> c: src/a/deep.rs:1\n    b -> c: src/b/deep.rs:1\n    \
                        c -> a: src/c.rs:2\n";
        assert_eq!(found(&files), [expected]);
    }

    #[test]
    fn parents_and_children_are_none() {
        let files = [
            ("src/lib.rs", "mod a; use a::A;"),
            ("src/a.rs", "mod b; mod c; use b::B; use self::c::C; fn f() -> A {}"),
            (
                "src/a/b.rs",
                "use super::A; use crate::a::f; #[cfg(test)] mod tests { use super::super::c; }",
            ),
            ("src/a/c.rs", "use super::b::D; // use super::c"),
        ];
        assert!(found(&files).is_empty());
    }

    #[test]
    fn an_item_that_the_parent_hands_on_is_the_child_s() {
        let files = [
            ("src/lib.rs", "mod a; mod b; pub use a::A;"),
            ("src/a.rs", "use crate::b::B;"),
            ("src/b.rs", "use crate::A;"),
        ];
        assert_eq!(found(&files).len(), 1);
    }
}
