use std::fmt::Write;
use std::path::Path;

use expect_test::{Expect, expect};

use super::*;
use crate::Block;

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pdf").join(name))
        .unwrap()
}

/// What was read, each block in a line and cut to what shows that it is there.
fn outline(draft: &Draft) -> String {
    let cut = |text: &str| match text.char_indices().nth(60) {
        Some((at, _)) => format!("{} … {}", &text[..at], text.chars().count()),
        None => text.to_owned(),
    };
    let mut out = format!("{}\n{}\n", draft.title, cut(&draft.summary));
    for section in &draft.sections {
        let _ =
            writeln!(out, "{} [{}] {}", "#".repeat(section.level), section.number, section.title);
        for block in &section.blocks {
            let _ = match block {
                Block::Text(text) => writeln!(out, "  {}", cut(text).replace('\n', " / ")),
                Block::Table { label, caption, rows } => {
                    writeln!(out, "  {label}: {}\n    {}", cut(caption), rows.join("\n    "))
                }
                Block::Figure { label, caption } => writeln!(out, "  {label}: {}", cut(caption)),
            };
        }
    }
    out + &draft.notes.join("\n")
}

fn check(name: &str, expected: Expect) {
    expected.assert_eq(&outline(&read(&fixture(name)).unwrap()));
}

/// A file of numbered objects, the first of which is the catalog.
fn file(objects: &[String]) -> Vec<u8> {
    let mut out = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        let _ = write!(out, "{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let table = out.len();
    let _ = write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for offset in offsets {
        let _ = writeln!(out, "{offset:010} 00000 n ");
    }
    let _ = write!(
        out,
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1
    );
    out.into_bytes()
}

fn stream(dictionary: &str, content: &str) -> String {
    format!("<< {dictionary} /Length {} >>\nstream\n{content}\nendstream", content.len())
}

/// Pages with content; the fonts are `R` and `B`, the form is `X`.
fn document(contents: &[&str], form: &str) -> Vec<u8> {
    let kids: Vec<String> =
        (0..contents.len()).map(|page| format!("{} 0 R", 6 + 2 * page)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!(
            "<< /Type /Pages /Kids [{}] /Count {} /MediaBox [0 0 600 800] >>",
            kids.join(" "),
            kids.len()
        ),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>".to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Bold >>".to_owned(),
        stream(
            "/Type /XObject /Subtype /Form /Resources << /XObject << /X 5 0 R >> /Font << /R 3 0 R >> >>",
            form,
        ),
    ];
    for content in contents {
        let resources = "<< /Font << /R 3 0 R /B 4 0 R >> /XObject << /X 5 0 R >> >>";
        let own = objects.len() + 2;
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /Resources {resources} /Contents {own} 0 R >>"
        ));
        objects.push(stream("", content));
    }
    file(&objects)
}

/// Operators that show lines of text: font, size, place, text.
fn shown(lines: &[(&str, f32, f32, f32, &str)]) -> String {
    lines.iter().fold(String::new(), |mut out, (font, size, x, y, text)| {
        let text = text.replace('(', "\\(").replace(')', "\\)");
        let _ = writeln!(out, "BT /{font} {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET");
        out
    })
}

