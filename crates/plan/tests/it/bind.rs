//! Plans for other papers are bound to a subject that they were not made for: nothing may bind.

use plan::Binding;

use crate::corpus::{all, svilm};

#[test]
fn plans_for_other_papers_stay_unbound() {
    let subject = svilm();
    let (mut n_ablations, mut n_variants, mut n_bound) = (0, 0, 0);
    for page in all() {
        let plan = page.plan();
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
                report(&format!("{}: {} -> {:?}", page.name, bound.part, variant));
            }
        }
    }
    report(&format!("{n_ablations} ablations, {n_variants} entries, {n_bound} variants bound"));
    assert_eq!(n_bound, 0, "a plan for another paper was bound");
}

#[expect(clippy::print_stderr, reason = "seen with `--nocapture`")]
fn report(line: &str) {
    eprintln!("{line}");
}
