//! What is declared and read by nothing.

use crate::diag::{Diagnostic, rules as say};
use crate::hir::Decl;
use crate::syntax::ast::ClauseKind;
use crate::syntax::ast::kind::DeclKind;
use crate::text::Name;
use crate::types::body::Body;
use crate::types::checked::{Bearer, Checked, Piece, RuleKind, Subject};
use crate::types::declare::keys::column_name;
use crate::types::patches::ReadingOf;
use crate::types::schema::{EnumId, FieldId, Limit, Type};
use crate::types::term::{LocalId, ParamId, ReformId, RuleId, Term, TermKind};
use crate::types::tested::Test;
use std::collections::BTreeSet;

/// What is read somewhere.
#[derive(Default)]
struct Read {
    rules: BTreeSet<RuleId>,
    params: BTreeSet<ParamId>,
    fields: BTreeSet<FieldId>,
    enums: BTreeSet<EnumId>,
    reform_params: BTreeSet<(ReformId, u32)>,
    /// Units and concepts of numbers.
    units: BTreeSet<Name>,
    locals: BTreeSet<LocalId>,
}

/// What nothing reads: parameters of definitions, tables and reforms in these themselves; and definitions, params, enums
/// and fields that no rule, test, recommendation or scenario reads. `named`: whether a paper or the manifest speaks of a
/// word, which counts as read; none: there is no paper yet, and only parameters are looked at.
pub fn unused(checked: &Checked, named: Option<&dyn Fn(&str) -> bool>) -> Vec<Diagnostic> {
    let mut read = Read::default();
    read.program(checked);
    let mut found = [subjects(checked, &read), of_reforms(checked, &read)].concat();
    if let Some(named) = named {
        found.extend(declarations(checked, &read, named));
        found.extend(lets(checked, &read));
        found.extend(fields(checked, &read, named));
    }
    found
}

/// Definitions, params, enums, units and concepts.
fn declarations(checked: &Checked, read: &Read, named: &dyn Fn(&str) -> bool) -> Vec<Diagnostic> {
    let mut found = vec![];
    let mut say = |decl: &Decl, what: &str| {
        if !decl.ast.broken && !named(decl.name()) {
            found.push(say::unused(decl.name_span(), what, decl.name()));
        }
    };
    for (at, rule) in checked.rules.iter().enumerate() {
        // What has a title or covers a statement is said for readers.
        let decl = checked.program.decl(rule.decl);
        let told = decl.title.is_some() || !decl.covers.is_empty();
        if !rule.kind.is_assessment() && !told && !read.rules.contains(&RuleId(at as u32)) {
            say(decl, rule.kind.declared_by().noun());
        }
    }
    for (at, param) in checked.params.iter().enumerate() {
        if !read.params.contains(&ParamId(at as u32)) {
            say(checked.program.decl(param.decl), "param");
        }
    }
    for decl in checked.program.of_kind(&[DeclKind::Enum]) {
        let at = checked.schema.enums.iter().position(|e| e.name == *decl.name());
        if at.is_some_and(|at| !read.enums.contains(&EnumId(at as u32))) {
            say(decl, "enum");
        }
    }
    // A term is said for readers; a unit and a concept are said of numbers.
    for decl in checked.program.of_kind(&[DeclKind::Unit, DeclKind::Concept]) {
        let what = if decl.kind() == DeclKind::Unit { "unit" } else { "concept" };
        let told = what == "concept" && (!decl.covers.is_empty() || !decl.per.is_empty());
        if !told && !read.units.contains(decl.name()) && !decl.ast.names.iter().any(|n| read.units.contains(&n.name)) {
            say(decl, what);
        }
    }
    found
}

/// What `let` names in rules and in readings of them.
fn lets(checked: &Checked, read: &Read) -> Vec<Diagnostic> {
    let mut found = vec![];
    let bodies = checked.rules.iter().map(|rule| (rule.decl, &rule.body));
    let rivals = checked.readings.iter().filter_map(|reading| match &reading.of {
        ReadingOf::Rule(_, body) => Some((reading.decl, body)),
        ReadingOf::Param(..) | ReadingOf::Nothing => None,
    });
    for (decl, body) in bodies.chain(rivals) {
        let decl = checked.program.decl(decl);
        for (name, ..) in body.lets.iter().filter(|l| !read.locals.contains(&l.1) && !decl.ast.broken) {
            let written = decl.ast.clauses.iter().find_map(|clause| match &clause.kind {
                ClauseKind::Let(ident, _) if ident.name == *name => Some(ident.span),
                _ => None,
            });
            found.extend(written.map(|span| say::let_unread(span, name)));
        }
    }
    found
}

/// Parameters of definitions and tables.
fn subjects(checked: &Checked, read: &Read) -> Vec<Diagnostic> {
    let mut found = vec![];
    for rule in &checked.rules {
        let decl = checked.program.decl(rule.decl);
        let whole = !decl.ast.broken && !decl.ast.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Broken(_)));
        if matches!(rule.kind, RuleKind::Define | RuleKind::Table) && whole && rule.body.tested {
            // A column whose cells are all `-` is there for its readers.
            let is_column = |name: &Name| {
                decl.ast.clauses.iter().any(|clause| match &clause.kind {
                    ClauseKind::Rows(rows) => rows.header.iter().any(|h| column_name(h).as_ref() == Some(name)),
                    _ => false,
                })
            };
            let is_read = |s: &Subject| read.locals.contains(&s.local) || is_column(&s.name);
            let unread = rule.subjects.iter().zip(&decl.ast.params).filter(|(s, _)| !is_read(s));
            found.extend(unread.map(|(s, param)| say::subject_unread(param.name.span, &s.name, &rule.name)));
        }
    }
    found
}

