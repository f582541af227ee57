use expect_test::{Expect, expect};

use super::*;
use crate::section::{Block, Section};

/// All that was read, a line for each thing.
pub(super) fn outline(draft: &Draft) -> String {
    let mut lines = vec![format!("title: {}", draft.title), format!("abstract: {}", draft.summary)];
    for section in &draft.sections {
        let Section { level, number, title, role, .. } = section;
        lines.push(format!("{} {number}|{title} ({role:?})", "#".repeat(*level)));
        lines.extend(section.blocks.iter().map(|block| match block {
            Block::Text(text) => format!("  {}", text.replace('\n', "⏎")),
            Block::Table { label, caption, rows } => {
                format!("  <{label}> {caption} [{}]", rows.join(" ⏎ "))
            }
            Block::Figure { label, caption } => format!("  ({label}) {caption}"),
        }));
    }
    lines.extend(draft.notes.iter().map(|note| format!("note: {note}")));
    lines.join("\n")
}

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&outline(&read(text)));
}

#[test]
fn output_of_a_pdf_converter_is_set_right() {
    check(
        include_str!("../../tests/fixtures/markdown/marker.md"),
        &expect![[r#"
        title: Grouped Tokens for Long Video
        abstract: Long video is hard for models that attend to all tokens. We group tokens before they are attended to and gain 3.1% on two data sets. [Code]
        # |Ann Author ^1 Ben Builder ^2 (Other)
          ^1University of Somewhere ^2Institute. Correspondence to: Ann <ann@example.org>.
        # 1|Introduction (Introduction)
          Video is long (Author et al., 2023; Builder). Attention over $n$ tokens costs $O(n^2)$ as $\mathbf{A} \in \mathbb{R}^{n\times n}$ grows. Our contributions are:
          - Grouping tokens before attention.⏎- A loss that keeps groups apart, which needs no labels.
          (Figure 1) Tokens are put into groups of $P = 4$, which are attended to.
        # 2|Related Work (Related)
        #### |Attention: (Related)
          Attention was made cheaper in many ways ^3.
        # 3|Grouped Attention: Tokens that Meet (Method)
          We describe the groups.
        ## 3.1|Formulation (Method)
          Let $X \in \mathbb{R}^{n \times e}$ be the input, where cu_seqlens holds lengths.
          $$\operatorname{Attn}(\mathbf{X}) = \operatorname{SM}\left(\frac{\mathbf{X}W^Q}{\sqrt{d}}\right) \quad (1)$$
        ### 3.1.1|CYCLIC GROUPS (Method)
          Groups move by one place in every layer.
        # 4|Experiments (Experiments)
        ## 4.1|Results (Experiments)
          <Table 1> Retrieval on two data sets. Higher is better. [Method | R@1 | $|M|$ ⏎ Ours (B) | 28.6 | 32 ⏎ Theirs | 25.5 | 16]
          Grouping gains 3.1 points (Table 1).
        ### |Ablation Study (Ablation)
          <Table 2> Ablation of the groups. [Groups | R@1 ⏎ none | 24.0]
          Group size: Larger groups help up to 4, and the page ends signifi-
          cantly later.
        # 5|Conclusion (Conclusion)
          Groups help.
        # |Acknowledgements (Backmatter)
          We thank all.
        # A|Appendix (Appendix)
          (Figure 3) Each head attends to something else.
        ## A.1|On Groups (Appendix)
          We used a learning rate of $10^{-4}$.
        # B|More Experiments (Appendix)
          Nothing changes on other data.
        note: bibliography dropped (3 entries, 176 characters)
        note: section `Grouped Attention: Tokens that Meet` is taken as method, because of the place in the paper"#]],
    );
}

#[test]
fn front_matter_formulas_and_html_are_read() {
    let text = "---\ntitle: \"A *Title*: With Colon\"\nauthor: Ann\nabstract: |\n  We group.\n  It helps.\n---\n\n\
        ## Introduction {#sec:intro}\n\nIt costs $5 and $6, or $ \\alpha_{1} * \\beta_{2} $ with \\(a_b\\).\n\n\
        \\begin{equation}\na_1 * b_2 * c\n\\end{equation}\n\n<div align=\"center\"><p>In a box</p></div>\n\n\
        <table><tr><td>a</td><td>b</td></tr></table>\n\nTable 7: In HTML.\n\nA note[^1].\n\n[^1]: Said below.\n\n\
        ```python\nx = \"$y$\"  # not a heading\n\n# group\n```\n\n1. one\n2. two\n   - deeper $z$\n\n![Figure 2: Groups of $P$](a.png)\n\n![logo](b.png)\n";
    check(
        text,
        &expect![[r#"
        title: A *Title*: With Colon
        abstract: We group. It helps.
        # |Introduction (Introduction)
          It costs $5 and $6, or $ \alpha_{1} * \beta_{2} $ with \(a_b\).
          \begin{equation} a_1 * b_2 * c \end{equation}
          In a box
          <Table 7> In HTML. [a | b]
          A note.
          Said below.
          x = "$y$"  # not a heading⏎⏎# group
          1. one⏎2. two⏎  - deeper $z$
          (Figure 2) Groups of $P$"#]],
    );
}

#[test]
fn plain_text_works_with_and_without_headings() {
    check(
        "A Title\n\nWe group tokens.\nIt helps.\n\nMore text.",
        &expect![[r#"
        title: A Title
        abstract: 
        # | (Other)
          We group tokens. It helps.
          More text."#]],
    );
    let text = "Grouped Tokens\n\nAbstract\nWe group.\n\n1 Introduction\nVideo is long.\n\n2 Grouped Attention\n\nText with 3 items.\n\n\
        2.1 Formulation\n    Indented text.\n\n3 Experiments\n5 runs were made.\n\nReferences\n[1] A. 2020.\n[2] B. 2021.\n";
    check(
        text,
        &expect![[r#"
        title: Grouped Tokens
        abstract: We group.
        # 1|Introduction (Introduction)
          Video is long.
        # 2|Grouped Attention (Method)
          Text with 3 items.
        ## 2.1|Formulation (Method)
          Indented text.
        # 3|Experiments (Experiments)
          5 runs were made.
        note: bibliography dropped (2 entries, 25 characters)
        note: section `Grouped Attention` is taken as method, because of the place in the paper"#]],
    );
}

#[test]
fn a_caption_may_be_an_item_of_a_list() {
    let caption = "Quality and speed of all that we compare. ".repeat(4);
    let text = format!(
        "# A Title\n\n## 1 Method\n\n| a | b |\n|---|---|\n| x | 1.5 |\n\n- Table 1: {caption}\nin the text that goes \
        on below.\n\n- one\n- Figure 2: A picture.\n- two\n"
    );
    check(
        &text,
        &expect![[r#"
            title: A Title
            abstract: 
            # 1|Method (Method)
              <Table 1> Quality and speed of all that we compare. Quality and speed of all that we compare. Quality and speed of all that we compare. Quality and speed of all that we compare. [a | b ⏎ x | 1.5]
              - in the text that goes on below.⏎- one
              (Figure 2) A picture.
              - two"#]],
    );
}

#[test]
fn hostile_text_is_read_in_time_and_without_overflow() {
    let long = 200_000;
    let texts = [
        ">".repeat(long),
        "[".repeat(long),
        "![".repeat(long),
        "*a _b ".repeat(long / 6),
        "$".repeat(long),
        "$5 ".repeat(long / 3),
        "$$ a ".repeat(long / 5),
        "\\begin{equation} ".repeat(long / 17),
        "\\( ".repeat(long / 3),
        "<div>".repeat(long / 5),
        "<a href=\"".repeat(long / 9),
        "- ".repeat(long / 2),
        "\u{e000}1\u{e001}".repeat(long / 8),
        "# ".repeat(long / 2),
        "# a\n".repeat(long / 4),
        "|a".repeat(long / 2),
        "| a | b |\n|---|---|\n".repeat(long / 22),
        "```\n".repeat(long / 4),
        "[^1]: ".repeat(long / 6),
        "`".repeat(long),
        "Table 1: a\n\n".repeat(long / 12),
        "\u{fffd}\0\u{1}".repeat(long / 5),
        format!("- Table {}{}", "1".repeat(long / 2), "\na".repeat(long / 4)),
    ];
    for text in texts {
        let start = std::time::Instant::now();
        let draft = read(&text);
        let took = start.elapsed();
        assert!(
            took.as_secs_f64() < 6.0,
            "{:?} for {:?}",
            took,
            &text.chars().take(12).collect::<String>()
        );
        assert!(draft.sections.len() <= text.len());
    }
}
