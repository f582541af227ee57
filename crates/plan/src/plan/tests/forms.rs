//! Each form, as it is written and read.

use expect_test::{Expect, expect};
use foundation::Hint as _;

use super::*;

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&summary(text));
}

#[test]
fn page() {
    expect![[r#"
        <style>
        .trajectory-box strong {
          color: #1a1a1a !important;
        }
        .trajectory-box h3 {
          color: #1a1a1a !important;
        }
        </style>

        # lm-planner/some-model/A_Paper

        <div style="background: linear-gradient(135deg, #e3f2fd 0%, #bbdefb 100%); border-left: 5px solid #2196f3; padding: 20px; margin: 20px 0; border-radius: 8px; box-shadow: 0 2px 8px rgba(0,0,0,0.1); color: #1a1a1a;" class="trajectory-box">
        <h2 style="color: #1976d2; margin-top: 0; margin-bottom: 15px; font-size: 1.3em;">🧠 Reasoning Trace</h2>

        Because $p < 0.05$ & <CLS> matters.

        - one
        - two
        </div>

        <div style="background: linear-gradient(135deg, #f3e5f5 0%, #e1bee7 100%); border-left: 5px solid #9c27b0; padding: 20px; margin: 20px 0; border-radius: 8px; box-shadow: 0 2px 8px rgba(0,0,0,0.1); color: #1a1a1a;" class="trajectory-box">
        <h2 style="color: #7b1fa2; margin-top: 0; margin-bottom: 15px; font-size: 1.3em;">📋 Ablation Plan</h2>

        ### No gate
        - **Ablated Part**: the gate $\text{g}$
        - **Action**: REMOVE
        - **Metrics**: R@1, Error (mean, std)

        ### Depth
        - **Ablated Part**: layers
        - **Action**: REPLACE
        - **Replacement**: 
          - 8
          - 0.10
          - {'a': [1, None]}
          - {λ, γ}
        - **Metrics**: mAP

        </div>"#]].assert_eq(&example().to_page());
}

#[test]
fn json() {
    expect![[r#"
        {
          "version": 1,
          "task": "author",
          "planner": "lm-planner",
          "model": "some-model",
          "slug": "A_Paper",
          "trace": "Because $p < 0.05$ & <CLS> matters.\n\n- one\n- two",
          "ablations": [
            {
              "name": "No gate",
              "ablated_part": "the gate $\\text{g}$",
              "action": "REMOVE",
              "replacement": [],
              "metrics": [
                "R@1",
                "Error (mean, std)"
              ]
            },
            {
              "name": "Depth",
              "ablated_part": "layers",
              "action": "REPLACE",
              "replacement": [
                8,
                "0.10",
                {
                  "a": [
                    1,
                    null
                  ]
                },
                "{λ, γ}"
              ],
              "metrics": [
                "mAP"
              ]
            }
          ]
        }
    "#]]
    .assert_eq(&example().to_json());
}

#[test]
fn reply() {
    expect![[r#"
        <discussion>
        Because $p < 0.05$ & <CLS> matters.

        - one
        - two
        </discussion>
        <predictions>
        {"name":"No gate","ablated_part":"the gate $\\text{g}$","action":"REMOVE","replacement":null,"metrics":["R@1","Error (mean, std)"]}
        {"name":"Depth","ablated_part":"layers","action":"REPLACE","replacement":[8,"0.10",{"a":[1,null]},"{λ, γ}"],"metrics":["mAP"]}
        </predictions>
    "#]].assert_eq(&example().to_reply());
    for line in example().to_jsonl().lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).unwrap().is_object(), "{line}");
    }
}

#[test]
fn text() {
    let mut plan = example();
    plan.ablations[0].name = "No \u{1b}[31mgate\n".to_owned();
    expect![[r#"
        lm-planner/some-model/A_Paper · author

        Because $p < 0.05$ & <CLS> matters.

        - one
        - two

        1. No \u{1b}[31mgate
           part      the gate $\text{g}$
           action    REMOVE
           metrics   R@1, Error (mean, std)

        2. Depth
           part      layers
           action    REPLACE
           instead   8
                     0.10
                     {'a': [1, None]}
                     {λ, γ}
           metrics   mAP
    "#]]
    .assert_eq(&plan.to_text());
}

#[test]
fn hostile_page() {
    let mut plan = example();
    plan.slug = "a</h1><script>".to_owned();
    plan.trace =
        "</div>\n### Fake\n- **Action**: ADD\n```\n<h2>📋 Ablation Plan</h2> [x](javascript:alert(1)) <b onclick=x>"
            .to_owned();
    plan.ablations.truncate(1);
    plan.ablations[0].name = "gate\n### Fake\n<img src=x onerror=alert(1)>".to_owned();
    plan.ablations[0].metrics = Metrics::new(["a, b", "f(x", "<sub>1</sub>", "&lt;"]);
    let page = plan.to_page();
    let (_, content) = page.split_once("\n# ").expect("title");
    let content: String =
        content.lines().filter(|line| !line.starts_with("<div")).collect::<Vec<_>>().join("\n");
    expect![[r#"
        lm-planner/some-model/a&lt;/h1>&lt;script>

        <h2 style="color: #1976d2; margin-top: 0; margin-bottom: 15px; font-size: 1.3em;">🧠 Reasoning Trace</h2>

        &lt;/div>
        &#35;## Fake
        - **Action**: ADD
        &#96;``
        &lt;h2>📋 Ablation Plan&lt;/h2> [x]&#40;javascript:alert(1)) &lt;b onclick=x>
        </div>

        <h2 style="color: #7b1fa2; margin-top: 0; margin-bottom: 15px; font-size: 1.3em;">📋 Ablation Plan</h2>

        ### gate&#10;### Fake&#10;&lt;img src=x onerror=alert(1)>
        - **Ablated Part**: the gate $\text{g}$
        - **Action**: REMOVE
        - **Metrics**: a&#44; b, f&#40;x, <sub>1</sub>, &amp;lt;

        </div>"#]]
    .assert_eq(&content);
    assert_eq!(Plan::parse(&page, "test"), Ok((plan, Vec::new())));
}

#[test]
fn hidden_characters() {
    let mut plan = example();
    plan.trace = "\u{1b}[2J\u{202e}\ta &#8238; &#233;".to_owned();
    plan.ablations.truncate(1);
    plan.ablations[0].name = "\u{0}\u{85}\u{200f}x".to_owned();
    let (page, json, jsonl) = (plan.to_page(), plan.to_json(), plan.to_reply());
    let trace = "\n&#27;[2J&#8238;\ta &amp;#8238; &#233;\n";
    assert!(page.contains(trace) && page.contains("\n### &#0;&#133;&#8207;x\n"), "{page}");
    let name = r#"\u0000\u0085\u200fx""#;
    assert!(
        json.contains(r#""\u001b[2J\u202e\ta &#8238; &#233;""#) && json.contains(name),
        "{json}"
    );
    assert!(jsonl.contains(trace) && jsonl.contains(name), "{jsonl}");
    assert_eq!(Plan::parse(&json, "test"), Ok((plan.clone(), Vec::new())));
    assert_eq!(Plan::parse(&page, "test"), Ok((plan, Vec::new())));
}

#[test]
fn results_box_is_passed_over() {
    let page = example().to_page()
        + "\n\n<div class=\"trajectory-box\">\n<h2>Results</h2>\n\n### Fake\n- **Action**: ADD\n</div>";
    assert_eq!(parse(&page), (example(), Vec::new()));
}

#[test]
fn markdown_that_a_model_wrote() {
    check(
        "Here you are.\n\n### Depth\n* **Ablated Part:** layers\n* Action: `replace`\n* **Replacements**: 2, f(3, 4)\n\
         - **Metrics**:\n  - R@1\n  - mAP\n",
        &expect![[r#"
            Depth | layers | REPLACE | Int(2) Text("f(3, 4)") | ["R@1", "mAP"]
            line 1: no title `# planner/model/slug`
            line 1: no box `Reasoning Trace`
            line 3: no ablation plan
        "#]],
    );
}

#[test]
fn tagged_reply_with_a_fence() {
    check(
        r#"Sure!
<discussion>
The loss $\nabla L$ matters.
</discussion>
<predictions>
```json
{"name": "A", "ablated_part": "$G_{\text{refine}}$ and \alpha", "action": "REPLACE", "replacement": [{"a": 1, "b": [true, null]}, 2, "{λ, γ}", "0.10"], "metrics": ["F1"]}
{"name": "B", "ablated_part": "b", "action": "MODIFY", "metrics": ["F1"]}
{"name": "C", "ablated_part": "c", "action": "REMOVE", "metrics": ["F1", }
{"name": "D", "ablated_part": "d", "action": "REMOVE", "metrics": ["F1
{"name": "E", "ablated_part": "e", "action": "remove", "metrics": "F1, Error (mean, std)"}
{'name': 'F', 'ablated_part': "f's", 'action': 'REMOVE', 'replacement': None, 'metrics': ['F1']}
```
</predictions>
"#,
        &expect![[r#"
            A | $G_{\text{refine}}$ and \alpha | REPLACE | Map([("a", Int(1)), ("b", List([Bool(true), Null]))]) Int(2) Text("{λ, γ}") Float(0.1) | ["F1"]
            E | e | REMOVE |  | ["F1", "Error (mean, std)"]
            F | f's | REMOVE |  | ["F1"]
            line 8: unknown action `MODIFY`, expected REMOVE, REPLACE or ADD; left out
            line 9: not JSON: expected value
            line 10: a JSON object that is not closed
            trace: The loss $\nabla L$ matters.
        "#]],
    );
}

#[test]
fn bare_array_pretty_printed() {
    check(
        "My reasons.\n```json\n[\n  {\n    \"name\": \"A\",\n    \"ablated_part\": \"a\",\n    \"action\": \"ADD\",\n    \
         \"replacement\": \"x\",\n    \"metrics\": [\"F1\"]\n  },\n  {\n    \"name\": \"B\",\n    \"action\": \"REMOVE\"\n  }\n]\n```\n",
        &expect![[r#"
            A | a | ADD | Text("x") | ["F1"]
            B |  | REMOVE |  | []
            line 11: `B` has no ablated part, left empty
            line 11: `B` has no metrics, left empty
            trace: My reasons.
        "#]],
    );
}

#[test]
fn native_json_cut_off() {
    let json = example().to_json();
    let cut = &json[..json.find("\"layers\"").expect("second ablation")];
    let (plan, rejected) = parse(cut);
    assert_eq!(
        (plan.title(), plan.trace, &plan.ablations[..]),
        (example().title(), example().trace, &example().ablations[..1])
    );
    expect![[r#"
        [
            "line 19: a JSON object that is not closed",
        ]
    "#]]
    .assert_debug_eq(&rejected);
}

#[test]
fn native_json_with_faults() {
    check(
        r#"{
  "version": 2,
  "task": "judge",
  "model": 3,
  "colour": "red",
  "ablations": [
    {"name": "A", "ablated_part": "a", "action": "REMOVE", "metrics": ["F1"]},
    7,
    {"name": " ", "action": "REMOVE"},
    {"name": "C", "ablated_part": "c", "metrics": ["F1"]}
  ]
}"#,
        &expect![[r#"
            A | a | REMOVE |  | ["F1"]
            line 1: version 2 is not known, read as version 1
            line 1: `task` should be `author` or `reviewer`
            line 1: `model` should be text
            line 1: unknown field `colour`
            line 1: no ablation, expected an object with `name`, `ablated_part` and `action`
            line 9: an ablation without a name, left out
            line 10: `C` has no action, left out
        "#]],
    );
}

#[test]
fn nothing_to_read() {
    for text in
        ["", "hello", "{}", "{\"foo\": 1}", "<discussion></discussion>", "# a/b/c", "{\"name\": "]
    {
        let error = Plan::parse(text, "x.md").expect_err(text);
        assert!(matches!(error, Error::Nothing { .. }), "{text}: {error}");
        assert!(error.hint().is_some());
    }
    expect!["`x.md` holds no plan: line 1: no ablation, expected an object with `name`, `ablated_part` and `action`"]
        .assert_eq(&Plan::parse("{\"foo\": 1}", "x.md").expect_err("no plan").to_string());
}

#[test]
fn metrics() {
    let check = |line: &str, expected: &[&str]| {
        let metrics = Metrics::from_page(line);
        assert_eq!(&metrics[..], expected, "{line}");
        assert_eq!(metrics.to_page(), line);
    };
    check("R@1, R@5", &["R@1", "R@5"]);
    check(" R@1,  R@5,mAP, ", &["R@1", "R@5", "mAP"]);
    check("Error (mean, std), [a, b], {c, d}, e", &["Error (mean, std)", "[a, b]", "{c, d}", "e"]);
    check("BLEU (1, METEOR, ROUGE (L, 2)", &["BLEU (1", "METEOR", "ROUGE (L, 2)"]);
    check("a), b, [c, d), e", &["a)", "b", "[c", "d)", "e"]);
    check("f(a[, b), c", &["f(a[, b)", "c"]);
    assert_eq!(Metrics::from_page("<script>x</script>").to_page(), "&lt;script>x&lt;/script>");
}

#[test]
fn replacements_keep_text_and_type() {
    let check = |text: &str, value: Literal, json: &str| {
        let replacement = Replacement::new(text);
        assert_eq!((replacement.text(), replacement.value()), (text, &value));
        assert_eq!(replacement.to_json().to_string(), json);
        assert_eq!(Replacement::from(&replacement.to_json()), replacement);
    };
    let words = |text: &str| Literal::Text(text.to_owned());
    check("8", Literal::Int(8), "8");
    check(" 8", Literal::Int(8), "\" 8\"");
    check("1.0", Literal::Float(1.0), "1.0");
    check("0.10", Literal::Float(0.1), "\"0.10\"");
    check("1e-3", Literal::Float(0.001), "\"1e-3\"");
    check("1e-05", Literal::Float(1e-5), "0.00001");
    check("-0.0", Literal::Float(-0.0), "-0.0");
    check("None", Literal::Null, "null");
    check("True", Literal::Bool(true), "true");
    check("'x'", words("'x'"), "\"'x'\"");
    check("{λ, γ}", words("{λ, γ}"), "\"{λ, γ}\"");
    check("nan", words("nan"), "\"nan\"");
    check("1e999", words("1e999"), "\"1e999\"");
    check("(6, 12)", Literal::List(vec![Literal::Int(6), Literal::Int(12)]), "\"(6, 12)\"");
    check("[1, 'x']", Literal::List(vec![Literal::Int(1), words("x")]), "[1,\"x\"]");
    check("{'N': 3}", Literal::Map(vec![("N".to_owned(), Literal::Int(3))]), "{\"N\":3}");
    check(
        "{'a': \"it's\"}",
        Literal::Map(vec![("a".to_owned(), words("it's"))]),
        "{\"a\":\"it's\"}",
    );
    check("2 blocks at (6,12)", words("2 blocks at (6,12)"), "\"2 blocks at (6,12)\"");
}

/// 2026-12-01: a trace with `<h2o>` or `</divx>` did not read back from its page.
#[test]
fn a_longer_name_is_not_the_tag_of_a_box() {
    let plan = Plan { trace: "a\n<h2o> and <divx>\n</divx> b".to_owned(), ..Plan::default() };
    let (read, _) = Plan::parse(&plan.to_page(), "test").expect("a page");
    assert_eq!(read.trace, plan.trace);
}
