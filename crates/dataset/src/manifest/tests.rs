use std::fs;

use expect_test::{Expect, expect};
use foundation::Hint;

use super::*;
use crate::item::{Caption, Item, Segment, Span};

const GOOD: &str = "name = \"mine\"\nvideos = \"../videos\"\n[[split]]\ntrain = \"train.jsonl\"\n";

/// A folder with files; the manifest is [`GOOD`] if there is none.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(MANIFEST), GOOD).unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

fn read(files: &[(&str, &[u8])]) -> String {
    let folder = folder(files);
    let text = match Dataset::read(folder.path()) {
        Ok((dataset, rejected)) => {
            let lists =
                dataset.splits.iter().flat_map(|split| Part::ALL.map(|part| split.part(part)));
            let items = lists.flatten().map(|item| serde_json::to_string(item).unwrap());
            items.chain(rejected.iter().map(ToString::to_string)).map(|line| line + "\n").collect()
        }
        Err(error) => format!("{error}\n{}\n", error.hint().unwrap_or_default()),
    };
    text.replace(&format!("{}/", folder.path().display()), "")
}

fn check(files: &[(&str, &[u8])], expected: Expect) {
    expected.assert_eq(&read(files));
}

#[test]
fn good_lines_stay_and_bad_ones_have_a_reason() {
    let lines = [
        "\u{feff}{\"video\":\"a/1.mp4\",\"captions\":[{\"text\":\"a cat\"}]}\r",
        "",
        "{\"video\":\"../1.mp4\"}",
        "{\"video\":\"/etc/passwd\"}",
        "{\"video\":\"a\\u0000b\"}",
        "{\"video\":\"C:/b\"}",
        "{\"video\":\"2.mp4\",\"span\":{\"start\":3,\"end\":3}}",
        "{\"video\":\"2.mp4\",\"span\":{\"start\":-1,\"end\":3}}",
        "{\"video\":\"2.mp4\",\"span\":{\"start\":0,\"end\":1e999}}",
        "{\"video\":\"2.mp4\",\"span\":{\"start\":NaN,\"end\":1}}",
        "{\"video\":\"2.mp4\",\"captions\":[{\"text\":\"x\"},{\"text\":\" \"}]}",
        "{\"video\":\"2.mp4\",\"captions\":[{\"text\":\"x\",\"nouns\":[\"\"]}]}",
        "{\"video\":\"2.mp4\",\"captoins\":[]}",
        "{\"video\":\"2.mp4\",\"questions\":[{\"text\":\"who?\",\"answer\":\"\"}]}",
        "{\"video\":\"2.mp4\",\"class\":\"\"}",
        "{\"video\":\"2.mp4\",\"span\":{\"start\":5,\"end\":9},\"segments\":[{\"start\":1,\"end\":6,\"class\":\"run\"}]}",
        "{\"video\":\"2.mp4\",\"segments\":[{\"start\":1,\"end\":6,\"class\":\"run\"},{\"start\":2,\"end\":1,\"class\":\"run\"}]}",
        "{\"video\":\"a/1.mp4\"}",
        "{\"video\":\"a/1.mp4\",\"span\":{\"start\":0.5,\"end\":2}}",
        "{\"video\":",
    ];
    check(
        &[("train.jsonl", lines.join("\n").as_bytes())],
        expect![[r#"
        {"video":"a/1.mp4","captions":[{"text":"a cat"}]}
        {"video":"a/1.mp4","span":{"start":0.5,"end":2.0}}
        `train.jsonl` line 3: `../1.mp4` is not a plain path below the folder of videos (no leading `/`, no `..`)
        `train.jsonl` line 4: `/etc/passwd` is not a plain path below the folder of videos (no leading `/`, no `..`)
        `train.jsonl` line 5: `a\0b` is not a plain path below the folder of videos (no leading `/`, no `..`)
        `train.jsonl` line 6: `C:/b` is not a plain path below the folder of videos (no leading `/`, no `..`)
        `train.jsonl` line 7: the span from 3 to 3 is not one: expected 0 <= start < end
        `train.jsonl` line 8: the span from -1 to 3 is not one: expected 0 <= start < end
        `train.jsonl` line 9: number out of range at column 46
        `train.jsonl` line 10: expected value at column 34
        `train.jsonl` line 11: caption 2 is empty
        `train.jsonl` line 12: a noun phrase of caption 1 is empty
        `train.jsonl` line 13: unknown field `captoins`; did you mean `captions`?
        `train.jsonl` line 14: question 1 or its answer is empty
        `train.jsonl` line 15: the class is empty
        `train.jsonl` line 16: segment 1 ends at 6, the item has 4 seconds
        `train.jsonl` line 17: segment 2 from 2 to 1 is not one: expected 0 <= start < end
        `train.jsonl` line 18: an earlier line has the same video and span, `a/1.mp4`: put its annotations into one line
        `train.jsonl` line 20: EOF while parsing a value at column 9
    "#]],
    );
}

#[test]
fn lines_of_a_table_are_joined() {
    let manifest = GOOD.replace("train.jsonl", "train.CSV");
    let table = "\u{feff}Video, start,end,caption,question,answer,class\r\n\
        1.mp4,,,a cat,,,\r\n\
        2.mp4,1,2.5,\"a dog, barking\",,,bark\r\n\
        1.mp4,,,,who?,cat,\r\n\
        1.mp4,,,a cat again,,,play\r\n\
        1.mp4,,,,,,sleep\r\n\
        3.mp4,1,,,,,\r\n\
        3.mp4,x,2,,,,\r\n\
        4.mp4,,,,why?,,\r\n\
        5.mp4\r\n";
    check(
        &[(MANIFEST, manifest.as_bytes()), ("train.CSV", table.as_bytes())],
        expect![[r#"
        {"video":"1.mp4","captions":[{"text":"a cat"},{"text":"a cat again"}],"questions":[{"text":"who?","answer":"cat"}],"class":"play"}
        {"video":"2.mp4","span":{"start":1.0,"end":2.5},"captions":[{"text":"a dog, barking"}],"class":"bark"}
        {"video":"5.mp4"}
        `train.CSV` line 5: the class is `sleep` here, `play` in an earlier line of the same video
        `train.CSV` line 6: `start` and `end` go together
        `train.CSV` line 7: `x` in column `start` is not a number
        `train.CSV` line 8: question 1 or its answer is empty
    "#]],
    );
}

#[test]
fn an_unknown_key_is_told_with_the_nearest() {
    check(
        &[(MANIFEST, GOOD.replace("videos =", "vidoes =").as_bytes())],
        expect![[r#"
        `dataset.toml` line 2: unknown field `vidoes`, expected one of `name`, `source`, `videos`, `split`
        did you mean `videos`?
    "#]],
    );
    check(
        &[(MANIFEST, GOOD.replace("train =", "trian =").as_bytes())],
        expect![[r#"
        `dataset.toml` line 4: unknown field `trian`, expected one of `train`, `validation`, `test`
        did you mean `train`?
    "#]],
    );
    let table = GOOD.replace("train.jsonl", "train.csv");
    check(
        &[(MANIFEST, table.as_bytes()), ("train.csv", b"video,captions\n")],
        expect![[r#"
        `train.csv` has an unknown column `captions`
        did you mean `caption`?
    "#]],
    );
    check(
        &[(MANIFEST, table.as_bytes()), ("train.csv", b"caption\n")],
        expect![[r#"
        `train.csv` has no column `video`

    "#]],
    );
}

#[test]
fn a_manifest_must_name_lists_within_its_folder() {
    check(
        &[(MANIFEST, b"name = \"mine\"\nvideos = \".\"\n")],
        expect![[r#"
        `dataset.toml` names no list of items
        add `[[split]]` with `train`, `validation` or `test`
    "#]],
    );
    check(
        &[(MANIFEST, GOOD.replace("train.jsonl", "../train.jsonl").as_bytes())],
        expect![[r#"
        `dataset.toml` names the list `../train.jsonl`, expected a plain path below its own folder
        put the list next to the manifest, or link it there
    "#]],
    );
    check(
        &[(MANIFEST, GOOD.replace("train.jsonl", "train.txt").as_bytes())],
        expect![[r#"
        `train.txt` is not a list of items: its name must end in `.jsonl` or `.csv`

    "#]],
    );
    check(
        &[],
        expect![[r#"
        cannot read `train.jsonl`

    "#]],
    );
}

#[test]
fn many_bad_lines_are_counted() {
    let folder = folder(&[("train.jsonl", "{}\n".repeat(5000).as_bytes())]);
    let (_, rejected) = Dataset::read(folder.path()).unwrap();
    assert_eq!(rejected.len(), 1001);
    assert_eq!((rejected[1000].line, &rejected[1000].fault), (1001, &Fault::More { count: 3999 }));
}

#[test]
fn a_line_without_end_is_passed_over() {
    let mut bytes = b"{\"video\":\"1\"}\n".to_vec();
    bytes.extend(vec![b'x'; (1 << 24) + 10]);
    bytes.extend(b"\n{\"video\":\"2\"}");
    check(
        &[("train.jsonl", &bytes)],
        expect![[r#"
        {"video":"1"}
        {"video":"2"}
        `train.jsonl` line 2: the line has more than 16777216 bytes
    "#]],
    );
}

fn dataset(videos: &Path) -> Dataset {
    let train = Item {
        video: "a/-1.mp4".to_owned(),
        span: Some(Span { start: 0.1, end: 2.0 }),
        captions: vec![Caption { text: "„so“".to_owned(), nouns: Some(vec!["so".to_owned()]) }],
        segments: vec![Segment { start: 0.0, end: 1.9, class: "run".to_owned() }],
        ..Item::default()
    };
    let test = |start| Item { span: Some(Span { start, end: 9.0 }), ..train.clone() };
    let split =
        Split { test: vec![test(1.9), test(2.0)], train: vec![train.clone()], ..Split::default() };
    Dataset {
        name: "mine".to_owned(),
        source: "by hand".to_owned(),
        videos: videos.to_owned(),
        splits: vec![split.clone(), Split::default(), split],
    }
}

#[test]
fn what_is_written_is_read_again_and_may_be_moved() {
    let folder = tempfile::tempdir().unwrap();
    let (out, videos) = (folder.path().join("before/data"), folder.path().join("before/videos"));
    fs::create_dir_all(&videos).unwrap();
    let written = dataset(&videos);
    written.write(&out, Existing::Keep).unwrap();
    fs::rename(folder.path().join("before"), folder.path().join("after")).unwrap();
    let (read, rejected) = Dataset::read(&folder.path().join("after/data")).unwrap();
    assert!(rejected.is_empty());
    assert_eq!(read.splits, written.splits);
    assert_eq!(read.videos, folder.path().join("after/data/../videos"));
    assert_eq!(read.splits[0].train[0].path(&read), read.videos.join("a/-1.mp4"));
    assert_eq!(
        fs::read_dir(folder.path().join("after/data")).unwrap().count(),
        6,
        "no temporary file is left"
    );
}

#[test]
fn a_test_item_that_shares_time_with_a_training_item_is_found() {
    let dataset = dataset(Path::new("videos"));
    assert_eq!(dataset.splits[0].trained_on(Part::Test), [&dataset.splits[0].test[0]]);
    assert!(dataset.splits[0].trained_on(Part::Validation).is_empty());
}

#[test]
fn only_the_same_data_set_is_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let mine = dataset(folder.path());
    fs::write(folder.path().join("test-1.jsonl"), "precious").unwrap();
    assert!(matches!(
        mine.write(folder.path(), Existing::Keep),
        Err(Error::Occupied { owner: None, .. })
    ));
    mine.write(folder.path(), Existing::Replace).unwrap();
    mine.write(folder.path(), Existing::Keep).unwrap();
    let other = Dataset { source: "from elsewhere".to_owned(), ..mine };
    assert!(matches!(
        other.write(folder.path(), Existing::Keep),
        Err(Error::Occupied { owner: Some(_), .. })
    ));
}
