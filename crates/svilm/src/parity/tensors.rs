//! Tensors by name, and as a safetensors file.

use std::collections::BTreeMap;
use std::path::Path;

use burn::tensor::Tensor;
use serde_json::{Map, Value, json};

/// Shapes and numbers by name.
#[derive(Default)]
pub(super) struct Tensors(pub(super) BTreeMap<String, (Vec<usize>, Vec<f32>)>);

impl Tensors {
    pub(super) fn put(&mut self, name: &str, shape: Vec<usize>, numbers: Vec<f32>) {
        assert_eq!(shape.iter().product::<usize>(), numbers.len(), "{name}");
        self.0.insert(name.to_owned(), (shape, numbers));
    }

    pub(super) fn insert<const D: usize>(&mut self, name: &str, tensor: Tensor<D>) {
        let (shape, data) = (tensor.dims().to_vec(), tensor.into_data_as::<f32>());
        self.put(name, shape, data.try_into_vec().expect("invariant: just converted"));
    }

    /// Writes the file; `case` is kept as metadata.
    pub(super) fn write(&self, path: &Path, case: &Value) {
        let mut header = Map::new();
        header.insert("__metadata__".to_owned(), json!({ "case": case.to_string() }));
        let mut bytes: Vec<u8> = Vec::new();
        for (name, (shape, numbers)) in &self.0 {
            let start = bytes.len();
            numbers.iter().for_each(|number| bytes.extend(number.to_le_bytes()));
            header.insert(
                name.clone(),
                json!({ "dtype": "F32", "shape": shape, "data_offsets": [start, bytes.len()] }),
            );
        }
        let header = Value::Object(header).to_string().into_bytes();
        let file = [&(header.len() as u64).to_le_bytes()[..], &header, &bytes].concat();
        std::fs::write(path, file).unwrap();
    }

    pub(super) fn read(path: &Path) -> Self {
        let file = std::fs::read(path).unwrap();
        let length = u64::from_le_bytes(file[..8].try_into().unwrap()) as usize;
        let header: Map<String, Value> = serde_json::from_slice(&file[8..8 + length]).unwrap();
        let data = &file[8 + length..];
        let mut tensors = Self::default();
        for (name, entry) in header.iter().filter(|(name, _)| *name != "__metadata__") {
            assert_eq!(entry["dtype"], "F32", "{name}");
            let number = |value: &Value| value.as_u64().unwrap() as usize;
            let shape = entry["shape"].as_array().unwrap().iter().map(number).collect();
            let bytes = &data[number(&entry["data_offsets"][0])..number(&entry["data_offsets"][1])];
            let numbers =
                bytes.chunks_exact(4).map(|four| f32::from_le_bytes(four.try_into().unwrap()));
            tensors.put(name, shape, numbers.collect());
        }
        tensors
    }
}
