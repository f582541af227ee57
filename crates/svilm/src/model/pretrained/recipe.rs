//! How our weights come from theirs, and the walk over a module that applies it.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;

use burn::module::{Module, ModuleMapper, Param};
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

/// Recipes for a module.
pub(super) struct Recipes {
    /// By our names, relative to the module.
    recipes: BTreeMap<String, Recipe>,
    /// What was assumed.
    pub(super) notes: Vec<String>,
}

/// Names of the weights of the layers of one kind of file, after a prefix and a number from 0.
pub(super) struct Layers {
    pub(super) prefix: &'static str,
    /// Queries, keys and values, as one packed map or three.
    pub(super) packed: &'static [&'static str],
    /// Output of attention, first and second map of the perceptron.
    pub(super) maps: [&'static str; 3],
    /// Normalisations of attention and of the perceptron.
    pub(super) norms: [&'static str; 2],
}

impl Recipes {
    pub(super) fn new(notes: Vec<String>) -> Self {
        Self { recipes: BTreeMap::new(), notes }
    }

    /// Any recipe.
    pub(super) fn make(
        &mut self,
        ours: impl Into<String>,
        theirs: Vec<String>,
        make: impl FnOnce(Vec<Array>) -> Result<Array, String> + 'static,
    ) {
        self.recipes.insert(ours.into(), Recipe { theirs, make: Box::new(make) });
    }

    /// A recipe from one tensor.
    pub(super) fn single(
        &mut self,
        ours: impl Into<String>,
        theirs: String,
        make: impl FnOnce(Array) -> Result<Array, String> + 'static,
    ) {
        self.make(ours, vec![theirs], |mut arrays| make(arrays.swap_remove(0)));
    }

    /// The tensor as it is, but for axes of length 1 in front.
    pub(super) fn copy(&mut self, ours: impl Into<String>, theirs: String) {
        self.single(ours, theirs, Ok);
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

    /// So many layers, by names with this prefix.
    pub(super) fn layers(&mut self, file: &File, n: usize, prefix: &str, names: &Layers) {
        for layer in 0..n {
            let theirs = |name: &str| format!("{prefix}{}{layer}.{name}", names.prefix);
            let packed: Vec<String> = names.packed.iter().map(|name| theirs(name)).collect();
            let [output, widen, narrow] = names.maps.map(|name| [theirs(name)]);
            let [attention, perceptron] =
                ["attention", "perceptron"].map(|branch| format!("layers.{layer}.{branch}."));
            self.linear(&format!("{attention}first"), &packed);
            self.linear(&format!("{attention}second"), &output);
            self.linear(&format!("{perceptron}first"), &widen);
            self.linear(&format!("{perceptron}second"), &narrow);
            for (ours, norm) in [attention, perceptron].iter().zip(names.norms) {
                self.normalization(file, ours, &theirs(norm));
            }
        }
    }
}

/// A walk over a module that replaces every weight that has a recipe.
pub(super) struct Transfer<'a> {
    file: &'a mut File,
    path: Vec<String>,
    recipes: Recipes,
    used: BTreeSet<String>,
    report: Report,
    /// The first failure to read; it ends the walk.
    failed: Option<Error>,
}

impl<'a> Transfer<'a> {
    /// A walk over a module of this name.
    pub(super) fn new(file: &'a mut File, module: &str, mut recipes: Recipes) -> Self {
        let (file_name, notes) = (file.path.display().to_string(), take(&mut recipes.notes));
        let report = Report { file: file_name, notes, ..Report::default() };
        let (path, used) = (vec![module.to_owned()], BTreeSet::new());
        Self { file, path, recipes, used, report, failed: None }
    }

    /// The module with its new weights and the report, if weights of layers were taken.
    pub(super) fn of<M: Module>(mut self, module: M) -> Result<(M, Report), Error> {
        let module = module.map(&mut self);
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
        Ok((module, report))
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
        let arrays = theirs.iter().map(|name| self.file.read(name)).collect::<Result<Vec<_>, _>>();
        self.used.extend(theirs.iter().cloned());
        let arrays = arrays.map_err(|error| self.failed = Some(error)).ok()?;
        let made = make(arrays).and_then(|made| {
            if !made.is_of(shape) {
                Err(format!("expected {shape:?}, found {:?}", made.shape))
            } else if made.values.iter().all(|value| value.is_finite()) {
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
        let Some(recipe) = self.recipes.recipes.remove(&self.path[1..].join(".")) else {
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
