//! Names in expressions: locals, declarations, enum values, keys, and the fields behind them.

use crate::diag::units;
use crate::diag::{Diagnostic, elsewhere, names};
use crate::hir::from_syntax::several;
use crate::hir::{DeclId, Lookup};
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::ast::tests::Given;
use crate::syntax::ast::{self, Ident};
use crate::text::english::number_of;
use crate::text::{LAW, Name, Span};
use crate::types::declare::entity_of_commitments;
use crate::types::literal::dotted;
use crate::types::schema::{EntityId, EnumId, FieldId, Type};
use crate::types::scope::{Checker, Place, Scope};
use crate::types::term::{ScenarioId, Term, TermKind};

/// Kinds that stand for a value in an expression.
const VALUES: &[DeclKind] = &[
    DeclKind::Param,
    DeclKind::Fact,
    DeclKind::Define,
    DeclKind::Collect,
    DeclKind::Table,
    DeclKind::Scale,
    DeclKind::Requirement,
    DeclKind::Barrier,
    DeclKind::Criterion,
    DeclKind::Objective,
    DeclKind::Guarantee,
    DeclKind::Instance,
    DeclKind::Action,
    DeclKind::Task,
    DeclKind::Output,
    DeclKind::Milestone,
    DeclKind::Party,
    DeclKind::Recommendation,
    DeclKind::Entity,
    DeclKind::Enum,
];

