//! Leaves whose value follows from those of others: two fields set against each other, sums of fields.
//!
//! Whether conditions of such leaves meet shows only from values of the fields themselves. Here each side is a leaf of
//! its own, with values around all that it is compared with, be it by way of others. What is declared is kept to:
//! bounds, the limit of a field by another, the versions of a param. What speaks of anything else is left without a
//! value, so that whatever is found is a case in point; that nothing is found says nothing.

use crate::num::date::Date;
use crate::num::rat::Rat;
use crate::syntax::ast::expr::BinaryOp;
use crate::types::domain::{Domain, Formula, Found, Leaf, Test, Truth, Value, decided, plain_value};
use crate::types::figures::arithmetic;
use crate::types::schema::{FieldId, Limit, Type};
use crate::types::term::{ParamId, Term, TermKind};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

/// How the value of a leaf follows from those of others.
#[derive(Clone, Debug)]
pub enum Made {
    /// It is written.
    Number(Rat),
    /// It is that of a leaf.
    Leaf(usize),
    /// `-a`
    Negate(Box<Made>),
    /// Arithmetic.
    Two(BinaryOp, Box<Made>, Box<Made>),
    /// How the first lies to the second.
    Order(Box<Made>, Box<Made>),
    /// Whether both are the same.
    Same(Box<Made>, Box<Made>),
    /// What the modules say of the instance that this points to, by its place.
    Stated(Box<Made>, Vec<Option<Value>>),
}

/// What the world says of leaves.
#[derive(Clone, Debug)]
enum World {
    /// A field is limited by another.
    Limit(BinaryOp, Made),
    /// A param has one of its versions.
    Version(Formula),
}

/// What is searched where leaves follow from others.
#[derive(Clone, Debug)]
pub struct Linked {
    /// Leaves in the order in which they get a value: what follows from others comes after them.
    pub order: Vec<usize>,
    /// How those follow that do.
    pub made: BTreeMap<usize, Made>,
    /// The values that are tried of the others; of a leaf that nothing is known of, none.
    pub points: Vec<Vec<Value>>,
    world: Vec<World>,
    /// Whether all there is has a value and nothing is computed: what no values are found for does not come.
    pub complete: bool,
    /// How many more tests are made.
    pub left: Cell<usize>,
}

/// How many tests of leaves are made here for one body.
const MOST_TESTS: usize = 200_000;

/// More leaves than this, sides included, are not gone through.
const MOST_LINKED: usize = 64;

/// More values of one leaf than this are not tried.
const MOST_POINTS: usize = 96;

impl Linked {
    /// The leaves that the value of a leaf comes from: itself, if it follows from no others.
    pub fn from(&self, leaf: usize) -> BTreeSet<usize> {
        let mut from = BTreeSet::new();
        match self.made.get(&leaf) {
            Some(made) => made.leaves(&mut from),
            None => _ = from.insert(leaf),
        }
        from
    }
}

impl Made {
    /// The value, where all that it follows from has one.
    pub fn value(&self, found: &Found) -> Option<Value> {
        let numbers =
            |a: &Made, b: &Made, of: &dyn Fn(&Rat, &Rat) -> Option<Value>| match (a.value(found)?, b.value(found)?) {
                (Value::Missing, _) | (_, Value::Missing) => Some(Value::Missing),
                (Value::Number(x), Value::Number(y)) => of(&x, &y),
                _ => None,
            };
        match self {
            Made::Number(number) => Some(Value::Number(number.clone())),
            Made::Leaf(at) => found[*at].clone(),
            Made::Negate(a) => match a.value(found)? {
                Value::Number(n) => Some(Value::Number(-&n)),
                other => Some(other),
            },
            Made::Two(op, a, b) => numbers(a, b, &|x, y| arithmetic(*op, x, y).map(Value::Number)),
            Made::Order(a, b) => numbers(a, b, &|x, y| Some(Value::Order(x.cmp(y)))),
            Made::Same(a, b) => match (a.value(found)?, b.value(found)?) {
                (Value::Missing, _) | (_, Value::Missing) => Some(Value::Missing),
                (x, y) => Some(Value::Bool(x == y)),
            },
            Made::Stated(of, values) => match of.value(found)? {
                Value::Code(place) => values.get(place as usize)?.clone(),
                Value::Missing => Some(Value::Missing),
                _ => None,
            },
        }
    }

