//! The downstream tasks of data sets on disk.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dataset::item::Item;
use dataset::manifest::{Dataset, Part, Split};
use rayon::prelude::*;
use subject::{Log, Stop};

use super::{File, Folder, Trouble, allow, suite, unreadable_note};
use crate::data::segment::Segment;
use crate::data::video::Video;
use crate::data::{
    ActionSet, ActionSplit, Captioned, HeldOut, LocalizationSet, Measured, Question, QuestionSet,
    Questions, RetrievalSet, Sources, Tasks, Untrimmed,
};
use crate::error::Error;

/// Videos that are decoded between two reports of progress.
const CHUNK: usize = 16;

/// A data set of which only readable items are left.
struct Opened<'a> {
    folder: &'a Folder,
    dataset: Dataset,
    /// The part that is measured on.
    held_out: Part,
}

/// Reader of the data sets of all tasks, with its findings.
struct Reader<'a> {
    folder: &'a Folder,
    held_out: Part,
    unreadable_share: f64,
    log: &'a mut Log,
    notes: Vec<String>,
    unreadable: usize,
}

/// What turns an item into its file.
type ToFile = fn(&Folder, &Dataset, &Item) -> File;

pub(super) fn open(
    folder: &Folder,
    sources: &Sources,
    measured: &Measured,
    log: &mut Log,
) -> Result<Tasks, Stop> {
    let suite = &folder.suite;
    let held_out = match measured.held_out {
        HeldOut::Test => Part::Test,
        HeldOut::Validation => Part::Validation,
    };
    let (unreadable_share, notes) = (sources.unreadable_share, Vec::new());
    let mut reader = Reader { folder, held_out, unreadable_share, log, notes, unreadable: 0 };
    let mut read = |path: &Option<PathBuf>, wanted: fn(&Item) -> bool, training, file: ToFile| {
        path.as_ref().map(|path| reader.read(path, wanted, training, file)).transpose()
    };
    let captioned = |item: &Item| !item.captions.is_empty();
    let retrieval = read(&suite.retrieval, captioned, measured.fine_tuned, Folder::file)?;
    let asked = |item: &Item| !item.questions.is_empty();
    let questions = read(&suite.question_answering, asked, true, Folder::file)?;
    let classed = |item: &Item| item.class.is_some();
    let actions = read(&suite.action_recognition, classed, true, Folder::file)?;
    let acting = |item: &Item| !item.segments.is_empty();
    let localization = read(&suite.temporal_localization, acting, true, Folder::untrimmed)?;
    let Reader { notes, unreadable, .. } = reader;
    Ok(Tasks {
        retrieval: retrieval.and_then(|set| set.retrieval()),
        questions: questions.and_then(|set| set.questions()),
        actions: actions.and_then(|set| set.actions()),
        localization: localization.map(|set| set.localization()).transpose()?.flatten(),
        notes,
        unreadable,
    })
}

impl<'a> Reader<'a> {
    /// Reads a data set and decodes its videos once; those that cannot be read are left out and
    /// noted.
    fn read(
        &mut self,
        path: &Path,
        wanted: fn(&Item) -> bool,
        training: bool,
        file: ToFile,
    ) -> Result<Opened<'a>, Stop> {
        let (mut dataset, note) = suite::read(path)?;
        self.notes.extend(note);
        // the test videos of ActivityNet have no public labels: its validation videos are what is
        // reported
        let has =
            |part: Part| dataset.splits.iter().any(|split| split.part(part).iter().any(wanted));
        let instead = self.held_out == Part::Test && !has(Part::Test);
        let held_out = if instead { Part::Validation } else { self.held_out };
        if instead && has(Part::Validation) {
            let name = &dataset.name;
            self.notes.push(format!(
                "`{name}` has no test items and is measured on its validation items"
            ));
        }
        for (part, items) in dataset.splits.iter_mut().flat_map(parts) {
            let keep = part == held_out || (training && part == Part::Train);
            items.retain(|item| keep && wanted(item));
        }
        let bad = self.unreadable(&dataset, file)?;
        for (_, items) in dataset.splits.iter_mut().flat_map(parts) {
            items.retain(|item| !bad.contains(&key(item)));
        }
        Ok(Opened { folder: self.folder, dataset, held_out })
    }

    /// The videos of a data set that cannot be read.
    fn unreadable(&mut self, dataset: &Dataset, file: ToFile) -> Result<BTreeSet<String>, Stop> {
        let parts = dataset.splits.iter().flat_map(|split| Part::ALL.map(|part| split.part(part)));
        let mut seen = BTreeSet::new();
        let items: Vec<&Item> = parts.flatten().filter(|item| seen.insert(key(item))).collect();
        let (mut bad, mut reasons) = (BTreeSet::new(), Vec::new());
        let phase = format!("decoding {}", dataset.name);
        let folder = self.folder;
        for (index, chunk) in items.chunks(CHUNK).enumerate() {
            self.log.progress((index * CHUNK) as u64, items.len() as u64, &phase)?;
            let reels = chunk.par_iter().map(|item| file(folder, dataset, item).reel().map(|_| ()));
            for (item, outcome) in chunk.iter().zip(reels.collect::<Vec<_>>()) {
                match outcome {
                    Ok(()) => {}
                    Err(Trouble::Other(error)) => return Err(error.into()),
                    Err(Trouble::Unreadable(reason)) => {
                        bad.insert(key(item));
                        reasons.push(reason);
                    }
                }
            }
            allow(&dataset.name, &reasons, items.len(), self.unreadable_share)?;
        }
        self.unreadable += reasons.len();
        self.notes.extend(unreadable_note(&dataset.name, &reasons, items.len()));
        Ok(bad)
    }
}

