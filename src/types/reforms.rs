//! Reforms, scenarios and readings.

use crate::diag::syntax::clause_elsewhere;
use crate::diag::{names, reforms as say, sheets, time};
use crate::hir::from_syntax::{RULES, status};
use crate::hir::law::SourceId;
use crate::hir::{Decl, Lookup};
use crate::num::date::Date;
use crate::syntax::ast::{self, AmendWhat, ClauseKind, DeclKind, ProlongTarget, SetTarget};
use crate::text::{Name, Span};
use crate::types::body::{Body, EndKind};
use crate::types::checked::RuleKind;
use crate::types::declare::resolve_type;
use crate::types::ladder::Step;
use crate::types::literal::dotted;
use crate::types::patches::{Assumption, Change, Patch, Reading, ReadingOf, Reform, Scenario, Stacked};
use crate::types::rules::rule_kind;
use crate::types::schema::Type;
use crate::types::scope::{Checker, Place, Scope};
use crate::types::term::{ParamId, ReformId, RuleId, Term, TermKind};

impl Checker<'_> {
    /// Types all reforms.
    pub fn reforms(&mut self) -> Vec<Reform> {
        let program = self.program;
        program.of_kind(&[DeclKind::Reform]).map(|decl| self.reform(decl)).collect()
    }

    fn reform(&mut self, decl: &Decl) -> Reform {
        let mut scope = Scope::new(Place::Rule);
        self.reform_params(decl.id, &mut scope);
        let mut params = vec![];
        for param in &decl.ast.params {
            let (ty, found) = resolve_type(self.program, &self.schema, &param.ty);
            self.found.extend(found);
            params.push((param.name.name.clone(), ty));
        }
        let mut reform = Reform {
            decl: decl.id,
            name: decl.name().clone(),
            params,
            status: vec![],
            status_per: vec![],
            from: Date::MIN,
            until: Date::MAX,
            patches: vec![],
            limits: vec![],
            builds_on: vec![],
        };
        let mut dated = false;
        for clause in &decl.ast.clauses {
            let span = clause.span;
            match &clause.kind {
                ClauseKind::Status(items, per) => {
                    reform.status.extend(status(items));
                    reform.status_per.extend(self.cites(decl, per));
                }
                ClauseKind::From(day) => {
                    reform.from = day.date;
                    dated = true;
                }
                ClauseKind::Until(day) => {
                    reform.until = day.date;
                    if reform.until < reform.from {
                        self.found.push(time::period_backwards(day.span, decl.name()));
                    }
                }
                ClauseKind::Limits(citation) => {
                    let cites = self.cites(decl, std::slice::from_ref(citation));
                    reform.limits.extend(cites);
                }
                ClauseKind::BuildsOn(paths) => {
                    for path in paths {
                        reform.builds_on.extend(self.find_reform(path));
                    }
                }
                _ => {
                    let (changes, per) = self.changes(decl, clause, &scope);
                    reform.patches.extend(changes.into_iter().map(|change| Patch { change, per: per.clone(), span }));
                }
            }
        }
        let unclear = decl.ast.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Broken(_)));
        let broken = decl.ast.broken || unclear;
        let patch = |clause: &ast::Clause| {
            matches!(
                clause.kind,
                ClauseKind::Set(..)
                    | ClauseKind::Prolong(..)
                    | ClauseKind::Add(_)
                    | ClauseKind::AddTo(..)
                    | ClauseKind::Amend(..)
                    | ClauseKind::Replace(..)
                    | ClauseKind::Repeal(..)
            )
        };
        if !broken && !decl.ast.clauses.iter().any(patch) {
            self.found.push(names::no_patch(decl.name_span(), decl.name()));
        }
        if !dated && !unclear {
            self.found.push(names::missing_clause(decl.name_span(), "a reform", "from DAY"));
        }
        if !broken && !decl.ast.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Status(..))) {
            self.found.push(say::without_status(decl.name_span(), decl.name()));
        }
        reform
    }

    /// Labels that patches name are those of some case of the rule, as written, as read, or as some reform has it; and
    /// no reform writes one thing in two ways.
    pub fn patches(&mut self, rules: &[crate::types::checked::Rule], reforms: &[Reform], readings: &[Reading]) {
        for reform in reforms {
            let decl = self.program.decl(reform.decl);
            for (at, patch) in reform.patches.iter().enumerate() {
                let clause = decl.ast.clauses.iter().find(|c| c.span == patch.span);
                let label = clause.and_then(|clause| match &clause.kind {
                    ClauseKind::Amend(_, label, ..) | ClauseKind::Repeal(_, label) => label.as_ref(),
                    _ => None,
                });
                if let (Some(label), Some(rule)) = (label, labelled(&patch.change)) {
                    self.patched_label(label, rule, rules, reforms, readings);
                }
                if let Change::SetParam(param, value) = &patch.change {
                    self.set_to_itself(*param, value, rules);
                }
                let twice = |other: &&Patch| writes_otherwise(&other.change, &patch.change);
                if let Some(first) = reform.patches[..at].iter().find(twice) {
                    self.found.push(say::writes_twice(patch.span, &reform.name, first.span));
                }
            }
        }
    }

    /// A param that is set to what a definition makes of it, or to what it is on another day, needs itself.
    fn set_to_itself(&mut self, param: ParamId, value: &Term, rules: &[crate::types::checked::Rule]) {
        let of = self.param_of.iter().find(|(_, (id, _))| *id == param).map(|(decl, _)| *decl);
        let Some(name) = of.map(|of| self.program.decl(of).name().clone()) else { return };
        let (mut open, mut seen, mut at_another_day) = (vec![], vec![], false);
        let reads = |term: &Term| term.any(&|t| t.kind == TermKind::Param(param));
        let mut called = |term: &Term, open: &mut Vec<RuleId>| {
            term.walk(&mut |t| match &t.kind {
                TermKind::Call(rule, _) => open.push(*rule),
                TermKind::AsOf(inner, _) => at_another_day |= reads(inner),
                _ => {}
            });
        };
        called(value, &mut open);
        if std::mem::take(&mut at_another_day) {
            self.found.push(names::cycle(value.span, &[(name, value.span)]));
            return;
        }
        while let Some(rule) = open.pop() {
            let Some(rule) = rules.get(rule.0 as usize).filter(|rule| !seen.contains(&rule.decl)) else { continue };
            seen.push(rule.decl);
            let terms = rule.body.terms();
            if terms.iter().any(|term| reads(term)) {
                let at = self.program.decl(rule.decl).name_span();
                self.found.push(names::cycle(value.span, &[(name, value.span), (rule.name.clone(), at)]));
                return;
            }
            terms.into_iter().for_each(|term| {
                term.walk(&mut |t| {
                    if let TermKind::Call(rule, _) = &t.kind {
                        open.push(*rule);
                    }
                })
            });
        }
    }

    fn patched_label(
        &mut self,
        label: &ast::Ident,
        rule: RuleId,
        rules: &[crate::types::checked::Rule],
        reforms: &[Reform],
        readings: &[Reading],
    ) {
        let Some(written) = rules.get(rule.0 as usize) else { return };
        let decl = self.program.decl(written.decl);
        if decl.ast.broken || decl.ast.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Broken(_))) {
            return;
        }
        let mut known = labels(&written.body);
        for reading in readings {
            if let ReadingOf::Rule(of, body) = &reading.of
                && *of == rule
            {
                known.extend(labels(body));
            }
        }
        for patch in reforms.iter().flat_map(|r| &r.patches) {
            match &patch.change {
                Change::AddCase(of, case) if *of == rule => known.extend(case.label.clone()),
                Change::AddEnd(of, end) if *of == rule => known.extend(end.label.clone()),
                change => {
                    let new = change.new_body().filter(|(of, _)| *of == rule);
                    known.extend(new.into_iter().flat_map(|(_, body)| labels(body)));
                }
            }
        }
        if !known.contains(&label.name) {
            let name = written.name.clone();
            self.found.push(names::no_label(label.span, &label.name, &name, known.iter().map(Name::as_str)));
        }
    }

    /// All patches of a reform hold from its day to its last.
    fn no_days(&mut self, tail: &ast::Tail) {
        if let Some(day) = tail.from.or(tail.until) {
            let place = "the reform: all its patches hold from its day; what holds on other days is another reform";
            self.found.push(names::not_here(day.span, "a day", place));
        }
    }

    fn changes(
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
    fn patch_scope(&mut self, rule: RuleId, reform: &Scope) -> Scope {
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
    fn add_rows(&mut self, decl: &Decl, rule: RuleId, rows: &ast::Rows, scope: &Scope, span: Span) -> Vec<Change> {
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
        if head.kind == RuleKind::Scale {
            let all: Vec<(&Decl, &ast::Row)> =
                there.rows.iter().map(|row| (patched, row)).chain(rows.rows.iter().map(|row| (decl, row))).collect();
            self.scale_rows(clauses, (&there.header, &all), false, (&head, scope), &mut body, span);
            let is_own = |step: &Step| rows.rows.iter().any(|row| row.span.to(step.from.span) == row.span);
            let steps = body.scale.into_iter().flat_map(|scale| scale.steps).filter(is_own).collect();
            return vec![Change::AddSteps(rule, steps)];
        }
        for row in rows.rows.iter().filter(|row| row.cells.len() != there.header.len()) {
            self.found.push(crate::diag::syntax::row_width(row.span, row.cells.len(), there.header.len()));
        }
        let added = ast::Rows { header: there.header.clone(), rows: rows.rows.clone() };
        self.table_rows(decl, clauses, &added, &head, scope, &mut body);
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
        for (number, case) in body.cases.iter_mut().enumerate() {
            case.label = Some(format!("{}_row_{}", decl.name(), first + number).into());
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
            (None, AmendWhat::Then(e)) => Some(ClauseKind::Is(e.clone(), ast::Tail::default())),
            (_, AmendWhat::Otherwise(e)) => {
                let (tier, then, tail) = (ast::Tier::Otherwise, e.clone(), ast::Tail::default());
                Some(ClauseKind::Case(ast::Case { tier, label: None, when: None, then, tail }))
            }
            _ => None,
        };
        if as_clause.is_some_and(|kind| !self.fits(head.kind, &ast::Clause { kind, span })) {
            return None;
        }
        Some(match (label, what) {
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

    fn set(&mut self, target: &SetTarget, value: Option<&ast::Expr>, span: Span, scope: &Scope) -> Option<Change> {
        match target {
            SetTarget::Binds { source, states, negated } => {
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
                Some(Change::SetBinds(id, states.iter().map(|s| s.name.clone()).collect(), *negated))
            }
            SetTarget::Path(path) => {
                let Some(value) = value else {
                    self.found.push(names::missing_clause(span, "`set`", "to VALUE"));
                    return None;
                };
                if let Lookup::One(id, _) = self.program.find(path, RULES)
                    && let Some(rule) = self.rule_of.get(&id)
                {
                    let kind = match self.heads[rule.0 as usize].kind {
                        RuleKind::Define => "definition",
                        kind => kind.word(),
                    };
                    let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
                    self.found.push(names::set_of_rule(path.span, &dotted(path), &format!("{article} {kind}")));
                    return None;
                }
                let term = self.path(path, &Scope::new(Place::Rule), None);
                match &term.kind {
                    TermKind::Param(id) => {
                        let value = self.figure(value, &term.ty.clone(), scope);
                        self.absent_param(*id, &value);
                        Some(Change::SetParam(*id, value))
                    }
                    TermKind::Field(base, field) => match &base.kind {
                        TermKind::Instance(entity, key) => {
                            let (entity, key) = (*entity, key.clone());
                            let value = self.cell(value, &term.ty.clone(), scope);
                            self.within(entity, field.index, &value);
                            Some(Change::SetField(entity, key, field.index, value))
                        }
                        _ => {
                            self.found.push(names::wrong_kind(
                                path.span,
                                &dotted(path),
                                "no field of a closed instance",
                                "a param or such a field",
                            ));
                            None
                        }
                    },
                    TermKind::Error => None,
                    _ => {
                        let is = self.describe(&term.ty);
                        self.found.push(names::wrong_kind(
                            path.span,
                            &dotted(path),
                            &is,
                            "a param or a field of a closed instance",
                        ));
                        None
                    }
                }
            }
        }
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

    fn find_source(&mut self, path: &ast::Path) -> Option<SourceId> {
        let id = self.find_one(path, &[DeclKind::Source], "source")?;
        self.program.source_of.get(&id).copied()
    }

    fn find_rule(&mut self, path: &ast::Path) -> Option<RuleId> {
        let id = self.find_one(path, RULES, "rule")?;
        self.rule_of.get(&id).copied()
    }

    fn find_reform(&mut self, path: &ast::Path) -> Option<ReformId> {
        let id = self.find_one(path, &[DeclKind::Reform], "reform")?;
        self.reform_of.get(&id).copied()
    }

    /// Types all scenarios.
    pub fn scenarios(&mut self) -> Vec<Scenario> {
        let program = self.program;
        let made: Vec<Scenario> = program.of_kind(&[DeclKind::Scenario]).map(|decl| self.one_scenario(decl)).collect();
        for (at, scenario) in made.iter().enumerate() {
            let mut seen = vec![at];
            let mut next = scenario.starts_from;
            while let Some(id) = next {
                if seen.contains(&(id.0 as usize)) {
                    let span = program.decl(scenario.decl).name_span();
                    self.found.push(say::ring(span, &scenario.name));
                    break;
                }
                seen.push(id.0 as usize);
                next = made[id.0 as usize].starts_from;
            }
            let taken_over = seen.iter().rev().flat_map(|at| &made[*at].assumptions);
            self.contradictions(&taken_over.collect::<Vec<_>>(), scenario.assumptions.len());
        }
        made
    }

    /// Reports assumptions, of the last `own` ones, that say another thing of the same instances than one before them.
    pub fn contradictions(&mut self, all: &[&Assumption], own: usize) {
        for (at, later) in all.iter().enumerate().skip(all.len() - own) {
            let meets = |first: &&&Assumption| {
                let same = first.entity == later.entity && first.field == later.field;
                let everywhere = first.filter.is_none() || later.filter.is_none();
                same && everywhere && !first.value.says(&later.value)
            };
            if let Some(first) = all[..at].iter().find(meets) {
                let entity = self.schema.entity(later.entity);
                let field = entity.fields.get(later.field as usize).map_or("", |f| f.path.as_str());
                self.found.push(say::assumed_twice(later.span, field, first.span));
            }
        }
    }

    fn one_scenario(&mut self, decl: &Decl) -> Scenario {
        let mut scenario = Scenario {
            decl: decl.id,
            name: decl.name().clone(),
            starts_from: None,
            with: vec![],
            broken: false,
            at: Date::MIN,
            known_on: None,
            assumptions: vec![],
            reads_at: decl.name_span(),
            readings: vec![],
        };
        let (mut dated, before) = (false, self.found.len());
        for clause in &decl.ast.clauses {
            match &clause.kind {
                ClauseKind::StartsFrom(path) => scenario.starts_from = self.scenario(path).flatten(),
                ClauseKind::With(uses) => {
                    for used in uses {
                        scenario.with.extend(self.stacked(used));
                    }
                }
                ClauseKind::At(day) => {
                    scenario.at = day.date;
                    dated = true;
                }
                ClauseKind::KnownOn(day) => scenario.known_on = Some(day.date),
                ClauseKind::Assume(assume) => {
                    scenario.assumptions.extend(self.assumption(assume, clause.span, Place::Scenario))
                }
                ClauseKind::Readings(readings) => {
                    scenario.reads_at = clause.span;
                    scenario.readings.extend(readings.iter().filter_map(|r| self.reading(r)).collect::<Vec<_>>());
                }
                _ => {}
            }
        }
        let unread = decl.ast.broken || decl.ast.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Broken(_)));
        if !dated && !unread {
            self.found.push(time::no_date(decl.name_span(), decl.name()));
        }
        scenario.broken = unread || self.found[before..].iter().any(crate::diag::Diagnostic::is_error);
        scenario
    }

    fn stacked(&mut self, used: &ast::ReformUse) -> Option<Stacked> {
        let id = self.find_reform(&used.reform)?;
        let (decl_id, _) = self.reform_of.iter().find(|(_, r)| **r == id)?;
        let decl = self.program.decl(*decl_id);
        let scope = Scope::new(Place::Scenario);
        let mut args = vec![];
        for (at, (name, _)) in used.args.iter().enumerate() {
            if let Some((first, _)) = used.args[..at].iter().find(|(other, _)| other.name == name.name) {
                self.found.push(names::given_twice(name.span, &name.name, first.span));
                return None;
            }
            if !decl.ast.params.iter().any(|p| p.name.name == name.name) {
                let given = |p: &&ast::Param| used.args.iter().any(|(other, _)| other.name == p.name.name);
                let near = decl.ast.params.iter().filter(|p| !given(p)).map(|p| p.name.name.as_str());
                self.found.push(names::not_found(name.span, "parameter of this reform", &name.name, near));
                return None;
            }
        }
        for param in &decl.ast.params {
            let (ty, _) = resolve_type(self.program, &self.schema, &param.ty);
            match used.args.iter().find(|a| a.0.name == param.name.name) {
                Some((_, value)) => args.push(self.figure(value, &ty, &scope)),
                None => {
                    self.found.push(say::arguments(used.span, decl.name(), &param.name.name));
                    return None;
                }
            }
        }
        Some(Stacked { reform: id, args, span: used.span })
    }

    /// Types an assumption.
    pub fn assumption(&mut self, assume: &ast::Assume, span: Span, place: Place) -> Option<Assumption> {
        let mut scope = Scope::new(place);
        let binder = assume.binder.as_ref();
        let Some((binder, written)) = binder.and_then(|b| Some((b, b.ty.as_ref()?))) else {
            if let Lookup::One(id, _) = self.program.find(&assume.field, &[DeclKind::Param]) {
                let name = self.program.decl(id).name().clone();
                self.found.push(names::assumes_a_param(assume.field.span, &name));
                return None;
            }
            self.found.push(names::missing_clause(assume.field.span, "an assumption", "for NAME: ENTITY"));
            return None;
        };
        let (ty, found) = resolve_type(self.program, &self.schema, written);
        self.found.extend(found);
        let Type::Entity(entity) = ty else {
            if ty != Type::Error {
                let found = self.describe(&ty);
                self.found.push(names::type_mismatch(written.span, &found, "an entity"));
            }
            return None;
        };
        let local = self.bind(&mut scope, &binder.name, ty);
        let words: Vec<ast::Ident> = match assume.field.parts.split_first() {
            Some((first, rest)) if first.name == binder.name.name && !rest.is_empty() => rest.to_vec(),
            _ => assume.field.parts.clone(),
        };
        let path = words.iter().map(|w| w.name.as_str()).collect::<Vec<_>>().join(".");
        let declared = self.schema.entity(entity);
        let Some(field) = declared.field(&path) else {
            let fields = declared.fields.iter().map(|f| f.path.as_str());
            let span = words.iter().fold(words[0].span, |span, word| span.to(word.span));
            self.found.push(names::no_field(span, &declared.name, &path, fields));
            return None;
        };
        let ty = declared.fields[field as usize].ty.clone();
        let value = self.cell(&assume.value, &ty, &scope);
        self.within(entity, field, &value);
        let filter = assume.filter.as_ref().map(|f| self.condition(f, &scope));
        Some(Assumption { local, entity, field, value, filter, span })
    }

    /// Holds what reforms set fields of instances to to the bounds that other fields are, where no reform sets those as
    /// well.
    pub fn set_between_fields(&mut self, reforms: &[Reform]) {
        let sets = |patch: &Patch| match &patch.change {
            Change::SetField(entity, key, field, value) => Some(((*entity, key.clone()), (*field, value.clone()))),
            _ => None,
        };
        let all: Vec<_> = reforms.iter().flat_map(|reform| &reform.patches).filter_map(sets).collect();
        for (instance, written) in &all {
            let Some(mut others) = self.stated.get(instance).cloned() else { continue };
            all.iter().filter(|(of, _)| of == instance).for_each(|(_, (field, _))| _ = others.remove(field));
            self.between_fields(instance.0, std::slice::from_ref(written), Some(&others));
        }
    }

    /// Types all readings.
    pub fn readings(&mut self) -> Vec<Reading> {
        let program = self.program;
        let mut readings = vec![];
        for decl in program.of_kind(&[DeclKind::Reading]) {
            let of = decl.ast.of.as_ref().and_then(|path| self.reading_of_what(decl, path));
            readings.push(Reading { decl: decl.id, name: decl.name().clone(), of: of.unwrap_or(ReadingOf::Nothing) });
        }
        readings
    }

    fn reading_of_what(&mut self, decl: &Decl, path: &ast::Path) -> Option<ReadingOf> {
        let kinds: Vec<DeclKind> = RULES.iter().copied().chain([DeclKind::Param]).collect();
        let id = self.find_one(path, &kinds, "rule or param")?;
        if let Some((param, ty)) = self.param_of.get(&id).cloned() {
            self.only_versions(&decl.ast.clauses);
            let versions = self.versions(decl, &decl.ast.clauses, &ty, &Scope::new(Place::Rule));
            return Some(ReadingOf::Param(param, versions));
        }
        rule_kind(self.program.decl(id).kind())?;
        let rule = self.rule_of.get(&id).copied()?;
        let mut scope = self.rule_scope(rule);
        let body = self.body(decl, &decl.ast.clauses, rule, &mut scope);
        Some(ReadingOf::Rule(rule, body))
    }
}

impl Checker<'_> {
    /// A param is read as other versions of it, and by no clause of a rule.
    fn only_versions(&mut self, clauses: &[ast::Clause]) {
        for clause in clauses {
            let word = match &clause.kind {
                ClauseKind::Case(case) => case.tier.word(),
                ClauseKind::Holds(_) => "holds",
                ClauseKind::Present(_) => "present",
                ClauseKind::Applies(..) => "applies",
                ClauseKind::NotApplicable(..) => "not applicable",
                ClauseKind::Except(..) => "except",
                ClauseKind::Let(..) => "let",
                ClauseKind::Rows(_) => "|",
                _ => continue,
            };
            self.found.push(clause_elsewhere(clause.span, word, "param", std::iter::empty(), Some("is VALUE")));
        }
    }
}

/// The labels of a body.
fn labels(body: &Body) -> Vec<Name> {
    let cases = body.cases.iter().filter_map(|case| case.label.clone());
    cases.chain(body.ends.iter().filter_map(|end| end.label.clone())).collect()
}

/// The rule of a change that names a label of it.
fn labelled(change: &Change) -> Option<RuleId> {
    match change {
        Change::AmendWhen(rule, ..) | Change::AmendThen(rule, ..) | Change::RepealCase(rule, _) => Some(*rule),
        _ => None,
    }
}

/// Whether two changes write one thing, and not in the same way whatever the parameters are.
fn writes_otherwise(first: &Change, second: &Change) -> bool {
    let differ = |a: &Term, b: &Term| !(a.says(b) || has_param(a) || has_param(b));
    match (first, second) {
        (Change::SetParam(a, x), Change::SetParam(b, y)) => a == b && differ(x, y),
        (Change::SetField(a, key, field, x), Change::SetField(b, other, index, y)) => {
            (a, key, field) == (b, other, index) && differ(x, y)
        }
        (Change::AmendThen(a, label, x), Change::AmendThen(b, other, y))
        | (Change::AmendWhen(a, label, x), Change::AmendWhen(b, other, y)) => (a, label) == (b, other) && differ(x, y),
        _ => false,
    }
}

fn has_param(term: &Term) -> bool {
    term.any(&|t| matches!(t.kind, TermKind::ReformParam(..)))
}
