//! Working memory that a thread keeps: the allocator would give pages back after every clip and
//! fetch them again.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};

thread_local! {
    static FREE: RefCell<Vec<Vec<f32>>> = const { RefCell::new(Vec::new()) };
}

/// Numbers that return to their thread's store when they are dropped.
pub(super) struct Scratch(Vec<f32>);

impl Scratch {
    /// Numbers of any value.
    pub(super) fn new(length: usize) -> Self {
        let kept = FREE.with_borrow_mut(|free| {
            let fits = free.iter().enumerate().filter(|(_, buffer)| buffer.capacity() >= length);
            let best = fits.min_by_key(|(_, buffer)| buffer.capacity()).map(|(index, _)| index);
            best.map(|index| free.swap_remove(index)).or_else(|| free.pop())
        });
        let mut buffer = kept.unwrap_or_default();
        buffer.resize(length, 0.0);
        Self(buffer)
    }

    /// Zeros.
    pub(super) fn zeros(length: usize) -> Self {
        let mut scratch = Self::new(length);
        scratch.fill(0.0);
        scratch
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let buffer = std::mem::take(&mut self.0);
        // a thread that ends has no store any more
        let _ = FREE.try_with(|free| free.borrow_mut().push(buffer));
    }
}

impl Deref for Scratch {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        &self.0
    }
}

impl DerefMut for Scratch {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.0
    }
}
