//! How the rows of a table lie over its columns.
//!
//! The constants that the cells of a column name cut it into regions: single points and the open spans between them.
//! Within a region each of these cells answers alike, so one point of each is enough. What a row fits is a set of
//! regions for each column; two rows meet where their sets do in every column, and what no row fits is what remains
//! once one row after the other is taken out of all there is. No product of the columns is gone through.

use crate::num::rat::Rat;
use crate::syntax::ast::expr::BinaryOp;
use crate::text::{Name, Span};
use crate::types::body::Case;
use crate::types::checked::Subject;
use crate::types::literal::shown_number;
use crate::types::schema::{Schema, Type};
use crate::types::term::{LocalId, Term, TermKind};
use std::cell::Cell;
use std::collections::BTreeSet;

/// The rows of a table over its columns.
pub struct Grid<'a> {
    schema: &'a Schema,
    columns: Vec<Column<'a>>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A column, cut where its own cells say.
struct Column<'a> {
    subject: &'a Subject,
    /// A point of each region.
    points: Vec<Point>,
    cuts: BTreeSet<Rat>,
}

/// What a row fits as far as each of its columns goes by itself.
pub struct Row {
    /// The regions.
    pub fits: Area,
    /// Whether it has a cell that its column alone does not decide.
    pub open: bool,
}

/// A set of regions for each column.
pub type Area = Vec<Mask>;

/// Some regions of a column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mask(Vec<u64>);

impl Mask {
    fn of(regions: impl Iterator<Item = bool>) -> Mask {
        let mut words = vec![];
        for (at, there) in regions.enumerate() {
            if at % 64 == 0 {
                words.push(0);
            }
            words[at / 64] |= u64::from(there) << (at % 64);
        }
        Mask(words)
    }

    fn has(&self, region: usize) -> bool {
        self.0[region / 64] >> (region % 64) & 1 == 1
    }

    fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    fn and(&self, other: &Mask) -> Mask {
        Mask(self.0.iter().zip(&other.0).map(|(a, b)| a & b).collect())
    }

    fn without(&self, other: &Mask) -> Mask {
        Mask(self.0.iter().zip(&other.0).map(|(a, b)| a & !b).collect())
    }
}

/// A point of a column.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Point {
    /// A condition.
    Bool(bool),
    /// A place of an enum, closed entity or party.
    Code(u32),
    /// A number or a day.
    Number(Rat),
    /// A text that a cell names; none: any other.
    Text(Option<Name>),
    /// Anything: no cell by itself tells its values apart.
    Any,
}

