//! Functions of the language itself: a row a name, and how each is typed.

use crate::diag::{names, units};
use crate::num::period::{MonthEnd, PeriodUnit};
use crate::num::rat::Rat;
use crate::num::round::Rounding;
use crate::syntax::ast::expr::{Arg, Expr, ExprKind, NumberUnit};
use crate::text::Span;
use crate::types::literal::{self, BUILT_IN};
use crate::types::operators::lacks_sign;
use crate::types::schema::{NumType, Type, Unit};
use crate::types::scope::{Checker, Place, Scope};
use crate::types::term::{Builtin, Term, TermKind, Within};

/// A row of the table of builtins.
pub struct Row {
    /// Its name.
    pub name: &'static str,
    /// How it is written, for messages.
    pub form: &'static str,
    /// How many arguments it takes.
    pub arguments: usize,
    /// How a call is typed.
    check: fn(&mut Checker<'_>, Call<'_>) -> Term,
}

/// A call with as many arguments as there must be.
#[derive(Clone, Copy)]
struct Call<'a> {
    row: &'static Row,
    args: &'a [Arg],
    span: Span,
    scope: &'a Scope,
}

impl<'a> Call<'a> {
    fn arg(&self, at: usize) -> &'a Expr {
        match &self.args[at] {
            Arg::Value(e) | Arg::To(e) => e,
        }
    }

    /// What it is once its arguments are typed.
    fn of(&self, builtin: Builtin, args: Vec<Term>, ty: Type) -> Term {
        if args.iter().any(|a| a.ty == Type::Error) {
            let ty = if ty == Type::Bool { Type::Bool } else { Type::Error };
            return Term { kind: TermKind::Error, ty, span: self.span };
        }
        Term { kind: TermKind::Builtin(builtin, args), ty, span: self.span }
    }
}

/// All builtins that are called like definitions.
pub const BUILTINS: &[Row] = &[
    Row { name: "abs", form: "abs(x)", arguments: 1, check: |c, call| c.absolute(call) },
    Row { name: "min", form: "min(a, b)", arguments: 2, check: |c, call| c.lesser(call, Builtin::Min) },
    Row { name: "max", form: "max(a, b)", arguments: 2, check: |c, call| c.lesser(call, Builtin::Max) },
    Row { name: "round", form: "round(x, to Q, MODE)", arguments: 3, check: |c, call| c.rounding(call, None) },
    Row {
        name: "floor",
        form: "floor(x, to Q)",
        arguments: 2,
        check: |c, call| c.rounding(call, Some(Rounding::Floor)),
    },
    Row { name: "ceil", form: "ceil(x, to Q)", arguments: 2, check: |c, call| c.rounding(call, Some(Rounding::Ceil)) },
    Row { name: "power", form: "power(x, n)", arguments: 2, check: |c, call| c.power(call) },
    Row { name: "sqrt", form: "sqrt(x, N digits)", arguments: 2, check: |c, call| c.root(call, Builtin::Sqrt) },
    Row { name: "ln", form: "ln(x, N digits)", arguments: 2, check: |c, call| c.root(call, Builtin::Ln) },
    Row {
        name: "annual_rate",
        form: "annual_rate(flows, N digits)",
        arguments: 2,
        check: |c, call| c.annual_rate(call),
    },
    Row { name: "add", form: "add(day, n months, MODE)", arguments: 3, check: |c, call| c.add_months(call) },
    Row { name: "expiry", form: "expiry(day, PERIOD, holidays)", arguments: 3, check: |c, call| c.expiry(call) },
    Row { name: "full_years", form: "full_years(from, to, MODE)", arguments: 3, check: |c, call| c.full_years(call) },
    Row { name: "year", form: "year(day)", arguments: 1, check: |c, call| c.of_day(call, Builtin::Year) },
    Row { name: "month", form: "month(day)", arguments: 1, check: |c, call| c.of_day(call, Builtin::Month) },
    Row {
        name: "starts_with",
        form: "starts_with(text, \"NL\")",
        arguments: 2,
        check: |c, call| c.has(call, Within::Start),
    },
    Row { name: "ends_with", form: "ends_with(text, \"NL\")", arguments: 2, check: |c, call| c.has(call, Within::End) },
    Row {
        name: "contains",
        form: "contains(text, \"NL\")",
        arguments: 2,
        check: |c, call| c.has(call, Within::Anywhere),
    },
    Row { name: "low", form: "low(range)", arguments: 1, check: |c, call| c.end_of_range(call, Builtin::Low) },
    Row { name: "high", form: "high(range)", arguments: 1, check: |c, call| c.end_of_range(call, Builtin::High) },
    Row { name: "unsettled", form: "unsettled(E)", arguments: 1, check: |c, call| c.unsettled(call) },
];

