//! Conditions as tests of leaves, and the search for values of the leaves.
//!
//! A leaf is what a condition compares with something written out: a field, a parameter, a call. The constants that it is
//! compared with cut its values into regions; within a region every test answers alike, so one point of each is enough.
//! What cannot be taken apart is a leaf of its own, true or false. One term is one leaf, wherever it stands.

use crate::hir::Program;
use crate::num::date::Date;
use crate::num::print::{Form, Style};
use crate::num::rat::Rat;
use crate::syntax::ast::BinaryOp;
use crate::text::{Name, Span};
use crate::types::checked::{Param, Subject};
use crate::types::literal::shown_unit;
use crate::types::schema::{Limit, Schema, Type};
use crate::types::tables::constant;
use crate::types::term::{LocalId, Term, TermKind};
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
    term: Term,
    /// What it speaks of: paths from subjects, the law date.
    paths: Vec<Term>,
    order: bool,
    cuts: BTreeSet<Rat>,
    texts: BTreeSet<Name>,
    /// Whether it may be absent.
    missing: bool,
    /// Whether a condition asks if it is absent.
    asked: bool,
    /// Whether every one of its values can come with every value of the others.
    free: bool,
    points: Vec<Value>,
    shown: Vec<Value>,
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
    leaves: Vec<Leaf>,
    /// How many more tests are made.
    left: Cell<usize>,
}

/// More leaves than this are not gone through.
const MOST_LEAVES: usize = 16;

/// How many tests of leaves are made for one body.
const MOST_TESTS: usize = 400_000;

/// A `let` of more terms than this is not written out.
const LONGEST_LET: usize = 200;

/// The values found for the leaves; none: whatever they are.
pub type Found = Vec<Option<Value>>;