impl<'a> Grid<'a> {
    /// The rows of a table; `None`: it has no column, or one that has no values.
    pub fn new(schema: &'a Schema, subjects: &'a [Subject], cases: &[Case]) -> Option<Grid<'a>> {
        let tests: Vec<Vec<&Term>> = cases.iter().map(|case| case.when.as_ref().map_or(vec![], joined)).collect();
        let mut columns = vec![];
        for subject in subjects {
            let own = tests.iter().flatten().filter(|test| of_column(test) == Some(Some(subject.local)));
            columns.push(Column::new(schema, subject, &own.copied().collect::<Vec<_>>()));
        }
        // An enum without values has no point.
        if columns.is_empty() || columns.iter().any(|column| column.points.is_empty()) {
            return None;
        }
        let mut grid = Grid { schema, columns, rows: vec![] };
        grid.rows = tests.iter().map(|tests| grid.row(tests)).collect();
        Some(grid)
    }

    fn row(&self, tests: &[&Term]) -> Row {
        let (mut fits, mut open) = (self.everything(), false);
        for test in tests {
            match self.decides(test) {
                Some((at, regions)) => fits[at] = fits[at].and(&regions),
                None => open = true,
            }
        }
        Row { fits, open }
    }

    /// The column that a test speaks of, and its regions in which the test holds; `None`: the column alone does not
    /// decide it.
    fn decides(&self, test: &Term) -> Option<(usize, Mask)> {
        let local = of_column(test)?;
        let at = match local {
            Some(local) => self.columns.iter().position(|column| column.subject.local == local)?,
            None => 0,
        };
        let answers = self.columns[at].points.iter().map(|point| holds(self.schema, test, (local, point)));
        Some((at, Mask::of(answers.collect::<Option<Vec<bool>>>()?.into_iter())))
    }

    /// All there is.
    pub fn everything(&self) -> Area {
        self.columns.iter().map(|column| Mask::of(column.points.iter().map(|_| true))).collect()
    }

    /// What two areas have in common, if anything.
    pub fn common(&self, a: &Area, b: &Area) -> Option<Area> {
        let both: Area = a.iter().zip(b).map(|(a, b)| a.and(b)).collect();
        (!is_nothing(&both)).then_some(both)
    }

    /// Visits, part by part, what remains of an area once rows are taken out of it, until `visit` says that it is
    /// enough: whether it did. `None`: more parts than there are `steps` left.
    pub fn remains(
        &self,
        area: &Area,
        rows: &[usize],
        steps: &Cell<usize>,
        visit: &mut dyn FnMut(&Area) -> bool,
    ) -> Option<bool> {
        steps.set(steps.get().checked_sub(1)?);
        let mut after = rows.iter().enumerate();
        let Some((at, row)) = after.find(|(_, row)| self.common(area, &self.rows[**row].fits).is_some()) else {
            return Some(visit(area));
        };
        let (fits, rest) = (&self.rows[*row].fits, &rows[at + 1..]);
        let mut within = area.clone();
        for column in 0..within.len() {
            let outside = within[column].without(&fits[column]);
            if !outside.is_empty() {
                let mut part = within.clone();
                part[column] = outside;
                if self.remains(&part, rest, steps, visit)? {
                    return Some(true);
                }
            }
            within[column] = within[column].and(&fits[column]);
        }
        Some(false)
    }

    /// An input of an area in the user's words, without what may be anything: one that would not surprise a reader
    /// where there is one.
    pub fn words(&self, area: &Area) -> String {
        let said = self.columns.iter().zip(area).filter(|(column, mask)| !column.is_whole(mask));
        let told = said.filter_map(|(column, mask)| {
            let there = || column.points.iter().enumerate().filter(|(at, _)| mask.has(*at)).map(|(_, point)| point);
            let point = there().find(|point| column.is_natural(point)).or_else(|| there().next())?;
            Some(format!("{} = {}", column.subject.name, column.told(self.schema, point)?))
        });
        told.collect::<Vec<_>>().join(", ")
    }

    /// That an input lies in an area, where that is said of a column at all.
    pub fn conditions(&self, area: &Area, span: Span) -> Vec<Term> {
        let columns = self.columns.iter().zip(area).filter(|(column, mask)| !column.is_whole(mask));
        let any = |(column, mask): (&Column, &Mask)| {
            let regions = (0..column.points.len()).filter(|region| mask.has(*region));
            let tests = regions.map(|region| column.test(&column.points[region], span));
            tests.reduce(|a, b| two(BinaryOp::Or, a, b)).unwrap_or_else(|| Term::truth(false, span))
        };
        columns.map(any).collect()
    }
}

/// Whether an area is empty.
pub fn is_nothing(area: &Area) -> bool {
    area.iter().any(Mask::is_empty)
}

