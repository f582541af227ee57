//! Plans that try to act, to lie about what they are, or to be too much.

use serde_json::json;

use super::*;

const HOSTILE: &str = "<script>alert(1)</script> \"q\" 'p' </script><!-- & $x_{1}$ \u{2028} \u{202e}evil\u{202c} \u{1b}[31m`c`";

const TRACE: &str = "# Head <b>\n\n<img src=x onerror=alert(1)>\n\n<div onclick=\"x()\">\nblock\n</div>\n\n[a](javascript:alert(1)) \
    [b](data:text/html,x) [c](../../x.html) [d](#x) [e](JaVaScRiPt:1) [f](vbscript:x) ![g](https://example.org/i.png) \
    [h](https://example.org/?a=\"1\"&b='2') <mailto:a@b.co> <a@b.co> <https://example.org/>\n[r]: javascript:1\n[r]\n\n\
    | a | b |\n|---|:--|\n| <td> | 1 |\n\n```html onload=x\n</code><script>\n```\n\n$\\alpha_{i} < b*c*$ and $$</p>$$ &#60;script&#62;";

fn hostile() -> String {
    json!({
        "version": 1, "task": "author", "planner": HOSTILE, "model": HOSTILE, "slug": HOSTILE, "title": HOSTILE,
        "trace": format!("{HOSTILE}\n\n{TRACE}\n\n{HOSTILE}"),
        "ablations": [
            {"name": HOSTILE, "ablated_part": HOSTILE, "action": "REPLACE", "replacement": [HOSTILE, 2], "metrics": [HOSTILE],
             "quotes": [{"text": HOSTILE, "place": HOSTILE}], "expected": HOSTILE, "priority": 2,
             "agreement": {"samples": 3, "of": 5}, "settings": [{"depth": 1, HOSTILE: HOSTILE}, {}]},
        ],
        "existing": [{"name": HOSTILE, "place": HOSTILE, "quote": HOSTILE}],
        "dropped": [{"name": HOSTILE, "reason": HOSTILE}],
        "notes": [HOSTILE],
    })
    .to_string()
}

#[test]
fn nothing_of_a_plan_acts() {
    let other = hostile().replace("\"author\"", "\"reviewer\"");
    let plans = folder(&[
        ("a.json", &hostile()),
        ("b.json", &other),
        ("<b>.md", "**Ablated Part**\n<h2>Ablation Plan</h2>\n"),
    ]);
    let out = tempfile::tempdir().unwrap();
    let options = Options { title: HOSTILE.replace('\u{1b}', ""), ..Options::default() };
    let summary =
        write(&find(plans.path()).unwrap(), out.path(), &options, &mut |_, _| ()).unwrap();
    assert_eq!((summary.plans, summary.not_read.len()), (2, 1));
    check(out.path());
    let files = contents(out.path());
    let data = std::str::from_utf8(&files["data.js"]).unwrap();
    assert!(
        !data.contains(['<', '>', '\u{2028}'])
            && !data.trim_end().contains(foundation::visible::is_hidden),
        "{data}"
    );
    let json = data.trim_end().strip_prefix("window.ablate = ").unwrap().strip_suffix(';').unwrap();
    let data: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(data["plans"][0]["ablations"][0]["instead"][1], "2");
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".html")) {
        let page = String::from_utf8_lossy(bytes);
        assert!(!page.contains("javascript:alert(1)\"") && !page.contains("<script>"), "{name}");
        assert!(page.contains("default-src 'none'"), "{name}");
    }
}

#[test]
fn all_of_a_plan_is_on_its_page() {
    let plan = json!({
        "version": 1, "planner": "p", "model": "m", "slug": "s", "title": "The Title", "trace": "The *trace*.",
        "ablations": [
            {"name": "The name", "ablated_part": "the part", "action": "ADD", "replacement": ["the item"], "metrics": ["mAP"],
             "quotes": [{"text": "the quote", "place": "3.2 Place"}], "expected": "the outcome", "priority": 2,
             "agreement": {"samples": 3, "of": 5}, "settings": [{"depth": 7}]},
        ],
        "existing": [{"name": "the existing", "place": "Table 4", "quote": "as seen"}],
        "dropped": [{"name": "the dropped", "reason": "the reason"}],
        "notes": ["the note"],
    });
    let plans = folder(&[("a.json", &plan.to_string())]);
    let out = tempfile::tempdir().unwrap();
    site(plans.path(), out.path()).unwrap();
    let page = fs::read_to_string(out.path().join("plans/p-m-s.html")).unwrap();
    for words in [
        "<h1>The Title</h1>",
        "The <em>trace</em>.",
        "The name",
        "the part",
        "added",
        "the item",
        "mAP",
        "the quote",
        "3.2 Place",
        "the outcome",
        "priority 2",
        "in 3 of 5 plans",
        "depth = 7",
        "the existing",
        "Table 4",
        "as seen",
        "the dropped",
        "the note",
        "the reason",
        "no task",
        "a.json",
    ] {
        assert!(page.contains(words), "`{words}` is not in {page}");
    }
}

#[test]
fn names_that_collide_or_are_no_names() {
    let long = "x".repeat(300);
    let slugs = [
        "con",
        "CON",
        "Paper",
        "paper",
        "论文",
        "../../x",
        "a/b",
        "index",
        "",
        &long,
        "Schrödinger",
        "%41",
        "a b",
    ];
    let files: Vec<(String, String)> = slugs
        .iter()
        .enumerate()
        .map(|(n, slug)| {
            (format!("{n}.json"), PLAN.replace("A_Paper", slug).replace("\"m\"", "\"index\""))
        })
        .collect();
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let plans = folder(&files);
    let out = tempfile::tempdir().unwrap();
    assert_eq!(site(plans.path(), out.path()).unwrap().plans, slugs.len());
    // a model of that name does not take the place of the list of models
    assert!(out.path().join("models/index-2.html").exists());
    check(out.path());
    let mut lower: Vec<String> =
        contents(out.path()).keys().map(|name| name.to_lowercase()).collect();
    assert!(lower.iter().all(|name| name.is_ascii() && name.len() < 200), "{lower:?}");
    lower.dedup();
    assert_eq!(lower.len(), contents(out.path()).len());
}
