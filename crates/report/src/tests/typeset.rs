//! What LaTeX makes of the tables.

use std::path::Path;
use std::process::{Command, Stdio};

use super::*;

/// Everything that LaTeX might take for something else, and what its fonts lack.
pub(super) const STRANGE: [&str; 14] = [
    "& % $ # _ { } ~ ^ \\ < > | \" ' ` -- ''",
    "<script>alert(1)</script>",
    "\\input{/etc/passwd} \\write18{x} ^^5cbye $$ %",
    "α β-VAE, ε = 0.1, Δt, λ ≤ 1, γ̂, 𝜆, Ω, ά",
    "naïve Ångström e\u{301}te\u{301} ąłđþŋ „q“ «q» Dvořák ž ő ș",
    "≤ ≥ × ± → − … “q” ‘q’ – — ° µ ∞ √ x² H₂ ½ € £ © ™ ✓",
    "😀 ❤\u{fe0f} 漢字 שלום привет",
    "\u{1b}[31m \u{202e} \u{0} \u{7f} \u{200b}",
    "e\u{301}\u{300}\u{302}\u{303}\u{304}",
    "[x] * + = starts with a bracket",
    "a line\n\nand \\par another",
    "temporal_grouping_block.weight/learning-rate:0.001",
    "=HYPERLINK(\"http://x\")",
    "",
];

/// Ablations, variants, parts and metrics that are called so.
pub(super) fn strange() -> Results {
    let depth = |depth: i64| Settings::from([("depth", Value::Int(depth))]);
    let long = "very long name of a thing ".repeat(12);
    let unbroken = "x".repeat(300);
    let names: Vec<&str> =
        STRANGE.iter().copied().chain([long.as_str(), unbroken.as_str()]).collect();
    let ablations = names.chunks(4).enumerate().map(|(chunk, names)| {
        let label = |(at, name): (usize, &&str)| {
            variant(name, depth(4 + i64::try_from(4 * chunk + at).unwrap()))
        };
        let variants = names.iter().enumerate().map(label).collect();
        Bound {
            part: names[0].to_owned(),
            ..bound(names[names.len() - 1], &["recall@1", "rank"], variants)
        }
    });
    let runs: Vec<(f64, f64)> = vec![(40.0, 5.0), (41.5, 4.0), (41.0, 5.0)];
    let all = vec![runs.as_slice(); names.len() + 1];
    let mut results = results(ablations.collect(), &[1, 2, 3], &all);
    results.subject.name = STRANGE[0].to_owned();
    results.subject.metrics[0].label = STRANGE[3].to_owned();
    results.subject.metrics[1].label = unbroken;
    results
}

/// A study of 20 metrics and 8 ablations.
fn wide() -> Results {
    let settings = |depth: i64| Settings::from([("depth", Value::Int(depth))]);
    let names = [
        "Temporal grouping",
        "Spatial grounding",
        "Masking",
        "Depth",
        "Width",
        "Loss",
        "Data",
        "Schedule",
    ];
    let ablation = |(at, name): (usize, &&str)| {
        let at = i64::try_from(at).unwrap();
        let variants = ["removed", "half as much", "twice as much of it as in the baseline"];
        let variants = variants
            .iter()
            .zip(0..)
            .map(|(label, other)| variant(label, settings(10 + 3 * at + other)));
        bound(name, &[], variants.collect())
    };
    let ablations: Vec<Bound> = names.iter().enumerate().map(ablation).collect();
    let runs: Vec<(f64, f64)> = vec![(40.0, 5.0), (41.5, 4.0), (41.0, 5.0)];
    let mut results = results(ablations, &[1, 2, 3], &vec![runs.as_slice(); 25]);
    for number in 0..18 {
        let name = format!("recall@{number}/text_to_video");
        let label = format!("Text to video R@{number}");
        results.subject.metrics.push(Metric::new(&name, &label, "%", Better::Higher, "retrieval"));
        for (index, configured) in results.configurations.iter_mut().enumerate() {
            for (at, run) in configured.runs.iter_mut().enumerate() {
                let value = 30.0
                    + f64::from(number)
                    + (index as f64).sin() * 3.0
                    + (at as f64 + index as f64).cos();
                run.metrics.insert(name.clone(), Measured { value, chance: None });
            }
        }
    }
    results
}

