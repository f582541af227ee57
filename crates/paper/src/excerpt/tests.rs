use foundation::Hint;

use super::*;
use crate::section::Block;

fn section(number: &str, title: &str, role: Role, blocks: Vec<Block>) -> Section {
    Section {
        level: number.split('.').count(),
        number: number.to_owned(),
        title: title.to_owned(),
        role,
        blocks,
    }
}

fn text(text: &str) -> Block {
    Block::Text(text.to_owned())
}

fn table(label: &str, caption: &str, rows: &[&str]) -> Block {
    Block::Table {
        label: label.to_owned(),
        caption: caption.to_owned(),
        rows: rows.iter().map(|row| (*row).to_owned()).collect(),
    }
}

fn paper() -> Paper {
    Paper {
        title: "A Title".to_owned(),
        summary: "We group. It gains 3 points.".to_owned(),
        sections: vec![
            section("", "", Role::Other, vec![text("Ann Author, University of Somewhere")]),
            section(
                "1",
                "Introduction",
                Role::Introduction,
                vec![
                    text(
                        "Video is long. Ablations in Table 5 show that grouping gives 2.1 points. We group tokens (Fig. 1).",
                    ),
                    text("Our contributions follow."),
                    table("Table 1", "Comparison with others", &["Ours | 71.5", "Theirs | 70.2"]),
                ],
            ),
            section(
                "2",
                "Related Work",
                Role::Related,
                vec![text("Others did this."), text("Others did that.")],
            ),
            section(
                "3",
                "Grouping",
                Role::Method,
                vec![text(
                    "We use $M=32$ tokens, see Table 2. See also Tables 4 and 5b for numbers.",
                )],
            ),
            section(
                "3.1",
                "Loss",
                Role::Method,
                vec![
                    text("The loss has two terms."),
                    table("Table 2", "Notation", &["M | number of tokens"]),
                    table("Table 9", "Choices", &["a | 12.5 | 13.6", "b | 11.0 | 12.1"]),
                ],
            ),
            section(
                "4",
                "Experiments",
                Role::Experiments,
                vec![
                    text("We reach 71.5 on the secret benchmark."),
                    table("Table 4", "Main results", &["Ours | 71.5"]),
                ],
            ),
            section(
                "4.1",
                "Ablation Study",
                Role::Ablation,
                vec![
                    text("Without grouping we lose 2.1."),
                    table("Table 5", "Ablation of grouping", &["no groups | 69.4"]),
                ],
            ),
            section("5", "Conclusion", Role::Conclusion, vec![text("We reached 71.5.")]),
            section("6", "Acknowledgments", Role::Backmatter, vec![text("Thanks to all.")]),
            section("A", "Proofs", Role::Appendix, vec![text("A proof.")]),
            section(
                "B",
                "Implementation Details",
                Role::Appendix,
                vec![text("Learning rate 0.1.")],
            ),
        ],
        ..Paper::default()
    }
}

const AUTHOR: View = View::UpToMethod { until: None };

#[test]
fn the_author_never_sees_results() {
    let excerpt = excerpt(&paper(), AUTHOR, Budget::UNLIMITED).unwrap();
    for leak in [
        "71.5",
        "69.4",
        "2.1",
        "secret",
        "Ablat",
        "Table 5",
        "5b",
        "Table 4",
        "13.6",
        "Conclusion",
        "Learning rate",
        "Table 1",
        "It gains 3 points",
    ] {
        assert!(!excerpt.text.contains(leak), "{leak} in {}", excerpt.text);
    }
    for kept in [
        "We group.",
        "We group tokens (Fig. 1).",
        "$M=32$ tokens, see Table 2.",
        "## 3 Grouping",
        "### 3.1 Loss",
        "M | number",
    ] {
        assert!(excerpt.text.contains(kept), "{kept} in {}", excerpt.text);
    }
    assert_eq!(excerpt.decided, "cut at section 4 `Experiments`, named so; 6 sections removed");
    let cuts: Vec<&str> = excerpt.cuts.iter().map(|cut| cut.what.as_str()).collect();
    assert!(cuts.contains(&"section 4 `Experiments` with 1 below it"), "{cuts:?}");
    assert!(cuts.contains(&"Table 1 in section 1 `Introduction`"), "{cuts:?}");
    assert!(cuts.contains(&"section 1 `Introduction`: 1 sentence"), "{cuts:?}");
    assert!(
        excerpt.cuts.iter().all(|cut| cut.characters > 0 && !cut.why.is_empty()),
        "{:?}",
        excerpt.cuts
    );
}

