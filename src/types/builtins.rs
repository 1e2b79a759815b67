//! Functions of the language itself: a row a name, and how each is typed.

use crate::diag::names;
use crate::num::period::{MonthEnd, PeriodUnit};
use crate::num::rat::Rat;
use crate::num::round::Rounding;
use crate::syntax::ast::{self, Arg, ExprKind, NumberUnit};
use crate::text::Span;
use crate::types::literal::BUILT_IN;
use crate::types::operators::lacks_sign;
use crate::types::schema::{NumType, Type, Unit};
use crate::types::scope::{Checker, Place, Scope};
use crate::types::tables::constant;
use crate::types::term::{Builtin, Term, TermKind};

/// A row of the table of builtins.
pub struct Row {
    /// Its name.
    pub name: &'static str,
    /// How it is written, for messages.
    pub form: &'static str,
    /// How many arguments it takes.
    pub arguments: usize,
}

/// All builtins that are called like definitions.
pub const BUILTINS: &[Row] = &[
    Row { name: "abs", form: "abs(x)", arguments: 1 },
    Row { name: "min", form: "min(a, b)", arguments: 2 },
    Row { name: "max", form: "max(a, b)", arguments: 2 },
    Row { name: "round", form: "round(x, to Q, MODE)", arguments: 3 },
    Row { name: "floor", form: "floor(x, to Q)", arguments: 2 },
    Row { name: "ceil", form: "ceil(x, to Q)", arguments: 2 },
    Row { name: "power", form: "power(x, n)", arguments: 2 },
    Row { name: "sqrt", form: "sqrt(x, N digits)", arguments: 2 },
    Row { name: "ln", form: "ln(x, N digits)", arguments: 2 },
    Row { name: "annual_rate", form: "annual_rate(flows, N digits)", arguments: 2 },
    Row { name: "add", form: "add(day, n months, MODE)", arguments: 3 },
    Row { name: "expiry", form: "expiry(day, PERIOD, holidays)", arguments: 3 },
    Row { name: "full_years", form: "full_years(from, to, MODE)", arguments: 3 },
    Row { name: "year", form: "year(day)", arguments: 1 },
    Row { name: "month", form: "month(day)", arguments: 1 },
    Row { name: "starts_with", form: "starts_with(text, \"NL\")", arguments: 2 },
    Row { name: "low", form: "low(range)", arguments: 1 },
    Row { name: "high", form: "high(range)", arguments: 1 },
    Row { name: "unsettled", form: "unsettled(E)", arguments: 1 },
];

/// The row of a name.
pub fn row(name: &str) -> Option<&'static Row> {
    BUILTINS.iter().find(|r| r.name == name)
}

fn expr(arg: &Arg) -> &ast::Expr {
    match arg {
        Arg::Value(e) | Arg::To(e) => e,
    }
}

