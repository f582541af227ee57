//! Every format, from small files in its true layout to the items that are written.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use dataset::{
    import::{Error, Format, Options, import},
    manifest::{Dataset, Existing, Part},
};
use expect_test::{Expect, expect};
use tempfile::TempDir;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// The files of a format that are named, or its folder.
fn files(format: Format, names: &[&str]) -> Vec<PathBuf> {
    let folder = fixtures().join(format.name());
    if names.is_empty() { vec![folder] } else { names.iter().map(|name| folder.join(name)).collect() }
}

fn touch(folder: &Path, videos: &[&str]) {
    for video in videos {
        let file = folder.join(video);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, b"").unwrap();
    }
}

fn show(dataset: &Dataset) -> String {
    let mut text = format!("{}: {}\n", dataset.name, dataset.source);
    for (n, split) in dataset.splits.iter().enumerate() {
        for part in Part::ALL {
            for item in split.part(part) {
                writeln!(text, "{} {} {}", n + 1, part.name(), serde_json::to_string(item).unwrap()).unwrap();
            }
        }
    }
    text
}

fn run(format: Format, names: &[&str], videos: &[&str], options: &Options) -> (TempDir, Result<String, Error>) {
    let folder = tempfile::tempdir().unwrap();
    let (out, footage) = (folder.path().join("out"), folder.path().join("videos"));
    touch(&footage, videos);
    let shown = import(format, &files(format, names), &footage, &out, options).map(|(dataset, notes)| {
        let (read, rejected) = Dataset::read(&out).unwrap();
        assert_eq!(rejected, [], "what was written is read without complaint");
        assert_eq!(show(&read), show(&dataset));
        assert_eq!(read.videos.canonicalize().unwrap(), footage.canonicalize().unwrap());
        let mut text = show(&dataset);
        for note in notes {
            writeln!(text, "note: {note}").unwrap();
        }
        text.replace(&format!("{}/", fixtures().display()), "")
    });
    (folder, shown)
}

fn check(format: Format, names: &[&str], videos: &[&str], options: &Options, expected: Expect) {
    expected.assert_eq(&run(format, names, videos, options).1.unwrap());
}

const MSRVTT: [&str; 5] = [
    "TrainValVideo/video0.mp4",
    "TrainValVideo/video1.mp4",
    "video2.avi",
    "TestVideo/video3.mp4",
    "TestVideo/video4.mp4",
];

#[test]
fn msrvtt_has_an_official_split() {
    check(Format::Msrvtt, &["MSRVTT_data.json"], &MSRVTT, &Options::default(), expect![[""]]);
}

#[test]
fn msrvtt_1k_a_tests_with_one_sentence_per_video() {
    let names = ["MSRVTT_data.json", "MSRVTT_JSFUSION_test.csv", "MSRVTT_train.9k.csv"];
    check(Format::Msrvtt, &names, &MSRVTT, &Options::default(), expect![[""]]);
}

#[test]
fn msrvtt_without_a_training_list_trains_on_all_but_the_test() {
    let names = ["MSRVTT_data.json", "MSRVTT_JSFUSION_test.csv"];
    check(Format::Msrvtt, &names, &MSRVTT, &Options::default(), expect![[""]]);
}

#[test]
fn msrvtt_in_the_layout_of_coco_is_read() {
    let names = ["MSR_VTT.json", "val_list_jsfusion.txt"];
    check(Format::Msrvtt, &names, &MSRVTT, &Options::default(), expect![[""]]);
}

const MSVD: [&str; 3] = ["-abCDefGhi1_5_15.avi", "Zz_y-x12345_0_9.avi", "vid1970.mp4"];

#[test]
fn msvd_is_split_by_lists() {
    let names = ["AllVideoDescriptions.txt", "train_list.txt", "val_list.txt", "test_list.txt"];
    check(Format::Msvd, &names, &MSVD, &Options::default(), expect![[""]]);
}

#[test]
fn msvd_is_split_by_number() {
    let names = ["MSR Video Description Corpus.csv", "youtube_mapping.txt"];
    check(Format::Msvd, &names, &MSVD, &Options::default(), expect![[""]]);
}

#[test]
fn questions_of_a_video_of_msrvtt_are_one_item() {
    check(Format::MsrvttQa, &[], &MSRVTT, &Options::default(), expect![[""]]);
}

#[test]
fn questions_on_msvd_find_their_clips_by_number() {
    check(Format::MsvdQa, &[], &MSVD, &Options::default(), expect![[""]]);
}

#[test]
fn ucf101_has_several_splits() {
    let videos = [
        "ApplyEyeMakeup/v_ApplyEyeMakeup_g08_c01.avi",
        "ApplyEyeMakeup/v_ApplyEyeMakeup_g01_c01.avi",
        "HandstandPushups/v_HandstandPushups_g01_c01.avi",
        "HandstandPushups/v_HandStandPushups_g08_c01.avi",
    ];
    check(Format::Ucf101, &[], &videos, &Options::default(), expect![[""]]);
}