impl<'a> Domain<'a> {
    /// A domain without leaves; `lets` are put in place of their names.
    pub fn new(
        schema: &'a Schema,
        program: &'a Program,
        params: &'a [Param],
        (subjects, days): (&'a [Subject], (Date, Date)),
        lets: &[(Name, LocalId, Term)],
        nowhere: Span,
    ) -> Domain<'a> {
        let mut domain = Domain {
            schema,
            program,
            params,
            subjects,
            days,
            nowhere,
            lets: BTreeMap::new(),
            leaves: vec![],
            left: Cell::new(MOST_TESTS),
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

    /// A term with its `let`s written out and without places.
    pub fn written_out(&self, term: &Term) -> Term {
        let mut copy = term.replace(&|t| match &t.kind {
            TermKind::Local(local) => self.lets.get(local).cloned(),
            _ => None,
        });
        self.displace(&mut copy);
        copy
    }

    fn displace(&self, term: &mut Term) {
        term.span = self.nowhere;
        for child in term.children_mut() {
            self.displace(child);
        }
    }

    /// A condition over leaves. `None`: it holds something that was reported, or an unknown.
    pub fn formula(&mut self, condition: &Term) -> Option<Formula> {
        let mut readable = true;
        let written = self.written_out(condition);
        written
            .walk(&mut |t| readable &= !matches!(t.kind, TermKind::Error | TermKind::Unknown) && t.ty != Type::Error);
        readable.then(|| self.taken_apart(&written))
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
                TermKind::Range(low, high) => match (constant(low), constant(high)) {
                    (Some(low), Some(high)) => {
                        Formula::All(vec![self.compared(BinaryOp::Ge, a, low), self.compared(BinaryOp::Le, a, high)])
                    }
                    _ => self.opaque(term),
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
        match (constant(a), constant(b)) {
            (Some(x), Some(y)) => Formula::Fixed(decided(op, x.cmp(&y))),
            (None, Some(y)) => self.compared(op, a, y),
            (Some(x), None) => self.compared(turned(op), b, x),
            (None, None) if matches!(a.ty, Type::Number(_) | Type::Date) => {
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
        let leaf = self.leaf(of);
        self.leaves[leaf].cuts.insert(with.clone());
        Formula::Test(leaf, Test::Compare(op, with))
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
        if let Some(number) = constant(written) {
            return self.compared(BinaryOp::Eq, of, number);
        }
        let value = match &written.kind {
            TermKind::Text(text) => Value::Text(Some(text.clone())),
            TermKind::Bool(value) => Value::Bool(*value),
            TermKind::Code(place) => Value::Code(*place),
            TermKind::Instance(entity, key) => {
                match self.schema.entity(*entity).closed_keys.iter().position(|k| k == key) {
                    Some(place) => Value::Code(place as u32),
                    None => return self.opaque(term),
                }
            }
            _ => return self.opaque(term),
        };
        let leaf = self.leaf(of);
        if let Value::Text(Some(text)) = &value {
            self.leaves[leaf].texts.insert(text.clone());
        }
        Formula::Test(leaf, Test::Is(value))
    }

    fn leaf(&mut self, term: &Term) -> usize {
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
            _ => (vec![term.clone()], self.is_path(term)),
        }
    }

    /// A subject, or a field of one, of which the profile alone says what it is.
    fn is_path(&self, term: &Term) -> bool {
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

    fn may_be_missing(&self, term: &Term) -> bool {
        match &term.kind {
            TermKind::Local(local) => !self.subjects.iter().any(|s| s.local == *local),
            TermKind::Field(base, field) => self.schema.field(*field).may_be_absent || self.may_be_missing(base),
            TermKind::Param(id) => self
                .params
                .get(id.0 as usize)
                .is_none_or(|p| p.may_be_absent || p.versions.iter().any(|v| matches!(v.value.kind, TermKind::Absent))),
            TermKind::Binary(op, a, b) if is_comparison(*op) => self.may_be_missing(a) || self.may_be_missing(b),
            TermKind::Binds(_, of) => self.may_be_missing(of),
            TermKind::LawDate | TermKind::DataDate => false,
            _ => true,
        }
    }

    /// The declared bounds of a field.
    fn bounds(&self, term: &Term) -> (Option<Rat>, Option<Rat>) {
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
            _ => (None, None),
        }
    }

    /// Cuts the leaves into regions, once all conditions are read. `false`: there are too many, or one has no values.
    pub fn cut(&mut self) -> bool {
        if self.leaves.len() > MOST_LEAVES {
            return false;
        }
        for at in 0..self.leaves.len() {
            let (points, shown) = self.regions(&self.leaves[at]);
            let leaf = &self.leaves[at];
            let others =
                || self.leaves.iter().enumerate().filter(|(other, _)| *other != at).flat_map(|(_, l)| &l.paths);
            let free = leaf.free
                && (leaf.paths == [leaf.term.clone()] || !others().any(|p| leaf.paths.iter().any(|own| meet(own, p))));
            let leaf = &mut self.leaves[at];
            (leaf.points, leaf.shown, leaf.free) = (points, shown, free);
        }
        self.leaves.iter().all(|leaf| !leaf.points.is_empty())
    }

    fn regions(&self, leaf: &Leaf) -> (Vec<Value>, Vec<Value>) {
        let both = |all: Vec<Value>| (all.clone(), all);
        let codes = |count: usize| both((0..count as u32).map(Value::Code).collect());
        if leaf.order {
            return both([Ordering::Less, Ordering::Equal, Ordering::Greater].map(Value::Order).to_vec());
        }
        match &leaf.term.ty {
            Type::Bool => both(vec![Value::Bool(true), Value::Bool(false)]),
            Type::Enum(id) => codes(self.schema.enumeration(*id).values.len()),
            Type::Entity(id) if self.schema.entity(*id).closed => codes(self.schema.entity(*id).closed_keys.len()),
            Type::Party => codes(self.schema.parties.len()),
            Type::Recommendation => codes(self.schema.recommendations.len()),
            Type::Text => {
                both(leaf.texts.iter().map(|t| Value::Text(Some(t.clone()))).chain([Value::Text(None)]).collect())
            }
            Type::Number(n) => {
                let counted = n.word.as_ref().is_some_and(|w| self.schema.units.iter().any(|u| u.1 == *w));
                let bounds = self.bounds(&leaf.term);
                let all = samples(&leaf.cuts, &bounds, n.whole);
                let least = Some(Rat::ZERO).filter(|zero| leaf.cuts.iter().all(|c| c >= zero));
                let likely = (bounds.0.or(least), bounds.1);
                (all, samples(&leaf.cuts, &likely, n.whole || counted))
            }
            Type::Date => both(samples(&leaf.cuts, &self.bounds(&leaf.term), true)),
            // Any other value: only whether it is absent is asked.
            _ => both(vec![Value::Text(None)]),
        }
    }

    /// No leaf has a value.
    pub fn nothing(&self) -> Found {
        vec![None; self.leaves.len()]
    }

    /// What a condition comes to.
    pub fn truth(&self, formula: &Formula, found: &Found) -> Truth {
        match formula {
            Formula::Fixed(true) => Truth::True,
            Formula::Fixed(false) => Truth::False,
            Formula::Not(inner) => match self.truth(inner, found) {
                Truth::True => Truth::False,
                Truth::False => Truth::True,
                other => other,
            },
            Formula::All(all) => self.joined(all, found, Truth::False, Truth::True),
            Formula::Any(any) => self.joined(any, found, Truth::True, Truth::False),
            Formula::Test(leaf, test) => {
                self.left.set(self.left.get().saturating_sub(1));
                found[*leaf].as_ref().map_or(Truth::Open, |value| tested(test, value))
            }
        }
    }

    fn joined(&self, all: &[Formula], found: &Found, decides: Truth, neutral: Truth) -> Truth {
        let mut result = neutral;
        for inner in all {
            match self.truth(inner, found) {
                one if one == decides => return decides,
                Truth::Open => result = Truth::Open,
                Truth::Missing if result != Truth::Open => result = Truth::Missing,
                _ => {}
            }
        }
        result
    }

    /// Seeks values of leaves for which something holds, `None`: it would take too long.
    pub fn seek(&self, tried: Try, holds: &dyn Fn(&Found) -> Sought) -> Option<Option<Found>> {
        let values: Vec<Vec<Value>> = self.leaves.iter().map(|leaf| leaf.tried(tried)).collect();
        let mut found = vec![None; values.len()];
        if !self.seek_from(0, &values, &mut found, holds)? {
            return Some(None);
        }
        // What does not matter is not told.
        for at in 0..found.len() {
            let value = found[at].take();
            if holds(&found) != Sought::Yes {
                found[at] = value;
            }
        }
        Some(Some(found))
    }

    fn seek_from(
        &self,
        at: usize,
        values: &[Vec<Value>],
        found: &mut Found,
        holds: &dyn Fn(&Found) -> Sought,
    ) -> Option<bool> {
        if self.left.get() == 0 {
            return None;
        }
        match holds(found) {
            Sought::Yes => return Some(true),
            Sought::No => return Some(false),
            Sought::Open => {}
        }
        let Some(of) = values.get(at) else { return Some(false) };
        if of.is_empty() {
            return self.seek_from(at + 1, values, found, holds);
        }
        for value in of {
            found[at] = Some(value.clone());
            if self.seek_from(at + 1, values, found, holds)? {
                return Some(true);
            }
        }
        found[at] = None;
        Some(false)
    }

    /// Values in the user's words: `city.state = DK, law_date = 2018-01-01`.
    pub fn words(&self, found: &Found) -> String {
        let told = self.leaves.iter().zip(found).filter_map(|(leaf, value)| Some(self.told(leaf, value.as_ref()?)));
        told.collect::<Vec<_>>().join(", ")
    }

    fn told(&self, leaf: &Leaf, value: &Value) -> String {
        let term = &leaf.term;
        if let (TermKind::Binary(_, a, b), Value::Order(order)) = (&term.kind, value) {
            let sign = match order {
                Ordering::Less => "<",
                Ordering::Equal => "=",
                Ordering::Greater => ">",
            };
            return format!("{} {sign} {}", self.named(a), self.named(b));
        }
        let value = match value {
            Value::Bool(value) => value.to_string(),
            Value::Code(place) => self.code(&term.ty, *place),
            Value::Number(n) => self.number(&term.ty, n),
            Value::Text(Some(text)) => format!("\"{text}\""),
            Value::Text(None) => "another value".into(),
            Value::Order(_) => String::new(),
            Value::Missing => return format!("{} is absent", self.named(term)),
        };
        format!("{} = {value}", self.named(term))
    }

    fn named(&self, term: &Term) -> String {
        match &term.kind {
            TermKind::Local(local) => self
                .subjects
                .iter()
                .find(|s| s.local == *local)
                .map_or_else(|| "?".into(), |subject| subject.name.to_string()),
            TermKind::Field(base, field) => format!("{}.{}", self.named(base), self.schema.field(*field).path),
            TermKind::LawDate => "law_date".into(),
            TermKind::Binds(source, of) => {
                format!("({} binds {})", self.program.source(*source).name, self.named(of))
            }
            _ => "?".into(),
        }
    }

    fn code(&self, ty: &Type, place: u32) -> String {
        let place = place as usize;
        let name = match ty {
            Type::Enum(id) => self.schema.enumeration(*id).values.get(place),
            Type::Entity(id) => self.schema.entity(*id).closed_keys.get(place),
            Type::Party => self.schema.parties.get(place),
            Type::Recommendation => self.schema.recommendations.get(place),
            _ => None,
        };
        name.map_or_else(|| "?".into(), |n| n.to_string())
    }

    fn number(&self, ty: &Type, number: &Rat) -> String {
        match ty {
            Type::Date => {
                number.to_i64().and_then(Date::from_days).map_or_else(|| number.to_string(), |d| d.to_string())
            }
            Type::Number(n) => {
                let scaled = number.checked_div(&Rat::int(i64::from(n.scale.max(1)))).unwrap_or_else(|| number.clone());
                Style::Plain.number(&scaled, &Form::of(shown_unit(n)))
            }
            _ => number.to_string(),
        }
    }
}

impl Leaf {
    fn tried(&self, tried: Try) -> Vec<Value> {
        let (of, missing) = match tried {
            Try::All => (&self.points, self.missing || self.asked),
            Try::Values => (&self.points, self.asked),
            Try::Likely if !self.free => return vec![],
            Try::Likely => (&self.shown, self.missing),
        };
        of.iter().cloned().chain(missing.then_some(Value::Missing)).collect()
    }
}

fn length(term: &Term) -> usize {
    let mut count = 0;
    term.walk(&mut |_| count += 1);
    count
}

/// Whether one path is the other or leads to it.
fn meet(a: &Term, b: &Term) -> bool {
    let leads = |short: &Term, long: &Term| {
        let mut found = false;
        long.walk(&mut |t| found |= t == short);
        found
    };
    leads(a, b) || leads(b, a)
}

fn is_comparison(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge)
}

fn is_written(term: &Term) -> bool {
    constant(term).is_some()
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

fn decided(op: BinaryOp, order: Ordering) -> bool {
    match op {
        BinaryOp::Eq => order.is_eq(),
        BinaryOp::Ne => order.is_ne(),
        BinaryOp::Lt => order.is_lt(),
        BinaryOp::Le => order.is_le(),
        BinaryOp::Gt => order.is_gt(),
        _ => order.is_ge(),
    }
}

fn tested(test: &Test, value: &Value) -> Truth {
    let holds = match (test, value) {
        (Test::Missing, value) => *value == Value::Missing,
        (_, Value::Missing) => return Truth::Missing,
        (Test::Is(wanted), value) => wanted == value,
        (Test::Compare(op, with), Value::Number(n)) => decided(*op, n.cmp(with)),
        (Test::Order(op), Value::Order(order)) => decided(*op, *order),
        _ => return Truth::Open,
    };
    if holds { Truth::True } else { Truth::False }
}

/// A point of each region between the bounds.
fn samples(cuts: &BTreeSet<Rat>, (low, high): &(Option<Rat>, Option<Rat>), whole: bool) -> Vec<Value> {
    let inside = |n: &Rat| low.as_ref().is_none_or(|l| n >= l) && high.as_ref().is_none_or(|h| n <= h);
    let mut all: BTreeSet<Rat> = cuts.iter().filter(|c| inside(c)).cloned().collect();
    all.extend(low.iter().chain(high).filter(|n| inside(n)).cloned());
    let all: Vec<Rat> = all.into_iter().collect();
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return vec![Value::Number(Rat::ZERO)] };
    let mut points = vec![];
    if low.is_none() {
        points.push(first - &Rat::ONE);
    }
    for (at, cut) in all.iter().enumerate() {
        if !whole || cut.is_int() {
            points.push(cut.clone());
        }
        if let Some(next) = all.get(at + 1) {
            let step = &cut.floor() + &Rat::ONE;
            let middle = (cut + next).checked_div(&Rat::int(2)).filter(|_| !whole);
            points.extend(Some(step).filter(|n| n < next).or(middle));
        }
    }
    if high.is_none() {
        points.push(&last.floor() + &Rat::ONE);
    }
    points.into_iter().map(Value::Number).collect()
}
