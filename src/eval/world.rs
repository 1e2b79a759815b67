//! What all rows of a run share: the plan, the tables, the columns of fields, the texts.

use super::column::Column;
use super::leaf::LeafKey;
use super::select::When;
use super::tables::Tables;
use crate::data::Profiles;
use crate::plan::Plan;
use crate::types::schema::Schema;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// What all rows of a run share. Blocks of rows read it at the same time.
pub(super) struct World<'a> {
    pub plan: &'a Plan,
    pub tables: Tables<'a>,
    leaves: Mutex<Leaves>,
    texts: Mutex<Texts>,
}

/// Columns of fields, each loaded once, by whoever asks first.
type Leaves = BTreeMap<(LeafKey, When), Arc<OnceLock<Arc<Column>>>>;

/// Texts by number. Numbers are compared for equality only: which text has which says nothing.
#[derive(Default)]
struct Texts {
    numbers: BTreeMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
}

/// A lock is held for single reads and writes only, so what a panicking thread left is whole.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'a> World<'a> {
    pub fn new(plan: &'a Plan, schema: &'a Schema, profiles: &'a Profiles) -> World<'a> {
        World { plan, tables: Tables::new(plan, schema, profiles), leaves: Mutex::default(), texts: Mutex::default() }
    }

    /// The number of a text.
    pub fn text_id(&self, text: &str) -> u32 {
        let mut texts = lock(&self.texts);
        if let Some(id) = texts.numbers.get(text) {
            return *id;
        }
        let id = texts.texts.len() as u32;
        let text: Arc<str> = Arc::from(text);
        texts.texts.push(text.clone());
        texts.numbers.insert(text, id);
        id
    }

    /// The text of a number.
    pub fn text(&self, id: u32) -> Option<Arc<str>> {
        lock(&self.texts).texts.get(id as usize).cloned()
    }

    /// The column of a field for all rows of its table, the phantom last; read once. The flag: whether it was there.
    pub fn leaf(&self, key: &LeafKey, when: When) -> (Arc<Column>, bool) {
        let leaf = lock(&self.leaves).entry((*key, when)).or_default().clone();
        let mut hit = true;
        let column = leaf.get_or_init(|| {
            hit = false;
            let rows = self.tables.len(key.table) + 1;
            Arc::new(self.load(key, (0..rows).map(|row| (row, when))))
        });
        (column.clone(), hit)
    }
}
