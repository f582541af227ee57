//! Every form by example, and the laws between them.

mod forms;
mod laws;
mod limits;
mod toml;

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
        let items: Vec<String> =
            replacements.iter().map(|item| format!("{:?}", item.value())).collect();
        lines.push(format!(
            "{name} | {part} | {} | {} | {:?}",
            action.as_str(),
            items.join(" "),
            &metrics[..]
        ));
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
                replacements: ["8", "0.10", "{'a': [1, None]}", "{λ, γ}"]
                    .map(Replacement::new)
                    .to_vec(),
                metrics: Metrics::new(["mAP"]),
                grounds: Grounds::default(),
            },
        ],
        ..Plan::default()
    }
}

#[test]
fn what_a_plan_rests_on_is_kept_by_json_and_shown_on_the_page() {
    let json = r#"{"version": 1, "title": "A paper", "slug": "a", "trace": "t", "ablations": [
        {"name": "Gate", "ablated_part": "gate", "action": "REPLACE", "replacement": ["a </div> gate"], "metrics": ["R@1"],
         "quotes": [{"text": "we use a <gate> ### here", "place": "3.2 Gates"}, "loose words"], "expected": "it drops", "priority": 1,
         "agreement": {"samples": 2, "of": 3}, "settings": [{"gate": "soft"}]}],
        "existing": [{"name": "Depth", "place": "Table 2", "quote": "depth matters"}, {"place": "no name"}],
        "dropped": [{"name": "Width", "reason": "nobody says so"}], "notes": ["prompts 1"]}"#;
    let (plan, rejected) = Plan::parse(json, "test").unwrap();
    assert_eq!(rejected, []);
    assert_eq!(
        (plan.existing.len(), plan.dropped.len(), plan.ablations[0].grounds.quotes.len()),
        (1, 1, 2)
    );
    assert_eq!(Plan::parse(&plan.to_json(), "test").unwrap(), (plan.clone(), vec![]));
    let page = plan.to_page();
    let evidence = page.split_once("🔎 Evidence").unwrap().1;
    for shown in [
        "1 of 5",
        "2 of 3 samples",
        "it drops",
        "3.2 Gates",
        "gate = soft",
        "(Table 2): “depth matters”",
        "nobody says so",
    ] {
        assert!(evidence.contains(shown), "{shown} is not in {evidence}");
    }
    let (read, rejected) = Plan::parse(&page, "test").unwrap();
    assert_eq!((rejected, read.ablations.len(), read.trace.as_str()), (vec![], 1, "t"));
    assert_eq!(page.matches("</div>").count(), 3, "{page}");
}

#[test]
fn a_reply_may_list_what_the_paper_has_already() {
    let reply = "<discussion>d</discussion>\n<existing>\n{\"name\": \"Loss $\\text{x}$\", \"place\": \"Table 4\"}\nnothing\n{\"place\": 1}\n\
                 </existing>\n<predictions>\n{\"name\": \"A\", \"ablated_part\": \"a\", \"action\": \"REMOVE\", \"metrics\": [\"m\"]}\n</predictions>";
    let (plan, rejected) = Plan::parse(reply, "test").unwrap();
    assert_eq!((plan.ablations.len(), plan.trace.as_str(), rejected), (1, "d", vec![]));
    assert_eq!(plan.existing.len(), 1);
    assert_eq!(
        (plan.existing[0].name.as_str(), plan.existing[0].place.as_str()),
        ("Loss $\\text{x}$", "Table 4")
    );
}