/// Compiles a document in its folder; returns errors and lost characters, or nothing if there is no
/// such program.
fn compiled(program: &str, folder: &Path, file: &str) -> Option<String> {
    if !testing::tool(program) {
        return None;
    }
    let done = Command::new(program)
        .args(["-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", file])
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let log = String::from_utf8_lossy(&done.stdout).into_owned();
    let missing = |line: &&str| {
        line.contains("Missing character")
            || line.contains("Overfull")
            || line.contains("too large")
    };
    let file =
        std::fs::read(folder.join(Path::new(file).with_extension("log"))).unwrap_or_default();
    let file = String::from_utf8_lossy(&file).into_owned();
    let lost: Vec<&str> = file.lines().filter(missing).collect();
    let wrong = if done.status.success() { String::new() } else { log };
    Some(wrong + &lost.join("\n"))
}

/// Compiles a file of Typst in its folder; returns errors, or nothing if there is no Typst.
fn compiled_by_typst(folder: &Path, file: &str) -> Option<String> {
    let python = |code: &str, file: &str| {
        Command::new("python3").args(["-c", code, file]).current_dir(folder).output().ok()
    };
    if !python("import typst", "").is_some_and(|done| done.status.success()) {
        testing::skip("Typst", "`python3` cannot import typst; `pip install typst`");
        return None;
    }
    let compile = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[1] + '.pdf')";
    let done = python(compile, file)?;
    let wrong = String::from_utf8_lossy(&done.stderr).into_owned();
    Some(if done.status.success() { String::new() } else { wrong })
}

fn check(name: &str, results: &Results, paper: &str) {
    let kept = std::env::var_os("ABLATE_TYPESET").map(|folder| Path::new(&folder).join(name));
    let folder = tempfile::tempdir().unwrap();
    let folder = kept.as_deref().unwrap_or(folder.path());
    std::fs::create_dir_all(folder).unwrap();
    let study = Study::new(results);
    let styled = |style, notes| Selection { style: Some(style), notes, ..Selection::default() };
    for (file, text) in [
        ("table.tex", latex(&study, &Selection::default())),
        ("full.tex", latex(&study, &styled(Style::Full, false))),
        ("notes.tex", latex(&study, &styled(Style::Compact, true))),
        ("plain.tex", latex(&study, &styled(Style::Plain, true))),
        ("macros.tex", macros(&study)),
        ("results.tex", paragraph::latex(&study)),
        ("paper.tex", paper.to_owned()),
        ("edited.tex", EDITED.to_owned()),
    ] {
        assert!(text.is_ascii(), "{name}/{file}");
        std::fs::write(folder.join(file), text).unwrap();
    }
    for program in ["pdflatex", "lualatex"] {
        for file in ["table.tex", "full.tex", "notes.tex", "paper.tex", "edited.tex"] {
            let Some(wrong) = compiled(program, folder, file) else { break };
            // whoever edits the plain table chooses what fits
            let is_wrong = |line: &&str| {
                let is_large = line.contains("Overfull") || line.contains("too large");
                file != "edited.tex" || !is_large
            };
            let wrong: Vec<&str> = wrong.lines().filter(is_wrong).collect();
            assert_eq!(wrong.join("\n"), "", "{program} {name}/{file}");
        }
    }
    for (file, selection) in [
        ("table.typ", Selection::default()),
        ("full.typ", styled(Style::Full, true)),
        ("plain.typ", styled(Style::Plain, false)),
    ] {
        std::fs::write(folder.join(file), typst(&study, &selection)).unwrap();
        let Some(wrong) = compiled_by_typst(folder, file) else { break };
        assert_eq!(wrong, "", "{name}/{file}");
    }
}

/// A paper with the table that is to be edited and the results in words.
const EDITED: &str = r"\documentclass{article}\usepackage{booktabs}\input{macros.tex}\begin{document}
\sloppy\input{results.tex}\input{plain.tex}See Table~\ref{tab:ablation}.\end{document}
";

/// A paper in two columns, in the encoding of fonts that LaTeX has by default.
const PAPER: &str = r"\documentclass[twocolumn]{article}\usepackage{booktabs}\input{macros.tex}\begin{document}
As Table~\ref{tab:ablation} shows, the baseline gets \ablate{baseline/recall@1/mean} over \ablate{study/seeds} seeds.
\input{table.tex}\end{document}
";

