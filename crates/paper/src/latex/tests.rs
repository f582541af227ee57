mod limits;

use std::path::PathBuf;
use std::time::Instant;

use expect_test::{Expect, expect, expect_file};

use super::{super::Block, Draft, Fault, read_from};
use crate::bundle::{Bundle, read_folder};

/// A draft as text, so that tests can be read.
fn read(files: &[(String, Vec<u8>)]) -> Result<Draft, Fault> {
    read_from(files, None)
}

fn shown(draft: &Draft) -> String {
    let mut out = String::new();
    let mut add = |line: String| out.extend([line.as_str(), "\n"]);
    if !draft.title.is_empty() {
        add(format!("TITLE {}", draft.title));
    }
    if !draft.summary.is_empty() {
        add(format!("ABSTRACT {}", draft.summary));
    }
    for section in &draft.sections {
        let parts = ["#".repeat(section.level), section.number.clone(), section.title.clone()];
        add(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "));
        for block in &section.blocks {
            match block {
                Block::Text(text) => add(text.clone()),
                Block::Table { label, caption, rows } => {
                    add(format!("[{label}] {caption}"));
                    rows.iter().for_each(|row| add(format!("    {row}")));
                }
                Block::Figure { label, caption } => add(format!("<{label}> {caption}")),
            }
        }
    }
    draft.notes.iter().for_each(|note| add(format!("* {note}")));
    out
}

fn files(named: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
    named.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
}

fn document(body: &str) -> Vec<(String, Vec<u8>)> {
    files(&[(
        "main.tex",
        &format!("\\documentclass{{article}}\n\\begin{{document}}\n{body}\n\\end{{document}}\n"),
    )])
}

#[expect(clippy::needless_pass_by_value, reason = "the macro makes a value")]
fn check(body: &str, expected: Expect) {
    let read = match read_from(&document(body), None) {
        Ok(draft) => shown(&draft),
        Err(fault) => format!("{fault}\n"),
    };
    expected.assert_eq(&read);
}

fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/latex")
}

#[test]
fn papers_of_conferences_are_read() {
    for name in ["neurips", "icml", "cvpr", "acl", "broken"] {
        let files = read_folder(&fixtures().join(name)).unwrap().files;
        let draft = read_from(&files, None).unwrap();
        let path = fixtures().join(format!("{name}.txt"));
        expect_file![path].assert_eq(&shown(&draft));
    }
}

