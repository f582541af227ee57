use expect_test::expect;

use super::*;
use crate::section::Block;

fn outline(draft: &Draft) -> String {
    let mut lines = vec![format!("title: {}", draft.title), format!("abstract: {}", draft.summary)];
    for section in &draft.sections {
        lines.push(format!(
            "{} {}|{} ({:?})",
            "#".repeat(section.level),
            section.number,
            section.title,
            section.role
        ));
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

#[test]
fn a_page_of_latexml_is_read() {
    expect![[r#"
        title: Grouped Tokens for Long Video
        abstract: Long video is hard. We group tokens and gain $3.1\%$.
        # | (Other)
          Ann Author
        # 1|Introduction (Introduction)
          Video is long [1]. We group it.
          Some is short.
          - Groups of tokens.⏎- A loss.
          (Figure 1) Overview of groups.
        # 2|Grouped Attention (Method)
        ## 2.1|Formulation (Method)
          The output is
          $$y=W\mathbf{x}$$ (1)
          (Algorithm 1) Grouping
          for each layer do⏎group tokens
        # 3|Experiments (Experiments)
          <Table 1> Ablation of groups. [Groups | R@1$\uparrow$ ⏎ none | 24.0]
          (Figure 2) Examples. (a) Short. (b) Long.
          <>  [a | b]
        # A|Details (Appendix)
          A learning rate of 10^-4.
        note: bibliography dropped (2 entries, 61 characters)
        note: section `Grouped Attention` is taken as method, because of the place in the paper"#]]
    .assert_eq(&outline(&read(include_str!("../../tests/fixtures/html/latexml.html"))));
}

#[test]
fn an_ordinary_page_is_read() {
    expect![[r#"
        title: Grouped Tokens for Long Video
        abstract: Long video is hard & slow.
        # | (Other)
          Ann Author
        # |Introduction (Introduction)
          Video is long. 2 < 3 holds.
          It has many tokens: x_1.
          A division
          with a paragraph
        # |Method (Method)
          We group.
          <Table 1> Sizes. [Size | Groups ⏎ B | 32]
          for x in y: group(x)
        note: bibliography dropped (2 entries, 56 characters)"#]]
    .assert_eq(&outline(&read(include_str!("../../tests/fixtures/html/page.html"))));
}

#[test]
fn hostile_pages_are_read_in_time_and_without_overflow() {
    let many = 100_000;
    let fonts: String = (0..300).map(|number| format!("<font color={number}>")).collect();
    let pages = [
        "<div>".repeat(many) + "deep",
        "<span>x".repeat(many),
        "<ul><li>".repeat(many / 2) + "deep",
        "<table><tr><td>".repeat(many / 3) + "deep",
        "<figure><figcaption>a".repeat(many / 2),
        "<b><p>".repeat(many),
        format!("<p>{fonts}") + &"<p>x".repeat(many),
        "<a href=\"".repeat(many),
        "<a b='".repeat(many) + "\"",
        "<!--".repeat(many),
        "<script>".repeat(many),
        "<svg>".repeat(many),
        "</div>".repeat(many),
        "<optgroup>".repeat(many),
        "<math alttext='x'>".repeat(many),
        "<h1>".repeat(many),
        "<".repeat(many),
        "&lt".repeat(many),
        "<sup>1".repeat(many),
        "<span class=ltx_note_outer>a".repeat(many),
        "<svg><foreignObject><div>".repeat(many / 3),
        "<template><div>".repeat(many / 2),
        "<select><option>".repeat(many / 2),
    ];
    for page in pages {
        let start = std::time::Instant::now();
        let draft = read(&page);
        let took = start.elapsed();
        assert!(took.as_secs_f64() < 8.0, "{took:?} for {:?}", &page[..20.min(page.len())]);
        assert!(draft.characters() <= 20 * page.len(), "{}", &page[..20.min(page.len())]);
    }
    let deep = read(
        &("<div>".repeat(many)
            + "the end of a deep page"
            + &"</div>".repeat(many)
            + "<h2>Method</h2><p>Text"),
    );
    assert!(
        outline(&deep).contains("the end of a deep page")
            && outline(&deep).contains("|Method (Method)"),
        "{}",
        outline(&deep)
    );
}
