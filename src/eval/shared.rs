//! Values of rows that several columns share: a part of them costs nothing.

use std::ops::{Deref, Range};
use std::sync::Arc;

/// Some values in a row of a longer list.
#[derive(Clone, Debug)]
pub struct Shared<T> {
    all: Arc<Vec<T>>,
    rows: Range<usize>,
}

impl<T> Shared<T> {
    /// Some of the values in a row.
    pub(super) fn slice(&self, rows: Range<usize>) -> Shared<T> {
        let (start, end) = (self.rows.start + rows.start, self.rows.start + rows.end);
        Shared { all: Arc::clone(&self.all), rows: start.min(self.rows.end)..end.min(self.rows.end) }
    }
}

impl<T> Deref for Shared<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.all[self.rows.clone()]
    }
}

impl<T> From<Vec<T>> for Shared<T> {
    fn from(all: Vec<T>) -> Shared<T> {
        let rows = 0..all.len();
        Shared { all: Arc::new(all), rows }
    }
}

impl<T> FromIterator<T> for Shared<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Shared<T> {
        Vec::from_iter(values).into()
    }
}
