//! Frames of real files, which the tests make themselves with `ffmpeg`. Where it is absent they are
//! skipped.

use std::path::{Path, PathBuf};
use std::process::Command;

use dataset::footage::decode::{Way, attempt, decode};
use dataset::footage::probe::{count, probe};
use dataset::footage::{Error, Recipe, film};
use dataset::item::Span;
use tempfile::TempDir;

/// 100 frames at 25 per second; frame `n` is grey, its luma 20 + 2 n.
const GREYS: &str = "color=c=black:s=96x64:r=25:d=4,format=yuv420p,geq=lum='20+2*N':cb=128:cr=128";
/// 100 frames with motion and all colours.
const MOTION: &str = "testsrc2=s=320x240:r=25:d=4";

/// A folder for clips, or none where there is no `ffmpeg`.
fn folder() -> Option<TempDir> {
    testing::tool("ffmpeg").then(|| tempfile::tempdir().unwrap())
}

fn clip(folder: &TempDir, name: &str, source: &str, options: &str) -> PathBuf {
    let path = folder.path().join(name);
    let input = ["-f", "lavfi", "-i", source];
    ffmpeg(&input, options, &path);
    path
}

fn ffmpeg(input: &[&str], options: &str, path: &Path) {
    let status = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-y"])
        .args(input)
        .args(options.split_whitespace())
        .arg(path)
        .status()
        .unwrap();
    assert!(status.success(), "cannot make {}", path.display());
}

/// The middle pixel's green, as the luma that it had.
fn lumas(path: &Path, indices: &[usize], way: Way) -> Vec<u8> {
    let stream = probe(path, None).unwrap();
    lumas_of(path, &stream, indices, way)
}

fn lumas_of(
    path: &Path,
    stream: &dataset::footage::probe::Stream,
    indices: &[usize],
    way: Way,
) -> Vec<u8> {
    let frames = attempt(path, stream, indices, 16, way).unwrap().unwrap();
    let stride = frames.stride();
    assert_eq!(frames.bytes.len(), indices.len() * stride);
    frames
        .bytes
        .chunks(stride)
        .map(|frame| (frame[stride / 2 + 1] as f64 * 219.0 / 255.0 + 16.0).round() as u8)
        .collect()
}

fn reason(path: &Path) -> String {
    match film(path, None, Recipe { side: 16, frames: 8 }) {
        Err(Error::Unreadable(unreadable)) => {
            assert_eq!(unreadable.path, path);
            unreadable.reason
        }
        other => panic!("{}: {other:?}", path.display()),
    }
}

const CODECS: [(&str, &str); 9] = [
    ("b-frames.mp4", "-c:v libx264 -bf 3 -g 12 -qp 4"),
    ("one-group.mp4", "-c:v libx264 -bf 3 -g 1000 -qp 4"),
    ("open-group.mkv", "-c:v libx264 -x264-params open-gop=1:keyint=12:bframes=3 -qp 4"),
    ("vp9.webm", "-c:v libvpx-vp9 -g 20 -crf 4 -b:v 0 -deadline realtime -cpu-used 8"),
    ("vp8.webm", "-c:v libvpx -g 20 -crf 4 -b:v 20M -auto-alt-ref 1 -lag-in-frames 16 -cpu-used 8"),
    ("plain.avi", "-c:v mpeg4 -vtag XVID -q:v 1 -g 12"),
    ("b-frames.avi", "-c:v mpeg4 -vtag XVID -q:v 1 -bf 2 -g 12"),
    ("stream.ts", "-c:v libx264 -bf 2 -g 12 -qp 4"),
    ("old.mpg", "-c:v mpeg2video -q:v 1 -bf 2"),
];

