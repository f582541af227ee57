//! A web site over plans and studies.

use crate::harness::{Folder, SMALL, TOY};

#[test]
fn plans_and_studies_become_a_site() {
    let folder = Folder::new(TOY);
    folder.run(&["--seeds", "2"]).ends(3);
    folder.write("small.jsonl", SMALL);
    folder.write("broken.jsonl", "{\"ablated_part\": 1");
    let said = folder.ablate(&["site", ".", "--title", "Toys & more"]).ends(0);
    assert_eq!(said.out, "site/index.html\n");
    let said = said.complains(&["`broken.jsonl` was not read", "3 plans of 2 papers"]);
    assert!(!said.err.contains("README") && !said.err.contains("trajectory"), "{}", said.err);
    let index = folder.read("site/index.html");
    for words in [
        "<title>Toys &amp; more</title>",
        "results: 12 of 14 runs",
        "broken.jsonl",
        "<bdi>Momentum matters</bdi>",
        "href=\"matrix.html\"",
    ] {
        assert!(index.contains(words), "`{words}` is not in {index}");
    }
    let mut reports = std::fs::read_dir(folder.path().join("site/reports")).unwrap();
    let name = reports.next().unwrap().unwrap().file_name().into_string().unwrap();
    assert!(reports.next().is_none());
    let page = folder.read(&format!("site/plans/{name}"));
    assert!(page.contains(&format!("href=\"../reports/{name}\"")), "{page}");
    assert!(folder.read(&format!("site/reports/{name}")).contains("id=\"summary\""));
    // the site is not read as plans, and nothing is written twice
    folder.ablate(&["site", "."]).ends(0).complains(&["3 plans of 2 papers"]);
    folder.ablate(&["site", "."]).ends(0).complains(&["0 files written, 0 removed"]);
}

#[test]
fn what_a_user_can_get_wrong() {
    let folder = Folder::new(SMALL);
    folder.ablate(&["site", "nowhere"]).ends(2).complains(&["cannot read `nowhere`"]);
    folder.ablate(&["site", ".", "--out", "."]).ends(2).complains(&[
        "`.` is not empty",
        "hint: ",
        "--force",
    ]);
    folder
        .ablate(&["site", ".", "--base-url", "example.org"])
        .ends(2)
        .complains(&["`example.org` is not the address"]);
    folder.ablate(&["site", ".", "--out", "plan.md/site"]).ends(1).complains(&["plan.md/site"]);
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    folder
        .ablate(&["site", "empty"])
        .ends(2)
        .complains(&["no plan was found in `empty`", "hint: "]);
    assert!(!folder.path().join("site").exists());
}