#[test]
fn hmdb51_has_odd_names() {
    let videos = [
        "brush_hair/April_09_brush_hair_u_nm_np1_ba_goo_0.avi",
        "brush_hair/#20_(Part)_[x];&!_brush_hair_u_cm_np1_fr_med_1.avi",
        "kick_ball/A_B_kick_ball_f_cm_np1_ri_bad_0.avi",
        "A_C_kick_ball_f_cm_np1_ri_bad_1.mp4",
    ];
    check(Format::Hmdb51, &[], &videos, &Options::default(), expect![[""]]);
}

#[test]
fn activitynet_segments_are_mended() {
    let videos = ["v_--0aBcDeFgH.mp4", "aaBBccDDee1.mkv"];
    check(Format::Activitynet, &[], &videos, &Options::default(), expect![[""]]);
}

#[test]
fn activitynet_captions_are_one_item_per_sentence() {
    let videos = ["v_--0aBcDeFgH.mp4", "v_aaBBccDDee1.mkv"];
    check(Format::ActivitynetCaptions, &[], &videos, &Options::default(), expect![[""]]);
}

#[test]
fn activitynet_captions_are_one_paragraph_per_video() {
    let videos = ["v_--0aBcDeFgH.mp4", "v_aaBBccDDee1.mkv"];
    let options = Options { paragraphs: true, keep_missing: true, ..Options::default() };
    check(Format::ActivitynetCaptions, &[], &videos, &options, expect![[""]]);
}

#[test]
fn webvid_lies_in_folders_of_pages_or_in_one() {
    let videos = ["006001_006050/1066674784.mp4", "1066674786.webm", "000001_000050/21179416.mp4"];
    check(Format::Webvid, &[], &videos, &Options::default(), expect![[""]]);
}

#[test]
fn missing_videos_are_kept_if_wanted() {
    let options = Options { keep_missing: true, extension: Some(".mkv".to_owned()), ..Options::default() };
    check(Format::MsvdQa, &[], &["vid1250.avi", "vid1250.mkv"], &options, expect![[""]]);
}

#[test]
fn a_wrong_file_is_told_apart() {
    let check = |format: Format, other: Format, name: &str, expected: Expect| {
        let folder = tempfile::tempdir().unwrap();
        let error =
            import(format, &files(other, &[name]), folder.path(), &folder.path().join("out"), &Options::default());
        let error = error.unwrap_err();
        let text = format!("{error}\nhint: {}", error.hint().unwrap_or_default());
        expected.assert_eq(&text.replace(&format!("{}/", fixtures().display()), ""));
    };
    check(Format::Msrvtt, Format::Activitynet, "activity_net.v1-3.min.json", expect![[""]]);
    check(Format::Ucf101, Format::Hmdb51, "kick_ball_test_split1.txt", expect![[""]]);
    check(Format::Webvid, Format::Msvd, "MSR Video Description Corpus.csv", expect![[""]]);
}

#[test]
fn a_wrong_folder_of_videos_is_an_error_and_nothing_is_written() {
    let (folder, result) = run(Format::Msrvtt, &["MSRVTT_data.json"], &["other.mp4"], &Options::default());
    let text = result.unwrap_err().to_string().replace(&folder.path().display().to_string(), "");
    expect![[""]].assert_eq(&text);
    assert!(!folder.path().join("out").exists());
}

#[test]
fn another_data_set_is_not_written_over() {
    let (folder, result) = run(Format::Msrvtt, &["MSRVTT_data.json"], &MSRVTT, &Options::default());
    result.unwrap();
    let (out, videos) = (folder.path().join("out"), folder.path().join("videos"));
    touch(&videos, &MSVD);
    let again = |format: Format, options| import(format, &files(format, &["train_qa.json"]), &videos, &out, &options);
    let error = again(Format::MsrvttQa, Options::default()).unwrap_err();
    expect![[""]].assert_eq(&error.to_string().replace(&folder.path().display().to_string(), ""));
    again(Format::MsrvttQa, Options { existing: Existing::Replace, ..Options::default() }).unwrap();
    again(Format::MsrvttQa, Options::default()).unwrap();
}

#[test]
fn cut_and_mangled_files_never_panic() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { keep_missing: true, existing: Existing::Replace, ..Options::default() };
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
                    fs::write(&copy, bytes).unwrap();
                    let _ = import(format, &[copy.clone()], folder.path(), &folder.path().join("out"), &options);
                }
            }
            fs::remove_file(copy).unwrap();
        }
    }
}
