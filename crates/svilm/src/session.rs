//! A training that can be left and taken up again.
//!
//! Everything random follows from the seed and the step, so weights, the optimiser's moments and
//! the number of steps are all that a training is. They are kept in `resume/step-N` of the run's
//! folder; a training that goes on from there gives the same numbers, to the last bit, as one that
//! was never left.

use std::path::{Path, PathBuf};

use burn::module::{Module, ModuleMapper, Param, ParamId};
use burn::optim::GradientsParams;
use burn::tensor::Tensor;
use foundation::file;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::checkpoint;
use crate::error::Error;
use crate::model::Model;
use crate::optimize::Optimizer;

/// A point of a learning curve.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Point {
    pub name: String,
    pub value: f64,
    pub step: u64,
}

/// A training at some step.
pub(crate) struct Session {
    pub model: Model,
    optimizer: Optimizer,
    /// Steps done.
    pub step: usize,
    /// Points reported so far: the next attempt reports them again.
    pub points: Vec<Point>,
}

/// The content of `state.json` beside the weights.
#[derive(Serialize, Deserialize)]
struct Kept {
    version: String,
    step: usize,
    points: Vec<Point>,
}

impl Session {
    /// The training as it was kept last in the folder, or from its beginning.
    ///
    /// # Errors
    /// If it was kept and cannot be read. (A kept state that is not whole has another name and is
    /// passed over.)
    pub(crate) fn resume(
        folder: &Path,
        initial: Model,
        optimizer: Optimizer,
    ) -> Result<Self, Error> {
        let model = initial.map(&mut Identify::default());
        let Some(path) = latest(&folder.join("resume")) else {
            return Ok(Self { model, optimizer, step: 0, points: Vec::new() });
        };
        let failed = |reason: String| Error::Resume { path: path.clone(), reason };
        let text = std::fs::read_to_string(path.join("state.json"));
        let text = text.map_err(|error| failed(error.to_string()))?;
        let kept: Kept = serde_json::from_str(&text).map_err(|error| failed(error.to_string()))?;
        if kept.version != crate::VERSION {
            let (theirs, ours) = (kept.version, crate::VERSION);
            return Err(failed(format!("it is of version {theirs}, this is {ours}")));
        }
        let model = checkpoint::load(model, &path)?.map(&mut Identify::default());
        let optimizer = optimizer.load(&path.join("optimizer")).map_err(failed)?;
        Ok(Self { model, optimizer, step: kept.step, points: kept.points })
    }

    /// One step of the optimiser; returns the length that the gradient had.
    pub(crate) fn advance(&mut self, gradients: GradientsParams) -> f64 {
        let (model, length) = self.optimizer.step(self.step, self.model.clone(), gradients);
        self.model = model;
        self.step += 1;
        length
    }

    /// Keeps the training in the folder: the new state is there before the old one goes.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn keep(&self, folder: &Path) -> Result<(), Error> {
        let all = folder.join("resume");
        let (half, path) = (all.join("half"), all.join(format!("step-{}", self.step)));
        let failed = |reason: String| Error::Resume { path: path.clone(), reason };
        let io = |result: std::io::Result<()>| result.map_err(|error| failed(error.to_string()));
        if half.exists() {
            io(std::fs::remove_dir_all(&half))?;
        }
        io(std::fs::create_dir_all(&half))?;
        checkpoint::save(&self.model.valid(), &half)?;
        self.optimizer.save(&half.join("optimizer")).map_err(failed)?;
        let (version, points) = (crate::VERSION.to_owned(), self.points.clone());
        let kept = Kept { version, step: self.step, points };
        let json = serde_json::to_string(&kept).expect("invariant: a state is plain data");
        io(file::write_whole(&half.join("state.json"), json.as_bytes()))?;
        let before = latest(&all).filter(|before| *before != path);
        io(file::rename(&half, &path))?;
        before.map_or(Ok(()), |before| io(std::fs::remove_dir_all(before)))
    }
}

/// Removes what was kept; a training that is done needs it no more.
pub(crate) fn forget(folder: &Path) {
    // what stays behind costs space and nothing else
    let _ = std::fs::remove_dir_all(folder.join("resume"));
}

/// The state with the most steps.
fn latest(folder: &Path) -> Option<PathBuf> {
    let step =
        |path: &Path| path.file_name()?.to_str()?.strip_prefix("step-")?.parse::<usize>().ok();
    let entries = std::fs::read_dir(folder).ok()?.filter_map(Result::ok);
    let states = entries.filter_map(|entry| Some((step(&entry.path())?, entry.path())));
    states.max().map(|(_, path)| path)
}

/// Gives every weight an identity that follows from its place in the model, so that another process
/// finds its moments.
#[derive(Default)]
struct Identify {
    path: Vec<String>,
}

impl ModuleMapper for Identify {
    fn enter_module(&mut self, name: &str, _: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.path.pop();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let hash = Sha256::digest(self.path.join("."));
        let id = u64::from_le_bytes(std::array::from_fn(|index| hash[index]));
        let (_, value, mapper) = param.consume();
        Param::from_mapped_value(ParamId::from(id), value, mapper)
    }
}
