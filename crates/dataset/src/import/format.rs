//! The formats that can be imported.

use super::{source::Source, ucf101};

/// A data set as it is distributed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// MSR-VTT.
    Msrvtt,
    /// MSVD, the Microsoft Research Video Description Corpus.
    Msvd,
    /// Questions on MSR-VTT.
    MsrvttQa,
    /// Questions on MSVD.
    MsvdQa,
    /// UCF101.
    Ucf101,
    /// HMDB51.
    Hmdb51,
    /// ActivityNet 1.3, for localization.
    Activitynet,
    /// ActivityNet Captions.
    ActivitynetCaptions,
    /// WebVid.
    Webvid,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 9] = [
        Format::Msrvtt,
        Format::Msvd,
        Format::MsrvttQa,
        Format::MsvdQa,
        Format::Ucf101,
        Format::Hmdb51,
        Format::Activitynet,
        Format::ActivitynetCaptions,
        Format::Webvid,
    ];

    /// The word for it on a command line.
    pub fn name(self) -> &'static str {
        self.names()[0]
    }

    /// The format of a name.
    pub fn parse(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Its name in papers.
    pub fn title(self) -> &'static str {
        self.names()[1]
    }

    /// The extension that its videos usually have.
    pub(super) fn extension(self) -> &'static str {
        self.names()[2]
    }

    /// On a command line, in papers, and at the end of its videos' files.
    fn names(self) -> [&'static str; 3] {
        match self {
            Format::Msrvtt => ["msrvtt", "MSR-VTT", "mp4"],
            Format::Msvd => ["msvd", "MSVD", "avi"],
            Format::MsrvttQa => ["msrvtt-qa", "MSRVTT-QA", "mp4"],
            Format::MsvdQa => ["msvd-qa", "MSVD-QA", "avi"],
            Format::Ucf101 => ["ucf101", "UCF101", "avi"],
            Format::Hmdb51 => ["hmdb51", "HMDB51", "avi"],
            Format::Activitynet => ["activitynet", "ActivityNet 1.3", "mp4"],
            Format::ActivitynetCaptions => ["activitynet-captions", "ActivityNet Captions", "mp4"],
            Format::Webvid => ["webvid", "WebVid", "mp4"],
        }
    }

    /// Which files it takes.
    pub fn files(self) -> &'static str {
        match self {
            Format::Msrvtt => {
                "the annotations in JSON (`MSRVTT_data.json`, or `train_val_videodatainfo.json` and \
                 `test_videodatainfo.json`, or `MSR_VTT.json`), and for split 1K-A `MSRVTT_JSFUSION_test.csv` with or \
                 without `MSRVTT_train.9k.csv`"
            }
            Format::Msvd => {
                "`AllVideoDescriptions.txt` or `MSR Video Description Corpus.csv`, with `train_list.txt`, `val_list.txt` \
                 and `test_list.txt`, or with `youtube_mapping.txt` for the usual split by number"
            }
            Format::MsrvttQa => "`train_qa.json`, `val_qa.json` and `test_qa.json`",
            Format::MsvdQa => {
                "`train_qa.json`, `val_qa.json` and `test_qa.json`, with `youtube_mapping.txt`"
            }
            Format::Ucf101 => {
                "`trainlist01.txt`, `testlist01.txt` and so on, with or without `classInd.txt`"
            }
            Format::Hmdb51 => "files such as `brush_hair_test_split1.txt`, or the folder of them",
            Format::Activitynet => "`activity_net.v1-3.min.json`",
            Format::ActivitynetCaptions => "`train.json`, `val_1.json` and `val_2.json`",
            Format::Webvid => {
                "CSV with the columns `videoid` and `name`, and `page_dir` if videos lie in such folders"
            }
        }
    }

    /// Whether a file may be one of this format, judged by its name and beginning.
    pub(super) fn takes(self, source: &Source) -> bool {
        let json = source.json_like();
        let has = |key| source.has_key(key);
        let localized = has("database") || has("taxonomy");
        let asked = has("question") && has("answer");
        match self {
            Format::Msrvtt if json => {
                let known = ["video_id", "image_id", "sentences", "images"].into_iter().any(has);
                known && !localized && !asked && !has("timestamps")
            }
            Format::Msrvtt => {
                source.column("video_id")
                    || source.words(|w| matches!(w, [id] if numbered(id, "video")))
            }
            Format::Msvd => {
                let described = source.column("videoid") && source.column("description");
                let lists = |clips: fn(&str) -> bool| source.words(|words| clips(words[0]));
                described || mapping(source) || lists(clip) || lists(mapped)
            }
            Format::MsrvttQa => json && asked,
            Format::MsvdQa => json && asked || mapping(source),
            Format::Ucf101 => ucf101::list(source) || ucf101::classes(source),
            Format::Hmdb51 => super::hmdb51::class(&source.name).is_some(),
            Format::Activitynet => json && localized,
            Format::ActivitynetCaptions => json && has("timestamps") && has("sentences"),
            Format::Webvid => source.column("videoid") && source.column("name"),
        }
    }
}

/// Whether a word is a prefix and a number.
fn numbered(word: &str, prefix: &str) -> bool {
    word.strip_prefix(prefix).is_some_and(is_number)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// A clip of MSVD: `video_start_end`.
pub(super) fn clip(word: &str) -> bool {
    let mut parts = word.strip_suffix(".avi").unwrap_or(word).rsplitn(3, '_');
    let mut number = || parts.next().is_some_and(is_number);
    number() && number() && parts.next().is_some_and(|id| !id.is_empty())
}

/// A clip's other name: `vid7`.
pub(super) fn mapped(word: &str) -> bool {
    numbered(word, "vid")
}

/// Whether a file is the mapping of clips to numbers.
pub(super) fn mapping(source: &Source) -> bool {
    source.words(|w| matches!(w, [id, number] if clip(id) && mapped(number)))
}
