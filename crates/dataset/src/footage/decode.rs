//! Chosen frames of a video as pixels.

use std::ffi::OsString;
use std::ops::Range;
use std::path::Path;
use std::time::Duration;

use super::error::Error;
use super::probe::Stream;
use super::tool;

/// Cost of starting `ffmpeg` once more, in pixels that could have been decoded in that time.
const COST_OF_A_START: u64 = 30_000_000;

/// Frames asked of one process; each takes a few bytes of its command line.
const MOST_AT_ONCE: usize = 3000;

/// Frames of one size, as rows of red, green and blue bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frames {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// All frames, one after another.
    pub bytes: Vec<u8>,
}

impl Frames {
    /// Bytes of one frame.
    pub fn stride(&self) -> usize {
        self.width as usize * self.height as usize * 3
    }
}

/// How to come to the frames that are wanted; all ways give the same pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Whichever decodes least, a start of the decoder counted in.
    Cheapest,
    /// One pass from the beginning.
    Straight,
    /// From the nearest key frame before each.
    Seeking,
}

/// Decodes exactly these frames, in the order given, scaled so that the short side has `side`
/// pixels (at least 1).
///
/// # Errors
/// [`Error::Unreadable`] if a frame cannot be decoded or is damaged.
pub fn decode(path: &Path, stream: &Stream, indices: &[usize], side: u32) -> Result<Frames, Error> {
    attempt(path, stream, indices, side, Way::Cheapest)?.ok_or_else(|| {
        let listed = stream.stamps.len();
        Error::unreadable(path, format!("does not give all of the {listed} frames that it lists"))
    })
}

/// As [`decode`], but says how, and gives none if a file that seems sound has fewer frames than
/// packets.
///
/// # Errors
/// As [`decode`].
pub fn attempt(
    path: &Path,
    stream: &Stream,
    indices: &[usize],
    side: u32,
    way: Way,
) -> Result<Option<Frames>, Error> {
    if let Some(outside) = indices.iter().find(|index| **index >= stream.len()) {
        let reason = format!("has {} frames, no frame {outside}", stream.len());
        return Err(Error::unreadable(path, reason));
    }
    let wanted: Vec<usize> = indices.iter().map(|index| stream.part.start + index).collect();
    let mut places = wanted.clone();
    places.sort_unstable();
    places.dedup();
    let groups = groups(stream, &places, way);
    let seeks = groups.iter().any(|group| group.seek);
    let found = match all(path, stream, &places, &groups, side) {
        // what went wrong after a jump may be the jump's fault
        Ok(None) | Err(Error::Unreadable(_)) if seeks => {
            all(path, stream, &places, &self::groups(stream, &places, Way::Straight), side)?
        }
        other => other?,
    };
    Ok(found.map(
        |frames| if places == wanted { frames } else { rearranged(&frames, &places, &wanted) },
    ))
}

fn rearranged(frames: &Frames, places: &[usize], wanted: &[usize]) -> Frames {
    let stride = frames.stride();
    let mut bytes = Vec::with_capacity(wanted.len() * stride);
    for place in wanted {
        let at =
            places.binary_search(place).expect("invariant: the places are those wanted, sorted");
        bytes.extend_from_slice(&frames.bytes[at * stride..][..stride]);
    }
    Frames { bytes, ..*frames }
}

/// Frames that one process decodes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Group {
    /// Which of the frames that are wanted.
    places: Range<usize>,
    /// Whether to jump to the key frame before the first.
    seek: bool,
}

fn groups(stream: &Stream, places: &[usize], way: Way) -> Vec<Group> {
    let way = if stream.by_time { way } else { Way::Straight };
    let start = match way {
        Way::Straight => usize::MAX,
        Way::Seeking => 0,
        Way::Cheapest => {
            (COST_OF_A_START / (stream.width as u64 * stream.height as u64).max(1)) as usize
        }
    };
    let mut groups: Vec<Group> = Vec::new();
    // the first frame that is not decoded yet
    let mut next = 0;
    for (at, place) in places.iter().enumerate() {
        let key = stream.keys[..stream.keys.partition_point(|key| key <= place)].last();
        let skipped = key.unwrap_or(&0).saturating_sub(next);
        let worth = match groups.last() {
            Some(_) => skipped > start,
            // the first process is started anyway
            None => skipped > 0 && way != Way::Straight,
        };
        match groups.last_mut() {
            Some(group) if !worth && group.places.len() < MOST_AT_ONCE => group.places.end = at + 1,
            last => {
                let seek = worth || (last.is_some() && way != Way::Straight);
                groups.push(Group { places: at..at + 1, seek });
            }
        }
        next = place + 1;
    }
    groups
}

