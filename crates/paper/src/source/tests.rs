use std::fs;

use super::*;

const BODY: &str = "We study how grouping of tokens changes what a model of video and language learns, and find that it helps. ";

fn markdown(title: &str) -> String {
    format!("# {title}\n\n## 1 Introduction\n\n{}\n", BODY.repeat(3))
}

/// Writes files into a folder and reads it.
fn read_folder(files: &[(&str, &[u8])]) -> Result<Paper, Error> {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    Paper::read(folder.path())
}

#[test]
fn the_kind_is_told_by_content_then_by_name() {
    let check = |bytes: &[u8], name: &str, expected: Kind| {
        assert_eq!(kind::kind(bytes, name).unwrap(), expected, "{name}")
    };
    check(b"junk\n%PDF-1.5\n...", "paper.md", Kind::Pdf);
    check(&[0x1f, 0x8b, 8, 0], "paper", Kind::Archive);
    check(b"PK\x03\x04....", "paper.zip", Kind::Archive);
    check(b"<!DOCTYPE html><html>", "paper.txt", Kind::Html);
    check(b"\xef\xbb\xbf  <?xml version='1.0'?><html>", "x", Kind::Html);
    check(b"% comment\n\\documentclass{article}", "paper.txt", Kind::Latex);
    check(b"\\section{Introduction}", "intro", Kind::Latex);
    check(b"# Writing \\documentclass in Markdown", "paper.md", Kind::Markdown);
    check(b"Some text", "paper.tex", Kind::Latex);
    check(b"<p>Some text", "paper.html", Kind::Html);
    check(b"Some text", "paper", Kind::Markdown);
}

#[test]
fn what_is_no_paper_is_refused_with_a_hint() {
    let check = |bytes: &[u8], name: &str, expected: &str| {
        let error = Paper::parse(bytes, name).unwrap_err();
        let text = format!("{error}; {}", error.hint().unwrap_or_default());
        assert!(text.contains(expected), "{text}");
    };
    let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
    check(b"", "a.md", "`a.md` is empty");
    check(b" \n\n", "a.md", "`a.md` is empty");
    check(pointer, "a.md", "git lfs pull");
    check(b"\x89PNG\r\n\x1a\n....", "a.png", "a PNG picture");
    check(b"\x00\x01\x02\x03 some bytes", "a.bin", "a binary file");
    check(b"PK\x03\x04....word/document.xml....", "a.docx", "an Office document");
    check(b"%!PS-Adobe", "a.ps", "PostScript");
    check(b"# Title\n\nShort.", "a.md", "too short for a paper");
    check(
        b"<html><body><p>Please enable JavaScript</p></body></html>",
        "a.html",
        "too short for a paper",
    );
    check(b"%PDF-1.5 and nothing behind it", "a.pdf", "the PDF cannot be read");
    check(&[0x1f, 0x8b, 8, 0], "a.tar.gz", "download the archive again");
    check(&vec![b' '; (LARGEST_FILE + 1) as usize], "a.md", "more than the 67108864");
    check(&vec![b'x'; LARGEST_TEXT as usize + 1], "a.md", "more than the 33554432");
    let missing = Paper::read(Path::new("no/such/paper.pdf")).unwrap_err();
    assert!(matches!(missing, Error::Missing { .. }), "{missing}");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_rather_than_waited_for() {
    let (_reader, writer) = std::io::pipe().unwrap();
    let path = format!("/dev/fd/{}", std::os::fd::AsRawFd::as_raw_fd(&writer));
    for path in [path.as_str(), "/dev/zero"] {
        let error = Paper::read(Path::new(path)).unwrap_err();
        assert!(matches!(error, Error::NotAFile { .. }), "{error}");
        assert!(error.hint().is_some());
    }
}

#[test]
fn a_paper_gets_name_form_and_checksum() {
    let text = markdown("Structured Video/Language: Modeling");
    let paper = Paper::parse(text.as_bytes(), "x.md").unwrap();
    assert_eq!(
        (paper.slug.as_str(), paper.form),
        ("Structured_Video_Language_Modeling", Form::Markdown)
    );
    assert_eq!(paper.sha256.len(), 64);
    assert_eq!(
        checksum([("", &b"abc"[..])]),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    let untitled = Paper::parse(BODY.repeat(3).as_bytes(), "../some/my paper.v2.txt").unwrap();
    assert_eq!(untitled.slug, "my_paper.v2");
}

#[test]
fn other_encodings_are_read_with_a_note() {
    let text = markdown("Na\u{ef}ve");
    let western: Vec<u8> =
        text.chars().map(|letter| letter as u8).chain(*b"\n\x93quoted\x94\n").collect();
    let paper = Paper::parse(&western, "x.md").unwrap();
    assert_eq!(paper.title, "Naïve");
    assert!(
        paper.notes[0].contains("is not UTF-8 (byte 4): read as Windows-1252"),
        "{:?}",
        paper.notes
    );
    assert!(format!("{:?}", paper.sections).contains("“quoted”"));
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(Paper::parse(&wide, "x.md").unwrap().title, "Naïve");
}

#[test]
fn the_paper_of_a_folder_is_found() {
    let (large, small) = (markdown("Large").repeat(2), markdown("Small"));
    let html = format!("<html><body><h1>Page</h1><p>{}</p></body></html>", BODY.repeat(3));
    let title = |files: &[(&str, &[u8])]| {
        read_folder(files).map(|paper| (paper.title, paper.notes.join("; ")))
    };
    let only = title(&[
        ("paper.md", small.as_bytes()),
        ("paper_meta.json", b"{}"),
        ("_page_0_Figure_1.jpeg", b"\xff\xd8\xff"),
        ("README.md", b"# Readme"),
    ]);
    assert_eq!(only.unwrap(), ("Small".to_owned(), String::new()));
    assert_eq!(title(&[("deep/er/paper.html", html.as_bytes())]).unwrap().0, "Page");
    let (name, notes) = title(&[
        ("a.md", small.as_bytes()),
        ("b.md", large.as_bytes()),
        ("c.html", html.as_bytes()),
    ])
    .unwrap();
    assert_eq!(
        (name.as_str(), notes.contains("`b.md` taken, one of 3 files")),
        ("Large", true),
        "{notes}"
    );
    let latex =
        read_folder(&[("main.tex", BODY.repeat(3).as_bytes()), ("notes.md", small.as_bytes())])
            .unwrap();
    assert_eq!(latex.form, Form::Latex);
    assert!(matches!(title(&[("data.json", b"{}")]), Err(Error::NoPaper { .. })));
    assert!(matches!(title(&[]), Err(Error::NoPaper { .. })));
    let pointer: &[u8] =
        b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
    assert!(
        matches!(title(&[("a.tex", pointer), ("b.tex", pointer)]), Err(Error::Pointer(name)) if name == "a.tex")
    );
    assert!(matches!(title(&[("a.md", pointer), ("pic.png", b"x")]), Err(Error::Pointer { .. })));
}

#[test]
fn a_latex_file_brings_the_files_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("main.tex"), "\\documentclass{article}\n\\input{method}").unwrap();
    fs::write(folder.path().join("method.tex"), BODY.repeat(3)).unwrap();
    let paper = Paper::read(&folder.path().join("main.tex")).unwrap();
    assert!(format!("{:?}", paper.sections).contains("grouping of tokens"));
    assert_eq!(paper.slug, "main");
}
