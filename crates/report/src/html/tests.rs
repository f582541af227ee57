use std::collections::BTreeSet;

use subject::{Metric, Settings};

use super::*;
use crate::chart::tests::markup::{Element, elements, ids};
use crate::selection::Selection;
use crate::tests::{HOSTILE, bound, mixed, results, variant};
use study::protocol::Frozen;
use study::results::Status;
use study::store::{Cost, Store};

/// Elements and attributes that a page may have besides those of charts.
const ELEMENTS: &str = "html head meta title style body a header nav main section footer h1 h2 h3 h4 h5 h6 p ul ol li div span \
                        table thead tbody tfoot tr th td br small strong em code pre data figure figcaption blockquote bdi dl \
                        dt dd details summary svg desc rect line path polyline polygon circle text hr del img";
const ATTRIBUTES: &str = "lang charset http-equiv content name class id href rel tabindex role scope colspan dir value title \
                          open start viewBox width height font-family x y x1 y1 x2 y2 cx cy r points fill stroke stroke-width \
                          stroke-dasharray stroke-dashoffset stroke-linejoin stroke-opacity fill-opacity font-size font-weight text-anchor textLength lengthAdjust \
                          src alt d";

/// Reads a page: nothing acts, nothing is loaded, every link within leads somewhere.
fn check(page: &str) -> Vec<Element> {
    let elements = elements(page);
    let ids: BTreeSet<String> = ids(&elements).into_iter().map(str::to_owned).collect();
    let is_in = |list: &str, name: &str| list.split_whitespace().any(|other| other == name);
    for element in &elements {
        assert!(is_in(ELEMENTS, &element.name), "<{}>", element.name);
        for (name, value) in &element.attributes {
            let is_free = name.starts_with("aria-") || name == "data-label";
            assert!(is_free || is_in(ATTRIBUTES, name), "<{} {name}>", element.name);
            if name == "aria-labelledby" {
                assert!(value.split(' ').all(|id| ids.contains(id)), "{value}");
            }
        }
        if let Some(source) = element.attributes.get("src") {
            assert!(source.starts_with("data:image/svg+xml;base64,"), "{source}");
        }
        let Some(link) = element.attributes.get("href") else { continue };
        assert_eq!(element.name, "a", "only links may lead elsewhere");
        match link.strip_prefix('#') {
            Some(id) => assert!(ids.contains(id), "there is no #{id}"),
            None => assert!(
                link.starts_with("runs/") || element.attributes["rel"].contains("noopener"),
                "{link}"
            ),
        }
    }
    let policy = elements
        .iter()
        .find_map(|element| element.attributes.get("content")?.strip_prefix("default-src 'none'"));
    assert!(
        policy.is_some_and(|policy| !policy.contains("script-src") && !policy.contains("http")),
        "{policy:?}"
    );
    elements
}

/// The text of an element and of all in it.
fn text_of(page: &str, id: &str) -> String {
    let start = page.find(&format!(" id=\"{id}\"")).unwrap_or_else(|| panic!("no #{id}"));
    let open = page[..start].rfind('<').unwrap();
    let name: String = page[open + 1..].chars().take_while(|c| c.is_alphanumeric()).collect();
    words(&page[open..open + page[open..].find(&format!("</{name}>")).unwrap()])
}

/// What stands between the tags.
fn words(markup: &str) -> String {
    let behind =
        |piece: &str| piece.split_once('>').map_or_else(String::new, |(_, text)| text.to_owned());
    markup.split('<').map(behind).collect::<String>().replace("&lt;", "<").replace("&gt;", ">")
}

#[test]
fn every_link_leads_somewhere_and_nothing_is_loaded() {
    check(&html(&Study::new(&mixed())));
    let settings = || Settings::from([("depth", subject::Value::Int(1))]);
    let ablations = || vec![bound("Depth", &["recall@1"], vec![variant("1", settings())])];
    check(&html(&Study::new(&results(ablations(), &[5], &[&[(40.0, 1.0)], &[(30.0, 1.0)]]))));
    let none = html(&Study::new(&results(ablations(), &[1, 2], &[&[], &[]])));
    check(&none);
    assert!(!none.contains("<svg"), "a chart of nothing");
    check(&html(&Study::new(&results(Vec::new(), &[1], &[&[(1.0, 2.0)]]))));
}

