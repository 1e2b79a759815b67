//! Definitions and assessments: heads, bodies, tables, scales.

use crate::diag::syntax::{clause_elsewhere, no_place_behind_a_case};
use crate::diag::time::period_backwards;
use crate::diag::{names, sheets};
use crate::hir::Decl;
use crate::hir::law::Cite;
use crate::num::date::Date;
use crate::syntax::ast::cases::{Cell, CellKind, Tier};
use crate::syntax::ast::expr::BinaryOp;
use crate::syntax::ast::{self, Clause, ClauseKind};
use crate::syntax::sheets::Hit;
use crate::text::{Name, Span};
use crate::types::body::{Body, Case, End, EndKind, Join};
use crate::types::checked::{Bearer, Rule, RuleKind, Subject};
use crate::types::days::ALWAYS;
use crate::types::declare::keys::column_name;
use crate::types::literal::dotted;
use crate::types::patches::{Reading, ReadingOf, Reform};
use crate::types::schema::Type;
use crate::types::scope::{Checker, Head, InScope, Place, Scope};
use crate::types::term::{RuleId, Term, TermKind};
use crate::types::written::resolve_type;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Levels of competence.
const LEVELS: &[&str] = &["EU", "national", "regional", "local"];

impl Checker<'_> {
    /// Numbers the rules and types their heads.
    pub fn rule_heads(&mut self) {
        let program = self.program;
        for decl in program.decls.iter().filter(|d| !program.rivals.contains_key(&d.id)) {
            let Some(kind) = RuleKind::of(decl.kind()) else { continue };
            self.rule_of.insert(decl.id, RuleId(self.heads.len() as u32));
            self.heads.push(Head {
                decl: decl.id,
                name: decl.name().clone(),
                kind,
                subjects: vec![],
                result: Type::Bool,
            });
            let at = self.heads.len() - 1;
            let result = if kind.is_assessment() { Type::Bool } else { self.result_type(decl, kind) };
            self.heads[at].result = result;
        }
        for at in 0..self.heads.len() {
            let decl = program.decl(self.heads[at].decl);
            self.heads[at].subjects = self.subjects(decl);
        }
        for (rival, first) in &program.rivals {
            if let Some(rule) = self.rule_of.get(first).copied() {
                self.rule_of.insert(*rival, rule);
            }
        }
    }

    /// The days on which a rule is read.
    pub fn days(&mut self, decl: &Decl) -> (Date, Date) {
        let (mut from, mut until) = (None, None);
        for clause in &decl.ast.clauses {
            match &clause.kind {
                ClauseKind::From(day) => from = Some(*day),
                ClauseKind::Until(day) => until = Some(*day),
                _ => {}
            }
        }
        if let (Some(from), Some(until)) = (from, until)
            && until.date < from.date
            && until.date != Date::MIN
        {
            self.found.push(period_backwards(until.span, decl.name()));
        }
        (from.map_or(Date::MIN, |day| day.date), until.map_or(Date::MAX, |day| day.date))
    }

    /// What a rule yields, as its head says.
    pub fn result_type(&mut self, decl: &Decl, kind: RuleKind) -> Type {
        let Some(written) = &decl.ast.result else {
            if decl.ast.broken {
                return Type::Error;
            }
            self.found.push(names::missing_clause(decl.name_span(), &format!("a {}", kind.word()), ": TYPE"));
            return Type::Error;
        };
        let (ty, found) = resolve_type(self.program, &self.schema, written);
        self.found.extend(found);
        let ty = match (ty, &decl.ast.concept) {
            (Type::Number(mut n), Some(concept)) => {
                n.concept = Some(concept.name.clone());
                Type::Number(n)
            }
            (ty, _) => ty,
        };
        match (kind, ty) {
            (RuleKind::Collect, Type::List(item)) => {
                self.found.push(names::type_of_items(written.span, &self.schema.type_name(&item)));
                Type::List(item)
            }
            (RuleKind::Collect, item) => Type::List(Box::new(item)),
            (_, ty) => ty,
        }
    }

    /// The parameters and subjects of a rule, each a new name.
    pub fn subjects(&mut self, decl: &Decl) -> Vec<Subject> {
        let mut scope = self.base_scope(decl, Place::Rule);
        let mut subjects = vec![];
        for param in &decl.ast.params {
            let (ty, found) = resolve_type(self.program, &self.schema, &param.ty);
            self.found.extend(found);
            let local = self.bind(&mut scope, &param.name, ty.clone());
            subjects.push(Subject { name: param.name.name.clone(), local, ty, list: None });
        }
        for clause in &decl.ast.clauses {
            let ClauseKind::For(binders) = &clause.kind else { continue };
            for binder in binders {
                let (ty, list) = match (&binder.ty, &binder.list) {
                    (Some(written), _) => {
                        let (ty, found) = resolve_type(self.program, &self.schema, written);
                        self.found.extend(found);
                        (ty, None)
                    }
                    (None, Some(list)) => {
                        let term = self.infer(list, &scope, None);
                        (self.item_of(&term.ty, list.span), Some(term))
                    }
                    (None, None) => {
                        self.found.push(names::missing_clause(binder.name.span, "a subject", ": TYPE"));
                        (Type::Error, None)
                    }
                };
                let local = self.bind(&mut scope, &binder.name, ty.clone());
                subjects.push(Subject { name: binder.name.name.clone(), local, ty, list });
            }
        }
        subjects
    }

    /// A scope with the subjects of a rule (and the parameters of the reform that adds it).
    pub fn rule_scope(&mut self, rule: RuleId) -> Scope {
        let head = self.heads[rule.0 as usize].clone();
        let decl = self.program.decl(head.decl);
        let mut scope = self.base_scope(decl, Place::Rule);
        for subject in &head.subjects {
            let span = decl.name_span();
            scope.names.push(InScope {
                name: subject.name.clone(),
                term: TermKind::Local(subject.local),
                ty: subject.ty.clone(),
                span,
            });
        }
        scope
    }

    /// Types all bodies.
    pub fn rules(&mut self) -> Vec<Rule> {
        (0..self.heads.len()).map(|at| self.one_rule(RuleId(at as u32))).collect()
    }

    fn one_rule(&mut self, id: RuleId) -> Rule {
        let head = self.heads[id.0 as usize].clone();
        let decl = self.program.decl(head.decl);
        let mut scope = self.rule_scope(id);
        let before = scope.names.len();
        let body = self.body(decl, &decl.ast.clauses, id, &mut scope);
        self.lets.insert(id, scope.names[before..].to_vec());
        self.absences(&body);
        self.only_a_field(decl, &body);
        let mut rule = Rule {
            decl: decl.id,
            name: head.name,
            kind: head.kind,
            subjects: head.subjects,
            result: head.result,
            body,
            modality: None,
            level: vec![],
            binds: vec![],
            days: self.days(decl),
            added_by: decl.added_by.map(|r| self.reform_of[&r]),
        };
        for clause in &decl.ast.clauses {
            match &clause.kind {
                ClauseKind::Modality(m) => rule.modality = Some(*m),
                ClauseKind::Level(levels) => {
                    for level in levels.iter().filter(|l| !LEVELS.contains(&l.name.as_str())) {
                        self.found.push(names::no_value(level.span, "level", &level.name, LEVELS.iter().copied()));
                    }
                    rule.level = levels.iter().map(|l| l.name.clone()).collect();
                }
                ClauseKind::Binds(paths) => {
                    for path in paths {
                        let party = self.path(path, &scope, Some(&Type::Party));
                        if !matches!(party.ty, Type::Party | Type::Entity(_) | Type::Error) {
                            let is = self.describe(&party.ty);
                            self.found.push(names::no_bearer(path.span, &dotted(path), &is));
                            continue;
                        }
                        rule.binds.push(match (&party.kind, &party.ty) {
                            (TermKind::Code(at), Type::Party) => {
                                Bearer::Party(self.schema.parties[*at as usize].clone())
                            }
                            _ => Bearer::Term(party),
                        });
                    }
                }
                _ => {}
            }
        }
        rule
    }

    /// Types the clauses of a body. `scope` gains the `let`s.
    pub fn body(&mut self, decl: &Decl, clauses: &[Clause], rule: RuleId, scope: &mut Scope) -> Body {
        let head = self.heads[rule.0 as usize].clone();
        let item = head.item();
        let mut body = Body::empty();
        if head.kind == RuleKind::Collect {
            body.join = Join::Collect;
        }
        let mut all_fit = true;
        for clause in clauses {
            if !self.fits(head.kind, clause) {
                all_fit = false;
                continue;
            }
            match &clause.kind {
                ClauseKind::Let(name, value) => {
                    let term = self.infer(value, scope, None);
                    let local = self.bind(scope, name, term.ty.clone());
                    body.lets.push((name.name.clone(), local, term));
                }
                ClauseKind::Case(_) | ClauseKind::Is(..) => {
                    let Some(case) = written_case(clause) else { continue };
                    let case = self.case(decl, &case, clause.span, &item, scope);
                    let again = case.tier == Tier::Otherwise && body.cases.iter().any(|c| c.tier == Tier::Otherwise);
                    let written =
                        clauses.iter().filter(|c| matches!(&c.kind, ClauseKind::Case(c) if c.tier == Tier::Otherwise));
                    // A second `otherwise` has been reported where it was read.
                    if !(again && written.count() > 1) {
                        self.add_case(&mut body, case);
                    }
                }
                ClauseKind::Holds(condition) | ClauseKind::Present(condition) => {
                    let then = self.condition(condition, scope);
                    // A second `holds` has been reported where it was read.
                    if body.cases.is_empty() {
                        self.add_case(&mut body, base_case(then, vec![], clause.span));
                    }
                }
                ClauseKind::Rows(rows) if head.kind == RuleKind::Table => {
                    let before = self.found.len();
                    self.table_rows(decl, clauses, rows, &head, scope, &mut body);
                    // Gaps and overlaps of a table that is not read whole say nothing.
                    if let (true, true, Some(first)) = (self.found.len() == before, whole(rows), body.cases.first()) {
                        self.tables.insert(first.span, clause.span);
                    }
                }
                ClauseKind::Rows(rows) if head.kind == RuleKind::Scale => {
                    let written = rows.rows.iter().map(|row| (decl, row)).collect::<Vec<_>>();
                    self.scale_rows(clauses, (&rows.header, &written), true, (&head, scope), &mut body, clause.span);
                }
                _ => {
                    if let Some(end) = self.end(decl, clause, scope) {
                        self.label_once(&body, end.label.as_ref(), end.span);
                        body.ends.push(end);
                    }
                }
            }
        }
        if body.cases.is_empty() && all_fit {
            body.tested = head.kind != RuleKind::Objective;
            self.lacks(decl, clauses, &head);
        }
        self.known_labels(&body, clauses, decl);
        body
    }

    /// Reports what a rule lacks that has no case.
    fn lacks(&mut self, decl: &Decl, clauses: &[Clause], head: &Head) {
        match head.kind {
            // An objective may be stated only.
            RuleKind::Objective => {}
            RuleKind::Barrier => self.missing(decl, "a barrier", "present when CONDITION"),
            kind if kind.is_assessment() => self.missing(decl, &format!("a {}", kind.word()), "holds when CONDITION"),
            // Why rows that stand there say nothing has been reported.
            RuleKind::Table | RuleKind::Scale if clauses.iter().any(has_rows) => {}
            RuleKind::Table | RuleKind::Scale => {
                let columns = head.subjects.iter().map(|s| format!(" {} |", s.name)).collect::<String>();
                let columns = match head.kind {
                    RuleKind::Table => format!("|{columns} {} |", head.name),
                    _ => "| from | rate |".to_string(),
                };
                let what = format!("a {}", head.kind.word());
                self.found.push(sheets::no_rows(decl.name_span(), &what, &columns));
            }
            kind => self.missing(decl, &format!("a {}", kind.word()), "is EXPRESSION"),
        }
    }

    /// Whether rules of a kind have a clause; one that they have not is reported.
    pub fn fits(&mut self, kind: RuleKind, clause: &Clause) -> bool {
        let word = match &clause.kind {
            ClauseKind::Case(case) if kind == RuleKind::Collect && case.tier == Tier::When => {
                if case.tail.prevailing.is_empty() {
                    return true;
                }
                "prevailing"
            }
            ClauseKind::Case(case) if kind != RuleKind::Define => case.tier.word(),
            ClauseKind::Is(..) if kind != RuleKind::Define => "is",
            ClauseKind::Holds(_) if !kind.is_assessment() || kind == RuleKind::Barrier => "holds",
            ClauseKind::Present(_) if kind != RuleKind::Barrier => "present",
            ClauseKind::Rows(_) if !matches!(kind, RuleKind::Table | RuleKind::Scale) => "|",
            _ => return true,
        };
        self.found.push(clause_elsewhere(clause.span, word, kind.word(), std::iter::empty(), Some(says_by(kind))));
        false
    }

    fn missing(&mut self, decl: &Decl, what: &str, clause: &str) {
        let broken = decl.ast.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Broken(_)));
        if !broken && !decl.ast.broken {
            self.found.push(names::missing_clause(decl.name_span(), what, clause));
        }
    }

    fn known_labels(&mut self, body: &Body, clauses: &[Clause], decl: &Decl) {
        let labels: Vec<&str> = body.cases.iter().filter_map(|c| c.label.as_deref()).collect();
        for clause in clauses {
            let Some(case) = written_case(clause) else { continue };
            for over in &case.tail.prevailing {
                if !labels.contains(&over.name.as_str()) {
                    self.found.push(names::no_label(over.span, &over.name, decl.name(), labels.iter().copied()));
                    continue;
                }
                let below = body.cases.iter().find(|c| c.label.as_ref() == Some(&over.name));
                let own = case.label.as_ref().map(|l| &l.name);
                let why = match below {
                    Some(below) if below.tier != case.tier => {
                        Some("the two are of different tiers, which orders them already")
                    }
                    _ if own.is_some_and(|own| prevails(body, &over.name, own)) => {
                        Some("it prevails over itself in the end")
                    }
                    _ => None,
                };
                if let Some(why) = why {
                    self.found.push(names::orders_nothing(over.span, &over.name, why));
                }
            }
        }
    }

    /// Adds a case to a body; a second base or label is reported.
    pub fn add_case(&mut self, body: &mut Body, case: Case) {
        let base = |c: &Case| c.tier == Tier::Otherwise && body.join == Join::Prevail;
        if base(&case)
            && let Some(first) = body.cases.iter().find(|c| base(c))
        {
            self.found.push(names::base_twice(case.span, first.span));
        }
        self.label_once(body, case.label.as_ref(), case.span);
        body.cases.push(case);
    }

    /// Reports a label that a case of a body, or a clause that ends it, has already.
    fn label_once(&mut self, body: &Body, label: Option<&Name>, span: Span) {
        let Some(label) = label else { return };
        let cases = body.cases.iter().map(|c| (&c.label, c.span));
        let mut labelled = cases.chain(body.ends.iter().map(|e| (&e.label, e.span)));
        if let Some((_, first)) = labelled.find(|(other, _)| other.as_ref() == Some(label)) {
            self.found.push(names::label_twice(span, label, first));
        }
    }

    /// A labelled case.
    pub fn case(&mut self, decl: &Decl, case: &ast::cases::Case, span: Span, item: &Type, scope: &Scope) -> Case {
        if case.label.is_none() && case.tier != Tier::Otherwise && case.when.is_some() {
            self.found.push(names::no_name_of_case(span, case.tier.word()));
        }
        let when = case.when.as_ref().map(|c| self.condition(c, scope));
        let then = self.value(&case.then, item, scope);
        self.says_nothing(&then);
        let days = self.days_of_case(decl, &case.tail);
        Case {
            tier: case.tier,
            label: case.label.as_ref().map(|l| l.name.clone()),
            when,
            then,
            over: case.tail.prevailing.iter().map(|l| l.name.clone()).collect(),
            days,
            per: self.cites(decl, &case.tail.per),
            span,
        }
    }

    /// First and last day on which a case is read. Days that end before they begin, and words that are said of figures
    /// only, are reported.
    fn days_of_case(&mut self, decl: &Decl, tail: &ast::law::Tail) -> (Date, Date) {
        let asked = tail.ask.as_ref().map(|who| match who {
            ast::law::Who::Words(text) => (text.span, "ask"),
            ast::law::Who::Party(path) => (path.span, "ask"),
        });
        let marked = tail.evidence.as_ref().map(|word| (word.span, "evidence"));
        let counted = tail.of.map(|(from, until)| (until.map_or(from.span, |until| from.span.to(until.span)), "of"));
        let published = tail.published.map(|day| (day.day.span, "published"));
        for (place, word) in [asked, marked, counted, published].into_iter().flatten() {
            self.found.push(no_place_behind_a_case(place, word));
        }
        let days = (tail.from.map_or(Date::MIN, |d| d.date), tail.until.map_or(Date::MAX, |d| d.date));
        match (tail.from, tail.until) {
            (Some(from), Some(until)) if days.1 < days.0 => {
                let place = if from.span.start < until.span.start { from.span.to(until.span) } else { until.span };
                self.found.push(period_backwards(place, decl.name()));
                ALWAYS
            }
            _ => days,
        }
    }

    /// First and last day on which a row is read, and what it cites itself.
    pub fn tail_of_row(&mut self, decl: &Decl, row: &ast::cases::Row) -> ((Date, Date), Vec<Cite>) {
        if let Some(label) = row.tail.prevailing.first() {
            self.found.push(sheets::rows_prevail_by_hit(label.span));
        }
        (self.days_of_case(decl, &row.tail), self.cites(decl, &row.tail.per))
    }

    /// What a definition comes to is a value: what nobody knows is a field or param, and where none is due the rule
    /// ends.
    pub fn says_nothing(&mut self, then: &Term) {
        match then.kind {
            TermKind::Unknown => self.found.push(names::no_value_of_a_rule(then.span, "unknown")),
            TermKind::Absent => self.found.push(names::no_value_of_a_rule(then.span, "absent")),
            _ => {}
        }
    }

    /// A clause that ends a rule before its cases, if this is one.
    pub fn end(&mut self, decl: &Decl, clause: &Clause, scope: &Scope) -> Option<End> {
        let (kind, label, condition, per) = match &clause.kind {
            ClauseKind::Applies(c, per) => (EndKind::Applies, None, c, per),
            ClauseKind::NotApplicable(c, per) => (EndKind::NotApplicable, None, c, per),
            ClauseKind::Except(label, c, per) => (EndKind::Except, label.as_ref().map(|l| l.name.clone()), c, per),
            _ => return None,
        };
        if kind == EndKind::Except && label.is_none() {
            self.found.push(names::no_name_of_case(clause.span, "except"));
        }
        let when = self.condition(condition, scope);
        Some(End { kind, label, when, per: self.cites(decl, per), span: clause.span })
    }

    /// Reads the rows of a table, a case each.
    pub fn table_rows(
        &mut self,
        decl: &Decl,
        clauses: &[Clause],
        rows: &ast::cases::Rows,
        head: &Head,
        scope: &Scope,
        body: &mut Body,
    ) {
        let hit = clauses.iter().find_map(|c| match &c.kind {
            ClauseKind::Hit(hit) => Some(*hit),
            _ => None,
        });
        body.join = match hit.unwrap_or(Hit::Unique) {
            Hit::Unique => Join::Unique,
            Hit::Any => Join::Prevail,
            Hit::First => Join::First,
            Hit::Sum => Join::Sum,
            Hit::Min => Join::Min,
            Hit::Max => Join::Max,
            Hit::Count => Join::Count,
        };
        let result_ty = match hit {
            Some(Hit::Count) => Type::Error,
            _ => head.result.clone(),
        };
        let Some(columns) = self.columns(&rows.header, head) else { return };
        for (number, row) in rows.rows.iter().enumerate() {
            // A row of another width has been reported where it was read.
            if row.cells.len() != rows.header.len() {
                continue;
            }
            let (inputs, result) = row.cells.split_at(row.cells.len() - 1);
            let mut when: Option<Term> = None;
            for (cell, subject) in inputs.iter().zip(&columns) {
                let Some(subject) = subject else { continue };
                let input = Term { kind: TermKind::Local(subject.local), ty: subject.ty.clone(), span: cell.span };
                let Some(test) = self.cell_test(cell, &input, scope) else { continue };
                when = Some(match when {
                    None => test,
                    Some(before) => joined(BinaryOp::And, before, test, row.span),
                });
            }
            let then = match (&result[0].kind, hit) {
                (CellKind::Value(value), Some(Hit::Count)) => self.infer(value, scope, None),
                (CellKind::Value(value), _) => self.cell(value, &result_ty, scope),
                (CellKind::Broken, _) => Term::error(result[0].span),
                _ => self.fail(sheets::no_value_here(result[0].span), result[0].span),
            };
            self.says_nothing(&then);
            let when = when.unwrap_or(Term::truth(true, row.span));
            let (days, per) = self.tail_of_row(decl, row);
            body.cases.push(Case {
                tier: Tier::When,
                label: Some(format!("row_{}", number + 1).into()),
                when: Some(when),
                then,
                over: vec![],
                days,
                per: if per.is_empty() { decl.per.clone() } else { per },
                span: row.span,
            });
        }
    }

    /// What the columns of a table ask; the last one holds the result and asks nothing. `None`: which one that is cannot
    /// be told.
    fn columns(&mut self, header: &[Cell], head: &Head) -> Option<Vec<Option<Subject>>> {
        let (last, inputs) = header.split_last()?;
        if let Some(name) = column_name(last).filter(|name| head.subjects.iter().any(|s| s.name == *name)) {
            let own = inputs.iter().any(|cell| column_name(cell).as_ref() == Some(&head.name));
            self.found.push(sheets::no_result_column(last.span, &name, &head.name, own));
            return None;
        }
        let mut columns: Vec<Option<Subject>> = vec![];
        for cell in inputs {
            let name = column_name(cell);
            let subject = name.as_ref().and_then(|n| head.subjects.iter().find(|s| s.name == *n)).cloned();
            let first = inputs[..columns.len()].iter().find(|other| name.is_some() && column_name(other) == name);
            let near = || head.subjects.iter().map(|s| s.name.as_str());
            match (&name, first) {
                (Some(name), Some(first)) if subject.is_some() => {
                    self.found.push(sheets::column_again(cell.span, name, first.span));
                }
                (Some(word), _) if subject.is_none() => {
                    self.found.push(names::not_found(cell.span, "parameter of this table", word, near()));
                }
                (None, _) => self.found.push(sheets::header_is_a_name(cell.span, near())),
                _ => {}
            }
            columns.push(subject);
        }
        Some(columns)
    }

    fn only_a_field(&mut self, decl: &Decl, body: &Body) {
        let [case] = body.cases.as_slice() else { return };
        // Where it may not apply, a definition says more than the field.
        if RuleKind::of(decl.kind()) == Some(RuleKind::Define) && !body.ends.is_empty() {
            return;
        }
        if let (TermKind::Field(_, field), None) = (&case.then.kind, &case.when) {
            let field = self.schema.field(*field);
            if field.path == *decl.name() && !field.statement {
                self.found.push(names::condition_is_field(case.then.span, &field.path));
            }
        }
    }

    /// Reports rings of rules that need each other.
    pub fn rings(&mut self, rules: &[Rule], reforms: &[Reform], readings: &[Reading]) {
        let numbers = |terms: Vec<&Term>| calls(terms).into_iter().map(|rule| rule.0 as usize).collect::<Vec<_>>();
        let mut needs: Vec<Vec<usize>> = rules.iter().map(|r| numbers(r.body.terms())).collect();
        for change in reforms.iter().flat_map(|r| &r.patches).map(|patch| &patch.change) {
            if let Some(rule) = change.rule() {
                needs[rule.0 as usize].extend(numbers(change.terms()));
            }
        }
        for reading in readings {
            if let ReadingOf::Rule(rule, body) = &reading.of {
                needs[rule.0 as usize].extend(numbers(body.terms()));
            }
        }
        let mut state = vec![0u8; rules.len()];
        for start in 0..rules.len() {
            let mut path = vec![];
            if let Some(ring) = ring_from(start, &needs, &mut state, &mut path) {
                let named: Vec<(Name, Span)> = ring
                    .iter()
                    .map(|r| (rules[*r].name.clone(), self.program.decl(rules[*r].decl).name_span()))
                    .collect();
                self.found.push(names::cycle(named[0].1, &named));
            }
        }
    }
}

