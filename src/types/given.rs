//! What a test gives: values of its own, other fields of profiles and instances, other values of params.

use crate::diag::{instances, names, tests as of_tests};
use crate::hir::Lookup;
use crate::syntax::ast;
use crate::syntax::ast::cases::{Cell, CellKind};
use crate::syntax::ast::expr::{Expr, ExprKind};
use crate::syntax::ast::kind::DeclKind;
use crate::text::{Name, Span};
use crate::types::literal::dotted;
use crate::types::schema::{EntityId, NumType, Type};
use crate::types::scope::{Checker, Scope};
use crate::types::term::{ParamId, Term, TermKind};
use crate::types::tested::{Given, Override};
use std::collections::BTreeMap;

/// Columns of a `cases` table that put something in.
pub(super) struct Inputs<'a> {
    /// New names: name and cell.
    pub names: Vec<(&'a ast::Ident, &'a Cell)>,
    /// Fields of given names: name, field, cell.
    pub fields: Vec<(&'a ast::Ident, ast::Path, &'a Cell)>,
    /// Params: path and cell.
    pub params: Vec<(&'a ast::Path, &'a Cell)>,
}

impl Checker<'_> {
    /// A param that a test sets to a value of its own.
    pub(super) fn given_param(&mut self, path: &ast::Path, value: &Expr, scope: &Scope) -> Option<Given> {
        let term = self.path(path, scope, None);
        let TermKind::Param(id) = term.kind else { return None };
        let before = self.found.len();
        let value = self.cell(value, &term.ty, scope);
        if let (Some(found), Lookup::One(param, _)) =
            (self.found.get_mut(before), self.program.find(path, &[DeclKind::Param]))
        {
            let module = &self.program.decl(param).module;
            found.help.push(of_tests::given_is_param(&dotted(path), module));
        }
        Some(Given::Param(id, value))
    }

    /// A value, or an instance with other fields, that a test makes up.
    pub(super) fn given(&mut self, given: &ast::tests::Given, inputs: &Inputs, scope: &mut Scope) -> Option<Given> {
        match given {
            ast::tests::Given::Like { name, like, with } => {
                let with = with_columns(with, name, inputs);
                self.given_like(name, like, &with, scope)
            }
            ast::tests::Given::Value { name, value } => self.given_value(name, value, inputs, scope),
            ast::tests::Given::With { name, with } => self.given_with(name, with, scope),
            ast::tests::Given::Some { count, of, with } => self.given_some(count, of, with, scope),
        }
    }

    /// A copy of a profile or instance with other fields, under a name of its own.
    fn given_like(
        &mut self,
        name: &ast::Ident,
        like: &ast::Path,
        with: &[(ast::Path, Expr)],
        scope: &mut Scope,
    ) -> Option<Given> {
        let base = self.path(like, scope, None);
        let Type::Entity(entity) = base.ty else {
            if base.ty != Type::Error {
                let found = self.describe(&base.ty);
                self.found.push(names::type_mismatch(like.span, &found, "a profile or instance"));
            }
            self.bind(scope, name, Type::Error);
            return None;
        };
        let fields = self.field_values(entity, with, scope).unwrap_or_default();
        if let TermKind::Instance(_, key) = &base.kind {
            self.between_fields(entity, &fields, self.stated.get(&(entity, key.clone())).cloned().as_ref());
        }
        let ty = base.ty.clone();
        let kind = TermKind::Like(Box::new(base), fields, name.name.clone());
        let local = self.bind(scope, name, ty.clone());
        Some(Given::Value(local, name.name.clone(), Term { kind, ty, span: name.span }))
    }

    /// A value under a name of its own, or of a param.
    fn given_value(&mut self, name: &ast::Ident, value: &Expr, inputs: &Inputs, scope: &mut Scope) -> Option<Given> {
        let path = ast::Path { parts: vec![name.clone()], span: name.span };
        if matches!(self.program.find(&path, &[DeclKind::Param]), Lookup::One(..)) {
            return self.given_param(&path, value, scope);
        }
        let term = match &value.kind {
            ExprKind::Construct(path, fields) => {
                let fields = with_columns(fields, name, inputs);
                let whole = Expr { kind: ExprKind::Construct(path.clone(), fields), span: value.span };
                match self.infer(&whole, scope, None) {
                    Term { kind: TermKind::Record(entity, fields, _), ty, span } => {
                        Term { kind: TermKind::Record(entity, fields, name.name.clone()), ty, span }
                    }
                    other => other,
                }
            }
            _ => self.infer(value, scope, None),
        };
        let local = self.bind(scope, name, term.ty.clone());
        Some(Given::Value(local, name.name.clone(), term))
    }

    /// Other fields of an instance or profile that there is.
    fn given_with(&mut self, name: &ast::Path, with: &[(ast::Path, Expr)], scope: &Scope) -> Option<Given> {
        let base = self.path(name, scope, None);
        let (entity, key) = match &base.kind {
            TermKind::Instance(entity, key) | TermKind::Profile(entity, key) => (*entity, key.clone()),
            TermKind::Error => return None,
            _ => {
                let (is, needed) = ("something else", "an instance or profile");
                self.found.push(names::wrong_kind(name.span, &dotted(name), is, needed));
                return None;
            }
        };
        let fields = self.field_values(entity, with, scope)?;
        self.between_fields(entity, &fields, self.stated.get(&(entity, key.clone())).cloned().as_ref());
        Some(Given::With(Override { entity, key, fields }))
    }

    /// Other fields of so many of all instances of a closed entity.
    fn given_some(&mut self, count: &Expr, of: &ast::Path, with: &[(ast::Path, Expr)], scope: &Scope) -> Option<Given> {
        let list = self.path(of, scope, None);
        let TermKind::All(entity) = list.kind else {
            let (is, needed) = ("something else", "the list of all instances of an entity");
            self.found.push(names::wrong_kind(of.span, &dotted(of), is, needed));
            return None;
        };
        if !self.schema.entity(entity).closed {
            let name = self.schema.entity(entity).name.clone();
            self.found.push(instances::given_of_open(of.span, &dotted(of), &name));
            return None;
        }
        let count = self.needs(count, &Type::Number(NumType::int()), scope);
        let fields = self.field_values(entity, with, scope)?;
        Some(Given::Some(count, entity, fields))
    }

    /// A param, or a field of an instance or profile, is given one value.
    pub(super) fn given_once(&mut self, given: &[Given]) {
        let mut params: BTreeMap<ParamId, Span> = BTreeMap::new();
        let mut fields: BTreeMap<(EntityId, Name, u32), Span> = BTreeMap::new();
        let mut keys: BTreeMap<(EntityId, Name), Span> = BTreeMap::new();
        for one in given {
            match one {
                Given::Value(_, _, Term { kind: TermKind::Record(entity, values, _), .. }) => {
                    let [key] = self.schema.entity(*entity).key[..] else { continue };
                    let Some(value) = values.get(key as usize).and_then(Option::as_ref) else { continue };
                    let TermKind::Text(text) = &value.kind else { continue };
                    if let Some(first) = keys.insert((*entity, text.clone()), value.span) {
                        self.found.push(of_tests::key_of_two(value.span, text, first));
                    }
                }
                Given::Param(id, value) => {
                    if let Some(first) = params.insert(*id, value.span) {
                        let name = self.params_named(*id);
                        self.found.push(of_tests::given_twice(value.span, &name, first));
                    }
                }
                Given::With(with) => {
                    for (field, value) in &with.fields {
                        let key = (with.entity, with.key.clone(), *field);
                        if let Some(first) = fields.insert(key, value.span) {
                            let path = &self.schema.entity(with.entity).fields[*field as usize].path;
                            let name = format!("{}.{path}", with.key);
                            self.found.push(of_tests::given_twice(value.span, &name, first));
                        }
                    }
                }
                Given::Value(..) | Given::Some(..) => {}
            }
        }
    }

    fn params_named(&self, id: ParamId) -> Name {
        let decl = self.param_of.iter().find(|(_, (param, _))| *param == id).map(|(decl, _)| *decl);
        decl.map_or_else(|| Name::new(""), |decl| self.program.decl(decl).name().clone())
    }

    /// Lines `given 2 of states` take the next ones each: there must be so many.
    pub(super) fn more_than_there_are(&mut self, given: &[Given]) {
        let mut taken: BTreeMap<EntityId, i64> = BTreeMap::new();
        for one in given {
            let Given::Some(count, entity, _) = one else { continue };
            let Some(number) = count.constant().and_then(|n| n.to_i64()) else { continue };
            let all = taken.entry(*entity).or_default();
            *all = all.saturating_add(number);
            let there = self.schema.entity(*entity).closed_keys.len();
            if *all > there as i64 || number < 0 {
                let of = self.schema.entity(*entity);
                let name = of.plural.as_ref().unwrap_or(&of.name).clone();
                self.found.push(instances::fewer_than_given(count.span, &name, &of.name, *all, there));
                return;
            }
        }
    }
}

/// The value of an input cell; `-` is no value.
pub(super) fn input_expr(cell: &Cell) -> Option<Expr> {
    match &cell.kind {
        CellKind::Value(expr) => Some(expr.clone()),
        CellKind::Between(a, b) => {
            Some(Expr { kind: ExprKind::Between(Box::new(a.clone()), Box::new(b.clone())), span: cell.span })
        }
        CellKind::Outcome(ast::tests::Outcome::Unknown) => Some(Expr { kind: ExprKind::Unknown, span: cell.span }),
        _ => None,
    }
}

fn with_columns(written: &[(ast::Path, Expr)], name: &ast::Ident, inputs: &Inputs) -> Vec<(ast::Path, Expr)> {
    let columns: Vec<(ast::Path, Expr)> = inputs
        .fields
        .iter()
        .filter(|(of, _, _)| of.name == name.name)
        .filter_map(|(_, path, cell)| Some((path.clone(), input_expr(cell)?)))
        .collect();
    let kept = written.iter().filter(|(path, _)| !columns.iter().any(|(c, _)| dotted(c) == dotted(path))).cloned();
    kept.chain(columns.clone()).collect()
}
