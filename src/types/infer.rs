//! Typing of expressions.
//!
//! `expected` is what the place asks for. It decides which enum a bare value belongs to and what type
//! `unknown` has; whether the result agrees with it is checked by who asks.

use crate::diag::units::bare_percent;
use crate::diag::values;
use crate::diag::{Diagnostic, compared, data as say, elsewhere, fields as of_fields, names, tests as of_tests, time};
use crate::hir::Lookup;
use crate::hir::from_syntax::several;
use crate::hir::law::SourceId;
use crate::syntax::ast;
use crate::syntax::ast::expr::{Aggregate, Arg, Expr, ExprKind, Quantifier};
use crate::syntax::ast::kind::DeclKind;
use crate::text::english::number_of;
use crate::text::{Name, Span};
use crate::types::builtins;
use crate::types::declare::FLOW;
use crate::types::literal::{self, dotted};
use crate::types::schema::{EntityId, Limit, NumType, Type};
use crate::types::scope::{Checker, Place, Scope};
use crate::types::term::{Bind, Term, TermKind};
use crate::types::written::find_entity;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

impl Checker<'_> {
    /// Types an expression.
    pub fn infer(&mut self, expr: &Expr, scope: &Scope, expected: Option<&Type>) -> Term {
        let span = expr.span;
        let made = |kind, ty| Term { kind, ty, span };
        match &expr.kind {
            ExprKind::Broken => Term::error(span),
            ExprKind::Number(number) => match literal::number(&self.schema, number) {
                Ok((value, ty)) => made(TermKind::Number(value), Type::Number(ty)),
                Err(found) => self.fail(found, span),
            },
            ExprKind::Date(date) => made(TermKind::Date(*date), Type::Date),
            ExprKind::Text(text) if scope.place == Place::Rule && text.contains("{{") => {
                self.fail(names::expression_in_text(span), span)
            }
            ExprKind::Text(text) => made(TermKind::Text(Name::from(text.nfc().collect::<String>())), Type::Text),
            ExprKind::Bool(value) => made(TermKind::Bool(*value), Type::Bool),
            ExprKind::Unknown => made(TermKind::Unknown, expected.cloned().unwrap_or(Type::Error)),
            ExprKind::Absent => made(TermKind::Absent, expected.cloned().unwrap_or(Type::Error)),
            ExprKind::Path(_) | ExprKind::Field(..) => {
                let term = self.read(expr, scope, expected);
                self.of_a_period(term)
            }
            ExprKind::Call(path, args) => self.call(path, args, span, scope, expected),
            ExprKind::Construct(path, fields) => self.construct(path, fields, span, scope),
            ExprKind::Negate(inner) => {
                let a = self.infer(inner, scope, expected);
                match &a.ty {
                    Type::Number(_) => {
                        let ty = a.ty.clone();
                        made(TermKind::Negate(Box::new(a)), ty)
                    }
                    Type::Error => a,
                    other => {
                        let other = self.describe(other);
                        self.fail(names::type_mismatch(span, &other, "a number"), span)
                    }
                }
            }
            ExprKind::Not(inner) => {
                let a = self.condition(inner, scope);
                made(TermKind::Not(Box::new(a)), Type::Bool)
            }
            ExprKind::Binary(op, a, b) => self.binary(*op, a, b, span, scope, expected),
            ExprKind::Is(a, negated, what) => self.is(a, *negated, what, span, scope),
            ExprKind::In(a, negated, list) => self.is_in(a, *negated, list, span, scope),
            ExprKind::Quantified(quantifier, binders, condition) => {
                self.quantified(*quantifier, binders, condition, span, scope)
            }
            ExprKind::Aggregate(kind, body, binders, filter) => {
                self.aggregate(*kind, body, binders, filter.as_deref(), span, scope, expected)
            }
            ExprKind::List(items) => self.list(items, span, scope, expected),
            ExprKind::Range(low, high) => self.range(low, high, span, scope, expected, false),
            ExprKind::Between(low, high) => self.range(low, high, span, scope, expected, true),
            ExprKind::AsOf(inner, day) => self.as_of(inner, day, span, scope),
            ExprKind::Over(inner, from, to) => self.over(inner, from, to, span, scope),
            ExprKind::Binds(source, state) => self.binds(source, state, span, scope),
            ExprKind::Under(inner, scenario) => {
                if scope.place != Place::Paper {
                    return self.fail(names::not_here(span, "`under`", "recommendations, papers and tests"), span);
                }
                let a = self.infer(inner, scope, expected);
                let ty = a.ty.clone();
                match self.scenario(scenario) {
                    Some(scenario) => made(TermKind::Under(Box::new(a), scenario), ty),
                    None => Term::error(span),
                }
            }
            ExprKind::WithReading(inner, name) => {
                if scope.place != Place::Paper {
                    return self.fail(names::not_here(span, "`with reading`", "tests and scenarios"), span);
                }
                let a = self.infer(inner, scope, expected);
                let ty = a.ty.clone();
                match self.reading(name) {
                    Some(id) => made(TermKind::WithReading(Box::new(a), id), ty),
                    None => Term::error(span),
                }
            }
        }
    }

    /// What a name or a field stands for, a flow included, of which nothing says yet for which period it is read.
    fn read(&mut self, expr: &Expr, scope: &Scope, expected: Option<&Type>) -> Term {
        match &expr.kind {
            ExprKind::Path(path) => self.path(path, scope, expected),
            ExprKind::Field(base, word) => {
                let base = self.infer(base, scope, None);
                self.fields(base, std::slice::from_ref(word))
            }
            _ => self.infer(expr, scope, expected),
        }
    }

    /// A flow is read for a period that is named.
    fn of_a_period(&mut self, term: Term) -> Term {
        match &term.kind {
            TermKind::Field(_, field) if self.schema.field(*field).flow => {
                let path = self.schema.field(*field).path.clone();
                self.fail(of_fields::flow_without_period(term.span, &path), term.span)
            }
            _ => term,
        }
    }

    /// A value at a place of a type: a bare number takes its unit (instances, constructors, table cells).
    pub fn cell(&mut self, expr: &Expr, ty: &Type, scope: &Scope) -> Term {
        if let (ast::expr::ExprKind::Text(text), Type::Enum(id)) = (&expr.kind, ty)
            && let declared = self.schema.enumeration(*id)
            && declared.values.iter().any(|value| value.as_str() == text.as_str())
        {
            let found = crate::diag::instances::name_in_quotes(expr.span, text, &declared.name);
            return self.fail(found, expr.span);
        }
        let bare = match (ty, literal::constant(&self.schema, expr)) {
            (Type::Number(number), Some(Ok((value, written)))) if written.unit.is_none() && !written.percent => {
                if number.is_doubtful(&value) {
                    return self.fail(bare_percent(expr.span, &value), expr.span);
                }
                let read = number.written(&value);
                if number.whole && !read.is_int() {
                    return self.fail(names::type_mismatch(expr.span, "a fraction", "a whole number"), expr.span);
                }
                Some(Term { kind: TermKind::Number(read), ty: ty.clone(), span: expr.span })
            }
            (Type::Entity(id), _) => self.keyed_by_text(expr, *id),
            _ => None,
        };
        bare.unwrap_or_else(|| self.needs(expr, ty, scope))
    }

    /// A closed instance named by a text, as its key is one: `version: "2016"`.
    fn keyed_by_text(&mut self, expr: &Expr, id: EntityId) -> Option<Term> {
        let ExprKind::Text(text) = &expr.kind else { return None };
        let declared = self.schema.entity(id);
        if !declared.closed || !matches!(declared.key.as_slice(), [_]) {
            return None;
        }
        let key = Name::from(text.to_string());
        if declared.closed_keys.contains(&key) {
            return Some(Term { kind: TermKind::Instance(id, key), ty: Type::Entity(id), span: expr.span });
        }
        let known = declared.closed_keys.iter().map(Name::as_str);
        let found = say::unknown_reference(expr.span, &declared.name, &key, known).quoted();
        Some(self.fail(found, expr.span))
    }

    fn call(&mut self, path: &ast::Path, args: &[Arg], span: Span, scope: &Scope, expected: Option<&Type>) -> Term {
        if let ([only], Lookup::None) = (path.parts.as_slice(), self.program.find(path, DeclKind::RULES)) {
            if let Some(row) = builtins::row(&only.name) {
                return self.builtin(row, args, span, scope);
            }
            if let Ok(entity) = find_entity(self.program, &self.schema, path) {
                return self.by_place(entity, args, span);
            }
        }
        let id = match self.program.find(path, DeclKind::RULES) {
            Lookup::One(id, _) => id,
            Lookup::Several(all) => {
                let found = several(self.program, path.span, &dotted(path), &all);
                return self.fail(found, span);
            }
            Lookup::None => return self.no_such_rule(path, args.len(), span, scope, expected),
        };
        let Some(rule) = self.rule_of.get(&id).copied() else { return Term::error(span) };
        let head = self.heads[rule.0 as usize].clone();
        if head.subjects.len() != args.len() {
            let needed = number_of(head.subjects.len(), "argument");
            return self.fail(names::arguments_of(span, &head.name, args.len(), &needed, &head.form()), span);
        }
        let mut terms = vec![];
        for (subject, arg) in head.subjects.iter().zip(args) {
            let (Arg::Value(e) | Arg::To(e)) = arg;
            terms.push(self.needs(e, &subject.ty, scope));
        }
        if terms.iter().any(|term| matches!(term.kind, TermKind::Error)) {
            // Of what, nobody knows: nothing more is said of it.
            return Term { kind: TermKind::Error, ty: head.result, span };
        }
        Term { kind: TermKind::Call(rule, terms), ty: head.result, span }
    }

    fn by_place(&mut self, entity: EntityId, args: &[Arg], span: Span) -> Term {
        let name = self.schema.entity(entity).name.clone();
        let form = format!("its fields by name: `{name}(field: value)`");
        let found = names::arguments(span, &name, args.len(), &form);
        let found = if args.is_empty() { names::record_of_nothing(found, &name) } else { found };
        let named: Option<Vec<Span>> = args.iter().map(equals_of_field).collect();
        let found = match named.filter(|signs| !signs.is_empty()) {
            Some(signs) => names::fields_by_equals(found, &signs),
            None => found,
        };
        self.fail(found, span)
    }

    fn no_such_rule(
        &mut self,
        path: &ast::Path,
        arguments: usize,
        span: Span,
        scope: &Scope,
        expected: Option<&Type>,
    ) -> Term {
        let base = self.program.find(path, &[DeclKind::Param, DeclKind::Fact]);
        if let Lookup::One(..) = base {
            let term = self.path(path, scope, expected);
            return self.fail(names::arguments(span, &dotted(path), 1, "no arguments"), term.span);
        }
        if let Some(form) = ["sum", "count", "average", "median", "share", "the"]
            .iter()
            .find(|word| path.parts.len() == 1 && path.parts[0].name.as_str() == **word)
        {
            return self.fail(names::runs_over_a_list(span, form), span);
        }
        let called = dotted(path);
        if called.eq_ignore_ascii_case("if") {
            return self.fail(crate::diag::conditions::no_if(path.span), span);
        }
        if let Some(found) = elsewhere::called_otherwise(path.span, &called) {
            return self.fail(found, span);
        }
        // What takes another number of values was not meant.
        let functions = builtins::BUILTINS.iter().filter(|b| b.arguments == arguments).map(|b| b.name);
        let near: Vec<&str> = self.rules_of(arguments).chain(functions).collect();
        let found = names::not_found(path.span, "definition or rule", &dotted(path), near);
        self.fail(found, span)
    }

    fn construct(&mut self, path: &ast::Path, fields: &[(ast::Path, Expr)], span: Span, scope: &Scope) -> Term {
        if let Lookup::One(id, _) = self.program.find(path, DeclKind::RULES)
            && let Some(rule) = self.rule_of.get(&id)
        {
            let head = &self.heads[rule.0 as usize];
            let found = names::values_in_order(span, &head.name, &head.form());
            return self.fail(found, span);
        }
        let entity = match find_entity(self.program, &self.schema, path) {
            Ok(id) => id,
            Err(found) => return self.fail(found, span),
        };
        let Some(values) = self.field_values(entity, fields, scope) else { return Term::error(span) };
        let mut places: Vec<Option<Term>> = vec![None; self.schema.entity(entity).fields.len()];
        for (field, value) in values {
            places[field as usize] = Some(value);
        }
        if let Some(key) = self.key_of(entity, &places) {
            let declared = self.schema.entity(entity);
            if declared.closed && declared.closed_keys.contains(&key) {
                return Term { kind: TermKind::Instance(entity, key), ty: Type::Entity(entity), span };
            }
            let key_alone = places.iter().flatten().count() == declared.key.len();
            if !declared.closed && declared.key.len() > 1 && key_alone {
                return self.profile_by_key(entity, key, span, scope);
            }
            if declared.closed && key_alone && scope.place == Place::Rule {
                let known = declared.closed_keys.iter().map(Name::as_str);
                let found = say::unknown_reference(span, &declared.name, &key, known);
                return self.fail(found, span);
            }
        }
        let declared = self.schema.entity(entity);
        let name = declared.name.clone();
        let left_out =
            places.iter().zip(&declared.fields).find(|(place, field)| place.is_none() && !field.may_be_absent);
        if let (Some((_, field)), Place::Rule, false) = (left_out, scope.place, declared.is_keyed()) {
            let found = names::left_out_of_record(span, &name, &field.path);
            self.found.push(found);
        }
        Term { kind: TermKind::Record(entity, places, name), ty: Type::Entity(entity), span }
    }

    /// The key that the key fields of a constructor make: `NutsRegion(code: "PL911", version: "2016")`.
    fn key_of(&self, entity: EntityId, places: &[Option<Term>]) -> Option<Name> {
        let declared = self.schema.entity(entity);
        if declared.key.is_empty() {
            return None;
        }
        let mut parts = vec![];
        for key in &declared.key {
            match &places[*key as usize].as_ref()?.kind {
                TermKind::Text(text) => parts.push(text.to_string()),
                TermKind::Instance(_, key) => parts.push(key.to_string()),
                _ => return None,
            }
        }
        self.schema.key_of(entity, &parts).ok()
    }

    /// A profile referred to by a key of several fields; like its name, in tests and papers only.
    fn profile_by_key(&mut self, entity: EntityId, key: Name, span: Span, scope: &Scope) -> Term {
        if scope.place == Place::Rule {
            return self.fail(names::one_profile(span, &key), span);
        }
        if self.keys.of.get(&key).is_some_and(|of| of.contains(&entity)) {
            return Term { kind: TermKind::Profile(entity, key), ty: Type::Entity(entity), span };
        }
        if self.keys.incomplete.contains(&entity) {
            return Term::error(span);
        }
        let of_entity = self.keys.of.iter().filter(|k| k.1.contains(&entity)).map(|k| k.0.as_str());
        let found = say::unknown_reference(span, &self.schema.entity(entity).name, &key, of_entity);
        self.fail(found, span)
    }

    /// Fields by name with their values, each checked against its field.
    pub fn field_values(
        &mut self,
        entity: EntityId,
        fields: &[(ast::Path, Expr)],
        scope: &Scope,
    ) -> Option<Vec<(u32, Term)>> {
        let mut values: Vec<(u32, Term)> = vec![];
        let mut places: Vec<Span> = vec![];
        let mut fine = true;
        for (path, expr) in fields {
            let declared = self.schema.entity(entity);
            let Some(at) = declared.field(&dotted(path)) else {
                let found = names::no_field(
                    path.span,
                    &declared.name,
                    &dotted(path),
                    declared.fields.iter().map(|f| f.path.as_str()),
                );
                self.found.push(found);
                fine = false;
                continue;
            };
            if let Some(first) = values.iter().position(|v| v.0 == at) {
                self.found.push(of_tests::given_twice(path.span, &dotted(path), places[first]));
            }
            let ty = declared.fields[at as usize].ty.clone();
            let flow = declared.name.as_str() == FLOW;
            // The amounts of flows are of any one currency.
            let any = flow && declared.fields[at as usize].path.as_str() == "amount";
            let value = if any { self.infer(expr, scope, Some(&ty)) } else { self.cell(expr, &ty, scope) };
            self.within(entity, at, &value);
            values.push((at, value));
            places.push(path.span);
        }
        self.between_fields(entity, &values, None);
        fine.then_some(values)
    }

    /// Holds values of fields that are written out to the bounds that other fields are: of two that are written now, or
    /// of one and what the module says of the `other` fields of the instance.
    pub fn between_fields(&mut self, entity: EntityId, written: &[(u32, Term)], others: Option<&BTreeMap<u32, Term>>) {
        let own = |at: u32| written.iter().find(|(field, _)| *field == at).map(|(_, value)| value);
        let stated = |at: u32| others.and_then(|all| all.get(&at));
        let mut found = vec![];
        for (at, field) in self.schema.entity(entity).fields.iter().enumerate() {
            for (limit, most) in [(&field.high, true), (&field.low, false)] {
                let Some(Limit::Field(other)) = limit else { continue };
                let (mine, bound) = (own(at as u32), own(*other));
                if mine.is_some() == bound.is_some() && others.is_some() || mine.is_none() && bound.is_none() {
                    continue;
                }
                let (Some(mine), Some(bound)) = (mine.or(stated(at as u32)), bound.or(stated(*other))) else {
                    continue;
                };
                let (Some(a), Some(b)) = (mine.constant(), bound.constant()) else { continue };
                if if most { a > b } else { a < b } {
                    let other = &self.schema.entity(entity).fields[*other as usize].path;
                    let (new, old) = if own(at as u32).is_some() { (mine, bound) } else { (bound, mine) };
                    found.push(values::beyond_field(new.span, &field.path, most, other, old.span));
                }
            }
        }
        self.found.extend(found);
    }

    /// Holds a value of a field that is written out to the bounds of the field, a list to its limit, and `absent` to
    /// `may be absent`.
    pub fn within(&mut self, entity: EntityId, field: u32, value: &Term) {
        let declared = self.schema.entity(entity);
        let Some(field) = declared.fields.get(field as usize) else { return };
        if value.kind == TermKind::Absent && !field.may_be_absent {
            self.found.push(values::may_not_be_absent(value.span, &field.path));
        }
        if let (Some(limit), TermKind::List(items)) = (field.at_most, &value.kind) {
            let copies = |many: &Option<Term>| match many {
                None => 1,
                Some(term) => term.constant().and_then(|n| n.to_i64()).map_or(0, |n| n.max(0) as usize),
            };
            let items = items.iter().map(|(many, _)| copies(many)).fold(0, usize::saturating_add);
            if items > limit as usize {
                self.found.push(say::too_long(value.span, &field.path, items, limit));
            }
        }
        let Some(written) = value.constant().filter(|_| field.ty.is_ordered()) else { return };
        let below = matches!(&field.low, Some(Limit::Number(limit)) if written < *limit);
        let above = matches!(&field.high, Some(Limit::Number(limit)) if written > *limit);
        if below || above {
            self.found.push(values::out_of_bounds(value.span, &field.path, &literal::bounds(field)));
        }
    }

    fn quantified(
        &mut self,
        quantifier: Quantifier,
        binders: &[ast::expr::Binder],
        condition: &Expr,
        span: Span,
        scope: &Scope,
    ) -> Term {
        let mut inner = scope.clone();
        let binds = self.binds_of(binders, &mut inner);
        let condition = self.condition(condition, &inner);
        Term { kind: TermKind::Quantified(quantifier, binds, Box::new(condition)), ty: Type::Bool, span }
    }

    /// Binders over lists; each is in scope for the next.
    fn binds_of(&mut self, binders: &[ast::expr::Binder], scope: &mut Scope) -> Vec<Bind> {
        let mut binds = vec![];
        for binder in binders {
            let Some(list) = &binder.list else {
                self.found.push(names::missing_clause(binder.name.span, "this", "in LIST"));
                continue;
            };
            let term = match &list.kind {
                ExprKind::Range(low, high) => self.count(low, high, list.span, scope),
                ExprKind::Path(path) if let Some(all) = self.list_of_all(path) => {
                    let found = names::entity_for_instance(list.span, &dotted(path), Some(&all));
                    self.fail(found, list.span)
                }
                _ => self.infer(list, scope, None),
            };
            let item = self.item_of(&term.ty, list.span);
            let local = self.bind(scope, &binder.name, item);
            binds.push(Bind { local, list: term });
        }
        binds
    }

    /// The list of all of an entity, by the name of one of them.
    fn list_of_all(&self, path: &ast::Path) -> Option<Name> {
        let Lookup::One(id, _) = self.program.find(path, &[DeclKind::Entity]) else { return None };
        let decl = self.program.decl(id);
        let plural = &decl.ast.plural.as_ref()?.name;
        path.parts.last().filter(|word| word.name == *decl.name() && word.name != *plural).map(|_| plural.clone())
    }

    fn count(&mut self, low: &Expr, high: &Expr, span: Span, scope: &Scope) -> Term {
        let int = Type::Number(NumType::int());
        let (a, b) = (self.needs(low, &int, scope), self.needs(high, &int, scope));
        Term { kind: TermKind::Count(Box::new(a), Box::new(b)), ty: Type::List(Box::new(int)), span }
    }

    #[allow(clippy::too_many_arguments)]
    fn aggregate(
        &mut self,
        kind: Aggregate,
        body: &Expr,
        binders: &[ast::expr::Binder],
        filter: Option<&Expr>,
        span: Span,
        scope: &Scope,
        expected: Option<&Type>,
    ) -> Term {
        let mut inner = scope.clone();
        let binds = self.binds_of(binders, &mut inner);
        let filter = filter.map(|f| Box::new(self.condition(f, &inner)));
        let wanted = match (kind, expected) {
            (Aggregate::List, Some(Type::List(item))) => Some((**item).clone()),
            _ => None,
        };
        let body = match kind {
            Aggregate::Share => self.condition(body, &inner),
            _ => self.infer(body, &inner, wanted.as_ref()),
        };
        let itself = binds.iter().any(|bind| body.kind == TermKind::Local(bind.local));
        if kind == Aggregate::Count && body.ty == Type::Bool && !(itself && filter.is_some()) {
            return self.fail(names::condition_counted(body.span), span);
        }
        let ty = match (kind, &body.ty) {
            (Aggregate::Count | Aggregate::CountDistinct, _) => Type::Number(NumType::int()),
            (Aggregate::Share, _) => Type::Number(NumType::percent()),
            (Aggregate::List, item) => Type::List(Box::new(item.clone())),
            (_, Type::Error) => Type::Error,
            (Aggregate::The, Type::List(_) | Type::Range(_)) => {
                let other = self.describe(&body.ty);
                return self.fail(names::type_mismatch(body.span, &other, "one value"), span);
            }
            (Aggregate::The, _) => body.ty.clone(),
            (Aggregate::Average | Aggregate::Median, Type::Number(n)) => {
                Type::Number(NumType { whole: false, ..n.clone() })
            }
            (Aggregate::Min | Aggregate::Max, Type::Date) => Type::Date,
            (_, Type::Number(_)) => body.ty.clone(),
            (_, other) => {
                let other = self.describe(other);
                let found = names::type_mismatch(body.span, &other, "a number");
                return match (kind, &body.ty) {
                    (_, Type::List(_)) => self.fail(found, span),
                    (Aggregate::Min | Aggregate::Max, _) => self.fail(elsewhere::of_the_one(found), span),
                    _ => self.fail(found, span),
                };
            }
        };
        if kind == Aggregate::CountDistinct
            && let Type::List(_) | Type::Range(_) = body.ty
        {
            let found = self.describe(&body.ty);
            return self.fail(compared::not_compared(body.span, &found), span);
        }
        Term { kind: TermKind::Aggregate(kind, binds, filter, Box::new(body)), ty, span }
    }

    fn list(&mut self, items: &[ast::expr::ListItem], span: Span, scope: &Scope, expected: Option<&Type>) -> Term {
        let wanted = match expected {
            Some(Type::List(item)) => Some((**item).clone()),
            _ => None,
        };
        let mut item = wanted.clone();
        let mut terms: Vec<(Option<Term>, Term)> = vec![];
        for written in items {
            let times = written.times.as_ref().map(|n| {
                if scope.place != Place::Paper {
                    self.found.push(names::not_here(n.span, "`n of`", "tests"));
                }
                self.needs(n, &Type::Number(NumType::int()), scope)
            });
            let term = match (&wanted, &item) {
                (Some(ty), _) => self.cell(&written.item, ty, scope),
                (None, Some(ty)) if !matches!(ty, Type::Number(_)) => self.needs(&written.item, &ty.clone(), scope),
                (None, _) => self.infer(&written.item, scope, None),
            };
            item = match (item, &term.ty) {
                (Some(Type::Number(first)), Type::Number(next)) if wanted.is_none() => {
                    let fits = terms.first().is_none_or(|(_, one)| self.same_number(one, &term, term.span));
                    let whole = first.whole && next.whole;
                    if fits { Some(Type::Number(NumType { whole, ..first })) } else { Some(Type::Error) }
                }
                (Some(ty @ Type::Number(_)), other) if wanted.is_none() && *other != Type::Error => {
                    let (found, needed) = (self.describe(other), self.describe(&ty));
                    self.found.push(names::type_mismatch(term.span, &found, &needed));
                    Some(Type::Error)
                }
                (item, _) => item.or_else(|| Some(term.ty.clone())),
            };
            terms.push((times, term));
        }
        let ty = Type::List(Box::new(item.unwrap_or(Type::Error)));
        Term { kind: TermKind::List(terms), ty, span }
    }

    fn range(
        &mut self,
        low: &Expr,
        high: &Expr,
        span: Span,
        scope: &Scope,
        expected: Option<&Type>,
        between: bool,
    ) -> Term {
        let wanted = match expected {
            Some(Type::Range(item)) => Some((**item).clone()),
            Some(other) if between => Some(other.clone()),
            _ => None,
        };
        let b = match &wanted {
            Some(ty @ Type::Number(_)) => self.cell(high, ty, scope),
            _ => self.infer(high, scope, wanted.as_ref()),
        };
        let a = self.cell(low, &b.ty.clone(), scope);
        if a.ty == Type::Error || b.ty == Type::Error {
            return Term::error(span);
        }
        if !b.ty.is_ordered() {
            let found = self.describe(&b.ty);
            return self.fail(names::type_mismatch(high.span, &found, "a number or a date"), span);
        }
        let backwards = match (&a.kind, &b.kind) {
            (TermKind::Number(x), TermKind::Number(y)) => x > y,
            (TermKind::Date(x), TermKind::Date(y)) => x > y,
            _ => false,
        };
        if backwards {
            return self.fail(time::backwards(span), span);
        }
        let ty = b.ty.clone();
        match between {
            true => Term { kind: TermKind::Between(Box::new(a), Box::new(b)), ty, span },
            false => Term { kind: TermKind::Range(Box::new(a), Box::new(b)), ty: Type::Range(Box::new(ty)), span },
        }
    }

    fn as_of(&mut self, inner: &Expr, day: &Expr, span: Span, scope: &Scope) -> Term {
        let a = self.infer(inner, scope, None);
        let day = self.needs(day, &Type::Date, scope);
        let fits = match &a.kind {
            TermKind::Param(_) | TermKind::Error => true,
            TermKind::Field(_, field) => self.schema.field(*field).series,
            _ => false,
        };
        // What could not be read may have said that it is a series.
        if a.ty == Type::Error || day.ty == Type::Error {
            return Term::error(span);
        }
        if !fits {
            return self.fail(of_fields::not_at_another_day(inner.span), span);
        }
        let ty = a.ty.clone();
        Term { kind: TermKind::AsOf(Box::new(a), Box::new(day)), ty, span }
    }

    /// The type of the items of a list; anything else at `span` is told.
    pub fn item_of(&mut self, list: &Type, span: Span) -> Type {
        match list {
            Type::List(item) => (**item).clone(),
            Type::Error => Type::Error,
            other => {
                let other = self.describe(other);
                self.found.push(names::needs_list(span, &other));
                Type::Error
            }
        }
    }

    fn over(&mut self, inner: &Expr, from: &Expr, to: &Expr, span: Span, scope: &Scope) -> Term {
        let a = self.read(inner, scope, None);
        let (from, to) = (self.needs(from, &Type::Date, scope), self.needs(to, &Type::Date, scope));
        let fits = match &a.kind {
            TermKind::Field(_, field) => self.schema.field(*field).flow,
            _ => a.ty == Type::Error,
        };
        if !fits {
            return self.fail(of_fields::no_flow(inner.span), span);
        }
        if matches!((&from.kind, &to.kind), (TermKind::Date(first), TermKind::Date(last)) if first > last) {
            return self.fail(time::backwards(from.span.to(to.span)), span);
        }
        if [&a, &from, &to].iter().any(|t| t.ty == Type::Error) {
            return Term::error(span);
        }
        let ty = a.ty.clone();
        Term { kind: TermKind::Over(Box::new(a), Box::new(from), Box::new(to)), ty, span }
    }

    /// Whether a clause of a source could not be read, which may be the one that is missed.
    pub fn source_is_broken(&self, id: SourceId) -> bool {
        let clauses = &self.program.decl(self.program.source(id).decl).ast.clauses;
        clauses.iter().any(|clause| matches!(clause.kind, ast::ClauseKind::Broken(_)))
    }

    fn binds(&mut self, path: &ast::Path, state: &Expr, span: Span, scope: &Scope) -> Term {
        let Some(id) = self.find_one(path, &[DeclKind::Source], "source") else { return Term::error(span) };
        let id = self.program.source_of[&id];
        let Some(bound) = &self.program.source(id).binds else {
            return match self.source_is_broken(id) {
                true => Term { kind: TermKind::Error, ty: Type::Bool, span },
                false => self.fail(names::missing_clause(path.span, "this source", "binds"), span),
            };
        };
        let all = bound.all.clone();
        let entity = self.schema.entity_ids().find(|e| self.schema.entity(*e).plural.as_ref() == Some(&all));
        let Some(entity) = entity else { return Term::error(span) };
        let state = self.needs(state, &Type::Entity(entity), scope);
        if state.ty == Type::Error {
            return Term { kind: TermKind::Error, ty: Type::Bool, span };
        }
        Term { kind: TermKind::Binds(id, Box::new(state)), ty: Type::Bool, span }
    }

    /// The reading of a name.
    pub fn reading(&mut self, name: &ast::Ident) -> Option<crate::types::term::ReadingId> {
        let path = ast::Path { parts: vec![name.clone()], span: name.span };
        let id = self.find_one(&path, &[DeclKind::Reading], "reading")?;
        self.reading_of.get(&id).copied()
    }

    /// Types something on the side: the term and what was found, which is not reported.
    pub fn aside<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> (T, Vec<Diagnostic>) {
        let before = std::mem::take(&mut self.found);
        let made = work(self);
        let found = std::mem::replace(&mut self.found, before);
        (made, found)
    }
}

/// What stands between a name and a value that a comparison joins: `id = "x"`, as other languages give a field.
fn equals_of_field(arg: &Arg) -> Option<Span> {
    let Arg::Value(value) = arg else { return None };
    let (name, value) = match &value.kind {
        ExprKind::Binary(ast::expr::BinaryOp::Eq, name, value) => (name, value.span),
        ExprKind::Is(name, false, ast::expr::IsWhat::Value(value)) => (name, value.span),
        _ => return None,
    };
    matches!(name.kind, ExprKind::Path(_)).then_some(Span { start: name.span.end, end: value.start, ..name.span })
}
