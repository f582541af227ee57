//! The frames of a video file, learned from its packets: no picture is decoded.

use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::ops::Range;
use std::path::Path;
use std::time::Duration;

use super::error::Error;
use super::tool;
use crate::file::start;
use crate::item::Span;

mod listing;

use listing::{Listing, Packet};

/// The most text that is read about one file; a day of video at 60 frames per second has less.
const MOST_TEXT: usize = 512 << 20;

/// A frame may be this many times as long as it is wide, and not more.
const MOST_ELONGATED: u32 = 16;

/// A video of a file, or the part of it that is meant. Frames are numbered from the first one of
/// the part.
#[derive(Clone, Debug, PartialEq)]
pub struct Stream {
    /// Name of the codec, as `ffmpeg` calls it.
    pub codec: String,
    /// Width of a frame as it is shown, in pixels: turned as the file asks, and with square pixels.
    pub width: u32,
    /// Height of a frame as it is shown, in pixels.
    pub height: u32,
    /// Presentation time of every frame of the file, rising, in units of `tick`.
    pub(super) stamps: Vec<i64>,
    /// Which of those can be decoded without any before them, rising.
    pub(super) keys: Vec<usize>,
    /// Length of a unit of time, in seconds.
    pub(super) tick: f64,
    /// Whether a frame is found by its time; otherwise by its place among the decoded ones.
    pub(super) by_time: bool,
    /// The frames of the part.
    pub(super) part: Range<usize>,
    /// Time that the file calls 0, in seconds.
    origin: f64,
    /// How long the last frame of the file is shown, in seconds.
    last: f64,
}

impl Stream {
    /// Number of frames.
    #[expect(clippy::len_without_is_empty, reason = "it has at least one frame")]
    pub fn len(&self) -> usize {
        self.part.len()
    }

    /// When a frame is shown, in seconds from the start of the file.
    ///
    /// # Panics
    /// If there is no such frame.
    pub fn time(&self, frame: usize) -> f64 {
        self.seconds(self.part.start + frame)
    }

    /// When the last frame ends, in seconds from the start of the file.
    pub fn end(&self) -> f64 {
        let past = self.part.end;
        if past < self.stamps.len() { self.seconds(past) } else { self.file_end() }
    }

    /// Whether a frame can be decoded without those before it.
    pub fn is_key(&self, frame: usize) -> bool {
        self.keys.binary_search(&(self.part.start + frame)).is_ok()
    }

    /// The size of frames whose short side is `side` pixels long.
    pub fn size(&self, side: u32) -> (u32, u32) {
        let long = |long: u32, short: u32| {
            ((long as u64 * side as u64 + short as u64 / 2) / short as u64) as u32
        };
        if self.width < self.height {
            (side, long(self.height, self.width))
        } else {
            (long(self.width, self.height), side)
        }
    }

    fn seconds(&self, place: usize) -> f64 {
        self.stamps[place] as f64 * self.tick - self.origin
    }

    fn file_end(&self) -> f64 {
        self.seconds(self.stamps.len() - 1) + self.last
    }

    fn restrict(&mut self, span: Span) -> Result<(), String> {
        let Span { start, end } = span;
        let (begin, finish) = (self.seconds(0), self.file_end());
        let fault = if !(start.is_finite() && end.is_finite() && start < end) {
            format!("has no frames from {start} s to {end} s: the end must come after the start")
        } else if start >= finish {
            format!("ends after {finish:.1} s, before the {start} s where the part begins")
        } else if end <= begin {
            format!("begins at {begin:.1} s, after the part that ends at {end} s")
        } else {
            let times: Vec<f64> = (0..self.stamps.len()).map(|place| self.seconds(place)).collect();
            // half a thousandth of a second: spans are written with few digits
            let first = times.partition_point(|time| *time < start - 0.0005);
            let past = times.partition_point(|time| *time < end - 0.0005);
            let shown = first.saturating_sub(1);
            self.part = if first < past { first..past } else { shown..shown + 1 };
            return Ok(());
        };
        Err(fault)
    }
}

/// Learns the frames of a video file, or of a part of it, from its packets.
///
/// # Errors
/// [`Error::Unreadable`] if it is not a video, has no frames, or ends before it should.
pub fn probe(path: &Path, span: Option<Span>) -> Result<Stream, Error> {
    let bytes = inspect(path)?;
    let listing = list(path, "packet=pts,dts,duration,flags", bytes)?;
    let stamped = listing.packets.iter().all(|packet| packet.stamp.is_some());
    let mut packets: Vec<Packet> =
        listing.packets.iter().filter(|packet| !packet.discarded).cloned().collect();
    packets.sort_by_key(|packet| packet.stamp);
    let distinct = packets.windows(2).all(|pair| pair[0].stamp != pair[1].stamp);
    if listing.packets.is_empty() || (stamped && distinct && !packets.is_empty()) {
        return stream(path, span, &listing, &packets, true);
    }
    count(path, span)
}

/// Learns the frames of a video file by decoding all of it, for containers whose packets do not
/// tell them.
///
/// # Errors
/// As [`probe`].
pub fn count(path: &Path, span: Option<Span>) -> Result<Stream, Error> {
    let bytes = inspect(path)?;
    let mut listing = list(path, "frame=best_effort_timestamp,pkt_duration,key_frame", bytes)?;
    // a frame without a time comes right after the one before it
    let mut last = -1;
    for frame in &mut listing.packets {
        last = frame.stamp.unwrap_or(last + 1).max(last + 1);
        frame.stamp = Some(last);
    }
    stream(path, span, &listing, &listing.packets, false)
}

