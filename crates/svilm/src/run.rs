//! S-ViLM as a subject: one run is pre-training and the four downstream tasks.

use std::path::Path;

use burn::module::Module;
use burn::tensor::Device;
use subject::{Declaration, Job, Log, Settings, Stop, Subject, write_items};

use crate::config::Config;
use crate::data::Sources;
use crate::error::Error;
use crate::evaluate::{STAGES, evaluate};
use crate::model::Model;
use crate::model::count::Count;
use crate::model::pretrained::{self, Inflation};
use crate::prepare::{self as preparation, Initialization, Lessons};
use crate::pretrain::{KEPT_EVERY, pretrain};
use crate::world::words::Vocabulary;
use crate::{checkpoint, data, declaration, device, effect, picture, pretrain, session};

/// The subject.
#[derive(Clone, Copy, Debug, Default)]
pub struct Svilm;

impl Subject for Svilm {
    fn declaration(&self) -> Declaration {
        declaration()
    }

    fn run(&self, job: &Job, log: &mut Log) -> Result<(), Stop> {
        let config = Config::new(&job.settings, job.seed);
        let device = opened(&config, log)?;
        train_on(&device, &config, job, log)?;
        eval_on(&device, &config, job, log)
    }
}

/// Pre-trains a model and leaves it as `model.safetensors` in the job's folder. A training that was
/// cut off in this folder goes on where it was.
///
/// # Errors
/// [`Stop::Diverged`] if a loss is no longer finite; [`Stop::Failed`] if there is no loss or no
/// such device, data cannot be read, or a file cannot be written.
pub fn train(job: &Job, log: &mut Log) -> Result<(), Stop> {
    let config = Config::new(&job.settings, job.seed);
    train_on(&opened(&config, log)?, &config, job, log)
}

/// Measures the model in the job's folder on every downstream task.
///
/// # Errors
/// [`Stop::Failed`] if there is no model of these settings in the folder, or no such device.
pub fn eval(job: &Job, log: &mut Log) -> Result<(), Stop> {
    let config = Config::new(&job.settings, job.seed);
    eval_on(&opened(&config, log)?, &config, job, log)
}

/// The device of a run. A remark on it goes to the log.
fn opened(config: &Config, log: &mut Log) -> Result<Device, Stop> {
    let device = device::device(config.hardware, config.architecture.precision)?;
    if let Some(remark) = device::remark(&device) {
        log.note(&remark)?;
    }
    Ok(device)
}

fn train_on(device: &Device, config: &Config, job: &Job, log: &mut Log) -> Result<(), Stop> {
    if !config.objective.has_loss() {
        return Err(Error::NoLoss.into());
    }
    for note in effect::training(&job.settings) {
        log.note(&note)?;
    }
    on_threads(job.threads, || {
        let data = data::open(&config.sources, &job.out)?;
        data.words.save(&job.out)?;
        let initial = pretrain::initial(config, &data, device);
        let initial = prepared(initial, config, log)?;
        let initial = initialized(initial, &config.sources, &job.out, log)?;
        let model = pretrain(config, &data, initial, &job.out, KEPT_EVERY, log)?;
        for note in data.notes.iter().chain(&data.pairs.notes()) {
            log.note(note)?;
        }
        checkpoint::save(&model.valid(), &job.out)?;
        session::forget(&job.out);
        Ok(())
    })
}

fn eval_on(device: &Device, config: &Config, job: &Job, log: &mut Log) -> Result<(), Stop> {
    for note in effect::evaluation(&job.settings) {
        log.note(&note)?;
    }
    on_threads(job.threads, || {
        let data = data::open(&config.sources, &job.out)?;
        let initial = pretrain::initial(config, &data, device);
        let model = checkpoint::load(initial, &job.out)?.valid();
        let tasks = data::tasks(&config.sources, &config.measured, log)?;
        for note in &tasks.notes {
            log.note(note)?;
        }
        let found = evaluate(&model, &data.words, &tasks, &config.protocol, log)?;
        if let (Some(set), Some(probes)) = (&tasks.retrieval, &found.probes) {
            let cutting = &config.protocol.cutting;
            picture::write(&model, &data.words, &set.testing, cutting, probes, &job.out)?;
        }
        log.progress(STAGES, STAGES, "evaluated")?;
        log.metric("unreadable/videos", tasks.unreadable as f64, None)?;
        write_items(&job.out, &found.items)?;
        Ok(())
    })
}

/// The model with the prepared weights, if the settings ask for them and there are any.
fn prepared(model: Model, config: &Config, log: &mut Log) -> Result<Model, Stop> {
    match config.initialization {
        Initialization::Scratch => Ok(model),
        Initialization::Prepared => {
            let (model, note) =
                preparation::start(model, config.scale, config.sources.file.is_none())?;
            if let Some(note) = note {
                log.note(&note)?;
            }
            Ok(model)
        }
    }
}

/// Prepares the encoders that `initialization = prepared` starts from, of the size in the settings,
/// and writes them to a file; says now and then how far it is.
///
/// # Errors
/// [`Stop::Diverged`] if a loss is no longer finite; [`Stop::Failed`] if the file cannot be
/// written.
pub fn prepare(
    settings: &Settings,
    seed: u64,
    lessons: Lessons,
    threads: usize,
    file: &Path,
    told: &mut (dyn FnMut(&str) + Send),
) -> Result<(), Stop> {
    let config = Config::new(settings, seed);
    let device = device::device(config.hardware, config.architecture.precision)?;
    on_threads(threads, || {
        preparation::prepare(&config.architecture, seed, lessons, &device, file, told)
    })
}

/// The model with the weights that the data's file names; `initialization.txt` lists which weights
/// were loaded and which were not.
fn initialized(
    mut model: Model,
    sources: &Sources,
    folder: &Path,
    log: &mut Log,
) -> Result<Model, Stop> {
    let Some(suite) = data::suite(sources)? else { return Ok(model) };
    let mut reports = Vec::new();
    if let Some(path) = &suite.video_weights {
        let report;
        (model, report) = pretrained::video(model, path, Inflation::Central)?;
        reports.push(report);
    }
    if let Some(path) = &suite.text_weights {
        let report;
        (model, report) = pretrained::text(model, path)?;
        reports.push(report);
    }
    let mut text = String::new();
    for report in &reports {
        log.note(&report.summary())?;
        text += &format!("{report}\n");
    }
    if !reports.is_empty() {
        let path = folder.join("initialization.txt");
        let written = std::fs::write(&path, text);
        written.map_err(|error| Error::Save { path, reason: error.to_string() })?;
    }
    Ok(model)
}

/// The size of the model that complete settings ask for, with so many words or those of the world
/// of moving shapes.
pub fn count(settings: &Settings, vocabulary: Option<usize>) -> Count {
    let vocabulary = vocabulary.unwrap_or_else(|| Vocabulary::new().len());
    Count::new(&Config::new(settings, 0).architecture, vocabulary)
}

/// Runs the work inside a pool of so many threads: a thread outside would hand over and wait at
/// every operation.
pub(crate) fn on_threads<T: Send>(
    threads: usize,
    work: impl FnOnce() -> Result<T, Stop> + Send,
) -> Result<T, Stop> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build()?.install(work)
}
