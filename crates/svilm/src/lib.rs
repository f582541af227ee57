//! S-ViLM
mod batch;
mod declaration;
mod evaluate;
mod fused;
mod kernel;
mod loss;
mod model;
mod objective;
mod optimize;
mod pretrain;
mod random;
mod world;
pub use declaration::{VERSION, declaration};
/// The subject.
#[derive(Clone, Copy, Debug, Default)]
pub struct Svilm;
/// trial
pub fn trial(settings: &subject::Settings, seed: u64) {
    use burn::module::Module;
    let device = burn::tensor::Device::flex();
    let mut log = subject::Log::open(std::path::Path::new("/tmp/trial.jsonl")).unwrap();
    let s = std::time::Instant::now();
    let model = pretrain::pretrain(settings, seed, &device, &mut log).map_err(|e| panic!("{e:?}")).unwrap();
    let t = s.elapsed();
    let model = model.valid();
    let r = evaluate::retrieval::retrieval(&model, 500);
    println!("params {} train {:.1}s eval {:.1}s R@1 {:.1} R@5 {:.1} R@10 {:.1} MedR {}  v2t R@1 {:.1}", model.num_params(), t.as_secs_f64(), s.elapsed().as_secs_f64()-t.as_secs_f64(), r.text_to_video.recall(1), r.text_to_video.recall(5), r.text_to_video.recall(10), r.text_to_video.median(), r.video_to_text.recall(1));
    let e = evaluate::Effort::new(false, 500);
    let s = std::time::Instant::now();
    let q = evaluate::question::question_answering(&model, e.question_videos[0], e.question_videos[1], e.question_epochs, seed);
    println!("VQA {:.1} (majority {:.1}) {:.1}s", q.accuracy, q.majority, s.elapsed().as_secs_f64());
    let s = std::time::Instant::now();
    let q = evaluate::action::action_recognition(&model, e.splits);
    println!("action {:.1} (majority {:.1}) {:.1}s", q.accuracy, q.majority, s.elapsed().as_secs_f64());
    let s = std::time::Instant::now();
    let q = evaluate::localization::temporal_localization(&model, e.untrimmed[0], e.untrimmed[1]);
    println!("mAP {:.1?} (chance {:.1?}) {:.1}s", q.of_model.summary(), q.of_chance.summary(), s.elapsed().as_secs_f64());
}