    /// The leaves that it follows from.
    fn leaves(&self, all: &mut BTreeSet<usize>) {
        match self {
            Made::Number(_) => {}
            Made::Leaf(at) => {
                all.insert(*at);
            }
            Made::Negate(a) | Made::Stated(a, _) => a.leaves(all),
            Made::Two(_, a, b) | Made::Order(a, b) | Made::Same(a, b) => {
                a.leaves(all);
                b.leaves(all);
            }
        }
    }

    /// The numbers that are written in it, and whether it computes anything.
    fn numbers(&self, all: &mut BTreeSet<Rat>) -> bool {
        match self {
            Made::Number(number) => {
                all.insert(number.clone());
                false
            }
            Made::Leaf(_) => false,
            Made::Negate(a) => {
                a.numbers(all);
                true
            }
            Made::Two(_, a, b) => {
                a.numbers(all);
                b.numbers(all);
                true
            }
            Made::Order(a, b) | Made::Same(a, b) => a.numbers(all) | b.numbers(all),
            Made::Stated(_, values) => {
                all.extend(values.iter().flatten().filter_map(|value| match value {
                    Value::Number(number) => Some(number.clone()),
                    _ => None,
                }));
                false
            }
        }
    }
}

impl Domain<'_> {
    /// Takes the leaves apart that follow from others, once all are cut into regions. `None`: there are none, or too
    /// many. `any`: what nothing is known of has any value, so that what is not found surely does not come, and what is
    /// found may not.
    pub fn link(&mut self, any: bool) -> Option<Linked> {
        let mut linked = Linked {
            order: vec![],
            made: BTreeMap::new(),
            points: vec![],
            world: vec![],
            complete: true,
            left: Cell::new(MOST_TESTS),
        };
        for at in 0..self.leaves.len() {
            let term = self.leaves[at].term.clone();
            if let Some(made) = self.made(&term, any) {
                linked.made.insert(at, made);
            }
        }
        let of_versions = |leaf: &Leaf| matches!(leaf.term.kind, TermKind::Param(id) if self.versions(id).is_some());
        if linked.made.is_empty() && !self.leaves.iter().any(of_versions) {
            return None;
        }
        self.worldly(&mut linked)?;
        linked.complete = !linked.made.values().any(|made| made.numbers(&mut BTreeSet::new()));
        let groups = self.groups(&linked);
        for at in 0..self.leaves.len() {
            let points = match linked.made.contains_key(&at) || self.leaves[at].order {
                true => Some(vec![]),
                false => self.linked_points((at, any), groups.iter().find(|group| group.contains(&at)), &linked),
            };
            let points = points?;
            linked.complete &= !points.is_empty() || linked.made.contains_key(&at);
            linked.points.push(points);
        }
        let mut placed = BTreeSet::new();
        for at in (0..self.leaves.len()).filter(|at| !linked.points[*at].is_empty()) {
            linked.order.push(at);
            placed.insert(at);
            for (follows, made) in &linked.made {
                let mut from = BTreeSet::new();
                made.leaves(&mut from);
                if !placed.contains(follows) && from.is_subset(&placed) {
                    linked.order.push(*follows);
                    placed.insert(*follows);
                }
            }
        }
        Some(linked)
    }

    /// How a leaf follows from others; `None`: it does not, or not from such as have values of their own.
    fn made(&mut self, term: &Term, any: bool) -> Option<Made> {
        let two = |a: Made, b: Made| (Box::new(a), Box::new(b));
        match &term.kind {
            TermKind::Binary(BinaryOp::Lt, a, b) if a.ty.is_ordered() => {
                let (a, b) = two(self.number(a, any)?, self.number(b, any)?);
                Some(Made::Order(a, b))
            }
            TermKind::Same(a, b) if self.is_valued(a) && self.is_valued(b) => {
                let (a, b) = two(Made::Leaf(self.part(a)?), Made::Leaf(self.part(b)?));
                Some(Made::Same(a, b))
            }
            TermKind::Binary(..) | TermKind::Negate(_) if term.ty.is_ordered() => self.number(term, any),
            TermKind::Field(base, field) if self.schema.entity(field.entity).closed => self.stated(base, *field),
            _ => None,
        }
    }

    /// A field of an instance of a closed entity, by the reference to it.
    fn stated(&mut self, base: &Term, field: FieldId) -> Option<Made> {
        let of = match &base.kind {
            TermKind::Field(inner, outer) if self.schema.entity(outer.entity).closed => self.stated(inner, *outer)?,
            _ if self.is_valued(base) => Made::Leaf(self.part(base)?),
            _ => return None,
        };
        Some(Made::Stated(Box::new(of), self.stated_values(field)))
    }

    fn number(&mut self, term: &Term, any: bool) -> Option<Made> {
        if let Some(number) = term.constant() {
            return Some(Made::Number(number));
        }
        match &term.kind {
            TermKind::Negate(a) => Some(Made::Negate(Box::new(self.number(a, any)?))),
            TermKind::Binary(op @ (BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div), a, b) => {
                Some(Made::Two(*op, Box::new(self.number(a, any)?), Box::new(self.number(b, any)?)))
            }
            TermKind::Field(base, field) if self.schema.entity(field.entity).closed => self.stated(base, *field),
            _ if term.ty.is_ordered() && (any || self.is_valued(term)) => Some(Made::Leaf(self.part(term)?)),
            _ => None,
        }
    }

    /// The leaf of a side, if there is room for it.
    fn part(&mut self, term: &Term) -> Option<usize> {
        let at = self.leaf(term);
        (at < MOST_LINKED).then_some(at)
    }

    /// Whether the profile, the days or the versions of a param alone say what something is.
    pub fn is_valued(&self, term: &Term) -> bool {
        match &term.kind {
            TermKind::LawDate => true,
            TermKind::Param(id) => self.versions(*id).is_some(),
            TermKind::Field(base, field) => {
                let flow = self.schema.field(*field).flow;
                !flow && !self.schema.entity(field.entity).closed && self.is_path(base)
            }
            _ => self.is_path(term),
        }
    }

    /// The days and values of the versions of a param that the rule may read; `None` where one is not written out.
    fn versions(&self, id: ParamId) -> Option<Vec<((Date, Date), Value)>> {
        let all = &self.params.get(id.0 as usize)?.versions;
        let read = all.iter().filter(|v| v.from <= self.days.1 && self.days.0 <= v.until);
        let values: Option<Vec<_>> = read.map(|v| Some(((v.from, v.until), plain_value(&v.value)?))).collect();
        values.filter(|all| !all.is_empty())
    }

    /// Adds what is declared of the leaves, and the leaves that this speaks of. `None`: they are too many.
    fn worldly(&mut self, linked: &mut Linked) -> Option<()> {
        let mut at = 0;
        while at < self.leaves.len() {
            if at >= MOST_LINKED {
                return None;
            }
            let term = self.leaves[at].term.clone();
            match &term.kind {
                TermKind::Field(base, field) if self.is_valued(&term) => {
                    let of = self.schema.field(*field);
                    for (limit, op) in [(of.low.clone(), BinaryOp::Ge), (of.high.clone(), BinaryOp::Le)] {
                        let Some(Limit::Field(index)) = limit else { continue };
                        let other = FieldId { entity: field.entity, index };
                        let ty = self.schema.field(other).ty.clone();
                        let other = Term { kind: TermKind::Field(base.clone(), other), ty, span: self.nowhere };
                        let other = self.part(&other).map(|other| Box::new(Made::Leaf(other)))?;
                        linked.world.push(World::Limit(op, Made::Order(Box::new(Made::Leaf(at)), other)));
                    }
                }
                TermKind::Param(id) => {
                    let Some(versions) = self.versions(*id) else {
                        at += 1;
                        continue;
                    };
                    let open = versions.len() == 1;
                    let mut any = vec![];
                    for (days, value) in versions {
                        let is = Formula::Test(
                            at,
                            match value {
                                Value::Number(number) => {
                                    self.leaves[at].cuts.insert(number.clone());
                                    Test::Compare(BinaryOp::Eq, number)
                                }
                                value => Test::Is(value),
                            },
                        );
                        any.push(if open { is } else { Formula::All(vec![is, self.on_days(days)]) });
                    }
                    linked.world.push(World::Version(Formula::Any(any)));
                }
                _ => {}
            }
            at += 1;
        }
        Some(())
    }

    /// Leaves that are compared with each other, directly or by way of others.
    fn groups(&self, linked: &Linked) -> Vec<BTreeSet<usize>> {
        let mut groups: Vec<BTreeSet<usize>> = vec![];
        let made = linked.made.iter().map(|(at, made)| (Some(*at), made));
        let limits = linked.world.iter().filter_map(|world| match world {
            World::Limit(_, made) => Some((None, made)),
            World::Version(_) => None,
        });
        for (at, made) in made.chain(limits) {
            let mut group: BTreeSet<usize> = at.into_iter().collect();
            made.leaves(&mut group);
            groups.retain(|other| {
                let apart = other.is_disjoint(&group);
                if !apart {
                    group.extend(other);
                }
                apart
            });
            groups.push(group);
        }
        groups
    }

    /// The values that are tried of a leaf; `None`: they are too many.
    fn linked_points(
        &self,
        (at, any): (usize, bool),
        group: Option<&BTreeSet<usize>>,
        linked: &Linked,
    ) -> Option<Vec<Value>> {
        let leaf = &self.leaves[at];
        if !(any || leaf.free || self.is_valued(&leaf.term)) {
            return Some(vec![]);
        }
        let versions = match leaf.term.kind {
            TermKind::Param(id) => self.versions(id),
            _ => None,
        };
        let is_param = versions.is_some();
        let mut points = match (versions, group, leaf.term.ty.is_ordered()) {
            (Some(_), _, true) => leaf.cuts.iter().cloned().map(Value::Number).collect(),
            (Some(versions), _, false) => versions.into_iter().map(|(_, value)| value).collect(),
            (None, Some(group), true) => self.grid(at, group, linked),
            _ => self.regions(leaf).1,
        };
        if leaf.missing && !is_param {
            points.push(Value::Missing);
        }
        (points.len() <= MOST_POINTS).then_some(points)
    }

    /// Values of a leaf around all that its group is compared with, as many beside each as there are leaves to tell
    /// apart.
    fn grid(&self, at: usize, group: &BTreeSet<usize>, linked: &Linked) -> Vec<Value> {
        let mut cuts = BTreeSet::new();
        let mut computes = false;
        for other in group {
            let leaf = &self.leaves[*other];
            cuts.extend(leaf.cuts.iter().cloned());
            let (low, high) = self.bounds(&leaf.term);
            cuts.extend(low.into_iter().chain(high));
            if let Some(made) = linked.made.get(other) {
                computes |= made.numbers(&mut cuts);
            }
        }
        let (low, high) = self.bounds(&self.leaves[at].term);
        let ty = &self.leaves[at].term.ty;
        // Fewer than none of something would surprise a reader; a day has no such end.
        let least = Some(Rat::ZERO).filter(|zero| *ty != Type::Date && cuts.iter().all(|c| c >= zero));
        let parts = group.iter().filter(|at| !linked.made.contains_key(at)).count();
        let bounds = (low.or(least), high);
        let mut points = spread(&cuts, &bounds, self.is_whole(ty), parts);
        if computes {
            let found =
                computed(&cuts).into_iter().filter(|n| is_inside(n, &bounds) && (!self.is_whole(ty) || n.is_int()));
            let room = MOST_POINTS.saturating_sub(points.len() + 1);
            let new: Vec<Rat> = found.filter(|n| !points.contains(n)).take(room).collect();
            points.extend(new);
        }
        points.into_iter().map(Value::Number).collect()
    }

    /// What the world says of the values that leaves have.
    pub fn in_world(&self, linked: &Linked, found: &Found) -> Truth {
        let mut all = Truth::True;
        for world in &linked.world {
            let one = match world {
                World::Limit(op, made) => match made.value(found) {
                    Some(Value::Order(order)) if !decided(*op, order) => Truth::False,
                    Some(_) => Truth::True,
                    None => {
                        let mut leaves = BTreeSet::new();
                        made.leaves(&mut leaves);
                        leaves.into_iter().for_each(|leaf| self.asks_for(leaf));
                        Truth::Open
                    }
                },
                World::Version(formula) => self.truth(formula, found),
            };
            match one {
                Truth::True => {}
                Truth::Open => all = Truth::Open,
                Truth::False | Truth::Missing => return Truth::False,
            }
        }
        all
    }
}

