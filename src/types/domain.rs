//! Conditions as tests of leaves, and the search for values of the leaves.
//!
//! A leaf is what a condition compares with something written out: a field, a parameter, a call. The constants that it
//! is compared with cut its values into regions; within a region every test answers alike, so one point of each is
//! enough. What cannot be taken apart is a leaf of its own, true or false. One term is one leaf, wherever it stands.

use crate::hir::Program;
use crate::num::date::Date;
use crate::num::rat::Rat;
use crate::syntax::ast::expr::{Aggregate, BinaryOp};
use crate::text::{Name, Span};
use crate::types::checked::{Param, RuleKind, Subject};
use crate::types::schema::{EntityId, FieldId, Limit, Schema, Type};
use crate::types::term::{Builtin, LocalId, Term, TermKind};
use std::cell::Cell;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// A value of a leaf, standing for its region.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// A condition.
    Bool(bool),
    /// A place of an enum, closed entity or party.
    Code(u32),
    /// A number or a day.
    Number(Rat),
    /// A text that is written somewhere; none: any other.
    Text(Option<Name>),
    /// How the left side of a comparison lies to the right one.
    Order(Ordering),
    /// Absent.
    Missing,
}

/// What a condition comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Truth {
    /// True.
    True,
    /// False.
    False,
    /// Not applicable, which counts as not true.
    Missing,
    /// Not decided by the leaves that have a value.
    Open,
}

/// Whether something that is sought holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sought {
    /// It does, whatever the leaves without a value are.
    Yes,
    /// It does not.
    No,
    /// That depends on them.
    Open,
}

impl Sought {
    /// Whether both hold.
    pub fn and(self, other: Sought) -> Sought {
        match (self, other) {
            (Sought::No, _) | (_, Sought::No) => Sought::No,
            (Sought::Yes, Sought::Yes) => Sought::Yes,
            _ => Sought::Open,
        }
    }

    /// Whether one of them holds.
    pub fn or(self, other: Sought) -> Sought {
        self.opposite().and(other.opposite()).opposite()
    }

    /// Whether it does not hold.
    pub fn opposite(self) -> Sought {
        match self {
            Sought::Yes => Sought::No,
            Sought::No => Sought::Yes,
            Sought::Open => Sought::Open,
        }
    }
}

/// A condition over leaves.
#[derive(Clone, Debug)]
pub enum Formula {
    /// True or false whatever the leaves.
    Fixed(bool),
    /// `not`
    Not(Box<Formula>),
    /// `and`
    All(Vec<Formula>),
    /// `or`
    Any(Vec<Formula>),
    /// A test of the leaf of this number.
    Test(usize, Test),
}

impl Formula {
    /// Whether it tests a leaf of which something is so.
    pub fn tests(&self, is: &dyn Fn(usize) -> bool) -> bool {
        match self {
            Formula::Fixed(_) => false,
            Formula::Not(inner) => inner.tests(is),
            Formula::All(all) | Formula::Any(all) => all.iter().any(|inner| inner.tests(is)),
            Formula::Test(leaf, _) => is(*leaf),
        }
    }
}

/// A test of one leaf.
#[derive(Clone, PartialEq, Debug)]
pub enum Test {
    /// It is this.
    Is(Value),
    /// It lies so to a number.
    Compare(BinaryOp, Rat),
    /// The two sides lie so to each other.
    Order(BinaryOp),
    /// It is absent.
    Missing,
}

/// What is known of a leaf.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// What is tested.
    pub term: Term,
    /// What it speaks of: paths from subjects, the law date.
    pub paths: Vec<Term>,
    /// Whether it is how two sides lie to each other.
    pub order: bool,
    /// Numbers that it is compared with.
    pub cuts: BTreeSet<Rat>,
    /// Texts that it is compared with.
    pub texts: BTreeSet<Name>,
    /// Whether it may be absent.
    pub missing: bool,
    /// Whether a condition asks if it is absent.
    pub asked: bool,
    /// Whether every one of its values can come with every value of the others.
    pub free: bool,
    /// A value of each region.
    pub points: Vec<Value>,
    /// Those of them that would not surprise a reader.
    pub shown: Vec<Value>,
}

