//! Plans in TOML, and which model has a plan for which paper.

use super::*;

const BY_HAND: &str = "[[ablation]]\nname = \"Depth\"\npart = \"layers\"\naction = \"ADD\"\nreplacements = [1]\nmetrics = [\"R@1\"]\n";

#[test]
fn a_plan_in_toml_is_found_and_a_binding_is_not() {
    let binding = format!(
        "version = 1\nsubject = \"toy\"\n\n{BY_HAND}\n[[ablation.variant]]\nlabel = \"1\"\n"
    );
    let plans = folder(&[
        ("A Paper/plan.toml", BY_HAND),
        ("binding.toml", &binding),
        ("study/plan.json", PLAN),
        ("study/binding.toml", &binding),
        ("Cargo.toml", "[package]\nname = \"ablation\"\n"),
        ("broken.toml", "[[ablation]]\nname = \"x\"\naction = \"DESTROY\"\n"),
    ]);
    let out = tempfile::tempdir().unwrap();
    let summary = site(plans.path(), out.path()).unwrap();
    let not_read: Vec<&str> = summary.not_read.iter().map(|file| file.path.as_str()).collect();
    assert_eq!((summary.plans, not_read), (2, vec!["broken.toml"]));
    check(out.path());
    // the file that was found is given as it was found
    assert_eq!(fs::read_to_string(out.path().join("plans/A-Paper.toml")).unwrap(), BY_HAND);
    let page = fs::read_to_string(out.path().join("plans/A-Paper.html")).unwrap();
    for words in [">added</span>", "<dt>Added</dt>", "href=\"A-Paper.toml\""] {
        assert!(page.contains(words), "`{words}` is not in {page}");
    }
    let page = fs::read_to_string(out.path().join("plans/hand-m-A_Paper-author.html")).unwrap();
    assert!(page.contains("<dt>Replaced by</dt>") && page.contains(">replaced</span>"), "{page}");
    let written = fs::read_to_string(out.path().join("plans/hand-m-A_Paper-author.toml")).unwrap();
    assert!(Plan::is_toml(&written), "{written}");
}

#[test]
fn what_cannot_be_read_has_its_heading() {
    let plans = folder(&[("a.toml", &format!("{BY_HAND}colour = \"red\"\n"))]);
    let out = tempfile::tempdir().unwrap();
    site(plans.path(), out.path()).unwrap();
    let page = fs::read_to_string(out.path().join("plans/a.html")).unwrap();
    let heading = "Parts of the source that could not be read as written.</h2>";
    assert!(page.contains(heading) && page.contains("colour"), "{page}");
}

/// The cells of the rows of the page, without markup.
fn rows(page: &str) -> Vec<Vec<String>> {
    let text = |cell: &str| {
        let mut text = String::new();
        let mut is_tag = false;
        for c in cell.chars() {
            match c {
                '<' => is_tag = true,
                '>' => is_tag = false,
                c if !is_tag => text.push(c),
                _ => {}
            }
        }
        text.trim().to_owned()
    };
    let cells = |row: &str| {
        row.split("</th>").flat_map(|part| part.split("</td>")).map(text).collect::<Vec<_>>()
    };
    let rows = page.split("<tr>").skip(1).map(|row| row.split("</tr>").next().unwrap());
    rows.map(|row| {
        let mut cells = cells(row);
        cells.pop();
        cells
    })
    .collect()
}

#[test]
fn papers_by_model_are_sorted_and_have_totals() {
    let other = PLAN.replace("A_Paper", "B_Paper").replace("\"m\"", "\"Alpha\"");
    let review = PLAN.replace("\"author\"", "\"reviewer\"");
    let plans = folder(&[
        ("a.json", PLAN),
        ("b.json", &other),
        ("c.json", &review),
        ("d.json", &PLAN.replace("\"hand\"", "\"lm\"")),
    ]);
    let out = tempfile::tempdir().unwrap();
    site(plans.path(), out.path()).unwrap();
    check(out.path());
    let page = fs::read_to_string(out.path().join("matrix.html")).unwrap();
    assert_eq!(
        rows(&page),
        [
            vec!["Paper", "Alpha", "mby hand", "mby lm", "Total"],
            vec![
                "A Paper",
                "",
                "1 ablation author from a.json1 ablation reviewer",
                "1 ablation author from d.json",
                "3 ablations in 3 plans"
            ],
            vec!["B Paper", "1 ablation author", "", "", "1 ablation in 1 plan"],
            vec![
                "Total",
                "1 ablation in 1 plan",
                "2 ablations in 2 plans",
                "1 ablation in 1 plan",
                "4 ablations in 4 plans"
            ],
        ]
    );
    assert!(page.contains("<a href=\"plans/hand-Alpha-B_Paper-author.html\">1"), "{page}");
}

#[test]
fn many_models_do_not_make_a_page_of_empty_cells() {
    let files: Vec<(String, String)> = (0..100)
        .map(|n| {
            let plan = PLAN.replace("A_Paper", &format!("P{n}"));
            (format!("{n}.json"), plan.replace("\"m\"", &format!("\"m{n:03}\"")))
        })
        .collect();
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let plans = folder(&files);
    let out = tempfile::tempdir().unwrap();
    site(plans.path(), out.path()).unwrap();
    check(out.path());
    let page = fs::read_to_string(out.path().join("matrix.html")).unwrap();
    assert_eq!(page.matches("<table>").count(), 3);
    assert!(page.matches("<td>").count() < 100 * 50, "{}", page.matches("<td>").count());
}

#[test]
fn plans_that_are_alike_say_where_they_are_from() {
    let plans = folder(&[("x/a.json", PLAN), ("<y>/a.json", PLAN)]);
    let out = tempfile::tempdir().unwrap();
    site(plans.path(), out.path()).unwrap();
    check(out.path());
    let index = fs::read_to_string(out.path().join("index.html")).unwrap();
    for words in ["from <bdi>x</bdi>", "from <bdi>&lt;y&gt;</bdi>"] {
        assert!(index.contains(words), "`{words}` is not in {index}");
    }
    let paper = fs::read_to_string(out.path().join("papers/A_Paper.html")).unwrap();
    assert!(paper.contains(">1 ablation from <bdi>x</bdi></a>"), "{paper}");
    let data = fs::read_to_string(out.path().join("data.js")).unwrap();
    assert!(data.contains("\"origin\":\"x\""), "{data}");
}
