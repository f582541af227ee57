//! The form for a person.

use expect_test::{Expect, expect};
use foundation::Hint as _;

use super::*;

const SHORTEST: &str = r#"
[[ablation]]
name = "Group tokens"
part = "number of group tokens"
action = "REPLACE"
replacements = [16, 64]
metrics = ["R@1"]
"#;

/// The ablations of the plan, a line each, and the rejected parts.
fn check(text: &str, expect: Expect) {
    let shown = match Plan::parse(text, "plan.toml") {
        Ok((plan, rejected)) => {
            let mut lines: Vec<String> = plan.ablations.iter().map(line).collect();
            lines.extend(rejected.iter().map(Rejected::to_string));
            lines.join("\n")
        }
        Err(error) => format!("error: {error}"),
    };
    expect.assert_eq(&shown);
}

fn line(ablation: &Ablation) -> String {
    let items: Vec<_> = ablation.replacements.iter().map(Replacement::text).collect();
    let Ablation { name, part, action, metrics, .. } = ablation;
    format!("{name} | {part} | {} | {} | {metrics}", action.as_str(), items.join("; "))
}

#[test]
fn the_shortest_plan() {
    check(SHORTEST, expect!["Group tokens | number of group tokens | REPLACE | 16; 64 | R@1"]);
    let with_comments = format!("# my plan\n\ntitle = \"A Paper\" # the first\n{SHORTEST}");
    let (plan, rejected) = Plan::parse(&with_comments, "").unwrap();
    assert_eq!((plan.title.as_str(), rejected), ("A Paper", vec![]));
    assert!(Plan::is_toml(SHORTEST) && Plan::is_toml(&with_comments));
    for other in ["version = 1\nsubject = \"toy\"\n[[ablation]]\n", "# page\n", "{}", "", "[1]"] {
        assert!(!Plan::is_toml(other), "{other}");
    }
}

#[test]
fn other_forms_that_begin_with_a_bracket_stay_what_they_are() {
    let page = example().to_page();
    let page = format!("# hand/m/A_Paper\n\n[code](https://example.org)\n{page}");
    let prose = "[Note] two of them:\n{\"name\": \"A\", \"ablated_part\": \"a\", \
                 \"action\": \"REMOVE\", \"metrics\": [\"F1\"]}";
    for (text, n_ablations) in [(page.as_str(), 2), (prose, 1)] {
        let (plan, _) = Plan::parse(text, "").unwrap();
        assert_eq!(plan.ablations.len(), n_ablations, "{text}");
    }
    let binding = "version = 1\nsubject = \"toy\"\n[[ablation]]\nname = \"A\"\n\
                   part = \"a\"\naction = \"REMOVE\"\n";
    assert!(matches!(Plan::parse(binding, ""), Err(Error::Nothing { .. })));
    assert!(Plan::is_toml(&format!("\u{feff}{SHORTEST}")));
}

#[test]
fn every_type_of_value() {
    check(
        r#"
        [[ablation]]
        name = "All"
        part = "p"
        action = "replace"
        replacements = [1, -2.5, 1e-5, true, "words", [6, 12], { a = 1, b = "x" }, 0x10, 1979-05-27, nan]
        metrics = "R@1, R@5"
        "#,
        expect![[
            r#"All | p | REPLACE | 1; -2.5; 1e-05; True; words; [6, 12]; {'a': 1, 'b': 'x'}; 16; 1979-05-27; nan | R@1, R@5"#
        ]],
    );
}