#[test]
fn a_bibliography_may_be_a_section() {
    check(
        r"\section{Method} We do. \section*{References}
        \hypertarget{ref-a}{} Author, A. (2020). A title. \emph{A journal}.

        Builder, B. (2021). Another. arXiv:2101.00001.",
        expect![[r#"
            # 1 Method
            We do.
            * bibliography dropped (2 entries, 84 characters)
        "#]],
    );
    check(
        r"\section{Method} We do. \section*{References} \begin{thebibliography}{9}\bibitem{a} A.\end{thebibliography}
        Some text that nobody gave a heading.",
        expect![[r#"
            # 1 Method
            We do.
            # References
            Some text that nobody gave a heading.
            * bibliography dropped (1 entries, 17 characters)
        "#]],
    );
}

#[test]
fn what_tex_sets_without_braces_is_not_printed() {
    check(
        r"\newcount\rows a \advance\rows by 1 b \vrule height 5pt depth 3pt width 0pt c \hrule width 2in d \vrule e by 1",
        expect![[r#"
            #
            a b c d e by 1
        "#]],
    );
}

#[test]
fn an_authors_own_reference_to_a_formula_is_followed() {
    check(
        r"\renewcommand{\eqref}[1]{Eq.~(\ref{eq:#1})}\begin{equation}\label{eq:a} x \end{equation} See \eqref{a}.",
        expect![[r#"
            #
            $$ \tag{1} x $$
            See Eq. (1).
        "#]],
    );
}

#[test]
fn macros_take_arguments_and_defaults() {
    check(
        r"\newcommand{\two}[2][x]{#1-#2}\two{a} \two[b]{c} \newcommand*\it[1]{<#1>}\providecommand\kept{yes}\kept
        \def\pair(#1,#2){#2/#1}\pair(1,2) \let\same=\two \renewcommand{\two}{new}\same{d} \two{} end
        \NewDocumentCommand{\opt}{s O{z} m}{#1#2#3}\opt*{a}\opt[y]{b} \newcommand{\deep}[1]{\newcommand{\inner}{#1!}}\deep{q}\inner",
        expect![[r#"
            #
            x-a b-c yes2/1 x-d new end *zayb q!
        "#]],
    );
}

#[test]
fn a_definition_does_not_replace_what_the_reader_knows() {
    check(
        r"\renewcommand{\section}[1]{\textbf{#1}}\renewcommand{\L}{Lambda}\def\textbf#1{}\section{One}\textbf{bold} \L",
        expect![[r"
            # 1 One
            bold Lambda
        "]],
    );
}

#[test]
fn macros_that_grow_without_end_are_left_out() {
    let bomb = r"\def\a{\b\b\b\b\b\b\b\b}\def\b{\c\c\c\c\c\c\c\c}\def\c{\d\d\d\d\d\d\d\d}\def\d{\e\e\e\e\e\e\e\e}
        \def\e{\f\f\f\f\f\f\f\f}\def\f{\g\g\g\g\g\g\g\g}\def\g{\h\h\h\h\h\h\h\h}\def\h{xxxxxxxx}";
    for body in [
        r"\newcommand{\a}{\a\a}One. \a Two.",
        r"\newcommand{\a}[1]{\a{#1#1}}One. \a{xxxx} Two.",
        r"\newcommand{\a}{x\a}One. \a Two.",
        r"\newenvironment{a}{\begin{a}}{\end{a}}One. \begin{a} Two.",
        r"\def\b{\a}\def\a{\b x}One. $\a$ Two.",
        &format!("{bomb} One. \\a Two."),
        &format!("{} One. {} Two.", bomb, "\\a ".repeat(2000)),
    ] {
        let start = Instant::now();
        let draft = read_from(&document(body), None).unwrap();
        let text = shown(&draft);
        assert!(text.contains("One.") && text.len() < 4_000_000, "{} bytes", text.len());
        assert!(start.elapsed().as_secs() < 20, "{:?} for {body:.60}", start.elapsed());
        if !body.contains("{a}") {
            assert!(
                text.contains("Two.") && text.contains("grow"),
                "{:.200} … {:?}",
                text,
                draft.notes
            );
        }
    }
}

#[test]
fn conditions_are_decided_where_they_can_be() {
    check(
        r"\newif\iffinal \iffinal A \else B \fi \finaltrue \iffinal C\else D\fi{} $a \iff b$ \iftrue E \iffalse F \else G \fi\fi
        \ifx\undefined\thing H\else I\fi \ifnum 1>0 J\else K\fi \newtoggle{t}\toggletrue{t}\iftoggle{t}{L}{M} \ifdefined\nix N\fi
        \newboolean{b}\setboolean{b}{true}\ifthenelse{\boolean{b}}{O}{P}",
        expect![[r#"
            #
            B C $a \iff b$ E G HKL O
            * `\ifnum` cannot be decided; what stands behind its `\else` was read
        "#]],
    );
}

#[test]
fn comments_and_literal_text() {
    check(
        "50\\% done % gone\nnext% joined\nword\n%\n\\begin{comment}\n\\section{No}\n\\end{comment}\n\\verb|a % b \\c{| \\url{https://x.org/a%b_c}\n\n\\begin{verbatim}\n % kept {\n  \\section{x}\n\\end{verbatim}\nend",
        expect![[r#"
            #
            50% done nextword a % b \c{ https://x.org/a%b_c
             % kept {
              \section{x}
            end
        "#]],
    );
}

#[test]
fn sections_are_numbered_and_references_resolved() {
    check(
        r"\section{A}\label{a}\subsection{B}\label{b}\section*{C}\subsubsection{D}\label{d}
        \ref{a}, \ref{b}, \ref{d}, \cref{a,b}, \Cref{later}, \autoref{e}, \eqref{e}, \ref{none}.
        \begin{equation}x\label{e}\end{equation}\begin{equation*}y\end{equation*}
        \appendix\section{E}\label{later}\subsection{F}\begin{align}a\\b\label{f}\\c\tag{T}\label{t}\end{align}\eqref{f} \eqref{t}
        \begin{subequations}\label{s}\begin{align}p\label{p}\\q\label{q}\end{align}\end{subequations}\eqref{s}, \cref{p,q}\begin{equation}r\label{r}\end{equation}",
        expect![[r#"
            # 1 A
            ## 1.1 B
            # C
            ### 1.1.1 D
            1, 1.1, 1.1.1, Sections 1 and 1.1, Appendix A, Equation (1), (1), [ref].
            $$ x\tag{1} $$
            $$ y $$
            # A E
            ## A.1 F
            $$ a\\b\tag{3}\\c\tag{T} $$
            (3) (T)
            $$ p\tag{4a}\\q\tag{4b} $$
            (4), Equations (4a) and (4b)
            $$ r\tag{5} $$
            * label `none` is not defined; references to it read `[ref]`
        "#]],
    );
}

#[test]
fn an_author_may_number_differently() {
    check(
        r"\numberwithin{equation}{section}\section{A}\begin{equation}x\label{e}\end{equation}\eqref{e}
        \setcounter{section}{0}\renewcommand{\thesection}{S\arabic{section}}\renewcommand\thefigure{\thesection.\roman{figure}}
        \section{B}\label{b}\begin{figure}\caption{F}\label{f}\end{figure}\ref{b} \cref{f}
        \setcounter{secnumdepth}{0}\section{C}",
        expect![[r#"
            # 1 A
            $$ x\tag{1.1} $$
            (1.1)
            # S1 B
            <Figure S1.i> F
            S1 Figure S1.i
            # C
        "#]],
    );
}

#[test]
fn what_follows_the_bibliography_is_lettered() {
    check(
        r"\section{A}x\begin{thebibliography}{9}\bibitem{k} Someone.\end{thebibliography}\section*{Checklist}y\section{More}z\subsection{Deep}",
        expect![[r#"
            # 1 A
            x
            # Checklist
            y
            # A More
            z
            ## A.1 Deep
            * bibliography dropped (1 entries, 23 characters)
        "#]],
    );
}

#[test]
fn citations_stand_only_where_a_sentence_needs_them() {
    check(
        r"Known~\cite{a}. \cite{a} show it, as do \citet{b}; see \cite{c}, models \citep{a} and (e.g., \citealp{a,b}) or (CLIP~\cite{a}).
        In \citep{b} we trust~\cite{a}, \citeauthor{b} and all \cite[Sec.~2]{a}!
        \begin{thebibliography}{9}\bibitem[{Bee et~al.(2020)Bee, Cee}]{b} x\end{thebibliography}",
        expect![[r#"
            #
            Known. [a] show it, as do Bee et al. (2020); see [c], models and or (CLIP). In Bee et al. (2020) we trust, Bee et al. and all!
            * bibliography dropped (1 entries, 44 characters)
        "#]],
    );
}

#[test]
fn footnotes_stand_behind_their_sentence() {
    check(
        r"A word\footnote{First.} goes on. Next.\footnote{Second, \emph{long}

        with a paragraph.} Last\footnote{Third}",
        expect![[r"
            #
            A word goes on. (First.) Next. (Second, long with a paragraph.) Last (Third)
        "]],
    );
}

#[test]
fn tables_of_any_make() {
    check(
        r"\begin{table}\begin{tabular}{l|c}a & b \\ \hline \multicolumn{2}{c}{wide} \\ & {\bf x & y \\[2pt] 1\,000 & \$5 \& \%\\\end{tabular}
        \caption{Below.}\end{table}
        \begin{table}\caption{Above.}\begin{tabular*}{\textwidth}{@{\extracolsep{\fill}}ll}p&q\end{tabular*}\\ Note: none.\end{table}
        \begin{center}\begin{tabular}{ll}c&d\\\end{tabular}\captionof{table}{Bare.}\label{t}\end{center} \ref{t}
        \begin{table}\begin{minipage}{.5\linewidth}\caption{Left}\begin{tabular}{c}l & m\end{tabular}\end{minipage}
        \begin{minipage}{.5\linewidth}\caption{Right}\begin{tabular}{c}r & s\end{tabular}\end{minipage}\end{table}",
        expect![[r"
            #
            [Table 1] Below.
                a | b
                wide
                | x | y
                1 000 | $5 & %
            [Table 2] Above. Note: none.
                p | q
            [Table 3] Bare.
                c | d
            3
            [Table 4] Left
                l | m
            [Table 5] Right
                r | s
        "]],
    );
}

#[test]
fn a_float_does_not_break_its_paragraph() {
    check(
        "One\n\\begin{figure}\\caption{F}\\end{figure}\ntwo.\n\nThree.",
        expect![[r"
            #
            One two.
            <Figure 1> F
            Three.
        "]],
    );
}

#[test]
fn accents_ligatures_and_signs() {
    check(
        r#"\'e \"{o} \c{c} \v s \~n \^{\i} \ss{} \o\ \L{} \H{o} \.z ``q'' `r' a--b---c x~y 1\,2 \dots \textbackslash{} \ding{51}/\ding{55} \S1 \& \texttimes"#,
        expect![[r##"
            #
            é ö ç š ñ î ß ø Ł ő ż "q" 'r' a–b—c x y 1 2 …\ ✓/✗ §1 & ×
        "##]],
    );
}

#[test]
fn files_include_each_other() {
    let main = r"\documentclass{article}\begin{document}\input{a}\include{sub/b}\import{sub/}{c.tex}\subfile{d} \input{gone}\input{../e}\input f end\end{document}";
    let files = files(&[
        ("paper/main.tex", main),
        ("paper/a.tex", r"A \input{a} \input{main}"),
        ("paper/sub/b.tex", r"B \input{sub/inner} \endinput never"),
        ("paper/sub/inner.tex", "inner"),
        ("paper/sub/c.tex", r"C \input{inner}"),
        ("paper/d.tex", r"\documentclass[main]{subfiles}\begin{document}D\end{document} never"),
        ("e.tex", "E"),
        ("paper/f.tex", "F"),
    ]);
    expect![[r#"
        #
        A B inner C inner D E F end
        * `paper/a.tex` includes itself; left out the second time
        * `paper/main.tex` includes itself; left out the second time
        * `gone` is missing; what it held is left out
    "#]]
    .assert_eq(&shown(&read_from(&files, None).unwrap()));
}

#[test]
fn the_main_file_is_chosen() {
    let text = |body: &str| {
        format!("\\documentclass{{article}}\\begin{{document}}{body}\\end{{document}}")
    };
    let paper = text(r"\title{T}\input{part}\section{S}x");
    let figure = "\\documentclass[tikz]{standalone}\\begin{document}x\\end{document}";
    let draft = read(&files(&[
        ("fig/a.tex", figure),
        ("part.tex", "p"),
        ("supplement.tex", &paper),
        ("xyz.tex", &paper),
    ]))
    .unwrap();
    assert_eq!(draft.notes[0], "read `xyz.tex`, not `supplement.tex`");
    let same = files(&[("one.tex", &text("x")), ("two.tex", &text("x"))]);
    assert_eq!(
        read_from(&same, None),
        Err(Fault::SeveralMains { names: vec!["one.tex".to_owned(), "two.tex".to_owned()] })
    );
    assert_eq!(shown(&read_from(&same, Some("two.tex")).unwrap()), "#\nx\n");
    assert_eq!(read(&files(&[("a.tex", "x"), ("b.tex", "y")])), Err(Fault::NoMain));
    assert_eq!(read(&files(&[("a.sty", "x")])), Err(Fault::NoMain));
    assert_eq!(read_from(&document(""), None), Err(Fault::Empty { name: "main.tex".to_owned() }));
    let part = read(&files(&[("method.tex", r"\section{Method} It works.")])).unwrap();
    assert_eq!(
        part.notes,
        ["`method.tex` has no `\\documentclass`; it was read as a part of a paper"]
    );
    assert_eq!(part.sections[0].number, "1");
}

#[test]
fn other_encodings_and_line_ends_are_read() {
    let latin = b"\\documentclass{a}\r\n\\begin{document}\r\nM\xfcller\r\n\r\nnext % c\r\nline\\end{document}".to_vec();
    let draft = read(&[("x.tex".to_owned(), latin)]).unwrap();
    assert_eq!(shown(&draft), "#\nMüller\nnext line\n");
}

#[test]
fn a_folder_is_read_without_its_links_and_figures() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("sec")).unwrap();
    for (name, text) in [
        ("main.tex", "m"),
        ("sec/a.TEX", "a"),
        ("fig.pdf", "%PDF"),
        ("x.sty", "s"),
        (".hidden", "h"),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/passwd", folder.path().join("evil.tex")).unwrap();
    let names: Vec<String> =
        read_folder(folder.path()).unwrap().files.into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["main.tex", "sec/a.TEX", "x.sty"]);
}

#[test]
fn a_paper_among_many_other_files_is_read() {
    let folder = tempfile::tempdir().unwrap();
    for index in 0..2100 {
        std::fs::write(folder.path().join(format!("{index}.txt")), "x").unwrap();
    }
    std::fs::write(folder.path().join("z_method.tex"), "The method.").unwrap();
    let Bundle { files, notes } = read_folder(folder.path()).unwrap();
    assert!(files.iter().any(|(name, _)| name == "z_method.tex"), "{} files", files.len());
    assert!(notes[0].contains("there is too much in its folder"), "{notes:?}");
}

/// Numbers that look random and are the same in every run.
struct Lcg(u64);

impl Lcg {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}
