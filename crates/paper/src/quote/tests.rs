use super::*;
use crate::section::{Role, Section};

fn paper() -> Paper {
    let section = |number: &str, title: &str, blocks: Vec<Block>| Section {
        level: 1,
        number: number.to_owned(),
        title: title.to_owned(),
        role: Role::Other,
        blocks,
    };
    let text = |text: &str| Block::Text(text.to_owned());
    Paper {
        title: "Structured Video-Language Modeling".to_owned(),
        summary: "We improve retrieval by 3.5 points on MSR-VTT over the strongest baseline."
            .to_owned(),
        sections: vec![
            section(
                "3.2",
                "Grouping",
                vec![
                    text(
                        "The visual tokens are clustered into $M=32$ group tokens by \\textbf{cross-attention} (Xu et al., 2022).",
                    ),
                    text(
                        "We find that the inter-clip loss does not improve accuracy on short clips, although it helps on long ones, which signifi- cantly shifts the optimal temperature $\\tau$.",
                    ),
                    Block::Table {
                        label: "Table 4".to_owned(),
                        caption: "Effect of the grouping layers on R@1 and mAP.".to_owned(),
                        rows: vec![
                            "Layers | R@1 | Recall @ 10".to_owned(),
                            "6, 9, 12 | 28.6 | 70.1".to_owned(),
                        ],
                    },
                    text(
                        "Removing the reconstruction objective is ineffective for long contexts in practice; top–1 accuracy and the F1-score drop by 1,024 points at a −0.25 margin.",
                    ),
                ],
            ),
            section(
                "4",
                "Efﬁcient training",
                vec![text(
                    "We train with a batch size of 4096 on 64 GPUs for 30 epochs and use the naïve schedule of Poincaré.",
                )],
            ),
        ],
        ..Paper::default()
    }
}

#[test]
fn quotes_are_found_however_they_are_set() {
    let quotes = Quotes::new(&paper());
    let check = |quote: &str, section: &str| {
        let place = quotes.find(quote);
        assert_eq!(place.map(|place| place.section).as_deref(), Some(section), "{quote}");
    };
    check("the visual tokens are clustered into M = 32 group tokens", "3.2 Grouping");
    check("clustered into $M = 32$ group tokens by cross-attention", "3.2 Grouping");
    check("“by \\emph{cross attention} (Xu et al., 2022).”", "3.2 Grouping");
    check("which significantly shifts the optimal temperature τ", "3.2 Grouping");
    check("which significantly shifts the optimal temper...", "3.2 Grouping");
    check(
        "The visual tokens are clustered … does not improve accuracy on short clips",
        "3.2 Grouping",
    );
    check(
        "The visual tokens are clustered [...] which significantly shifts the optimal temperature",
        "3.2 Grouping",
    );
    check("effect of the grouping layers on R@1", "3.2 Grouping");
    check("by 1024 points at a -0.25 margin", "3.2 Grouping");
    check("naive schedule of Poincar\\'e", "4 Efﬁcient training");
    check("We improve retrieval by 3.5 points on MSR-VTT", "Abstract");
    check("structured video language modeling", "Title");
    check("is ineffective for long contexts in practice; top-1 accuracy", "3.2 Grouping");
}

#[test]
fn small_differences_are_passed_over() {
    let quotes = Quotes::new(&paper());
    let place = quotes.find("We find that the inter-clip losses does not improve the accuracy on short clips, although it helps on long ones").unwrap();
    assert!(place.similarity >= 0.9 && place.similarity < 1.0, "{place:?}");
    assert!(
        quotes.find("clustered into M=32 group tokens by cross-attention [12]").is_none(),
        "12 is not in the paper"
    );
    assert!(
        quotes.find("We train with batch size of 4096 on 64 GPUs for 30 epochs and use the naive schedule").is_some()
    );
}

#[test]
fn invented_and_altered_quotes_are_refused() {
    let quotes = Quotes::new(&paper());
    let refused = [
        "group tokens improve accuracy on long contexts by cross-attention",
        "The visual tokens are clustered into M=64 group tokens",
        "The visual tokens are clustered into M=3 group tokens",
        "We improve retrieval by 3.5 points on 64 GPUs",
        "We improve retrieval by 35 points on MSR-VTT",
        "We improve retrieval by 3 points on MSR-VTT",
        "We do not improve retrieval by 3.5 points on MSR-VTT over the strongest baseline",
        "the inter-clip loss does improve accuracy on short clips",
        "We find that the inter-clip loss improves accuracy on short clips, although it helps on long ones",
        "We train without a batch size of 4096 on 64 GPUs for 30 epochs",
        "effective for long contexts in practice",
        "We train with a batch size of 4096 on 64 TPUs for 30 epochs and use the naive schedule",
        "a batch size of 4096 on 6",
        "the optimal temp",
        "at a 0.25 margin",
        "We train with a batch size of 4096 on 30 epochs and use the naive schedule of Poincare",
        "GPUs",
        "of the",
        "a b c d",
        "",
        "… … …",
        "The visual tokens are clustered … We train with a batch size",
        "which significantly shifts the optimal temperature … The visual tokens are clustered",
        "the model … does not … improve accuracy",
        "Grouping Efficient training We train",
    ];
    for quote in refused {
        assert_eq!(quotes.find(quote), None, "{quote}");
    }
}

#[test]
fn terms_are_found_as_a_whole() {
    let quotes = Quotes::new(&paper());
    for term in [
        "R@1",
        "r @ 1",
        "top-1 accuracy",
        "Top 1 Accuracy",
        "mAP",
        "F1",
        "F1 score",
        "F-1",
        "Recall@10",
        "MSR VTT",
        "4096",
    ] {
        assert!(quotes.mentions(term), "{term}");
    }
    for term in [
        "R@10",
        "Recall@1",
        "R@5",
        "top-5 accuracy",
        "AP",
        "F",
        "score drop rate",
        "409",
        "",
        "BLEU",
        "Modeling We improve",
    ] {
        assert!(!quotes.mentions(term), "{term}");
    }
}

#[test]
fn time_grows_with_size_and_hostile_quotes_end() {
    let sentence = "the model uses a loss of 3 terms and the loss of the model uses the terms of a model with 7 heads ";
    let mut big = paper();
    big.sections
        .push(Section { blocks: vec![Block::Text(sentence.repeat(10_000))], ..Section::default() });
    let quotes = Quotes::new(&big);
    let start = std::time::Instant::now();
    for _ in 0..20 {
        assert!(quotes.find(&"the model of the loss ".repeat(12)).is_none());
        assert!(quotes.find(&"the ".repeat(5_000)).is_none());
        assert!(quotes.find(&"the model uses wrong … ".repeat(6)).is_none());
    }
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
