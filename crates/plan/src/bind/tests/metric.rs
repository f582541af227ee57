use expect_test::expect;

use super::bind;

#[test]
fn names_of_metrics() {
    let cases = "R@1; Recall@5; R1; recall at 10; R@1/5/10; R@1, R@5; R@1, 5, 10; R@1, 5 and 10; Recall@{1,5,10}; Recall@[1, 5]; \
        R@(1,5); Recall@K; Recall@K (K=1,5); R@1 / R@5; R@3; Accuracy; acc.; Top-1 accuracy; top1 accuracy; mAP; \
        mAP@0.5; mAP@tIoU=0.5; mAP@0.5:0.95; mean average precision; Accuracy on MSRVTT-QA; Accuracy (question answering); \
        Accuracy (%); video-to-text R@1; text-to-video R@1; R@1 (video-to-text); R@1 on text-to-video retrieval; retrieval R@1; \
        zero-shot R@1; calibration accuracy; foreground accuracy; Clip foreground accuracy; Loss; MedR; median rank; \
        Retrieval performance (R@1, R@5); recall@1/video_to_text; R@1, MRR; FID; F1; action recognition accuracy on UCF101 and HMDB51; \
        mAP on temporal localization; R@1/5/10 on MSR-VTT; Top-5 accuracy; accuracy/foreground; VQA acc.; @; R@; 1; \
        Loss (training); retrieval metrics (R@1, FID); Accuracy / mAP; mean accuracy";
    let mut out = String::new();
    for case in cases.split(';') {
        let bound = &bind(&format!("x | REMOVE | | {case}")).ablations[0];
        let missing: Vec<String> =
            bound.missing_metrics.iter().map(|name| format!("?{name}")).collect();
        out.push_str(&format!(
            "{} -> {} {}\n",
            case.trim(),
            bound.metrics.join(" "),
            missing.join(" ")
        ));
    }
    expect![[r#"
        R@1 -> recall@1/text_to_video 
        Recall@5 -> recall@5/text_to_video 
        R1 -> recall@1/text_to_video 
        recall at 10 -> recall@10/text_to_video 
        R@1/5/10 -> recall@1/text_to_video recall@5/text_to_video recall@10/text_to_video 
        R@1, R@5 -> recall@1/text_to_video recall@5/text_to_video 
        R@1, 5, 10 -> recall@1/text_to_video recall@5/text_to_video recall@10/text_to_video 
        R@1, 5 and 10 -> recall@1/text_to_video recall@5/text_to_video recall@10/text_to_video 
        Recall@{1,5,10} -> recall@1/text_to_video recall@5/text_to_video recall@10/text_to_video 
        Recall@[1, 5] -> recall@1/text_to_video recall@5/text_to_video 
        R@(1,5) -> recall@1/text_to_video recall@5/text_to_video 
        Recall@K -> recall@1/text_to_video recall@5/text_to_video recall@10/text_to_video 
        Recall@K (K=1,5) -> recall@1/text_to_video recall@5/text_to_video 
        R@1 / R@5 -> recall@1/text_to_video recall@5/text_to_video 
        R@3 ->  ?R@3
        Accuracy -> accuracy/question_answering accuracy/action_recognition 
        acc. -> accuracy/question_answering accuracy/action_recognition 
        Top-1 accuracy -> accuracy/question_answering accuracy/action_recognition 
        top1 accuracy -> accuracy/question_answering accuracy/action_recognition 
        mAP -> map/temporal_localization 
        mAP@0.5 -> map@0.5/temporal_localization 
        mAP@tIoU=0.5 -> map@0.5/temporal_localization 
        mAP@0.5:0.95 ->  ?mAP@0.5:0.95
        mean average precision -> map/temporal_localization 
        Accuracy on MSRVTT-QA -> accuracy/question_answering accuracy/action_recognition 
        Accuracy (question answering) -> accuracy/question_answering 
        Accuracy (%) -> accuracy/question_answering accuracy/action_recognition 
        video-to-text R@1 -> recall@1/video_to_text 
        text-to-video R@1 -> recall@1/text_to_video 
        R@1 (video-to-text) -> recall@1/video_to_text 
        R@1 on text-to-video retrieval -> recall@1/text_to_video 
        retrieval R@1 -> recall@1/text_to_video 
        zero-shot R@1 -> recall@1/text_to_video 
        calibration accuracy ->  ?calibration accuracy
        foreground accuracy ->  ?foreground accuracy
        Clip foreground accuracy ->  ?Clip foreground accuracy
        Loss ->  ?Loss
        MedR -> median_rank/text_to_video 
        median rank -> median_rank/text_to_video 
        Retrieval performance (R@1, R@5) -> recall@1/text_to_video recall@5/text_to_video 
        recall@1/video_to_text -> recall@1/video_to_text 
        R@1, MRR -> recall@1/text_to_video ?MRR
        FID ->  ?FID
        F1 ->  ?F1
        action recognition accuracy on UCF101 and HMDB51 -> accuracy/action_recognition 
        mAP on temporal localization -> map/temporal_localization 
        R@1/5/10 on MSR-VTT -> recall@1/text_to_video recall@5/text_to_video recall@10/text_to_video 
        Top-5 accuracy ->  ?Top-5 accuracy
        accuracy/foreground ->  ?accuracy/foreground
        VQA acc. -> accuracy/question_answering 
        @ ->  ?@
        R@ ->  ?R@
        1 ->  ?1
        Loss (training) ->  ?Loss (training)
        retrieval metrics (R@1, FID) ->  ?retrieval metrics (R@1, FID)
        Accuracy / mAP -> accuracy/question_answering accuracy/action_recognition map/temporal_localization 
        mean accuracy ->  ?mean accuracy
    "#]]
    .assert_eq(&out);
}

#[test]
fn a_metric_is_bound_once_and_in_the_order_of_the_plan() {
    let bound = &bind("x | REMOVE | | mAP; R@5; Recall@5; R@1/5; FID; FID").ablations[0];
    assert_eq!(
        bound.metrics,
        ["map/temporal_localization", "recall@5/text_to_video", "recall@1/text_to_video"]
    );
    assert_eq!(bound.missing_metrics, ["FID"]);
}
