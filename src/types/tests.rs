//! Tests: what is given, and what is expected.

use crate::diag::near::did_you_mean;
use crate::diag::units;
use crate::diag::{compared, instances, names, rules as say, sheets, time};
use crate::hir::{Decl, Lookup};
use crate::num::rat::Rat;
use crate::syntax::ast::{self, Cell, CellKind, ClauseKind, DeclKind, ExprKind};
use crate::text::{Name, Span};
use crate::types::checked::Commitment;
use crate::types::literal::{self, dotted};
use crate::types::rules::whole;
use crate::types::schema::{EntityId, NumType, Type};
use crate::types::scope::{Checker, Place, Scope};
use crate::types::term::{ParamId, Term, TermKind};
use crate::types::tested::{ExpectSubject, Expectation, Expected, Given, Override, Run, Setting, Test};
use std::collections::BTreeMap;

/// States of a commitment.
pub const STATES: &[&str] = &["ahead", "due", "done", "overdue", "past_no_record", "not_planned", "unknown"];

/// Clauses of a test that are read again for each row of its table.
struct Parts<'a> {
    given: Vec<&'a ast::Given>,
    lets: Vec<(&'a ast::Ident, &'a ast::Expr)>,
    expects: Vec<(&'a ast::Expect, crate::text::Span)>,
}

/// Columns of a `cases` table that put something in.
struct Inputs<'a> {
    /// New names: name and cell.
    names: Vec<(&'a ast::Ident, &'a Cell)>,
    /// Fields of given names: name, field, cell.
    fields: Vec<(&'a ast::Ident, ast::Path, &'a Cell)>,
    /// Params: path and cell.
    params: Vec<(&'a ast::Path, &'a Cell)>,
}

/// Words that are printed of an outcome, and how an expectation writes it.
const OUTCOMES: &[(&str, &str)] =
    &[("met", "true"), ("present", "true"), ("reached", "true"), ("given", "true"), ("breached", "false")];

