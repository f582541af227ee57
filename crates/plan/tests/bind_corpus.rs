//! Plans for other papers are bound to a subject that they were not made for: next to nothing may
//! bind.

use std::path::{Path, PathBuf};

use plan::{Binding, Plan};
use subject::Declaration;

fn pages(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            pages(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

#[test]
fn plans_for_other_papers_stay_unbound() {
    let Some(folder) = testing::beside("../shared/corpus/pages") else { return };
    let subject: Declaration = serde_json::from_str(include_str!("fixtures/svilm.json")).unwrap();
    let mut paths = Vec::new();
    pages(&folder, &mut paths);
    paths.sort();
    assert!(paths.len() >= 60, "only {} pages of the corpus found", paths.len());
    let (mut n_ablations, mut n_variants, mut n_bound) = (0, 0, 0);
    for path in &paths {
        let text = std::fs::read_to_string(path).unwrap();
        let (plan, _) = Plan::parse(&text, &path.display().to_string()).unwrap();
        let binding = plan::bind(&plan, &subject);
        assert_eq!(
            Binding::parse(&binding.to_toml(), "binding.toml", &subject).as_ref(),
            Ok(&binding)
        );
        for (bound, ablation) in binding.ablations.iter().zip(&plan.ablations) {
            n_ablations += 1;
            n_variants += bound.variants.len() + bound.unbound.len();
            assert!(
                !bound.variants.is_empty() || !bound.unbound.is_empty(),
                "every ablation is there with a reason"
            );
            assert!(bound.unbound.iter().all(|unbound| !unbound.reason.is_empty()));
            assert_eq!(bound.part, ablation.part);
            n_bound += bound.variants.len();
            for variant in &bound.variants {
                report(&format!("{}: {} -> {:?}", path.display(), bound.part, variant));
            }
        }
    }
    report(&format!(
        "{} pages, {n_ablations} ablations, {n_variants} entries, {n_bound} variants bound",
        paths.len()
    ));
    assert_eq!(n_bound, 0, "a plan for another paper was bound");
}

#[expect(clippy::print_stderr, reason = "seen with `--nocapture`")]
fn report(line: &str) {
    eprintln!("{line}");
}