/// Whether every row of a table could be read, and there is one.
pub fn whole(rows: &ast::cases::Rows) -> bool {
    let read = |row: &ast::cases::Row| {
        row.cells.len() == rows.header.len() && !row.cells.iter().any(|c| matches!(c.kind, CellKind::Broken))
    };
    !rows.rows.is_empty() && rows.rows.iter().all(read)
}

/// The rules that terms call.
pub fn calls<'t>(terms: impl IntoIterator<Item = &'t Term>) -> BTreeSet<RuleId> {
    let mut called = BTreeSet::new();
    for term in terms {
        term.walk(&mut |t| {
            if let TermKind::Call(id, _) = &t.kind {
                called.insert(*id);
            }
        });
    }
    called
}

fn ring_from(start: usize, needs: &[Vec<usize>], state: &mut [u8], path: &mut Vec<usize>) -> Option<Vec<usize>> {
    let mut stack = vec![(start, 0usize)];
    if state[start] != 0 {
        return None;
    }
    state[start] = 1;
    path.push(start);
    while let Some((at, next)) = stack.pop() {
        match needs[at].get(next) {
            None => {
                state[at] = 2;
                path.pop();
            }
            Some(&to) => {
                stack.push((at, next + 1));
                match state[to] {
                    0 => {
                        state[to] = 1;
                        path.push(to);
                        stack.push((to, 0));
                    }
                    1 => {
                        let from = path.iter().position(|p| *p == to).unwrap_or(0);
                        let ring = path[from..].to_vec();
                        for rest in path.iter() {
                            state[*rest] = 2;
                        }
                        return Some(ring);
                    }
                    _ => {}
                }
            }
        }
    }
    None
}