/// The row of a name.
pub fn row(name: &str) -> Option<&'static Row> {
    BUILTINS.iter().find(|r| r.name == name)
}

impl Checker<'_> {
    /// Types a call of a builtin.
    pub fn builtin(&mut self, row: &'static Row, args: &[Arg], span: Span, scope: &Scope) -> Term {
        if args.len() != row.arguments {
            let found = names::arguments(span, row.name, args.len(), &format!("`{}`", row.form));
            return self.fail(found, span);
        }
        (row.check)(self, Call { row, args, span, scope })
    }

    fn of_day(&mut self, call: Call, builtin: Builtin) -> Term {
        let day = self.needs(call.arg(0), &Type::Date, call.scope);
        call.of(builtin, vec![day], Type::Number(NumType::int()))
    }

    fn has(&mut self, call: Call, within: Within) -> Term {
        let before = self.found.len();
        let a = self.needs(call.arg(0), &Type::Text, call.scope);
        if let (Some(found), Within::Anywhere) = (self.found.get_mut(before), within) {
            found.help.push(names::CONTAINED.into());
        }
        let b = self.needs(call.arg(1), &Type::Text, call.scope);
        if call.scope.place == Place::Rule {
            self.few_profiles(&a, &b);
        }
        call.of(Builtin::Has(within), vec![a, b], Type::Bool)
    }

    fn unsettled(&mut self, call: Call) -> Term {
        if call.scope.place != Place::Paper {
            let found = names::not_here(call.span, "`unsettled`", "recommendations, papers and tests");
            return self.fail(found, call.span);
        }
        let inner = self.infer(call.arg(0), call.scope, None);
        Term { kind: TermKind::Unsettled(Box::new(inner)), ty: Type::Bool, span: call.span }
    }

    /// A term that must be of a type.
    pub fn needs(&mut self, expr: &Expr, ty: &Type, scope: &Scope) -> Term {
        let mut term = self.infer(expr, scope, Some(ty));
        if matches!(term.kind, TermKind::Unknown | TermKind::Absent) && term.ty == Type::Error {
            term.ty = ty.clone();
        }
        if self.agree(&term.ty.clone(), ty, expr.span) { term } else { Term::error(expr.span) }
    }

    fn numeric(&mut self, expr: &Expr, scope: &Scope) -> Option<(Term, NumType)> {
        let term = self.infer(expr, scope, None);
        match &term.ty {
            Type::Number(n) => {
                let n = n.clone();
                Some((term, n))
            }
            Type::Error => None,
            other => {
                let other = self.describe(other);
                self.found.push(names::type_mismatch(expr.span, &other, "a number"));
                None
            }
        }
    }

    fn absolute(&mut self, call: Call) -> Term {
        let term = self.infer(call.arg(0), call.scope, None);
        match &term.ty {
            Type::Number(_) | Type::Error => {
                let ty = term.ty.clone();
                call.of(Builtin::Abs, vec![term], ty)
            }
            other => self.other_type(call, other, "a number"),
        }
    }

    fn end_of_range(&mut self, call: Call, builtin: Builtin) -> Term {
        let term = self.infer(call.arg(0), call.scope, None);
        match &term.ty {
            Type::Range(item) => {
                let ty = (**item).clone();
                call.of(builtin, vec![term], ty)
            }
            Type::Error => Term::error(call.span),
            other => self.other_type(call, other, "a range"),
        }
    }

    fn other_type(&mut self, call: Call, found: &Type, needed: &str) -> Term {
        let found = self.describe(found);
        self.fail(names::type_mismatch(call.arg(0).span, &found, needed), call.span)
    }

    fn lesser(&mut self, call: Call, builtin: Builtin) -> Term {
        let (left, right, span, scope) = (call.arg(0), call.arg(1), call.span, call.scope);
        let a = self.infer(left, scope, None);
        let b = self.infer(right, scope, Some(&a.ty.clone()));
        if !(a.ty.is_ordered() || a.ty == Type::Error) {
            let found = self.describe(&a.ty);
            return self.fail(names::type_mismatch(left.span, &found, "a number or a date"), span);
        }
        let percent = |ty: &Type| matches!(ty, Type::Number(n) if n.percent);
        let bare = lacks_sign(&a, percent(&b.ty)).or_else(|| lacks_sign(&b, percent(&a.ty)));
        if let Some((span, number)) = bare {
            return self.fail(units::bare_percent(span, &number), span);
        }
        let needed = match &a.ty {
            Type::Number(n) => Type::Number(NumType { whole: false, ..n.clone() }),
            other => other.clone(),
        };
        if !self.agree(&b.ty.clone(), &needed, right.span) || a.ty == Type::Error {
            return Term::error(span);
        }
        let ty = match (&a.ty, &b.ty) {
            (Type::Number(x), Type::Number(y)) => Type::Number(NumType { whole: x.whole && y.whole, ..x.clone() }),
            _ => a.ty.clone(),
        };
        call.of(builtin, vec![a, b], ty)
    }

    /// `mode` is that of the builtin, or stands in its last argument.
    fn rounding(&mut self, call: Call, mode: Option<Rounding>) -> Term {
        let Call { row, args, span, scope } = call;
        let Some((value, ty)) = self.numeric(call.arg(0), scope) else { return Term::error(span) };
        if !matches!(args[1], Arg::To(_)) {
            return self.fail(names::arguments(span, row.name, args.len(), &format!("`{}`", row.form)), span);
        }
        let unit = Type::Number(NumType { whole: false, concept: None, ..ty.clone() });
        let quantum = self.quantum(call.arg(1), &unit, scope);
        let written = || word(call.arg(2)).unwrap_or_default();
        let named = || Rounding::NAMED.into_iter().find(|mode| mode.word() == written());
        let Some(mode) = mode.or_else(named) else {
            return self.fail(names::no_mode(call.arg(2).span, &written()), span);
        };
        if quantum.ty == Type::Error {
            return Term::error(span);
        }
        if quantum.constant().is_some_and(|q| q <= Rat::ZERO) {
            return self.fail(names::no_step(quantum.span), span);
        }
        let whole = matches!(&quantum.ty, Type::Number(q) if q.whole);
        call.of(Builtin::Round(mode), vec![value, quantum], Type::Number(NumType { whole, ..ty }))
    }

    /// To multiples of what a number is rounded: a bare one gets the unit of what is rounded.
    fn quantum(&mut self, written: &Expr, ty: &Type, scope: &Scope) -> Term {
        let bare = literal::constant(&self.schema, written).and_then(Result::ok);
        let bare = bare.is_some_and(|(_, written)| written.unit.is_none() && !written.percent);
        match ty {
            Type::Number(n) if bare && !n.unit.is_none() => {
                let unit = self.schema.type_name(ty);
                self.fail(units::bare_number(written.span, &unit, Some(unit.clone())), written.span)
            }
            _ => self.needs(written, ty, scope),
        }
    }

    fn power(&mut self, call: Call) -> Term {
        let base = self.needs(call.arg(0), &Type::Number(NumType::bare()), call.scope);
        let exponent = self.needs(call.arg(1), &Type::Number(NumType::int()), call.scope);
        if base.ty == Type::Error || exponent.ty == Type::Error {
            return Term::error(call.span);
        }
        call.of(Builtin::Power, vec![base, exponent], Type::Number(NumType::bare()))
    }

    fn root(&mut self, call: Call, builtin: fn(u32) -> Builtin) -> Term {
        let (span, scope) = (call.span, call.scope);
        let value = self.needs(call.arg(0), &Type::Number(NumType::bare()), scope);
        let Some(digits) = self.digits(call.arg(1)) else { return Term::error(span) };
        if value.ty == Type::Error {
            return Term::error(span);
        }
        call.of(builtin(digits), vec![value], Type::Number(NumType::bare()))
    }

    fn digits(&mut self, expr: &Expr) -> Option<u32> {
        let digits = match &expr.kind {
            ExprKind::Number(n) => match &n.unit {
                NumberUnit::Named(above, below)
                    if below.is_empty() && above.len() == 1 && above[0].name.starts_with("digit") =>
                {
                    n.value.to_i64().and_then(|d| u32::try_from(d).ok())
                }
                _ => None,
            },
            _ => None,
        };
        let digits = digits.filter(|d| *d <= 60);
        if digits.is_none() {
            self.found.push(names::no_digits(expr.span));
        }
        digits
    }

    fn annual_rate(&mut self, call: Call) -> Term {
        let (span, scope) = (call.span, call.scope);
        let flow = self.schema.entity_named(crate::types::declare::FLOW).map_or(Type::Error, Type::Entity);
        let flows = self.needs(call.arg(0), &Type::List(Box::new(flow)), scope);
        let Some(digits) = self.digits(call.arg(1)) else { return Term::error(span) };
        if flows.ty == Type::Error {
            return Term::error(span);
        }
        call.of(Builtin::AnnualRate(digits), vec![flows], Type::Number(NumType::percent()))
    }

    fn day_mode(&mut self, expr: &Expr, exact: bool) -> Option<MonthEnd> {
        let modes: &[(&str, MonthEnd)] =
            &[("last_day", MonthEnd::LastDay), ("next_day", MonthEnd::NextDay), ("exact", MonthEnd::Exact)];
        let modes = if exact { modes } else { &modes[..2] };
        let written = word(expr).unwrap_or_default();
        let found = modes.iter().find(|m| m.0 == written).map(|m| m.1);
        if found.is_none() {
            let all: Vec<&str> = modes.iter().map(|m| m.0).collect();
            self.found.push(names::no_value(expr.span, "end of month", &written, all));
        }
        found
    }

    fn add_months(&mut self, call: Call) -> Term {
        let (span, scope) = (call.span, call.scope);
        let day = self.needs(call.arg(0), &Type::Date, scope);
        let months = NumType { word: Some("months".into()), ..NumType::of(Unit::of("month")) };
        let months = self.needs(call.arg(1), &Type::Number(months), scope);
        let Some(mode) = self.day_mode(call.arg(2), true) else { return Term::error(span) };
        call.of(Builtin::AddMonths(mode), vec![day, months], Type::Date)
    }

    fn full_years(&mut self, call: Call) -> Term {
        let (span, scope) = (call.span, call.scope);
        let from = self.needs(call.arg(0), &Type::Date, scope);
        let to = self.needs(call.arg(1), &Type::Date, scope);
        let Some(mode) = self.day_mode(call.arg(2), false) else { return Term::error(span) };
        let years =
            NumType { scale: Rat::int(12), word: Some("years".into()), whole: true, ..NumType::of(Unit::of("month")) };
        call.of(Builtin::FullYears(mode), vec![from, to], Type::Number(years))
    }

    fn expiry(&mut self, call: Call) -> Term {
        let (span, scope) = (call.span, call.scope);
        let event = self.needs(call.arg(0), &Type::Date, scope);
        let Some((length, ty)) = self.numeric(call.arg(1), scope) else { return Term::error(span) };
        let unit = BUILT_IN.iter().find(|u| ty.word.as_deref() == Some(u.0)).map(|u| u.0);
        let unit = match unit {
            Some("days") => PeriodUnit::Days,
            Some("working_days") => PeriodUnit::WorkingDays,
            Some("weeks") => PeriodUnit::Weeks,
            Some("months") => PeriodUnit::Months,
            Some("years") => PeriodUnit::Years,
            _ => {
                let found = self.describe(&Type::Number(ty));
                return self.fail(
                    names::type_mismatch(
                        call.arg(1).span,
                        &found,
                        "a period in days, working_days, weeks, months or years",
                    ),
                    span,
                );
            }
        };
        let holidays = self.needs(call.arg(2), &Type::List(Box::new(Type::Date)), scope);
        if [&event, &length, &holidays].iter().any(|t| t.ty == Type::Error) {
            return Term::error(span);
        }
        call.of(Builtin::Expiry(unit), vec![event, length, holidays], Type::Date)
    }
}

fn word(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Path(path) if path.parts.len() == 1 => Some(path.parts[0].name.to_string()),
        _ => None,
    }
}