fn is_inside(number: &Rat, (low, high): &(Option<Rat>, Option<Rat>)) -> bool {
    low.as_ref().is_none_or(|l| number >= l) && high.as_ref().is_none_or(|h| number <= h)
}

/// Sums, differences and quotients of numbers that are written.
fn computed(cuts: &BTreeSet<Rat>) -> BTreeSet<Rat> {
    let all: Vec<&Rat> = cuts.iter().take(12).collect();
    let pairs = all.iter().flat_map(|x| all.iter().map(move |y| (*x, *y)));
    let ops = [BinaryOp::Add, BinaryOp::Sub, BinaryOp::Div];
    pairs.flat_map(|(x, y)| ops.into_iter().filter_map(move |op| arithmetic(op, x, y))).collect()
}

/// The cuts within bounds, and so many points below, between and above them.
fn spread(cuts: &BTreeSet<Rat>, bounds: &(Option<Rat>, Option<Rat>), whole: bool, count: usize) -> BTreeSet<Rat> {
    let inside = |n: &Rat| is_inside(n, bounds);
    let ends = bounds.0.iter().chain(&bounds.1).cloned();
    let all: BTreeSet<Rat> = cuts.iter().cloned().chain(ends).filter(|n| inside(n)).collect();
    let all: Vec<Rat> = if all.is_empty() { vec![Rat::ZERO] } else { all.into_iter().collect() };
    let steps = |from: &Rat, sign: i64| (1..=count as i64).map(move |n| from + &Rat::int(sign * n)).collect::<Vec<_>>();
    let mut points: BTreeSet<Rat> = all.iter().filter(|n| !whole || n.is_int()).cloned().collect();
    for (at, cut) in all.iter().enumerate() {
        let Some(next) = all.get(at + 1) else { break };
        let stepped: Vec<Rat> = steps(&cut.floor(), 1).into_iter().filter(|n| n < next).collect();
        if whole || stepped.len() >= count {
            points.extend(stepped);
        } else if let Some(step) = decimal_step(&(next - cut), count) {
            points.extend((1..=count as i64).map(|n| cut + &(&step * &Rat::int(n))));
        }
    }
    points.extend(all.first().map(|first| steps(&first.floor(), -1)).into_iter().flatten());
    points.extend(all.last().map(|last| steps(&last.floor(), 1)).into_iter().flatten());
    points.retain(inside);
    points
}

/// The longest step of 1, 0.1, 0.01 and so on of which so many are shorter than a distance.
fn decimal_step(distance: &Rat, count: usize) -> Option<Rat> {
    let mut step = Rat::ONE;
    for _ in 0..30 {
        if &(&step * &Rat::int(count as i64)) < distance {
            return Some(step);
        }
        step = step.checked_div(&Rat::int(10))?;
    }
    None
}