#[test]
fn it_is_told_how_the_end_of_the_method_was_found() {
    let mut nameless = paper();
    nameless
        .sections
        .iter_mut()
        .filter(|section| section.number.starts_with('4'))
        .for_each(|section| section.role = Role::Other);
    let found = excerpt(&nameless, AUTHOR, Budget::UNLIMITED).unwrap();
    assert!(
        found.decided.starts_with(
            "no section is named as experiments: cut at the first section behind 3 `Grouping`"
        ),
        "{}",
        found.decided
    );
    assert!(!found.text.contains("71.5"));

    let until =
        |heading| excerpt(&nameless, View::UpToMethod { until: Some(heading) }, Budget::UNLIMITED);
    for heading in ["Loss", "3.1", "3.1 Loss", "## 3.1. LOSS"] {
        let found = until(heading).unwrap();
        assert!(found.text.contains("M=32") && !found.text.contains("two terms"), "{heading}");
        assert!(
            found.decided.starts_with("cut at section 3.1 `Loss`, as asked for"),
            "{}",
            found.decided
        );
    }
    assert!(matches!(until("Losses"), Err(Error::NoHeading { .. })));
    assert!(matches!(until(""), Err(Error::NoHeading { .. })));

    nameless.sections.iter_mut().for_each(|section| section.role = Role::Other);
    let error = excerpt(&nameless, AUTHOR, Budget::UNLIMITED).unwrap_err();
    assert!(
        error.to_string().contains("`3 Grouping`") && error.hint().unwrap().contains("--until"),
        "{error}"
    );
}

#[test]
fn experiments_under_another_name_are_hidden_for_their_tables() {
    let mut nameless = paper();
    nameless.sections[5].title = "Retrieval on Long Video".to_owned();
    nameless.sections[5].role = Role::Other;
    let found = excerpt(&nameless, AUTHOR, Budget::UNLIMITED).unwrap();
    assert!(!found.text.contains("secret") && found.text.contains("$M=32$"), "{}", found.text);
}

#[test]
fn methods_behind_the_results_are_kept() {
    let mut nature = paper();
    let method = nature.sections.remove(3);
    nature.sections.push(method);
    let found = excerpt(&nature, AUTHOR, Budget::UNLIMITED).unwrap();
    assert!(found.text.contains("$M=32$") && !found.text.contains("71.5"), "{}", found.text);
}

#[test]
fn what_is_below_a_hidden_section_is_told_from_what_is_not() {
    let mut paper = paper();
    paper.sections.insert(0, section("", "Contents", Role::Backmatter, Vec::new()));
    paper.sections.insert(
        6,
        section("3.2", "Results of Grouping", Role::Experiments, vec![text("It wins.")]),
    );
    let found = excerpt(&paper, AUTHOR, Budget::UNLIMITED).unwrap();
    let hidden: Vec<&str> = found
        .cuts
        .iter()
        .filter(|cut| cut.why.starts_with("hidden"))
        .map(|cut| cut.what.as_str())
        .collect();
    assert_eq!(hidden[..2], ["section `Contents`", "section 3.2 `Results of Grouping`"]);
    assert!(hidden[2].starts_with("section 4 `Experiments` with 1 below it"), "{hidden:?}");
}