#[test]
fn the_right_frames_come_out_of_every_container() {
    let Some(folder) = folder() else { return };
    for (name, options) in CODECS {
        let path = clip(&folder, name, GREYS, options);
        let stream = probe(&path, None).unwrap();
        assert_eq!(stream.len(), 100, "{name}");
        let all: Vec<usize> = (0..100).collect();
        for indices in [&all[..], &[0, 1, 13, 14, 57, 98, 99], &[99], &[41, 3, 41]] {
            for way in [Way::Straight, Way::Seeking, Way::Cheapest] {
                let found = lumas_of(&path, &stream, indices, way);
                for (index, luma) in indices.iter().zip(found) {
                    let expected = 20 + 2 * *index as i32;
                    assert!(
                        (luma as i32 - expected).abs() <= 1,
                        "{name} {way:?}: frame {index} is {luma}, not {expected}"
                    );
                }
            }
        }
    }
}

#[test]
fn seeking_gives_the_same_pixels_as_one_pass() {
    let Some(folder) = folder() else { return };
    for (name, options) in CODECS {
        let options = options.replace("-qp 4", "-crf 28").replace("-q:v 1", "-q:v 6");
        let path = clip(&folder, name, MOTION, &options);
        let stream = probe(&path, None).unwrap();
        let indices: Vec<usize> = (0..100).step_by(7).collect();
        let straight = attempt(&path, &stream, &indices, 48, Way::Straight).unwrap().unwrap();
        let seeking = attempt(&path, &stream, &indices, 48, Way::Seeking).unwrap().unwrap();
        assert_eq!((straight.width, straight.height), (64, 48));
        assert!(straight == seeking, "{name}");
    }
}

#[test]
fn times_are_those_of_the_file_when_the_rate_varies() {
    let Some(folder) = folder() else { return };
    let source = format!("{GREYS},select='lt(n,20)+not(mod(n,10))'");
    for name in ["varies.mp4", "varies.webm"] {
        let codec = if name.ends_with("4") {
            "-c:v libx264 -qp 4"
        } else {
            "-c:v libvpx-vp9 -crf 4 -b:v 0 -deadline realtime"
        };
        let path = clip(&folder, name, &source, &format!("-fps_mode vfr {codec}"));
        let stream = probe(&path, None).unwrap();
        assert_eq!(stream.len(), 28, "{name}");
        let times: Vec<f64> = [0, 19, 20, 27].map(|frame| stream.time(frame)).to_vec();
        for (found, expected) in times.iter().zip([0.0, 0.76, 0.8, 3.6]) {
            assert!((found - expected).abs() < 0.002, "{name}: {times:?}");
        }
        let found = lumas(&path, &[0, 19, 20, 21, 27], Way::Seeking);
        for (luma, original) in found.iter().zip([0, 19, 20, 30, 90]) {
            assert!((*luma as i32 - (20 + 2 * original)).abs() <= 1, "{name}: {found:?}");
        }
    }
}

#[test]
fn a_span_is_decoded_from_where_it_begins() {
    let Some(folder) = folder() else { return };
    for (name, options) in [CODECS[0], CODECS[3], CODECS[6]] {
        let path = clip(&folder, name, GREYS, options);
        let film =
            film(&path, Some(Span { start: 2.0, end: 3.0 }), Recipe { side: 16, frames: 100 })
                .unwrap();
        let greens: Vec<u8> =
            film.frames.bytes.chunks(film.frames.stride()).map(|frame| frame[1]).collect();
        assert_eq!(film.indices.len(), 25, "{name}");
        assert!(
            (film.stream.time(0) - 2.0).abs() < 0.001 && (film.stream.end() - 3.0).abs() < 0.001,
            "{name}"
        );
        let first = ((20 + 2 * 50 - 16) as f64 * 255.0 / 219.0) as i32;
        assert!((greens[0] as i32 - first).abs() <= 2, "{name}: {greens:?}");
    }
    let path = folder.path().join(CODECS[0].0);
    let late = film(&path, Some(Span { start: 20.0, end: 30.0 }), Recipe { side: 16, frames: 8 });
    assert!(
        late.unwrap_err().to_string().contains("ends after 4.0 s"),
        "a span beyond the end is named"
    );
}

