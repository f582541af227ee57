//! The plans in TOML of the examples and of the documentation.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use plan::{Plan, bind};
use subject::Subject as _;

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::fs::read_to_string(root.join(path)).unwrap()
}

#[test]
fn the_toy_plan_in_toml_has_the_ablations_of_its_page() {
    let (toml, rejected) = Plan::parse(&read("examples/toy/plan.toml"), "plan.toml").unwrap();
    assert_eq!(rejected, []);
    let (page, _) = Plan::parse(&read("examples/toy/plan.md"), "plan.md").unwrap();
    assert_eq!(toml.ablations, page.ablations);
    let toy = subject::toy::Toy.declaration();
    assert_eq!(bind(&toml, &toy), bind(&page, &toy));
}

#[test]
fn every_plan_in_the_documentation_is_read_without_complaint() {
    let text = read("docs/plan.md");
    let mut n_plans = 0;
    for block in text.split("```").skip(1).step_by(2) {
        let (language, plan) = block.split_once('\n').unwrap();
        if !["toml", "json", "markdown"].contains(&language) {
            continue;
        }
        let (plan, rejected) = Plan::parse(plan, "docs/plan.md").unwrap();
        let is_complete = language != "markdown"; // the page is shown without its boxes
        assert!(!plan.ablations.is_empty(), "{block}");
        assert!(rejected.is_empty() || !is_complete, "{rejected:?} in {block}");
        n_plans += 1;
    }
    assert!(n_plans >= 4, "only {n_plans} plans");
}