impl Checker<'_> {
    /// Types a call of a builtin.
    pub fn builtin(&mut self, row: &'static Row, args: &[Arg], span: Span, scope: &Scope) -> Term {
        if args.len() != row.arguments {
            let found = names::arguments(span, row.name, args.len(), &format!("`{}`", row.form));
            return self.fail(found, span);
        }
        match row.name {
            "abs" | "low" | "high" => self.unary(row.name, expr(&args[0]), span, scope),
            "min" | "max" => self.lesser(row.name, expr(&args[0]), expr(&args[1]), span, scope),
            "round" | "floor" | "ceil" => self.rounding(row, args, span, scope),
            "power" => self.power(expr(&args[0]), expr(&args[1]), span, scope),
            "sqrt" | "ln" => self.root(row, args, span, scope),
            "annual_rate" => self.annual_rate(args, span, scope),
            "add" => self.add_months(args, span, scope),
            "expiry" => self.expiry(args, span, scope),
            "full_years" => self.full_years(args, span, scope),
            "year" | "month" => {
                let day = self.needs(expr(&args[0]), &Type::Date, scope);
                let builtin = if row.name == "year" { Builtin::Year } else { Builtin::Month };
                call(builtin, vec![day], Type::Number(NumType::int()), span)
            }
            "starts_with" => {
                let (a, b) =
                    (self.needs(expr(&args[0]), &Type::Text, scope), self.needs(expr(&args[1]), &Type::Text, scope));
                if scope.place == Place::Rule {
                    self.few_profiles(&a, &b);
                }
                call(Builtin::StartsWith, vec![a, b], Type::Bool, span)
            }
            _ => {
                if scope.place != Place::Paper {
                    return self.fail(names::not_here(span, "`unsettled`", "recommendations, papers and tests"), span);
                }
                let inner = self.infer(expr(&args[0]), scope, None);
                Term { kind: TermKind::Unsettled(Box::new(inner)), ty: Type::Bool, span }
            }
        }
    }

    /// A term that must be of a type.
    pub fn needs(&mut self, expr: &ast::Expr, ty: &Type, scope: &Scope) -> Term {
        let mut term = self.infer(expr, scope, Some(ty));
        if matches!(term.kind, TermKind::Unknown | TermKind::Absent) && term.ty == Type::Error {
            term.ty = ty.clone();
        }
        if self.agree(&term.ty.clone(), ty, expr.span) { term } else { Term::error(expr.span) }
    }

    fn numeric(&mut self, expr: &ast::Expr, scope: &Scope) -> Option<(Term, NumType)> {
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

    fn unary(&mut self, name: &str, arg: &ast::Expr, span: Span, scope: &Scope) -> Term {
        let term = self.infer(arg, scope, None);
        let (builtin, ty) = match (name, &term.ty) {
            ("abs", Type::Number(_)) => (Builtin::Abs, term.ty.clone()),
            ("low", Type::Range(item)) => (Builtin::Low, (**item).clone()),
            ("high", Type::Range(item)) => (Builtin::High, (**item).clone()),
            (_, Type::Error) => return Term::error(span),
            (name, other) => {
                let needed = if name == "abs" { "a number" } else { "a range" };
                let other = self.describe(other);
                return self.fail(names::type_mismatch(arg.span, &other, needed), span);
            }
        };
        call(builtin, vec![term], ty, span)
    }

    fn lesser(&mut self, name: &str, left: &ast::Expr, right: &ast::Expr, span: Span, scope: &Scope) -> Term {
        let a = self.infer(left, scope, None);
        let b = self.infer(right, scope, Some(&a.ty.clone()));
        if !matches!(a.ty, Type::Number(_) | Type::Date | Type::Error) {
            let found = self.describe(&a.ty);
            return self.fail(names::type_mismatch(left.span, &found, "a number or a date"), span);
        }
        let percent = |ty: &Type| matches!(ty, Type::Number(n) if n.percent);
        let bare = lacks_sign(&a, percent(&b.ty)).or_else(|| lacks_sign(&b, percent(&a.ty)));
        if let Some((span, number)) = bare {
            return self.fail(names::bare_percent(span, &number), span);
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
        call(if name == "min" { Builtin::Min } else { Builtin::Max }, vec![a, b], ty, span)
    }

    fn rounding(&mut self, row: &'static Row, args: &[Arg], span: Span, scope: &Scope) -> Term {
        let Some((value, ty)) = self.numeric(expr(&args[0]), scope) else { return Term::error(span) };
        if !matches!(args[1], Arg::To(_)) {
            return self.fail(names::arguments(span, row.name, args.len(), &format!("`{}`", row.form)), span);
        }
        let unit = Type::Number(NumType { whole: false, concept: None, ..ty.clone() });
        let quantum = self.needs(expr(&args[1]), &unit, scope);
        let mode = match row.name {
            "floor" => Some(Rounding::Floor),
            "ceil" => Some(Rounding::Ceil),
            _ => {
                let written = word(expr(&args[2]));
                Rounding::NAMED.into_iter().find(|mode| Some(mode.word()) == written.as_deref())
            }
        };
        let Some(mode) = mode else {
            let at = expr(&args[2]).span;
            return self.fail(names::no_mode(at, &word(expr(&args[2])).unwrap_or_default()), span);
        };
        if quantum.ty == Type::Error {
            return Term::error(span);
        }
        if constant(&quantum).is_some_and(|q| q <= Rat::ZERO) {
            return self.fail(names::no_step(quantum.span), span);
        }
        let whole = matches!(&quantum.ty, Type::Number(q) if q.whole);
        call(Builtin::Round(mode), vec![value, quantum], Type::Number(NumType { whole, ..ty }), span)
    }

    fn power(&mut self, base: &ast::Expr, exponent: &ast::Expr, span: Span, scope: &Scope) -> Term {
        let base = self.needs(base, &Type::Number(NumType::bare()), scope);
        let exponent = self.needs(exponent, &Type::Number(NumType::int()), scope);
        if base.ty == Type::Error || exponent.ty == Type::Error {
            return Term::error(span);
        }
        call(Builtin::Power, vec![base, exponent], Type::Number(NumType::bare()), span)
    }

    fn root(&mut self, row: &'static Row, args: &[Arg], span: Span, scope: &Scope) -> Term {
        let value = self.needs(expr(&args[0]), &Type::Number(NumType::bare()), scope);
        let Some(digits) = self.digits(expr(&args[1])) else { return Term::error(span) };
        if value.ty == Type::Error {
            return Term::error(span);
        }
        let builtin = if row.name == "sqrt" { Builtin::Sqrt(digits) } else { Builtin::Ln(digits) };
        call(builtin, vec![value], Type::Number(NumType::bare()), span)
    }

    fn digits(&mut self, expr: &ast::Expr) -> Option<u32> {
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

    fn annual_rate(&mut self, args: &[Arg], span: Span, scope: &Scope) -> Term {
        let flow = self.schema.entity_named(crate::types::declare::FLOW).map_or(Type::Error, Type::Entity);
        let flows = self.needs(expr(&args[0]), &Type::List(Box::new(flow)), scope);
        let Some(digits) = self.digits(expr(&args[1])) else { return Term::error(span) };
        if flows.ty == Type::Error {
            return Term::error(span);
        }
        call(Builtin::AnnualRate(digits), vec![flows], Type::Number(NumType::percent()), span)
    }

    fn day_mode(&mut self, expr: &ast::Expr, exact: bool) -> Option<MonthEnd> {
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

    fn add_months(&mut self, args: &[Arg], span: Span, scope: &Scope) -> Term {
        let day = self.needs(expr(&args[0]), &Type::Date, scope);
        let months = NumType { word: Some("months".into()), ..NumType::of(Unit::of("month")) };
        let months = self.needs(expr(&args[1]), &Type::Number(months), scope);
        let Some(mode) = self.day_mode(expr(&args[2]), true) else { return Term::error(span) };
        call(Builtin::AddMonths(mode), vec![day, months], Type::Date, span)
    }

    fn full_years(&mut self, args: &[Arg], span: Span, scope: &Scope) -> Term {
        let from = self.needs(expr(&args[0]), &Type::Date, scope);
        let to = self.needs(expr(&args[1]), &Type::Date, scope);
        let Some(mode) = self.day_mode(expr(&args[2]), false) else { return Term::error(span) };
        let years =
            NumType { scale: Rat::int(12), word: Some("years".into()), whole: true, ..NumType::of(Unit::of("month")) };
        call(Builtin::FullYears(mode), vec![from, to], Type::Number(years), span)
    }

    fn expiry(&mut self, args: &[Arg], span: Span, scope: &Scope) -> Term {
        let event = self.needs(expr(&args[0]), &Type::Date, scope);
        let Some((length, ty)) = self.numeric(expr(&args[1]), scope) else { return Term::error(span) };
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
                        expr(&args[1]).span,
                        &found,
                        "a period in days, working_days, weeks, months or years",
                    ),
                    span,
                );
            }
        };
        let holidays = self.needs(expr(&args[2]), &Type::List(Box::new(Type::Date)), scope);
        if [&event, &length, &holidays].iter().any(|t| t.ty == Type::Error) {
            return Term::error(span);
        }
        call(Builtin::Expiry(unit), vec![event, length, holidays], Type::Date, span)
    }
}

fn call(builtin: Builtin, args: Vec<Term>, ty: Type, span: Span) -> Term {
    if args.iter().any(|a| a.ty == Type::Error) {
        return Term { kind: TermKind::Error, ty: if ty == Type::Bool { Type::Bool } else { Type::Error }, span };
    }
    Term { kind: TermKind::Builtin(builtin, args), ty, span }
}

fn word(expr: &ast::Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Path(path) if path.parts.len() == 1 => Some(path.parts[0].name.to_string()),
        _ => None,
    }
}
