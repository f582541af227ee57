use super::*;

fn check(line: &str, expected: Option<(Kind, &str, &str)>) {
    let found = caption(line, 0);
    let found = found.as_ref().map(|found| (found.kind, found.label.as_str(), found.text));
    assert_eq!(found, expected, "{line}");
}

#[test]
fn captions_are_taken_apart() {
    check("Table 3: Main results.", Some((Kind::Table, "Table 3", "Main results.")));
    check("Fig. 2. Overview", Some((Kind::Figure, "Figure 2", "Overview")));
    check("Figure A.2 | Data", Some((Kind::Figure, "Figure A.2", "Data")));
    check("TABLE II ABLATION OF PARTS", Some((Kind::Table, "Table II", "ABLATION OF PARTS")));
    check("Algorithm 1: Training", Some((Kind::Figure, "Algorithm 1", "Training")));
    check("Table S1.", Some((Kind::Table, "Table S1", "")));
    check("Table 4", Some((Kind::Table, "Table 4", "")));
    check("Extended Data Fig. 3 | Cells", Some((Kind::Figure, "Extended Data Figure 3", "Cells")));
}

#[test]
fn sentences_about_tables_are_no_captions() {
    check("Table 3 shows that it helps.", None);
    check("Figure 2 (left) compares both.", None);
    check("Tables are useful.", None);
    check("Figures 2 and 3: both.", None);
    check("Figure it out: now.", None);
    check("Tablé 1: ü", None);
    check("", None);
}

#[test]
fn a_label_in_bold_needs_no_mark() {
    assert!(caption("Figure 6 Stocks do not pin", 8).is_some());
    assert!(caption("Figure 6 shows stocks", 0).is_none());
    assert!(caption("Figure 6 shows that all of this is bold", 39).is_none());
}
