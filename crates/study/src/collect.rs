//! Results from the store: what the folder of a run says about it.

mod events;
mod items;
mod pictures;

use crate::Error;
use crate::results::{Record, Results, Status};
use crate::store::Store;

impl Results {
    /// Takes what is known of a run from the store.
    ///
    /// # Errors
    /// [`Error::Io`] if its events are there and cannot be read.
    pub fn collect(
        &mut self,
        store: &Store,
        configuration: usize,
        seed: usize,
    ) -> Result<&mut Record, Error> {
        let record = &mut self.configurations[configuration].runs[seed];
        let folder = store.run(&record.id);
        let attempt = folder.attempt()?;
        let (status, metrics) = events::read(&attempt, &record.id, &self.subject);
        // what is not needed stays so, unless it was run after all
        if status.is_final() || !matches!(record.status, Status::Spared { .. }) {
            record.status = status;
        }
        record.metrics = metrics;
        (record.unmeasured, record.notes) = events::remarks(&attempt);
        record.curves = events::curves(&attempt, &self.subject);
        record.cost = folder.cost();
        items::collect(record, &folder, &self.subject);
        pictures::collect(record, &folder);
        self.remember(configuration, seed);
        Ok(&mut self.configurations[configuration].runs[seed])
    }
}