#[test]
fn unknown_keys_and_other_types_are_reported_with_their_line() {
    check(
        &format!(
            "{SHORTEST}metric = [\"R@5\"]\npriority = 9\n\n[[ablation]]\nname = 3\npart = \"p\"\naction = \"DROP\"\n"
        ),
        expect![[r#"
            Group tokens | number of group tokens | REPLACE | 16; 64 | R@1
            line 8: unknown field `metric`; did you mean `metrics`?
            line 9: `priority` should be an integer from 1 to 5
            line 11: an ablation without a name, left out
            line 12: `name` should be a string"#]],
    );
    check(
        "task = \"auther\"\nslug = 1\n[ablation]\nname = \"W\"\npart = \"w\"\naction = \"DROP\"\n",
        expect![[
            r#"error: `plan.toml` holds no plan: line 1: `task` should be "author" or "reviewer""#
        ]],
    );
    check(
        "[[ablations]]\nname = \"W\"\n",
        expect![
            "error: `plan.toml` holds no plan: line 1: unknown field `ablations`; did you mean `ablation`?"
        ],
    );
    check(
        "[ablation]\nname = \"W\"\npart = \"w\"\naction = \"REMOVE\"\nmetrics = [\"R@1\"]\n",
        expect![[r#"
            W | w | REMOVE |  | R@1
            line 1: `ablation` should be a list of tables, `[[ablation]]`"#]],
    );
}

#[test]
fn a_broken_ablation_does_not_hide_the_others() {
    let other = SHORTEST.replace("Group tokens", "Other");
    check(
        &format!("{SHORTEST}\n[[ablation]]\nname = \"broken\npart = \"p\"\n{other}"),
        expect![[r#"
            Group tokens | number of group tokens | REPLACE | 16; 64 | R@1
            Other | number of group tokens | REPLACE | 16; 64 | R@1
            line 10: not TOML: invalid basic string, expected `"`"#]],
    );
}

#[test]
fn hostile_texts() {
    for text in [
        format!("[[ablation]]\nname = {}", "[".repeat(100_000)),
        format!("trace{} = 1\n[[ablation]]\n", ".a".repeat(50)),
        "[ablation".to_owned(),
        "[[ablation]]\n[[ablation]]\n".to_owned(),
        format!("[[ablation]]\nname = \"{}\"\naction = \"ADD\"", "\u{202e}".repeat(1000)),
    ] {
        let _ = Plan::parse(&text, "");
        let _ = Plan::is_toml(&text);
    }
}

#[test]
fn json_and_toml_hold_the_same() {
    let json = r#"{
        "version": 1, "task": "author", "planner": "p/q", "model": "m", "slug": "S", "title": "T",
        "trace": "Two\nlines \"quoted\" \u202e\u001b\t'''", "notes": ["n"],
        "existing": [{"name": "e", "place": "Table 1"}], "dropped": [{"name": "d", "reason": "r"}],
        "ablations": [
            {"name": "A = \"1\"", "ablated_part": "p\\alpha", "action": "REPLACE",
             "replacement": [1, 0.5, true, null, "0.10", {"a": null, "b": [1, 2]}, [6, 12], "x, y"],
             "metrics": ["R@1", "a, b"], "quotes": [{"text": "q", "place": "3.1"}], "expected": "e",
             "priority": 2, "agreement": {"samples": 2, "of": 3},
             "settings": [{"width": 16}, {}, {"layers": [6, 12], "soft": true}]},
            {"name": "B", "ablated_part": "p", "action": "REMOVE", "metrics": ["R@1"]}
        ]}"#;
    let (plan, rejected) = Plan::parse(json, "").unwrap();
    assert_eq!(rejected, []);
    let toml = plan.to_toml();
    assert!(!toml.contains(foundation::visible::is_hidden) && Plan::is_toml(&toml), "{toml}");
    assert_eq!(Plan::parse(&toml, "plan.toml").unwrap(), (plan.clone(), vec![]), "{toml}");
    assert_eq!(Plan::parse(&toml, "").unwrap().0.to_json(), plan.to_json());
    let empty = Plan { trace: "t".to_owned(), ..Plan::default() };
    assert_eq!(empty.to_toml(), "trace = \"t\"\n");
}

#[test]
fn a_binary_file_is_reported_as_such() {
    let error = Plan::parse_bytes(b"\x7fELF\x02\x01\0\0\xff\xfe", "a.out").unwrap_err();
    assert_eq!(error.to_string(), "`a.out` is a binary file, not a plan");
    let error = Plan::parse_bytes(b"nothing", "a.txt").unwrap_err();
    assert!(matches!(error, Error::Nothing { .. }));
    let hint = error.hint().unwrap();
    let (sentence, example) = hint.split_once('\n').unwrap();
    assert!(sentence.contains("docs/plan.md"), "{hint}");
    let (plan, rejected) = Plan::parse_reply(example);
    assert_eq!((plan.ablations.len(), rejected), (1, vec![]), "{hint}");
}
