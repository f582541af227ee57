//! Files with the names of others and made-up weights; expected outputs are those of the others'
//! own code on the same weights (transformers 5.23, timm 1.0, PyTorch).

use std::fs;

use burn::tensor::{Device, Tensor, TensorData};

use super::super::size::Size;
use super::super::text::Texts;
use super::super::video::{Attention, VideoConfig};
use super::super::{Architecture, ClipFeature, GlobalFeature};
use super::array::Array;
use super::grid::{absorbed, resampled, taps};
use foundation::Hint;

use super::*;
use crate::loss::tests::{assert_close, det, numbers};
use crate::model::grouping::{Assignment, Design};
use crate::model::precision::Precision;

/// A folder of a test that goes away with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("svilm-pretrained-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, bytes).expect("a file");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

type Tensors = Vec<(String, Vec<usize>)>;

/// A safetensors file; the weights of the k-th name in order are the test tensor with c = k.
fn safetensors(mut tensors: Tensors, rename: impl Fn(&str) -> String, kind: &str) -> Vec<u8> {
    tensors.sort();
    let (mut header, mut data) = (serde_json::Map::new(), Vec::new());
    for (k, (name, shape)) in tensors.into_iter().enumerate() {
        let (scale, one) =
            if shape.len() == 1 { (0.05, name.ends_with("weight")) } else { (0.15, false) };
        let start = data.len();
        for value in
            numbers(det([shape.iter().product()], k as f64, scale) + f32::from(u8::from(one)))
        {
            match kind {
                "F64" => data.extend(f64::from(value).to_le_bytes()),
                "BF16" => data.extend(burn::tensor::bf16::from_f32(value).to_le_bytes()),
                "F16" => data.extend(burn::tensor::f16::from_f32(value).to_le_bytes()),
                _ => data.extend(value.to_le_bytes()),
            }
        }
        let entry = serde_json::json!({ "dtype": kind, "shape": shape, "data_offsets": [start, data.len()] });
        header.insert(rename(&name), entry);
    }
    header.insert("__metadata__".to_owned(), serde_json::json!({ "format": "pt" }));
    let header = serde_json::to_vec(&header).expect("JSON");
    [&(header.len() as u64).to_le_bytes(), header.as_slice(), &data].concat()
}

/// Weight and bias of a linear map or a normalisation.
fn map(tensors: &mut Tensors, name: &str, shape: &[usize]) {
    tensors.push((format!("{name}.weight"), shape.to_vec()));
    tensors.push((format!("{name}.bias"), shape[..1].to_vec()));
}

const D: usize = 12;

fn bert() -> Tensors {
    let mut all = Vec::new();
    for (name, rows) in [("word", 20), ("position", 40), ("token_type", 2)] {
        all.push((format!("embeddings.{name}_embeddings.weight"), vec![rows, D]));
    }
    map(&mut all, "embeddings.LayerNorm", &[D]);
    for layer in 0..2 {
        let name = |end: &str| format!("encoder.layer.{layer}.{end}");
        for part in ["self.query", "self.key", "self.value", "output.dense"] {
            map(&mut all, &name(&format!("attention.{part}")), &[D, D]);
        }
        map(&mut all, &name("attention.output.LayerNorm"), &[D]);
        map(&mut all, &name("intermediate.dense"), &[4 * D, D]);
        map(&mut all, &name("output.dense"), &[D, 4 * D]);
        map(&mut all, &name("output.LayerNorm"), &[D]);
    }
    all
}

fn distilled() -> Tensors {
    let mut all = Vec::new();
    for (name, rows) in [("word", 20), ("position", 40)] {
        all.push((format!("embeddings.{name}_embeddings.weight"), vec![rows, D]));
    }
    map(&mut all, "embeddings.LayerNorm", &[D]);
    for layer in 0..2 {
        let name = |end: &str| format!("transformer.layer.{layer}.{end}");
        for part in ["q_lin", "k_lin", "v_lin", "out_lin"] {
            map(&mut all, &name(&format!("attention.{part}")), &[D, D]);
        }
        map(&mut all, &name("sa_layer_norm"), &[D]);
        map(&mut all, &name("ffn.lin1"), &[4 * D, D]);
        map(&mut all, &name("ffn.lin2"), &[D, 4 * D]);
        map(&mut all, &name("output_layer_norm"), &[D]);
    }
    all
}

