//! The published pages, and our own: a page read and written again has the same bytes.

#![expect(clippy::print_stdout, reason = "a measured time should be seen")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use plan::{Action, Literal, Plan, Task};

use crate::corpus::{Page, all, own, parse, published};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn pages_come_out_as_they_went_in() {
    for Page { name, text: page } in all() {
        let plan = parse(&page, &name);
        assert!(
            plan.task.is_some() && !plan.ablations.is_empty() && !plan.model.is_empty(),
            "{name}"
        );
        assert!(plan.to_page() == page, "{name}:\n{}", plan.to_page());
        // a newline at the end, as editors leave one, changes nothing
        assert!(parse(&format!("{page}\n"), &name).to_page() == page, "{name}");
        assert!(parse(&page.replace('\n', "\r\n"), &name).to_page() == page, "{name}");
    }
}

#[test]
fn plans_survive_json_and_jsonl() {
    for Page { name, text: page } in all() {
        let plan = parse(&page, &name);
        let read = parse(&plan.to_json(), &name);
        assert_eq!(read, plan, "{name}");
        // JSON has the names of metrics without the blanks around them
        assert!(read.to_page() == page.replace("**Metrics**:  ", "**Metrics**: "), "{name}");
        let read = parse(&plan.to_reply(), &name);
        assert_eq!((&read.trace, &read.ablations), (&plan.trace, &plan.ablations), "{name}");
        assert_eq!(parse(&plan.to_jsonl(), &name).ablations, plan.ablations, "{name}");
    }
}

#[test]
fn what_is_counted_in_the_text_is_in_the_plans() {
    check_counts(&own());
    let published = published();
    if !published.is_empty() {
        check_counts(&published);
    }
}

fn check_counts(pages: &[Page]) {
    let plans: Vec<Plan> = pages.iter().map(Page::plan).collect();
    let ablations: Vec<_> = plans.iter().flat_map(|plan| &plan.ablations).collect();
    // counted in the text alone: headings, fields and bullets of the pages
    let headings = occurrences(pages, "\n### ");
    let bullets = occurrences(pages, "\n  - ");
    let removes = occurrences(pages, "\n- **Action**: REMOVE\n");
    let greens = pages.iter().filter(|page| page.text.contains("#e8f5e8")).count();
    assert_eq!(ablations.len(), headings);
    assert_eq!(
        ablations.iter().filter(|ablation| ablation.action == Action::Remove).count(),
        removes
    );
    assert_eq!(plans.iter().filter(|plan| plan.task == Some(Task::Reviewer)).count(), greens);
    // bullets in traces are not indented by exactly two blanks on these pages, but may be
    let replacements: usize = ablations.iter().map(|ablation| ablation.replacements.len()).sum();
    assert!(replacements > 0 && replacements <= bullets, "{replacements} of {bullets}");
    let maps = ablations
        .iter()
        .flat_map(|a| &a.replacements)
        .filter(|r| matches!(r.value(), Literal::Map(_)))
        .count();
    assert!(maps > 0, "the corpus has replacements such as {{'N': 3, 'm': 2}}");
}

fn occurrences(pages: &[Page], needle: &str) -> usize {
    pages.iter().map(|page| page.text.matches(needle).count()).sum()
}

#[test]
fn reading_is_fast() {
    let pages = all();
    let start = Instant::now();
    let ablations: usize = pages.iter().map(|page| page.plan().ablations.len()).sum();
    let elapsed = start.elapsed();
    println!("{} pages with {ablations} ablations read in {elapsed:.1?}", pages.len());
    // 50 ms is the aim; ten times that fails even on a busy machine
    assert!(elapsed.as_millis() < 500, "{elapsed:?}");
}

#[test]
fn seed_comes_out_with_mended_emoji() {
    let Some(path) = testing::beside("../shared/seed/trajectory.md") else { return };
    let seed = fs::read_to_string(path).expect("seed");
    let mended = seed
        .replace("\u{f0}\u{178}\u{a7}\u{a0}", "🧠")
        .replace("\u{f0}\u{178}\u{201c}\u{2039}", "📋");
    assert_ne!(mended, seed);
    let plan = parse(&seed, "seed");
    assert!(plan.to_page() == mended, "{}", plan.to_page());
    assert_eq!(plan.task, Some(Task::Reviewer));
    assert_eq!(plan.ablations.len(), 2);
}

#[test]
fn example_for_svilm_has_the_ablations_of_the_seed() {
    let page = fs::read_to_string(workspace().join("examples/svilm/plan.md")).expect("example");
    let plan = parse(&page, "examples/svilm/plan.md");
    assert!(plan.to_page() == page);
    assert_eq!(plan.model, "claude-3.5-sonnet");
    let words = plan.trace.split_whitespace().count();
    assert!((120..=200).contains(&words), "{words} words");
    let Some(path) = testing::beside("../shared/seed/trajectory.md") else { return };
    let seed = parse(&fs::read_to_string(path).expect("seed"), "seed");
    assert_eq!(
        (plan.title(), plan.task, &plan.ablations),
        (seed.title(), seed.task, &seed.ablations)
    );
    assert_ne!(plan.trace, seed.trace);
}

#[test]
fn example_for_toy() {
    let page = fs::read_to_string(workspace().join("examples/toy/plan.md")).expect("example");
    let plan = parse(&page, "examples/toy/plan.md");
    assert!(plan.to_page() == page);
    assert_eq!(plan.title(), "person/hand/toy");
    let rows: Vec<String> = plan
        .ablations
        .iter()
        .map(|a| {
            let items: Vec<&str> = a.replacements.iter().map(plan::Replacement::text).collect();
            format!(
                "{} {} {} [{}] {}",
                a.name,
                a.part,
                a.action.as_str(),
                items.join(" "),
                a.metrics
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            "Momentum momentum REMOVE [] Score",
            "Width width REPLACE [1 2 16] Score",
            "Learning rate learning rate REPLACE [0.01 10] Score"
        ]
    );
}