/// Which values are tried.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Try {
    /// All that the leaf may have, absent among them.
    All,
    /// All that it may have; absent where that is asked.
    Values,
    /// What a reader would not be surprised by: of free leaves alone; the others stay without a value.
    Likely,
}

/// The leaves of the conditions of one body.
pub struct Domain<'a> {
    /// The world.
    pub schema: &'a Schema,
    /// All declarations.
    pub program: &'a Program,
    /// Params, for what may be absent.
    pub params: &'a [Param],
    /// The subjects of the rule.
    pub subjects: &'a [Subject],
    /// First and last day on which the rule is read.
    pub days: (Date, Date),
    /// Where terms stand that are told apart by what they say alone.
    pub nowhere: Span,
    lets: BTreeMap<LocalId, Term>,
    /// The leaves, by number.
    pub leaves: Vec<Leaf>,
    /// How many more tests are made.
    pub left: Cell<usize>,
    /// How many more are made to find that something is excluded.
    pub excluding: Cell<usize>,
    /// The leaves without a value that were asked for, a bit for each.
    pub asked_for: Cell<u128>,
    stated: &'a Stated,
}

/// What the modules say of the fields of instances.
pub type Stated = BTreeMap<(EntityId, Name), BTreeMap<u32, Term>>;

/// What a body is read with.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// The world.
    pub schema: &'a Schema,
    /// All declarations.
    pub program: &'a Program,
    /// Params.
    pub params: &'a [Param],
    /// The instances that modules declare.
    pub stated: &'a Stated,
    /// The kind of the rule.
    pub kind: RuleKind,
    /// Its subjects.
    pub subjects: &'a [Subject],
    /// First and last day on which it is read.
    pub days: (Date, Date),
    /// Where it is declared.
    pub at: Span,
}

/// More leaves than this are not gone through: as many as [`Domain::asked_for`] has bits.
pub const MOST_LEAVES: usize = 128;

/// How many tests of leaves are made for one question about a body.
const MOST_TESTS: usize = 400_000;

/// A `let` of more terms than this is not written out.
const LONGEST_LET: usize = 200;

/// The values found for the leaves; none: whatever they are.
pub type Found = Vec<Option<Value>>;

