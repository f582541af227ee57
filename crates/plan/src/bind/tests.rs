//! Cases are text: `part | ACTION | replacement; replacement | metric; metric`, one ablation per
//! line.

mod hostile;
mod metric;
mod part;
mod plan;
mod value;

use std::fmt::Write;

use expect_test::Expect;
use subject::Declaration;

use crate::binding::{Binding, Bound};
use crate::plan::{Ablation, Action, Grounds, Metrics, Plan, Replacement};

fn svilm() -> Declaration {
    let declaration: Declaration =
        serde_json::from_str(include_str!("../../tests/fixtures/svilm.json")).unwrap();
    declaration.check().unwrap();
    declaration
}

/// The ablation of a line; its name is that of the part, or what stands before `::`.
fn ablation(line: &str) -> Ablation {
    let mut fields = line.split('|').map(str::trim);
    let part = fields.next().unwrap_or_default();
    let (name, part) = part.split_once("::").unwrap_or((part, part));
    let action = Action::parse(fields.next().unwrap_or_default()).unwrap_or(Action::Replace);
    let mut list = || {
        fields.next().unwrap_or_default().split(';').map(str::trim).filter(|text| !text.is_empty())
    };
    let replacements = list().map(Replacement::new).collect();
    let metrics = Metrics::new(list());
    let (name, part) = (name.trim().to_owned(), part.trim().to_owned());
    Ablation { name, part, action, replacements, metrics, grounds: Grounds::default() }
}

fn bind(text: &str) -> Binding {
    let ablations =
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(ablation).collect();
    super::bind(&Plan { ablations, ..Plan::default() }, &svilm())
}

fn render(bound: &Bound) -> String {
    let mut out = format!("{}\n", bound.part);
    for variant in &bound.variants {
        let settings: Vec<String> =
            variant.settings.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let settings = if settings.is_empty() { "no-op".to_owned() } else { settings.join(" ") };
        let _ = writeln!(out, "  {} -> {settings}", variant.label);
    }
    for unbound in &bound.unbound {
        let nearest = unbound.nearest.join(", ");
        let _ = writeln!(
            out,
            "  {} ?? {} [{nearest}]",
            unbound.label.as_deref().unwrap_or("*"),
            unbound.reason
        );
    }
    for (mark, names) in [("=", &bound.metrics), ("?", &bound.missing_metrics)] {
        if !names.is_empty() {
            let _ = writeln!(out, "  {mark} {}", names.join(", "));
        }
    }
    out
}

fn check(text: &str, expect: Expect) {
    let binding = bind(text);
    let read = Binding::parse(&binding.to_toml(), "binding.toml", &svilm());
    assert_eq!(read.as_ref(), Ok(&binding), "a binding reads back as it was written");
    expect.assert_eq(&binding.ablations.iter().map(render).collect::<String>());
}
