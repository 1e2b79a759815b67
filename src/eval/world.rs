//! What all rows of a run share: the plan, the tables, the columns of fields, the texts.

use super::column::Column;
use super::select::When;
use super::tables::Tables;
use crate::data::Profiles;
use crate::plan::{CutId, Kind, Plan, TableId};
use crate::types::schema::Schema;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// A field of a table, read under a cut.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct LeafKey {
    pub table: TableId,
    pub field: u32,
    pub cut: CutId,
    /// For fields that are ranges: the high end or the low one.
    pub end: Option<bool>,
    /// What the values are.
    pub kind: Kind,
}

/// What all rows of a run share. Blocks of rows read it at the same time.
pub(super) struct World<'a> {
    pub plan: &'a Plan,
    pub tables: Tables<'a>,
    pub leaves: Mutex<Leaves>,
    texts: Mutex<Texts>,
}

/// What was read of the profiles, beside the plan.
#[derive(Default)]
pub(super) struct Read {
    leaves: Leaves,
    texts: Texts,
}

impl Read {
    /// The same, to be gone on with by itself: columns not yet read are left out, as their texts would be numbered here
    /// and there.
    pub fn copy(&self) -> Read {
        let leaves = self.leaves.iter().filter(|(_, column)| column.get().is_some());
        let leaves = leaves.map(|(key, column)| (*key, column.clone())).collect();
        Read { leaves, texts: self.texts.clone() }
    }
}

/// Columns of fields, each loaded once, by whoever asks first.
pub(super) type Leaves = BTreeMap<(LeafKey, When), Arc<OnceLock<Arc<Column>>>>;

/// Texts by number. Numbers are compared for equality only: which text has which says nothing.
#[derive(Clone, Default)]
struct Texts {
    numbers: BTreeMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
}

/// A lock is held for single reads and writes only, so what a panicking thread left is whole.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'a> World<'a> {
    pub fn new(plan: &'a Plan, schema: &'a Schema, profiles: &'a Profiles, read: Read) -> World<'a> {
        let tables = Tables::new(plan, schema, profiles);
        World { plan, tables, leaves: Mutex::new(read.leaves), texts: Mutex::new(read.texts) }
    }

    /// Takes what was read, for another run.
    pub fn take(&self) -> Read {
        Read { leaves: std::mem::take(&mut *lock(&self.leaves)), texts: std::mem::take(&mut *lock(&self.texts)) }
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
}
