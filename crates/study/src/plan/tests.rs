//! Every form by example, and the laws between them.

mod forms;
mod laws;
mod limits;

use super::*;

fn parse(text: &str) -> (Plan, Vec<String>) {
    let (plan, rejected) = Plan::parse(text, "test").expect("a plan");
    (plan, rejected.iter().map(ToString::to_string).collect())
}

/// The ablations and the reasons, one a line.
fn summary(text: &str) -> String {
    let (plan, rejected) = parse(text);
    let mut lines = Vec::new();
    for Ablation { name, part, action, replacements, metrics, .. } in &plan.ablations {
        let items: Vec<String> = replacements.iter().map(|item| format!("{:?}", item.value())).collect();
        lines.push(format!("{name} | {part} | {} | {} | {:?}", action.as_str(), items.join(" "), &metrics[..]));
    }
    lines.extend(rejected);
    if !plan.trace.is_empty() {
        lines.push(format!("trace: {}", plan.trace));
    }
    lines.join("\n") + "\n"
}

fn example() -> Plan {
    Plan {
        task: Some(Task::Author),
        planner: "lm-planner".to_owned(),
        model: "some-model".to_owned(),
        slug: "A_Paper".to_owned(),
        trace: "Because $p < 0.05$ & <CLS> matters.\n\n- one\n- two".to_owned(),
        ablations: vec![
            Ablation {
                name: "No gate".to_owned(),
                part: "the gate $\\text{g}$".to_owned(),
                action: Action::Remove,
                replacements: Vec::new(),
                metrics: Metrics::new(["R@1", "Error (mean, std)"]),
                grounds: Grounds::default(),
            },
            Ablation {
                name: "Depth".to_owned(),
                part: "layers".to_owned(),
                action: Action::Replace,
                replacements: ["8", "0.10", "{'a': [1, None]}", "{λ, γ}"].map(Replacement::new).to_vec(),
                metrics: Metrics::new(["mAP"]),
                grounds: Grounds::default(),
            },
        ],
        ..Plan::default()
    }
}