#[test]
fn every_run_is_there_with_its_outcome_and_its_numbers() {
    let results = mixed();
    let page = html(&Study::new(&results));
    let elements = check(&page);
    for (index, configured) in results.configurations.iter().enumerate() {
        for (number, run) in configured.runs.iter().enumerate() {
            let row = text_of(&page, &anchor::run(index, number));
            assert!(row.contains(&run.id) && row.contains(run.status.word()), "{row}");
            for measured in run.metrics.values() {
                let value = measured.value.to_string();
                let is_it = |element: &&Element| {
                    element.name == "data"
                        && element.attributes["value"].parse() == Ok(measured.value)
                };
                assert!(elements.iter().any(|element| is_it(&element)), "{value}");
            }
            assert!(page.contains(&format!("href=\"runs/{}/\"", run.id)));
        }
    }
}

#[test]
fn cells_are_those_of_the_table_and_lead_to_their_runs_and_back() {
    let results = mixed();
    let study = Study::new(&results);
    let page = html(&study);
    for (index, bound) in results.binding.ablations.iter().enumerate() {
        let table = Table::new(&study, bound, &Selection::default());
        for (number, row) in table.rows.iter().enumerate() {
            for (column, cell) in row.cells.iter().enumerate() {
                let id = anchor::cell(index, number, column);
                // the value is in the last element that has one, behind all links
                let shown = text_of(&page, &id);
                let plain = shown.replace('\u{a0}', " ");
                assert!(plain.contains(&cell.value) && plain.contains(&cell.difference), "{shown}");
                let Some(configuration) = row.configuration else { continue };
                let source = anchor::column(configuration, column);
                let place = page.find(&format!(" id=\"{id}\"")).unwrap();
                assert!(page[place..].find(&format!("href=\"#{source}\"")).unwrap() < 200, "{id}");
                assert!(page.contains(&format!("href=\"#{id}\"")), "no run leads back to {id}");
            }
        }
        for reading in &table.readings {
            let shown = text_of(&page, &anchor::ablation(index));
            assert!(shown.contains(&reading.label), "{}", reading.sentence());
        }
    }
    for one in
        study.analysis.comparisons.iter().filter(|one| one.primary && one.difference.is_some())
    {
        let mean = one.difference.unwrap().mean;
        assert!(page.contains(&format!("{:.1}", mean.abs())), "{mean} is in no chart");
    }
}

#[test]
fn verdicts_are_told_by_words_and_not_by_colours_alone() {
    let page = html(&Study::new(&mixed()));
    let summary = text_of(&page, "summary");
    assert!(summary.contains("Depth matters (one layer: −9.77 points; "), "{summary}");
    assert!(summary.contains("Colour was not run (no knob is like it)"), "{summary}");
    assert!(summary.contains("✕ failed 3/3") && summary.contains("? undecided"), "{summary}");
    assert!(summary.contains("ablate run FOLDER --seeds 35 would probably settle it"), "{summary}");
    let text = words(&page);
    for words in [
        "▼ matters (hurts)",
        "? undecided",
        "– no verdict",
        "the loss is NaN",
        "out of memory",
        "Not measured by model: mAP",
    ] {
        assert!(text.contains(words), "{words}");
    }
}

