//! Tests: their clauses, and a run for each row of a table.

use crate::diag::{names, rules as say, sheets, tests as of_tests};
use crate::hir::{Decl, Lookup};
use crate::syntax::ast::cases::{Cell, CellKind};
use crate::syntax::ast::expr::{Expr, ExprKind};
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::ast::{self, ClauseKind};
use crate::text::{Name, Span};
use crate::types::checked::Commitment;
use crate::types::given::{Inputs, input_expr};
use crate::types::rules::whole;
use crate::types::schema::Type;
use crate::types::scope::{Checker, Place, Scope};
use crate::types::term::TermKind;
use crate::types::tested::{Given, Run, Setting, Test};
use std::collections::BTreeMap;

/// Clauses of a test that are read again for each row of its table.
struct Parts<'a> {
    given: Vec<&'a ast::tests::Given>,
    lets: Vec<(&'a ast::Ident, &'a Expr)>,
    expects: Vec<(&'a ast::tests::Expect, Span)>,
}

impl Checker<'_> {
    /// Types all tests.
    pub fn tests(&mut self, commitments: &[Commitment]) -> Vec<Test> {
        let program = self.program;
        let mut titles: BTreeMap<(&Name, &str), Span> = BTreeMap::new();
        for decl in program.of_kind(&[DeclKind::Test]) {
            let Some(title) = &decl.ast.title else { continue };
            match titles.get(&(&decl.module, title.value.as_str())) {
                Some(first) => self.found.push(of_tests::test_twice(title.span, &title.value, *first)),
                None => _ = titles.insert((&decl.module, title.value.as_str()), title.span),
            }
        }
        program.of_kind(&[DeclKind::Test]).map(|decl| self.one_test(decl, commitments)).collect()
    }

    fn one_test(&mut self, decl: &Decl, commitments: &[Commitment]) -> Test {
        let title = decl.ast.title.as_ref().map_or_else(String::new, |t| t.value.clone());
        let mut written = ast::tests::Setting::default();
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
                    self.found.push(sheets::no_cases(span));
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

    pub(super) fn setting(&mut self, written: &ast::tests::Setting) -> Setting {
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
        given: &[&'a ast::tests::Given],
        header: &'a [Cell],
        cells: &'a [Cell],
    ) -> (Inputs<'a>, Vec<(&'a Cell, &'a Cell)>) {
        let given_names: Vec<&ast::Ident> = given
            .iter()
            .filter_map(|g| match g {
                ast::tests::Given::Like { name, .. } | ast::tests::Given::Value { name, .. } => Some(name),
                _ => None,
            })
            .collect();
        let mut inputs = Inputs { names: vec![], fields: vec![], params: vec![] };
        let mut outputs = vec![];
        for (head, cell) in header.iter().zip(cells) {
            let CellKind::Value(Expr { kind: ExprKind::Path(path), .. }) = &head.kind else {
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
    fn columns_unread(&mut self, given: &[&ast::tests::Given], table: &ast::cases::Rows) {
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
                self.found.push(of_tests::one_value_put_in(cell.span));
            }
        }
    }

    fn is_plural(&self, name: &Name) -> bool {
        self.schema.entities.iter().any(|e| e.plural.as_ref() == Some(name))
    }
}
