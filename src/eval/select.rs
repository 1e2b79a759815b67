//! Which datum of a cell a rule reads: by data date, knowledge cut, period.

use crate::data::{Datum, Meta, Profiles, Value};
use crate::num::date::Date;
use crate::plan::Cut;
use crate::types::schema::{Field, FieldId};

/// How a cell is read, days settled.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum When {
    /// At the data date of the cut.
    Cut,
    /// As of a day (days since 1970-01-01).
    AsOf(i64),
    /// Over exactly the period from a first to a last day.
    Over(i64, i64),
}

/// The data of a cell that are read, and what is to be said of them.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(super) struct Selection {
    /// Places in the cell, ascending. Several are of one day. Empty: nothing is known.
    pub places: Places,
    /// Later than the cut allows, read because the field is named for it.
    pub later: bool,
    /// Without a day.
    pub undated: bool,
}

/// Few numbers; the first without allocation.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(super) struct Places {
    first: Option<usize>,
    more: Vec<usize>,
}

impl Places {
    fn push(&mut self, place: usize) {
        match self.first {
            None => self.first = Some(place),
            Some(_) => self.more.push(place),
        }
    }

    fn only(place: usize) -> Places {
        Places { first: Some(place), more: vec![] }
    }

    fn retain(self, keep: impl Fn(usize) -> bool) -> Places {
        let mut kept = Places::default();
        self.iter().filter(|p| keep(*p)).for_each(|p| kept.push(p));
        kept
    }

    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.first.into_iter().chain(self.more.iter().copied())
    }

    /// The place, where there is one only.
    pub fn single(&self) -> Option<usize> {
        self.first.filter(|_| self.more.is_empty())
    }

    pub fn is_empty(&self) -> bool {
        self.first.is_none()
    }
}

/// The rules for reading a field.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub profiles: &'a Profiles,
    pub cut: &'a Cut,
    pub when: When,
    pub series: bool,
    pub flow: bool,
    /// Whether a later datum is read where there is no other.
    pub later: bool,
}

impl Reader<'_> {
    /// The last day of which data are read: to name a later day in a rule does not lift the data date.
    fn data_date(&self) -> i64 {
        let data_as_of = self.cut.data_as_of.days();
        match self.when {
            When::AsOf(day) if self.later => day,
            When::AsOf(day) => day.min(data_as_of),
            _ => data_as_of,
        }
    }

    fn counts_from(&self, meta: &Meta) -> Option<Date> {
        meta.counts_from(self.series || self.flow)
    }

    /// Whether a datum was known at the cut: published, or else said, or else there.
    fn is_published(&self, meta: &Meta) -> bool {
        let said = || meta.statement.as_ref().map(|statement| statement.day);
        let day = self.profiles.published(meta).or_else(said).or_else(|| self.counts_from(meta));
        day.is_none_or(|day| day <= self.cut.known_on)
    }

    fn is_after_data_date(&self, meta: &Meta) -> bool {
        self.counts_from(meta).is_some_and(|day| day > self.cut.data_as_of)
    }

    /// How well a datum fits: the greatest is read. `None`: not at all.
    fn rank(&self, datum: &Datum) -> Option<Rank> {
        let meta = self.profiles.metas.get(datum.meta as usize)?;
        let published = self.is_published(meta);
        if let When::Over(first, last) = self.when {
            let fits = meta.as_of.is_some_and(|(a, b)| a.days() == first && b.days() == last);
            return match (fits && self.flow, published && !self.is_after_data_date(meta)) {
                (true, true) => Some(Rank::InTime(0)),
                (true, false) if self.later => Some(Rank::Later(0)),
                _ => None,
            };
        }
        if self.flow {
            return None;
        }
        let after = self.counts_from(meta).map(|day| day.days().saturating_sub(self.data_date()));
        match (after, published) {
            (Some(after), true) if after <= 0 => Some(Rank::InTime(after)),
            (None, true) => Some(Rank::Undated),
            _ if !self.later || matches!(self.when, When::AsOf(_)) => None,
            (Some(after), _) if after <= 0 => Some(Rank::Later(after)),
            (Some(after), _) => Some(Rank::Later((i64::MIN / 2).saturating_sub(after))),
            (None, _) => Some(Rank::LaterUndated),
        }
    }

    /// The data that are read.
    pub fn select(&self, data: &[Datum]) -> Selection {
        let mut best: Option<Rank> = None;
        let mut places = Places::default();
        for (place, datum) in data.iter().enumerate() {
            let rank = self.rank(datum);
            if rank.is_none() || rank < best {
                continue;
            }
            if rank > best {
                (best, places) = (rank, Places::default());
            }
            places.push(place);
        }
        let is_late = |place| self.is_after_data_date(self.profiles.meta(&data[place]));
        let named = matches!(self.when, When::AsOf(_)) && self.later && places.iter().any(is_late);
        let later = named || matches!(best, Some(Rank::Later(_) | Rank::LaterUndated));
        let undated = matches!(best, Some(Rank::Undated | Rank::LaterUndated));
        Selection { places: self.settle(places, data), later, undated }
    }

    /// Of several data of one day: those that say something, and of these the preferred.
    fn settle(&self, places: Places, data: &[Datum]) -> Places {
        if places.single().is_some() || places.is_empty() {
            return places;
        }
        let says = |p: usize| data[p].value != Value::Unknown;
        if !places.iter().any(says) {
            return places.iter().next().map(Places::only).unwrap_or_default();
        }
        let preferred = |p: usize| self.profiles.meta(&data[p]).preferred;
        let places = places.retain(says);
        let places = if places.iter().any(preferred) { places.retain(preferred) } else { places };
        let agreed = places.first.filter(|first| places.iter().all(|p| data[p].value.says(&data[*first].value)));
        agreed.map_or(places, Places::only)
    }
}

/// The data of a field that are read at a cut: several are of one day, and contradict each other. Of a flow, which has no
/// value at a day, the last that was known.
pub fn read_at<'d>(
    profiles: &Profiles,
    cut: &Cut,
    (id, field): (FieldId, &Field),
    data: &'d [Datum],
) -> Vec<&'d Datum> {
    let later = cut.later.contains(&id);
    let reader = Reader { profiles, cut, when: When::Cut, series: field.series || field.flow, flow: false, later };
    reader.select(data).places.iter().map(|place| &data[place]).collect()
}

/// From the worst to the best.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Rank {
    /// Published after the cut, without a day.
    LaterUndated,
    /// After the data date or published after the cut: the greater, the nearer before the data date, else after it.
    Later(i64),
    /// Without a day.
    Undated,
    /// In time: the greater, the later.
    InTime(i64),
}