fn vivit() -> Tensors {
    let mut all = vec![
        ("embeddings.cls_token".to_owned(), vec![1, 1, D]),
        ("embeddings.position_embeddings".to_owned(), vec![1, 9, D]),
    ];
    map(&mut all, "embeddings.patch_embeddings.projection", &[D, 3, 2, 4, 4]);
    map(&mut all, "layernorm", &[D]);
    for layer in 0..2 {
        let name = |end: &str| format!("encoder.layer.{layer}.{end}");
        for part in ["attention.query", "attention.key", "attention.value", "output.dense"] {
            map(&mut all, &name(&format!("attention.{part}")), &[D, D]);
        }
        map(&mut all, &name("layernorm_before"), &[D]);
        map(&mut all, &name("layernorm_after"), &[D]);
        map(&mut all, &name("intermediate.dense"), &[4 * D, D]);
        map(&mut all, &name("output.dense"), &[D, 4 * D]);
    }
    all
}

fn timm() -> Tensors {
    let mut all =
        vec![("cls_token".to_owned(), vec![1, 1, D]), ("pos_embed".to_owned(), vec![1, 5, D])];
    map(&mut all, "patch_embed.proj", &[D, 3, 4, 4]);
    map(&mut all, "norm", &[D]);
    for layer in 0..2 {
        let name = |end: &str| format!("blocks.{layer}.{end}");
        map(&mut all, &name("attn.qkv"), &[3 * D, D]);
        map(&mut all, &name("attn.proj"), &[D, D]);
        map(&mut all, &name("norm1"), &[D]);
        map(&mut all, &name("norm2"), &[D]);
        map(&mut all, &name("mlp.fc1"), &[4 * D, D]);
        map(&mut all, &name("mlp.fc2"), &[D, 4 * D]);
    }
    all
}

/// A model of two layers, 12 wide, 3 heads, over 4 frames of 8 x 8 pixels.
fn model(class_token: bool, tubelet_frames: usize) -> Model {
    let size = Size {
        layers: 2,
        width: D,
        heads: 3,
        frames: 4,
        resolution: 8,
        tubelet_frames,
        tubelet_pixels: 4,
        text_layers: 2,
        text_width: D,
        text_heads: 3,
        joint: 8,
    };
    let video = VideoConfig {
        size,
        grouping_layers: vec![2],
        group_tokens: 3,
        groups_in_attention: false,
        grouping_block: Design::Paper,
        class_token,
        attention: Attention::Joint,
        assignment: Assignment::Hard,
    };
    let (global_feature, clip_feature) = (GlobalFeature::Groups, ClipFeature::Tokens);
    let config = Architecture {
        video,
        global_feature,
        clip_feature,
        temperature: 0.07,
        precision: Precision::Full,
    };
    Model::new(&config, 20, 3, &Device::flex().autodiff())
}

/// Elements of `[b, n, d]` that are held against those of the other code.
fn some(tensor: Tensor<3>) -> Vec<f32> {
    let [b, n, d] = tensor.dims();
    let numbers = numbers(tensor);
    let at = |i: usize, j: usize, k: usize| numbers[(i * n + j) * d + k];
    vec![
        at(0, 0, 0),
        at(0, 0, 5),
        at(0, 1, 3),
        at(0, n - 1, 0),
        at(b - 1, n - 1, 7),
        at(b - 1, 2, 11),
    ]
}

/// Video `[frames, rows, columns, channels]` of test numbers as tubelets.
fn tubelets(video: &[f32], t: usize) -> Tensor<3> {
    let mut out = Vec::new();
    for (j, row, column) in
        (0..4 / t).flat_map(|j| (0..2).flat_map(move |r| (0..2).map(move |c| (j, r, c))))
    {
        for (dt, dh) in (0..t).flat_map(|dt| (0..4).map(move |dh| (dt, dh))) {
            let start = (((j * t + dt) * 8 + row * 4 + dh) * 8 + column * 4) * 3;
            out.extend_from_slice(&video[start..start + 12]);
        }
    }
    let s = 4 / t * 4;
    Tensor::from_data(TensorData::new(out, [1, s, t * 48]), &Device::flex().autodiff())
}

const BERT: [f64; 6] = [1.30012, -0.156997, -0.546649, 1.827815, -0.422088, -0.377891];
const DISTILLED: [f64; 6] = [1.979677, -0.984029, 0.052172, -0.196627, -0.541371, -1.030126];
const VIVIT: [f64; 6] = [1.720645, 0.704653, -1.335768, 0.508729, -0.262187, -1.129783];
const TIMM: [f64; 6] = [-0.15018, 1.44206, 0.243316, -0.100201, -1.045798, -1.065469];

