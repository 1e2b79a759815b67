//! Declarations and the keys of profiles to the checked program.

use crate::diag::units;
use crate::diag::{Diagnostic, names, rules as say, tests as of_tests, time};
use crate::hir::from_syntax::cite;
use crate::hir::law::{Cite, StatusLine};
use crate::hir::{Decl, DeclId, Lookup, Program};
use crate::num::date::Date;
use crate::num::rat::Rat;
use crate::syntax::ast::expr::Expr;
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::ast::law::{StatusWord, Tail};
use crate::syntax::ast::{self, ClauseKind};
use crate::text::{Name, Span};
use crate::types::checked::{Checked, Fact, Instance, Param};
use crate::types::declare::entity_of_commitments;
use crate::types::declare::keys::{RowKey, column_name, instance_keys, key_columns};
use crate::types::literal;
use crate::types::schema::{EntityId, Schema, Type};
use crate::types::scope::{Checker, Place, ProfileKeys, Scope};
use crate::types::term::{FactId, ParamId, ReadingId, ReformId, ScenarioId, Term, TermKind};
use crate::types::versions::Version;
use crate::types::written::{asked, find_entity, resolve_type};
use std::collections::BTreeMap;

/// Types everything. All findings are reported; what is broken holds [`TermKind::Error`] and must not be evaluated.
pub fn check(program: Program, schema: &Schema, keys: &ProfileKeys) -> (Checked, Vec<Diagnostic>) {
    let mut checker = Checker::new(&program, schema.clone(), keys);
    checker.number();
    checker.rule_heads();
    checker.bound_states();
    let params = checker.params();
    let facts = checker.facts();
    let instances = checker.instances();
    checker.stated = instances.iter().map(|i| ((i.entity, i.key.clone()), i.fields.clone())).collect();
    let mut rules = checker.rules();
    let mut reforms = checker.reforms();
    checker.set_between_fields(&reforms);
    let mut readings = checker.readings();
    let scenarios = checker.scenarios();
    let commitments = checker.commitments();
    let recommendations = checker.recommendations();
    let tests = checker.tests(&commitments);
    checker.made_up(&tests);
    checker.status_once();
    checker.source_days();
    checker.patches(&rules, &reforms, &readings);
    checker.absences_elsewhere(&rules, &reforms, &readings);
    checker.lists(&rules, &reforms, &readings, &recommendations);
    checker.evidence(&recommendations, &params);
    checker.same_readings(&readings, &params, &rules);
    checker.conditions_of_nothing(&rules, &readings);
    checker.rings(&rules, &reforms, &readings);
    checker.concepts(&rules, &reforms, &readings, &recommendations, &tests);
    checker.siblings(&params, &mut rules, &mut reforms, &mut readings, &scenarios, &tests);
    let Checker { schema, found, .. } = checker;
    let checked = Checked {
        program,
        schema,
        params,
        facts,
        rules,
        instances,
        reforms,
        scenarios,
        readings,
        recommendations,
        commitments,
        tests,
    };
    (checked, found)
}