#[test]
fn missing_runs_are_typeset() {
    let words = r"One layer costs \ablate{depth/one-layer/recall@1/delta} [\ablate{depth/one-layer/recall@1/low},
        \ablate{depth/one-layer/recall@1/high}], $p$ \ablate{depth/one-layer/recall@1/p}:
        it \ablate{depth/one-layer/recall@1/verdict}. Failed: \ablate{depth/99-layers/recall@1/mean}
        ($n=\ablate{depth/99-layers/recall@1/n}$).";
    check("mixed", &mixed(), &PAPER.replace("\\input{table", &format!("{words}\n\\input{{table")));
}

#[test]
fn strangers_words_are_typeset() {
    check("strange", &strange(), PAPER);
}

#[test]
fn many_metrics_are_typeset() {
    check("wide", &wide(), PAPER);
}

#[test]
fn strangers_markup_is_typeset() {
    let settings = |depth: i64| Settings::from([("depth", Value::Int(depth))]);
    let variants = vec![variant(HOSTILE, settings(1)), variant(HOSTILE, settings(2))];
    let mut bound = bound(HOSTILE, &["recall@1"], variants);
    bound.part = HOSTILE.to_owned();
    bound.unbound = vec![Unbound {
        label: Some(HOSTILE.to_owned()),
        reason: HOSTILE.to_owned(),
        nearest: Vec::new(),
    }];
    let other = Bound { variants: Vec::new(), ..bound.clone() };
    let runs: &[(f64, f64)] = &[(1.0, 1.0), (2.0, 2.0)];
    let mut results = results(vec![bound, other], &[1, 2], &[runs, runs, runs]);
    results.configurations[1].runs[0].status = Status::Failed { reason: HOSTILE.to_owned() };
    results.subject.metrics[0].label = HOSTILE.to_owned();
    results.subject.metrics[0].unit = "%\\x $".to_owned();
    results.plan.title = HOSTILE.to_owned();
    check("hostile", &results, PAPER);
    let words = paragraph::markdown(&Study::new(&results));
    for active in ["<script", "**bold**", "{{", "\u{1b}", "`{"] {
        assert!(!words.contains(active), "{active}: {words}");
    }
    assert_eq!(words.lines().count(), 1, "{words}");
}

#[test]
fn an_unknown_name_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("macros.tex"), macros(&Study::new(&mixed()))).unwrap();
    let paper = "\\documentclass{article}\\input{macros.tex}\\begin{document}\\ablate{depth/one_layer/mean}\\end{document}";
    std::fs::write(folder.path().join("paper.tex"), paper).unwrap();
    let Some(wrong) = compiled("pdflatex", folder.path(), "paper.tex") else { return };
    assert!(wrong.contains("The study has no `depth/one_layer/mean'"), "{wrong}");
}

#[test]
fn the_numbers_are_those_of_the_other_tables() {
    let table = latex(&Study::new(&mixed()), &Selection::default());
    for cell in [
        r"Baseline & $40.83 \pm 0.76$",
        "failed 3/3",
        "matters (hurts)",
        "undecided",
        "& no verdict",
        r"Chance & $1.00$ & \textendash{}",
        r"\ablatestack{\ablatestack{$40.95 \pm 0.07$}{$n = 2/3$}}{$\Delta\; {+}0.45$}",
        "Not run: Colour.",
    ] {
        assert!(table.contains(cell), "{cell}: {table}");
    }
    let numbers = macros(&Study::new(&mixed()));
    for line in [
        r"\ablatedefine{depth/one-layer/recall@1/delta}{\ensuremath{{-}9.77}}%",
        r"\ablatedefine{depth/one-layer/recall@1/p}{\ensuremath{< 0.001}}%",
        r"\ablatedefine{depth/nine-layers/recall@1/n}{2}%",
        r"\ablatedefine{depth/99-layers/recall@1/mean}{\ablatemissing{}}%",
        r"\ablatedefine{study/family}{3}%",
    ] {
        assert!(numbers.contains(line), "{line}: {numbers}");
    }
}
