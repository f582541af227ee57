//! Outcomes of single items, where a metric is their mean.

use subject::Declaration;

use crate::results::{Record, item_scale};
use crate::store::RunFolder;

/// Takes over the items that a finished run left; those whose mean is not the metric are of another
/// kind and stay out.
pub(super) fn collect(record: &mut Record, folder: &RunFolder, subject: &Declaration) {
    record.items.clear();
    if !record.status.is_finished() {
        return;
    }
    let left = match subject::read_items(folder.path()) {
        Ok(left) => left,
        Err(error) => {
            record.notes.push(format!("its outcomes of single items cannot be read: {error}"));
            return;
        }
    };
    for items in left {
        let Some((metric, value)) = subject.metric(&items.metric).zip(record.value(&items.metric))
        else {
            continue;
        };
        let values: Vec<Option<f64>> =
            items.values.into_iter().map(|value| value.is_finite().then_some(value)).collect();
        let known = values.iter().flatten();
        let mean = known.clone().sum::<f64>() / known.count() as f64 * item_scale(metric);
        if (mean - value).abs() <= 1e-6 * value.abs().max(1e-6) {
            record.items.insert(items.metric, values);
        }
    }
}
