//! Tables as charts.

use report::chart::{Lines, Point, Quantity, Reference, Series, Spread, lines};

use crate::table::{Table, Unit};

/// The rows of a table as lines over its columns, which are numbers. Bars are two standard errors
/// to each side.
pub(crate) fn svg(table: &Table, level: f64) -> String {
    let scale = table.scale();
    let columns: Vec<f64> =
        table.columns.iter().map(|column| column.parse().unwrap_or(f64::NAN)).collect();
    let series = table.rows.iter().map(|(name, row)| {
        let point = |(x, one): (&f64, &crate::estimate::Estimate)| {
            let (y, error) = (one.value * scale, 2.0 * one.error * scale);
            Point { x: *x, y, interval: Some((y - error, y + error)) }
        };
        Series {
            name: name.clone(),
            points: columns.iter().zip(row).map(point).collect(),
            ended: Vec::new(),
        }
    });
    let unit = if table.unit == Unit::Percent { "%" } else { "" };
    let chart = Lines {
        title: table.title.clone(),
        description: format!("{}, by {}.", table.title, table.head.1),
        x: Quantity::new(&table.head.1, ""),
        y: Quantity::new(if table.unit == Unit::Percent { "share" } else { "number" }, unit),
        series: series.collect(),
        spread: Spread::Bars,
        reference: Some(Reference {
            y: level * scale,
            label: format!("{} {unit}", level * scale).trim().to_owned(),
        }),
    };
    lines(&chart).svg_file()
}