impl<'a> Column<'a> {
    fn new(schema: &Schema, subject: &'a Subject, tests: &[&Term]) -> Column<'a> {
        let codes = |n: usize| (0..n as u32).map(Point::Code).collect();
        let (mut cuts, mut texts) = (BTreeSet::new(), BTreeSet::new());
        for test in tests {
            test.walk(&mut |t| match &t.kind {
                TermKind::Text(text) => {
                    texts.insert(text.clone());
                }
                _ => cuts.extend(t.constant()),
            });
        }
        let points = match &subject.ty {
            Type::Bool => vec![Point::Bool(false), Point::Bool(true)],
            Type::Enum(id) => codes(schema.enumeration(*id).values.len()),
            Type::Entity(id) if schema.entity(*id).closed => codes(schema.entity(*id).closed_keys.len()),
            Type::Party => codes(schema.parties.len()),
            ty if ty.is_ordered() => samples(&cuts.iter().cloned().collect::<Vec<_>>(), &subject.ty),
            Type::Text => texts.into_iter().map(Some).chain([None]).map(Point::Text).collect(),
            _ => vec![Point::Any],
        };
        Column { subject, points, cuts }
    }

    /// Whether these are all its regions.
    fn is_whole(&self, mask: &Mask) -> bool {
        (0..self.points.len()).all(|region| mask.has(region))
    }

    /// Whether a reader would expect a point.
    fn is_natural(&self, point: &Point) -> bool {
        match point {
            Point::Number(number) => {
                let whole = number.checked_div(&unit(&self.subject.ty)).is_some_and(|n| n.is_int());
                whole && *number >= Rat::ZERO
            }
            _ => true,
        }
    }

    fn told(&self, schema: &Schema, point: &Point) -> Option<String> {
        match point {
            Point::Bool(value) => Some(value.to_string()),
            Point::Code(place) => {
                let place = *place as usize;
                let name = match &self.subject.ty {
                    Type::Enum(id) => schema.enumeration(*id).values.get(place),
                    Type::Entity(id) => schema.entity(*id).closed_keys.get(place),
                    _ => schema.parties.get(place),
                };
                name.map(|n| n.to_string())
            }
            Point::Number(number) => Some(shown_number(&self.subject.ty, number)),
            Point::Text(Some(text)) => Some(format!("\"{text}\"")),
            Point::Text(None) => Some("another value".into()),
            Point::Any => None,
        }
    }

    /// That an input lies in the region of a point.
    fn test(&self, point: &Point, span: Span) -> Term {
        let term = |kind, ty: &Type| Term { kind, ty: ty.clone(), span };
        let ty = &self.subject.ty;
        let input = || term(TermKind::Local(self.subject.local), ty);
        let compared = |op, with: &Rat| two(op, input(), term(TermKind::Number(with.clone()), ty));
        match point {
            Point::Bool(true) => input(),
            Point::Bool(false) => not(input()),
            Point::Code(place) => {
                let code = Box::new(term(TermKind::Code(*place), ty));
                term(TermKind::Same(Box::new(input()), code), &Type::Bool)
            }
            Point::Number(number) if self.cuts.contains(number) => compared(BinaryOp::Eq, number),
            Point::Number(number) => {
                let low = self.cuts.range(..number.clone()).next_back().map(|cut| compared(BinaryOp::Gt, cut));
                let high = self.cuts.range(number.clone()..).next().map(|cut| compared(BinaryOp::Lt, cut));
                let both = low.into_iter().chain(high).reduce(|a, b| two(BinaryOp::And, a, b));
                both.unwrap_or_else(|| Term::truth(true, span))
            }
            Point::Text(Some(text)) => two(BinaryOp::Eq, input(), term(TermKind::Text(text.clone()), ty)),
            Point::Text(None) => {
                let others =
                    self.points.iter().filter(|other| *other != point).map(|other| not(self.test(other, span)));
                others.reduce(|a, b| two(BinaryOp::And, a, b)).unwrap_or_else(|| Term::truth(true, span))
            }
            Point::Any => Term::truth(true, span),
        }
    }
}

fn not(of: Term) -> Term {
    Term { span: of.span, kind: TermKind::Not(Box::new(of)), ty: Type::Bool }
}

fn two(op: BinaryOp, a: Term, b: Term) -> Term {
    Term { span: a.span, kind: TermKind::Binary(op, Box::new(a), Box::new(b)), ty: Type::Bool }
}

/// The conditions that are joined by `and`.
fn joined(condition: &Term) -> Vec<&Term> {
    match &condition.kind {
        TermKind::Binary(BinaryOp::And, a, b) => [joined(a), joined(b)].concat(),
        _ => vec![condition],
    }
}

/// The column that a condition tests against what is written; inner `None`: no column at all. `None`: it tests
/// something else.
fn of_column(condition: &Term) -> Option<Option<LocalId>> {
    let (mut column, mut plain) = (None, true);
    condition.walk(&mut |t| match &t.kind {
        TermKind::Local(local) => plain &= *column.get_or_insert(*local) == *local,
        TermKind::Bool(_)
        | TermKind::Number(_)
        | TermKind::Date(_)
        | TermKind::Text(_)
        | TermKind::Code(_)
        | TermKind::Instance(..)
        | TermKind::Negate(_)
        | TermKind::Not(_)
        | TermKind::Binary(..)
        | TermKind::Same(..) => {}
        _ => plain = false,
    });
    plain.then_some(column)
}

/// What a bare 1 in a cell stands for.
fn unit(ty: &Type) -> Rat {
    match ty {
        Type::Number(n) => n.written(&Rat::ONE),
        _ => Rat::ONE,
    }
}

/// A point below, on, between and above the cuts, in whole units as far as there is one. Between two neighbouring whole
/// numbers there is none.
fn samples(cuts: &[Rat], ty: &Type) -> Vec<Point> {
    let (Some(first), Some(last)) = (cuts.first(), cuts.last()) else { return vec![Point::Number(Rat::ZERO)] };
    let whole = matches!(ty, Type::Number(n) if n.whole) || *ty == Type::Date;
    let unit = unit(ty);
    let next_above = |cut: &Rat| {
        let count = cut.checked_div(&unit).unwrap_or_else(|| cut.clone());
        &(&count.floor() + &Rat::ONE) * &unit
    };
    let below = first - &unit;
    let mut points = vec![if *first > Rat::ZERO && below < Rat::ZERO { Rat::ZERO } else { below }];
    for (at, cut) in cuts.iter().enumerate() {
        if !whole || cut.is_int() {
            points.push(cut.clone());
        }
        if let Some(next) = cuts.get(at + 1) {
            let middle = (cut + next).checked_div(&Rat::int(2)).filter(|_| !whole);
            points.extend(Some(next_above(cut)).filter(|n| n < next).or(middle));
        }
    }
    points.push(next_above(last));
    points.into_iter().map(Point::Number).collect()
}

/// Whether a condition on a column holds at a point of it.
fn holds(schema: &Schema, term: &Term, here: (Option<LocalId>, &Point)) -> Option<bool> {
    match &term.kind {
        TermKind::Bool(b) => Some(*b),
        TermKind::Not(a) => holds(schema, a, here).map(|v| !v),
        TermKind::Binary(BinaryOp::And, a, b) => Some(holds(schema, a, here)? && holds(schema, b, here)?),
        TermKind::Binary(BinaryOp::Or, a, b) => Some(holds(schema, a, here)? || holds(schema, b, here)?),
        TermKind::Binary(op, a, b) => compared(*op, &point(schema, a, here)?, &point(schema, b, here)?),
        TermKind::Same(a, b) => Some(point(schema, a, here)? == point(schema, b, here)?),
        TermKind::Local(_) => match point(schema, term, here)? {
            Point::Bool(value) => Some(value),
            _ => None,
        },
        _ => None,
    }
}

fn compared(op: BinaryOp, a: &Point, b: &Point) -> Option<bool> {
    match (op, a, b) {
        (BinaryOp::Eq, Point::Text(_), Point::Text(_)) => Some(a == b),
        (BinaryOp::Ne, Point::Text(_), Point::Text(_)) => Some(a != b),
        (BinaryOp::Eq, Point::Number(a), Point::Number(b)) => Some(a == b),
        (BinaryOp::Ne, Point::Number(a), Point::Number(b)) => Some(a != b),
        (BinaryOp::Lt, Point::Number(a), Point::Number(b)) => Some(a < b),
        (BinaryOp::Le, Point::Number(a), Point::Number(b)) => Some(a <= b),
        (BinaryOp::Gt, Point::Number(a), Point::Number(b)) => Some(a > b),
        (BinaryOp::Ge, Point::Number(a), Point::Number(b)) => Some(a >= b),
        _ => None,
    }
}

fn point(schema: &Schema, term: &Term, here: (Option<LocalId>, &Point)) -> Option<Point> {
    match &term.kind {
        TermKind::Local(local) if Some(*local) == here.0 => Some(here.1.clone()).filter(|point| *point != Point::Any),
        TermKind::Bool(b) => Some(Point::Bool(*b)),
        TermKind::Code(place) => Some(Point::Code(*place)),
        TermKind::Text(text) => Some(Point::Text(Some(text.clone()))),
        TermKind::Instance(entity, key) => {
            let place = schema.entity(*entity).closed_keys.iter().position(|k| k == key)?;
            Some(Point::Code(place as u32))
        }
        _ => term.constant().map(Point::Number),
    }
}
