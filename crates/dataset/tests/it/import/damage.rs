//! Files of other data sets, cut files and wrong folders.

use super::*;

#[test]
fn a_wrong_file_is_told_apart() {
    let check = |format: Format, other: Format, name: &str, expected: Expect| {
        let folder = tempfile::tempdir().unwrap();
        let error = import(
            format,
            &files(other, &[name]),
            folder.path(),
            &folder.path().join("out"),
            &Options::default(),
        );
        let error = error.unwrap_err();
        let text = format!("{error}\nhint: {}", error.hint().unwrap_or_default());
        expected.assert_eq(&text.replace(&format!("{}/", fixtures().display()), ""));
    };
    check(
        Format::Msrvtt,
        Format::Activitynet,
        "activity_net.v1-3.min.json",
        expect![[r#"
        `activitynet/activity_net.v1-3.min.json` is not a file of MSR-VTT, expected the annotations in JSON (`MSRVTT_data.json`, or `train_val_videodatainfo.json` and `test_videodatainfo.json`, or `MSR_VTT.json`), and for split 1K-A `MSRVTT_JSFUSION_test.csv` with or without `MSRVTT_train.9k.csv`; it looks like ActivityNet 1.3
        hint: import it as `activitynet`"#]],
    );
    check(
        Format::Ucf101,
        Format::Hmdb51,
        "kick_ball_test_split1.txt",
        expect![[r#"
        `hmdb51/kick_ball_test_split1.txt` is not a file of UCF101, expected `trainlist01.txt`, `testlist01.txt` and so on, with or without `classInd.txt`; it looks like HMDB51
        hint: import it as `hmdb51`"#]],
    );
    check(
        Format::Webvid,
        Format::Msvd,
        "MSR Video Description Corpus.csv",
        expect![[r#"
            `msvd/MSR Video Description Corpus.csv` is not a file of WebVid, expected CSV with the columns `videoid` and `name`, and `page_dir` if videos lie in such folders; it looks like MSVD
            hint: import it as `msvd`"#]],
    );
}

#[test]
fn a_wrong_folder_of_videos_is_an_error_and_nothing_is_written() {
    let (folder, result) =
        run(Format::Msrvtt, &["MSRVTT_data.json"], &["other.mp4"], &Options::default());
    let text = result.unwrap_err().to_string().replace(&folder.path().display().to_string(), "");
    expect!["none of 5 videos is in `/videos`; the first is `video0`"].assert_eq(&text);
    assert!(!folder.path().join("out").exists());
}

#[test]
fn another_data_set_is_not_written_over() {
    let (folder, result) = run(Format::Msrvtt, &["MSRVTT_data.json"], &MSRVTT, &Options::default());
    result.unwrap();
    let (out, videos) = (folder.path().join("out"), folder.path().join("videos"));
    touch(&videos, &MSVD);
    let again = |format: Format, options| {
        import(format, &files(format, &["train_qa.json"]), &videos, &out, &options)
    };
    let error = again(Format::MsrvttQa, Options::default()).unwrap_err();
    expect!["`/out/dataset.toml` exists and belongs to the data set `msrvtt`"]
        .assert_eq(&error.to_string().replace(&folder.path().display().to_string(), ""));
    again(Format::MsrvttQa, Options { existing: Existing::Replace, ..Options::default() }).unwrap();
    again(Format::MsrvttQa, Options::default()).unwrap();
}

#[test]
fn cut_and_mangled_files_never_panic() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { keep_missing: true, existing: Existing::Replace, ..Options::default() };
    // all reading is done before the folder cannot be made, which spares most of the test's time
    let (out, blocked) = (folder.path().join("out"), folder.path().join("blocked"));
    fs::write(&blocked, b"").unwrap();
    for format in Format::ALL {
        for entry in fs::read_dir(fixtures().join(format.name())).unwrap() {
            let file = entry.unwrap().path();
            let whole = fs::read(&file).unwrap();
            let copy = folder.path().join(file.file_name().unwrap());
            for n in 0..=whole.len() {
                let mut flipped = whole.clone();
                if let Some(byte) = flipped.get_mut(n) {
                    *byte ^= 1 << (n % 8);
                }
                for bytes in [&whole[..n], &flipped] {
                    // a new file: some file systems wait for the disk when one is written over
                    let _ = fs::remove_file(&copy);
                    fs::write(&copy, bytes).unwrap();
                    let out = if n % 16 == 0 { &out } else { &blocked };
                    if import(format, std::slice::from_ref(&copy), folder.path(), out, &options)
                        .is_ok()
                    {
                        assert_eq!(
                            Dataset::read(out).unwrap().1,
                            [],
                            "{}",
                            String::from_utf8_lossy(bytes)
                        );
                    }
                }
            }
            fs::remove_file(copy).unwrap();
        }
    }
}