#[test]
fn a_paper_in_two_columns_is_read() {
    check(
        "method.pdf",
        expect![[r#"
        Tide: Gated Memory Tokens for Long Video Classification
        Transformers for video see a few seconds at a time, because  … 575
        # [1] Introduction
          A video of five minutes has thousands of frames. Models that … 349
          We ask how little has to be carried from clip to clip. Our a … 459
          Our contributions are:
          • a gated update of memory tokens that trains stably over 64 … 67
          • a contrastive memory loss that keeps the memory specific t … 72
          • an ablation of all parts over three seeds each.
        # [2] Related Work
          Recurrent networks over frame features were the first models … 344
          1 All of its tokens then have a cosine similarity above 0.99 … 61
        # [3] Method
          Tide is a vision transformer with L = 12 layers of width d = … 262
        ## [3.1] Gated Memory Update
          The memory Mt has m = 16 tokens. It is appended to the patch … 133
          Mt+1 = gt ⊙ M̃t + (1 − gt) ⊙ Mt. (1)
          The gate gt = σ(W[M̃t;Mt]+b) has one value for each token. W … 191
        ## [3.2] Contrastive Memory Loss
          The mean of the memory after a clip should predict the mean  … 251
        ## [3.3] Length Schedule
          Table 1: Top-1 accuracy (%) and cost relative to clip averaging. The  … 95
            Model | LongActs | Kitchen-7 | Cost
            Clip averaging | 61.3 | 78.0 | 1.0
            LSTM on clips | 62.0 | 77.4 | 1.0
            State-space model | 63.1 | 79.2 | 1.3
            Full attention | 64.5 | 80.6 | 5.8
            Tide (ours) | 64.7 | 80.1 | 1.1
          Table 2: Ablations on LongActs, mean and standard deviation over thre … 68
            Variant | Accuracy | ∆
            Tide | 64.7 ± 0.2 | –
            w/o gate | 60.9 ± 0.6 | −3.8
            w/o contrastive loss | 63.1 ± 0.3 | −1.6
            w/o length schedule | 64.0 ± 0.2 | −0.7
            m = 4 tokens | 63.6 ± 0.3 | −1.1
            m = 64 tokens | 64.8 ± 0.3 | +0.1
          Training starts with videos of 4 clips. The number of clips  … 213
        # [4] Experiments
        ## [4.1] Setup
          We train for 50 epochs with AdamW, a learning rate of 3 · 10 … 371
        ## [4.2] Main Results
          Table 1 compares Tide with models of a similar size. Averagi … 208
        ## [4.3] Ablation Study
          We remove one part at a time and keep everything else as it  … 254
        # [5] Conclusion
          A few memory tokens are enough to carry information through  … 240
        # [] Acknowledgments
          We thank nobody in particular, since this paper was made up  … 70
        # [A] Further Details
          Videos are resized to a shorter side of 256 pixels. During t … 168
        authors and front matter dropped (77 characters)
        bibliography dropped (3 entries, 313 characters)"#]],
    );
}

#[test]
fn a_submission_with_numbered_lines_is_read() {
    check(
        "submission.pdf",
        expect![[r#"
        SPARSE ROUTING WITHOUT A ROUTER: HASHING TOKENS TO EXPERTS
        Mixtures of experts choose an expert for each token with a l … 214
        # [1] INTRODUCTION
          A router adds parameters, an auxiliary loss and a source of  … 434
        # [2] METHOD
        ## [2.1] DOUBLE HASHING
          Algorithm 1: Double hashing
          1: Input: tokens x, number of experts E / 2: for each token do … 132
          Each token is hashed with two multiplicative hashes, and the … 194
        ## [2.2] SHARED EXPERT
          One expert sees all tokens. Its width is half of that of the … 68
          Initialisation. The shared expert starts at zero, so that tr … 94
        # [3] EXPERIMENTS
          Figure 1: A token is hashed twice, and the two experts it falls to are … 70
          Table 1: Perplexity on held-out text. Lower is better.
            Model | Perplexity | Parameters | Tokens per second
            Dense | 21.4 | 125M | 410k
            Learned router | 18.9 | 710M | 320k
            Double hashing | 19.2 | 708M | 365k
            w/o second hash | 20.1 | 708M | 380k
            w/o shared expert | 19.8 | 701M | 371k
          We train language models of 125 million parameters on 10 bil … 139
          1 We tried other initialisations, with the same result.
        # [4] CONCLUSION
          Hashing is enough for most of what a router does.
        # [] REPRODUCIBILITY STATEMENT
          There is nothing to reproduce, since this paper was made up  … 70
        # [A] HYPERPARAMETERS
          All models have 12 layers of width 768. The hashes are hi(x) … 101
        authors and front matter dropped (49 characters)
        bibliography dropped (2 entries, 163 characters)
        text within figures dropped (17 characters)"#]],
    );
}

#[test]
fn a_lock_without_a_password_is_opened() {
    check(
        "unlocked.pdf",
        expect![[r#"
        A Paper Behind a Lock

        # [] 
          1 Introduction This text can be read once the file is open.
        no abstract found: what stands in front of the first heading is kept as it is"#]],
    );
}

#[test]
fn a_lock_with_a_password_is_an_error() {
    assert!(matches!(read(&fixture("locked.pdf")), Err(Fault::Encrypted)));
}

#[test]
fn a_page_without_text_is_scanned() {
    let scanned = document(&["q 600 0 0 800 0 0 cm Q", "0 0 600 800 re f"], "");
    assert!(matches!(read(&scanned), Err(Fault::NoText { pages: 2 })));
}

#[test]
fn what_is_no_document_is_damaged() {
    for bytes in [b"".as_slice(), b"%PDF-1.4\n", b"%PDF-1.4\nstartxref\n0\n%%EOF\n", &[0xff; 4096]]
    {
        assert!(matches!(read(bytes), Err(Fault::Damaged { .. })));
    }
}

#[test]
fn a_lost_table_of_objects_is_made_anew() {
    let mut bytes = fixture("method.pdf");
    let end = bytes.windows(9).rposition(|window| window == b"startxref").unwrap();
    bytes.truncate(end);
    let draft = read(&bytes).unwrap();
    assert_eq!(draft.title, "Tide: Gated Memory Tokens for Long Video Classification");
    assert!(draft.notes.iter().any(|note| note.contains("damaged")), "{:?}", draft.notes);
}

#[test]
fn a_file_cut_short_is_read_as_far_as_it_goes() {
    let line = |number: usize| {
        format!("Sentence number {number} of this page stands here for all to read.")
    };
    let page = |from: usize| {
        let lines: Vec<String> = (from..from + 20).map(line).collect();
        let lines: Vec<_> = lines
            .iter()
            .enumerate()
            .map(|(row, text)| ("R", 10.0, 100.0, 700.0 - 12.0 * row as f32, text.as_str()))
            .collect();
        shown(&lines)
    };
    let whole = document(&[&page(1), &page(101)], "");
    let draft = read(&whole[..whole.len() * 7 / 10]).unwrap();
    let text = outline(&draft);
    assert!(text.contains("Sentence number 1 of"), "{text}");
    assert!(text.contains("damaged"), "{text}");
}

#[test]
fn forms_within_themselves_end() {
    let content = format!(
        "{} /X Do",
        shown(&[("R", 10.0, 100.0, 700.0, "This stands on the page itself, in full.")])
    );
    let draft =
        read(&document(&[&content], "BT /R 10 Tf 50 50 Td (drawn) Tj ET /X Do /X Do")).unwrap();
    assert!(outline(&draft).contains("on the page itself"), "{}", outline(&draft));
}

#[test]
fn parents_in_a_circle_end() {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 /Parent 2 0 R >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>".to_owned(),
        stream("", "BT (nothing has a font) Tj ET"),
    ];
    assert!(matches!(read(&file(&objects)), Err(Fault::NoText { pages: 1 })));
}

#[test]
fn no_flipped_byte_reaches_the_caller() {
    let lines = [
        ("B", 16.0, 100.0, 750.0, "A Title of Some Length"),
        ("B", 12.0, 100.0, 700.0, "1 Introduction"),
        ("R", 10.0, 100.0, 680.0, "A first sentence of this paper."),
    ];
    let sound =
        document(&[&format!("{} /X Do", shown(&lines))], "BT /R 8 Tf 50 50 Td (drawn) Tj ET");
    let mut state = 7_u64;
    let mut draw = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut read_well = 0;
    for _ in 0..1000 {
        let mut bytes = sound.clone();
        for _ in 0..3 {
            let at = draw(bytes.len());
            bytes[at] ^= 1 << draw(8);
        }
        read_well += usize::from(read(&bytes).is_ok());
    }
    assert!(read_well > 500, "{read_well}");
}

#[test]
fn an_oversized_file_is_refused() {
    assert!(matches!(read(&vec![b' '; BYTES + 1]), Err(Fault::TooLarge)));
}

#[test]
fn a_table_of_contents_is_left_out() {
    let rows = [
        ("B", 16.0, "A Paper that Lists What Is in It"),
        ("B", 12.0, "Abstract"),
        ("R", 10.0, "We do things, and this says which things they are."),
        ("B", 12.0, "Contents"),
        ("B", 10.0, "1 Introduction 1"),
        ("R", 10.0, "1.1 Motivation . . . . . . . . . . . 1"),
        ("B", 10.0, "2 Method for Things that Are Repre-"),
        ("B", 10.0, "sented Twice 4"),
        ("B", 10.0, "3 Analysis 7"),
        ("B", 12.0, "1 Introduction"),
        ("R", 10.0, "Things are there, and they are represented twice in all of them."),
        ("B", 12.0, "2 Method for Things that Are Repre-"),
        ("B", 12.0, "sented Twice"),
        ("R", 10.0, "We represent them twice, since once is not enough for all."),
        ("B", 12.0, "3 Analysis"),
        ("R", 10.0, "It was enough for all that we have tried, which is a lot."),
    ];
    let placed: Vec<_> = rows
        .iter()
        .enumerate()
        .map(|(row, (font, size, text))| (*font, *size, 100.0, 750.0 - 15.0 * row as f32, *text))
        .collect();
    let draft = read(&document(&[&shown(&placed)], "")).unwrap();
    expect![[r#"
        A Paper that Lists What Is in It
        We do things, and this says which things they are.
        # [1] Introduction
          Things are there, and they are represented twice in all of t … 64
        # [2] Method for Things that Are Represented Twice
          We represent them twice, since once is not enough for all.
        # [3] Analysis
          It was enough for all that we have tried, which is a lot.
        table of contents dropped (6 lines)"#]]
    .assert_eq(&outline(&draft));
}

#[test]
fn an_abstract_may_have_no_heading() {
    let rows = [
        ("B", 16.0, 0.0, "A Paper in a Journal of Graphics"),
        ("R", 10.0, 20.0, "ANN AUTHOR, University of Somewhere, Country"),
        (
            "R",
            10.0,
            20.0,
            "We render hair with a method that needs no strands at all, and we show that what comes out of",
        ),
        (
            "R",
            10.0,
            12.0,
            "it cannot be told from what was measured. The method is twice as fast as the one before it and",
        ),
        (
            "R",
            10.0,
            12.0,
            "needs half of the memory, since nothing has to be kept from one frame to the next one.",
        ),
        ("R", 10.0, 20.0, "CCS Concepts: Computing methodologies, Rendering."),
        ("B", 12.0, 30.0, "1 INTRODUCTION"),
        (
            "R",
            10.0,
            20.0,
            "Hair is made of strands, of which there are a hundred thousand on the head of a single",
        ),
        (
            "R",
            10.0,
            12.0,
            "person. To draw each of them takes long, and to draw fewer of them looks as if there were",
        ),
        (
            "R",
            10.0,
            12.0,
            "fewer of them. That is why we draw none of them at all, and still get all of the hair,",
        ),
        (
            "R",
            10.0,
            12.0,
            "whatever its color is, and whether or not there is any wind that moves it from its place.",
        ),
    ];
    let mut y = 750.0;
    let placed: Vec<_> = rows
        .iter()
        .map(|(font, size, down, text)| {
            y -= down;
            (*font, *size, 100.0, y, *text)
        })
        .collect();
    let draft = read(&document(&[&shown(&placed)], "")).unwrap();
    expect![[r#"
        A Paper in a Journal of Graphics
        We render hair with a method that needs no strands at all, a … 275
        # [] 
          ANN AUTHOR, University of Somewhere, Country
          CCS Concepts: Computing methodologies, Rendering.
        # [1] INTRODUCTION
          Hair is made of strands, of which there are a hundred thousa … 353
        no abstract is named: a paragraph in front of the first heading is taken as such"#]]
    .assert_eq(&outline(&draft));
}

#[test]
fn heads_and_page_numbers_are_left_out() {
    let page = |number: usize| {
        let number_below = number.to_string();
        let text = format!(
            "Page text {} goes here and is kept, whatever stands above or below it.",
            ["one", "two", "three", "four"][number - 1]
        );
        let rows: Vec<String> = (0..8)
            .map(|row| {
                format!(
                    "Further line {row} on sheet {} of the same paper, long enough to be prose.",
                    "abcd".chars().nth(number - 1).unwrap()
                )
            })
            .collect();
        let mut lines = vec![
            ("R", 8.0, 100.0, 780.0, "Journal of Samples, Volume 4"),
            ("R", 10.0, 100.0, 700.0, text.as_str()),
        ];
        lines.extend(
            rows.iter()
                .enumerate()
                .map(|(row, text)| ("R", 10.0, 100.0, 688.0 - 12.0 * row as f32, text.as_str())),
        );
        lines.push(("R", 8.0, 300.0, 20.0, &number_below));
        shown(&lines)
    };
    let pages: Vec<String> = (1..=4).map(page).collect();
    let draft = read(&document(&pages.iter().map(String::as_str).collect::<Vec<_>>(), "")).unwrap();
    let text: String = draft
        .sections
        .iter()
        .flat_map(|section| &section.blocks)
        .map(|block| format!("{block:?}"))
        .collect();
    assert!(text.contains("Page text one") && text.contains("Page text four"), "{text}");
    assert!(!text.contains("Journal of Samples"), "{text}");
    assert!(!text.contains("prose. 3"), "{text}");
}
