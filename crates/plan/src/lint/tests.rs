//! Cases are text: `name :: part | ACTION | item; item | metric; metric`, one ablation per line.

mod hostile;
mod item;
mod plan;
mod subject;

use ::subject::Declaration;

use super::*;
use crate::plan::Replacement;

/// The plan of some lines, read from AblationBench's form as a model would write it.
fn plan(text: &str) -> Plan {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let objects: Vec<String> = lines.map(object).collect();
    let text = format!(
        "<discussion>d</discussion>\n<predictions>\n{}\n</predictions>",
        objects.join("\n")
    );
    Plan::parse(&text, "test").expect("a plan").0
}

fn object(line: &str) -> String {
    let mut fields = line.split('|').map(str::trim);
    let part = fields.next().unwrap_or_default();
    let (name, part) = part.split_once("::").unwrap_or((part, part));
    let action = fields.next().unwrap_or_default();
    let mut list = || -> Vec<&str> {
        fields
            .next()
            .unwrap_or_default()
            .split(';')
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .collect()
    };
    let (items, metrics) = (list(), list());
    let items: Vec<_> = items.into_iter().map(|item| Replacement::new(item).to_json()).collect();
    serde_json::json!({
        "name": name.trim(), "ablated_part": part.trim(), "action": action, "replacement": items, "metrics": metrics
    })
    .to_string()
}

fn svilm() -> Declaration {
    serde_json::from_str(include_str!("../../tests/fixtures/svilm.json")).expect("a declaration")
}

/// One finding a line: the ablation's number, the rule, the message.
fn render(findings: &[Finding]) -> String {
    let line = |finding: &Finding| {
        let number = finding.ablation.map_or("-".to_owned(), |index| (index + 1).to_string());
        format!("{number} {}: {}\n", finding.rule, finding.message)
    };
    findings.iter().map(line).collect()
}

#[test]
fn every_rule_has_a_code_of_its_own_and_a_sentence() {
    for (at, rule) in Rule::ALL.iter().enumerate() {
        assert_eq!(Rule::parse(rule.code()), Some(*rule));
        assert!(Rule::ALL[..at].iter().all(|other| other < rule), "{rule} is out of order");
        let code = rule.code();
        assert!(code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{code}");
        assert!(
            rule.explanation().starts_with(char::is_uppercase) && rule.explanation().ends_with('.'),
            "{code}"
        );
        assert!(
            rule.advice().starts_with(char::is_lowercase) && !rule.advice().ends_with('.'),
            "{code}"
        );
    }
}

#[test]
fn findings_in_json_have_their_severity() {
    let finding = Finding::new(Some(0), Rule::NumberedName, "m".to_owned());
    let json = serde_json::to_value(&finding).expect("JSON");
    assert_eq!(json["rule"], "numbered-name");
    assert_eq!(json["severity"], "note");
    assert_eq!(json["ablation"], 0);
    assert_eq!(json["advice"], Rule::NumberedName.advice());
}