impl<'a> Domain<'a> {
    /// A domain without leaves; `lets` are put in place of their names.
    pub fn new(around: &Around<'a>, lets: &[(Name, LocalId, Term)]) -> Domain<'a> {
        let mut domain = Domain {
            schema: around.schema,
            program: around.program,
            params: around.params,
            subjects: around.subjects,
            days: around.days,
            nowhere: around.at,
            lets: BTreeMap::new(),
            leaves: vec![],
            left: Cell::new(MOST_TESTS),
            excluding: Cell::new(MOST_TESTS),
            asked_for: Cell::new(0),
            stated: around.stated,
        };
        for (_, local, term) in lets {
            let mut size = 0;
            term.walk(&mut |t| {
                size += match &t.kind {
                    TermKind::Local(inner) => domain.lets.get(inner).map_or(1, length),
                    _ => 1,
                }
            });
            if size <= LONGEST_LET {
                let written = domain.written_out(term);
                domain.lets.insert(*local, written);
            }
        }
        domain
    }

    /// Begins another question about the body.
    pub fn ask_anew(&self) {
        self.left.set(MOST_TESTS);
    }

    /// Whether the question could not be gone through to its end.
    pub fn is_short(&self) -> bool {
        self.left.get() == 0
    }

    /// A term with its `let`s written out and without places.
    pub fn written_out(&self, term: &Term) -> Term {
        let mut copy = term.replace(&|t| match &t.kind {
            TermKind::Local(local) => self.lets.get(local).cloned(),
            _ => None,
        });
        copy.stand_at(self.nowhere);
        copy
    }

    /// A condition over leaves. `None`: it holds something that was reported, or an unknown.
    pub fn formula(&mut self, condition: &Term) -> Option<Formula> {
        let mut readable = true;
        let written = self.written_out(condition);
        written
            .walk(&mut |t| readable &= !matches!(t.kind, TermKind::Error | TermKind::Unknown) && t.ty != Type::Error);
        readable.then(|| self.taken_apart(&written))
    }

    /// That two values differ. `None`: one holds something that was reported, or an unknown, or is of no type whose
    /// values are told apart here.
    pub fn unlike(&mut self, a: &Term, b: &Term) -> Option<Formula> {
        let not = |formula| Formula::Not(Box::new(formula));
        let as_condition = |kind| Term { kind, ty: Type::Bool, span: self.nowhere };
        let (x, y) = (Box::new(a.clone()), Box::new(b.clone()));
        match &a.ty {
            Type::Bool => {
                let (a, b) = (self.formula(a)?, self.formula(b)?);
                let (first, second) = (vec![a.clone(), not(b.clone())], vec![not(a), b]);
                Some(Formula::Any(vec![Formula::All(first), Formula::All(second)]))
            }
            ty if ty.takes_equals() => self.formula(&as_condition(TermKind::Binary(BinaryOp::Eq, x, y))).map(not),
            Type::Enum(_) | Type::Party | Type::Entity(_) => self.formula(&as_condition(TermKind::Same(x, y))).map(not),
            _ => None,
        }
    }

    /// That a number is 0, which nothing else is taken to exclude but what is said of the very same number.
    pub fn is_zero(&mut self, number: &Term) -> Formula {
        let number = self.written_out(number);
        let test = self.compared(BinaryOp::Eq, &number, Rat::ZERO);
        let leaf = self.leaf(&number);
        self.leaves[leaf].free = true;
        test
    }

    /// That the law date lies in a period.
    pub fn on_days(&mut self, (from, until): (Date, Date)) -> Formula {
        let day = Term { kind: TermKind::LawDate, ty: Type::Date, span: self.nowhere };
        let mut tests = vec![];
        for (end, op) in [(from, BinaryOp::Ge), (until, BinaryOp::Le)] {
            if end != Date::MIN && end != Date::MAX {
                tests.push(self.compared(op, &day, Rat::int(end.days())));
            }
        }
        Formula::All(tests)
    }

    fn taken_apart(&mut self, term: &Term) -> Formula {
        match &term.kind {
            TermKind::Bool(value) => Formula::Fixed(*value),
            TermKind::Not(a) => Formula::Not(Box::new(self.taken_apart(a))),
            TermKind::Binary(BinaryOp::And, a, b) => Formula::All(vec![self.taken_apart(a), self.taken_apart(b)]),
            TermKind::Binary(BinaryOp::Or, a, b) => Formula::Any(vec![self.taken_apart(a), self.taken_apart(b)]),
            TermKind::Binary(op, a, b) if is_comparison(*op) => self.comparison(*op, a, b, term),
            TermKind::Same(a, b) => self.same(a, b, term),
            TermKind::InRange(a, range) => match &range.kind {
                TermKind::Range(low, high) => match (low.constant(), high.constant()) {
                    (Some(low), Some(high)) => {
                        Formula::All(vec![self.compared(BinaryOp::Ge, a, low), self.compared(BinaryOp::Le, a, high)])
                    }
                    // An end that may be absent makes the whole test not applicable.
                    _ if self.may_be_missing(low) || self.may_be_missing(high) => self.opaque(term),
                    _ => Formula::All(vec![
                        self.comparison(BinaryOp::Ge, a, low, term),
                        self.comparison(BinaryOp::Le, a, high, term),
                    ]),
                },
                _ => self.opaque(term),
            },
            TermKind::InList(a, list) => match &list.kind {
                TermKind::List(items) if items.iter().all(|(count, item)| count.is_none() && is_written(item)) => {
                    Formula::Any(items.iter().map(|(_, item)| self.equal(a, item, term)).collect())
                }
                _ => self.opaque(term),
            },
            TermKind::IsAbsent(a) => {
                let leaf = self.leaf(a);
                self.leaves[leaf].asked = true;
                Formula::Test(leaf, Test::Missing)
            }
            _ => self.opaque(term),
        }
    }

    /// A condition that is one leaf.
    fn opaque(&mut self, term: &Term) -> Formula {
        Formula::Test(self.leaf(term), Test::Is(Value::Bool(true)))
    }

    fn comparison(&mut self, op: BinaryOp, a: &Term, b: &Term, term: &Term) -> Formula {
        if a.ty == Type::Text {
            let same = match (is_written(a), is_written(b)) {
                (false, true) => self.equal(a, b, term),
                (true, false) => self.equal(b, a, term),
                _ => return self.opaque(term),
            };
            return if op == BinaryOp::Ne { Formula::Not(Box::new(same)) } else { same };
        }
        match (a.constant(), b.constant()) {
            (Some(x), Some(y)) => Formula::Fixed(decided(op, x.cmp(&y))),
            (None, Some(y)) => self.compared(op, a, y),
            (Some(x), None) => self.compared(turned(op), b, x),
            (None, None) if a.ty.is_ordered() => {
                // `b > a` is the leaf of `a < b`.
                let sides = |a: &Term, b: &Term| Term {
                    kind: TermKind::Binary(BinaryOp::Lt, Box::new(a.clone()), Box::new(b.clone())),
                    ..term.clone()
                };
                let turned_there = self.leaves.iter().any(|leaf| leaf.order && leaf.term == sides(b, a));
                let (sides, op) = if turned_there { (sides(b, a), turned(op)) } else { (sides(a, b), op) };
                let leaf = self.leaf(&sides);
                self.leaves[leaf].order = true;
                Formula::Test(leaf, Test::Order(op))
            }
            _ => self.opaque(term),
        }
    }

    fn compared(&mut self, op: BinaryOp, of: &Term, with: Rat) -> Formula {
        if let TermKind::Builtin(Builtin::Year, days) = &of.kind
            && let [day] = days.as_slice()
            && let Some((first, next)) = year_of(&with)
        {
            return self.of_year(op, day, first, next);
        }
        let leaf = self.leaf(of);
        self.leaves[leaf].cuts.insert(with.clone());
        Formula::Test(leaf, Test::Compare(op, with))
    }

    /// What is said of the year of a day, said of the day: the year begins on `first`, the one after it on `next`.
    fn of_year(&mut self, op: BinaryOp, day: &Term, first: Date, next: Date) -> Formula {
        let mut said = |op, date: Date| self.compared(op, day, Rat::int(date.days()));
        match op {
            BinaryOp::Lt => said(BinaryOp::Lt, first),
            BinaryOp::Le => said(BinaryOp::Lt, next),
            BinaryOp::Gt => said(BinaryOp::Ge, next),
            BinaryOp::Ge => said(BinaryOp::Ge, first),
            _ => {
                let within = Formula::All(vec![said(BinaryOp::Ge, first), said(BinaryOp::Lt, next)]);
                if op == BinaryOp::Ne { Formula::Not(Box::new(within)) } else { within }
            }
        }
    }

    fn same(&mut self, a: &Term, b: &Term, term: &Term) -> Formula {
        match (&a.kind, &b.kind) {
            (_, TermKind::Bool(value)) | (TermKind::Bool(value), _) => {
                let other = if matches!(b.kind, TermKind::Bool(_)) { a } else { b };
                let other = self.taken_apart(other);
                if *value { other } else { Formula::Not(Box::new(other)) }
            }
            _ if is_written(b) && !is_written(a) => self.equal(a, b, term),
            _ if is_written(a) && !is_written(b) => self.equal(b, a, term),
            _ => self.opaque(term),
        }
    }

    /// That something is what is written.
    fn equal(&mut self, of: &Term, written: &Term, term: &Term) -> Formula {
        if let Some(number) = written.constant() {
            return self.compared(BinaryOp::Eq, of, number);
        }
        let Some(value) = self.written_value(written) else { return self.opaque(term) };
        let leaf = self.leaf(of);
        if let Value::Text(Some(text)) = &value {
            self.leaves[leaf].texts.insert(text.clone());
        }
        Formula::Test(leaf, Test::Is(value))
    }

    /// The leaf of a term: one for all that differ only in what they call what they bind.
    pub fn leaf(&mut self, term: &Term) -> usize {
        let mut term = term.clone();
        term.name_binders();
        let term = &term;
        if let Some(at) = self.leaves.iter().position(|leaf| leaf.term == *term) {
            return at;
        }
        let (paths, free) = self.speaks_of(term);
        self.leaves.push(Leaf {
            term: term.clone(),
            paths,
            order: false,
            cuts: BTreeSet::new(),
            texts: BTreeSet::new(),
            missing: self.may_be_missing(term),
            asked: false,
            free,
            points: vec![],
            shown: vec![],
        });
        self.leaves.len() - 1
    }

    /// A list of a subject of which all items are counted, whatever they are.
    fn counted<'t>(&self, term: &'t Term) -> Option<&'t Term> {
        let TermKind::Aggregate(Aggregate::Count, binds, None, body) = &term.kind else { return None };
        let [bind] = binds.as_slice() else { return None };
        (body.kind == TermKind::Local(bind.local) && self.is_path(&bind.list)).then_some(&bind.list)
    }

    /// What a leaf speaks of, and whether it can have each of its values as far as itself goes.
    fn speaks_of(&self, term: &Term) -> (Vec<Term>, bool) {
        match &term.kind {
            TermKind::LawDate => (vec![term.clone()], true),
            TermKind::Binary(op, a, b) if is_comparison(*op) => {
                let apart = self.is_path(a) && self.is_path(b) && a != b && self.bounds(a) == self.bounds(b);
                (vec![(**a).clone(), (**b).clone()], apart)
            }
            TermKind::Binds(source, of) => {
                let few = |b: &crate::hir::law::Bound| b.only.is_some() || !b.except.is_empty();
                let some = self.program.source(*source).binds.as_ref().is_some_and(few);
                (vec![(**of).clone()], some && self.is_path(of))
            }
            TermKind::Builtin(Builtin::Month, day) => (day.clone(), day.iter().all(|day| self.is_path(day))),
            _ => match self.counted(term) {
                Some(list) => (vec![list.clone()], true),
                None => (vec![term.clone()], self.is_path(term)),
            },
        }
    }

    /// A subject, or a field of one, of which the profile alone says what it is.
    pub fn is_path(&self, term: &Term) -> bool {
        match &term.kind {
            TermKind::Local(local) => self.subjects.iter().any(|s| s.local == *local),
            TermKind::Field(base, field) => {
                let entity = self.schema.entity(field.entity);
                let of = self.schema.field(*field);
                let bound = |limit: &Option<Limit>| matches!(limit, Some(Limit::Field(_)));
                let plain = !of.flow && !bound(&of.low) && !bound(&of.high);
                plain && !entity.closed && self.is_path(base)
            }
            _ => false,
        }
    }

    /// Whether nothing is known of what a condition rests on: of some test neither the profile nor the modules say what
    /// it comes to.
    pub fn is_opaque(&self, formula: &Formula) -> bool {
        formula.tests(&|leaf| !self.leaves[leaf].free && !self.is_known(&self.leaves[leaf].term))
    }

    fn is_known(&self, term: &Term) -> bool {
        match &term.kind {
            TermKind::Binary(_, a, b) | TermKind::Same(a, b) => self.is_known(a) && self.is_known(b),
            TermKind::Negate(a) => self.is_known(a),
            TermKind::Field(base, field) if self.schema.entity(field.entity).closed => self.is_known(base),
            _ => is_written(term) || self.is_valued(term),
        }
    }

    /// The value of what is written out, an instance of a closed entity by its place.
    fn written_value(&self, term: &Term) -> Option<Value> {
        match &term.kind {
            TermKind::Instance(entity, key) => {
                let place = self.schema.entity(*entity).closed_keys.iter().position(|k| k == key)?;
                Some(Value::Code(place as u32))
            }
            _ => plain_value(term),
        }
    }

    /// What the modules say of a field of each instance of a closed entity, by place; none: it is not written out.
    pub fn stated_values(&self, field: FieldId) -> Vec<Option<Value>> {
        let keys = self.schema.entity(field.entity).closed_keys.iter();
        keys.map(|key| {
            let said = self.stated.get(&(field.entity, key.clone()))?.get(&field.index)?;
            match &said.kind {
                TermKind::Absent => Some(Value::Missing),
                _ => self.written_value(said),
            }
        })
        .collect()
    }

    fn may_be_missing(&self, term: &Term) -> bool {
        match &term.kind {
            TermKind::Local(local) => !self.subjects.iter().any(|s| s.local == *local),
            TermKind::Field(base, field) => self.schema.field(*field).may_be_absent || self.may_be_missing(base),
            TermKind::Param(id) => self
                .params
                .get(id.0 as usize)
                .is_none_or(|p| p.may_be_absent || p.versions.iter().any(|v| matches!(v.value.kind, TermKind::Absent))),
            TermKind::Binary(op, a, b) if is_comparison(*op) => self.may_be_missing(a) || self.may_be_missing(b),
            TermKind::Aggregate(Aggregate::Count | Aggregate::CountDistinct, binds, ..) => {
                binds.iter().any(|bind| self.may_be_missing(&bind.list))
            }
            TermKind::Builtin(Builtin::Month, day) => day.iter().any(|day| self.may_be_missing(day)),
            TermKind::All(_) => false,
            TermKind::Binds(_, of) => self.may_be_missing(of),
            TermKind::LawDate | TermKind::DataDate => false,
            _ => true,
        }
    }

    /// The bounds that a field is declared with, or that a count or share has.
    pub fn bounds(&self, term: &Term) -> (Option<Rat>, Option<Rat>) {
        let number = |limit: &Option<Limit>| match limit {
            Some(Limit::Number(n)) => Some(n.clone()),
            _ => None,
        };
        match &term.kind {
            TermKind::Field(_, field) => {
                let field = self.schema.field(*field);
                (number(&field.low), number(&field.high))
            }
            TermKind::LawDate => {
                let end = |day: Date, open: Date| (day != open).then(|| Rat::int(day.days()));
                (end(self.days.0, Date::MIN), end(self.days.1, Date::MAX))
            }
            TermKind::Aggregate(Aggregate::Share, ..) => (Some(Rat::ZERO), Some(Rat::ONE)),
            TermKind::Aggregate(Aggregate::Count | Aggregate::CountDistinct, ..) => {
                let most = self.counted(term).and_then(|list| match &list.kind {
                    TermKind::Field(_, field) => self.schema.field(*field).at_most,
                    _ => None,
                });
                (Some(Rat::ZERO), most.map(|most| Rat::int(i64::from(most))))
            }
            TermKind::Builtin(Builtin::Month, _) => (Some(Rat::ONE), Some(Rat::int(12))),
            _ => (None, None),
        }
    }
}

