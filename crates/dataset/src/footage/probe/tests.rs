use super::*;

fn parsed(text: &str) -> Listing {
    Listing::parse(text)
}

const MP4: &str = "packet|pts=0|dts=-512|duration=512|flags=K_\n\
                   packet|pts=1024|dts=0|duration=512|flags=__\n\
                   packet|pts=512|dts=512|duration=512|flags=__\n\
                   stream|codec_name=h264|codec_type=video|width=320|height=240|sample_aspect_ratio=1:1|\
                   time_base=1/12800|nb_frames=3|side_datum/display_matrix:rotation=-90\n\
                   format|start_time=0.000000|duration=0.120000\n";

#[test]
fn a_listing_is_read() {
    let listing = parsed(MP4);
    assert_eq!(listing.packets.len(), 3);
    assert_eq!(listing.packets[1].stamp, Some(1024));
    assert!(listing.packets[0].is_key && !listing.packets[1].is_key);
    let video = listing.video.as_ref().unwrap();
    assert_eq!((video.shown_size(), video.tick), ((240, 320), 1.0 / 12800.0));
    assert_eq!(listing.cut_short(0.12), None);
}

#[test]
fn nonsense_in_a_listing_is_no_panic() {
    for text in [
        "",
        "|||",
        "packet",
        "packet|pts=",
        "stream|width=-1|time_base=0/0|sample_aspect_ratio=0:1",
        "format|start_time=inf",
    ] {
        let listing = parsed(text);
        assert_eq!(listing.start, None);
        listing.cut_short(0.0);
    }
}

#[test]
fn a_container_that_promises_more_is_cut_short() {
    let check = |stream: &str, format: &str, expected: Option<&str>| {
        let frames = "packet|pts=0|flags=K_\n".repeat(50);
        let listing = parsed(&format!("{frames}stream|codec_name=x|{stream}\nformat|{format}\n"));
        assert_eq!(listing.cut_short(2.0).as_deref(), expected, "{stream} {format}");
    };
    check("nb_frames=50", "duration=2.0", None);
    check("nb_frames=52", "duration=2.1", None);
    check("nb_frames=100", "duration=4.0", Some("ends after 2.0 of 4.0 s"));
    check("tag:DURATION=00:01:00.500", "duration=60.5", Some("ends after 2.0 of 60.5 s"));
    // the sound goes on
    check("tag:DURATION=00:00:02.1", "duration=60.5", None);
    // a tag that was copied from the whole
    check("tag:DURATION=00:01:00.5", "duration=2.0", None);
}

#[test]
fn what_only_has_the_name_of_a_video_is_told() {
    let check = |start: &[u8], expected: Option<&str>| {
        let found = disguise(start);
        assert!(
            found.is_some() == expected.is_some()
                && found.unwrap_or("").contains(expected.unwrap_or("")),
            "{found:?}"
        );
    };
    check(b"version https://git-lfs.github.com/spec/v1\noid sha256:00", Some("Git LFS"));
    check(b"\n<!DOCTYPE html><html>", Some("web page"));
    check(b"a cat sits\non a mat\n", Some("text"));
    check(&[0; 512], Some("zeros"));
    check(b"\0\0\0\x20ftypisom", None);
    check(b"RIFF\x10\0\0\0AVI LIST", None);
}

pub(crate) fn stream_of(n: usize) -> Stream {
    Stream {
        codec: "h264".into(),
        width: 640,
        height: 272,
        stamps: (0..n as i64).collect(),
        keys: vec![0],
        tick: 0.1,
        by_time: true,
        part: 0..n,
        origin: 0.0,
        last: 0.1,
    }
}

#[test]
fn a_span_takes_the_frames_that_begin_in_it() {
    let check = |start, end, expected: Result<Range<usize>, &str>| {
        let mut stream = stream_of(100);
        match (stream.restrict(Span { start, end }), expected) {
            (Ok(()), Ok(part)) => assert_eq!(stream.part, part, "{start}..{end}"),
            (Err(reason), Err(expected)) => assert!(reason.contains(expected), "{reason}"),
            (found, expected) => panic!("{start}..{end}: {found:?} instead of {expected:?}"),
        }
    };
    check(1.0, 2.0, Ok(10..20));
    check(0.95, 2.05, Ok(10..21));
    check(9.0, 70.0, Ok(90..100));
    check(1.02, 1.03, Ok(10..11));
    check(12.0, 13.0, Err("ends after 10.0 s"));
    check(2.0, 2.0, Err("the end must come after"));
    check(f64::NAN, 2.0, Err("the end must come after"));
    check(-2.0, -1.0, Err("begins at 0.0 s"));
}

#[test]
fn the_short_side_is_what_was_asked_and_the_shape_is_kept() {
    let mut stream = stream_of(1);
    assert_eq!(stream.size(224), (527, 224));
    (stream.width, stream.height) = (272, 640);
    assert_eq!(stream.size(224), (224, 527));
}