#[test]
fn strangers_words_do_nothing() {
    let long = format!("{}{HOSTILE}", "x".repeat(300));
    let mut ablation = bound(HOSTILE, &["recall@1", "rank"], vec![]);
    for (depth, label) in [
        (1, HOSTILE),
        (2, &long),
        (4, "e\u{301}\u{323} שלום \u{202e}x"),
        (5, "]]>--></style></svg>"),
    ] {
        ablation
            .variants
            .push(variant(label, Settings::from([("depth", subject::Value::Int(depth))])));
    }
    ablation.variants[0].by = Some(HOSTILE.to_owned());
    ablation.part = HOSTILE.to_owned();
    ablation.missing_metrics = vec![HOSTILE.to_owned()];
    let values: &[(f64, f64)] = &[(1.0, 1.0), (2.0, 2.5)];
    let mut results = results(vec![ablation.clone(), ablation], &[1, 2], &[values; 5]);
    let run = &mut results.configurations[1].runs[0];
    run.status = Status::Failed { reason: HOSTILE.to_owned() };
    run.id = "\"><script>alert(1)</script>../..".to_owned();
    run.notes = vec![HOSTILE.to_owned()];
    run.curves.insert("loss".to_owned(), vec![(1, 1.0), (2, 1e300)]);
    run.cost = Some(Cost { machine: HOSTILE.to_owned(), ..Cost::default() });
    for configured in &mut results.configurations {
        configured.runs[1].curves.insert("loss".to_owned(), vec![(1, 3.0), (3, 1.0)]);
        configured.runs[1].unmeasured.insert("rank".to_owned(), HOSTILE.to_owned());
    }
    for metric in &mut results.subject.metrics {
        (metric.label, metric.unit) = (HOSTILE.to_owned(), HOSTILE.to_owned());
    }
    results.subject.name = HOSTILE.to_owned();
    results.subject.knobs[0].help = HOSTILE.to_owned();
    results.plan.title = HOSTILE.to_owned();
    results.plan.model = HOSTILE.to_owned();
    results.plan.notes = vec![HOSTILE.to_owned()];
    results.plan.trace =
        "[a](javascript:1) ![b](http://evil.example/c.png) <img src=x onerror=y>\n\n# <script>"
            .to_owned();
    results.plan.ablations[0].grounds.expected = HOSTILE.to_owned();
    let page = html(&Study::new(&results));
    check(&page);
    assert!(
        page.contains(&"x".repeat(300))
            && !page.contains("<script")
            && !page.contains("javascript:1\"")
    );
}

#[test]
fn departures_from_what_was_frozen_stand_at_the_top() {
    let mut results = mixed();
    results.frozen = Some(Frozen::new(results.terms()));
    let page = html(&Study::new(&results));
    assert!(
        text_of(&page, "summary").contains("frozen before the first run, and kept to"),
        "{page}"
    );
    results.protocol.alpha = 0.2;
    let page = html(&Study::new(&results));
    let summary = text_of(&page, "summary");
    assert!(
        summary.contains("departed from what was frozen")
            && summary.contains("alpha: 0.05 was fixed"),
        "{summary}"
    );
}

#[test]
fn what_a_run_took_is_told_and_what_is_not_known_too() {
    let mut results = mixed();
    let cost = Cost {
        seconds: 7200.0,
        cpu_seconds: None,
        peak_bytes: Some(3 << 30),
        attempts: 2,
        threads: 4,
        machine: "a machine".to_owned(),
    };
    results.configurations[0].runs[0].cost = Some(cost);
    let page = html(&Study::new(&results));
    let cost = text_of(&page, "cost");
    for words in ["1 of 3", "2.0 h", "3.0 GiB", "not known"] {
        assert!(cost.contains(words), "{words}: {cost}");
    }
    assert!(text_of(&page, "provenance").contains("a machine"));
}

#[test]
fn files_are_written_once_each_and_are_the_same_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path());
    let mut results = mixed();
    let again = results.binding.ablations[0].clone();
    results.binding.ablations.push(::plan::binding::Bound { name: "depth!".to_owned(), ..again });
    let written = crate::write(&Study::new(&results), &store, &Selection::default()).unwrap();
    assert!(
        written.contains(&folder.path().join("report.html"))
            && written.contains(&folder.path().join("plots"))
    );
    let plots = |folder: &std::path::Path| -> Vec<(String, Vec<u8>)> {
        let files =
            std::fs::read_dir(folder.join("plots")).unwrap().map(|entry| entry.unwrap().path());
        let name =
            |path: &std::path::Path| path.file_name().unwrap().to_string_lossy().into_owned();
        let mut files: Vec<_> =
            files.map(|path| (name(&path), std::fs::read(&path).unwrap())).collect();
        files.sort();
        files
    };
    let first = plots(folder.path());
    let names: Vec<&str> = first.iter().map(|(name, _)| name.as_str()).collect();
    let expected = [
        "differences-depth-recall-1-2",
        "differences-depth-recall-1",
        "seeds-depth-recall-1-2",
        "seeds-depth-recall-1",
    ];
    let expected = expected.iter().flat_map(|name| [format!("{name}.pdf"), format!("{name}.svg")]);
    assert_eq!(names, expected.collect::<Vec<_>>());
    crate::write(&Study::new(&results), &store, &Selection::default()).unwrap();
    assert_eq!(plots(folder.path()), first);
}

