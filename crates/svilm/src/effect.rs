//! What a setting switches off besides itself, so that one ablated part is not taken for two: notes
//! for the readers of the results. A run with the default settings has none.

use subject::Settings;

use crate::choice::Choice;
use crate::declaration;
use crate::loss::cut_paste::Cut;
use crate::loss::temporal::Form;
use crate::model::GlobalFeature;
use crate::model::size::{Scale, Size};

/// What the settings of a training say about its parts.
struct Parts<'a> {
    settings: &'a Settings,
    /// Layers that a grouping block follows.
    blocks: &'a [i64],
    /// Whether group tokens take part in attention.
    joined: bool,
    /// Whether other videos are pasted in.
    pasted: bool,
    /// Whether the video feature is made of group tokens.
    pooled_groups: bool,
    temporal: bool,
    grounding: bool,
    contrastive: bool,
}

/// Notes on the parts of a training that its settings switch off, and on settings that have no
/// effect on it.
pub(crate) fn training(settings: &Settings) -> Vec<String> {
    let pasted = match Cut::read(settings) {
        Cut::HalfOpen | Cut::Literal => true,
        Cut::Off => false,
    };
    let weighs = |knob: &str| settings.float(knob) > 0.0;
    let parts = Parts {
        settings,
        blocks: settings.ints("grouping_layers"),
        joined: settings.bool("groups_in_attention"),
        pasted,
        pooled_groups: match GlobalFeature::read(settings) {
            GlobalFeature::Groups => true,
            GlobalFeature::Tokens => false,
        },
        temporal: pasted && weighs("weight_temporal"),
        grounding: weighs("weight_grounding"),
        contrastive: weighs("weight_contrastive"),
    };
    [parts.losses(), parts.groups(), parts.untrained(), parts.without_effect()].concat()
}

/// Notes on settings of the evaluation that have no effect.
pub(crate) fn evaluation(settings: &Settings) -> Vec<String> {
    let on_disk = !settings.text("data").is_empty();
    let tuned = settings.count("fine_tuning_steps") > 0;
    let drawn: &[&str] = &["test_videos", "action_set"];
    [
        idle(settings, on_disk, drawn, "the items come from the data sets that `data` names"),
        idle(settings, !tuned, &["fine_tuning_rate"], "`fine_tuning_steps` is 0"),
    ]
    .concat()
}

/// Notes on those of the knobs that are not at their default, if they have no effect.
fn idle(settings: &Settings, is_idle: bool, knobs: &[&str], why: &str) -> Vec<String> {
    let declaration = declaration();
    let default = Settings::default().resolve(&declaration);
    let default = default.expect("invariant: a declaration admits its defaults");
    let changed = settings.difference(&default).0;
    let note = |knob: &&str| {
        let value = changed.get(*knob)?;
        Some(format!("`{knob}` = {value} has no effect here: {why}"))
    };
    if is_idle { knobs.iter().filter_map(note).collect() } else { Vec::new() }
}

/// The notes whose condition holds.
fn held(notes: &[(bool, &str)]) -> Vec<String> {
    notes.iter().filter(|(holds, _)| *holds).map(|(_, note)| (*note).to_owned()).collect()
}

