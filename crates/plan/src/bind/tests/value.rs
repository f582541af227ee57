use expect_test::expect;

use super::check;

#[test]
fn sets_of_layers() {
    check(
        "
        grouping blocks | REPLACE | 1 block at last layer; 2 blocks at (6,12); 4 blocks at (3,6,9,12); layers 3 and 6; [6, 12]; (12); (12,); {6, 12}; 6, 12; at layers 3, 6 and the last layer; after layer 12; one block after the final layer; two grouping blocks (layers 6 and 12); 3 blocks at layers (6, 9, 12); last layer only; first layer; all layers; every layer; only at the 6th layer; []; Single block at (12)
        grouping blocks | REPLACE | 3 blocks at (6,12); 2 blocks; 6; (6,13); layers 6-12; layers 6 to 12; every 3 layers; the first 3 layers; last two layers; blocks at (6,12) and (3,9); 2 blocks at random layers; (6,6); (-1); (6.5); early layers; different placements; 2 blocks in the text encoder at (6,12); no (6,12); layer 6 of 12; first block only; last block; additional block at layer 3; remove the block at layer 9; all blocks at (6,12); 1 block at the last one
        ",
        expect![[r#"
            grouping blocks
              1 block at last layer -> grouping_layers=(12)
              2 blocks at (6,12) -> grouping_layers=(6,12)
              4 blocks at (3,6,9,12) -> grouping_layers=(3,6,9,12)
              layers 3 and 6 -> grouping_layers=(3,6)
              [6, 12] -> grouping_layers=(6,12)
              (12) -> grouping_layers=(12)
              (12,) -> grouping_layers=(12)
              {6, 12} -> grouping_layers=(6,12)
              6, 12 -> grouping_layers=(6,12)
              at layers 3, 6 and the last layer -> grouping_layers=(3,6,12)
              after layer 12 -> grouping_layers=(12)
              one block after the final layer -> grouping_layers=(12)
              two grouping blocks (layers 6 and 12) -> grouping_layers=(6,12)
              3 blocks at layers (6, 9, 12) -> no-op
              last layer only -> grouping_layers=(12)
              first layer -> grouping_layers=(1)
              all layers -> grouping_layers=(1,2,3,4,5,6,7,8,9,10,11,12)
              every layer -> grouping_layers=(1,2,3,4,5,6,7,8,9,10,11,12)
              only at the 6th layer -> grouping_layers=(6)
              [] -> grouping_layers=()
              Single block at (12) -> grouping_layers=(12)
            grouping blocks
              3 blocks at (6,12) ?? it says 3, but names 2 [grouping_layers, grouping_block, weight_temporal]
              2 blocks ?? it says how many, but not which [grouping_layers, grouping_block, weight_temporal]
              6 ?? it says how many, but not which [grouping_layers, grouping_block, weight_temporal]
              (6,13) ?? `(6,13)` is not admitted: `grouping_layers` takes a list of different whole numbers from 1 to 12 [grouping_layers, grouping_block, weight_temporal]
              layers 6-12 ?? it is not clear which members it names; `grouping_layers` takes a list of different whole numbers from 1 to 12 [grouping_layers, grouping_block, weight_temporal]
              layers 6 to 12 ?? it is not clear which members it names; `grouping_layers` takes a list of different whole numbers from 1 to 12 [grouping_layers, grouping_block, weight_temporal]
              every 3 layers ?? it is not clear which [grouping_layers, grouping_block, weight_temporal]
              the first 3 layers ?? it is not clear which members it names; `grouping_layers` takes a list of different whole numbers from 1 to 12 [grouping_layers, grouping_block, weight_temporal]
              last two layers ?? it is not clear which members it names; `grouping_layers` takes a list of different whole numbers from 1 to 12 [grouping_layers, grouping_block, weight_temporal]
              blocks at (6,12) and (3,9) ?? it is not clear which members it names; `grouping_layers` takes a list of different whole numbers from 1 to 12 [grouping_layers, grouping_block, weight_temporal]
              2 blocks at random layers ?? not understood, because of `at`, `random`; `grouping_layers` takes a list of different whole numbers from 1 to 12 [grouping_layers, grouping_block, weight_temporal]
              (6,6) ?? `(6,6)` is not admitted: `grouping_layers` takes a list of different whole numbers from 1 to 12 [grouping_layers, grouping_block, weight_temporal]
              (-1) ?? `(-1)` is not admitted: `grouping_layers` takes a list of different whole numbers from 1 to 12 [grouping_layers, grouping_block, weight_temporal]
              (6.5) ?? its members are no whole numbers [grouping_layers, grouping_block, weight_temporal]
              early layers ?? not understood, because of `early`; `grouping_layers` takes a list of different whole numbers from 1 to 12 [grouping_layers, grouping_block, weight_temporal]
              different placements ?? too vague: it names no value; `grouping_layers` takes a list of different whole numbers from 1 to 12 [grouping_layers, grouping_block, weight_temporal]
              2 blocks in the text encoder at (6,12) ?? not understood, because of `at`, `encoder`, `in`, `text`; `grouping_layers` takes a list of different whole numbers from 1 to 12 [grouping_layers, grouping_block, weight_temporal]
              no (6,12) ?? not understood; `grouping_layers` takes a list of different whole numbers from 1 to 12 [grouping_layers, grouping_block, weight_temporal]
              layer 6 of 12 ?? it is not clear which members it names; `grouping_layers` takes a list of different whole numbers from 1 to 12 [grouping_layers, grouping_block, weight_temporal]
              first block only ?? it is not clear which members it names; `grouping_layers` takes a list of different whole numbers from 1 to 12 [grouping_layers, grouping_block, weight_temporal]
              last block ?? it is not clear which members it names; `grouping_layers` takes a list of different whole numbers from 1 to 12 [grouping_layers, grouping_block, weight_temporal]
              additional block at layer 3 ?? not understood, because of `additional`, `at`; `grouping_layers` takes a list of different whole numbers from 1 to 12 [grouping_layers, grouping_block, weight_temporal]
              remove the block at layer 9 ?? not understood, because of `at`; `grouping_layers` takes a list of different whole numbers from 1 to 12 [grouping_layers, grouping_block, weight_temporal]
              all blocks at (6,12) ?? it is not clear which [grouping_layers, grouping_block, weight_temporal]
              1 block at the last one ?? it is not clear which members it names; `grouping_layers` takes a list of different whole numbers from 1 to 12 [grouping_layers, grouping_block, weight_temporal]
        "#]],
    );
}

#[test]
fn whole_numbers() {
    check(
        "
        Number of group tokens (M) | REPLACE | 8; 16; M=16; M = 16; m=16; 16 tokens; 16 group tokens; 16.0; (16); use 16; increase to 64; two group tokens; 64 learnable tokens; half the default; double; 2x; 0.5x the original; 2×; twice the default; 50% of the default; 32; 32 (default); default; original; +16; 1e2
        Number of group tokens (M) | REPLACE | 600; 0; -4; 16.5; 10%; 16-32; 16 or 32; 16, 32; 64 (default); 16 frames; L=16; 16 more; reduced by 8; no more than 8; 1/2; 2^4; ~16; >16; 16 x 2; different numbers; larger; None; remove; no group tokens; 1e400; 99999999999999999999; 16a; 0x10; six or seven; remove 16 tokens; 1/3 of the default; 0.3x; [8, 16]; True; remove half of the group tokens; various multiples of 2x
        training steps | REPLACE | 1,000; 10k; 1,000 steps; 10k iterations; 100 epochs; 1,00; 10000 steps
        ",
        expect![[r#"
            Number of group tokens (M)
              8 -> group_tokens=8
              16 -> group_tokens=16
              M=16 -> group_tokens=16
              M = 16 -> group_tokens=16
              16 tokens -> group_tokens=16
              16 group tokens -> group_tokens=16
              16.0 -> group_tokens=16
              (16) -> group_tokens=16
              use 16 -> group_tokens=16
              increase to 64 -> group_tokens=64
              two group tokens -> group_tokens=2
              64 learnable tokens -> group_tokens=64
              half the default -> group_tokens=16
              double -> group_tokens=64
              2x -> group_tokens=64
              0.5x the original -> group_tokens=16
              2× -> group_tokens=64
              twice the default -> group_tokens=64
              50% of the default -> group_tokens=16
              32 -> no-op
              32 (default) -> no-op
              default -> no-op
              original -> no-op
              +16 -> group_tokens=16
              1e2 -> group_tokens=100
              m=16 ?? not understood; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
            Number of group tokens (M)
              600 ?? `600` is not admitted: `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              0 ?? `0` is not admitted: `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              -4 ?? `-4` is not admitted: `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              16.5 ?? `16.5` is not admitted: `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              10% ?? a share, but it is not said of what [group_tokens, groups_in_attention, assignment]
              16-32 ?? not understood; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              16 or 32 ?? not understood; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              16, 32 ?? not understood; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              64 (default) ?? it says to be the baseline's value, but that is `32` [group_tokens, groups_in_attention, assignment]
              16 frames ?? not understood, because of `frame`; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              L=16 ?? not understood; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              16 more ?? not understood, because of `more`; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              reduced by 8 ?? not understood, because of `by`, `reduced`; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              no more than 8 ?? not understood, because of `more`, `than`; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              1/2 ?? not understood; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              2^4 ?? not understood; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              ~16 ?? not understood; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              >16 ?? not understood; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              16 x 2 ?? not understood; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              different numbers ?? too vague: it names no value; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              larger ?? too vague: it names no value; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              None ?? cannot be removed: the knob `group_tokens` has no off value [group_tokens, groups_in_attention, assignment]
              remove ?? cannot be removed: the knob `group_tokens` has no off value [group_tokens, groups_in_attention, assignment]
              no group tokens ?? cannot be removed: the knob `group_tokens` has no off value [group_tokens, groups_in_attention, assignment]
              1e400 ?? `inf` is not admitted: `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              99999999999999999999 ?? `100000000000000000000` is not admitted: `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              16a ?? not understood; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              0x10 ?? not understood; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              six or seven ?? not understood, because of `seven`, `six`; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              remove 16 tokens ?? not understood; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              1/3 of the default ?? not understood, because of `default`; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              0.3x ?? `9.6` is not admitted: `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              [8, 16] ?? not understood; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              True ?? not understood, because of `true`; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              remove half of the group tokens ?? not understood, because of `half`; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              various multiples of 2x ?? not understood, because of `multiple`; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
            training steps
              1,000 -> steps=1000
              10k -> steps=10000
              1,000 steps -> steps=1000
              10k iterations -> steps=10000
              10000 steps -> steps=10000
              100 epochs ?? not understood, because of `epoch`; `steps` takes a whole number from 1 to 10000000 [steps, fine_tuning_steps]
              1,00 ?? not understood; `steps` takes a whole number from 1 to 10000000 [steps, fine_tuning_steps]
        "#]],
    );
}

#[test]
fn real_numbers() {
    check(
        "
        Temperature (τ) | REPLACE | 0.1; 1; 1e-2; τ=0.1; tau = 0.1; temperature 0.1; .5; 10%; 0.07; λ=0.1; 1/10; 10^-2; 0,1; 100; learnable; NaN; inf; -0.1; half
        Weight of the temporal grouping loss (λ) | REPLACE | 0; 0.0; 0.5; λ = 0.5; without temporal grouping loss; no temporal grouping; w/o temporal grouping; None; -1; 50%; off; remove temporal grouping and spatial grounding; higher; not 0.5
        ",
        expect![[r#"
            Temperature (τ)
              0.1 -> temperature=0.1
              1 -> temperature=1
              1e-2 -> temperature=0.01
              τ=0.1 -> temperature=0.1
              tau = 0.1 -> temperature=0.1
              temperature 0.1 -> temperature=0.1
              .5 -> temperature=0.5
              0.07 -> no-op
              half -> temperature=0.035
              10% ?? a share, but it is not said of what [temperature, temperature_temporal, temperature_grounding]
              λ=0.1 ?? not understood; `temperature` takes a number from 0.001 to 10 [temperature, temperature_temporal, temperature_grounding]
              1/10 ?? not understood; `temperature` takes a number from 0.001 to 10 [temperature, temperature_temporal, temperature_grounding]
              10^-2 ?? not understood; `temperature` takes a number from 0.001 to 10 [temperature, temperature_temporal, temperature_grounding]
              0,1 ?? not understood; `temperature` takes a number from 0.001 to 10 [temperature, temperature_temporal, temperature_grounding]
              100 ?? `100` is not admitted: `temperature` takes a number from 0.001 to 10 [temperature, temperature_temporal, temperature_grounding]
              learnable ?? not understood, because of `learnable`; `temperature` takes a number from 0.001 to 10 [temperature, temperature_temporal, temperature_grounding]
              NaN ?? not understood, because of `nan`; `temperature` takes a number from 0.001 to 10 [temperature, temperature_temporal, temperature_grounding]
              inf ?? not understood, because of `inf`; `temperature` takes a number from 0.001 to 10 [temperature, temperature_temporal, temperature_grounding]
              -0.1 ?? `-0.1` is not admitted: `temperature` takes a number from 0.001 to 10 [temperature, temperature_temporal, temperature_grounding]
            Weight of the temporal grouping loss (λ)
              0 -> weight_temporal=0
              0.0 -> weight_temporal=0
              0.5 -> weight_temporal=0.5
              λ = 0.5 -> weight_temporal=0.5
              without temporal grouping loss -> weight_temporal=0
              no temporal grouping -> weight_temporal=0
              w/o temporal grouping -> weight_temporal=0
              None -> weight_temporal=0
              off -> weight_temporal=0
              -1 ?? `-1` is not admitted: `weight_temporal` takes a number from 0 to 100 [weight_temporal, temporal_loss, temperature_temporal]
              50% ?? a share, but it is not said of what [weight_temporal, temporal_loss, temperature_temporal]
              remove temporal grouping and spatial grounding ?? not understood, because of `grounding`, `spatial`; `weight_temporal` takes a number from 0 to 100 [weight_temporal, temporal_loss, temperature_temporal]
              higher ?? too vague: it names no value; `weight_temporal` takes a number from 0 to 100 [weight_temporal, temporal_loss, temperature_temporal]
              not 0.5 ?? not understood, because of `not`; `weight_temporal` takes a number from 0 to 100 [weight_temporal, temporal_loss, temperature_temporal]
        "#]],
    );
}

#[test]
fn a_share_is_a_number_only_where_the_range_says_so() {
    use subject::{Declaration, Kind, Knob};
    let knobs = vec![
        Knob::new(
            "dropout",
            "dropout rate",
            Kind::Float { min: 0.0, max: 1.0 },
            0.1,
            "share of units dropped",
        )
        .with_off(0.0),
        Knob::new("weight", "decoder weight", Kind::Float { min: 0.0, max: 10.0 }, 1.0, "weight"),
    ];
    let subject = Declaration::new("s", "1", knobs, vec![]);
    let bind = |line: &str| {
        let plan = crate::Plan { ablations: vec![super::ablation(line)], ..Default::default() };
        super::render(&crate::bind(&plan, &subject).ablations[0])
    };
    expect![[r#"
        Dropout rate
          10% -> no-op
          20 % -> dropout=0.2
          10% dropout -> no-op
          120% ?? `1.2` is not admitted: `dropout` takes a number from 0 to 1 [dropout]
        Decoder weight
          10% ?? a share, but it is not said of what [weight]
    "#]]
    .assert_eq(
        &[
            "Dropout rate | REPLACE | 10%; 20 %; 120%; 10% dropout",
            "Decoder weight | REPLACE | 10%",
        ]
        .map(bind)
        .concat(),
    );
}

#[test]
fn words_of_a_choice() {
    check(
        "
        Group assignment | REPLACE | soft; soft assignment; Soft Assignment; hard; hard assignment; hard Gumbel-softmax; gumbel softmax; hard_gumbel; replace hard assignment with soft assignment; soft instead of hard; k-means attention; no hard assignment; not hard; random assignment; hard or soft; None; different assignment; default; soft (no gumbel)
        Form of the temporal grouping loss | REPLACE | BCE; binary cross-entropy; Binary Cross Entropy loss; mean squared error; direct BCE; focal loss; L1; contrastive loss
        Global video feature | REPLACE | average of tokens; tokens; class token; max pooling
        cut-and-paste | REPLACE | None; off; no cut-and-paste; without cut-and-paste; random crop; literal
        model size | REPLACE | base; small model; smaller; ViT-L; Tiny
        ",
        expect![[r#"
            Group assignment
              soft -> assignment=soft
              soft assignment -> assignment=soft
              Soft Assignment -> assignment=soft
              hard -> assignment=hard
              hard assignment -> assignment=hard
              hard Gumbel-softmax -> no-op
              gumbel softmax -> no-op
              hard_gumbel -> no-op
              replace hard assignment with soft assignment -> assignment=soft
              soft instead of hard -> assignment=soft
              default -> no-op
              k-means attention ?? not understood; `assignment` takes one of hard_gumbel, hard, soft [assignment, group_tokens, groups_in_attention]
              no hard assignment ?? cannot be removed: the knob `assignment` has no off value [assignment, group_tokens, groups_in_attention]
              not hard ?? not understood, because of `not`; `assignment` takes one of hard_gumbel, hard, soft [assignment, group_tokens, groups_in_attention]
              random assignment ?? not understood, because of `random`; `assignment` takes one of hard_gumbel, hard, soft [assignment, group_tokens, groups_in_attention]
              hard or soft ?? it may be any of `hard`, `soft` [assignment, group_tokens, groups_in_attention]
              None ?? cannot be removed: the knob `assignment` has no off value [assignment, group_tokens, groups_in_attention]
              different assignment ?? too vague: it names no value; `assignment` takes one of hard_gumbel, hard, soft [assignment, group_tokens, groups_in_attention]
              soft (no gumbel) ?? not understood; `assignment` takes one of hard_gumbel, hard, soft [assignment, group_tokens, groups_in_attention]
            Form of the temporal grouping loss
              BCE -> temporal_loss=bce
              binary cross-entropy -> temporal_loss=bce
              Binary Cross Entropy loss -> temporal_loss=bce
              mean squared error -> no-op
              direct BCE -> temporal_loss=direct_bce
              focal loss ?? not understood, because of `focal`; `temporal_loss` takes one of mse, bce, direct_bce [temporal_loss, weight_temporal, temperature_temporal]
              L1 ?? not understood, because of `l1`; `temporal_loss` takes one of mse, bce, direct_bce [temporal_loss, weight_temporal, temperature_temporal]
              contrastive loss ?? not understood, because of `contrastive`; `temporal_loss` takes one of mse, bce, direct_bce [temporal_loss, weight_temporal, temperature_temporal]
            Global video feature
              tokens -> global_feature=tokens
              average of tokens ?? not understood, because of `average`; `global_feature` takes one of groups, tokens [global_feature, weight_contrastive, cut_paste]
              class token ?? not understood, because of `class`; `global_feature` takes one of groups, tokens [global_feature, weight_contrastive, cut_paste]
              max pooling ?? not understood, because of `max`; `global_feature` takes one of groups, tokens [global_feature, weight_contrastive, cut_paste]
            cut-and-paste
              None -> cut_paste=off
              off -> cut_paste=off
              no cut-and-paste -> cut_paste=off
              without cut-and-paste -> cut_paste=off
              literal -> cut_paste=literal
              random crop ?? not understood, because of `crop`, `random`; `cut_paste` takes one of half_open, literal, off [cut_paste]
            model size
              base -> size=base
              small model -> size=small
              Tiny -> size=tiny
              smaller ?? too vague: it names no value; `size` takes one of smoke, micro, tiny, small, base [size, batch]
              ViT-L ?? not understood, because of `vit`; `size` takes one of smoke, micro, tiny, small, base [size, batch]
        "#]],
    );
}

#[test]
fn switches() {
    check(
        "
        Class token | REPLACE | on; True; with class token; class token; off; without class token; no CLS token; random; 1; two class tokens
        Class token | ADD | class token
        Class token | ADD
        Joint attention of group tokens | REMOVE
        Joint attention of group tokens | ADD
        Joint attention of group tokens | REPLACE | False; disabled; yes; none
        Learnable temperature | ADD | learnable temperature
        Video encoder | ADD | CLS token; memory bank; temperature
        Temporal grouping loss | ADD | 0.5; 1.0; temporal grouping loss
        ",
        expect![[r#"
            Class token
              on -> class_token=true
              True -> class_token=true
              with class token -> class_token=true
              class token -> class_token=true
              off -> no-op
              without class token -> no-op
              no CLS token -> no-op
              random ?? not understood, because of `random`; `class_token` takes true or false [class_token, group_tokens, groups_in_attention]
              1 ?? not understood; `class_token` takes true or false [class_token, group_tokens, groups_in_attention]
              two class tokens ?? not understood, because of `two`; `class_token` takes true or false [class_token, group_tokens, groups_in_attention]
            Class token
              class token -> class_token=true
            Class token
              added -> class_token=true
            Joint attention of group tokens
              removed -> groups_in_attention=false
            Joint attention of group tokens
              * ?? nothing is added: `groups_in_attention` is on in the baseline [groups_in_attention, group_tokens, attention]
            Joint attention of group tokens
              False -> groups_in_attention=false
              disabled -> groups_in_attention=false
              yes -> no-op
              none -> groups_in_attention=false
            Learnable temperature
              learnable temperature -> learn_temperature=true
            Video encoder
              CLS token -> class_token=true
              memory bank ?? svilm has no knob matching `Video encoder` [size, initialization, global_feature]
              temperature ?? svilm has no knob matching `Video encoder` [size, initialization, global_feature]
            Temporal grouping loss
              0.5 -> weight_temporal=0.5
              1.0 ?? nothing is added: the baseline has it already [weight_temporal, temporal_loss, temperature_temporal]
              temporal grouping loss ?? not understood; `weight_temporal` takes a number from 0 to 100 [weight_temporal, temporal_loss, temperature_temporal]
        "#]],
    );
}

#[test]
fn removals() {
    check(
        "
        grouping blocks | REMOVE
        group tokens | REMOVE
        batch size | REMOVE
        temporal grouping loss | REMOVE | 0.5
        temporal grouping loss | REPLACE
        grouping blocks | REPLACE | None; no grouping blocks; remove; removed; without hierarchical grouping; no grouping in the text encoder; (6,12)
        ",
        expect![[r#"
            grouping blocks
              removed -> grouping_layers=()
            group tokens
              * ?? cannot be removed: the knob `group_tokens` has no off value [group_tokens, groups_in_attention, assignment]
            batch size
              * ?? cannot be removed: the knob `batch` has no off value [batch, micro_batch, size]
            temporal grouping loss
              removed -> weight_temporal=0
              0.5 ?? a removal has no replacement [weight_temporal, temporal_loss, temperature_temporal]
            temporal grouping loss
              * ?? the plan names no replacement [weight_temporal, temporal_loss, temperature_temporal]
            grouping blocks
              None -> grouping_layers=()
              no grouping blocks -> grouping_layers=()
              remove -> grouping_layers=()
              removed -> grouping_layers=()
              without hierarchical grouping -> grouping_layers=()
              (6,12) -> grouping_layers=(6,12)
              no grouping in the text encoder ?? not understood, because of `encoder`, `in`, `text`; `grouping_layers` takes a list of different whole numbers from 1 to 12 [grouping_layers, grouping_block, weight_temporal]
        "#]],
    );
}

#[test]
fn replacements_that_name_their_knobs() {
    check(
        "
        Group tokens and training steps | REPLACE | {'group_tokens': 8, 'steps': 100}; group_tokens=8, steps=100; {'group_tokens': 32}; {\"number of group tokens\": 8, \"iterations\": 5}; {'group_tokens': 8, 'sparsity': 0.1}; {'group_tokens': 800}; {'steps': 1, 'iterations': 2}; {'grouping_layers': [6, 12], 'assignment': 'soft'}; {'class_token': True}; {}; group_tokens=8, steps; M=8, steps=100
        Group tokens | REPLACE | {'M': 8, 'K': 4}; K=4; grouping_layers=(6,12), M=8; M==8; M>=8; group_tokens='8'
        Diffusion sampler | REPLACE | {'steps': 100}; steps=100; lr=0.1; learning_rate=0.1; K=5
        ",
        expect![[r#"
            Group tokens and training steps
              {'group_tokens': 8, 'steps': 100} -> group_tokens=8 steps=100
              group_tokens=8, steps=100 -> group_tokens=8 steps=100
              {'group_tokens': 32} -> no-op
              {"number of group tokens": 8, "iterations": 5} -> group_tokens=8 steps=5
              {'grouping_layers': [6, 12], 'assignment': 'soft'} -> assignment=soft grouping_layers=(6,12)
              {'class_token': True} -> class_token=true
              M=8, steps=100 -> group_tokens=8 steps=100
              {'group_tokens': 8, 'sparsity': 0.1} ?? no knob is called `sparsity` [group_tokens, groups_in_attention, assignment]
              {'group_tokens': 800} ?? `800` is not admitted: `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              {'steps': 1, 'iterations': 2} ?? it sets the knob `steps` twice [group_tokens, groups_in_attention, assignment]
              {} ?? it sets nothing [group_tokens, groups_in_attention, assignment]
              group_tokens=8, steps ?? the knob `group_tokens` comes closest, but it says nothing of `step` [group_tokens, groups_in_attention, assignment]
            Group tokens
              grouping_layers=(6,12), M=8 -> group_tokens=8 grouping_layers=(6,12)
              M==8 -> group_tokens=8
              {'M': 8, 'K': 4} ?? no knob is called `K` [group_tokens, groups_in_attention, assignment]
              K=4 ?? not understood; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              M>=8 ?? not understood; `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
              group_tokens='8' ?? `group_tokens` takes a whole number from 1 to 512 [group_tokens, groups_in_attention, assignment]
            Diffusion sampler
              learning_rate=0.1 -> learning_rate=0.1
              {'steps': 100} ?? no knob is called `steps` []
              steps=100 ?? svilm has no knob matching `Diffusion sampler` []
              lr=0.1 ?? svilm has no knob matching `Diffusion sampler` []
              K=5 ?? svilm has no knob matching `Diffusion sampler` []
        "#]],
    );
}
