//! Typed expressions.
//!
//! Every name is resolved and every number is in base units. A [`Term`] of type [`Type::Error`] stands
//! where something was reported; it never reaches a plan.

use crate::hir::law::SourceId;
use crate::num::date::Date;
use crate::num::period::{MonthEnd, PeriodUnit};
use crate::num::rat::Rat;
use crate::num::round::Rounding;
use crate::syntax::ast::expr::{Aggregate, BinaryOp, Quantifier};
use crate::text::{Name, Span};
use crate::types::schema::{EntityId, FieldId, Type};

/// A bound name: parameter, binder, `let`, `given`, parameter of a reform. Unique in a program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LocalId(pub u32);

/// A definition or assessment of a checked program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RuleId(pub u32);

/// A param of a checked program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ParamId(pub u32);

/// A fact of a checked program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FactId(pub u32);

/// A reform of a checked program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ReformId(pub u32);

/// A scenario of a checked program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ScenarioId(pub u32);

/// A reading of a checked program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ReadingId(pub u32);

/// A typed expression.
#[derive(Clone, PartialEq, Debug)]
pub struct Term {
    /// What it is.
    pub kind: TermKind,
    /// Its type.
    pub ty: Type,
    /// Where it was written.
    pub span: Span,
}

/// Functions of the language itself. Their typing is in `types::builtins`, their meaning at the plan's operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum Builtin {
    Abs,
    Min,
    Max,
    Round(Rounding),
    Power,
    Sqrt(u32),
    Ln(u32),
    AnnualRate(u32),
    AddMonths(MonthEnd),
    Expiry(PeriodUnit),
    FullYears(MonthEnd),
    Year,
    Month,
    Has(Within),
    Low,
    High,
}

/// Where in a text another one stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Within {
    /// At its beginning.
    Start,
    /// At its end.
    End,
    /// Anywhere.
    Anywhere,
}

impl Within {
    /// All places.
    pub const ALL: [Within; 3] = [Within::Start, Within::End, Within::Anywhere];

    /// Whether the characters of a part stand there.
    pub fn has(self, whole: &str, part: &str) -> bool {
        match self {
            Within::Start => whole.starts_with(part),
            Within::End => whole.ends_with(part),
            Within::Anywhere => whole.contains(part),
        }
    }
}

/// A binder of a comprehension: the name and the list it runs over.
#[derive(Clone, PartialEq, Debug)]
pub struct Bind {
    /// The name.
    pub local: LocalId,
    /// The list.
    pub list: Term,
}

/// What an expression is.
#[derive(Clone, PartialEq, Debug)]
pub enum TermKind {
    /// A condition.
    Bool(bool),
    /// A number in base units.
    Number(Rat),
    /// A day.
    Date(Date),
    /// Characters.
    Text(Name),
    /// A value of an enum, party or recommendation, by place.
    Code(u32),
    /// Any value of the type.
    Unknown,
    /// Not applicable: an absent param or value.
    Absent,
    /// A bound name.
    Local(LocalId),
    /// A param at the law date.
    Param(ParamId),
    /// A fact.
    Fact(FactId),
    /// The law date.
    LawDate,
    /// The data date.
    DataDate,
    /// An instance of a closed entity, by key.
    Instance(EntityId, Name),
    /// A profile, by key (tests and papers only).
    Profile(EntityId, Name),
    /// All instances of an entity at hand.
    All(EntityId),
    /// A field.
    Field(Box<Term>, FieldId),
    /// A definition or assessment of arguments.
    Call(RuleId, Vec<Term>),
    /// A record with its fields by place; `None`: unknown. The name is what `needs` calls it.
    Record(EntityId, Vec<Option<Term>>, Name),
    /// A profile or instance with some fields replaced.
    Like(Box<Term>, Vec<(u32, Term)>, Name),
    /// `-a`
    Negate(Box<Term>),
    /// `not a`
    Not(Box<Term>),
    /// Arithmetic, comparison, `and`, `or`. Both sides are in base units of one type.
    Binary(BinaryOp, Box<Term>, Box<Term>),
    /// `a is b` of codes, instances, conditions, texts.
    Same(Box<Term>, Box<Term>),
    /// `a is absent`
    IsAbsent(Box<Term>),
    /// `x in A .. B` of numbers and dates; the right side is a range.
    InRange(Box<Term>, Box<Term>),
    /// `x in L`
    InList(Box<Term>, Box<Term>),
    /// Two ranges are the same.
    SameRange(Box<Term>, Box<Term>),
    /// `(some x in L has C)`
    Quantified(Quantifier, Vec<Bind>, Box<Term>),
    /// `sum(E for x in L where C)`
    Aggregate(Aggregate, Vec<Bind>, Option<Box<Term>>, Box<Term>),
    /// `list(a, b)`; the number says how many times, in tests.
    List(Vec<(Option<Term>, Term)>),
    /// `L + L`
    Concat(Box<Term>, Box<Term>),
    /// `1 .. n` as a list, after `in`.
    Count(Box<Term>, Box<Term>),
    /// `a .. b` as a range.
    Range(Box<Term>, Box<Term>),
    /// `between a and b`
    Between(Box<Term>, Box<Term>),
    /// A param or series at another day.
    AsOf(Box<Term>, Box<Term>),
    /// A flow over a period.
    Over(Box<Term>, Box<Term>, Box<Term>),
    /// `source binds STATE`
    Binds(SourceId, Box<Term>),
    /// A builtin of arguments.
    Builtin(Builtin, Vec<Term>),
    /// `E under S`; `None`: under the law at the manifest's date.
    Under(Box<Term>, Option<ScenarioId>),
    /// `E with reading R`
    WithReading(Box<Term>, ReadingId),
    /// `unsettled(E)`
    Unsettled(Box<Term>),
    /// A parameter of a reform: reform, place.
    ReformParam(ReformId, u32),
    /// Reported.
    Error,
}

