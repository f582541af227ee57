//! Outcomes of single items: `items.jsonl` beside the events of a run.

use std::path::Path;

use serde::{Deserialize, Deserializer, Serialize};

use crate::{Error, event::read_if_any};

/// The outcome of each item that a metric is the mean over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Items {
    /// Name of a declared metric.
    pub metric: String,
    /// The kind of item, such as `query`.
    pub unit: String,
    /// One number per item, such as a rank, or 0 and 1 for wrong and right; not a number is written
    /// as `null`.
    #[serde(deserialize_with = "null_is_nan")]
    pub values: Vec<f64>,
}

fn null_is_nan<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
    let values = Vec::<Option<f64>>::deserialize(deserializer)?;
    Ok(values.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect())
}

/// Writes `items.jsonl` into the folder of a run; after a crash it is either the old or the new
/// one.
///
/// # Errors
/// [`Error::Io`].
pub fn write_items(folder: &Path, items: &[Items]) -> Result<(), Error> {
    let path = folder.join("items.jsonl");
    let mut text = Vec::new();
    for item in items {
        serde_json::to_writer(&mut text, item).expect("invariant: items are plain data");
        text.push(b'\n');
    }
    foundation::file::write_whole(&path, &text).map_err(Error::io("write", &path))
}

/// The outcomes of single items that a run left; none if it left no such file.
///
/// # Errors
/// [`Error::Io`], and [`Error::Malformed`] with the line.
pub fn read_items(folder: &Path) -> Result<Vec<Items>, Error> {
    let path = folder.join("items.jsonl");
    let text = read_if_any(&path)?;
    let text = std::io::read_to_string(&*text).map_err(Error::io("read", &path))?;
    let item = |(line, text)| {
        serde_json::from_str(text).map_err(|error| Error::malformed(&path, line, &error))
    };
    (1..).zip(text.lines()).map(item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_back_and_a_missing_value_stays_missing() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read_items(folder.path()).unwrap(), []);
        let items =
            Items { metric: "rank".into(), unit: "query".into(), values: vec![0.0, f64::NAN, 1.5] };
        write_items(folder.path(), std::slice::from_ref(&items)).unwrap();
        let text = std::fs::read_to_string(folder.path().join("items.jsonl")).unwrap();
        assert_eq!(text, "{\"metric\":\"rank\",\"unit\":\"query\",\"values\":[0.0,null,1.5]}\n");
        let back = read_items(folder.path()).unwrap();
        assert!(back[0].values[1].is_nan() && back[0].values[2] == 1.5);
        std::fs::write(folder.path().join("items.jsonl"), text + "{\"metric\":1}\n").unwrap();
        assert!(read_items(folder.path()).unwrap_err().to_string().contains("line 2"));
    }
}
