//! Which inputs no row of a table fits, and which several fit: found by trying one point of every region.
//!
//! The constants that the rows compare a column with cut it into regions: single points and the open spans
//! between them. Within a region every row answers alike, so one point of each is enough.

use crate::num::rat::Rat;
use crate::syntax::ast::BinaryOp;
use crate::types::checked::{Case, Subject};
use crate::types::schema::{Schema, Type};
use crate::types::term::{LocalId, Term, TermKind};
use std::collections::{BTreeMap, BTreeSet};

/// How the rows of a table lie to each other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Survey {
    /// Some input fits none: an example, a point for each column.
    pub gap: Option<Vec<Point>>,
    /// Rows that some input fits, pair by pair, each with an example.
    pub meetings: BTreeMap<(usize, usize), Vec<Point>>,
    /// For each row whether some input fits it.
    pub fits: Vec<bool>,
    /// For each row that is never the first one of an input, a row above it.
    pub above: Vec<Option<usize>>,
}

/// A point of a column.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Point {
    /// A condition.
    Bool(bool),
    /// A place of an enum or closed entity.
    Code(u32),
    /// A number or a day.
    Number(Rat),
}

/// How many points are tried at most.
const MOST: usize = 20_000;

/// How the cases of a table lie over its columns; `None`: too many regions, or a column that cannot be cut into them.
pub fn survey(schema: &Schema, columns: &[Subject], cases: &[Case]) -> Option<Survey> {
    let mut points: Vec<Vec<Point>> = vec![];
    for column in columns {
        // An enum without values has no point to try.
        points.push(regions(schema, column, cases).filter(|of| !of.is_empty())?);
    }
    points.iter().try_fold(1usize, |n, p| n.checked_mul(p.len())).filter(|n| *n <= MOST)?;
    let rows = cases.len();
    let mut survey = Survey { gap: None, meetings: BTreeMap::new(), fits: vec![false; rows], above: vec![None; rows] };
    let (mut first, mut at) = (vec![false; rows], vec![0; points.len()]);
    loop {
        let here: BTreeMap<LocalId, Point> =
            columns.iter().zip(&points).zip(&at).map(|((c, p), i)| (c.local, p[*i].clone())).collect();
        let mut fits = vec![];
        for (row, case) in cases.iter().enumerate() {
            if case.when.as_ref().map_or(Some(true), |w| holds(schema, w, &here))? {
                fits.push(row);
            }
        }
        let example = || columns.iter().map(|c| here[&c.local].clone()).collect::<Vec<_>>();
        match fits.as_slice() {
            [] => survey.gap = survey.gap.or_else(|| Some(example())),
            [top, rest @ ..] => {
                first[*top] = true;
                rest.iter().for_each(|row| survey.above[*row] = survey.above[*row].or(Some(*top)));
            }
        }
        for (place, a) in fits.iter().enumerate() {
            survey.fits[*a] = true;
            for b in &fits[place + 1..] {
                survey.meetings.entry((*a, *b)).or_insert_with(example);
            }
        }
        if !advance(&mut at, &points) {
            break;
        }
    }
    survey.above.iter_mut().zip(first).filter(|(_, first)| *first).for_each(|(above, _)| *above = None);
    Some(survey)
}

fn advance(at: &mut [usize], points: &[Vec<Point>]) -> bool {
    for (place, all) in at.iter_mut().zip(points).rev() {
        *place += 1;
        if *place < all.len() {
            return true;
        }
        *place = 0;
    }
    false
}

fn regions(schema: &Schema, column: &Subject, cases: &[Case]) -> Option<Vec<Point>> {
    let codes = |n: usize| Some((0..n as u32).map(Point::Code).collect());
    match &column.ty {
        Type::Bool => Some(vec![Point::Bool(false), Point::Bool(true)]),
        Type::Enum(id) => codes(schema.enumeration(*id).values.len()),
        Type::Entity(id) if schema.entity(*id).closed => codes(schema.entity(*id).closed_keys.len()),
        Type::Number(_) | Type::Date => {
            let mut cuts = BTreeSet::new();
            for case in cases {
                if let Some(when) = &case.when {
                    when.walk(&mut |t| cuts.extend(constant(t)));
                }
            }
            let whole = matches!(&column.ty, Type::Number(n) if n.whole) || column.ty == Type::Date;
            Some(samples(&cuts.into_iter().collect::<Vec<_>>(), whole))
        }
        _ => None,
    }
}

/// A number or day that is written out.
pub fn constant(term: &Term) -> Option<Rat> {
    match &term.kind {
        TermKind::Number(n) => Some(n.clone()),
        TermKind::Date(d) => Some(Rat::int(d.days())),
        TermKind::Negate(inner) => constant(inner).map(|n| -&n),
        _ => None,
    }
}

/// A point below, on, between and above the cuts. Between two neighbouring whole numbers there is none.
fn samples(cuts: &[Rat], whole: bool) -> Vec<Point> {
    let (Some(first), Some(last)) = (cuts.first(), cuts.last()) else { return vec![Point::Number(Rat::ZERO)] };
    let mut points = vec![first - &Rat::ONE];
    for (at, cut) in cuts.iter().enumerate() {
        points.push(cut.clone());
        if let Some(next) = cuts.get(at + 1) {
            let middle = (cut + next).checked_div(&Rat::int(2));
            let between = if whole { Some(cut + &Rat::ONE).filter(|n| n < next) } else { middle };
            points.extend(between);
        }
    }
    points.push(last + &Rat::ONE);
    points.into_iter().map(Point::Number).collect()
}

fn holds(schema: &Schema, term: &Term, here: &BTreeMap<LocalId, Point>) -> Option<bool> {
    match &term.kind {
        TermKind::Bool(b) => Some(*b),
        TermKind::Not(a) => holds(schema, a, here).map(|v| !v),
        TermKind::Binary(BinaryOp::And, a, b) => Some(holds(schema, a, here)? && holds(schema, b, here)?),
        TermKind::Binary(BinaryOp::Or, a, b) => Some(holds(schema, a, here)? || holds(schema, b, here)?),
        TermKind::Binary(op, a, b) => {
            // Of a column that is compared with another one not every region has a point: nothing is said of such rows.
            let order = point(schema, a, here)?.cmp(&Point::Number(constant(b)?));
            Some(match op {
                BinaryOp::Eq => order.is_eq(),
                BinaryOp::Ne => order.is_ne(),
                BinaryOp::Lt => order.is_lt(),
                BinaryOp::Le => order.is_le(),
                BinaryOp::Gt => order.is_gt(),
                BinaryOp::Ge => order.is_ge(),
                _ => return None,
            })
        }
        TermKind::Same(a, b) => Some(point(schema, a, here)? == point(schema, b, here)?),
        _ => None,
    }
}

fn point(schema: &Schema, term: &Term, here: &BTreeMap<LocalId, Point>) -> Option<Point> {
    match &term.kind {
        TermKind::Local(local) => here.get(local).cloned(),
        TermKind::Bool(b) => Some(Point::Bool(*b)),
        TermKind::Code(place) => Some(Point::Code(*place)),
        TermKind::Instance(entity, key) => {
            let place = schema.entity(*entity).closed_keys.iter().position(|k| k == key)?;
            Some(Point::Code(place as u32))
        }
        _ => constant(term).map(Point::Number),
    }
}