impl Parts<'_> {
    /// Losses that are not computed.
    fn losses(&self) -> Vec<String> {
        let weighed = self.settings.float("weight_temporal") > 0.0;
        held(&[
            (
                !self.pasted && weighed,
                "the temporal grouping loss is off, too, and stands as 0: it tells the positions of a pasted \
                 video from those of the other, and with `cut_paste` = off nothing is pasted; to see the effect of \
                 cut-and-paste alone, compare with a run of `weight_temporal` = 0",
            ),
            (
                !self.pasted && self.contrastive,
                "contrastive and grounding targets are hard: with `cut_paste` = off a video has no share of another's text",
            ),
            (
                !weighed,
                "the temporal grouping loss is not computed and stands as 0: `weight_temporal` is 0",
            ),
            (
                !self.grounding,
                "the spatial grounding loss is not computed and stands as 0, and no noun is read: `weight_grounding` is 0",
            ),
            (
                !self.contrastive,
                "the global contrastive loss is not computed and stands as 0: `weight_contrastive` is 0",
            ),
            (
                !self.grounding && !self.contrastive,
                "the text encoder and the joint space keep their initial weights: `weight_grounding` and \
                 `weight_contrastive` are 0, and no other loss reads text; retrieval says nothing about this training",
            ),
        ])
    }

    /// What groups are without blocks, or without choice.
    fn groups(&self) -> Vec<String> {
        let none = self.blocks.is_empty();
        held(&[
            (
                none && self.joined,
                "no video token is assigned to a group: `grouping_layers` is empty; the spatial grounding loss compares \
                 nouns with group tokens that attention alone fills",
            ),
            (
                none && !self.joined,
                "group tokens are the same for every video: `grouping_layers` is empty and `groups_in_attention` is false; \
                 the spatial grounding loss learns nothing about videos, nor does the contrastive loss if `global_feature` = groups",
            ),
            (
                self.settings.count("group_tokens") == 1,
                "every video token goes to the one group: with `group_tokens` = 1 the assignment, its noise, and the weights of \
                 groups in the spatial grounding loss make no difference",
            ),
        ])
    }

    /// Weights that no loss reaches.
    fn untrained(&self) -> Vec<String> {
        let mut notes = held(&[(
            self.settings.float("learning_rate") == 0.0,
            "no weight is trained: `learning_rate` is 0",
        )]);
        let read = self.grounding || (self.contrastive && self.pooled_groups);
        if let (Some(last), false) = (self.blocks.last(), read) {
            let which = if self.joined {
                format!("the grouping block after layer {last}")
            } else {
                "no grouping block, nor the group tokens,".to_owned()
            };
            let is = if self.joined { "is not trained" } else { "is trained" };
            let why =
                "`weight_grounding` is 0, and the contrastive loss is off or reads video tokens";
            if !self.joined || *last == self.layers() {
                notes.push(format!("{which} {is}, since no loss reads group tokens: {why}"));
            }
        }
        let tokens_read = self.temporal || (self.contrastive && !self.pooled_groups);
        let last = self.blocks.last().copied().unwrap_or(0);
        if !self.joined && !tokens_read && last < self.layers() {
            notes.push(format!(
                "the layers of the video encoder after layer {last} are not trained: `groups_in_attention` is false, no grouping \
                 block follows them, and no loss reads video tokens"
            ));
        }
        notes
    }

    fn layers(&self) -> i64 {
        Size::new(Scale::read(self.settings)).layers as i64
    }

    fn without_effect(&self) -> Vec<String> {
        let form = Form::read(self.settings);
        let on_disk = !self.settings.text("data").is_empty();
        let count = |knob: &str| self.settings.count(knob);
        let rules: [(bool, &[&str], &str); 9] = [
            (
                !self.temporal,
                &["temporal_loss", "center", "center_gradient", "temperature_temporal"],
                "the temporal grouping loss is not computed (probes of the evaluation use it)",
            ),
            (
                self.temporal && form == Form::Direct,
                &["center", "center_gradient", "temperature_temporal"],
                "`temporal_loss` = direct_bce has no centers",
            ),
            (
                !self.grounding,
                &[
                    "nouns",
                    "noun_template",
                    "noun_padding",
                    "noun_pooling",
                    "temperature_grounding",
                    "temperature_assignment",
                ],
                "the spatial grounding loss is not computed",
            ),
            (
                self.grounding && count("nouns") == 1,
                &["noun_pooling"],
                "`nouns` = 1 leaves nothing to pool",
            ),
            (
                !self.contrastive,
                &["targets", "learn_temperature"],
                "the global contrastive loss is not computed",
            ),
            (
                !self.pasted,
                &["partner", "targets"],
                "with `cut_paste` = off no other video is pasted in",
            ),
            (
                self.blocks.is_empty(),
                &["assignment", "grouping_block"],
                "there is no grouping block",
            ),
            (
                !self.blocks.is_empty() && count("group_tokens") == 1,
                &["assignment", "temperature_assignment"],
                "there is one group only",
            ),
            (
                !on_disk,
                &["augmentation", "unreadable_share"],
                "the world of moving shapes has no files, and its videos are never augmented",
            ),
        ];
        let notes = rules.iter().map(|(holds, knobs, why)| idle(self.settings, *holds, knobs, why));
        notes.collect::<Vec<_>>().concat()
    }
}

#[cfg(test)]
mod tests;
