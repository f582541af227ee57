//! Whatever a plan holds, it comes back, and its page has the structure of a page.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use foundation::visible::is_hidden;

/// Pieces that mean something to a reader, a browser or Markdown, in between any characters.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "\n",
        "\r",
        "\r\n",
        " ",
        "\t",
        "\u{a0}",
        "\u{feff}",
        "</div>",
        "<div>",
        "<h2>Ablation Plan</h2>",
        "<script>",
        "<",
        "</",
        ">",
        "<CLS>",
        "<sub>",
        "<b onclick=x>",
        "### ",
        "\n### Fake",
        "\n- **Action**: ADD",
        "  - ",
        "# ",
        "```",
        "~~~",
        "](",
        "[a]:",
        "javascript:",
        "&lt;",
        "&amp;",
        "&#10;",
        "&",
        "#",
        ";",
        "amp;",
        ",",
        ", ",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "/",
        "\\",
        "\\text",
        "\nabla",
        "\text",
        "\"",
        "'",
        "<discussion>",
        "</predictions>",
        "{\"name\": 1}",
        "\0",
        "\u{1b}[0m",
        "\u{7f}",
        "\u{85}",
        "\u{200f}",
        "\u{202e}",
        "\u{2069}",
        "&#0;",
        "&#133;",
        "&#8238;",
        "λ",
        "🧠",
        "None",
        "8",
        "0.1",
        "e-5",
        "x",
    ]);
    vec(prop_oneof![4 => pieces.prop_map(str::to_owned), 1 => ".{0,3}"], 0..8)
        .prop_map(|pieces| pieces.concat())
}

fn ablation() -> impl Strategy<Value = Ablation> {
    let action = prop::sample::select(vec![Action::Remove, Action::Replace, Action::Add]);
    let name = hostile().prop_map(|name| if name.trim().is_empty() { name + "x" } else { name });
    (name, hostile(), action, vec(hostile(), 0..4), vec(hostile(), 0..4)).prop_map(
        |(name, part, action, replacements, metrics)| Ablation {
            name,
            part,
            action,
            replacements: replacements.into_iter().map(Replacement::new).collect(),
            metrics: Metrics::new(metrics),
            grounds: Grounds::default(),
        },
    )
}

fn plan() -> impl Strategy<Value = Plan> {
    let task = prop::sample::select(vec![None, Some(Task::Author), Some(Task::Reviewer)]);
    (task, hostile(), hostile(), hostile(), hostile(), vec(ablation(), 1..4)).prop_map(
        |(task, planner, model, slug, trace, ablations)| Plan {
            task,
            planner,
            model,
            slug,
            trace,
            ablations,
            ..Plan::default()
        },
    )
}

fn read(text: &str) -> Plan {
    let (plan, rejected) = Plan::parse(text, "test").expect("a plan");
    let is_incomplete = |rejected: &Rejected| matches!(rejected.reason, Reason::Missing { .. });
    assert!(rejected.iter().all(is_incomplete), "{rejected:?}");
    plan
}

fn literal() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from),
        any::<f64>()
            .prop_filter("finite", |value| value.is_finite())
            .prop_map(serde_json::Value::from),
        hostile().prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            vec((hostile(), inner), 0..4)
                .prop_map(|entries| serde_json::Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2000,
        max_global_rejects: 100_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn page_and_back(plan in plan()) {
        let page = plan.to_page();
        let again = read(&page);
        prop_assert_eq!(&again, &plan);
        prop_assert_eq!(again.to_page(), page);
    }

    #[test]
    fn json_and_back(plan in plan()) {
        let json = plan.to_json();
        let again = read(&json);
        prop_assert_eq!(&again, &plan);
        prop_assert!(!json.contains(is_hidden), "{json}");
        prop_assert_eq!(again.to_json(), json);
    }

    #[test]
    fn reply_and_back(plan in plan()) {
        let reply = plan.to_reply();
        let again = read(&reply);
        prop_assert_eq!((&again.trace, &again.ablations), (&plan.trace, &plan.ablations));
        prop_assert!(!reply.contains(is_hidden), "{reply}");
        prop_assert_eq!(again.to_reply(), reply);
    }

    #[test]
    fn jsonl_and_back(plan in plan()) {
        let jsonl = plan.to_jsonl();
        prop_assert_eq!(jsonl.lines().count(), plan.ablations.len());
        for line in jsonl.lines() {
            prop_assert!(serde_json::from_str::<serde_json::Value>(line).unwrap().is_object());
        }
        prop_assert!(!jsonl.contains(is_hidden), "{jsonl}");
        let again = read(&jsonl);
        prop_assert_eq!(&again.ablations, &plan.ablations);
        prop_assert_eq!(again.to_jsonl(), jsonl);
    }

    /// A slow and literal look at the page: nothing in a text makes structure or acts.
    #[test]
    fn page_has_no_structure_but_its_own(plan in plan()) {
        let page = plan.to_page().to_ascii_lowercase();
        let count = |needle: &str| page.matches(needle).count();
        prop_assert_eq!((count("<div"), count("</div"), count("<h2"), count("<style")), (2, 2, 2, 1));
        prop_assert_eq!(count("<script") + count("<b ") + count("](javascript:") + count("[a]:javascript:"), 0);
        let starting = |start: &str| page.split('\n').filter(|line| line.starts_with(start)).count();
        prop_assert_eq!((starting("# "), starting("### ")), (1, plan.ablations.len()));
        prop_assert_eq!((starting("```"), starting("~~~")), (0, 0));
        prop_assert!(!page.contains(is_hidden), "{page}");
    }

    #[test]
    fn page_that_needs_no_escape_is_kept(trace in "[a-z <>&;#()\\[\\]0-9]{0,40}", name in "[a-z<>&;#()\\[\\]0-9]{1,20}") {
        let mut plan = example();
        plan.trace = "@trace@".to_owned();
        plan.ablations[0].name = "@name@".to_owned();
        let safe = |text: &str| escape::is_safe(text) && escape::decode(text) == text && escape::block(text) == text;
        prop_assume!(safe(&trace) && safe(&name));
        let page = plan.to_page().replace("@trace@", &trace).replace("@name@", &name);
        prop_assert_eq!(read(&page).to_page(), page);
    }

    #[test]
    fn values_keep_their_types(value in literal()) {
        let replacement = Replacement::from(&value);
        prop_assert_eq!(&Replacement::from(&replacement.to_json()), &replacement);
        if value.is_array() || value.is_object() {
            prop_assert_eq!(&Literal::from(&value), replacement.value());
        }
    }

    #[test]
    fn nothing_panics(text in hostile(), cut in 0_usize..2000) {
        let _ = Plan::parse(&text, "test");
        for written in [example().to_page(), example().to_json(), example().to_reply()] {
            let mut at = cut.min(written.len());
            while !written.is_char_boundary(at) {
                at -= 1;
            }
            let _ = Plan::parse(&written[..at], "test");
            let _ = Plan::parse(&format!("{}{text}{}", &written[..at], &written[at..]), "test");
        }
    }
}