/// The items of a split, part by part.
fn parts(split: &mut Split) -> [(Part, &mut Vec<Item>); 3] {
    let Split { train, validation, test } = split;
    [(Part::Train, train), (Part::Validation, validation), (Part::Test, test)]
}

/// Identity of the video of an item.
fn key(item: &Item) -> String {
    match item.span {
        Some(span) => format!("{} {} {}", item.video, span.start, span.end),
        None => item.video.clone(),
    }
}

impl Opened<'_> {
    fn video(&self, item: &Item) -> Video {
        Video::File(Arc::new(self.folder.file(&self.dataset, item)))
    }

    /// The items of the first split to train on and to be measured on, if there are any of these.
    fn first(&self) -> Option<[&[Item]; 2]> {
        let split = self.dataset.splits.first()?;
        let testing = split.part(self.held_out);
        (!testing.is_empty()).then_some([&split.train, testing])
    }

    fn retrieval(&self) -> Option<RetrievalSet> {
        let [training, testing] = self.first()?.map(|items| self.captioned(items));
        Some(RetrievalSet { training, testing })
    }

    fn captioned(&self, items: &[Item]) -> Captioned {
        let mut captioned = Captioned::default();
        for (video, item) in items.iter().enumerate() {
            captioned.videos.push(self.video(item));
            let texts = item.captions.iter().map(|caption| caption.text.clone());
            captioned.captions.extend(texts.map(|text| (video, text)));
        }
        captioned
    }

    fn questions(&self) -> Option<QuestionSet> {
        let [training, testing] = self.first()?.map(|items| self.asked(items));
        (!training.questions.is_empty()).then_some(QuestionSet { training, testing })
    }

    fn asked(&self, items: &[Item]) -> Questions {
        let mut asked = Questions::default();
        for (video, item) in items.iter().enumerate() {
            asked.videos.push(self.video(item));
            for question in &item.questions {
                let (text, answer) = (question.text.clone(), question.answer.clone());
                asked.questions.push(Question { video, text, answer });
            }
        }
        asked
    }

    fn actions(&self) -> Option<ActionSet> {
        let parts =
            self.dataset.splits.iter().map(|split| [&split.train[..], split.part(self.held_out)]);
        let splits: Vec<_> =
            parts.filter(|parts| parts.iter().all(|items| !items.is_empty())).collect();
        let items = splits.iter().flatten().copied().flatten();
        let classes = numbered(items.filter_map(|item| item.class.as_ref()));
        let classed = |items: &[Item]| {
            let classed =
                |item: &Item| Some((self.video(item), number(&classes, item.class.as_ref()?)));
            items.iter().filter_map(classed).collect()
        };
        let splits: Vec<ActionSplit> = splits
            .into_iter()
            .map(|[train, test]| ActionSplit { training: classed(train), testing: classed(test) })
            .collect();
        (!splits.is_empty()).then_some(ActionSet { classes, splits })
    }

    fn localization(&self) -> Result<Option<LocalizationSet>, Error> {
        let Some(parts) = self.first().filter(|[train, _]| !train.is_empty()) else {
            return Ok(None);
        };
        let segments = parts.iter().copied().flatten().flat_map(|item| &item.segments);
        let classes = numbered(segments.map(|segment| &segment.class));
        let [training, testing] = parts.map(|items| self.untrimmed(items, &classes));
        Ok(Some(LocalizationSet { training: training?, testing: testing?, classes }))
    }

    fn untrimmed(&self, items: &[Item], classes: &[String]) -> Result<Vec<Untrimmed>, Error> {
        let mut videos = Vec::new();
        for item in items {
            let file = self.folder.untrimmed(&self.dataset, item);
            let seconds = file.seconds()?;
            let mut instances = Vec::new();
            for segment in &item.segments {
                let [start, end] =
                    [segment.start, segment.end].map(|second| (second / seconds).clamp(0.0, 1.0));
                // an action after the end of the file cannot be found
                if end > start {
                    instances.push((Segment { start, end }, number(classes, &segment.class)));
                }
            }
            videos.push(Untrimmed { video: Video::File(Arc::new(file)), instances });
        }
        Ok(videos)
    }
}

/// Classes, each once, in the order of their numbers.
fn numbered<'a>(classes: impl Iterator<Item = &'a String>) -> Vec<String> {
    classes.collect::<BTreeSet<_>>().into_iter().cloned().collect()
}

fn number(classes: &[String], class: &String) -> usize {
    classes.binary_search(class).expect("invariant: every class of the data set has a number")
}
