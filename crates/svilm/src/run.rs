//! S-ViLM as a subject: one run is pre-training and the four downstream tasks.

use burn::module::Module;
use burn::tensor::Device;
use subject::{Declaration, Job, Log, Settings, Stop, Subject, write_items};

use crate::device;
use crate::error::Error;
use crate::evaluate::evaluate;
use crate::model::Model;
use crate::model::pretrained::{self, Inflation};
use crate::pretrain::{KEPT_EVERY, pretrain};
use crate::{checkpoint, data, declaration, pretrain, session};

/// The subject.
#[derive(Clone, Copy, Debug, Default)]
pub struct Svilm;

impl Subject for Svilm {
    fn declaration(&self) -> Declaration {
        declaration()
    }

    fn run(&self, job: &Job, log: &mut Log) -> Result<(), Stop> {
        let device = opened(job, log)?;
        train_on(&device, job, log)?;
        eval_on(&device, job, log)
    }
}

/// Pre-trains a model and leaves it as `model.safetensors` in the job's folder. A training that was
/// cut off in this folder goes on where it was.
///
/// # Errors
/// [`Stop::Diverged`] if a loss is no longer finite; [`Stop::Failed`] if there is no loss or no
/// such device, data cannot be read, or a file cannot be written.
pub fn train(job: &Job, log: &mut Log) -> Result<(), Stop> {
    train_on(&opened(job, log)?, job, log)
}

/// Measures the model in the job's folder on every downstream task.
///
/// # Errors
/// [`Stop::Failed`] if there is no model of these settings in the folder, or no such device.
pub fn eval(job: &Job, log: &mut Log) -> Result<(), Stop> {
    eval_on(&opened(job, log)?, job, log)
}

/// The device of the job; what must be known of it is told.
fn opened(job: &Job, log: &mut Log) -> Result<Device, Stop> {
    let device = device::device(&job.settings)?;
    if let Some(remark) = device::remark(&device) {
        log.note(&remark)?;
    }
    Ok(device)
}

fn train_on(device: &Device, job: &Job, log: &mut Log) -> Result<(), Stop> {
    check(&job.settings)?;
    on_threads(job.threads, || {
        let data = data::open(&job.settings, job.seed, &job.out)?;
        data.words.save(&job.out)?;
        let initial =
            initialized(pretrain::initial(&job.settings, job.seed, &data, device), job, log)?;
        let model = pretrain(&job.settings, job.seed, &data, initial, &job.out, KEPT_EVERY, log)?;
        for note in data.notes.iter().chain(&data.pairs.notes()) {
            log.note(note)?;
        }
        checkpoint::save(&model.valid(), &job.out)?;
        session::forget(&job.out);
        Ok(())
    })
}

fn eval_on(device: &Device, job: &Job, log: &mut Log) -> Result<(), Stop> {
    on_threads(job.threads, || {
        let data = data::open(&job.settings, job.seed, &job.out)?;
        let initial = pretrain::initial(&job.settings, job.seed, &data, device);
        let model = checkpoint::load(initial, &job.out)?.valid();
        let tasks = data::tasks(&job.settings, log)?;
        for note in &tasks.notes {
            log.note(note)?;
        }
        let items = evaluate(&model, &data.words, &tasks, &job.settings, job.seed, &job.out, log)?;
        write_items(&job.out, &items)?;
        Ok(())
    })
}

/// The model with the weights that the data's file names; what was loaded and what was not is told
/// in `initialization.txt`.
fn initialized(model: Model, job: &Job, log: &mut Log) -> Result<Model, Stop> {
    let Some(suite) = data::suite(&job.settings)? else { return Ok(model) };
    let (mut model, mut reports) = (model, Vec::new());
    if let Some(path) = &suite.video_weights {
        let (loaded, report) = pretrained::video(model, path, Inflation::Central)?;
        (model, _) = (loaded, reports.push(report));
    }
    if let Some(path) = &suite.text_weights {
        let (loaded, report) = pretrained::text(model, path)?;
        (model, _) = (loaded, reports.push(report));
    }
    if !reports.is_empty() {
        for report in &reports {
            log.note(&report.summary())?;
        }
        let path = job.out.join("initialization.txt");
        let text: String = reports.iter().map(|report| format!("{report}\n")).collect();
        std::fs::write(&path, text)
            .map_err(|error| Error::Save { path, reason: error.to_string() })?;
    }
    Ok(model)
}

fn check(settings: &Settings) -> Result<(), Error> {
    let blended = settings.text("cut_paste") != "off";
    let temporal = blended && settings.float("weight_temporal") > 0.0;
    let others =
        ["weight_grounding", "weight_contrastive"].iter().any(|name| settings.float(name) > 0.0);
    if temporal || others { Ok(()) } else { Err(Error::NoLoss) }
}

/// Runs the work inside a pool of so many threads: a thread outside would hand over and wait at
/// every operation.
pub(crate) fn on_threads<T: Send>(
    threads: usize,
    work: impl FnOnce() -> Result<T, Stop> + Send,
) -> Result<T, Stop> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build()?.install(work)
}
