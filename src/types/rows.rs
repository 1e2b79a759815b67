//! Which rows of a table meet, which inputs none of them fits, which of them never decide.
//!
//! Rows whose cells their columns decide by themselves are looked at as areas. A row with a cell that names another
//! parameter, a param, a call is one with conditions: within the areas that are left for it values are sought as for
//! the cases of a definition.

use crate::num::date::Date;
use crate::types::body::{Alternatives, Body, Join};
use crate::types::cases::{Meet, differ};
use crate::types::days::{ALWAYS, eras, meet, on_date};
use crate::types::domain::Around;
use crate::types::domain::{Domain, Formula, Found, Sought, Truth, Try};
use crate::types::tables::{Area, Grid, is_nothing};
use crate::types::term::Term;
use std::cell::Cell;

/// How the rows of a table lie to each other.
pub struct Survey {
    /// Whether some input fits none.
    pub gap: Meet,
    /// The first two rows that may not meet and do, with an input.
    pub meeting: Option<(usize, usize, String)>,
    /// The first two rows of which was not found out whether they meet.
    pub undecided: Option<(usize, usize)>,
    /// Rows that never decide; with a row above where those above take all that it fits.
    pub hidden: Vec<(usize, Option<usize>)>,
    /// The first row of which was not found out whether it is ever the first that fits.
    pub unsure: Option<usize>,
    /// Whether each input surely fits some row.
    pub whole: bool,
    /// Whether no input fits two rows.
    pub apart: bool,
    /// Where the rows that fit are gathered: those that exclude each other.
    pub alternatives: Vec<Alternatives>,
}

/// How many parts of a table are gone through for one question.
const MOST_PARTS: usize = 50_000;

/// How many parts are gone through for one table.
const MOST_PARTS_IN_ALL: usize = 400_000;

/// How often values are sought for one table.
const MOST_SOUGHT: usize = 300;

/// How many tests are made each time.
const MOST_TESTS: usize = 40_000;

struct Rows<'a> {
    around: Around<'a>,
    body: &'a Body,
    grid: Grid<'a>,
    parts: Cell<usize>,
    sought: Cell<usize>,
    /// The runs of days over which the same rows are read.
    eras: Vec<(Date, Date)>,
}

/// How the rows of a table lie to each other; of rows of which only the `new` ones matter, what these bring. `None`:
/// there is nothing to look at.
pub fn survey(around: Around<'_>, body: &Body, new: Option<&[usize]>) -> Option<Survey> {
    let grid = Grid::new(around.schema, around.subjects, &body.cases)?;
    let (parts, sought) = (Cell::new(MOST_PARTS_IN_ALL), Cell::new(MOST_SOUGHT));
    let eras = eras(body.cases.iter().map(|case| case.days).chain([ALWAYS]));
    let rows = Rows { around, body, grid, parts, sought, eras };
    let is_new = |row: usize| new.is_none_or(|new| new.contains(&row));
    let mut survey = Survey {
        gap: Meet::Never,
        meeting: None,
        undecided: None,
        hidden: vec![],
        unsure: None,
        whole: false,
        apart: rows.apart(),
        alternatives: vec![],
    };
    if !survey.apart {
        rows.meetings(&is_new, &mut survey);
    }
    // A reform that adds rows closes gaps.
    if new.is_none() && matches!(body.join, Join::Unique | Join::Prevail | Join::First) {
        survey.gap = rows.gap();
        survey.whole = survey.gap == Meet::Never && rows.eras.iter().all(|era| rows.is_whole(*era));
    }
    // What no two rows fit is no conflict, though some inputs fit none.
    if matches!(body.join, Join::Unique | Join::Prevail) && survey.apart && !survey.whole && body.cases.len() > 1 {
        survey.alternatives = vec![Alternatives { cases: (0..body.cases.len()).collect(), whole: false }];
    }
    if new.is_none() && matches!(body.join, Join::Sum | Join::Min | Join::Max | Join::Count) {
        survey.alternatives = rows.alternatives();
    }
    for row in (0..body.cases.len()).filter(|row| is_new(*row)) {
        rows.decides(row, &mut survey);
    }
    Some(survey)
}