fn all(
    path: &Path,
    stream: &Stream,
    places: &[usize],
    groups: &[Group],
    side: u32,
) -> Result<Option<Frames>, Error> {
    let (width, height) = stream.size(side.max(1));
    let mut frames = Frames { width, height, bytes: Vec::new() };
    let stride = frames.stride();
    for group in groups {
        let wanted = &places[group.places.clone()];
        let output = tool::run(
            "ffmpeg",
            &arguments(path, stream, wanted, group.seek, (width, height)),
            path,
            wanted.len() * stride,
            // 5 frames per second is slow even for the largest of videos
            Duration::from_secs(120 + stream.stamps.len() as u64 / 5),
        )?;
        if let Some(damage) = output.complaints.damage {
            let reason = output.complaints.first.unwrap_or(damage);
            return Err(Error::unreadable(path, format!("is damaged: {reason}")));
        }
        if !output.status.success() && !output.overflow {
            let reason = output.complaints.first.unwrap_or_else(|| output.status.to_string());
            return Err(Error::unreadable(path, format!("cannot be decoded: {reason}")));
        }
        if output.overflow || output.bytes.len() != wanted.len() * stride {
            return Ok(None);
        }
        frames.bytes.extend_from_slice(&output.bytes);
    }
    Ok(Some(frames))
}

fn arguments(
    path: &Path,
    stream: &Stream,
    wanted: &[usize],
    seek: bool,
    size: (u32, u32),
) -> Vec<OsString> {
    // a decoder that fails on a packet fails: no rate of errors is acceptable
    let mut options = "-nostdin -threads 1 -filter_threads 1 -max_error_rate 0 -copyts".to_owned();
    if seek {
        // a little late, lest rounding lands it on the key frame before
        let seconds = stream.stamps[wanted[0]] as f64 * stream.tick + 0.000_5;
        options += &format!(" -noaccurate_seek -seek_timestamp 1 -ss {seconds:.6}");
    }
    let (width, height) = size;
    let filter = format!(
        "select='{}',scale={width}:{height}:flags={}+accurate_rnd+full_chroma_int+bitexact",
        selection(stream, wanted),
        if width.min(height) <= stream.width.min(stream.height) { "area" } else { "bicubic" },
    );
    let output = format!(
        "-map 0:V:0 -vf {filter} -fps_mode passthrough -frames:v {} -pix_fmt rgb24 -f rawvideo pipe:1",
        wanted.len()
    );
    // nothing of the file is in these options: none of them holds a blank
    let words = |options: &str| options.split(' ').map(OsString::from).collect::<Vec<_>>();
    [words(&options), tool::input(path), words(&output)].concat()
}

/// An expression that is true for the frames wanted and for no other.
fn selection(stream: &Stream, wanted: &[usize]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for place in wanted {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *place => *last = *place,
            _ => runs.push((*place, *place)),
        }
    }
    let (name, number): (_, &dyn Fn(usize) -> i64) = if stream.by_time {
        ("pts", &|place| stream.stamps[place])
    } else {
        ("n", &|place| place as i64)
    };
    let runs: Vec<_> =
        runs.into_iter().map(|(first, last)| (number(first), number(last))).collect();
    search(name, &runs)
}

/// As a tree of comparisons: a plain sum of more than a hundred terms is too deep for the parser,
/// and slow.
fn search(name: &str, runs: &[(i64, i64)]) -> String {
    match runs {
        [] => "0".into(),
        [(first, last)] if first == last => format!("eq({name},{first})"),
        [(first, last)] => format!("between({name},{first},{last})"),
        _ => {
            let (low, high) = runs.split_at(runs.len() / 2);
            format!("if(lt({name},{}),{},{})", high[0].0, search(name, low), search(name, high))
        }
    }
}

#[cfg(test)]
mod tests;
