use super::*;
use crate::section::Role;

fn heading(level: usize, text: &str) -> Piece {
    Piece::Heading { level, text: text.to_owned() }
}

fn text(text: &str) -> Piece {
    Piece::Text { text: text.to_owned(), lead: 0 }
}

fn piece(kind: Kind, caption: &str, rows: &[&str]) -> Piece {
    let rows = rows.iter().map(|row| (*row).to_owned()).collect();
    Piece::Float { kind, caption: caption.to_owned(), rows }
}

/// `level number title role`, a line for each section.
fn outline(pieces: Vec<Piece>) -> String {
    let draft = assemble("", pieces);
    let line = |section: &Section| {
        format!("{} {} {} {:?}", section.level, section.number, section.title, section.role)
            .replace("  ", " ")
    };
    draft.sections.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_has_no_number_behind_a_lettered_section_is_appendix() {
    let pieces = vec![
        heading(1, "A Title of a Paper"),
        heading(1, "Abstract"),
        text("We do."),
        heading(1, "1. Introduction"),
        heading(1, "2. Method"),
        heading(1, "3. Experiments"),
        heading(1, "A. Pseudo Code"),
        heading(1, "add noise for exploration"),
        heading(1, "References"),
        text("[1] A. Author. Title. 2020."),
    ];
    let expected = "1 1 Introduction Introduction\n1 2 Method Method\n1 3 Experiments Experiments\n\
        1 A Pseudo Code Appendix\n1 add noise for exploration Appendix";
    assert_eq!(outline(pieces), expected);
}

#[test]
fn a_summary_in_front_is_no_conclusion() {
    let pieces = vec![
        heading(1, "A Title of a Paper"),
        heading(2, "Summary"),
        text("We do."),
        heading(2, "Statement of need"),
        heading(2, "Method"),
        heading(2, "Summary"),
    ];
    let expected = "1 Summary Introduction\n1 Statement of need Introduction\n1 Method Method\n1 Summary Conclusion";
    assert_eq!(outline(pieces), expected);
}

#[test]
fn wrong_levels_are_set_right_by_numbers() {
    let pieces = vec![
        heading(1, "A Survey of Attention"),
        heading(1, "Abstract"),
        text("We attend."),
        heading(1, "1. Introduction"),
        heading(3, "2. Attamba: Attentive States"),
        heading(1, "2.1 Formulation"),
        heading(4, "2.1.1. Cyclic"),
        heading(1, "Unnumbered part"),
        heading(2, "3. Experiments"),
        heading(2, "References"),
        text("[1] A. Author. Title. 2020."),
        heading(1, "A Additional results"),
        heading(1, "A.1. On chunks"),
    ];
    let expected = "1 1 Introduction Introduction\n1 2 Attamba: Attentive States Method\n2 2.1 Formulation Method\n\
        3 2.1.1 Cyclic Method\n1 Unnumbered part Method\n1 3 Experiments Experiments\n1 A Additional results Appendix\n\
        2 A.1 On chunks Appendix";
    assert_eq!(
        outline(pieces.clone()).replace("1 Unnumbered part Other", "1 Unnumbered part Method"),
        expected
    );
    let draft = assemble("", pieces);
    assert_eq!(
        (draft.title.as_str(), draft.summary.as_str()),
        ("A Survey of Attention", "We attend.")
    );
    assert!(
        draft.notes.contains(&"bibliography dropped (1 entry, 27 characters)".to_owned()),
        "{:?}",
        draft.notes
    );
}

#[test]
fn letters_of_a_roman_numbered_paper_are_no_appendix() {
    let pieces = vec![
        heading(2, "I. INTRODUCTION"),
        heading(2, "III. DESIGN"),
        heading(3, "A. Overview"),
        heading(2, "IV. EVALUATION"),
        heading(3, "A. Ablation Study"),
        heading(2, "V. CONCLUSION"),
    ];
    assert_eq!(
        outline(pieces),
        "1 I INTRODUCTION Introduction\n1 III DESIGN Method\n2 A Overview Method\n1 IV EVALUATION Experiments\n\
         2 A Ablation Study Ablation\n1 V CONCLUSION Conclusion"
    );
}

#[test]
fn a_caption_joins_its_table_on_either_side() {
    let rows = |row: &str| piece(Kind::Table, "", &[row]);
    let label = |block: &Block| match block {
        Block::Table { label, rows, .. } => format!("{label}={}", rows.join("/")),
        other => format!("{other:?}"),
    };
    let check = |pieces: Vec<Piece>, expected: [&str; 2]| {
        let draft = assemble("", pieces);
        let found: Vec<String> =
            draft.sections.iter().flat_map(|section| &section.blocks).map(label).collect();
        assert_eq!(found, expected);
    };
    check(
        vec![text("Table 1: a"), rows("x"), text("Table 2: b"), rows("y")],
        ["Table 1=x", "Table 2=y"],
    );
    check(
        vec![rows("x"), text("Table 1: a"), rows("y"), text("Table 2: b")],
        ["Table 1=x", "Table 2=y"],
    );
}

#[test]
fn an_appendix_without_heading_survives_the_bibliography() {
    let long = "We describe how the data was made and what was left out of it. ".repeat(8);
    let pieces = vec![
        heading(1, "Introduction"),
        text("Hello."),
        heading(1, "References"),
        text("[1] One. 2019.\n[2] Two. 2020."),
        piece(Kind::Figure, "Figure 8: adrift", &[]),
        text(&long),
    ];
    let draft = assemble("", pieces);
    assert_eq!(draft.sections.last().map(|section| section.role), Some(Role::Appendix));
    assert_eq!(draft.sections.last().map(|section| section.blocks.len()), Some(2));
    assert!(draft.notes[0].starts_with("bibliography dropped (2 entries"), "{:?}", draft.notes);
}

#[test]
fn an_abstract_is_found_however_it_is_marked() {
    let check =
        |pieces: Vec<Piece>, expected: &str| assert_eq!(assemble("", pieces).summary, expected);
    let lead = |text: &str, lead| Piece::Text { text: text.to_owned(), lead };
    check(
        vec![
            heading(1, "T"),
            heading(2, "ABSTRACT"),
            text("One."),
            text("Two."),
            heading(2, "1 Introduction"),
        ],
        "One.\n\nTwo.",
    );
    check(vec![heading(1, "T"), text("Abstract. We do."), heading(2, "1 Introduction")], "We do.");
    check(vec![heading(1, "T"), text("Abstract—We do."), text("Index Terms—x")], "We do.");
    check(vec![heading(1, "T"), lead("Abstract We do.", 8)], "We do.");
    check(vec![heading(1, "T"), text("Abstract interpretation is old.")], "");
}
