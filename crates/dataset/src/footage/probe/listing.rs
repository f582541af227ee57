//! The output of `ffprobe` for a file: lines of `section|key=value|…`.

/// A packet of the video stream, or a decoded frame.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Packet {
    /// Presentation time, in ticks.
    pub(super) stamp: Option<i64>,
    /// How long it is shown, in ticks.
    pub(super) duration: Option<i64>,
    /// Whether it can be decoded without any before it.
    pub(super) is_key: bool,
    /// Whether it is needed for others only and never shown, as the list of edits of an MP4 file
    /// may say.
    pub(super) discarded: bool,
}

/// The video stream.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Video {
    pub(super) codec: String,
    pub(super) tick: f64,
    width: u32,
    height: u32,
    /// Width of a pixel by its height.
    pixel: Option<f64>,
    quarter_turned: bool,
    /// Number of frames that the container promises.
    promised: Option<usize>,
    /// Length in seconds that the container promises for this stream.
    length: Option<f64>,
}

impl Video {
    /// Width and height as shown: square pixels, turned as the file asks.
    pub(super) fn shown_size(&self) -> (u32, u32) {
        // a shape of pixel beyond these is a mistake of the file, not a format of television
        let pixel = self.pixel.filter(|pixel| (0.25..=4.0).contains(pixel)).unwrap_or(1.0);
        let width = (self.width as f64 * pixel).round() as u32;
        if self.quarter_turned { (self.height, width) } else { (width, self.height) }
    }
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Listing {
    pub(super) packets: Vec<Packet>,
    pub(super) video: Option<Video>,
    /// Time of the start of the file, in seconds.
    pub(super) start: Option<f64>,
    /// Length in seconds that the container promises for the file.
    length: Option<f64>,
    /// A sign that the file is damaged.
    pub(super) damage: Option<String>,
    /// The first error that was printed.
    pub(super) complaint: Option<String>,
}

impl Listing {
    pub(super) fn parse(text: &str) -> Self {
        let mut listing = Self::default();
        for line in text.lines() {
            let mut parts = line.split('|');
            let section = parts.next().unwrap_or_default();
            let fields = parts.filter_map(|part| part.split_once('='));
            match section {
                "packet" | "frame" => listing.packets.push(packet(fields)),
                "stream" if listing.video.is_none() => listing.video = Some(video(fields)),
                "format" => {
                    for (key, value) in fields {
                        match key {
                            "start_time" => listing.start = number(value),
                            "duration" => listing.length = number(value),
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
        listing
    }

    /// Why the file is believed to end before it should, if it is; `end` is where its last frame
    /// ends, in seconds.
    pub(super) fn cut_short(&self, end: f64) -> Option<String> {
        let video = self.video.as_ref()?;
        let found = self.packets.len();
        let promised = video.promised.filter(|promised| *promised > found);
        let scaled = || promised.map(|promised| end * promised as f64 / found as f64);
        // some writers count frames that they then skip, and round lengths
        let margin = 0.5 + 0.05 * end;
        let whole = self.length.filter(|length| *length > end + margin).or_else(scaled);
        if let Some(damage) = &self.damage {
            return Some(match whole {
                Some(whole) => format!("ends after {end:.1} of {whole:.1} s ({damage})"),
                None => format!("is damaged: {damage}"),
            });
        }
        let lacks_frames = promised.is_some_and(|promised| found + found / 20 + 2 < promised);
        let length = video
            .length
            .zip(self.length)
            .map(|(one, all)| one.min(all))
            .filter(|one| *one > end + margin);
        let whole = if lacks_frames { whole } else { length };
        whole.map(|whole| format!("ends after {end:.1} of {whole:.1} s"))
    }
}

fn packet<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> Packet {
    let mut packet = Packet::default();
    for (key, value) in fields {
        match key {
            "pts" | "best_effort_timestamp" => packet.stamp = value.parse().ok(),
            "duration" | "pkt_duration" => packet.duration = value.parse().ok(),
            "key_frame" => packet.is_key = value == "1",
            "flags" => {
                packet.is_key = value.contains('K');
                packet.discarded = value.contains('D');
            }
            _ => {}
        }
    }
    packet
}

fn video<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> Video {
    let mut video = Video { tick: 1.0, ..Video::default() };
    for (key, value) in fields {
        match key {
            "codec_name" => video.codec = value.to_owned(),
            "width" => video.width = value.parse().unwrap_or(0),
            "height" => video.height = value.parse().unwrap_or(0),
            "sample_aspect_ratio" => video.pixel = ratio(value, ':'),
            "time_base" => video.tick = ratio(value, '/').unwrap_or(1.0),
            "nb_frames" => video.promised = value.parse().ok(),
            "tag:DURATION" => video.length = clock(value),
            key if key.ends_with("rotation") => {
                let degrees = number(value).unwrap_or(0.0);
                video.quarter_turned =
                    (degrees.abs() - 90.0).abs() < 1.0 || (degrees.abs() - 270.0).abs() < 1.0;
            }
            _ => {}
        }
    }
    video
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

fn ratio(text: &str, sign: char) -> Option<f64> {
    let (above, below) = text.split_once(sign)?;
    Some(number(above)? / number(below)?).filter(|ratio| ratio.is_finite() && *ratio > 0.0)
}

/// Seconds of `hours:minutes:seconds`.
fn clock(text: &str) -> Option<f64> {
    let mut parts = text.splitn(3, ':').map(number);
    Some(parts.next()?? * 3600.0 + parts.next()?? * 60.0 + parts.next()??)
}
