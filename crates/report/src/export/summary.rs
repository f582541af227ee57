//! Values of a summary: what an event of TensorBoard holds, and by which tag it is found.

use std::collections::BTreeMap;

use super::wire::Message;

/// The tags of the metrics, by name: of the value, and of the chance level.
pub(super) type Tags<'a> = BTreeMap<&'a str, (String, String)>;

/// TensorFlow's numbers for the types of tensors.
const FLOAT: u64 = 1;
const STRING: u64 = 7;

pub(super) fn scalar(tag: &str, value: f64) -> Message {
    Message::new().text(1, tag).float(2, value as f32)
}

pub(super) fn text(tag: &str, text: &str) -> Message {
    let tensor = Message::new().int(1, STRING).message(2, &Message::new()).text(8, text);
    of_plugin(tag, &tensor, "text", &Message::new())
}

/// A value of the plugin for hyperparameters: only its metadata matter, the tensor is empty.
pub(super) fn hparams(tag: &str, content: &Message) -> Message {
    let shape = Message::new().message(2, &Message::new().int(1, 0));
    let tensor = Message::new().int(1, FLOAT).message(2, &shape);
    of_plugin(tag, &tensor, "hparams", &Message::new().int(1, 0).merge(content))
}

fn of_plugin(tag: &str, tensor: &Message, plugin: &str, content: &Message) -> Message {
    let plugin = Message::new().text(1, plugin).message(2, content);
    Message::new().text(1, tag).message(8, tensor).message(9, &Message::new().message(1, &plugin))
}