impl Term {
    /// A term that stands where something was reported.
    pub fn error(span: Span) -> Term {
        Term { kind: TermKind::Error, ty: Type::Error, span }
    }

    /// `true` or `false`, written out.
    pub fn truth(value: bool, span: Span) -> Term {
        Term { kind: TermKind::Bool(value), ty: Type::Bool, span }
    }

    /// A number or day that is written out.
    pub fn constant(&self) -> Option<Rat> {
        match &self.kind {
            TermKind::Number(n) => Some(n.clone()),
            TermKind::Date(d) => Some(Rat::int(d.days())),
            TermKind::Negate(inner) => inner.constant().map(|n| -&n),
            _ => None,
        }
    }

    /// Whether this term or one below it is so.
    pub fn any(&self, is: &dyn Fn(&Term) -> bool) -> bool {
        is(self) || self.children().into_iter().any(|child| child.any(is))
    }

    /// Calls `visit` for this term and all below it, parents first.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Term)) {
        visit(self);
        for child in self.children() {
            child.walk(visit);
        }
    }

    /// The terms directly below.
    pub fn children(&self) -> Vec<&Term> {
        use TermKind::*;
        match &self.kind {
            Bool(_) | Number(_) | Date(_) | Text(_) | Code(_) | Unknown | Absent | Local(_) | Param(_) | Fact(_)
            | LawDate | DataDate | Instance(..) | Profile(..) | All(_) | ReformParam(..) | Error => vec![],
            Field(a, _)
            | Negate(a)
            | Not(a)
            | IsAbsent(a)
            | Binds(_, a)
            | Under(a, _)
            | WithReading(a, _)
            | Unsettled(a) => vec![a],
            Binary(_, a, b)
            | Same(a, b)
            | InRange(a, b)
            | InList(a, b)
            | SameRange(a, b)
            | Concat(a, b)
            | Count(a, b)
            | Range(a, b)
            | Between(a, b)
            | AsOf(a, b) => vec![a, b],
            Over(a, b, c) => vec![a, b, c],
            Call(_, args) | Builtin(_, args) => args.iter().collect(),
            Record(_, fields, _) => fields.iter().flatten().collect(),
            Like(base, fields, _) => std::iter::once(&**base).chain(fields.iter().map(|f| &f.1)).collect(),
            Quantified(_, binds, body) => binds.iter().map(|b| &b.list).chain([&**body]).collect(),
            Aggregate(_, binds, filter, body) => {
                binds.iter().map(|b| &b.list).chain(filter.as_deref()).chain([&**body]).collect()
            }
            List(items) => items.iter().flat_map(|(n, t)| n.iter().chain([t])).collect(),
        }
    }

    /// See [`Term::children`].
    pub fn children_mut(&mut self) -> Vec<&mut Term> {
        use TermKind::*;
        match &mut self.kind {
            Bool(_) | Number(_) | Date(_) | Text(_) | Code(_) | Unknown | Absent | Local(_) | Param(_) | Fact(_)
            | LawDate | DataDate | Instance(..) | Profile(..) | All(_) | ReformParam(..) | Error => vec![],
            Field(a, _)
            | Negate(a)
            | Not(a)
            | IsAbsent(a)
            | Binds(_, a)
            | Under(a, _)
            | WithReading(a, _)
            | Unsettled(a) => vec![a],
            Binary(_, a, b)
            | Same(a, b)
            | InRange(a, b)
            | InList(a, b)
            | SameRange(a, b)
            | Concat(a, b)
            | Count(a, b)
            | Range(a, b)
            | Between(a, b)
            | AsOf(a, b) => vec![a, b],
            Over(a, b, c) => vec![a, b, c],
            Call(_, args) | Builtin(_, args) => args.iter_mut().collect(),
            Record(_, fields, _) => fields.iter_mut().flatten().collect(),
            Like(base, fields, _) => std::iter::once(&mut **base).chain(fields.iter_mut().map(|f| &mut f.1)).collect(),
            Quantified(_, binds, body) => binds.iter_mut().map(|b| &mut b.list).chain([&mut **body]).collect(),
            Aggregate(_, binds, filter, body) => {
                binds.iter_mut().map(|b| &mut b.list).chain(filter.as_deref_mut()).chain([&mut **body]).collect()
            }
            List(items) => items.iter_mut().flat_map(|(n, t)| n.iter_mut().chain([t])).collect(),
        }
    }

    /// The same term with another in place of each that `change` replaces, parents first; replacements are not looked
    /// into.
    pub fn replace(&self, change: &dyn Fn(&Term) -> Option<Term>) -> Term {
        change(self).unwrap_or_else(|| {
            let mut copy = self.clone();
            copy.replace_below(change);
            copy
        })
    }

    fn replace_below(&mut self, change: &dyn Fn(&Term) -> Option<Term>) {
        for child in self.children_mut() {
            match change(child) {
                Some(other) => *child = other,
                None => child.replace_below(change),
            }
        }
    }

    /// Puts it and all below it at a place.
    pub fn stand_at(&mut self, span: Span) {
        self.span = span;
        self.children_mut().into_iter().for_each(|child| child.stand_at(span));
    }

    /// Gives what it binds names of their own, so that what differs in those names only is the same.
    pub fn name_binders(&mut self) {
        self.name_binders_from(&mut 0);
    }

    fn name_binders_from(&mut self, named: &mut u32) {
        if let TermKind::Quantified(_, binds, _) | TermKind::Aggregate(_, binds, ..) = &self.kind {
            for local in binds.iter().map(|bind| bind.local).collect::<Vec<_>>() {
                self.rename(local, LocalId(u32::MAX - *named));
                *named += 1;
            }
        }
        self.children_mut().into_iter().for_each(|child| child.name_binders_from(named));
    }

    fn rename(&mut self, from: LocalId, to: LocalId) {
        match &mut self.kind {
            TermKind::Local(local) if *local == from => *local = to,
            TermKind::Quantified(_, binds, _) | TermKind::Aggregate(_, binds, ..) => {
                binds.iter_mut().filter(|bind| bind.local == from).for_each(|bind| bind.local = to);
            }
            _ => {}
        }
        self.children_mut().into_iter().for_each(|child| child.rename(from, to));
    }

    /// Whether two terms say the same, wherever they stand and whatever they call what they bind.
    pub fn says(&self, other: &Term) -> bool {
        if std::mem::discriminant(&self.kind) != std::mem::discriminant(&other.kind) || self.ty != other.ty {
            return false;
        }
        let (mut own, mut other) = (self.clone(), other.clone());
        own.stand_at(self.span);
        other.stand_at(self.span);
        own.name_binders();
        other.name_binders();
        own == other
    }
}