#[test]
fn colours_and_sides_are_where_they_were() {
    let Some(folder) = folder() else { return };
    // red left, blue right, a green bar below
    let source = "color=c=red:s=98x66:r=10:d=1,drawbox=x=49:w=49:c=blue:t=fill,drawbox=y=44:h=22:c=lime:t=fill";
    let check = |path: &Path, size: (u32, u32), spots: [(u32, u32, [u8; 3]); 3]| {
        let stream = probe(path, None).unwrap();
        let frames = decode(path, &stream, &[5], 33).unwrap();
        assert_eq!((frames.width, frames.height), size, "{}", path.display());
        for (x, y, colour) in spots {
            let at = ((y * frames.width + x) * 3) as usize;
            let found = &frames.bytes[at..at + 3];
            let off = found.iter().zip(colour).map(|(a, b)| a.abs_diff(b)).max().unwrap();
            assert!(off < 12, "{}: {found:?} at {x}, {y}", path.display());
        }
    };
    let [red, blue, green] = [[255, 0, 0], [0, 0, 255], [0, 255, 0]];
    let upright = [(8, 8, red), (40, 8, blue), (24, 29, green)];
    let path = clip(&folder, "odd.mp4", source, "-pix_fmt yuv444p -c:v libx264 -qp 1");
    check(&path, (49, 33), upright);
    check(&clip(&folder, "odd.avi", source, "-c:v mpeg4 -q:v 1"), (49, 33), upright);
    let turned = folder.path().join("turned.mp4");
    ffmpeg(&["-i", path.to_str().unwrap()], "-c copy -metadata:s:v rotate=90", &turned);
    // a quarter turn against the clock, as this version of ffmpeg writes it: what was above is left
    check(&turned, (33, 49), [(29, 24, green), (8, 8, blue), (8, 40, red)]);
    let wide =
        clip(&folder, "wide.mp4", source, "-vf setsar=2/1 -pix_fmt yuv444p -c:v libx264 -qp 1");
    check(&wide, (98, 33), [(16, 8, red), (80, 8, blue), (48, 29, green)]);
}

#[test]
fn frames_before_the_edit_of_a_copied_cut_are_not_shown() {
    let Some(folder) = folder() else { return };
    let whole = clip(&folder, "whole.mp4", GREYS, "-c:v libx264 -bf 3 -g 25 -qp 4");
    let cut = folder.path().join("cut.mp4");
    ffmpeg(&["-ss", "1.4", "-i", whole.to_str().unwrap()], "-c copy", &cut);
    let stream = probe(&cut, None).unwrap();
    let found = lumas_of(&cut, &stream, &[0, 1, stream.len() - 1], Way::Straight);
    assert_eq!(stream.len(), 65);
    for (luma, expected) in found.iter().zip([90_u8, 92, 218]) {
        assert!(luma.abs_diff(expected) <= 1, "{found:?}");
    }
}

#[test]
fn thousands_of_single_frames_can_be_asked_at_once() {
    let Some(folder) = folder() else { return };
    let path =
        clip(&folder, "long.mp4", "testsrc=s=32x32:r=100:d=70", "-c:v libx264 -preset ultrafast");
    let stream = probe(&path, None).unwrap();
    let indices: Vec<usize> = (0..7000).step_by(2).collect();
    let frames = decode(&path, &stream, &indices, 4).unwrap();
    assert_eq!(frames.bytes.len(), 3500 * 4 * 4 * 3);
}

#[test]
fn a_file_that_is_cut_short_says_where() {
    let Some(folder) = folder() else { return };
    let check = |name: &str, options: &str, expected: &str| {
        let path = clip(&folder, name, MOTION, options);
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() * 6 / 10]).unwrap();
        let reason = reason(&path);
        assert!(reason.contains(expected), "{name}: {reason}");
    };
    check("index-first.mp4", "-c:v libx264 -movflags +faststart", "ends after 2.");
    check("index-first.mp4", "-c:v libx264 -movflags +faststart", " of 4.0 s");
    check("index-last.mp4", "-c:v libx264", "has no index");
    check("cut.webm", "-c:v libvpx-vp9 -deadline realtime -cpu-used 8", " of 4.0 s");
    check("cut.mkv", "-c:v libx264 -cluster_time_limit 200", " of 4.0 s");
    check("cut.avi", "-c:v mpeg4 -vtag XVID", " of 4.0 s");
}

