//! The linter on published plans: what it finds there, and how long that takes.

#![expect(clippy::print_stdout, reason = "counts should be seen")]

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

use plan::lint::Rule;
use plan::{Plan, lint};
use subject::Declaration;

/// The published plans by path; empty where the corpus is absent.
fn plans() -> Vec<(String, Plan)> {
    let Some(root) = testing::beside("../shared/corpus/pages") else { return Vec::new() };
    let mut plans = Vec::new();
    for model in fs::read_dir(&root).expect("corpus folder") {
        for page in
            fs::read_dir(model.expect("folder of a model").path()).expect("folder of a model")
        {
            let path = page.expect("page").path();
            let name = path.strip_prefix(&root).expect("below the corpus").display().to_string();
            let (plan, _) =
                Plan::parse(&fs::read_to_string(&path).expect("page"), &name).expect("a plan");
            plans.push((name, plan));
        }
    }
    plans.sort_by(|(one, _), (other, _)| one.cmp(other));
    assert!(plans.len() >= 60, "only {} pages of the corpus found", plans.len());
    plans
}

fn svilm() -> Declaration {
    serde_json::from_str(include_str!("fixtures/svilm.json")).expect("a declaration")
}

#[test]
fn every_finding_names_an_ablation_that_is_there() {
    let subject = svilm();
    let mut counts: BTreeMap<Rule, usize> = BTreeMap::new();
    for (name, plan) in plans() {
        for finding in lint(&plan, None) {
            println!(
                "{name} [{}] {}: {}",
                finding.ablation.map_or(0, |index| index + 1),
                finding.rule,
                finding.message
            );
            *counts.entry(finding.rule).or_default() += 1;
        }
        for finding in lint(&plan, None).into_iter().chain(lint(&plan, Some(&subject))) {
            assert!(
                finding.ablation.is_none_or(|index| index < plan.ablations.len()),
                "{name}: {finding:?}"
            );
            assert!(
                !finding.message.is_empty() && !finding.advice.is_empty(),
                "{name}: {finding:?}"
            );
        }
    }
    for (rule, count) in counts {
        println!("{count:4} {rule}");
    }
}

#[test]
fn linting_is_fast() {
    let plans = plans();
    let subject = svilm();
    let start = Instant::now();
    let found: usize = plans.iter().map(|(_, plan)| lint(plan, None).len()).sum();
    let alone = start.elapsed();
    let start = Instant::now();
    let with_subject: usize = plans.iter().map(|(_, plan)| lint(plan, Some(&subject)).len()).sum();
    let bound = start.elapsed();
    println!(
        "{} pages: {found} findings in {alone:.1?}, with a subject {with_subject} in {bound:.1?}",
        plans.len()
    );
    assert!(alone < Duration::from_millis(500), "{alone:?}");
}

#[test]
fn published_counts() {
    let plans = plans();
    if plans.is_empty() {
        return;
    }
    let count = |rule: Rule| -> usize {
        plans
            .iter()
            .flat_map(|(_, plan)| lint(plan, None))
            .filter(|finding| finding.rule == rule)
            .count()
    };
    // names that are a word and an index, counted with `grep -cE '^### Ablation( Study)?
    // [0-9A-E]$'`
    let is_index = |rest: &str| {
        rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit() || byte <= b'E')
    };
    let ablations: Vec<_> = plans.iter().flat_map(|(_, plan)| &plan.ablations).collect();
    let generic = |name: &str| {
        let rest =
            name.strip_prefix("Ablation ").map(|rest| rest.strip_prefix("Study ").unwrap_or(rest));
        rest.is_some_and(is_index)
    };
    let generic = ablations.iter().filter(|ablation| generic(&ablation.name)).count();
    println!("{generic} of {} names are generic", ablations.len());
    assert_eq!(count(Rule::GenericName), generic);
    // read one by one
    for (rule, expected) in [
        (Rule::BrokenLatex, 1),
        (Rule::HiddenGrid, 1),
        (Rule::ActionAsReplacement, 1),
        (Rule::NoReplacement, 1),
        (Rule::RemovalAsReplacement, 6),
        (Rule::PackedValues, 1),
        (Rule::DuplicateName, 0),
        (Rule::DuplicateAblation, 0),
        (Rule::Confounded, 0),
        (Rule::NoMetric, 0),
        (Rule::UnbalancedBrackets, 0),
    ] {
        assert_eq!(count(rule), expected, "{rule}");
    }
    assert!(count(Rule::VagueValue) >= 8 && count(Rule::BaselineReplacement) >= 6);
}