impl Checker<'_> {
    /// Gives every param, fact, reform, scenario and reading its number, so that names resolve in any order.
    fn number(&mut self) {
        let program = self.program;
        for decl in program.decls.iter().filter(|d| !program.rivals.contains_key(&d.id)) {
            let head_type = |checker: &mut Self| {
                let Some(written) = &decl.ast.result else { return Type::Error };
                let (ty, found) = resolve_type(program, &checker.schema, written);
                checker.found.extend(found);
                match (ty, &decl.ast.concept) {
                    (Type::Number(mut n), Some(concept)) => {
                        n.concept = Some(concept.name.clone());
                        Type::Number(n)
                    }
                    (ty, _) => ty,
                }
            };
            match decl.kind() {
                DeclKind::Param => {
                    let ty = head_type(self);
                    let id = ParamId(self.param_of.len() as u32);
                    self.param_of.insert(decl.id, (id, ty));
                }
                DeclKind::Fact => {
                    let ty = head_type(self);
                    let id = FactId(self.fact_of.len() as u32);
                    self.fact_of.insert(decl.id, (id, ty));
                }
                DeclKind::Reform => {
                    let id = ReformId(self.reform_of.len() as u32);
                    self.reform_of.insert(decl.id, id);
                }
                DeclKind::Scenario => {
                    let id = ScenarioId(self.scenario_of.len() as u32);
                    self.scenario_of.insert(decl.id, id);
                }
                DeclKind::Reading => {
                    let id = ReadingId(self.reading_of.len() as u32);
                    self.reading_of.insert(decl.id, id);
                }
                _ => {}
            }
        }
        for (rival, first) in &program.rivals {
            if let Some(param) = self.param_of.get(first).cloned() {
                self.param_of.insert(*rival, param);
            }
        }
    }

    /// What sources bind are instances of a closed entity, and those named are among them.
    fn bound_states(&mut self) {
        for source in &self.program.sources {
            let Some(bound) = &source.binds else { continue };
            let closed = || self.schema.entities.iter().filter(|e| e.closed);
            let Some(entity) = closed().find(|e| e.plural.as_ref() == Some(&bound.all)) else {
                let near: Vec<&str> = closed().filter_map(|e| e.plural.as_ref()).map(Name::as_str).collect();
                self.found.push(names::not_found(bound.span, "list of a closed entity", &bound.all, near));
                continue;
            };
            let kind = format!("`{}`", entity.name);
            for (state, span) in bound.named() {
                if !entity.closed_keys.contains(state) {
                    let near: Vec<&str> = entity.closed_keys.iter().map(Name::as_str).collect();
                    self.found.push(names::not_found(span, &kind, state, near));
                }
            }
            let keys = &entity.closed_keys;
            if !bound.except.is_empty() && !keys.is_empty() && !keys.iter().any(|key| bound.binds(key)) {
                self.found.push(say::binds_nobody(bound.span, &source.name, &bound.all));
            }
        }
    }

    /// Resolves citations that stand in a declaration.
    pub fn cites(&mut self, decl: &Decl, written: &[ast::law::Citation]) -> Vec<Cite> {
        let (cites, found) = cite(self.program, decl, written);
        self.found.extend(found);
        cites
    }

    /// The mark that a tail names.
    pub fn mark(&mut self, tail: &Tail) -> Option<crate::hir::law::Evidence> {
        let word = tail.evidence.as_ref()?;
        let mark = crate::hir::law::Evidence::parse(&word.name);
        if mark.is_none() {
            self.found.push(names::no_mark(word.span, "evidence", &word.name, &["read", "memory", "to_check"]));
        }
        mark
    }

    /// A scope with the parameters of the reform that adds a declaration, if one does.
    pub fn base_scope(&mut self, decl: &Decl, place: Place) -> Scope {
        let mut scope = Scope::new(place);
        if let Some(reform) = decl.added_by {
            self.reform_params(reform, &mut scope);
        }
        scope
    }

    /// Puts the parameters of a reform in scope.
    pub fn reform_params(&mut self, reform: DeclId, scope: &mut Scope) {
        let id = self.reform_of[&reform];
        let program = self.program;
        for (at, param) in program.decl(reform).ast.params.iter().enumerate() {
            let (ty, _) = resolve_type(program, &self.schema, &param.ty);
            self.bind_to(scope, &param.name, TermKind::ReformParam(id, at as u32), ty);
        }
    }

    fn params(&mut self) -> Vec<Param> {
        let program = self.program;
        let mut params = vec![];
        for decl in program.of_kind(&[DeclKind::Param]) {
            let (_, ty) = self.param_of[&decl.id].clone();
            let scope = self.base_scope(decl, Place::Rule);
            let versions = self.versions(decl, &decl.ast.clauses, &ty, &scope);
            let partly =
                |c: &ast::Clause| matches!(c.kind, ClauseKind::Broken(_) | ClauseKind::From(_) | ClauseKind::Until(_));
            if versions.is_empty() && !decl.ast.broken && !decl.ast.clauses.iter().any(partly) {
                self.found.push(names::missing_clause(decl.name_span(), "a param", "from DAY is VALUE"));
            }
            params.push(Param {
                decl: decl.id,
                name: decl.name().clone(),
                ty,
                may_be_absent: decl.ast.may_be_absent,
                versions,
                added_by: decl.added_by.map(|r| self.reform_of[&r]),
            });
        }
        params
    }

    /// The versions that `is` clauses give a param or a reading of one, in order of days.
    pub fn versions(&mut self, decl: &Decl, clauses: &[ast::Clause], ty: &Type, scope: &Scope) -> Vec<Version> {
        let mut versions = vec![];
        for clause in clauses {
            let ClauseKind::Is(value, tail) = &clause.kind else { continue };
            let term = self.figure(value, ty, scope);
            self.only_literal(&term);
            let param = decl.ast.of.as_ref().filter(|_| decl.kind() == DeclKind::Reading);
            match param.map(|path| self.program.find(path, &[DeclKind::Param])) {
                None => self.absent_value(&decl.ast, &term),
                Some(Lookup::One(id, _)) => self.absent_value(&self.program.decl(id).ast, &term),
                Some(_) => {}
            }
            let own = self.cites(decl, &tail.per);
            let ask = tail.ask.as_ref().and_then(|who| {
                let (ask, found) = asked(self.program, who);
                self.found.extend(found);
                ask
            });
            if let (Some(from), Some(until)) = (tail.from, tail.until)
                && until.date < from.date
                && until.date != Date::MIN
            {
                self.found.push(time::period_backwards(from.span.to(until.span), decl.name()));
            }
            if let Some(from) = tail.from {
                self.before_its_source(decl.name(), from, &own);
            }
            versions.push(Version {
                from: tail.from.map_or(Date::MIN, |d| d.date),
                until: tail.until.map_or(Date::MAX, |d| d.date),
                open: tail.until.is_none(),
                value: term,
                per: if own.is_empty() { decl.per.clone() } else { own },
                ask,
                evidence: self.mark(tail),
                span: clause.span,
            });
        }
        versions.sort_by_key(|v| v.from);
        for at in 1..versions.len() {
            let next_from = versions[at].from;
            let before = &mut versions[at - 1];
            let open = before.until == Date::MAX;
            if before.until < next_from.previous() && before.until >= before.from {
                let (first, last) = (before.until.next(), next_from.previous());
                let (here, there) = (versions[at].span, versions[at - 1].span);
                self.found.push(time::between_versions(here, decl.name(), (first, last), there));
                continue;
            }
            if open && before.from < next_from {
                before.until = next_from.previous();
            } else if before.until >= next_from {
                self.found.push(time::overlap(versions[at].span, decl.name(), next_from, versions[at - 1].span));
            }
        }
        versions
    }

    /// A version that begins before the law that it cites holds has no value until then: to read it is an error. A
    /// paper or a study may tell of what was so before it was published.
    fn before_its_source(&mut self, param: &str, from: ast::Day, cites: &[Cite]) {
        for cite in cites {
            let source = self.program.source(cite.source);
            let tells = |line: &StatusLine| line.word == StatusWord::Published;
            let holds = source.cite_holds(cite).filter(|_| !source.status.iter().any(tells));
            if let Some((first, _)) = holds.filter(|(first, _)| from.date < *first) {
                self.found.push(time::before_its_source(from.span, param, &source.named(cite), (from.date, first)));
            }
        }
    }

    /// What a param or fact says: a bare number is an error where a unit or `%` is declared.
    pub fn figure(&mut self, value: &Expr, ty: &Type, scope: &Scope) -> Term {
        let bare = match (ty, literal::constant(&self.schema, value)) {
            (Type::Number(n), Some(Ok((number, written)))) => {
                let share = n.percent && !written.percent && written.unit.is_none() && number != Rat::ZERO;
                let unit = !n.unit.is_none() && written.unit.is_none() && !written.percent;
                match (share, unit) {
                    (true, _) => Some(units::bare_percent(value.span, &number)),
                    (_, true) => {
                        let unit = self.schema.type_name(ty);
                        Some(units::bare_number(value.span, &unit, Some(unit.clone())))
                    }
                    _ => None,
                }
            }
            _ => None,
        };
        match bare {
            Some(found) => self.fail(found, value.span),
            None => self.needs(value, ty, scope),
        }
    }

    /// Holds `absent` as the value of a param to `may be absent` in its head.
    fn absent_value(&mut self, head: &ast::Decl, value: &Term) {
        if value.kind == TermKind::Absent && !head.may_be_absent {
            self.found.push(names::param_never_absent(value.span, &head.name.name));
        }
    }

    /// See [`Checker::absent_value`].
    pub fn absent_param(&mut self, param: ParamId, value: &Term) {
        let of = self.param_of.iter().find(|(_, (id, _))| *id == param).map(|(decl, _)| *decl);
        if let Some(of) = of {
            self.absent_value(&self.program.decl(of).ast, value);
        }
    }

    fn only_literal(&mut self, term: &Term) {
        let mut bad: Option<Span> = None;
        term.walk(&mut |t| {
            let literal = matches!(
                t.kind,
                TermKind::Bool(_)
                    | TermKind::Number(_)
                    | TermKind::Date(_)
                    | TermKind::Text(_)
                    | TermKind::Code(_)
                    | TermKind::Unknown
                    | TermKind::Absent
                    | TermKind::Instance(..)
                    | TermKind::Negate(_)
                    | TermKind::List(_)
                    | TermKind::Range(..)
                    | TermKind::Between(..)
                    | TermKind::Record(..)
                    | TermKind::ReformParam(..)
                    | TermKind::Error
            );
            if !literal {
                bad = bad.or(Some(t.span));
            }
        });
        if let Some(span) = bad {
            self.found.push(names::not_here(
                span,
                "something computed",
                "a `define`; a param holds what the law writes",
            ));
        }
    }

    fn facts(&mut self) -> Vec<Fact> {
        let program = self.program;
        let mut facts = vec![];
        for decl in program.of_kind(&[DeclKind::Fact]) {
            let (_, ty) = self.fact_of[&decl.id].clone();
            let scope = self.base_scope(decl, Place::Rule);
            let said = decl.ast.clauses.iter().find_map(|c| match &c.kind {
                ClauseKind::Is(value, tail) => Some((value, tail)),
                _ => None,
            });
            let Some((value, tail)) = said else {
                if !decl.ast.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Broken(_))) {
                    self.found.push(names::missing_clause(decl.name_span(), "a fact", "is VALUE"));
                }
                continue;
            };
            let term = self.cell(value, &ty, &scope);
            self.only_literal(&term);
            self.days_of_fact(decl, tail);
            let own = self.cites(decl, &tail.per);
            facts.push(Fact {
                decl: decl.id,
                name: decl.name().clone(),
                ty,
                value: term,
                of: tail.of.map(|(from, to)| (from.date, to.unwrap_or(from).date)),
                published: tail.published.map(|p| (p.day.date, p.by)),
                per: if own.is_empty() { decl.per.clone() } else { own },
                evidence: self.mark(tail),
            });
        }
        facts
    }

    /// A fact is a datum: it says of which day or period it is, and is not published before that begins.
    fn days_of_fact(&mut self, decl: &Decl, tail: &Tail) {
        let said = decl.ast.clauses.iter().filter_map(|c| match &c.kind {
            ClauseKind::Is(_, tail) => Some((c.span, tail)),
            _ => None,
        });
        let said: Vec<(Span, &Tail)> = said.collect();
        if let [(first, _), (again, _), ..] = said.as_slice() {
            self.found.push(names::clause_twice(*again, "is", *first));
        }
        if let Some(day) = tail.from.or(tail.until) {
            self.found.push(names::fact_in_versions(day.span));
        }
        if let Some((from, Some(until))) = &tail.of
            && until.date < from.date
        {
            self.found.push(time::period_backwards(from.span.to(until.span), decl.name()));
        }
        match (&tail.of, &tail.published) {
            (None, _) if tail.from.is_none() => {
                self.found.push(names::fact_of_no_day(decl.name_span(), decl.name()));
            }
            (Some((from, _)), Some(published)) if published.day.date < from.date => {
                let days = (from.date, published.day.date);
                self.found.push(crate::diag::values::later_than_published(from.span, decl.name(), days.0, days.1));
            }
            _ => {}
        }
    }

    fn instances(&mut self) -> Vec<Instance> {
        let program = self.program;
        let mut instances = vec![];
        for decl in program.decls.iter().filter(|d| !program.rivals.contains_key(&d.id)) {
            let of = || decl.ast.of.as_ref().and_then(|p| find_entity(program, &self.schema, p).ok());
            match decl.kind() {
                DeclKind::Instance => {
                    let Some(entity) = of() else { continue };
                    let fields = self.declared_fields(entity, decl);
                    instances.push(self.one_instance(decl, entity, decl.name().clone(), fields, decl.name_span()));
                }
                DeclKind::Instances => {
                    let Some(entity) = of() else { continue };
                    self.instance_rows(decl, entity, &mut instances);
                }
                kind => {
                    let Some(entity) = entity_of_commitments(&self.schema, kind) else { continue };
                    let fields = self.declared_fields(entity, decl);
                    instances.push(self.one_instance(decl, entity, decl.name().clone(), fields, decl.name_span()));
                }
            }
        }
        self.keys_once(&instances);
        instances
    }

    /// No two instances of an entity have the same key, whether it is their name or stands in a field.
    fn keys_once(&mut self, instances: &[Instance]) {
        let mut keys: BTreeMap<(EntityId, Name), &Instance> = BTreeMap::new();
        for instance in instances {
            let [key] = self.schema.entity(instance.entity).key[..] else { continue };
            let (key, span) = match instance.fields.get(&key) {
                Some(Term { kind: TermKind::Text(text), span, .. }) => (text.clone(), *span),
                _ => (instance.key.clone(), instance.span),
            };
            let first = keys.entry((instance.entity, key.clone())).or_insert(instance);
            // Of one name twice is told where names are.
            if first.span != instance.span && first.key != instance.key {
                self.found.push(of_tests::key_of_two(span, &key, first.span));
            }
        }
    }

    fn one_instance(
        &self,
        decl: &Decl,
        entity: EntityId,
        key: Name,
        fields: BTreeMap<u32, Term>,
        span: Span,
    ) -> Instance {
        Instance { decl: decl.id, entity, key, fields, added_by: decl.added_by.map(|r| self.reform_of[&r]), span }
    }

    /// The fields that a declaration of an instance gives.
    pub fn declared_fields(&mut self, entity: EntityId, decl: &Decl) -> BTreeMap<u32, Term> {
        let scope = self.base_scope(decl, Place::Rule);
        let written: Vec<(ast::Path, Expr)> = decl
            .ast
            .clauses
            .iter()
            .filter_map(|c| match &c.kind {
                ClauseKind::FieldValue(path, value) => Some((path.clone(), value.clone())),
                _ => None,
            })
            .collect();
        self.field_values(entity, &written, &scope).unwrap_or_default().into_iter().collect()
    }

    fn instance_rows(&mut self, decl: &Decl, entity: EntityId, instances: &mut Vec<Instance>) {
        let scope = self.base_scope(decl, Place::Rule);
        let mut keys = instance_keys(&self.schema, entity, decl).into_iter();
        for clause in &decl.ast.clauses {
            let ClauseKind::Rows(rows) = &clause.kind else { continue };
            let key_at = key_columns(&self.schema, entity, rows);
            for row in &rows.rows {
                let Some(RowKey { key, span, .. }) = keys.next() else { break };
                let mut written = vec![];
                for (at, cell) in row.cells.iter().enumerate() {
                    let Some(header) = rows.header.get(at) else { continue };
                    let text_key = key_at.contains(&at);
                    let (ast::cases::CellKind::Value(value), Some(name)) = (&cell.kind, column_name(header)) else {
                        continue;
                    };
                    if text_key {
                        continue;
                    }
                    let ident = ast::Ident { name, span: header.span };
                    written.push((ast::Path { parts: vec![ident], span: header.span }, value.clone()));
                }
                let fields = self.field_values(entity, &written, &scope).unwrap_or_default().into_iter().collect();
                instances.push(self.one_instance(decl, entity, key, fields, span));
            }
        }
    }
}
