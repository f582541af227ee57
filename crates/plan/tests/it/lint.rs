//! The linter on whole corpora: what it finds there, and how long that takes.

#![expect(clippy::print_stdout, reason = "counts should be seen")]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use plan::lint::Rule;
use plan::{Plan, lint};

use crate::corpus::{Page, all, own, published, svilm};

fn plans(pages: &[Page]) -> Vec<(&str, Plan)> {
    pages.iter().map(|page| (page.name.as_str(), page.plan())).collect()
}

#[test]
fn every_finding_names_an_ablation_that_is_there() {
    let subject = svilm();
    let mut counts: BTreeMap<Rule, usize> = BTreeMap::new();
    for (name, plan) in plans(&all()) {
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
    let pages = all();
    let plans = plans(&pages);
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

fn count(plans: &[(&str, Plan)], rule: Rule) -> usize {
    let findings = plans.iter().flat_map(|(_, plan)| lint(plan, None));
    findings.filter(|finding| finding.rule == rule).count()
}

/// A name that is `Ablation` or `Ablation Study` and an index.
fn is_generic(name: &str) -> bool {
    let Some(rest) = name.strip_prefix("Ablation ") else { return false };
    let rest = rest.strip_prefix("Study ").unwrap_or(rest);
    rest.len() == 1
        && rest.bytes().all(|byte| byte.is_ascii_digit() || (b'A'..=b'E').contains(&byte))
}

fn check_counts(plans: &[(&str, Plan)], expected: &[(Rule, usize)]) {
    let names = plans.iter().flat_map(|(_, plan)| &plan.ablations).map(|ablation| &ablation.name);
    let generic = names.filter(|name| is_generic(name)).count();
    assert_eq!(count(plans, Rule::GenericName), generic);
    for &(rule, expected) in expected {
        assert_eq!(count(plans, rule), expected, "{rule}");
    }
}

#[test]
fn counts_in_the_published_pages() {
    let pages = published();
    let plans = plans(&pages);
    if plans.is_empty() {
        return;
    }
    // read one by one
    check_counts(
        &plans,
        &[
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
        ],
    );
    assert!(count(&plans, Rule::VagueValue) >= 8 && count(&plans, Rule::BaselineReplacement) >= 6);
}

#[test]
fn counts_in_our_pages() {
    let pages = own();
    // read one by one
    check_counts(
        &plans(&pages),
        &[
            (Rule::NumberedName, 4),
            (Rule::NoReplacement, 2),
            (Rule::ActionAsReplacement, 2),
            (Rule::RemovalAsReplacement, 13),
            (Rule::BaselineReplacement, 2),
            (Rule::VagueValue, 2),
            (Rule::OpenRange, 1),
            (Rule::PackedValues, 1),
            (Rule::HiddenGrid, 1),
            (Rule::ManyReplacements, 2),
            (Rule::RepeatedMetric, 2),
            (Rule::MetricSpellings, 1),
            (Rule::BrokenLatex, 1),
            (Rule::UnbalancedBrackets, 2),
            (Rule::NestedReplacement, 1),
            (Rule::DuplicateName, 0),
            (Rule::DuplicateAblation, 0),
            (Rule::Confounded, 0),
            (Rule::NoMetric, 0),
        ],
    );
}
