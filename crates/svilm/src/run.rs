//! S-ViLM as a subject: one run is pre-training and the four downstream tasks.

use burn::module::Module;
use burn::tensor::Device;
use subject::{Declaration, Job, Log, Settings, Stop, Subject};

use crate::error::Error;
use crate::evaluate::{Effort, evaluate};
use crate::model::{Config, Model};
use crate::pretrain::pretrain;
use crate::world::words::Vocabulary;
use crate::{checkpoint, declaration};

/// The subject.
#[derive(Clone, Copy, Debug, Default)]
pub struct Svilm;

impl Subject for Svilm {
    fn declaration(&self) -> Declaration {
        declaration()
    }

    fn run(&self, job: &Job, log: &mut Log) -> Result<(), Stop> {
        train(job, log)?;
        eval(job, log)
    }
}

/// Pre-trains a model and leaves it as `model.safetensors` in the job's folder.
///
/// # Errors
/// [`Stop::Diverged`] if a loss is no longer finite; [`Stop::Failed`] if there is no loss or the file cannot be written.
pub fn train(job: &Job, log: &mut Log) -> Result<(), Stop> {
    check(&job.settings)?;
    on_threads(job.threads, || {
        let model = pretrain(&job.settings, job.seed, &Device::flex(), log)?;
        Ok(checkpoint::save(&model.valid(), &job.out)?)
    })
}

/// Measures the model in the job's folder on every downstream task.
///
/// # Errors
/// [`Stop::Failed`] if there is no model of these settings in the folder.
pub fn eval(job: &Job, log: &mut Log) -> Result<(), Stop> {
    on_threads(job.threads, || {
        let config = Config::new(&job.settings, Vocabulary::new().len());
        let model = checkpoint::load(Model::new(&config, job.seed, &Device::flex()), &job.out)?;
        let effort = Effort::new(job.settings.text("evaluation") == "full", job.settings.count("test_videos"));
        evaluate(&model, effort, job.seed, log)
    })
}

fn check(settings: &Settings) -> Result<(), Error> {
    let blended = settings.text("cut_paste") != "off";
    let temporal = blended && settings.float("weight_temporal") > 0.0;
    let others = ["weight_grounding", "weight_contrastive"].iter().any(|name| settings.float(name) > 0.0);
    if temporal || others { Ok(()) } else { Err(Error::NoLoss) }
}

/// Runs the work inside a pool of so many threads: a thread outside would hand over and wait at every operation.
pub(crate) fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> Result<T, Stop> + Send) -> Result<T, Stop> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build()?.install(work)
}