/// The case of a rule that has no condition.
pub fn base_case(then: Term, per: Vec<Cite>, span: Span) -> Case {
    Case { tier: Tier::Otherwise, label: None, when: None, then, over: vec![], days: ALWAYS, per, span }
}

/// Whether rows stand in a clause.
fn has_rows(clause: &Clause) -> bool {
    matches!(&clause.kind, ClauseKind::Rows(rows) if !rows.rows.is_empty())
}

/// The case that a clause writes; `is EXPR` is the one of a definition without others.
fn written_case(clause: &Clause) -> Option<Cow<'_, ast::cases::Case>> {
    match &clause.kind {
        ClauseKind::Case(case) => Some(Cow::Borrowed(case)),
        ClauseKind::Is(value, tail) => {
            let (then, tail) = (value.clone(), tail.clone());
            Some(Cow::Owned(ast::cases::Case { tier: Tier::Otherwise, label: None, when: None, then, tail }))
        }
        _ => None,
    }
}

/// How rules of a kind say what they say.
fn says_by(kind: RuleKind) -> &'static str {
    match kind {
        RuleKind::Define => "is EXPRESSION` or `when [label] CONDITION then EXPRESSION",
        RuleKind::Collect => "when [label] CONDITION then ITEM",
        RuleKind::Table | RuleKind::Scale => "| .. | .. |",
        RuleKind::Barrier => "present when CONDITION",
        _ => "holds when CONDITION",
    }
}

/// Two conditions as one.
pub fn joined(op: BinaryOp, a: Term, b: Term, span: Span) -> Term {
    Term { kind: TermKind::Binary(op, Box::new(a), Box::new(b)), ty: Type::Bool, span }
}

/// Labels of a body by place, for patches.
pub fn labels(body: &Body) -> BTreeMap<Name, usize> {
    body.cases.iter().enumerate().filter_map(|(at, c)| Some((c.label.clone()?, at))).collect()
}

/// Whether a case is another or prevails over it, by itself or by way of others.
fn prevails(body: &Body, from: &Name, to: &Name) -> bool {
    let (mut open, mut seen) = (vec![from], vec![]);
    while let Some(at) = open.pop() {
        if at == to {
            return true;
        }
        if !seen.contains(&at) {
            seen.push(at);
            open.extend(body.cases.iter().filter(|c| c.label.as_ref() == Some(at)).flat_map(|c| &c.over));
        }
    }
    false
}
