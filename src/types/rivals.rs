//! What a second reform adds under a name that a first one adds: another proposal of one thing.
//!
//! Both have one number, that of the first, so that whatever names it means the one that holds. What the second says is
//! put in its place where the second is stacked; that they take the same arguments and yield the same is seen to here.

use crate::diag::reforms as say;
use crate::hir::{Decl, DeclId};
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::ast::{self, ClauseKind};
use crate::types::checked::RuleKind;
use crate::types::patches::{Again, Anew};
use crate::types::schema::Type;
use crate::types::scope::{Checker, InScope, Place};
use crate::types::term::{RuleId, Term, TermKind};
use crate::types::written::{find_entity, resolve_type};

impl Checker<'_> {
    /// What a declaration makes of the name that it shares with an earlier one; `None`: it is of another form, which is
    /// reported.
    pub fn add_again(&mut self, first: DeclId, own: &Decl) -> Option<Again> {
        let earlier = self.program.decl(first);
        let says = match own.kind() {
            DeclKind::Param => self.param_again(first, own),
            DeclKind::Instance => self.instance_again(earlier, own),
            _ => self.rule_of.get(&first).copied().and_then(|rule| self.rule_again(rule, earlier, own)),
        };
        if says.is_none() {
            self.found.push(say::rival_differs(own.name_span(), own.name(), earlier.name_span()));
        }
        Some(Again { first, own: own.id, says: says? })
    }

    fn param_again(&mut self, first: DeclId, own: &Decl) -> Option<Anew> {
        let (param, ty) = self.param_of.get(&first).cloned()?;
        let written = own.ast.result.as_ref().map(|written| self.type_of(written, own));
        if written != Some(ty.clone()) || own.ast.may_be_absent != self.program.decl(first).ast.may_be_absent {
            return None;
        }
        let scope = self.base_scope(own, Place::Rule);
        Some(Anew::Param(param, self.versions(own, &own.ast.clauses, &ty, &scope)))
    }

    fn type_of(&mut self, written: &ast::TypeExpr, own: &Decl) -> Type {
        let (ty, found) = resolve_type(self.program, &self.schema, written);
        self.found.extend(found);
        match (ty, &own.ast.concept) {
            (Type::Number(mut n), Some(concept)) => {
                n.concept = Some(concept.name.clone());
                Type::Number(n)
            }
            (ty, _) => ty,
        }
    }

    fn instance_again(&mut self, earlier: &Decl, own: &Decl) -> Option<Anew> {
        let of = |decl: &Decl| find_entity(self.program, &self.schema, decl.ast.of.as_ref()?).ok();
        let entity = of(own).filter(|entity| of(earlier) == Some(*entity))?;
        let mut fields = self.declared_fields(entity, own);
        for clause in &earlier.ast.clauses {
            let ClauseKind::FieldValue(path, _) = &clause.kind else { continue };
            let declared = self.schema.entity(entity);
            let Some(field) = declared.field(&crate::types::literal::dotted(path)) else { continue };
            let ty = declared.fields[field as usize].ty.clone();
            fields.entry(field).or_insert(Term { kind: TermKind::Unknown, ty, span: own.name_span() });
        }
        Some(Anew::Instance(entity, own.name().clone(), fields.into_iter().collect()))
    }

    /// The subjects stand for those of the first, whatever they are called.
    fn rule_again(&mut self, rule: RuleId, earlier: &Decl, own: &Decl) -> Option<Anew> {
        let head = self.heads[rule.0 as usize].clone();
        let kind = RuleKind::of(own.kind())?;
        let result = if kind.is_assessment() { Type::Bool } else { self.result_type(own, kind) };
        let subjects = self.subjects(own);
        let alike = subjects.len() == head.subjects.len()
            && subjects.iter().zip(&head.subjects).all(|(a, b)| a.ty == b.ty && a.list.is_none() && b.list.is_none());
        if !alike || result != head.result || said_of(own) != said_of(earlier) {
            return None;
        }
        let mut scope = self.base_scope(own, Place::Rule);
        for (subject, first) in subjects.iter().zip(&head.subjects) {
            let (term, ty) = (TermKind::Local(first.local), first.ty.clone());
            scope.names.push(InScope { name: subject.name.clone(), term, ty, span: own.name_span() });
        }
        let body = self.body(own, &own.ast.clauses, rule, &mut scope);
        self.absences(&body);
        let days = self.days(own);
        Some(Anew::Rule(rule, body, days))
    }
}

/// What a head says beside its subjects, in words: modality, levels, who is bound.
fn said_of(decl: &Decl) -> Vec<String> {
    let names = |all: &[ast::Ident]| all.iter().map(|word| word.name.to_string()).collect::<Vec<_>>().join(", ");
    let mut said: Vec<String> = vec![];
    for clause in &decl.ast.clauses {
        match &clause.kind {
            ClauseKind::Modality(modality) => said.push(format!("{modality:?}")),
            ClauseKind::Level(levels) => said.push(names(levels)),
            ClauseKind::Binds(paths) => said.extend(paths.iter().map(|path| names(&path.parts))),
            _ => {}
        }
    }
    said.sort();
    said
}
