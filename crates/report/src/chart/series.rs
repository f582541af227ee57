//! The lines of a chart and their points.

/// A line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// Its name, which stands beside its end.
    pub name: String,
    /// Its points, ascending in x.
    pub points: Vec<Point>,
    /// Thinner lines of the same colour that end in a cross: runs that ended early. One may leave
    /// the chart.
    pub ended: Vec<Vec<(f64, f64)>>,
}

/// A point of a line. What is not finite is left out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// Along the horizontal axis.
    pub x: f64,
    /// Along the vertical axis.
    pub y: f64,
    /// The lower and the upper end of what is likely for y.
    pub interval: Option<(f64, f64)>,
}

/// The points of a line that can be drawn.
pub(super) fn finite(series: &Series) -> impl Iterator<Item = Point> {
    let points = series.points.iter().filter(|point| point.x.is_finite() && point.y.is_finite());
    points.map(|point| Point {
        interval: point.interval.filter(|(low, high)| low.is_finite() && high.is_finite()),
        ..*point
    })
}