#[test]
fn the_least_useful_goes_first_and_every_cut_is_reported() {
    let paper = paper();
    let all = excerpt(&paper, View::Whole, Budget::UNLIMITED).unwrap();
    assert!(
        all.cuts.is_empty()
            && all.text.contains("Table 5: Ablation of grouping\nno groups | 69.4\n"),
        "{}",
        all.text
    );
    let order = [
        "Thanks to all",
        "A proof",
        "Learning rate",
        "Others did",
        "Ours | 71.5\n\n### 4.1",
        "no groups",
        "We reached",
        "contributions",
        "71.5 on",
        "lose 2.1",
        "$M=32$",
    ];
    let mut last = 0;
    for tokens in (1..all.tokens).rev() {
        match excerpt(&paper, View::Whole, Budget { tokens }) {
            Ok(found) => {
                assert!(found.tokens <= tokens, "{} > {tokens}", found.tokens);
                assert!(!found.cuts.is_empty());
                assert!(
                    found.text.contains("We group. It gains")
                        && found.text.contains("Ablation of grouping"),
                    "{}",
                    found.text
                );
                let gone = order.iter().take_while(|text| !found.text.contains(**text)).count();
                assert!(
                    order[gone..].iter().all(|text| found.text.contains(text)),
                    "{tokens}: {}",
                    found.text
                );
                last = gone;
            }
            Err(error) => {
                assert!(matches!(error, Error::Budget { .. }), "{error}");
                assert!(last >= order.len() - 1, "{last} of {}", order.len());
                assert!(tokens < 60, "{tokens}");
            }
        }
    }
}

#[test]
fn cuts_are_merged_by_section() {
    let mut paper = paper();
    paper.sections.retain(|section| matches!(section.role, Role::Related | Role::Method));
    let all = excerpt(&paper, View::Whole, Budget::UNLIMITED).unwrap();
    let found = excerpt(&paper, View::Whole, Budget { tokens: all.tokens - 2 }).unwrap();
    assert_eq!(found.cuts.len(), 1);
    assert_eq!(found.cuts[0].what, "section 2 `Related Work`: 1 of 2 paragraphs");
    assert_eq!(found.cuts[0].characters, "Others did that.".len());
    assert_eq!(found.cuts[0].why, format!("to fit {} tokens", all.tokens - 2));
}

#[test]
fn one_long_paragraph_is_shortened_rather_than_dropped() {
    let long = "One sentence of text stands here. ".repeat(2000);
    let paper = Paper {
        title: "T".to_owned(),
        sections: vec![section("", "", Role::Other, vec![text(&long)])],
        ..Paper::default()
    };
    let found = excerpt(&paper, View::Whole, Budget { tokens: 1000 }).unwrap();
    assert!((900..=1000).contains(&found.tokens), "{}", found.tokens);
    assert!(found.text.trim_end().ends_with("here. […]"));
    assert_eq!(found.cuts[0].what, "the text without heading: the end of one");
}

#[test]
fn tokens_are_estimated_on_the_safe_side() {
    let check = |text: &str, range: std::ops::RangeInclusive<usize>| {
        assert!(range.contains(&estimate(text)), "{text}: {}", estimate(text))
    };
    check("", 0..=0);
    check("The model uses a loss of three terms.", 9..=11);
    check("\\mathbf{x}_{t+1} = \\frac{1}{2}", 18..=26);
    check("12345678", 3..=8);
}

#[test]
fn the_main_result_in_the_opening_is_hidden_from_the_author_and_the_method_is_not() {
    let mut paper = paper();
    paper.summary =
        "We group tokens in 3 blocks. Our method improves R@1 by 4.2 points. Code is there."
            .to_owned();
    paper.sections[1].blocks.push(text(
        "We outperform the best of 12 others by 3 % in accuracy. We use 32 tokens to achieve it.",
    ));
    paper.sections[4]
        .blocks
        .push(text("A temperature of 0.07 improves the accuracy of the estimate of gradients."));
    let seen = excerpt(&paper, View::UpToMethod { until: None }, Budget::UNLIMITED).unwrap();
    for hidden in ["4.2 points", "outperform"] {
        assert!(!seen.text.contains(hidden), "{}", seen.text);
    }
    for kept in ["3 blocks", "Code is there", "We use 32 tokens", "temperature of 0.07"] {
        assert!(seen.text.contains(kept), "{kept}: {}", seen.text);
    }
    let cuts: Vec<&str> = seen.cuts.iter().map(|cut| cut.what.as_str()).collect();
    assert!(cuts.contains(&"abstract: 1 sentence"), "{cuts:?}");
    let whole = excerpt(&paper, View::Whole, Budget::UNLIMITED).unwrap();
    assert!(whole.text.contains("4.2 points") && whole.text.contains("outperform"));
}