impl Rows<'_> {
    /// The inputs that two rows fit on a day on which both are read.
    fn meet(&self, a: usize, b: usize) -> Option<Area> {
        if !meet(self.body.cases[a].days, self.body.cases[b].days) {
            return None;
        }
        self.grid.common(&self.grid.rows[a].fits, &self.grid.rows[b].fits)
    }

    /// Whether a row is read on all days of a run.
    fn is_read(&self, row: usize, (from, until): (Date, Date)) -> bool {
        let days = self.body.cases[row].days;
        days.0 <= from && until <= days.1
    }

    /// The rows that are read on the days of a run.
    fn read(&self, era: (Date, Date)) -> Vec<usize> {
        (0..self.grid.rows.len()).filter(|row| self.is_read(*row, era)).collect()
    }

    /// Whether each input surely fits a row on the days of a run.
    fn is_whole(&self, era: (Date, Date)) -> bool {
        let read = self.read(era);
        let closed = !read.iter().any(|row| self.is_open(*row));
        closed && self.remains(&self.grid.everything(), &read, &mut |_| true) == Some(false)
    }

    /// An input in words, with the days on which two rows that it fits are both read, where these are not all.
    fn words(&self, area: &Area, days: (Date, Date)) -> String {
        let input = Some(self.grid.words(area)).filter(|words| !words.is_empty());
        let days = (days != ALWAYS).then(|| on_date(days));
        input.into_iter().chain(days).collect::<Vec<_>>().join(", ")
    }

    fn is_open(&self, row: usize) -> bool {
        self.grid.rows[row].open
    }

    /// Whether no two rows meet, as the columns by themselves show.
    fn apart(&self) -> bool {
        let count = self.grid.rows.len();
        (0..count).all(|b| (0..b).all(|a| self.meet(a, b).is_none()))
    }

    /// Rows of which no two meet, each row in one group at most; the first that takes a row has it.
    fn alternatives(&self) -> Vec<Alternatives> {
        let mut groups: Vec<Vec<usize>> = vec![];
        for row in 0..self.grid.rows.len() {
            match groups.iter_mut().find(|group| group.iter().all(|other| self.meet(*other, row).is_none())) {
                Some(group) => group.push(row),
                None => groups.push(vec![row]),
            }
        }
        let mut all = vec![];
        for cases in groups.into_iter().filter(|group| group.len() > 1) {
            let closed = !cases.iter().any(|row| self.is_open(*row));
            let whole = closed && self.remains(&self.grid.everything(), &cases, &mut |_| true) == Some(false);
            all.push(Alternatives { cases, whole });
        }
        all
    }

    fn meetings(&self, is_new: &dyn Fn(usize) -> bool, survey: &mut Survey) {
        let any = match self.body.join {
            Join::Unique | Join::Partition => false,
            Join::Prevail | Join::Shared => true,
            _ => return,
        };
        let count = self.grid.rows.len();
        let pairs = (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b)));
        for (a, b) in pairs.filter(|(a, b)| is_new(*a) || is_new(*b)) {
            match self.pair(a, b, any) {
                Meet::At(words) => {
                    survey.meeting = Some((a, b, words));
                    return;
                }
                Meet::Open => survey.undecided = survey.undecided.or(Some((a, b))),
                Meet::Never => {}
            }
        }
    }

    /// Whether two rows meet; `any`: and say different things.
    fn pair(&self, a: usize, b: usize, any: bool) -> Meet {
        let (first, second) = (&self.body.cases[a].then, &self.body.cases[b].then);
        let Some(area) = self.meet(a, b).filter(|_| !(any && first.says(second))) else { return Meet::Never };
        let sure = !any || differ(self.around.params, first, second);
        if sure && !self.is_open(a) && !self.is_open(b) {
            let (x, y) = (self.body.cases[a].days, self.body.cases[b].days);
            return Meet::At(self.words(&area, (x.0.max(y.0), x.1.min(y.1))));
        }
        let differing = (!sure).then_some((first, second));
        self.seek(&Wanted { area: &area, fit: &[a, b], miss: &[], differing })
    }

    /// Whether some input fits no row, or none on days between those of rows that it fits.
    fn gap(&self) -> Meet {
        match self.gap_on_all_days() {
            Meet::Never => self.eras.iter().find_map(|era| self.hole(*era)).map_or(Meet::Never, Meet::At),
            found => found,
        }
    }

    /// An input that fits no row on some days, but fits one before and one after them.
    fn hole(&self, (from, until): (Date, Date)) -> Option<String> {
        let rows = || 0..self.grid.rows.len();
        let before: Vec<usize> = rows().filter(|row| self.body.cases[*row].days.1 < from).collect();
        let after: Vec<usize> = rows().filter(|row| until < self.body.cases[*row].days.0).collect();
        if before.is_empty() || after.is_empty() {
            return None;
        }
        let (open, plain): (Vec<usize>, Vec<usize>) =
            self.read((from, until)).into_iter().partition(|row| self.is_open(*row));
        let mut found = None;
        self.remains(&self.grid.everything(), &plain, &mut |area| {
            // Whether one that its columns do not decide fits is not looked for.
            if !self.near(&open, area).is_empty() {
                return false;
            }
            let closed = |rows: &[usize], area: &Area| -> Vec<Area> {
                let closed = rows.iter().filter(|row| !self.is_open(**row));
                closed.filter_map(|row| self.grid.common(area, &self.grid.rows[*row].fits)).collect()
            };
            let both = closed(&before, area).into_iter().find_map(|area| closed(&after, &area).into_iter().next());
            found = both.map(|area| self.words(&area, (from, until)));
            found.is_some()
        });
        found
    }

    /// Whether some input fits no row, whatever the day.
    fn gap_on_all_days(&self) -> Meet {
        let (open, plain): (Vec<usize>, Vec<usize>) = (0..self.grid.rows.len()).partition(|row| self.is_open(*row));
        let mut gap = Meet::Never;
        let done = self.remains(&self.grid.everything(), &plain, &mut |area| {
            let near = self.near(&open, area);
            let found = match near.is_empty() {
                true => Meet::At(self.grid.words(area)),
                false => self.seek(&Wanted { area, fit: &[], miss: &near, differing: None }),
            };
            if found != Meet::Never {
                gap = found;
            }
            matches!(gap, Meet::At(_))
        });
        if done.is_none() { Meet::Open } else { gap }
    }

    /// Looks whether a row decides: whether an input fits it, under `hit first` one that fits no row above it.
    fn decides(&self, row: usize, survey: &mut Survey) {
        let own = &self.grid.rows[row];
        let never =
            |area: &Area, above: &[usize]| self.is_never(&Wanted { area, fit: &[row], miss: above, differing: None });
        if is_nothing(&own.fits) || own.open && never(&own.fits, &[]) {
            survey.hidden.push((row, None));
            return;
        }
        if !matches!(self.body.join, Join::First | Join::FirstShared) {
            return;
        }
        let (mut hiding, mut unsure) = (None, false);
        for era in self.eras.iter().filter(|era| self.is_read(row, **era)) {
            let above: Vec<usize> = (0..row).filter(|above| self.is_read(*above, *era)).collect();
            let above = self.near(&above, &own.fits);
            let (open, plain): (Vec<usize>, Vec<usize>) = above.iter().partition(|row| self.is_open(**row));
            let decides = self.remains(&own.fits, &plain, &mut |area| {
                let near = self.near(&open, area);
                near.is_empty() && !own.open || !never(area, &near)
            });
            match decides {
                Some(true) => return,
                Some(false) => hiding = hiding.or(above.first().copied()),
                None => unsure = true,
            }
        }
        match unsure {
            false => survey.hidden.push((row, hiding)),
            true => survey.unsure = survey.unsure.or(Some(row)),
        }
    }

    /// Those of some rows that an area has anything in common with.
    fn near(&self, rows: &[usize], area: &Area) -> Vec<usize> {
        rows.iter().copied().filter(|row| self.grid.common(area, &self.grid.rows[*row].fits).is_some()).collect()
    }

    fn remains(&self, area: &Area, rows: &[usize], visit: &mut dyn FnMut(&Area) -> bool) -> Option<bool> {
        let most = self.parts.get().min(MOST_PARTS);
        let steps = Cell::new(most);
        let result = self.grid.remains(area, rows, &steps, visit);
        self.parts.set(self.parts.get() - (most - steps.get()));
        result
    }

    /// Looks for values of what cells speak of.
    fn seek(&self, wanted: &Wanted) -> Meet {
        let Some(mut domain) = self.domain() else { return Meet::Open };
        let Some(conditions) = self.conditions(wanted, &mut domain) else { return Meet::Never };
        if !domain.cut() {
            return Meet::Open;
        }
        let (linked, loose) = (domain.link(false), domain.link(true));
        linked.iter().chain(&loose).for_each(|linked| linked.left.set(MOST_TESTS));
        let holds = |values: &Found| all_hold(&domain, &conditions, values);
        if let Some(values) = domain.witness(linked.as_ref(), &holds) {
            return Meet::At(domain.words(&values));
        }
        // That a call has no value is not looked at.
        let never = || domain.seek(Try::Values, &holds) == Some(None);
        if domain.excluded(Try::All, loose.as_ref(), &holds) || never() { Meet::Never } else { Meet::Open }
    }

    /// Whether no values at all are what is wanted, whatever the params are.
    fn is_never(&self, wanted: &Wanted) -> bool {
        let Some(mut domain) = self.domain() else { return false };
        let Some(conditions) = self.conditions(wanted, &mut domain) else { return false };
        domain.cut() && domain.seek(Try::All, &|values| all_hold(&domain, &conditions, values)) == Some(None)
    }

    fn domain(&self) -> Option<Domain<'_>> {
        self.sought.set(self.sought.get().checked_sub(1)?);
        let domain = Domain::new(&self.around, &self.body.lets);
        domain.left.set(MOST_TESTS);
        Some(domain)
    }

    /// What is to be true of an input, and what not to be. `None`: something in it was reported, or is unknown.
    fn conditions(&self, wanted: &Wanted, domain: &mut Domain<'_>) -> Option<Vec<(Formula, bool)>> {
        let mut all = vec![];
        for term in self.grid.conditions(wanted.area, self.around.at) {
            all.push((domain.formula(&term)?, true));
        }
        for (rows, fit) in [(wanted.fit, true), (wanted.miss, false)] {
            for row in rows {
                let case = &self.body.cases[*row];
                let mut condition = match &case.when {
                    Some(when) => domain.formula(when)?,
                    None => Formula::Fixed(true),
                };
                if case.days != ALWAYS {
                    condition = Formula::All(vec![condition, domain.on_days(case.days)]);
                }
                all.push((condition, fit));
            }
        }
        if let Some((a, b)) = wanted.differing {
            all.push((domain.unlike(a, b)?, true));
        }
        Some(all)
    }
}

/// An input that is sought.
struct Wanted<'a> {
    /// Where it lies.
    area: &'a Area,
    /// Rows that it fits.
    fit: &'a [usize],
    /// Rows that it does not.
    miss: &'a [usize],
    /// Values that differ there.
    differing: Option<(&'a Term, &'a Term)>,
}

/// Whether all conditions are true, or not true, as they are to be.
fn all_hold(domain: &Domain<'_>, conditions: &[(Formula, bool)], values: &Found) -> Sought {
    let mut all = Sought::Yes;
    for (condition, so) in conditions {
        let is_true = match domain.truth(condition, values) {
            Truth::True => Sought::Yes,
            Truth::Open => Sought::Open,
            Truth::False | Truth::Missing => Sought::No,
        };
        all = all.and(if *so { is_true } else { is_true.opposite() });
        if all == Sought::No {
            break;
        }
    }
    all
}
