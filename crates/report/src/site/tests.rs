//! Sites of the corpus and of hostile plans, checked file by file.

mod checker;
mod form;
mod hostile;
mod judged;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use checker::check;
use foundation::Hint;
use tempfile::TempDir;

use super::*;
use ::plan::Plan;
use study::results::Results;

const PLAN: &str = r#"{"version": 1, "task": "author", "planner": "hand", "model": "m", "slug": "A_Paper", "trace": "Because.",
    "ablations": [{"name": "Depth", "ablated_part": "layers", "action": "REPLACE", "replacement": [1, 2], "metrics": ["R@1"]}]}"#;

/// A folder with these files in it.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn site(plans: &Path, out: &Path) -> Result<Summary, Error> {
    let options = Options { title: "Plans".to_owned(), ..Options::default() };
    write(&find(plans)?, out, &options, &mut |_, _| ())
}

/// Every file below a folder.
fn contents(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(
                    path.strip_prefix(root).unwrap().to_str().unwrap().to_owned(),
                    fs::read(&path).unwrap(),
                );
            }
        }
    }
    files
}

#[test]
fn our_corpus_has_no_dead_link() {
    check_corpus(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../plan/tests/corpus/pages"));
}

#[test]
fn the_published_corpus_has_no_dead_link() {
    let Some(corpus) = testing::beside("../shared/corpus/pages") else { return };
    check_corpus(&corpus);
}

/// Every page becomes five files without a dead link, and its JSON holds the same plan.
fn check_corpus(corpus: &Path) {
    let out = tempfile::tempdir().unwrap();
    let pages = contents(corpus).keys().filter(|name| name.ends_with(".md")).count();
    let summary = site(corpus, out.path()).unwrap();
    assert_eq!((summary.plans, summary.not_read.len()), (pages, 0));
    let n_links = check(out.path());
    assert!(n_links > 20 * pages, "{n_links}");
    let files = contents(out.path());
    for kind in [".html", ".toml", ".md", ".json", ".jsonl"] {
        let is_plan = |name: &&String| name.starts_with("plans/") && name.ends_with(kind);
        assert_eq!(files.keys().filter(is_plan).count(), pages, "{kind}");
    }
    for (name, bytes) in
        files.iter().filter(|(name, _)| name.starts_with("plans/") && name.ends_with(".json"))
    {
        let (plan, rejected) = Plan::parse(std::str::from_utf8(bytes).unwrap(), name).unwrap();
        let page = std::str::from_utf8(&files[&name.replace(".json", ".md")]).unwrap();
        // JSON has the names of metrics without the blanks around them
        let page = page.replace("**Metrics**:  ", "**Metrics**: ");
        assert_eq!((plan.to_page(), rejected.len()), (page, 0), "{name}");
    }
}

#[test]
fn what_is_a_plan() {
    let page = Plan::parse(PLAN, "").unwrap().0.to_page();
    let plans = folder(&[
        ("deep/er/plan.json", PLAN),
        ("deep/er/trajectory.md", &page),
        ("deep/er/exchanges/0.json", r#"{"version": 1, "request": {"messages": []}}"#),
        ("forms/same.json", PLAN),
        ("forms/same.md", &page),
        ("forms/same.jsonl", &Plan::parse(PLAN, "").unwrap().0.to_jsonl()),
        ("forms/other.md", &page.replace("### Depth", "### Width").replace("A_Paper", "Another")),
        ("README.md", &page),
        (".git/plan.json", PLAN),
        ("notes.md", "# Notes\n\n### Of no plan\n"),
        ("package.json", r#"{"name": "x"}"#),
        ("events.jsonl", r#"{"event": "started"}"#),
        ("broken.md", "<h2>Ablation Plan</h2>\n### A\n- **Action**: DESTROY\n"),
        ("broken.jsonl", r#"{"ablated_part": "x"}"#),
        (
            "old/.ablate-site",
            "ablate site 1: the files below are replaced, and removed when they are no longer needed\n",
        ),
        ("old/plans/x.json", PLAN),
    ]);
    std::os::unix::fs::symlink(plans.path(), plans.path().join("loop")).unwrap();
    let out = tempfile::tempdir().unwrap();
    let summary = site(plans.path(), out.path()).unwrap();
    let not_read: Vec<&str> = summary.not_read.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        (summary.plans, summary.papers, not_read),
        (3, 2, vec!["broken.jsonl", "broken.md"])
    );
    let index = fs::read_to_string(out.path().join("index.html")).unwrap();
    assert!(index.contains("2 files not read") && index.contains("broken.md"), "{index}");
    check(out.path());
}

#[test]
fn the_folder_of_a_study_is_one_plan_with_results() {
    let knobs = vec![subject::Knob::new(
        "depth",
        "depth",
        subject::Kind::Int { min: 1, max: 9 },
        3,
        "layers",
    )];
    let metrics =
        vec![subject::Metric::new("recall@1", "R@1", "%", subject::Better::Higher, "retrieval")];
    let subject = subject::Declaration::new("model", "2", knobs, metrics);
    let text = PLAN.replace("layers", "depth");
    let plan = Plan::parse(&text, "").unwrap().0;
    let binding = ::plan::bind(&plan, &subject);
    let results = Results::planned(plan.clone(), subject, binding, &[1, 2]).unwrap();
    let plans = folder(&[
        ("study/plan.json", &text),
        ("study/results.json", &results.to_json()),
        ("study/trajectory.md", &crate::page(&crate::Study::new(&results))),
        (
            "study/table.md",
            &crate::markdown(&crate::Study::new(&results), &crate::Selection::default()),
        ),
        ("study/runs/1/plan.json", &text),
        ("alone/results.json", &results.to_json()),
    ]);
    let out = tempfile::tempdir().unwrap();
    let summary = site(plans.path(), out.path()).unwrap();
    assert_eq!((summary.plans, summary.not_read), (2, Vec::new()));
    for name in ["hand-m-A_Paper-author", "hand-m-A_Paper-author-2"] {
        let page = fs::read_to_string(out.path().join(format!("plans/{name}.html"))).unwrap();
        assert!(page.contains("id=\"results\"") && page.contains("0 of 6 runs finished"), "{page}");
        assert!(!page.contains("style="), "{page}");
    }
    check(out.path());
}

#[test]
fn the_same_plans_give_the_same_bytes() {
    let plans = folder(&[("a.json", PLAN), ("b.json", &PLAN.replace("A_Paper", "B_Paper"))]);
    let out = tempfile::tempdir().unwrap();
    let first = site(plans.path(), out.path()).unwrap();
    let before = contents(out.path());
    assert_eq!((first.written + 1, first.removed), (before.len(), 0));
    let again = site(plans.path(), out.path()).unwrap();
    assert_eq!((again.written, again.removed), (0, 0));
    assert_eq!(contents(out.path()), before);

    // what is not the site's stays, what is no longer needed goes
    fs::write(out.path().join("plans/mine.txt"), "mine").unwrap();
    fs::remove_file(plans.path().join("b.json")).unwrap();
    let fewer = site(plans.path(), out.path()).unwrap();
    assert_eq!(fewer.removed, 6);
    let after = contents(out.path());
    assert!(
        after.contains_key("plans/mine.txt") && !after.keys().any(|name| name.contains("B_Paper")),
        "{after:?}"
    );
    check(out.path());
}

#[test]
fn a_run_that_was_cut_short_leaves_nothing_behind() {
    let plans = folder(&[("a.json", PLAN)]);
    let out = tempfile::tempdir().unwrap();
    let mut folder = OwnedFolder::open(out.path(), owner(false)).unwrap();
    folder.put("plans/left.html", b"half").unwrap();
    drop(folder);
    assert_eq!(site(plans.path(), out.path()).unwrap().removed, 1);
    assert!(!out.path().join("plans/left.html").exists());
}

#[test]
fn nothing_outside_of_the_site_is_touched() {
    let plans = folder(&[("a.json", PLAN)]);
    let around = tempfile::tempdir().unwrap();
    let out = around.path().join("site");
    fs::write(around.path().join("victim"), "").unwrap();
    site(plans.path(), &out).unwrap();
    let manifest = out.join(".ablate-site");
    let list = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, format!("{list}../victim\nplans/../../victim\n/etc/none\nplans\n"))
        .unwrap();
    assert_eq!(site(plans.path(), &out).unwrap().removed, 0);
    assert!(around.path().join("victim").exists());

    // a folder of the site that leads elsewhere
    fs::remove_dir_all(out.join("plans")).unwrap();
    std::os::unix::fs::symlink(around.path(), out.join("plans")).unwrap();
    assert!(matches!(
        site(plans.path(), &out),
        Err(Error::Folder(folder::Error::NotAFolder { .. }))
    ));
}

#[test]
fn folders_of_others_are_refused() {
    let plans = folder(&[("a.json", PLAN)]);
    let out = folder(&[("thesis.tex", "ten years")]);
    let error = site(plans.path(), out.path()).unwrap_err();
    assert!(
        matches!(error, Error::Folder(folder::Error::Foreign { .. }))
            && error.hint().unwrap().contains("--force")
    );
    assert_eq!(contents(out.path()).len(), 1);
    let options = Options { title: "Plans".to_owned(), force: true, ..Options::default() };
    write(&find(plans.path()).unwrap(), out.path(), &options, &mut |_, _| ()).unwrap();
    site(plans.path(), out.path()).unwrap();
    assert_eq!(contents(out.path())["thesis.tex"], b"ten years");
}

#[test]
fn without_a_plan_the_old_site_stays() {
    let plans = folder(&[("a.json", PLAN)]);
    let out = tempfile::tempdir().unwrap();
    site(plans.path(), out.path()).unwrap();
    let before = contents(out.path());
    fs::remove_file(plans.path().join("a.json")).unwrap();
    assert!(matches!(site(plans.path(), out.path()), Err(Error::NoPlans { .. })));
    assert_eq!(contents(out.path()), before);
    assert!(matches!(find(&plans.path().join("nowhere")), Err(Error::Read { .. })));
}

#[test]
fn addresses_of_sites() {
    let plans = folder(&[("a.json", PLAN)]);
    let write = |url: &str| {
        let out = tempfile::tempdir().unwrap();
        let options = Options { base_url: Some(url.to_owned()), ..Options::default() };
        write(&find(plans.path()).unwrap(), out.path(), &options, &mut |_, _| ())
            .map(|_| fs::read_to_string(out.path().join("models/m.html")).unwrap())
    };
    for url in ["https://example.org/plans", "https://example.org/plans/"] {
        let page = write(url).unwrap();
        assert!(
            page.contains(
                "<link rel=\"canonical\" href=\"https://example.org/plans/models/m.html\">"
            ),
            "{page}"
        );
    }
    for url in
        ["example.org", "javascript:1", "https://", "https:///x", "https://a b", "https://a\"b", ""]
    {
        assert!(matches!(write(url), Err(Error::Url { .. })), "{url}");
    }
}

#[test]
fn progress_is_told() {
    let plans = folder(&[("a.json", PLAN), ("b.json", PLAN)]);
    let out = tempfile::tempdir().unwrap();
    let mut told = Vec::new();
    write(&find(plans.path()).unwrap(), out.path(), &Options::default(), &mut |done, of| {
        told.push((done, of))
    })
    .unwrap();
    assert_eq!(told, [(0, 2), (1, 2), (2, 2)]);
}
