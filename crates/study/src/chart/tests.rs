use proptest::prelude::*;

use super::axis::Axis;
use super::*;

fn simple() -> Lines {
    let point = |x: f64, y: f64| Point { x, y, interval: Some((y - 1.0, y + 1.0)) };
    Lines {
        title: "Power".to_owned(),
        description: "Two lines.".to_owned(),
        x: Quantity::new("seeds", ""),
        y: Quantity::new("power", "%"),
        series: vec![
            Series { name: "exact".to_owned(), points: vec![point(3.0, 5.0), point(6.0, 80.0)], ended: vec![] },
            Series { name: "β < 0".to_owned(), points: vec![point(3.0, 9.0), point(6.0, 60.0)], ended: vec![] },
        ],
        spread: Spread::Bars,
        reference: Some(Reference { y: 5.0, label: "alpha".to_owned() }),
    }
}

#[test]
fn draft() {
    let scene = lines(&simple());
    if let Ok(folder) = std::env::var("CHARTS") {
        std::fs::write(format!("{folder}/lines.svg"), scene.svg_file()).unwrap();
        std::fs::write(format!("{folder}/lines.pdf"), scene.pdf()).unwrap();
    }
    let _ = Axis::over([1.0].into_iter(), false);
    let _: Option<TestCaseError> = None;
}