impl Checker<'_> {
    /// Types all tests.
    pub fn tests(&mut self, commitments: &[Commitment]) -> Vec<Test> {
        let program = self.program;
        let mut titles: BTreeMap<(&Name, &str), Span> = BTreeMap::new();
        for decl in program.of_kind(&[DeclKind::Test]) {
            let Some(title) = &decl.ast.title else { continue };
            match titles.get(&(&decl.module, title.value.as_str())) {
                Some(first) => self.found.push(names::test_twice(title.span, &title.value, *first)),
                None => _ = titles.insert((&decl.module, title.value.as_str()), title.span),
            }
        }
        program.of_kind(&[DeclKind::Test]).map(|decl| self.one_test(decl, commitments)).collect()
    }

    fn one_test(&mut self, decl: &Decl, commitments: &[Commitment]) -> Test {
        let title = decl.ast.title.as_ref().map_or_else(String::new, |t| t.value.clone());
        let mut written = ast::Setting::default();
        let (mut rows, mut assumptions) = (None, vec![]);
        let mut parts = Parts { given: vec![], lets: vec![], expects: vec![] };
        for clause in &decl.ast.clauses {
            match &clause.kind {
                ClauseKind::At(day) => written.at = Some(*day),
                ClauseKind::KnownOn(day) => written.known_on = Some(*day),
                ClauseKind::Under(path) => written.under = Some(path.clone()),
                ClauseKind::Readings(readings) => written.readings.extend(readings.iter().cloned()),
                ClauseKind::Assume(assume) => {
                    assumptions.extend(self.assumption(assume, clause.span, Place::Scenario));
                }
                ClauseKind::Given(one) => parts.given.push(one),
                ClauseKind::Let(name, value) => parts.lets.push((name, value)),
                ClauseKind::Cases(table) => rows = Some((table, clause.span)),
                ClauseKind::Expect(expect) => parts.expects.push((expect, clause.span)),
                _ => {}
            }
        }
        self.contradictions(&assumptions.iter().collect::<Vec<_>>(), assumptions.len());
        let setting = self.setting(&written);
        let broken = decl.ast.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Broken(_)));
        if parts.expects.is_empty() && rows.is_none() && !broken {
            self.found.push(names::missing_clause(decl.ast.head, "a test", "expect ..."));
        }
        let (mut runs, before) = (vec![], self.found.len());
        match rows {
            None => runs.push(self.run(&parts, &[], &[], commitments)),
            Some((table, span)) => {
                for row in &table.rows {
                    // A row of another width has been reported where it was read.
                    if row.cells.len() != table.header.len() {
                        continue;
                    }
                    let mut run = self.run(&parts, &table.header, &row.cells, commitments);
                    run.row = Some(row.span);
                    runs.push(run);
                }
                if table.rows.is_empty() && self.found.len() == before && !broken {
                    self.found.push(sheets::no_rows(span));
                }
                let whole = whole(table);
                if self.found.len() == before && !broken && whole && runs.iter().all(|run| run.expect.is_empty()) {
                    self.found.push(sheets::nothing_expected(span));
                }
                if self.found.len() == before && !broken && whole {
                    self.columns_unread(&parts.given, table);
                }
            }
        }
        // What was not understood may have used it.
        for (name, _) in parts.lets.iter().filter(|(name, _)| !broken && !self.used.contains(&name.span)) {
            self.found.push(say::let_unread(name.span, &name.name));
        }
        Test { decl: decl.id, title, setting, assumptions, runs }
    }

    fn setting(&mut self, written: &ast::Setting) -> Setting {
        Setting {
            at: written.at.map(|d| d.date),
            known_on: written.known_on.map(|d| d.date),
            under: written.under.as_ref().and_then(|path| self.scenario(path)),
            readings: written.readings.iter().filter_map(|r| self.reading(r)).collect(),
        }
    }

    fn run(&mut self, parts: &Parts, header: &[Cell], cells: &[Cell], commitments: &[Commitment]) -> Run {
        let mut scope = Scope::new(Place::Paper);
        let mut run = Run { given: vec![], expect: vec![], row: None };
        let (inputs, outputs) = self.split_columns(&parts.given, header, cells);
        self.put_in_as_values(&inputs);
        for (name, cell) in &inputs.names {
            let Some(expr) = input_expr(cell) else {
                if !matches!(cell.kind, CellKind::Any) {
                    self.bind_to(&mut scope, name, TermKind::Error, Type::Error);
                }
                continue;
            };
            let term = self.infer(&expr, &scope, None);
            if matches!(term.kind, TermKind::Unknown | TermKind::Absent) {
                // Its type is that of the place where the name is used.
                self.bind_to(&mut scope, name, term.kind, term.ty);
                continue;
            }
            let local = self.bind(&mut scope, name, term.ty.clone());
            run.given.push(Given::Value(local, name.name.clone(), term));
        }
        for (path, cell) in &inputs.params {
            let Some(expr) = input_expr(cell) else { continue };
            run.given.extend(self.given_param(path, &expr, &scope));
        }
        for one in &parts.given {
            let made = self.given(one, &inputs, &mut scope);
            run.given.extend(made);
        }
        self.more_than_there_are(&run.given);
        self.given_once(&run.given);
        for (name, value) in &parts.lets {
            let term = self.infer(value, &scope, None);
            self.bind_to(&mut scope, name, term.kind, term.ty);
        }
        for (expect, span) in &parts.expects {
            run.expect.extend(self.expectation(expect, *span, &scope, commitments));
        }
        for (head, cell) in outputs {
            run.expect.extend(self.expected_cell(head, cell, &scope));
        }
        run
    }

    /// Which columns put something in, and which are expected.
    fn split_columns<'a>(
        &self,
        given: &[&'a ast::Given],
        header: &'a [Cell],
        cells: &'a [Cell],
    ) -> (Inputs<'a>, Vec<(&'a Cell, &'a Cell)>) {
        let given_names: Vec<&ast::Ident> = given
            .iter()
            .filter_map(|g| match g {
                ast::Given::Like { name, .. } | ast::Given::Value { name, .. } => Some(name),
                _ => None,
            })
            .collect();
        let mut inputs = Inputs { names: vec![], fields: vec![], params: vec![] };
        let mut outputs = vec![];
        for (head, cell) in header.iter().zip(cells) {
            let CellKind::Value(ast::Expr { kind: ExprKind::Path(path), .. }) = &head.kind else {
                outputs.push((head, cell));
                continue;
            };
            let first = &path.parts[0];
            let named = given_names.iter().find(|n| n.name == first.name);
            match (named, path.parts.len()) {
                (Some(name), 2..) => {
                    let rest = path.parts[1..].to_vec();
                    let span = rest.iter().fold(rest[0].span, |s, p| s.to(p.span));
                    inputs.fields.push((*name, ast::Path { parts: rest, span }, cell));
                }
                (None, 1) if !self.program.names.contains_key(&first.name) && !self.is_plural(&first.name) => {
                    inputs.names.push((first, cell));
                }
                (None, _) if matches!(self.program.find(path, &[DeclKind::Param]), Lookup::One(..)) => {
                    inputs.params.push((path, cell));
                }
                _ => outputs.push((head, cell)),
            }
        }
        (inputs, outputs)
    }

    /// A column that names nothing that is expected, given or declared does nothing. What is expected of a profile that
    /// could not be read is not known.
    fn columns_unread(&mut self, given: &[&ast::Given], table: &ast::Rows) {
        let Some(row) = table.rows.first().filter(|_| self.keys.incomplete.is_empty()) else { return };
        let (inputs, _) = self.split_columns(given, &table.header, &row.cells);
        let unread: Vec<&ast::Ident> =
            inputs.names.iter().map(|(name, _)| *name).filter(|name| !self.used.contains(&name.span)).collect();
        let found: Vec<_> = unread.into_iter().map(|name| say::column_unread(name.span, &name.name)).collect();
        self.found.extend(found);
    }

    /// What a column puts in is one value, never a comparison, an interval or several.
    fn put_in_as_values(&mut self, inputs: &Inputs) {
        let names = inputs.names.iter().map(|(_, cell)| *cell);
        let fields = inputs.fields.iter().map(|(_, _, cell)| *cell);
        let params = inputs.params.iter().map(|(_, cell)| *cell);
        for cell in names.chain(fields).chain(params) {
            if input_expr(cell).is_none() && !matches!(cell.kind, CellKind::Any | CellKind::Broken) {
                self.found.push(names::one_value_put_in(cell.span));
            }
        }
    }

    fn is_plural(&self, name: &Name) -> bool {
        self.schema.entities.iter().any(|e| e.plural.as_ref() == Some(name))
    }

    /// A param that a test sets to a value of its own.
    fn given_param(&mut self, path: &ast::Path, value: &ast::Expr, scope: &Scope) -> Option<Given> {
        let term = self.path(path, scope, None);
        let TermKind::Param(id) = term.kind else { return None };
        let before = self.found.len();
        let value = self.cell(value, &term.ty, scope);
        if let (Some(found), Lookup::One(param, _)) =
            (self.found.get_mut(before), self.program.find(path, &[DeclKind::Param]))
        {
            let module = &self.program.decl(param).module;
            found.help.push(names::given_is_param(&dotted(path), module));
        }
        Some(Given::Param(id, value))
    }

    fn given(&mut self, given: &ast::Given, inputs: &Inputs, scope: &mut Scope) -> Option<Given> {
        match given {
            ast::Given::Like { name, like, with } => {
                let base = self.path(like, scope, None);
                let Type::Entity(entity) = base.ty else {
                    if base.ty != Type::Error {
                        let found = self.describe(&base.ty);
                        self.found.push(names::type_mismatch(like.span, &found, "a profile or instance"));
                    }
                    self.bind(scope, name, Type::Error);
                    return None;
                };
                let with = with_columns(with, name, inputs);
                let fields = self.field_values(entity, &with, scope).unwrap_or_default();
                if let TermKind::Instance(_, key) = &base.kind {
                    self.between_fields(entity, &fields, self.stated.get(&(entity, key.clone())).cloned().as_ref());
                }
                let ty = base.ty.clone();
                let kind = TermKind::Like(Box::new(base), fields, name.name.clone());
                let local = self.bind(scope, name, ty.clone());
                Some(Given::Value(local, name.name.clone(), Term { kind, ty, span: name.span }))
            }
            ast::Given::Value { name, value } => {
                let path = ast::Path { parts: vec![name.clone()], span: name.span };
                if matches!(self.program.find(&path, &[DeclKind::Param]), Lookup::One(..)) {
                    return self.given_param(&path, value, scope);
                }
                let term = match &value.kind {
                    ExprKind::Construct(path, fields) => {
                        let fields = with_columns(fields, name, inputs);
                        let whole = ast::Expr { kind: ExprKind::Construct(path.clone(), fields), span: value.span };
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
            ast::Given::With { name, with } => {
                let base = self.path(name, scope, None);
                let (entity, key) = match &base.kind {
                    TermKind::Instance(entity, key) | TermKind::Profile(entity, key) => (*entity, key.clone()),
                    TermKind::Error => return None,
                    _ => {
                        self.found.push(names::wrong_kind(
                            name.span,
                            &dotted(name),
                            "something else",
                            "an instance or profile",
                        ));
                        return None;
                    }
                };
                let fields = self.field_values(entity, with, scope)?;
                self.between_fields(entity, &fields, self.stated.get(&(entity, key.clone())).cloned().as_ref());
                Some(Given::With(Override { entity, key, fields }))
            }
            ast::Given::Some { count, of, with } => {
                let list = self.path(of, scope, None);
                let TermKind::All(entity) = list.kind else {
                    self.found.push(names::wrong_kind(
                        of.span,
                        &dotted(of),
                        "something else",
                        "the list of all instances of an entity",
                    ));
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
        }
    }

    /// A param, or a field of an instance or profile, is given one value.
    fn given_once(&mut self, given: &[Given]) {
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
                        self.found.push(names::key_of_two(value.span, text, first));
                    }
                }
                Given::Param(id, value) => {
                    if let Some(first) = params.insert(*id, value.span) {
                        let name = self.params_named(*id);
                        self.found.push(names::given_twice(value.span, &name, first));
                    }
                }
                Given::With(with) => {
                    for (field, value) in &with.fields {
                        let key = (with.entity, with.key.clone(), *field);
                        if let Some(first) = fields.insert(key, value.span) {
                            let path = &self.schema.entity(with.entity).fields[*field as usize].path;
                            let name = format!("{}.{path}", with.key);
                            self.found.push(names::given_twice(value.span, &name, first));
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
    fn more_than_there_are(&mut self, given: &[Given]) {
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

    /// What an expectation says to have decided: a label of some case, a row of a table, or a rule.
    fn decided_by(&mut self, word: &ast::Ident, subject: &ast::ExpectSubject) {
        let labels = |decl: &crate::hir::Decl| -> Vec<Name> { decl.ast.clauses.iter().flat_map(labels_of).collect() };
        let row = word.name.strip_prefix("row_").is_some_and(|n| n.parse::<u32>().is_ok());
        let known = row
            || self.heads.iter().any(|head| head.name == word.name)
            || self.program.decls.iter().any(|decl| labels(decl).contains(&word.name));
        if known {
            return;
        }
        let path = match subject {
            ast::ExpectSubject::Expr(expr) => match &expr.kind {
                ast::ExprKind::Call(path, _) | ast::ExprKind::Path(path) => Some(path),
                _ => None,
            },
            _ => None,
        };
        let own = path.and_then(|path| self.program.names.get(&path.parts.last()?.name)?.first().copied());
        let (of, mut near) = match own {
            Some(id) => (self.program.decl(id).name().to_string(), labels(self.program.decl(id))),
            None => ("what is expected".to_string(), vec![]),
        };
        // A case of what it rests on may decide as well.
        if did_you_mean(&word.name, near.iter().map(Name::as_str)).is_none() {
            let others: Vec<Name> = self.program.decls.iter().flat_map(labels).collect();
            if let Some(meant) = did_you_mean(&word.name, others.iter().map(Name::as_str)) {
                near.push(Name::new(meant));
            }
        }
        self.found.push(names::no_label(word.span, &word.name, &of, near.iter().map(Name::as_str)));
    }

    /// What an expectation says is needed: a field, a param, a fact, a parameter of a reform.
    fn needed(&mut self, path: &ast::Path) {
        let word = dotted(path);
        let fields = self.schema.entities.iter().flat_map(|entity| &entity.fields).map(|field| field.path.as_str());
        let kinds = [DeclKind::Param, DeclKind::Fact];
        let figures = self.program.of_kind(&kinds).map(|decl| decl.name().as_str());
        let reforms = self.program.of_kind(&[DeclKind::Reform]).flat_map(|decl| &decl.ast.params);
        let all: Vec<&str> = fields.chain(figures).chain(reforms.map(|p| p.name.name.as_str())).collect();
        if !all.contains(&word.as_str()) {
            let found = names::not_found(path.span, "field, param or fact", &word, all);
            self.found.push(found);
        }
    }

    fn expectation(
        &mut self,
        expect: &ast::Expect,
        span: crate::text::Span,
        scope: &Scope,
        commitments: &[Commitment],
    ) -> Option<Expectation> {
        let setting = self.setting(&expect.setting);
        for (word, _) in &expect.by {
            self.decided_by(word, &expect.subject);
        }
        let by = expect.by.iter().map(|b| b.0.name.clone()).collect();
        expect.needs.iter().flatten().for_each(|path| self.needed(path));
        let needs = expect.needs.as_ref().map(|all| all.iter().map(dotted).collect());
        let made = |subject, expected| Some(Expectation { subject, expected, by, needs, setting, span });
        let expr = match &expect.subject {
            ast::ExpectSubject::Expr(expr) => expr,
            ast::ExpectSubject::State(path) => {
                let at = self.commitment(path, commitments)?;
                let expected = self.state(&expect.what)?;
                return made(ExpectSubject::State(at), expected);
            }
            ast::ExpectSubject::Slip(path) => {
                let at = self.commitment(path, commitments)?;
                let days = Type::Number(NumType {
                    word: Some("days".into()),
                    ..NumType::of(crate::types::schema::Unit::of("day"))
                });
                let expected = match &expect.what {
                    ast::ExpectWhat::Equals(value, _) => Expected::Value(self.cell(value, &days, scope), false),
                    ast::ExpectWhat::Between(a, b) => {
                        Expected::Between(self.cell(a, &days, scope), self.cell(b, &days, scope))
                    }
                    ast::ExpectWhat::Outcome(outcome) => Expected::Outcome(*outcome),
                    _ => {
                        let found = "no days, no bounds of days and no outcome";
                        self.found.push(names::type_mismatch(path.span, found, "`slip of NAME = 5 days`"));
                        return None;
                    }
                };
                return made(ExpectSubject::Slip(at), expected);
            }
        };
        if let ast::ExpectWhat::Error(code) = &expect.what {
            let known = || crate::diag::CODES.iter().flat_map(|rows| rows.iter()).map(|row| row.code.0);
            if !known().any(|word| word == code.name.as_str()) {
                self.found.push(names::no_code(code.span, &code.name, known()));
            }
            let (term, found) = self.aside(|c| c.infer(expr, scope, None));
            let codes: Vec<String> = found.iter().map(|d| d.code.0.to_string()).collect();
            let subject = if codes.is_empty() { ExpectSubject::Term(term) } else { ExpectSubject::Errors(codes) };
            return made(subject, Expected::Error(code.name.clone()));
        }
        let term = self.infer(expr, scope, None);
        let ty = term.ty.clone();
        if matches!(term.kind, TermKind::Bool(_)) && matches!(expect.what, ast::ExpectWhat::True) {
            self.found.push(say::fixed_expectation(expr.span));
        }
        if let ast::ExpectWhat::Is(value, _) | ast::ExpectWhat::Equals(value, _) = &expect.what
            && self.never_met(value, &ty, expr.span)
        {
            return None;
        }
        if let ast::ExpectWhat::Is(value, true) = &expect.what
            && let Some(word) = self.outcome_without_value(value)
        {
            self.found.push(names::not_of_outcome(value.span, &word));
            return None;
        }
        if let ast::ExpectWhat::Is(value, negated) = &expect.what
            && self.outcome_as_printed(value, *negated, "is ", &ty)
        {
            return None;
        }
        if let ast::ExpectWhat::Equals(value, _) = &expect.what
            && self.outcome_as_printed(value, false, "= ", &ty)
        {
            return None;
        }
        // That two ways of writing one number are the same may be worth showing.
        let literal = term.children().is_empty() && !matches!(term.kind, TermKind::Param(_) | TermKind::Fact(_));
        let same = |expected: &Expected| match expected {
            _ if literal => false,
            Expected::Value(value, false) | Expected::Digits(value, ..) => value.says(&term),
            _ => false,
        };
        let expected = match &expect.what {
            ast::ExpectWhat::Is(value, negated) => Expected::Value(self.expected_value_of(value, &ty, scope), *negated),
            ast::ExpectWhat::Outcome(outcome) => Expected::Outcome(*outcome),
            ast::ExpectWhat::Equals(value, digits) => {
                let value = self.expected_value_of(value, &ty, scope);
                match digits {
                    Some(digits) => {
                        let digits = u32::try_from(*digits).unwrap_or(0);
                        let written = match &expect.what {
                            ast::ExpectWhat::Equals(value, _) => literal::constant(&self.schema, value),
                            _ => None,
                        };
                        let percent = matches!(written, Some(Ok((_, written))) if written.percent);
                        Expected::Digits(value, digits, percent)
                    }
                    None => Expected::Value(value, false),
                }
            }
            ast::ExpectWhat::Between(a, b) => {
                let (low, high) = (self.expected_value_of(a, &ty, scope), self.expected_value_of(b, &ty, scope));
                if low.constant().zip(high.constant()).is_some_and(|(low, high)| low > high) {
                    self.found.push(time::backwards(low.span.to(high.span)));
                }
                Expected::Between(low, high)
            }
            ast::ExpectWhat::Error(_) => return None,
            ast::ExpectWhat::True => {
                self.agree(&ty, &Type::Bool, expr.span);
                Expected::True
            }
        };
        if same(&expected) && ty != Type::Error {
            self.found.push(say::fixed_expectation(expr.span));
        }
        made(ExpectSubject::Term(term), expected)
    }

    /// Whether a value that is expected can never be what comes out: bounds, which are no one value, and what is not
    /// compared as a whole. Reports it; `looked_at` is where what it is held against stands.
    fn never_met(&mut self, value: &ast::Expr, ty: &Type, looked_at: Span) -> bool {
        match &value.kind {
            ExprKind::Between(low, high) => {
                let bounds = compared::Bounds { from: looked_at, low: low.span, high: high.span };
                self.found.push(compared::bounds_expected(value.span, bounds));
            }
            // An outcome is no value that is compared.
            ExprKind::Absent | ExprKind::Unknown => return false,
            _ if self.outcome_without_value(value).is_some() || !self.is_whole(ty) => return false,
            _ => {
                let ty = self.describe(ty);
                self.found.push(compared::not_compared(value.span, &ty));
            }
        }
        true
    }

    /// The outcome without value that a word names, or that something is not known.
    pub fn outcome_without_value(&self, value: &ast::Expr) -> Option<Name> {
        let word = match &value.kind {
            ExprKind::Unknown => return Some(Name::new("unknown")),
            ExprKind::Path(path) => path.parts.first().filter(|_| path.parts.len() == 1)?,
            _ => return None,
        };
        let outcome = matches!(word.name.as_str(), "gap" | "conflict" | "not_applicable");
        (outcome && !self.program.names.contains_key(&word.name)).then(|| word.name.clone())
    }

    /// Whether an outcome stands there in a word that is printed of it, or with `=`; says how it is written.
    fn outcome_as_printed(&mut self, value: &ast::Expr, negated: bool, sign: &str, ty: &Type) -> bool {
        let ExprKind::Path(path) = &value.kind else { return false };
        let [word] = path.parts.as_slice() else { return false };
        let of_enum = matches!(ty, Type::Enum(id) if self.schema.enumeration(*id).values.contains(&word.name));
        if of_enum || self.program.names.contains_key(&word.name) {
            return false;
        }
        let meant = match word.name.as_str() {
            "not_applicable" | "conflict" | "gap" if sign != "is " => word.name.as_str(),
            "applicable" if negated => "not_applicable",
            _ if sign != "is " => return false,
            word => match OUTCOMES.iter().find(|o| o.0 == word) {
                Some((_, meant)) => meant,
                None => return false,
            },
        };
        self.found.push(names::outcome_word(word.span, &word.name, meant));
        true
    }

    /// A value that an expectation names: a bare number agrees only with a bare number, as in any expression.
    fn expected_value_of(&mut self, expr: &ast::Expr, ty: &Type, scope: &Scope) -> Term {
        let loose = match ty {
            Type::Number(n) => Type::Number(NumType { whole: false, ..n.clone() }),
            other => other.clone(),
        };
        if let (Type::Number(n), Some(Ok((number, written)))) =
            (ty, crate::types::literal::constant(&self.schema, expr))
            && n.percent
            && !written.percent
            && written.unit.is_none()
            && number.abs() > Rat::ONE
        {
            return self.fail(units::bare_percent(expr.span, &number), expr.span);
        }
        self.needs(expr, &loose, scope)
    }

    fn expected_cell(&mut self, head: &Cell, cell: &Cell, scope: &Scope) -> Option<Expectation> {
        let CellKind::Value(expr) = &head.kind else { return None };
        let term = self.infer(expr, scope, None);
        let loose = match &term.ty {
            Type::Number(n) => Type::Number(NumType { whole: false, ..n.clone() }),
            other => other.clone(),
        };
        let expected = match &cell.kind {
            CellKind::Any | CellKind::Broken => return None,
            CellKind::Outcome(outcome) => Expected::Outcome(*outcome),
            CellKind::Between(a, b) => Expected::Between(self.cell(a, &loose, scope), self.cell(b, &loose, scope)),
            CellKind::Value(value) if self.outcome_as_printed(value, false, "is ", &term.ty) => return None,
            CellKind::Value(value) => match &value.kind {
                ExprKind::Between(a, b) => Expected::Between(self.cell(a, &loose, scope), self.cell(b, &loose, scope)),
                ExprKind::Unknown => Expected::Outcome(ast::Outcome::Unknown),
                ExprKind::Range(..) if !matches!(term.ty, Type::Range(_)) => {
                    let input = Term { ty: loose, ..term };
                    return self.expected_test(input, cell, scope);
                }
                _ if self.never_met(value, &term.ty, head.span) => return None,
                _ => Expected::Value(self.cell(value, &loose, scope), false),
            },
            _ => {
                let input = Term { ty: loose, ..term };
                return self.expected_test(input, cell, scope);
            }
        };
        let setting = Setting::default();
        Some(Expectation {
            subject: ExpectSubject::Term(term),
            expected,
            by: vec![],
            needs: None,
            setting,
            span: cell.span,
        })
    }

    /// A cell that says what the value must be like: `> 5`, `[7 .. 9]`, `8, 9`, `not(3)`, as in a table of rules.
    fn expected_test(&mut self, input: Term, cell: &Cell, scope: &Scope) -> Option<Expectation> {
        if input.ty == Type::Error {
            return None;
        }
        let test = self.cell_test(cell, &input, scope)?;
        let (subject, setting) = (ExpectSubject::Term(test), Setting::default());
        Some(Expectation { subject, expected: Expected::True, by: vec![], needs: None, setting, span: cell.span })
    }

    fn commitment(&mut self, path: &ast::Path, commitments: &[Commitment]) -> Option<u32> {
        let word = &path.parts.last()?.name;
        let at = commitments.iter().position(|c| c.name == *word);
        if at.is_none() {
            let near = commitments.iter().map(|c| c.name.as_str());
            self.found.push(names::not_found(path.span, "commitment", &dotted(path), near));
        }
        at.map(|i| i as u32)
    }

    fn state(&mut self, what: &ast::ExpectWhat) -> Option<Expected> {
        if let ast::ExpectWhat::Outcome(ast::Outcome::Unknown) = what {
            return Some(Expected::StateIs("unknown".into()));
        }
        let ast::ExpectWhat::Is(ast::Expr { kind: ExprKind::Path(path), span }, false) = what else { return None };
        let word = dotted(path);
        if !STATES.contains(&word.as_str()) {
            self.found.push(names::no_mark(*span, "state", &word, STATES));
        }
        Some(Expected::StateIs(word))
    }
}

/// The value of an input cell; `-` is no value.
fn input_expr(cell: &Cell) -> Option<ast::Expr> {
    match &cell.kind {
        CellKind::Value(expr) => Some(expr.clone()),
        CellKind::Between(a, b) => {
            Some(ast::Expr { kind: ExprKind::Between(Box::new(a.clone()), Box::new(b.clone())), span: cell.span })
        }
        CellKind::Outcome(ast::Outcome::Unknown) => Some(ast::Expr { kind: ExprKind::Unknown, span: cell.span }),
        _ => None,
    }
}

fn with_columns(written: &[(ast::Path, ast::Expr)], name: &ast::Ident, inputs: &Inputs) -> Vec<(ast::Path, ast::Expr)> {
    let columns: Vec<(ast::Path, ast::Expr)> = inputs
        .fields
        .iter()
        .filter(|(of, _, _)| of.name == name.name)
        .filter_map(|(_, path, cell)| Some((path.clone(), input_expr(cell)?)))
        .collect();
    let kept = written.iter().filter(|(path, _)| !columns.iter().any(|(c, _)| dotted(c) == dotted(path))).cloned();
    kept.chain(columns.clone()).collect()
}

/// The labels that a clause gives cases and exceptions.
fn labels_of(clause: &ast::Clause) -> Vec<Name> {
    match &clause.kind {
        ast::ClauseKind::Case(case) => case.label.iter().map(|label| label.name.clone()).collect(),
        ast::ClauseKind::Except(label, ..) => label.iter().map(|label| label.name.clone()).collect(),
        ast::ClauseKind::AddTo(_, inner) => labels_of(inner),
        ast::ClauseKind::Replace(_, inner) => inner.iter().flat_map(labels_of).collect(),
        ast::ClauseKind::Add(added) => added.clauses.iter().flat_map(labels_of).collect(),
        _ => vec![],
    }
}