#[track_caller]
fn check_text(bytes: Vec<u8>, expected: &[f64; 6], tolerance: f64) -> Report {
    let folder = Folder::new(&format!("text-{}", bytes.len()));
    let path = folder.write("model.safetensors", bytes);
    let (model, report) = text(model(false, 2), &path).expect("a BERT");
    let texts = Texts::new(&[vec![1, 5, 7, 19, 2], vec![1, 4, 2]]);
    for (actual, expected) in some(model.text.forward(&texts)).into_iter().zip(expected) {
        assert!(
            (f64::from(actual) - expected).abs() < tolerance,
            "{actual} instead of {expected}\n{report}"
        );
    }
    report
}

#[test]
fn a_bert_computes_what_it_computed_elsewhere() {
    let report = check_text(safetensors(bert(), str::to_owned, "F32"), &BERT, 1e-4);
    assert!(
        report.kept.is_empty() && report.refused.is_empty() && report.unused.is_empty(),
        "{report}"
    );
    let old = |name: &str| match name.rsplit_once("LayerNorm.") {
        Some((start, end)) => {
            format!("bert.{start}LayerNorm.{}", if end == "weight" { "gamma" } else { "beta" })
        }
        None => format!("bert.{name}"),
    };
    check_text(safetensors(bert(), old, "F32"), &BERT, 1e-4);
    check_text(
        safetensors(distilled(), |name| format!("distilbert.{name}"), "F32"),
        &DISTILLED,
        1e-4,
    );
    for (kind, tolerance) in [("F64", 1e-4), ("F16", 1e-2), ("BF16", 0.1)] {
        check_text(safetensors(bert(), str::to_owned, kind), &BERT, tolerance);
    }
}

#[test]
fn a_vivit_computes_what_it_computed_elsewhere() {
    let folder = Folder::new("vivit");
    let path = folder
        .write("model.safetensors", safetensors(vivit(), |name| format!("vivit.{name}"), "F32"));
    folder.write(
        "config.json",
        r#"{"num_attention_heads": 3, "hidden_act": "gelu_fast", "num_frames": 4, "tubelet_size": [2, 4, 4]}"#,
    );
    let (model, report) = video(model(true, 2), &path, Inflation::Central).expect("a ViViT");
    let tokens =
        model.video.forward(tubelets(&numbers(det([768], 0.3, 1.0)), 2), Vec::new()).tokens;
    assert_close(&some(tokens), &VIVIT);
    assert!(report.refused.is_empty() && report.unused.is_empty(), "{report}");
    let ours = |name: &str| name.contains("group");
    assert!(report.kept.iter().all(|name| ours(name)) && !report.kept.is_empty(), "{report}");
    assert!(report.notes.iter().any(|note| note.contains("gelu_fast")), "{report}");
}

/// A still video of one temporal position is an image.
#[test]
fn a_vit_sees_a_still_video_as_its_image() {
    let frame = numbers(det([192], 0.3, 1.0));
    let folder = Folder::new("timm");
    let path = folder.write("model.safetensors", safetensors(timm(), str::to_owned, "F32"));
    let card =
        r#"{"pretrained_cfg": {"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}}"#;
    folder.write("config.json", card);
    for inflation in [Inflation::Central, Inflation::Average] {
        let (model, report) = video(model(true, 4), &path, inflation).expect("a ViT");
        let tokens = model.video.forward(tubelets(&frame.repeat(4), 4), Vec::new()).tokens;
        assert_close(&some(tokens), &TIMM);
        assert!(report.notes.iter().any(|note| note.contains("pixels")), "{report}");
    }
    let (model, report) = video(model(false, 2), &path, Inflation::Central).expect("a ViT");
    assert_eq!(report.unused, ["cls_token"], "{report}");
    let positions = numbers(model.video.positions.val());
    assert_eq!(positions[..4 * D], positions[4 * D..], "the same positions at both times");
}

#[test]
fn what_does_not_fit_is_refused_with_both_shapes() {
    let folder = Folder::new("refused");
    let mut tensors = timm();
    tensors
        .iter_mut()
        .filter(|(name, _)| name == "blocks.1.mlp.fc1.weight")
        .for_each(|(_, shape)| shape[0] = 40);
    tensors.retain(|(name, _)| name != "blocks.0.norm1.bias");
    tensors.push(("head.weight".to_owned(), vec![5, D]));
    let path = folder.write("model.safetensors", safetensors(tensors, str::to_owned, "F32"));
    let initial = numbers(model(false, 2).video.layers[1].perceptron.first.weight.val());
    let (model, report) = video(model(false, 2), &path, Inflation::Central).expect("a ViT");
    assert_eq!(report.refused.len(), 1, "{report}");
    assert_eq!(report.refused[0].ours, "video.layers.1.perceptron.first.weight");
    assert_eq!(report.refused[0].reason, "expected [12, 48], found [12, 40]");
    assert_eq!(numbers(model.video.layers[1].perceptron.first.weight.val()), initial);
    assert!(report.kept.contains(&"video.layers.0.attention.shift".to_owned()), "{report}");
    assert!(report.unused.contains(&"head.weight".to_owned()), "{report}");
    for line in [
        "do not fit, ours stay initial (1)",
        "in the file, unused (2)",
        "attn.qkv.weight [36, 12] -> [12, 36]",
    ] {
        assert!(report.to_string().contains(line), "`{line}` is missing from\n{report}");
    }
}

