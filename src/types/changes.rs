//! What a patch changes: a clause of a reform to a change.

use crate::diag::{names, sheets};
use crate::hir::law::SourceId;
use crate::hir::{Decl, Lookup};
use crate::num::date::Date;
use crate::syntax::ast::expr::Expr;
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::ast::reforms::{AmendWhat, ProlongTarget, SetTarget};
use crate::syntax::ast::{self, ClauseKind};
use crate::text::english::a_or_an;
use crate::text::{Name, Span};
use crate::types::body::{Body, EndKind};
use crate::types::checked::RuleKind;
use crate::types::ladder::Step;
use crate::types::literal::dotted;
use crate::types::patches::Change;
use crate::types::scope::{Checker, Place, Scope};
use crate::types::term::{ReformId, RuleId, TermKind};

impl Checker<'_> {
    /// All patches of a reform hold from its day to its last.
    fn no_days(&mut self, tail: &ast::law::Tail) {
        if let Some(day) = tail.from.or(tail.until) {
            let place = "the reform: all its patches hold from its day; what holds on other days is another reform";
            self.found.push(names::not_here(day.span, "a day", place));
        }
    }

    pub(super) fn changes(
        &mut self,
        decl: &Decl,
        clause: &ast::Clause,
        scope: &Scope,
    ) -> (Vec<Change>, Vec<crate::hir::law::Cite>) {
        match &clause.kind {
            ClauseKind::Set(target, value, tail) => {
                self.no_days(tail);
                let per = self.cites(decl, &tail.per);
                (self.set(target, value.as_ref(), clause.span, scope).into_iter().collect(), per)
            }
            ClauseKind::Prolong(target, until) => (self.prolong(target, until.date).into_iter().collect(), vec![]),
            ClauseKind::Add(added) => {
                let mine = |d: &&Decl| d.added_by == Some(decl.id) && d.ast.span == added.span;
                let own = self.program.decls.iter().find(mine);
                let change = own.and_then(|own| match self.program.rivals.get(&own.id) {
                    Some(first) => self.add_again(*first, own).map(Change::AddAgain),
                    None => Some(Change::Add(own.id)),
                });
                (change.into_iter().collect(), vec![])
            }
            ClauseKind::AddTo(path, inner) => {
                let Some(rule) = self.find_rule(path) else { return (vec![], vec![]) };
                (self.add_to(decl, rule, inner, scope), vec![])
            }
            ClauseKind::Amend(path, label, what, tail) => {
                self.no_days(tail);
                let per = self.cites(decl, &tail.per);
                let Some(rule) = self.find_rule(path) else { return (vec![], per) };
                (self.amend(rule, label.as_ref(), what, clause.span, scope).into_iter().collect(), per)
            }
            ClauseKind::Replace(path, clauses) => {
                let Some(rule) = self.find_rule(path) else { return (vec![], vec![]) };
                let mut inner = self.patch_scope(rule, scope);
                let body = self.body(decl, clauses, rule, &mut inner);
                (vec![Change::Replace(rule, body)], vec![])
            }
            ClauseKind::Repeal(path, label) => {
                let Some(rule) = self.find_rule(path) else { return (vec![], vec![]) };
                let change = match label {
                    Some(label) => Change::RepealCase(rule, label.name.clone()),
                    None => Change::Repeal(rule),
                };
                (vec![change], vec![])
            }
            _ => (vec![], vec![]),
        }
    }

    /// The subjects and `let`s of a rule, as its body knows them, and the parameters of the reform that patches it.
    pub(super) fn patch_scope(&mut self, rule: RuleId, reform: &Scope) -> Scope {
        let mut scope = self.rule_scope(rule);
        scope.names.extend(self.lets.get(&rule).cloned().unwrap_or_default());
        for named in &reform.names {
            if scope.find(&named.name).is_some() {
                self.found.push(names::hides(named.span, &named.name, scope.find(&named.name).map(|n| n.span)));
            }
            scope.names.push(named.clone());
        }
        scope
    }

    fn add_to(&mut self, decl: &Decl, rule: RuleId, inner: &ast::Clause, reform: &Scope) -> Vec<Change> {
        let scope = self.patch_scope(rule, reform);
        let head = self.heads[rule.0 as usize].clone();
        if !matches!(inner.kind, ClauseKind::Rows(_)) && !self.fits(head.kind, inner) {
            return vec![];
        }
        let item = head.item();
        match &inner.kind {
            ClauseKind::Case(case) => {
                let mut case = self.case(decl, case, inner.span, &item, &scope);
                if case.per.is_empty() {
                    case.per = decl.per.clone();
                }
                vec![Change::AddCase(rule, case)]
            }
            ClauseKind::Rows(rows) => self.add_rows(decl, rule, rows, &scope, inner.span),
            _ => self.end(decl, inner, &scope).map(|end| Change::AddEnd(rule, end)).into_iter().collect(),
        }
    }

    /// Rows below those of a table, each a case of its own; of a scale steps, which change those beside them.
    fn add_rows(
        &mut self,
        decl: &Decl,
        rule: RuleId,
        rows: &ast::cases::Rows,
        scope: &Scope,
        span: Span,
    ) -> Vec<Change> {
        let (program, head) = (self.program, self.heads[rule.0 as usize].clone());
        let patched = program.decl(head.decl);
        let clauses = &patched.ast.clauses;
        let there = clauses.iter().find_map(|c| match &c.kind {
            ClauseKind::Rows(rows) => Some(rows),
            _ => None,
        });
        let Some(there) = there else {
            self.found.push(sheets::no_rows_there(span, &head.name));
            return vec![];
        };
        let mut body = Body::empty();
        // Rows are numbered through all that the reform adds.
        let earlier = decl.ast.clauses.iter().filter(|clause| clause.span.end <= span.start);
        let rows_of = |clause: &ast::Clause| match &clause.kind {
            ClauseKind::AddTo(_, inner) => match &inner.kind {
                ClauseKind::Rows(rows) => rows.rows.len(),
                _ => 0,
            },
            _ => 0,
        };
        let first = 1 + earlier.map(rows_of).sum::<usize>();
        let label = |number: usize| Name::from(format!("{}_row_{}", decl.name(), first + number));
        if head.kind == RuleKind::Scale {
            let all: Vec<(&Decl, &ast::cases::Row)> =
                there.rows.iter().map(|row| (patched, row)).chain(rows.rows.iter().map(|row| (decl, row))).collect();
            self.scale_rows(clauses, (&there.header, &all), false, (&head, scope), &mut body, span);
            let is_own = |step: &Step| rows.rows.iter().any(|row| row.span.to(step.from.span) == row.span);
            let own = body.scale.into_iter().flat_map(|scale| scale.steps).filter(is_own);
            let steps = own.enumerate().map(|(number, step)| Step { label: label(number), ..step }).collect();
            return vec![Change::AddSteps(rule, steps)];
        }
        for row in rows.rows.iter().filter(|row| row.cells.len() != there.header.len()) {
            self.found.push(crate::diag::syntax::row_width(row.span, row.cells.len(), there.header.len()));
        }
        let added = ast::cases::Rows { header: there.header.clone(), rows: rows.rows.clone() };
        self.table_rows(decl, clauses, &added, &head, scope, &mut body);
        for (number, case) in body.cases.iter_mut().enumerate() {
            case.label = Some(label(number));
        }
        body.cases.into_iter().map(|case| Change::AddCase(rule, case)).collect()
    }

    fn amend(
        &mut self,
        rule: RuleId,
        label: Option<&ast::Ident>,
        what: &AmendWhat,
        span: Span,
        reform: &Scope,
    ) -> Option<Change> {
        let scope = self.patch_scope(rule, reform);
        let head = self.heads[rule.0 as usize].clone();
        let item = head.item();
        let as_clause = match (label, what) {
            (_, AmendWhat::Holds(c)) => Some(ClauseKind::Holds(c.clone())),
            (_, AmendWhat::Present(c)) => Some(ClauseKind::Present(c.clone())),
            (None, AmendWhat::Then(e)) => Some(ClauseKind::Is(e.clone(), ast::law::Tail::default())),
            (_, AmendWhat::Otherwise(e)) => {
                let (tier, then, tail) = (ast::cases::Tier::Otherwise, e.clone(), ast::law::Tail::default());
                Some(ClauseKind::Case(ast::cases::Case { tier, label: None, when: None, then, tail }))
            }
            _ => None,
        };
        if as_clause.is_some_and(|kind| !self.fits(head.kind, &ast::Clause { kind, span })) {
            return None;
        }
        let is_scale = head.kind == RuleKind::Scale;
        Some(match (label, what) {
            (Some(_), AmendWhat::When(_)) if is_scale => {
                self.found.push(sheets::row_begins(span, &head.name));
                return None;
            }
            (Some(label), AmendWhat::Then(e)) if is_scale => {
                Change::AmendThen(rule, label.name.clone(), self.value_of_row(e, &head, &scope))
            }
            (Some(label), AmendWhat::When(c)) => Change::AmendWhen(rule, label.name.clone(), self.condition(c, &scope)),
            (Some(label), AmendWhat::Then(e)) => {
                Change::AmendThen(rule, label.name.clone(), self.value(e, &item, &scope))
            }
            (_, AmendWhat::Applies(c)) => Change::AmendEnd(rule, EndKind::Applies, self.condition(c, &scope)),
            (_, AmendWhat::NotApplicable(c)) => {
                Change::AmendEnd(rule, EndKind::NotApplicable, self.condition(c, &scope))
            }
            (_, AmendWhat::Holds(c) | AmendWhat::Present(c)) => Change::AmendBase(rule, self.condition(c, &scope)),
            (_, AmendWhat::Otherwise(e)) | (None, AmendWhat::Then(e)) => {
                Change::AmendBase(rule, self.value(e, &item, &scope))
            }
            (None, AmendWhat::When(_)) => {
                self.found.push(names::missing_clause(span, "`amend ... when`", "[label]"));
                return None;
            }
        })
    }

    fn set(&mut self, target: &SetTarget, value: Option<&Expr>, span: Span, scope: &Scope) -> Option<Change> {
        match target {
            SetTarget::Binds { source, states, negated } => self.set_binds(source, states, *negated),
            SetTarget::Path(path) => match value {
                Some(value) => self.set_value(path, value, scope),
                None => {
                    self.found.push(names::missing_clause(span, "`set`", "to VALUE"));
                    None
                }
            },
        }
    }

    /// Whom a source binds.
    fn set_binds(&mut self, source: &ast::Path, states: &[ast::Ident], negated: bool) -> Option<Change> {
        let id = self.find_source(source)?;
        let Some(bound) = &self.program.source(id).binds else {
            if !self.source_is_broken(id) {
                self.found.push(names::missing_clause(source.span, "this source", "binds"));
            }
            return None;
        };
        let all = bound.all.clone();
        let entity = self.schema.entities.iter().find(|e| e.plural.as_ref() == Some(&all))?;
        for state in states {
            if !entity.closed_keys.contains(&state.name) {
                let near = entity.closed_keys.iter().map(Name::as_str);
                let found = names::not_found(state.span, &format!("`{}`", entity.name), &state.name, near);
                self.found.push(found);
                return None;
            }
        }
        Some(Change::SetBinds(id, states.iter().map(|s| s.name.clone()).collect(), negated))
    }

    /// A param, or a field of a closed instance.
    fn set_value(&mut self, path: &ast::Path, value: &Expr, scope: &Scope) -> Option<Change> {
        if let Lookup::One(id, _) = self.program.find(path, DeclKind::RULES)
            && let Some(rule) = self.rule_of.get(&id)
        {
            let kind = self.heads[rule.0 as usize].kind;
            self.found.push(names::set_of_rule(path.span, &dotted(path), &a_or_an(kind.declared_by().noun())));
            return None;
        }
        let term = self.path(path, &Scope::new(Place::Rule), None);
        let (is, needed) = match &term.kind {
            TermKind::Param(id) => {
                let value = self.figure(value, &term.ty.clone(), scope);
                self.absent_param(*id, &value);
                return Some(Change::SetParam(*id, value));
            }
            TermKind::Field(base, field) => match &base.kind {
                TermKind::Instance(entity, key) => {
                    let (entity, key) = (*entity, key.clone());
                    let value = self.cell(value, &term.ty.clone(), scope);
                    self.within(entity, field.index, &value);
                    return Some(Change::SetField(entity, key, field.index, value));
                }
                _ => ("no field of a closed instance".to_string(), "a param or such a field"),
            },
            TermKind::Error => return None,
            _ => (self.describe(&term.ty), "a param or a field of a closed instance"),
        };
        self.found.push(names::wrong_kind(path.span, &dotted(path), &is, needed));
        None
    }

    fn prolong(&mut self, target: &ProlongTarget, until: Date) -> Option<Change> {
        match target {
            ProlongTarget::EverythingEnding(day) => Some(Change::ProlongAll(day.date, until)),
            ProlongTarget::Path(path) => {
                let id = self.find_one(path, &[DeclKind::Param, DeclKind::Source], "param or source")?;
                match self.param_of.get(&id) {
                    Some((param, _)) => Some(Change::ProlongParam(*param, until)),
                    None => self.program.source_of.get(&id).map(|s| Change::ProlongSource(*s, until)),
                }
            }
        }
    }

    pub(super) fn find_source(&mut self, path: &ast::Path) -> Option<SourceId> {
        let id = self.find_one(path, &[DeclKind::Source], "source")?;
        self.program.source_of.get(&id).copied()
    }

    pub(super) fn find_rule(&mut self, path: &ast::Path) -> Option<RuleId> {
        let id = self.find_one(path, DeclKind::RULES, "rule")?;
        self.rule_of.get(&id).copied()
    }

    pub(super) fn find_reform(&mut self, path: &ast::Path) -> Option<ReformId> {
        let id = self.find_one(path, &[DeclKind::Reform], "reform")?;
        self.reform_of.get(&id).copied()
    }
}
