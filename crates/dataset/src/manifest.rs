//! The manifest of a data set: `dataset.toml` and its lists of items.
