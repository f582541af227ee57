//! Every format, from small files in its true layout to the items that are written.

mod damage;

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
use foundation::Hint;
use tempfile::TempDir;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// The files of a format that are named, or its folder.
fn files(format: Format, names: &[&str]) -> Vec<PathBuf> {
    let folder = fixtures().join(format.name());
    if names.is_empty() {
        vec![folder]
    } else {
        names.iter().map(|name| folder.join(name)).collect()
    }
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
                writeln!(
                    text,
                    "{} {} {}",
                    n + 1,
                    part.name(),
                    serde_json::to_string(item).unwrap()
                )
                .unwrap();
            }
        }
    }
    text
}

fn run(
    format: Format,
    names: &[&str],
    videos: &[&str],
    options: &Options,
) -> (TempDir, Result<String, Error>) {
    let folder = tempfile::tempdir().unwrap();
    let (out, footage) = (folder.path().join("out"), folder.path().join("videos"));
    touch(&footage, videos);
    let shown =
        import(format, &files(format, names), &footage, &out, options).map(|(dataset, notes)| {
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
    check(
        Format::Msrvtt,
        &["MSRVTT_data.json"],
        &MSRVTT,
        &Options::default(),
        expect![[r#"
            msrvtt: MSR-VTT, official split
            1 train {"video":"TrainValVideo/video0.mp4","captions":[{"text":"a baker rolls dough"},{"text":"someone rolls out dough"}]}
            1 train {"video":"TrainValVideo/video1.mp4","captions":[{"text":"a drone flies over a lake"}]}
            1 validation {"video":"video2.avi","captions":[{"text":"two children build a tower"}]}
            1 test {"video":"TestVideo/video3.mp4","captions":[{"text":"a man tunes a guitar"},{"text":"guitar strings are tuned"}]}
            1 test {"video":"TestVideo/video4.mp4","captions":[{"text":"a train leaves"}]}
            note: `msrvtt/MSRVTT_data.json`: an empty sentence, left out (1 in all, first: `video4`)
        "#]],
    );
}

#[test]
fn msrvtt_1k_a_tests_with_one_sentence_per_video() {
    let names = ["MSRVTT_data.json", "MSRVTT_JSFUSION_test.csv", "MSRVTT_train.9k.csv"];
    check(
        Format::Msrvtt,
        &names,
        &MSRVTT,
        &Options::default(),
        expect![[r#"
            msrvtt: MSR-VTT, split by lists
            1 train {"video":"TrainValVideo/video0.mp4","captions":[{"text":"a baker rolls dough"},{"text":"someone rolls out dough"}]}
            1 train {"video":"TrainValVideo/video1.mp4","captions":[{"text":"a drone flies over a lake"}]}
            1 test {"video":"TestVideo/video3.mp4","captions":[{"text":"a man, seated, tunes a guitar"}]}
            1 test {"video":"TestVideo/video4.mp4","captions":[{"text":"a train leaves the station"}]}
            note: `msrvtt/MSRVTT_data.json`: an empty sentence, left out (1 in all, first: `video4`)
            note: `msrvtt/MSRVTT_train.9k.csv`: a training video that is in the test list, left out (1 in all, first: `video4`)
            note: `msrvtt/MSRVTT_train.9k.csv`: a training video without sentences, left out (1 in all, first: `video77`)
        "#]],
    );
}

#[test]
fn msrvtt_without_a_training_list_trains_on_all_but_the_test() {
    let names = ["MSRVTT_data.json", "MSRVTT_JSFUSION_test.csv"];
    check(
        Format::Msrvtt,
        &names,
        &MSRVTT,
        &Options::default(),
        expect![[r#"
            msrvtt: MSR-VTT, split by lists
            1 train {"video":"TrainValVideo/video0.mp4","captions":[{"text":"a baker rolls dough"},{"text":"someone rolls out dough"}]}
            1 train {"video":"TrainValVideo/video1.mp4","captions":[{"text":"a drone flies over a lake"}]}
            1 train {"video":"video2.avi","captions":[{"text":"two children build a tower"}]}
            1 test {"video":"TestVideo/video3.mp4","captions":[{"text":"a man, seated, tunes a guitar"}]}
            1 test {"video":"TestVideo/video4.mp4","captions":[{"text":"a train leaves the station"}]}
            note: `msrvtt/MSRVTT_data.json`: an empty sentence, left out (1 in all, first: `video4`)
            note: no training list was given: all videos outside of the test list train
        "#]],
    );
}

#[test]
fn msrvtt_in_the_layout_of_coco_is_read() {
    let names = ["MSR_VTT.json", "val_list_jsfusion.txt"];
    check(
        Format::Msrvtt,
        &names,
        &MSRVTT,
        &Options::default(),
        expect![[r#"
        msrvtt: MSR-VTT, split by lists
        1 train {"video":"TrainValVideo/video0.mp4","captions":[{"text":"a baker rolls dough"}]}
        1 test {"video":"TestVideo/video3.mp4","captions":[{"text":"a man tunes a guitar"}]}
        note: the test list has no sentences: all of the annotation file's are used
        note: no training list was given: all videos outside of the test list train
    "#]],
    );
}

const MSVD: [&str; 3] = ["-abCDefGhi1_5_15.avi", "Zz_y-x12345_0_9.avi", "vid1970.mp4"];

#[test]
fn msvd_is_split_by_lists() {
    let names = ["AllVideoDescriptions.txt", "train_list.txt", "val_list.txt", "test_list.txt"];
    check(
        Format::Msvd,
        &names,
        &MSVD,
        &Options::default(),
        expect![[r#"
            msvd: MSVD
            1 train {"video":"-abCDefGhi1_5_15.avi","captions":[{"text":"a dog digs a hole"},{"text":"a dog is digging"},{"text":"a dog is digging"}]}
            1 validation {"video":"Zz_y-x12345_0_9.avi","captions":[{"text":"a woman peels an apple"}]}
            note: 1 of 3 videos are not in the folder and were left out: qq_11_22333_44_51
            note: `msvd/AllVideoDescriptions.txt`: an empty sentence, left out (1 in all, first: line 9)
            note: `msvd/AllVideoDescriptions.txt`: a line that names no clip, left out (1 in all, first: line 11)
            note: `msvd/test_list.txt`: a clip without sentences, left out (1 in all, first: `never_seen1_1_2`)
        "#]],
    );
}

#[test]
fn msvd_is_split_by_number() {
    let names = ["MSR Video Description Corpus.csv", "youtube_mapping.txt"];
    check(
        Format::Msvd,
        &names,
        &MSVD,
        &Options::default(),
        expect![[r#"
        msvd: MSVD
        1 train {"video":"-abCDefGhi1_5_15.avi","captions":[{"text":"a dog \"digs\", quickly"}]}
        1 validation {"video":"Zz_y-x12345_0_9.avi","captions":[{"text":"a café isn't open"}]}
        1 test {"video":"vid1970.mp4","captions":[{"text":"a boat turns"}]}
        note: `msvd/MSR Video Description Corpus.csv`: an empty sentence, left out (1 in all, first: line 5)
        note: `msvd/MSR Video Description Corpus.csv`: 1 pieces of text are not UTF-8, read as Western European
    "#]],
    );
}

#[test]
fn questions_of_a_video_of_msrvtt_are_one_item() {
    check(
        Format::MsrvttQa,
        &[],
        &MSRVTT,
        &Options::default(),
        expect![[r#"
            msrvtt-qa: MSRVTT-QA
            1 train {"video":"TrainValVideo/video0.mp4","questions":[{"text":"what does the baker roll?","answer":"dough"},{"text":"who rolls dough?","answer":"baker"}]}
            1 train {"video":"TrainValVideo/video1.mp4","questions":[{"text":"how many lakes are there?","answer":"7"}]}
            1 validation {"video":"video2.avi","questions":[{"text":"who builds a tower?","answer":"children"}]}
            1 test {"video":"TestVideo/video3.mp4","questions":[{"text":"what is tuned?","answer":"guitar"}]}
            note: `msrvtt-qa/test_qa.json`: an empty question or answer, left out (1 in all, first: video `3`)
            note: `msrvtt-qa/train_qa.json`: a question that cannot be read, left out (1 in all, first: entry 4 (missing field `answer`))
        "#]],
    );
}

#[test]
fn questions_on_msvd_find_their_clips_by_number() {
    check(
        Format::MsvdQa,
        &[],
        &MSVD,
        &Options::default(),
        expect![[r#"
        msvd-qa: MSVD-QA
        1 train {"video":"-abCDefGhi1_5_15.avi","questions":[{"text":"what digs?","answer":"dog"}]}
        1 validation {"video":"Zz_y-x12345_0_9.avi","questions":[{"text":"what is peeled?","answer":"apple"}]}
        1 test {"video":"vid1970.mp4","questions":[{"text":"what turns?","answer":"boat"}]}
    "#]],
    );
}

#[test]
fn ucf101_has_several_splits() {
    let videos = [
        "ApplyEyeMakeup/v_ApplyEyeMakeup_g08_c01.avi",
        "ApplyEyeMakeup/v_ApplyEyeMakeup_g01_c01.avi",
        "HandstandPushups/v_HandstandPushups_g01_c01.avi",
        "HandstandPushups/v_HandStandPushups_g08_c01.avi",
    ];
    check(
        Format::Ucf101,
        &[],
        &videos,
        &Options::default(),
        expect![[r#"
            ucf101: UCF101
            1 train {"video":"ApplyEyeMakeup/v_ApplyEyeMakeup_g08_c01.avi","class":"ApplyEyeMakeup"}
            1 train {"video":"HandstandPushups/v_HandStandPushups_g08_c01.avi","class":"HandstandPushups"}
            1 test {"video":"ApplyEyeMakeup/v_ApplyEyeMakeup_g01_c01.avi","class":"ApplyEyeMakeup"}
            1 test {"video":"HandstandPushups/v_HandstandPushups_g01_c01.avi","class":"HandstandPushups"}
            2 train {"video":"ApplyEyeMakeup/v_ApplyEyeMakeup_g01_c01.avi","class":"ApplyEyeMakeup"}
            2 train {"video":"HandstandPushups/v_HandstandPushups_g01_c01.avi","class":"HandstandPushups"}
            2 test {"video":"ApplyEyeMakeup/v_ApplyEyeMakeup_g08_c01.avi","class":"ApplyEyeMakeup"}
            note: `ucf101/trainlist02.txt`: a class number of another class than the folder, the folder's taken (1 in all, first: line 2)
        "#]],
    );
}

#[test]
fn hmdb51_has_odd_names() {
    let videos = [
        "brush_hair/April_09_brush_hair_u_nm_np1_ba_goo_0.avi",
        "brush_hair/#20_(Part)_[x];&!_brush_hair_u_cm_np1_fr_med_1.avi",
        "kick_ball/A_B_kick_ball_f_cm_np1_ri_bad_0.avi",
        "A_C_kick_ball_f_cm_np1_ri_bad_1.mp4",
    ];
    check(
        Format::Hmdb51,
        &[],
        &videos,
        &Options::default(),
        expect![[r#"
            hmdb51: HMDB51
            1 train {"video":"brush_hair/April_09_brush_hair_u_nm_np1_ba_goo_0.avi","class":"brush_hair"}
            1 train {"video":"A_C_kick_ball_f_cm_np1_ri_bad_1.mp4","class":"kick_ball"}
            1 test {"video":"brush_hair/#20_(Part)_[x];&!_brush_hair_u_cm_np1_fr_med_1.avi","class":"brush_hair"}
            1 test {"video":"kick_ball/A_B_kick_ball_f_cm_np1_ri_bad_0.avi","class":"kick_ball"}
            2 train {"video":"kick_ball/A_B_kick_ball_f_cm_np1_ri_bad_0.avi","class":"kick_ball"}
            2 test {"video":"brush_hair/April_09_brush_hair_u_nm_np1_ba_goo_0.avi","class":"brush_hair"}
            note: `hmdb51/kick_ball_test_split1.txt`: a line without 0, 1 or 2, left out (1 in all, first: line 3)
        "#]],
    );
}

#[test]
fn activitynet_segments_are_mended() {
    let videos = ["v_--0aBcDeFgH.mp4", "aaBBccDDee1.mkv"];
    check(
        Format::Activitynet,
        &[],
        &videos,
        &Options::default(),
        expect![[r#"
            activitynet: ActivityNet 1.3
            1 train {"video":"v_--0aBcDeFgH.mp4","segments":[{"start":6.27,"end":54.11,"class":"Fixing bicycle"},{"start":55.0,"end":60.0,"class":"Fixing bicycle"}]}
            1 validation {"video":"aaBBccDDee1.mkv","segments":[{"start":0.0,"end":20.5,"class":"Playing congas"}]}
            note: 1 of 3 videos are not in the folder and were left out: v_goneGoneGo3
            note: `activitynet/activity_net.v1-3.min.json`: times in the wrong order, exchanged (1 in all, first: `--0aBcDeFgH`)
            note: `activitynet/activity_net.v1-3.min.json`: times without a length, left out (1 in all, first: `--0aBcDeFgH`)
            note: `activitynet/activity_net.v1-3.min.json`: a time before the begin of the video, moved there (1 in all, first: `aaBBccDDee1`)
            note: `activitynet/activity_net.v1-3.min.json`: a time after the end of the video, moved there (1 in all, first: `aaBBccDDee1`)
            note: `activitynet/activity_net.v1-3.min.json`: times after the end of the video, left out (1 in all, first: `aaBBccDDee1`)
            note: `activitynet/activity_net.v1-3.min.json`: a segment that cannot be read, left out (1 in all, first: `aaBBccDDee1` (invalid type: string "x", expected f64))
            note: labels of the subset `testing` are not public: it is left out, report on `validation`
        "#]],
    );
}

#[test]
fn activitynet_captions_are_one_item_per_sentence() {
    let videos = ["v_--0aBcDeFgH.mp4", "v_aaBBccDDee1.mkv"];
    check(
        Format::ActivitynetCaptions,
        &[],
        &videos,
        &Options::default(),
        expect![[r#"
            activitynet-captions: ActivityNet Captions, one sentence per item
            1 train {"video":"v_--0aBcDeFgH.mp4","span":{"start":0.83,"end":19.86},"captions":[{"text":"A man turns a bicycle over."}]}
            1 train {"video":"v_--0aBcDeFgH.mp4","span":{"start":17.37,"end":60.81},"captions":[{"text":"He spins the wheel."}]}
            1 validation {"video":"v_aaBBccDDee1.mkv","span":{"start":0.0,"end":20.0},"captions":[{"text":"A drummer plays."}]}
            1 test {"video":"v_aaBBccDDee1.mkv","span":{"start":1.0,"end":11.0},"captions":[{"text":"Hands hit a drum."}]}
            1 test {"video":"v_aaBBccDDee1.mkv","span":{"start":12.0,"end":19.0},"captions":[{"text":"The drum is loud."}]}
            note: 1 of 3 videos are not in the folder and were left out: v_goneGoneGo3
            note: `activitynet-captions/train.json`: times in the wrong order, exchanged (1 in all, first: `v_--0aBcDeFgH`)
            note: `activitynet-captions/val_1.json`: a time after the end of the video, moved there (1 in all, first: `v_aaBBccDDee1`)
            note: `activitynet-captions/val_1.json`: times after the end of the video, left out (1 in all, first: `v_aaBBccDDee1`)
            note: `activitynet-captions/val_1.json`: an empty sentence, left out (1 in all, first: `v_aaBBccDDee1`)
            note: `activitynet-captions/val_2.json`: not as many times as sentences, those without the other left out (1 in all, first: `v_aaBBccDDee1`)
        "#]],
    );
}

#[test]
fn activitynet_captions_are_one_paragraph_per_video() {
    let videos = ["v_--0aBcDeFgH.mp4", "v_aaBBccDDee1.mkv"];
    let options = Options { paragraphs: true, keep_missing: true, ..Options::default() };
    check(
        Format::ActivitynetCaptions,
        &[],
        &videos,
        &options,
        expect![[r#"
            activitynet-captions: ActivityNet Captions, one paragraph per video
            1 train {"video":"v_--0aBcDeFgH.mp4","captions":[{"text":"A man turns a bicycle over. He spins the wheel."}]}
            1 test {"video":"v_aaBBccDDee1.mkv","captions":[{"text":"A drummer plays. Nobody is left."}]}
            1 test {"video":"v_goneGoneGo3.mp4","captions":[{"text":"Gone."}]}
            note: 1 of 3 videos are not in the folder and were kept: v_goneGoneGo3
            note: `activitynet-captions/val_1.json`: an empty sentence, left out (1 in all, first: `v_aaBBccDDee1`)
            note: `val_1` tests; `val_2` describes the same videos again and is left out
        "#]],
    );
}

#[test]
fn webvid_lies_in_folders_of_pages_or_in_one() {
    let videos = ["006001_006050/1066674784.mp4", "1066674786.webm", "000001_000050/21179416.mp4"];
    check(
        Format::Webvid,
        &[],
        &videos,
        &Options::default(),
        expect![[r#"
            webvid: WebVid
            1 train {"video":"006001_006050/1066674784.mp4","captions":[{"text":"Rain, on a \"tin\" roof"},{"text":"Heavy rain"}]}
            1 train {"video":"1066674786.webm","captions":[{"text":"Café at night"}]}
            1 validation {"video":"000001_000050/21179416.mp4","captions":[{"text":"Slow pan over snow"}]}
            note: `webvid/results_2M_train.csv`: an empty sentence, left out (1 in all, first: line 3)
        "#]],
    );
}

#[test]
fn missing_videos_are_kept_if_wanted() {
    let options =
        Options { keep_missing: true, extension: Some(".mkv".to_owned()), ..Options::default() };
    check(
        Format::MsvdQa,
        &[],
        &["vid1250.avi", "vid1250.mkv"],
        &options,
        expect![[r#"
        msvd-qa: MSVD-QA
        1 train {"video":"-abCDefGhi1_5_15.mkv","questions":[{"text":"what digs?","answer":"dog"}]}
        1 validation {"video":"vid1250.mkv","questions":[{"text":"what is peeled?","answer":"apple"}]}
        1 test {"video":"qq_11_22333_44_51.mkv","questions":[{"text":"what turns?","answer":"boat"}]}
        note: 2 of 3 videos are not in the folder and were kept: qq_11_22333_44_51, -abCDefGhi1_5_15
    "#]],
    );
}