/// Checks a file without any program; returns its length in bytes.
fn inspect(path: &Path) -> Result<u64, Error> {
    let length = metadata(path)?.len();
    if length == 0 {
        return Err(Error::unreadable(path, "is empty"));
    }
    match disguise(&start(path, 512).map_err(Error::reading(path))?) {
        Some(reason) => Err(Error::unreadable(path, reason)),
        None => Ok(length),
    }
}

/// The metadata of a regular file.
pub(super) fn metadata(path: &Path) -> Result<Metadata, Error> {
    let about = fs::metadata(path).map_err(Error::reading(path))?;
    if about.is_dir() {
        return Err(Error::unreadable(path, "is a folder, not a video"));
    }
    if !about.is_file() {
        return Err(Error::unreadable(path, "is not a regular file"));
    }
    Ok(about)
}

/// The true kind of a file that only has the name of a video.
fn disguise(start: &[u8]) -> Option<&'static str> {
    let text = start.trim_ascii_start().to_ascii_lowercase();
    if start.iter().all(|byte| *byte == 0) {
        Some("begins with nothing but zeros: its download was not finished")
    } else if text.starts_with(b"version https://git-lfs") {
        Some("is a pointer of Git LFS, not the video: fetch it with `git lfs pull`")
    } else if ["<!doctype html", "<html", "<?xml"]
        .iter()
        .any(|open| text.starts_with(open.as_bytes()))
    {
        Some("is a web page, not a video: its download failed")
    } else if start.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace())
        && !start.starts_with(b"YUV4MPEG2")
    {
        Some("is a text, not a video")
    } else {
        None
    }
}

fn list(path: &Path, entries: &str, bytes: u64) -> Result<Listing, Error> {
    let show = format!(
        "{entries}:stream=codec_name,codec_type,width,height,sample_aspect_ratio,time_base,nb_frames,avg_frame_rate\
         :stream_side_data=rotation:stream_tags=DURATION:format=start_time,duration"
    );
    let options = format!("-threads 1 -select_streams V:0 -show_entries {show} -of compact");
    let mut arguments: Vec<OsString> = options.split(' ').map(OsString::from).collect();
    arguments.extend(tool::input(path));
    // decoding, which `count` does, is the slow case: two megabytes hold some seconds of video
    let limit = Duration::from_secs(120 + bytes / 200_000);
    let output = tool::run("ffprobe", &arguments, path, MOST_TEXT, limit)?;
    if output.overflow {
        return Err(Error::unreadable(path, "lists more frames than a day of video has"));
    }
    let mut listing = Listing::parse(&String::from_utf8_lossy(&output.bytes));
    let complaint = output.complaints.first;
    if !output.status.success() {
        let complaint = complaint.unwrap_or_else(|| output.status.to_string());
        let reason = if complaint == "moov atom not found" && is_mp4(path) {
            "has no index (`moov` atom): it is cut short or was never completed".into()
        } else {
            format!("is not a video that can be read: {complaint}")
        };
        return Err(Error::unreadable(path, reason));
    }
    listing.damage = output.complaints.damage;
    listing.complaint = complaint;
    Ok(listing)
}

/// Whether a file begins as MP4 and QuickTime files do; `ffmpeg` also tries files as such for want
/// of a better guess.
fn is_mp4(path: &Path) -> bool {
    let kinds = [b"ftyp", b"moov", b"mdat", b"free", b"wide", b"skip"];
    start(path, 8).is_ok_and(|start| kinds.iter().any(|kind| start.get(4..) == Some(&kind[..])))
}

fn stream(
    path: &Path,
    span: Option<Span>,
    listing: &Listing,
    shown: &[Packet],
    by_time: bool,
) -> Result<Stream, Error> {
    let fail = |reason: String| Error::unreadable(path, reason);
    let video = listing.video.as_ref().ok_or_else(|| fail("has no video stream".into()))?;
    if shown.is_empty() {
        let complaint =
            listing.complaint.as_ref().map(|text| format!(": {text}")).unwrap_or_default();
        return Err(fail(format!("has a video stream without frames{complaint}")));
    }
    let stamps: Vec<i64> = shown.iter().filter_map(|packet| packet.stamp).collect();
    let keys = listing.packets.iter().filter(|packet| packet.is_key).filter_map(|key| key.stamp);
    let mut keys: Vec<usize> =
        keys.map(|stamp| stamps.partition_point(|other| *other < stamp)).collect();
    keys.sort_unstable();
    keys.dedup();
    let (width, height) = video.shown_size();
    if width == 0 || height == 0 {
        return Err(fail("does not say how large its frames are".into()));
    }
    if width.max(height) / MOST_ELONGATED > width.min(height) {
        return Err(fail(format!(
            "has frames of {width} x {height} pixels, more than {MOST_ELONGATED} times as long as wide"
        )));
    }
    let tick = video.tick;
    let origin = listing.start.unwrap_or(stamps[0] as f64 * tick);
    let n = stamps.len();
    // of a single frame 0, the difference of its time to itself
    let usual = stamps[n - 1].saturating_sub(stamps[0]) as f64 / (n - 1).max(1) as f64;
    let last =
        shown[n - 1].duration.filter(|ticks| *ticks > 0).map_or(usual, |ticks| ticks as f64) * tick;
    let mut stream = Stream {
        codec: video.codec.clone(),
        width,
        height,
        stamps,
        keys,
        tick,
        by_time,
        part: 0..n,
        origin,
        last,
    };
    if let Some(reason) = listing.cut_short(stream.file_end()) {
        return Err(fail(reason));
    }
    if let Some(span) = span {
        stream.restrict(span).map_err(fail)?;
    }
    Ok(stream)
}

#[cfg(test)]
pub(super) mod tests;
