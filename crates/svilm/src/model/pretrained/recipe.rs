//! How our weights come from theirs, and the walk over a module that applies it.

use std::collections::{BTreeMap, BTreeSet};

use burn::module::{ModuleMapper, Param};
use burn::tensor::{Tensor, TensorData};

use super::Error;
use super::array::Array;
use super::file::File;
use super::report::{Loaded, Refused, Report};

/// A function from the tensors that a recipe names to one weight.
type Make = Box<dyn FnOnce(Vec<Array>) -> Result<Array, String>>;

/// How one of our weights comes from tensors of a file.
pub(super) struct Recipe {
    theirs: Vec<String>,
    make: Make,
}

/// Recipes by our names, relative to the module.
#[derive(Default)]
pub(super) struct Recipes(BTreeMap<String, Recipe>);

/// The only tensor of a recipe that names one.
fn only(mut arrays: Vec<Array>) -> Array {
    arrays.swap_remove(0)
}

impl Recipes {
    /// Any recipe.
    pub(super) fn make(
        &mut self,
        ours: impl Into<String>,
        theirs: Vec<String>,
        make: impl FnOnce(Vec<Array>) -> Result<Array, String> + 'static,
    ) {
        self.0.insert(ours.into(), Recipe { theirs, make: Box::new(make) });
    }

    /// The tensor as it is, but for axes of length 1 in front.
    pub(super) fn copy(&mut self, ours: impl Into<String>, theirs: impl Into<String>) {
        self.make(ours, vec![theirs.into()], |arrays| Ok(only(arrays)));
    }

    /// Gain and shift of a normalisation, by the names that the file has for them.
    pub(super) fn normalization(&mut self, file: &File, ours: &str, theirs: &str) {
        // BERT's first files, from TensorFlow, have the other names
        let old = file.shape(&format!("{theirs}.gamma")).is_some();
        let (gain, shift) = if old { ("gamma", "beta") } else { ("weight", "bias") };
        self.copy(format!("{ours}gain"), format!("{theirs}.{gain}"));
        self.copy(format!("{ours}shift"), format!("{theirs}.{shift}"));
    }

    /// A linear map, `[outputs, inputs]` to `[inputs, outputs]`, or several side by side.
    pub(super) fn linear(&mut self, ours: &str, theirs: &[String]) {
        let named = |end: &str| theirs.iter().map(|name| format!("{name}.{end}")).collect();
        self.make(format!("{ours}.weight"), named("weight"), Array::joined);
        self.make(format!("{ours}.bias"), named("bias"), Array::joined);
    }
}

/// A walk over a module that replaces every weight that has a recipe.
pub(super) struct Transfer<'a> {
    file: &'a mut File,
    path: Vec<String>,
    recipes: Recipes,
    used: BTreeSet<String>,
    pub(super) report: Report,
    /// The first failure to read; it ends the walk.
    failed: Option<Error>,
}

impl<'a> Transfer<'a> {
    /// A walk over a module of this name.
    pub(super) fn new(file: &'a mut File, module: &str, recipes: Recipes) -> Self {
        let report = Report { file: file.path.display().to_string(), ..Report::default() };
        Self {
            file,
            path: vec![module.to_owned()],
            recipes,
            used: BTreeSet::new(),
            report,
            failed: None,
        }
    }

    /// The report, if weights of layers were taken.
    pub(super) fn finish(self) -> Result<Report, Error> {
        let Self { file, used, mut report, failed, .. } = self;
        if let Some(error) = failed {
            return Err(error);
        }
        report.unused =
            file.names().filter(|name| !used.contains(*name)).map(str::to_owned).collect();
        if !report.loaded.iter().any(|weight| weight.ours.contains(".layers.")) {
            let first = report.refused.iter().find(|weight| weight.ours.contains(".layers."));
            let first = first.map_or("it has none".to_owned(), |weight| {
                format!("`{}`: {}", weight.ours, weight.reason)
            });
            return Err(Error::NothingFits { path: file.path.clone(), first });
        }
        Ok(report)
    }

    /// The recipe's values for a weight of this shape; none if they cannot be used, which is
    /// reported.
    fn cook(&mut self, ours: String, recipe: Recipe, shape: &[usize]) -> Option<Vec<f32>> {
        let Recipe { theirs, make } = recipe;
        if theirs.iter().any(|name| self.file.shape(name).is_none()) {
            self.report.kept.push(ours);
            return None;
        }
        let from = self.file.shape(&theirs[0]).unwrap_or_default().to_vec();
        let arrays: Result<Vec<Array>, Error> =
            theirs.iter().map(|name| self.file.read(name)).collect();
        self.used.extend(theirs.iter().cloned());
        let arrays = match arrays {
            Ok(arrays) => arrays,
            Err(error) => {
                self.failed = Some(error);
                return None;
            }
        };
        let made = make(arrays).and_then(|made| {
            if made.is_of(shape) {
                Ok(made)
            } else {
                Err(format!("expected {shape:?}, found {:?}", made.shape))
            }
        });
        let made = made.and_then(|made| {
            let finite = made.values.iter().all(|value| value.is_finite());
            if finite {
                Ok(made.values)
            } else {
                Err("it has numbers that are not finite".to_owned())
            }
        });
        match made {
            Ok(values) => {
                self.report.loaded.push(Loaded { ours, theirs, shape: shape.to_vec(), from });
                Some(values)
            }
            Err(reason) => {
                self.report.refused.push(Refused { ours, theirs, reason });
                None
            }
        }
    }
}

impl ModuleMapper for Transfer<'_> {
    fn enter_module(&mut self, name: &str, _: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.path.pop();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        if self.failed.is_some() {
            return param;
        }
        let ours = self.path.join(".");
        let Some(recipe) = self.recipes.0.remove(&self.path[1..].join(".")) else {
            self.report.kept.push(ours);
            return param;
        };
        let shape = param.dims();
        let Some(values) = self.cook(ours, recipe, &shape) else { return param };
        param.map(|old| {
            let new = Tensor::from_data(TensorData::new(values, shape), &old.device());
            if old.is_require_grad() { new.require_grad() } else { new }
        })
    }
}
