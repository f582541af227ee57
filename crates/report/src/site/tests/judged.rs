//! Studies among the plans: the answer first, then charts, the full report, and the tables.

use super::*;
use crate::tests::{HOSTILE, mixed};

/// The site of the results in a folder of that name.
fn site_of(name: &str, results: &Results) -> TempDir {
    let plans = folder(&[(&format!("{name}/results.json"), &results.to_json())]);
    let out = tempfile::tempdir().unwrap();
    site(plans.path(), out.path()).unwrap();
    check(out.path());
    out
}

#[test]
fn the_page_of_a_study_opens_with_the_answer() {
    let out = site_of("mixed", &mixed());
    let page = fs::read_to_string(out.path().join("plans/paper.html")).unwrap();
    let places = [
        "<h2 id=\"answer-h\">Answer</h2>",
        "<h3 id=\"f1-h\"><span class=\"mark worse\" aria-hidden=\"true\">▼</span> <bdi>Depth matters</bdi></h3>",
        "<span aria-hidden=\"true\">▼ </span>matters (hurts)</span>",
        "the baseline itself",
        "<h3 id=\"f2-h\"><span class=\"mark none\" aria-hidden=\"true\">–</span> <bdi>Colour was not run</bdi></h3>",
        "<h2 id=\"charts-h\">Charts</h2>",
        "<figure class=\"plot\" id=\"plot-differences-depth-recall-1\">",
        "<svg class=\"chart\"",
        "<summary>Values of every seed",
        "<a href=\"../reports/paper.html\">Full report of this study</a>",
        "<h2 id=\"results-h\">Tables</h2>",
        "<h2 id=\"reasoning-h\">Reasoning</h2>",
        "<h2 id=\"ablations-h\">Ablations</h2>",
    ];
    let mut rest = page.as_str();
    for place in places {
        let at = rest.find(place);
        rest = &rest[at.unwrap_or_else(|| panic!("`{place}` is not next in {rest}"))..];
    }
    let report = fs::read_to_string(out.path().join("reports/paper.html")).unwrap();
    assert!(report.contains("Content-Security-Policy") && report.contains("id=\"summary\""));
    let style = fs::read_to_string(out.path().join("style.css")).unwrap();
    assert!(style.contains(".chart .s0 {") && style.contains(".matrix {"));
}

#[test]
fn lists_show_findings_or_else_the_names_of_ablations() {
    let plans = folder(&[("hand.json", PLAN), ("mixed/results.json", &mixed().to_json())]);
    let out = tempfile::tempdir().unwrap();
    site(plans.path(), out.path()).unwrap();
    let index = fs::read_to_string(out.path().join("index.html")).unwrap();
    for words in [
        "<ul class=\"names\"><li><bdi>Depth</bdi></li></ul>",
        "▼</span> <bdi>Depth matters</bdi></li>",
        "–</span> <bdi>Colour was not run</bdi></li></ul>",
    ] {
        assert!(index.contains(words), "`{words}` is not in {index}");
    }
    let data = fs::read_to_string(out.path().join("data.js")).unwrap();
    assert!(data.contains("\"claims\":[\"Depth matters\""), "{data}");
    let paper = fs::read_to_string(out.path().join("papers/paper.html")).unwrap();
    assert!(paper.contains("<bdi>Depth matters</bdi>"), "{paper}");
}

#[test]
fn what_is_open_is_shown_with_a_command_that_names_no_path_of_the_machine() {
    let mut results = mixed();
    for configured in &mut results.configurations {
        configured.runs.truncate(1);
    }
    results.seeds.truncate(1);
    let out = site_of("one seed", &results);
    let page = fs::read_to_string(out.path().join("plans/paper.html")).unwrap();
    assert!(
        page.contains("This would probably decide it: <code>")
            && page.contains("/one seed' --seeds 3"),
        "{page}"
    );
    let outside = std::env::temp_dir().display().to_string();
    assert!(!page.contains(&format!("{outside}/")), "{page}");
}

#[test]
fn nothing_of_a_study_acts() {
    let mut results = mixed();
    results.plan.slug = "../../x".to_owned();
    results.plan.ablations[0].name = HOSTILE.to_owned();
    let bound = &mut results.binding.ablations[0];
    bound.name = HOSTILE.to_owned();
    bound.unbound[0].reason = HOSTILE.to_owned();
    for variant in &mut bound.variants {
        variant.label = HOSTILE.to_owned();
    }
    for configured in &mut results.configurations {
        configured.label = HOSTILE.to_owned();
    }
    for metric in &mut results.subject.metrics {
        (metric.label, metric.unit) = (HOSTILE.to_owned(), HOSTILE.to_owned());
    }
    let out = site_of("<b>&", &results);
    let files = contents(out.path());
    assert!(files.keys().all(|name| !name.contains("..")), "{:?}", files.keys());
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".html")) {
        let page = String::from_utf8_lossy(bytes);
        assert!(!page.contains("<script>") && !page.contains('\u{1b}'), "{name}");
        assert!(page.contains("default-src 'none'"), "{name}");
    }
}

#[test]
fn a_report_that_was_found_is_not_taken_over() {
    let plans = folder(&[
        ("mixed/results.json", &mixed().to_json()),
        ("mixed/report.html", "<script>alert(1)</script>"),
    ]);
    let out = tempfile::tempdir().unwrap();
    site(plans.path(), out.path()).unwrap();
    let report = fs::read_to_string(out.path().join("reports/paper.html")).unwrap();
    assert!(!report.contains("<script>"), "{report}");
}
