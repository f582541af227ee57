//! Damaged and hostile papers: the reader neither stops nor takes long.

use super::*;

#[test]
fn no_damage_to_a_paper_stops_the_reader() {
    const BITS: [&str; 24] = [
        "{",
        "}",
        "$",
        "$$",
        "\\",
        "%",
        "&",
        "\\\\",
        "\\begin{",
        "\\end{table}",
        "\\end{document}",
        "[",
        "]",
        "\\fi",
        "\\else",
        "\\iffalse ",
        "\\item",
        "\n\n",
        "\\def\\x#1{",
        "\\input{main}",
        "#1",
        "\\begin{tabular}{ll}",
        "\\verb|",
        "\\caption{",
    ];
    let papers: Vec<_> = ["neurips", "icml", "cvpr", "acl", "broken"]
        .map(|name| read_folder(&fixtures().join(name)).unwrap().files)
        .into();
    let mut random = Lcg(2030);
    let start = Instant::now();
    let cases = 20_000;
    for case in 0..cases {
        let mut files = papers[case % papers.len()].clone();
        for _ in 0..=random.below(4) {
            let place = random.below(files.len());
            let text = &mut files[place].1;
            let (from, length) = (random.below(text.len()), random.below(200));
            let to = (from + length).min(text.len());
            match random.below(3) {
                0 => drop(text.drain(from..to)),
                1 => {
                    let copy = text[from..to].to_vec();
                    let at = random.below(text.len());
                    text.splice(at..at, copy);
                }
                _ => drop(text.splice(from..from, BITS[random.below(BITS.len())].bytes())),
            }
        }
        if let Ok(draft) = read_from(&files, None) {
            let size: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
            assert!(shown(&draft).len() < 40 * size + 4_000_000, "case {case}");
        }
    }
    let each = start.elapsed() / u32::try_from(cases).unwrap();
    assert!(each.as_millis() < 50, "{each:?} for each paper");
}

/// Sources that invite a reader to go back, to nest or to multiply: a fourfold size must not take
/// more than about fourfold time. The limit is generous, as machines are busy; squared growth would
/// miss it by far.
#[test]
fn time_grows_with_the_size_alone() {
    type Source = Box<dyn Fn(usize) -> String>;
    let sources: Vec<(&str, Source)> = vec![
        ("braces", Box::new(|n| "{".repeat(n))),
        ("closing braces", Box::new(|n| "\\begin{a}".repeat(n / 9) + &"}".repeat(n))),
        ("groups", Box::new(|n| "\\textbf{".repeat(n / 8) + "x" + &"}".repeat(n / 8))),
        ("footnotes", Box::new(|n| "\\footnote{".repeat(n / 10))),
        ("items", Box::new(|n| "\\item[".repeat(n / 6))),
        ("options", Box::new(|n| "\\unknown[".repeat(n / 9))),
        ("captions", Box::new(|n| "\\begin{table}\\caption{".repeat(n / 22))),
        (
            "nested tables",
            Box::new(|n| "\\begin{tabular}{c}".repeat(n / 18) + &"&\\\\".repeat(n / 3)),
        ),
        (
            "environments",
            Box::new(|n| {
                "\\begin{itemize}\\item ".repeat(n / 21) + &"\\end{b}\\end{itemize}".repeat(n / 21)
            }),
        ),
        ("formulas", Box::new(|n| "$\\frac{".repeat(n / 7))),
        ("arguments", Box::new(|n| "\\newcommand{\\m}[1]{#1}".to_owned() + &"\\m{".repeat(n / 3))),
        (
            "optional arguments",
            Box::new(|n| "\\newcommand{\\m}[2][]{#2}".to_owned() + &"\\m[".repeat(n / 3)),
        ),
        ("definitions", Box::new(|n| "\\def\\a".repeat(n / 6))),
        ("conditions", Box::new(|n| "\\iftrue ".repeat(n / 8) + &"\\else ".repeat(n / 6))),
        ("skipped conditions", Box::new(|n| "\\iffalse ".repeat(n / 9))),
        ("citations", Box::new(|n| "\\cite{a}(".repeat(n / 9) + &")".repeat(n / 9))),
        ("references", Box::new(|n| "\\label{a}\\cref{a,b}".repeat(n / 19))),
        ("literal", Box::new(|n| "\\begin{verbatim}\\end{x}".repeat(n / 23))),
        (
            "literal in macros",
            Box::new(|n| {
                "\\newenvironment{v}{\\verbatim}{}\\begin{v}".to_owned()
                    + &"\\begin{verbatim}\\end{v}".repeat(n / 23)
            }),
        ),
        ("verb", Box::new(|n| "\\verb|".repeat(n / 6))),
        ("addresses", Box::new(|n| "\\url{".repeat(n / 5))),
        ("comments", Box::new(|n| "%\n".repeat(n / 2))),
        ("blanks", Box::new(|n| " \n".repeat(n / 2) + "x")),
        ("bibliography", Box::new(|n| "\\bibitem[".repeat(n / 9))),
        ("sections", Box::new(|n| "\\section{".repeat(n / 9))),
        ("subfloats", Box::new(|n| "\\begin{figure}\\subfloat[".repeat(n / 24))),
        (
            "author's environments",
            Box::new(|n| {
                "\\newenvironment{e}{x}{y}".to_owned()
                    + &"\\begin{e}".repeat(n / 9)
                    + &"\\end{e}".repeat(n / 7)
            }),
        ),
    ];
    for (name, source) in &sources {
        let time = |size: usize| {
            let files = document(&source(size));
            (0..2)
                .map(|_| {
                    let start = Instant::now();
                    let _ = read_from(&files, None);
                    start.elapsed()
                })
                .min()
                .unwrap()
        };
        let (small, large) = (time(50_000), time(200_000));
        assert!(
            large < small * 12 + std::time::Duration::from_millis(100),
            "{name}: {small:?}, then {large:?}"
        );
    }
}

#[test]
fn a_megabyte_is_read_in_no_time() {
    let files = read_folder(&fixtures().join("neurips")).unwrap().files;
    let part = std::str::from_utf8(
        &files.iter().find(|(name, _)| name.ends_with("experiments.tex")).unwrap().1,
    )
    .unwrap();
    let body = part.repeat((1 << 20) / part.len());
    let start = Instant::now();
    let draft = read_from(&document(&body), None).unwrap();
    assert!(draft.sections.len() > 900);
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}
