use expect_test::expect;

use super::check;

#[test]
fn names_of_the_field_find_their_knob() {
    check(
        "
        Number and placement of grouping blocks in the video encoder | REMOVE
        Number of learnable group tokens (M) | REPLACE | 16
        M (number of group tokens) | REPLACE | 16
        Temporal grouping loss (L_t) | REMOVE
        The inter-clip temporal grouping objective | REMOVE
        Temporal grouping module | REMOVE
        Spatial grounding | REMOVE
        Region-noun alignment in spatial grounding | REMOVE
        Global video-text contrastive loss | REMOVE
        Cut-and-paste operation | REMOVE
        Temporal cut-and-paste in pre-training | REMOVE
        CLS token | ADD
        Softmax temperature (τ) | REPLACE | 0.05
        Temperature hyperparameter tau | REPLACE | 0.05
        Temporal grouping loss (Eq. 3) | REMOVE
        spatial grounding loss (Equation (12), Section 3.2) | REMOVE
        Hard Gumbel-softmax assignment | REPLACE | soft assignment
        Number of group tokens (M=32) | REPLACE | 8
        Weight of the spatial grounding loss | REPLACE | 0.5
        Hierarchical grouping | REMOVE
        Batch size during pre-training | REPLACE | 64
        Backbone | REPLACE | tiny
        Group tokens in self-attention | REMOVE
        Gradient through the cluster centers | REMOVE
        Number of nouns | REPLACE | 4
        design of the grouping block | REPLACE | full
        ",
        expect![[r#"
            Number and placement of grouping blocks in the video encoder
              removed -> grouping_layers=()
            Number of learnable group tokens (M)
              16 -> group_tokens=16
            M (number of group tokens)
              16 -> group_tokens=16
            Temporal grouping loss (L_t)
              removed -> weight_temporal=0
            The inter-clip temporal grouping objective
              * ?? the knob `weight_temporal` comes closest, but it says nothing of `objective` [weight_temporal, temporal_loss, temperature_temporal]
            Temporal grouping module
              removed -> weight_temporal=0
            Spatial grounding
              removed -> weight_grounding=0
            Region-noun alignment in spatial grounding
              removed -> weight_grounding=0
            Global video-text contrastive loss
              removed -> weight_contrastive=0
            Cut-and-paste operation
              removed -> cut_paste=off
            Temporal cut-and-paste in pre-training
              removed -> cut_paste=off
            CLS token
              added -> class_token=true
            Softmax temperature (τ)
              0.05 -> temperature=0.05
            Temperature hyperparameter tau
              0.05 -> temperature=0.05
            Temporal grouping loss (Eq. 3)
              removed -> weight_temporal=0
            spatial grounding loss (Equation (12), Section 3.2)
              removed -> weight_grounding=0
            Hard Gumbel-softmax assignment
              soft assignment -> assignment=soft
            Number of group tokens (M=32)
              8 -> group_tokens=8
            Weight of the spatial grounding loss
              0.5 -> weight_grounding=0.5
            Hierarchical grouping
              removed -> grouping_layers=()
            Batch size during pre-training
              64 -> batch=64
            Backbone
              tiny -> size=tiny
            Group tokens in self-attention
              removed -> groups_in_attention=false
            Gradient through the cluster centers
              removed -> center_gradient=false
            Number of nouns
              4 -> nouns=4
            design of the grouping block
              full -> grouping_block=full
        "#]],
    );
}

#[test]
fn what_is_not_accounted_for_stays_unbound() {
    check(
        "
        Batch normalization | REMOVE
        Learning rate schedule | REPLACE | 0.1
        learning rate of the text encoder | REPLACE | 0.1
        learning rate for the text encoder | REPLACE | 0.1
        Number of diffusion steps | REPLACE | 100
        Number of iterations in the inner optimization | REPLACE | 100
        Number of nearest neighbors K | REPLACE | 5
        Value of K | REPLACE | 5
        K | REPLACE | 5
        Attention pooling | REMOVE
        Temporal grouping and spatial grounding losses | REMOVE
        Temporal grouping and spatial grounding | REMOVE
        The last grouping block | REMOVE
        Cut-and-paste warm-up schedule | REMOVE
        Video encoder | REMOVE
        Grouping blocks :: Video encoder | REMOVE
        Loss function | REMOVE
        Dropout | REMOVE
        Positional encoding of group tokens | REMOVE
        Adaptive temperature scaling | REMOVE
        temperature in the contrastive loss | REPLACE | 0.05
        Class token in the text encoder | ADD
        Learning rate in the text encoder | REPLACE | 0.1
        Gumbel-softmax temperature | REPLACE | 0.1
        Grouping block at layer 6 | REMOVE
        One of the grouping blocks | REMOVE
        Temporal grouping loss (L_c) | REMOVE
        Number of training steps between grouping updates | REPLACE | 10
        Step size | REPLACE | 10
        Target network | REMOVE
        Center loss | REMOVE
        Noun phrase extraction | REMOVE
        Test-time augmentation | REMOVE
        Number of steps in the ODE solver | REPLACE | 10
        Batch size for evaluation | REPLACE | 10
        Video frames | REPLACE | 8
        ",
        expect![[r#"
            Batch normalization
              * ?? the knob `batch` comes closest, but it says nothing of `normalization` [micro_batch, batch]
            Learning rate schedule
              * ?? the knob `learning_rate` comes closest, but it says nothing of `schedule` [learning_rate, fine_tuning_rate, warm_up]
            learning rate of the text encoder
              * ?? the knob `learning_rate` comes closest, but it says nothing of `encoder`, `text` [learning_rate, fine_tuning_rate, size]
            learning rate for the text encoder
              * ?? the knob `learning_rate` comes closest, but it says nothing of `encoder`, `text` [learning_rate, fine_tuning_rate, size]
            Number of diffusion steps
              * ?? the knob `steps` comes closest, but it says nothing of `diffusion` [steps, fine_tuning_steps]
            Number of iterations in the inner optimization
              * ?? the knob `steps` comes closest, but it says nothing of `inner`, `optimization` [steps, groups_in_attention]
            Number of nearest neighbors K
              * ?? svilm has no knob matching `Number of nearest neighbors K` []
            Value of K
              * ?? svilm has no knob matching `Value of K` []
            K
              * ?? svilm has no knob matching `K` []
            Attention pooling
              * ?? the knob `global_feature` comes closest, but it says nothing of `attention` [groups_in_attention, attention, assignment]
            Temporal grouping and spatial grounding losses
              * ?? it may be any of the knobs `weight_grounding`, `weight_temporal` [weight_temporal, weight_grounding, temporal_loss]
            Temporal grouping and spatial grounding
              * ?? it may be any of the knobs `weight_grounding`, `weight_temporal` [weight_temporal, weight_grounding, temporal_loss]
            The last grouping block
              * ?? the knob `grouping_layers` comes closest, but it says nothing of `last` [grouping_layers, grouping_block, weight_temporal]
            Cut-and-paste warm-up schedule
              * ?? the knob `cut_paste` comes closest, but it says nothing of `schedule`, `up`, `warm` [cut_paste, warm_up, learning_rate]
            Video encoder
              * ?? svilm has no knob matching `Video encoder` [size, initialization, global_feature]
            Video encoder
              * ?? it may be any of the knobs `grouping_block`, `grouping_layers` [grouping_layers, grouping_block, cut_paste]
            Loss function
              * ?? svilm has no knob matching `Loss function` [temporal_loss, weight_temporal, weight_grounding]
            Dropout
              * ?? svilm has no knob matching `Dropout` []
            Positional encoding of group tokens
              * ?? the knob `group_tokens` comes closest, but it says nothing of `encoding`, `positional` [group_tokens, groups_in_attention, assignment]
            Adaptive temperature scaling
              * ?? the knob `temperature` comes closest, but it says nothing of `adaptive`, `scaling` [temperature, temperature_temporal, temperature_grounding]
            temperature in the contrastive loss
              * ?? the knob `temperature` comes closest, but it says nothing of `contrastive`, `loss` [weight_contrastive, temperature_temporal, temperature_grounding]
            Class token in the text encoder
              * ?? the knob `class_token` comes closest, but it says nothing of `encoder`, `text` [class_token, groups_in_attention, size]
            Learning rate in the text encoder
              * ?? the knob `learning_rate` comes closest, but it says nothing of `encoder`, `text` [learning_rate, fine_tuning_rate, size]
            Gumbel-softmax temperature
              * ?? it may be any of the knobs `assignment`, `temperature` [temperature, assignment, temperature_temporal]
            Grouping block at layer 6
              * ?? it names one of several, and `grouping_layers` is for all of them [grouping_layers, grouping_block, weight_temporal]
            One of the grouping blocks
              * ?? the knob `grouping_layers` comes closest, but it says nothing of `one` [grouping_layers, grouping_block, weight_temporal]
            Temporal grouping loss (L_c)
              * ?? the knob `weight_temporal` comes closest, but it says nothing of `L_c` [weight_temporal, temporal_loss, temperature_temporal]
            Number of training steps between grouping updates
              * ?? the knob `steps` comes closest, but it says nothing of `grouping`, `update` [grouping_layers, temporal_loss, weight_temporal]
            Step size
              * ?? it may be any of the knobs `size`, `steps` [steps, batch, fine_tuning_steps]
            Target network
              * ?? the knob `targets` comes closest, but it says nothing of `network` [targets]
            Center loss
              * ?? the knob `center` comes closest, but it says nothing of `loss` [temporal_loss, center, center_gradient]
            Noun phrase extraction
              * ?? the knob `nouns` comes closest, but it says nothing of `extraction` [nouns, noun_template, noun_padding]
            Test-time augmentation
              * ?? the knob `augmentation` comes closest, but it says nothing of `test`, `time` [attention, augmentation, test_videos]
            Number of steps in the ODE solver
              * ?? the knob `steps` comes closest, but it says nothing of `ode`, `solver` [steps, fine_tuning_steps, groups_in_attention]
            Batch size for evaluation
              * ?? the knob `batch` comes closest, but it says nothing of `evaluation` [batch, micro_batch, size]
            Video frames
              * ?? svilm has no knob matching `Video frames` [global_feature, cut_paste, test_videos]
        "#]],
    );
}

#[test]
fn the_name_of_the_ablation_helps_where_the_part_says_nothing_else() {
    check(
        "
        Group tokens ablation :: Number of tokens | REPLACE | 16
        Effect of M on retrieval :: Number of group tokens | REPLACE | 16
        Temperature :: value of the hyperparameter | REPLACE | 0.1
        Number of group tokens :: M | REPLACE | 16
        Temperature :: Momentum | REPLACE | 0.1
        ",
        expect![[r#"
            Number of tokens
              16 -> group_tokens=16
            Number of group tokens
              16 -> group_tokens=16
            value of the hyperparameter
              0.1 -> temperature=0.1
            M
              16 -> group_tokens=16
            Momentum
              * ?? the knob `temperature` comes closest, but it says nothing of `momentum` [temperature, temperature_temporal, temperature_grounding]
        "#]],
    );
}

#[test]
fn the_longest_name_wins_and_equals_are_ambiguous() {
    use subject::{Declaration, Kind, Knob};
    let int = || Kind::Int { min: 0, max: 9 };
    let knob = |name: &str, part: &str, alias: &str| {
        Knob::new(name, part, int(), 1, "").with_aliases(&[alias])
    };
    let knobs = vec![
        knob("a", "memory bank", "bank size"),
        knob("b", "momentum encoder", "bank size"),
        knob("c", "memory bank size", "Q"),
    ];
    let subject = Declaration::new("s", "1", knobs, vec![]);
    let bind = |part: &str| {
        let plan = crate::Plan {
            ablations: vec![super::ablation(&format!("{part} | REPLACE | 3"))],
            ..Default::default()
        };
        super::render(&crate::bind(&plan, &subject).ablations[0])
    };
    expect![[r#"
        Bank size
          * ?? it may be any of the knobs `a`, `b` [a, b, c]
        Memory bank size
          3 -> c=3
        Memory bank
          3 -> a=3
        Memory bank (Q)
          * ?? the knob `a` comes closest, but it says nothing of `Q` [a, c, b]
    "#]]
    .assert_eq(
        &["Bank size", "Memory bank size", "Memory bank", "Memory bank (Q)"].map(bind).concat(),
    );
}
