use std::io::{Cursor, Write};

use flate2::{Compression, write::GzEncoder};

use foundation::Hint;

use super::{Fault, unpack};

const PAPER: &str = "\\documentclass{article}";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        // not `set_path`, which refuses paths that lead out
        header.as_old_mut().name[..name.len().min(100)]
            .copy_from_slice(&name.as_bytes()[..name.len().min(100)]);
        header.set_cksum();
        builder.append(&header, *content).unwrap();
    }
    builder.into_inner().unwrap()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const FILES: [(&str, &[u8]); 7] = [
    ("./main.tex", PAPER.as_bytes()),
    ("sec/a.tex", b"a"),
    ("fig/big.pdf", b"%PDF"),
    ("../out.tex", b"evil"),
    ("/etc/x.tex", b"evil"),
    ("c:\\x.tex", b"evil"),
    ("__MACOSX/._main.tex", b"noise"),
];

#[test]
fn every_kind_of_archive_gives_the_same_files() {
    for bytes in [tar(&FILES), gzip(&tar(&FILES)), zip(&FILES)] {
        let unpacked = unpack(&bytes).unwrap();
        let names: Vec<&str> = unpacked.files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["main.tex", "sec/a.tex"]);
        assert_eq!(unpacked.files[0].1, PAPER.as_bytes());
        assert_eq!(unpacked.notes.len(), 3, "{:?}", unpacked.notes);
        assert_eq!(unpacked.notes[0], "`../out.tex` leads out of the archive and was left out");
    }
}

#[test]
fn a_single_compressed_file_is_the_paper() {
    let unpacked = unpack(&gzip(PAPER.as_bytes())).unwrap();
    assert_eq!(unpacked.files, [("main.tex".to_owned(), PAPER.as_bytes().to_vec())]);
}

#[test]
fn long_paths_are_kept() {
    let long = format!("{}/main.tex", "folder/".repeat(20));
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(1);
    builder.append_data(&mut header, &long, &b"x"[..]).unwrap();
    let unpacked = unpack(&builder.into_inner().unwrap()).unwrap();
    assert_eq!(unpacked.files[0].0, long.replace("//", "/"));
}

#[test]
fn links_are_left_out() {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Symlink);
    header.set_size(0);
    builder.append_link(&mut header, "a.tex", "/etc/passwd").unwrap();
    let mut header = tar::Header::new_gnu();
    header.set_size(1);
    builder.append_data(&mut header, "b.tex", &b"b"[..]).unwrap();
    let unpacked = unpack(&builder.into_inner().unwrap()).unwrap();
    assert_eq!(unpacked.files.len(), 1);
    assert_eq!(unpacked.notes, ["`a.tex` is a link and was left out"]);
}

#[test]
fn bombs_do_not_go_off() {
    let zeros = vec![b' '; 80 << 20];
    for bytes in [gzip(&zeros), gzip(&tar(&[("main.tex", &zeros)])), zip(&[("main.tex", &zeros)])] {
        assert!(bytes.len() < 1 << 20);
        assert!(matches!(unpack(&bytes), Err(Fault::TooLarge)));
    }
    let figures = gzip(&tar(&[("fig.pdf", &zeros), ("main.tex", b"x")]));
    assert_eq!(unpack(&figures).unwrap().files.len(), 1, "figures do not count");
    let many: Vec<(String, &[u8])> = (0..2_100).map(|n| (format!("{n}.tex"), &b"x"[..])).collect();
    let many: Vec<(&str, &[u8])> =
        many.iter().map(|(name, content)| (name.as_str(), *content)).collect();
    assert!(matches!(unpack(&tar(&many)), Err(Fault::TooMany)));
    assert!(matches!(unpack(&zip(&many)), Err(Fault::TooMany)));
}

#[test]
fn what_is_no_archive_is_said_to_be_none() {
    let check = |bytes: &[u8], expected: &str| {
        let fault = unpack(bytes).unwrap_err();
        assert!(fault.to_string().starts_with(expected), "{fault}");
        assert!(fault.hint().is_some());
    };
    check(b"", "this is neither");
    check(b"%PDF-1.5", "this is neither");
    check(&gzip(b"%PDF-1.5"), "the archive holds no LaTeX files");
    check(&zip(&[("a.pdf", b"x")]), "the archive holds no LaTeX files");
    check(b"PK\x03\x04 nothing", "the archive is damaged");
    let whole = gzip(&tar(&FILES));
    check(&whole[..whole.len() / 2], "the archive is damaged");
}

#[test]
fn damaged_archives_do_not_panic() {
    let mut seed = 7_u64;
    let mut below = |limit: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % limit
    };
    for bytes in [tar(&FILES), gzip(&tar(&FILES)), zip(&FILES)] {
        for _ in 0..2_000 {
            let mut damaged = bytes.clone();
            for _ in 0..=below(3) {
                let at = below(damaged.len());
                damaged[at] = below(256) as u8;
            }
            damaged.truncate(damaged.len() - below(64));
            let _ = unpack(&damaged);
        }
    }
}
