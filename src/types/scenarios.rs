//! Scenarios with what they stack and assume, and readings.

use crate::diag::syntax::clause_elsewhere;
use crate::diag::{names, reforms as say, tests as of_tests, time};
use crate::hir::{Decl, Lookup};
use crate::num::date::Date;
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::ast::{self, ClauseKind};
use crate::text::Span;
use crate::types::checked::RuleKind;
use crate::types::patches::{Assumption, Reading, ReadingOf, Scenario, Stacked};
use crate::types::schema::Type;
use crate::types::scope::{Checker, Place, Scope};
use crate::types::written::resolve_type;

impl Checker<'_> {
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

    fn stacked(&mut self, used: &ast::reforms::ReformUse) -> Option<Stacked> {
        let id = self.find_reform(&used.reform)?;
        let (decl_id, _) = self.reform_of.iter().find(|(_, r)| **r == id)?;
        let decl = self.program.decl(*decl_id);
        let scope = Scope::new(Place::Scenario);
        let mut args = vec![];
        for (at, (name, _)) in used.args.iter().enumerate() {
            if let Some((first, _)) = used.args[..at].iter().find(|(other, _)| other.name == name.name) {
                self.found.push(of_tests::given_twice(name.span, &name.name, first.span));
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
    pub fn assumption(&mut self, assume: &ast::reforms::Assume, span: Span, place: Place) -> Option<Assumption> {
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
        let kinds: Vec<DeclKind> = DeclKind::RULES.iter().copied().chain([DeclKind::Param]).collect();
        let id = self.find_one(path, &kinds, "rule or param")?;
        if let Some((param, ty)) = self.param_of.get(&id).cloned() {
            self.only_versions(&decl.ast.clauses);
            let versions = self.versions(decl, &decl.ast.clauses, &ty, &Scope::new(Place::Rule));
            return Some(ReadingOf::Param(param, versions));
        }
        RuleKind::of(self.program.decl(id).kind())?;
        let rule = self.rule_of.get(&id).copied()?;
        let mut scope = self.rule_scope(rule);
        let body = self.body(decl, &decl.ast.clauses, rule, &mut scope);
        Some(ReadingOf::Rule(rule, body))
    }

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