impl Checker<'_> {
    /// Types a path: what its first words name, then fields.
    pub fn path(&mut self, path: &ast::Path, scope: &Scope, expected: Option<&Type>) -> Term {
        let first = &path.parts[0];
        if let Some(value) = self.expected_value(path, expected) {
            return match self.named_alike(path, &value, scope) {
                Some(found) => self.fail(found, path.span),
                None => value,
            };
        }
        if let Some(bound) = scope.find(&first.name) {
            self.used.insert(bound.span);
            let base = Term { kind: bound.term.clone(), ty: bound.ty.clone(), span: first.span };
            return self.fields(base, &path.parts[1..]);
        }
        match first.name.as_str() {
            "law_date" => {
                return self
                    .fields(Term { kind: TermKind::LawDate, ty: Type::Date, span: first.span }, &path.parts[1..]);
            }
            "data_date" => {
                return self
                    .fields(Term { kind: TermKind::DataDate, ty: Type::Date, span: first.span }, &path.parts[1..]);
            }
            _ => {}
        }
        match self.program.find(path, VALUES) {
            Lookup::One(id, words) => self.declared(id, path, words, expected, scope),
            Lookup::Several(all) => {
                let found = several(self.program, path.span, &first.name, &all);
                self.fail(found, path.span)
            }
            Lookup::None => self.key_or_value(path, scope, expected),
        }
    }

    /// A bare name that is a value of the enum, party or closed entity expected here.
    fn expected_value(&mut self, path: &ast::Path, expected: Option<&Type>) -> Option<Term> {
        let [only] = path.parts.as_slice() else { return None };
        let expected = expected?;
        let kind = match expected {
            Type::Enum(id) => {
                let place = self.schema.enumeration(*id).values.iter().position(|v| *v == only.name)?;
                TermKind::Code(place as u32)
            }
            Type::Party => TermKind::Code(self.schema.parties.iter().position(|p| *p == only.name)? as u32),
            Type::Recommendation => {
                TermKind::Code(self.schema.recommendations.iter().position(|r| *r == only.name)? as u32)
            }
            Type::Entity(id) if self.schema.entity(*id).closed_keys.contains(&only.name) => {
                TermKind::Instance(*id, only.name.clone())
            }
            _ => return None,
        };
        Some(Term { kind, ty: expected.clone(), span: path.span })
    }

    /// What is wrong with a bare value whose word is also a name of its type: neither hides the other.
    fn named_alike(&mut self, path: &ast::Path, value: &Term, scope: &Scope) -> Option<Diagnostic> {
        let word = &path.parts[0].name;
        let named = match scope.find(word) {
            Some(bound) if bound.ty == value.ty => Some(bound.span),
            Some(_) => None,
            None => self.declared_of_type(path, &value.ty),
        };
        let of = match &value.ty {
            Type::Enum(id) => {
                let name = &self.schema.enumeration(*id).name;
                (format!("value `{word}` of `{name}`"), Some(format!("{name}.{word}")))
            }
            Type::Entity(id) => (format!("instance `{word}` of `{}`", self.schema.entity(*id).name), None),
            other => (format!("{} `{word}`", self.schema.type_name(other)), None),
        };
        named.map(|named| names::value_or_name(path.span, word, &of.0, named, of.1.as_deref()))
    }

    /// Where a param, a fact or a rule that is asked of nobody is declared with a name and a type.
    fn declared_of_type(&self, path: &ast::Path, ty: &Type) -> Option<Span> {
        let Lookup::One(id, _) = self.program.find(path, VALUES) else { return None };
        let of_rule = || {
            let head = &self.heads[self.rule_of.get(&id)?.0 as usize];
            head.subjects.is_empty().then_some(&head.result)
        };
        let own = self.param_of.get(&id).map(|p| &p.1).or_else(|| self.fact_of.get(&id).map(|f| &f.1)).or_else(of_rule);
        own.filter(|own| *own == ty).map(|_| self.program.decl(id).name_span())
    }

    fn declared(&mut self, id: DeclId, path: &ast::Path, words: usize, expected: Option<&Type>, scope: &Scope) -> Term {
        let decl = self.program.decl(id);
        let span = path.parts[..words].iter().fold(path.parts[0].span, |s, p| s.to(p.span));
        let rest = &path.parts[words.min(path.parts.len())..];
        let last = &path.parts[words - 1];
        let base = match decl.kind() {
            DeclKind::Param => {
                let (param, ty) = self.param_of[&id].clone();
                Term { kind: TermKind::Param(param), ty, span }
            }
            DeclKind::Fact => {
                let (fact, ty) = self.fact_of[&id].clone();
                Term { kind: TermKind::Fact(fact), ty, span }
            }
            DeclKind::Instance => match self.instance(&last.name, expected) {
                Some((entity, key)) => Term { kind: TermKind::Instance(entity, key), ty: Type::Entity(entity), span },
                None => return Term::error(span),
            },
            DeclKind::Party => {
                let place = self.schema.parties.iter().position(|p| *p == last.name).unwrap_or(0);
                Term { kind: TermKind::Code(place as u32), ty: Type::Party, span }
            }
            DeclKind::Recommendation => {
                let place = self.schema.recommendations.iter().position(|p| *p == last.name).unwrap_or(0);
                Term { kind: TermKind::Code(place as u32), ty: Type::Recommendation, span }
            }
            DeclKind::Enum => return self.enum_value(id, rest, span),
            DeclKind::Entity => return self.plural(id, last, rest, span, scope),
            kind => match entity_of_commitments(&self.schema, kind) {
                Some(entity) => {
                    Term { kind: TermKind::Instance(entity, last.name.clone()), ty: Type::Entity(entity), span }
                }
                None => return self.bare_rule(id, rest, span),
            },
        };
        self.fields(base, rest)
    }

    fn bare_rule(&mut self, id: DeclId, rest: &[Ident], span: Span) -> Term {
        let Some(rule) = self.rule_of.get(&id).copied() else { return Term::error(span) };
        let head = &self.heads[rule.0 as usize];
        if !head.subjects.is_empty() {
            let needed = number_of(head.subjects.len(), "argument");
            let (name, form) = (head.name.clone(), head.form());
            return self.fail(names::arguments_of(span, &name, 0, &needed, &form), span);
        }
        let base = Term { kind: TermKind::Call(rule, vec![]), ty: head.result.clone(), span };
        self.fields(base, rest)
    }

    fn enum_value(&mut self, id: DeclId, rest: &[Ident], span: Span) -> Term {
        let decl = self.program.decl(id);
        let at = self.schema.enums.iter().position(|e| e.span == decl.name_span()).unwrap_or(0);
        let declared = &self.schema.enums[at];
        let Some(word) = rest.first() else {
            let found = names::wrong_kind(span, &declared.name, "an enum", "one of its values");
            return self.fail(found, span);
        };
        match declared.values.iter().position(|v| *v == word.name) {
            Some(place) => {
                Term { kind: TermKind::Code(place as u32), ty: Type::Enum(EnumId(at as u32)), span: span.to(word.span) }
            }
            None => {
                let found =
                    names::no_value(word.span, &declared.name, &word.name, declared.values.iter().map(Name::as_str));
                self.fail(found, span)
            }
        }
    }

    fn plural(&mut self, id: DeclId, word: &Ident, rest: &[Ident], span: Span, scope: &Scope) -> Term {
        let decl = self.program.decl(id);
        let Some(entity) = self.schema.entity_named(decl.name()) else { return Term::error(span) };
        if decl.ast.plural.as_ref().is_some_and(|p| p.name == word.name) && rest.is_empty() {
            return Term { kind: TermKind::All(entity), ty: Type::List(Box::new(Type::Entity(entity))), span };
        }
        let binder = scope.names.iter().find(|n| n.ty == Type::Entity(entity)).map(|n| n.name.to_string());
        let found = names::entity_for_instance(word.span, &word.name, binder.as_deref());
        self.fail(found, span)
    }

    /// An instance of a closed entity by its key; where several entities have the key, the expected one.
    fn instance(&self, key: &Name, expected: Option<&Type>) -> Option<(EntityId, Name)> {
        let fits = |id: &EntityId| self.schema.entity(*id).closed_keys.contains(key);
        let wanted = match expected {
            Some(Type::Entity(id)) if fits(id) => Some(*id),
            _ => None,
        };
        wanted.or_else(|| self.schema.entity_ids().find(fits)).map(|id| (id, key.clone()))
    }

    /// Keys of `instances` tables, plurals of commitments, keys of profiles; else the name is not found.
    fn key_or_value(&mut self, path: &ast::Path, scope: &Scope, expected: Option<&Type>) -> Term {
        let first = &path.parts[0];
        if let Some((entity, key)) = self.instance(&first.name, expected) {
            let base = Term { kind: TermKind::Instance(entity, key), ty: Type::Entity(entity), span: first.span };
            return self.fields(base, &path.parts[1..]);
        }
        if let Some(id) =
            self.schema.entity_ids().find(|id| self.schema.entity(*id).plural.as_ref() == Some(&first.name))
        {
            let list = Type::List(Box::new(Type::Entity(id)));
            return self.fields(Term { kind: TermKind::All(id), ty: list, span: first.span }, &path.parts[1..]);
        }
        if let Some(entities) = self.keys.of.get(&first.name) {
            if scope.place == Place::Rule {
                return self.fail(names::one_profile(first.span, &first.name), path.span);
            }
            let entity = match expected {
                Some(Type::Entity(id)) if entities.contains(id) => *id,
                _ => entities[0],
            };
            let base = Term {
                kind: TermKind::Profile(entity, first.name.clone()),
                ty: Type::Entity(entity),
                span: first.span,
            };
            return self.fields(base, &path.parts[1..]);
        }
        // A value of an enum beside something broken, which has been reported.
        let value = || self.schema.enums.iter().any(|e| e.values.contains(&first.name));
        if matches!(expected, Some(Type::Error)) && value() {
            return Term::error(path.span);
        }
        // It may be the key of a profile that could not be read, which has been reported.
        let of_what = expected.filter(|_| path.parts.len() == 1);
        if self.may_be_unread(of_what) && scope.place != Place::Rule && !self.is_declared(&first.name) {
            return Term::error(path.span);
        }
        let found = self.nothing_called(path, scope, expected);
        self.fail(found, path.span)
    }

    /// Whether what is of some type may be a profile that could not be read.
    fn may_be_unread(&self, of_what: Option<&Type>) -> bool {
        match of_what {
            None | Some(Type::Error) => !self.keys.incomplete.is_empty(),
            Some(Type::Entity(id)) => self.keys.incomplete.contains(id),
            Some(_) => false,
        }
    }

    /// Whether a word is anything at all: a declaration, or a value of an enum.
    pub fn is_declared(&self, word: &Name) -> bool {
        self.program.names.contains_key(word) || self.schema.enums.iter().any(|e| e.values.contains(word))
    }

    fn nothing_called(&self, path: &ast::Path, scope: &Scope, expected: Option<&Type>) -> Diagnostic {
        let first = &path.parts[0];
        if let (Some(Type::Enum(id)), 1) = (expected, path.parts.len()) {
            let declared = self.schema.enumeration(*id);
            return names::no_value(path.span, &declared.name, &first.name, declared.values.iter().map(Name::as_str));
        }
        if let Lookup::One(id, _) = self.program.look_up(path) {
            let is = format!("a {}", format!("{:?}", self.program.decl(id).kind()).to_lowercase());
            return names::wrong_kind(path.span, &dotted(path), &is, "a value");
        }
        if let (Some(Type::Entity(id)), 1) = (expected, path.parts.len())
            && let entity = self.schema.entity(*id)
            && entity.closed
            && self.is_nothing_else(&first.name, scope)
        {
            return crate::diag::instances::no_instance(
                path.span,
                &entity.name,
                &first.name,
                entity.closed_keys.iter().map(Name::as_str),
            );
        }
        let mut near: Vec<&str> = scope.names.iter().map(|n| n.name.as_str()).collect();
        let values = self.program.names.iter().filter(|(word, all)| all.iter().any(|id| self.is_value(*id, word)));
        near.extend(values.map(|(word, _)| word.as_str()));
        near.extend(self.schema.entities.iter().flat_map(|e| e.closed_keys.iter().map(Name::as_str)));
        if scope.place != Place::Rule {
            let is_name = |key: &&str| key.chars().all(|c| c.is_alphanumeric() || c == '_');
            near.extend(self.keys.of.keys().map(Name::as_str).filter(is_name));
            near.extend(["unknown", "not_applicable", "conflict", "gap"]);
        }
        if let Some(declared) = self.schema.enums.iter().find(|e| e.values.contains(&first.name)) {
            let write = format!("{}.{}", declared.name, first.name);
            return names::value_alone(path.span, &dotted(path), &write);
        }
        if let Some(below) = self.given_below(first) {
            return names::given_below(first.span, &first.name, below);
        }
        if let Some((meant, sure)) = self.field_of_subject(path, scope) {
            return names::field_alone(path.span, &dotted(path), &meant, sure);
        }
        let word = first.name.as_str();
        if let Some(found) = units::money_in_one(first.span, word) {
            return found;
        }
        let entity = self.schema.entities.iter().find(|e| e.name.eq_ignore_ascii_case(word));
        if entity.is_some() {
            near.clear();
        }
        let found = names::not_found(first.span, "name", word, near);
        if let (Some(Type::Text), 1, true) = (expected, path.parts.len(), found.fixes.is_empty()) {
            return crate::diag::instances::text_without_quotes(found, path.span, word);
        }
        match word {
            "day" | "days" | "week" | "weeks" | "month" | "months" | "year" | "years" => {
                names::wrong_kind(path.span, word, "a unit", "a value")
            }
            "yes" | "no" | "True" | "False" | "TRUE" | "FALSE" => elsewhere::condition_word(first.span, word),
            "empty" => elsewhere::empty_list(first.span),
            word if names::is_nothing(word) => names::nothing_word(first.span, word),
            "today" | "now" => {
                found.help("no rule knows today: `law_date` is the day whose law is read, `data_date` that of the data")
            }
            word => match entity {
                Some(entity) if scope.place == Place::Rule => {
                    found.help(format!("say whom the rule is for: `for {word}: {}`", entity.name))
                }
                Some(_) => found.help("here nobody is meant alone: ask of all, as in `count(x for x in LIST where C)`"),
                None => found,
            },
        }
    }

    /// Whether a word is no field of a subject, no value and no word of other languages either, of which more can be said.
    fn is_nothing_else(&self, word: &Name, scope: &Scope) -> bool {
        let field = |ty: &Type| matches!(ty, Type::Entity(id) if self.schema.entity(*id).field(word).is_some());
        !self.is_declared(word) && !names::is_nothing(word) && !scope.names.iter().any(|named| field(&named.ty))
    }

    /// Whether a name stands for a value in an expression: the singular of an entity does not.
    fn is_value(&self, id: DeclId, word: &Name) -> bool {
        let decl = self.program.decl(id);
        match decl.kind() {
            DeclKind::Entity => decl.ast.plural.as_ref().is_some_and(|plural| plural.name == *word),
            DeclKind::Enum => false,
            kind => VALUES.contains(&kind),
        }
    }

    /// Where a `let` of this name stands further down in the declaration, or a `given`.
    fn given_below(&self, word: &ast::Ident) -> Option<Span> {
        let at = word.span;
        let decl = self.program.decls.iter().find(|decl| decl.ast.span.holds(at))?;
        decl.ast.clauses.iter().find_map(|clause| {
            match &clause.kind {
                ast::ClauseKind::Let(name, _) => Some(name),
                ast::ClauseKind::Given(Given::Like { name, .. } | Given::Value { name, .. }) => Some(name),
                _ => None,
            }
            .filter(|name| name.name == word.name && name.span.start > at.start)
            .map(|name| name.span)
        })
    }

    /// The field of a subject in scope that a path names alone, and whether it is the only one.
    fn field_of_subject(&self, path: &ast::Path, scope: &Scope) -> Option<(String, bool)> {
        let word = dotted(path);
        let has = |ty: &Type| matches!(ty, Type::Entity(id) if self.schema.entity(*id).field(&word).is_some());
        let mut subjects = scope.names.iter().filter(|n| has(&n.ty));
        let first = subjects.next()?;
        Some((format!("{}.{word}", first.name), subjects.next().is_none()))
    }

    /// Reads fields off a base: at each step the longest dotted path that is a field.
    pub fn fields(&mut self, base: Term, rest: &[Ident]) -> Term {
        let mut at = base;
        let mut rest = rest;
        while let Some(word) = rest.first() {
            let Type::Entity(id) = at.ty else {
                if at.ty == Type::Error {
                    return at;
                }
                let found = names::no_fields(word.span, &word.name, &self.describe(&at.ty));
                return self.fail(found, at.span);
            };
            let longest = (1..=rest.len()).rev().find_map(|n| {
                let joined = rest[..n].iter().map(|w| w.name.as_str()).collect::<Vec<_>>().join(".");
                self.schema.entity(id).field(&joined).map(|f| (f, n))
            });
            let Some((field, words)) = longest else {
                return self.no_field(id, rest, at.span);
            };
            let ty = self.schema.entity(id).fields[field as usize].ty.clone();
            let span = at.span.to(rest[words - 1].span);
            at = Term { kind: TermKind::Field(Box::new(at), FieldId { entity: id, index: field }), ty, span };
            rest = &rest[words..];
        }
        at
    }

    fn no_field(&mut self, id: EntityId, rest: &[Ident], span: Span) -> Term {
        let entity = self.schema.entity(id);
        let joined = rest.iter().map(|w| w.name.as_str()).collect::<Vec<_>>().join(".");
        let place = rest.iter().fold(rest[0].span, |s, w| s.to(w.span));
        let found = names::no_field(place, &entity.name, &joined, entity.fields.iter().map(|f| f.path.as_str()));
        self.fail(found, span)
    }

    /// The scenario that a path names; `law` is the law itself.
    pub fn scenario(&mut self, path: &ast::Path) -> Option<Option<ScenarioId>> {
        if path.parts.len() == 1 && path.parts[0].name.as_str() == LAW {
            return Some(None);
        }
        let id = self.find_or(path, &[DeclKind::Scenario], "scenario", &[LAW])?;
        self.scenario_of.get(&id).map(|s| Some(*s))
    }
}