/// Parameters of reforms.
fn of_reforms(checked: &Checked, read: &Read) -> Vec<Diagnostic> {
    let mut found = vec![];
    for (at, reform) in checked.reforms.iter().enumerate() {
        let decl = checked.program.decl(reform.decl);
        // A patch that was not understood may have read it.
        let read_all = decl.ast.clauses.iter().all(|clause| {
            let is_patch = matches!(
                clause.kind,
                ClauseKind::Set(..) | ClauseKind::AddTo(..) | ClauseKind::Amend(..) | ClauseKind::Replace(..)
            );
            !is_patch || reform.patches.iter().any(|patch| patch.span == clause.span)
        });
        if !read_all || decl.ast.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Broken(_) | ClauseKind::Add(_))) {
            continue;
        }
        for (place, param) in decl.ast.params.iter().enumerate() {
            if !decl.ast.broken && !read.reform_params.contains(&(ReformId(at as u32), place as u32)) {
                found.push(say::param_unread(param.name.span, &param.name.name, &reform.name));
            }
        }
    }
    found
}

/// Fields that profiles are asked for.
fn fields(checked: &Checked, read: &Read, named: &dyn Fn(&str) -> bool) -> Vec<Diagnostic> {
    let mut found = vec![];
    for entity in checked.schema.entity_ids() {
        let declared = checked.schema.entity(entity);
        // Towns are asked for fields of open entities; those of records and closed instances say what a thing is.
        if declared.span.end == 0 || declared.closed || !declared.is_keyed() {
            continue;
        }
        for (index, field) in declared.fields.iter().enumerate() {
            let id = FieldId { entity, index: index as u32 };
            let last = field.path.rsplit('.').next().unwrap_or(&field.path);
            // A text is a name, a code, a remark: for readers, too.
            let told = declared.key.contains(&id.index) || field.ty == Type::Text;
            if !told && !read.fields.contains(&id) && !named(&field.path) && !named(last) {
                found.push(say::field_unread(field.span, &declared.name, &field.path));
            }
        }
    }
    found
}

impl Read {
    fn program(&mut self, checked: &Checked) {
        for rule in &checked.rules {
            self.body(&rule.body);
            rule.subjects.iter().for_each(|s| self.ty(&s.ty));
            self.ty(&rule.result);
            self.terms(rule.subjects.iter().filter_map(|s| s.list.as_ref()));
            self.terms(rule.binds.iter().filter_map(|b| match b {
                Bearer::Term(term) => Some(term),
                Bearer::Party(_) => None,
            }));
        }
        for entity in &checked.schema.entities {
            entity.fields.iter().for_each(|field| self.ty(&field.ty));
        }
        for entity in checked.schema.entity_ids() {
            for field in &checked.schema.entity(entity).fields {
                for limit in field.low.iter().chain(&field.high) {
                    if let Limit::Field(index) = limit {
                        self.fields.insert(FieldId { entity, index: *index });
                    }
                }
            }
        }
        for param in &checked.params {
            self.ty(&param.ty);
            self.terms(param.versions.iter().map(|v| &v.value));
        }
        for fact in &checked.facts {
            self.ty(&fact.ty);
            self.term(&fact.value);
        }
        checked.instances.iter().for_each(|i| self.terms(i.fields.values()));
        for reform in &checked.reforms {
            reform.params.iter().for_each(|(_, ty)| self.ty(ty));
            self.terms(reform.patches.iter().flat_map(|patch| patch.change.terms()));
        }
        for reading in &checked.readings {
            match &reading.of {
                ReadingOf::Rule(_, body) => self.body(body),
                ReadingOf::Param(_, versions) => self.terms(versions.iter().map(|v| &v.value)),
                ReadingOf::Nothing => {}
            }
        }
        for scenario in &checked.scenarios {
            self.terms(scenario.with.iter().flat_map(|s| &s.args));
            self.terms(scenario.assumptions.iter().flat_map(|a| a.filter.iter().chain([&a.value])));
        }
        for recommendation in &checked.recommendations {
            self.terms(recommendation.because.iter().map(|b| &b.term));
            for piece in &recommendation.body {
                match piece {
                    Piece::Value(term) | Piece::GapList(term) => self.term(term),
                    Piece::Question(rule) => {
                        self.rules.insert(*rule);
                    }
                    Piece::Text(_) => {}
                }
            }
        }
        self.terms(checked.tests.iter().flat_map(Test::terms));
    }

    fn body(&mut self, body: &Body) {
        self.terms(body.terms());
    }

    fn terms<'t>(&mut self, terms: impl IntoIterator<Item = &'t Term>) {
        terms.into_iter().for_each(|term| self.term(term));
    }

    fn term(&mut self, term: &Term) {
        term.walk(&mut |t| match &t.kind {
            TermKind::Call(rule, _) => {
                self.rules.insert(*rule);
            }
            TermKind::Param(param) => {
                self.params.insert(*param);
            }
            TermKind::ReformParam(reform, place) => {
                self.reform_params.insert((*reform, *place));
            }
            TermKind::Field(_, field) => {
                self.fields.insert(*field);
            }
            TermKind::Local(local) => {
                self.locals.insert(*local);
            }
            _ => {}
        });
        term.walk(&mut |t| self.ty(&t.ty));
    }

    fn ty(&mut self, ty: &Type) {
        match ty {
            Type::Enum(id) => {
                self.enums.insert(*id);
            }
            Type::List(item) | Type::Range(item) => self.ty(item),
            Type::Number(n) => {
                self.units.extend(n.unit.0.keys().chain(&n.concept).cloned());
            }
            _ => {}
        }
    }
}