#[test]
fn a_file_that_is_none_is_an_error_that_says_so() {
    let folder = Folder::new("broken");
    let good = safetensors(timm(), str::to_owned, "F32");
    let with_header =
        |header: &str| [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &[0; 64]].concat();
    let check = |bytes: &[u8], expected: &str| {
        let path = folder.write("model.safetensors", bytes);
        let error =
            video(model(false, 2), &path, Inflation::Central).expect_err("an error").to_string();
        assert!(error.contains(expected), "`{error}` does not say `{expected}`");
    };
    check(b"", "0 bytes");
    check(b"PK\x03\x04 and the rest", "pickle");
    check(b"\x80\x02ctorch\nmodel", "pickle");
    check(&u64::MAX.to_le_bytes(), "does not fit a file of 8");
    check(&good[..good.len() - 1], "is the file cut off?");
    check(&good[..100], "does not fit a file of 100");
    check(&with_header("{"), "header is broken");
    check(&with_header(&"[".repeat(100_000)), "header is broken");
    check(&with_header("{}"), "no tensors");
    let entry = |shape: &str, start: u64, end: u64| {
        format!(
            r#"{{"patch_embed.proj.weight":{{"dtype":"F32","shape":{shape},"data_offsets":[{start},{end}]}}}}"#
        )
    };
    check(&with_header(&entry("[4294967296, 4294967296]", 0, 64)), "has 64 bytes");
    check(&with_header(&entry("[16]", 64, 0)), "lies at 64..0");
    check(&with_header(&entry("[0, 18446744073709551615]", 0, 0)), "is empty");
    check(&with_header(&entry("[16]", 0, 64)), "no layer");
    check(&with_header(&entry("[-1]", 0, 64)), "patch_embed.proj.weight");
    check(&safetensors(bert(), str::to_owned, "F32"), "not a ViT of a known kind");
    let wide = timm()
        .into_iter()
        .map(|(name, shape)| (name, shape.iter().map(|axis| axis * 2).collect()))
        .collect();
    check(&safetensors(wide, str::to_owned, "F32"), "no layer");
    let path = folder.write("model.safetensors", good);
    folder.write("config.json", r#"{"num_attention_heads": 4}"#);
    let error = video(model(false, 2), &path, Inflation::Central).expect_err("an error");
    assert!(error.to_string().contains("4 attention heads") && error.hint().is_some(), "{error}");
    let mut other = bert();
    other[0].1[0] = 21;
    let path = folder.write("words.safetensors", safetensors(other, str::to_owned, "F32"));
    fs::remove_file(folder.0.join("config.json")).expect("a file");
    let error = text(model(false, 2), &path).expect_err("an error").to_string();
    assert!(error.contains("knows 21 words, the text encoder 20"), "{error}");
}

#[test]
fn resampling_is_bicubic_interpolation() {
    let array = Array::new(vec![4, 3, 3], numbers(det([36], 0.3, 1.0)));
    let to = |n| resampled(&resampled(&array, 1, &taps(3, n, true)), 2, &taps(3, n, true)).values;
    assert_close(&to(2)[4..8], &[-0.745218, -0.242209, 0.69616, 0.11352]);
    let expected = [-0.997716, -1.098316, -1.134669, -0.802639, -0.52394, -0.427161, -0.308553];
    assert_close(&to(5)[50..57], &expected);
}

#[test]
fn an_absorbed_kernel_answers_as_the_old_one_to_the_resampled_picture() {
    let (kernel, picture) = (numbers(det([7], 0.4, 1.0)), numbers(det([4], 1.4, 1.0)));
    let taps = taps(4, 7, true);
    let large = resampled(&Array::new(vec![4], picture.clone()), 0, &taps);
    let small = absorbed(&Array::new(vec![7], kernel.clone()), 0, &taps, 4);
    let answer = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    assert_close(&[answer(&small.values, &picture)], &[f64::from(answer(&kernel, &large.values))]);
}