/// The first day of a year, and of the one after it.
fn year_of(number: &Rat) -> Option<(Date, Date)> {
    let year = i16::try_from(number.to_i64()?).ok()?;
    Some((Date::new(year, 1, 1)?, Date::new(year.checked_add(1)?, 1, 1)?))
}

fn length(term: &Term) -> usize {
    let mut count = 0;
    term.walk(&mut |_| count += 1);
    count
}

fn is_comparison(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge)
}

/// The value of a figure, day, condition, text or enum value that is written out.
pub fn plain_value(term: &Term) -> Option<Value> {
    match &term.kind {
        TermKind::Bool(value) => Some(Value::Bool(*value)),
        TermKind::Code(place) => Some(Value::Code(*place)),
        TermKind::Text(text) => Some(Value::Text(Some(text.clone()))),
        _ => term.constant().map(Value::Number),
    }
}

fn is_written(term: &Term) -> bool {
    term.constant().is_some()
        || matches!(term.kind, TermKind::Bool(_) | TermKind::Text(_) | TermKind::Code(_) | TermKind::Instance(..))
}

/// The operator with its sides changed.
fn turned(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Lt => BinaryOp::Gt,
        BinaryOp::Le => BinaryOp::Ge,
        BinaryOp::Gt => BinaryOp::Lt,
        BinaryOp::Ge => BinaryOp::Le,
        other => other,
    }
}

/// Whether an operator holds of sides that lie so to each other.
pub fn decided(op: BinaryOp, order: Ordering) -> bool {
    match op {
        BinaryOp::Eq => order.is_eq(),
        BinaryOp::Ne => order.is_ne(),
        BinaryOp::Lt => order.is_lt(),
        BinaryOp::Le => order.is_le(),
        BinaryOp::Gt => order.is_gt(),
        _ => order.is_ge(),
    }
}
