//! The downstream tasks of data sets on disk.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
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
    unreadable_share: f64,
    log: &'a mut Log,
    notes: Vec<String>,
    unreadable: usize,
}

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
    let unreadable_share = sources.unreadable_share;
    let mut reader = Reader { folder, unreadable_share, log, notes: Vec::new(), unreadable: 0 };
    let retrieval = reader.read(
        suite.retrieval.as_deref(),
        |item| !item.captions.is_empty(),
        held_out,
        measured.fine_tuned,
        Folder::file,
    )?;
    let asked = |item: &Item| !item.questions.is_empty();
    let questions =
        reader.read(suite.question_answering.as_deref(), asked, held_out, true, Folder::file)?;
    let classed = |item: &Item| item.class.is_some();
    let actions =
        reader.read(suite.action_recognition.as_deref(), classed, held_out, true, Folder::file)?;
    let acting = |item: &Item| !item.segments.is_empty();
    let localization = reader.read(
        suite.temporal_localization.as_deref(),
        acting,
        held_out,
        true,
        Folder::untrimmed,
    )?;
    let Reader { notes, unreadable, .. } = reader;
    Ok(Tasks {
        retrieval: retrieval.and_then(|set| set.retrieval(set.held_out)),
        questions: questions.and_then(|set| set.questions(set.held_out)),
        actions: actions.and_then(|set| set.actions(set.held_out)),
        localization: localization.map(|set| set.localization(set.held_out)).transpose()?.flatten(),
        notes,
        unreadable,
    })
}

impl<'a> Reader<'a> {
    /// Reads a data set and decodes its videos once; those that cannot be read are left out and
    /// noted.
    fn read(
        &mut self,
        path: Option<&Path>,
        wanted: impl Fn(&Item) -> bool,
        held_out: Part,
        training: bool,
        file: impl Fn(&Folder, &Dataset, &Item) -> File + Sync,
    ) -> Result<Option<Opened<'a>>, Stop> {
        let Some(path) = path else { return Ok(None) };
        let (mut dataset, note) = suite::read(path)?;
        self.notes.extend(note);
        // the test videos of ActivityNet have no public labels: its validation videos are what is
        // reported
        let none = dataset.splits.iter().all(|split| !split.test.iter().any(&wanted));
        let instead = held_out == Part::Test && none;
        let held_out = if instead { Part::Validation } else { held_out };
        if instead && dataset.splits.iter().any(|split| split.validation.iter().any(&wanted)) {
            self.notes.push(format!(
                "`{}` has no test items and is measured on its validation items",
                dataset.name
            ));
        }
        for split in &mut dataset.splits {
            let keep = |part: Part| part == held_out || (training && part == Part::Train);
            let chosen = |part| {
                if keep(part) {
                    split.part(part).iter().filter(|item| wanted(item)).cloned().collect()
                } else {
                    Vec::new()
                }
            };
            *split = Split {
                train: chosen(Part::Train),
                validation: chosen(Part::Validation),
                test: chosen(Part::Test),
            };
        }
        let bad = self.unreadable(&dataset, file)?;
        for split in &mut dataset.splits {
            for items in [&mut split.train, &mut split.validation, &mut split.test] {
                items.retain(|item| !bad.contains(&key(item)));
            }
        }
        Ok(Some(Opened { folder: self.folder, dataset, held_out }))
    }

    /// The videos of a data set that cannot be read.
    fn unreadable(
        &mut self,
        dataset: &Dataset,
        file: impl Fn(&Folder, &Dataset, &Item) -> File + Sync,
    ) -> Result<BTreeSet<String>, Stop> {
        let parts = dataset.splits.iter().flat_map(|split| Part::ALL.map(|part| split.part(part)));
        let mut seen = BTreeSet::new();
        let items: Vec<&Item> = parts.flatten().filter(|item| seen.insert(key(item))).collect();
        let (mut bad, mut reasons) = (BTreeSet::new(), Vec::new());
        let phase = format!("decoding {}", dataset.name);
        let folder = self.folder;
        for (index, chunk) in items.chunks(CHUNK).enumerate() {
            self.log.progress((index * CHUNK) as u64, items.len() as u64, &phase)?;
            let outcomes: Vec<_> = chunk
                .par_iter()
                .map(|item| file(folder, dataset, item).reel().map(|_| ()))
                .collect();
            for (item, outcome) in chunk.iter().zip(outcomes) {
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

    /// The first split, if it has something to be measured on.
    fn first(&self, held_out: Part) -> Option<&Split> {
        self.dataset.splits.first().filter(|split| !split.part(held_out).is_empty())
    }

    fn retrieval(&self, held_out: Part) -> Option<RetrievalSet> {
        let split = self.first(held_out)?;
        Some(RetrievalSet {
            training: self.captioned(&split.train),
            testing: self.captioned(split.part(held_out)),
        })
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

    fn questions(&self, held_out: Part) -> Option<QuestionSet> {
        let split = self.first(held_out)?;
        let training = self.asked(&split.train);
        if training.questions.is_empty() {
            return None;
        }
        Some(QuestionSet { training, testing: self.asked(split.part(held_out)) })
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

    fn actions(&self, held_out: Part) -> Option<ActionSet> {
        let usable = |split: &&Split| !split.train.is_empty() && !split.part(held_out).is_empty();
        let splits: Vec<&Split> = self.dataset.splits.iter().filter(usable).collect();
        let all = splits.iter().flat_map(|split| split.train.iter().chain(split.part(held_out)));
        let classes: BTreeSet<String> = all.filter_map(|item| item.class.clone()).collect();
        let classes = Vec::from_iter(classes);
        let numbers = numbers(&classes);
        let splits: Vec<ActionSplit> = splits
            .iter()
            .map(|split| ActionSplit {
                training: self.classed(&split.train, &numbers),
                testing: self.classed(split.part(held_out), &numbers),
            })
            .collect();
        (!splits.is_empty()).then_some(ActionSet { classes, splits })
    }

    fn classed(&self, items: &[Item], numbers: &HashMap<&str, usize>) -> Vec<(Video, usize)> {
        let classed = |item: &Item| Some((self.video(item), numbers[item.class.as_deref()?]));
        items.iter().filter_map(classed).collect()
    }

    fn localization(&self, held_out: Part) -> Result<Option<LocalizationSet>, Error> {
        let Some(split) = self.first(held_out).filter(|split| !split.train.is_empty()) else {
            return Ok(None);
        };
        let items = split.train.iter().chain(split.part(held_out));
        let classes: BTreeSet<String> = items
            .flat_map(|item| item.segments.iter().map(|segment| segment.class.clone()))
            .collect();
        let classes = Vec::from_iter(classes);
        let numbers = numbers(&classes);
        let training = self.untrimmed(&split.train, &numbers)?;
        let testing = self.untrimmed(split.part(held_out), &numbers)?;
        Ok(Some(LocalizationSet { training, testing, classes }))
    }

    fn untrimmed(
        &self,
        items: &[Item],
        numbers: &HashMap<&str, usize>,
    ) -> Result<Vec<Untrimmed>, Error> {
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
                    instances.push((Segment { start, end }, numbers[segment.class.as_str()]));
                }
            }
            videos.push(Untrimmed { video: Video::File(Arc::new(file)), instances });
        }
        Ok(videos)
    }
}

/// Numbers of classes in their order.
fn numbers(classes: &[String]) -> HashMap<&str, usize> {
    classes.iter().enumerate().map(|(number, class)| (class.as_str(), number)).collect()
}