#[test]
fn pictures_are_data_and_say_whose_they_are() {
    let mut results = mixed();
    let picture = |file: &str| study::store::Picture {
        file: file.to_owned(),
        caption: HOSTILE.to_owned(),
        sha256: String::new(),
    };
    results.configurations[0].runs[1].pictures = vec![picture("map.svg")];
    results.configurations[1].runs[0].pictures = vec![picture("map.svg"), picture("lost.svg")];
    let name = |configuration: usize, run: usize, file: &str| {
        format!("{}-{file}", results.configurations[configuration].runs[run].id)
    };
    let bytes = Bytes::from([
        (name(0, 1, "map.svg"), Ok(b"<svg onload='x'/>".to_vec())),
        (name(1, 0, "map.svg"), Ok(b"<svg/>".to_vec())),
        (name(1, 0, "lost.svg"), Err(study::store::Refused::Missing)),
    ]);
    let study = Study::new(&results);
    let page = render(&study, &plots(&study), &bytes, &[]);
    let elements = check(&page);
    assert_eq!(elements.iter().filter(|element| element.name == "img").count(), 2);
    assert!(
        page.contains("Not shown: it is not there.")
            && page.contains("baseline, seed 2")
            && !page.contains("onload")
    );
    assert!(!html(&Study::new(&mixed())).contains("<img"));
}

#[test]
fn evidence_has_both_tests() {
    let page = html(&Study::new(&mixed()));
    check(&page);
    let analysis = study::Analysis::new(&mixed());
    let one = analysis.comparison(1, "recall@1").unwrap();
    let rows = page.split("Evidence: both tests").nth(1).unwrap();
    assert!(
        rows.contains("p, t test (decides)") && rows.contains("Student's t")
            || rows.contains("Student&#39;s t"),
        "{rows}"
    );
    assert!(rows.contains(&crate::reading::short(one.sign_flip.unwrap())));
    assert!(rows.contains(&format!("{:.1}", one.g_z.unwrap()).replace('-', "−")));
    assert!(rows.contains("exploratory"));
}

#[test]
fn many_metrics_are_one_table_of_signs_before_their_intervals() {
    let mut results = mixed();
    assert!(!html(&Study::new(&results)).contains("<table class=\"matrix"), "one metric: a forest");
    let fifth = Metric { name: "recall@5".to_owned(), ..results.subject.metrics[0].clone() };
    results.subject.metrics.push(Metric { label: "R@5".to_owned(), ..fifth });
    results.binding.ablations[0].metrics.push("recall@5".to_owned());
    for run in results.configurations.iter_mut().flat_map(|configured| &mut configured.runs) {
        if let Some(recall) = run.metrics.get("recall@1").copied() {
            run.metrics.insert("recall@5".to_owned(), recall);
        }
    }
    let metrics = &results.subject.metrics;
    let names = metrics.iter().filter(|metric| !metric.curve).map(|metric| metric.name.clone());
    results.protocol.primary = names.collect();
    assert!(results.protocol.primary.len() > 2, "{:?}", results.protocol.primary);
    let (columns, page) = (results.protocol.primary.len(), html(&Study::new(&results)));
    check(&page);
    let (_, matrix) = page.split_once("<table class=\"matrix").unwrap();
    let (matrix, after) = matrix.split_once("</table>").unwrap();
    let row = matrix.split("<tr>").find(|row| row.contains("one layer")).unwrap();
    assert_eq!(row.matches("<td").count(), columns, "{row}");
    assert!(row.contains("▼") && row.contains("matters (hurts)"), "{row}");
    assert!(matrix.contains("not run: <bdi>no knob is like it</bdi>"), "{matrix}");
    assert_eq!(after.matches("<table class=\"forest").count(), columns);
}