#[test]
fn damage_in_the_middle_is_an_error_of_that_file() {
    let Some(folder) = folder() else { return };
    for (name, options) in
        [("a.mp4", "-c:v libx264 -bf 2 -movflags +faststart"), ("a.avi", "-c:v mpeg4 -vtag XVID")]
    {
        let path = clip(&folder, name, MOTION, options);
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle..middle + 400].iter_mut().for_each(|byte| *byte ^= 0x5a);
        std::fs::write(&path, bytes).unwrap();
        let reason = reason(&path);
        assert!(reason.starts_with("is damaged"), "{name}: {reason}");
    }
}

#[test]
fn what_is_no_video_is_named() {
    let Some(folder) = folder() else { return };
    let check = |name: &str, content: &[u8], expected: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let reason = reason(&path);
        assert!(reason.contains(expected), "{name}: {reason}");
    };
    check("empty.mp4", b"", "is empty");
    check("text.mp4", b"no video here\n", "is a text");
    check("noise.mp4", &[0xa7, 0x13, 0x00, 0x99].repeat(500), "is not a video that can be read");
    check(
        "pointer.mp4",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 2\n",
        "git lfs pull",
    );
    let sound = clip(&folder, "sound.mp4", "sine=d=1", "-c:a aac");
    assert_eq!(reason(&sound), "has no video stream");
    let none = clip(&folder, "none.mp4", "testsrc=d=0.1", "-frames:v 0 -c:v libx264");
    assert!(reason(&none).contains("no"), "{}", reason(&none));
    assert_eq!(reason(folder.path()), "is a folder, not a video");
    assert_eq!(reason(&folder.path().join("absent.mp4")), "does not exist");
}

#[test]
fn a_list_of_files_does_not_open_others() {
    let Some(folder) = folder() else { return };
    clip(&folder, "secret.mp4", MOTION, "-c:v libx264");
    let check = |name: &str, content: &str| {
        let path = folder.path().join(name);
        // padded with bytes that no text has, to come past our own look at the file
        std::fs::write(&path, [content.as_bytes(), b"#\xff\n"].concat()).unwrap();
        assert!(reason(&path).contains("is not a video"), "{name}: {}", reason(&path));
    };
    check("a.mp4", "ffconcat version 1.0\nfile secret.mp4\n");
    check("b.mp4", "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nsecret.mp4\n");
}

#[test]
fn odd_names_are_only_names() {
    let Some(folder) = folder() else { return };
    let whole = clip(&folder, "whole.mp4", GREYS, "-c:v libx264");
    for name in [
        "-i.mp4",
        "a:b.mp4",
        "http:x.mp4",
        "frame%03d.mp4",
        "a b'c\"d;e.mp4",
        "ü|é.mp4",
        "file:x.mp4",
        "new\nline.mp4",
    ] {
        let path = folder.path().join(name);
        std::fs::copy(&whole, &path).unwrap();
        assert_eq!(probe(&path, None).unwrap().len(), 100, "{name}");
        assert_eq!(lumas(&path, &[0, 99], Way::Seeking).len(), 2, "{name}");
    }
}

#[test]
fn counting_agrees_with_the_packets() {
    let Some(folder) = folder() else { return };
    let path = clip(&folder, "a.mp4", GREYS, CODECS[0].1);
    let (packets, frames) = (probe(&path, None).unwrap(), count(&path, None).unwrap());
    assert_eq!(packets.len(), frames.len());
    assert!((0..100).all(|frame| packets.time(frame) == frames.time(frame)
        && packets.is_key(frame) == frames.is_key(frame)));
    assert_eq!(
        lumas_of(&path, &packets, &[7, 70], Way::Straight),
        lumas_of(&path, &frames, &[7, 70], Way::Straight)
    );
}
