//! What is in scope where an expression stands, and the checker that all typing shares.

use crate::diag::units;
use crate::diag::{Diagnostic, names};
use crate::hir::{DeclId, Program};
use crate::syntax::ast;
use crate::text::{Name, Span};
use crate::types::checked::RuleKind;
use crate::types::schema::{EntityId, Schema, Type};
use crate::types::term::{FactId, LocalId, ParamId, ReadingId, ReformId, RuleId, ScenarioId, Term, TermKind};
use std::collections::{BTreeMap, BTreeSet};

/// Keys of the profiles at hand.
#[derive(Clone, Default, Debug)]
pub struct ProfileKeys {
    /// Which entities have an instance with that key.
    pub of: BTreeMap<Name, Vec<EntityId>>,
    /// Entities of which some profile could not be read: of a key that is not among these nothing can be said.
    pub incomplete: BTreeSet<EntityId>,
}

/// Where an expression stands, which decides what it may say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// In a rule or reform: speaks of all towns, never of one.
    Rule,
    /// In a scenario.
    Scenario,
    /// In a test, recommendation or paper: may name profiles and scenarios.
    Paper,
}

/// A name in scope.
#[derive(Clone, Debug)]
pub struct InScope {
    /// The name.
    pub name: Name,
    /// What it stands for.
    pub term: TermKind,
    /// Its type.
    pub ty: Type,
    /// Where it was bound.
    pub span: Span,
}

/// Names in scope, the innermost last.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The names.
    pub names: Vec<InScope>,
    /// Where the expression stands.
    pub place: Place,
}

impl Scope {
    /// An empty scope.
    pub fn new(place: Place) -> Scope {
        Scope { names: vec![], place }
    }

    /// The parameters of the reform alone.
    pub fn of_reform(&self) -> Scope {
        let own = self.names.iter().filter(|named| matches!(named.term, TermKind::ReformParam(..)));
        Scope { names: own.cloned().collect(), place: self.place }
    }

    /// The name in scope.
    pub fn find(&self, name: &str) -> Option<&InScope> {
        self.names.iter().rev().find(|n| n.name.as_str() == name)
    }
}

/// What is known of a rule before its body is read.
#[derive(Clone, Debug)]
pub struct Head {
    /// Its declaration.
    pub decl: DeclId,
    /// Its name.
    pub name: Name,
    /// Its kind.
    pub kind: RuleKind,
    /// Name, local and type of each subject.
    pub subjects: Vec<crate::types::checked::Subject>,
    /// What it yields.
    pub result: Type,
}

impl Head {
    /// What one of its cases yields: an item, where all of them make a list.
    pub fn item(&self) -> Type {
        match (&self.kind, &self.result) {
            (RuleKind::Collect, Type::List(item)) => (**item).clone(),
            (_, ty) => ty.clone(),
        }
    }

    /// How it is used: `limit_kept(town)`.
    pub fn form(&self) -> String {
        let subjects: Vec<&str> = self.subjects.iter().map(|s| s.name.as_str()).collect();
        if subjects.is_empty() { self.name.to_string() } else { format!("{}({})", self.name, subjects.join(", ")) }
    }
}

/// A finding that a test may show to be meant: the rule, the outcome without value that it leads to, and the finding.
pub type Shown = (RuleId, ast::tests::Outcome, Diagnostic);

/// The checker: all that typing an expression needs, and what it found.
pub struct Checker<'a> {
    /// All declarations.
    pub program: &'a Program,
    /// The world.
    pub schema: Schema,
    /// Keys of profiles.
    pub keys: &'a ProfileKeys,
    /// Rules by declaration, readings' bodies not included.
    pub rule_of: BTreeMap<DeclId, RuleId>,
    /// Heads by rule.
    pub heads: Vec<Head>,
    /// Params by declaration, with their types.
    pub param_of: BTreeMap<DeclId, (ParamId, Type)>,
    /// Facts by declaration, with their types.
    pub fact_of: BTreeMap<DeclId, (FactId, Type)>,
    /// Scenarios by declaration.
    pub scenario_of: BTreeMap<DeclId, ScenarioId>,
    /// Reforms by declaration.
    pub reform_of: BTreeMap<DeclId, ReformId>,
    /// Readings by declaration.
    pub reading_of: BTreeMap<DeclId, ReadingId>,
    /// `let`s of the rules' own bodies, for patches that stand among their clauses.
    pub lets: BTreeMap<RuleId, Vec<InScope>>,
    /// Tables that were read without a finding: the place of the first row, and of all rows.
    pub tables: BTreeMap<Span, Span>,
    /// What modules say of the fields of closed instances.
    pub stated: BTreeMap<(EntityId, Name), BTreeMap<u32, Term>>,
    /// Where names were bound that some path uses.
    pub used: BTreeSet<Span>,
    /// What was found.
    pub found: Vec<Diagnostic>,
    locals: u32,
}

impl<'a> Checker<'a> {
    /// A checker that knows the world and nothing else yet.
    pub fn new(program: &'a Program, schema: Schema, keys: &'a ProfileKeys) -> Checker<'a> {
        Checker {
            program,
            schema,
            keys,
            rule_of: BTreeMap::new(),
            heads: vec![],
            param_of: BTreeMap::new(),
            fact_of: BTreeMap::new(),
            scenario_of: BTreeMap::new(),
            reform_of: BTreeMap::new(),
            reading_of: BTreeMap::new(),
            lets: BTreeMap::new(),
            tables: BTreeMap::new(),
            stated: BTreeMap::new(),
            used: BTreeSet::new(),
            found: vec![],
            locals: 0,
        }
    }

    /// Reports a finding and yields the term that stands in its place.
    pub fn fail(&mut self, found: Diagnostic, span: Span) -> Term {
        self.found.push(found);
        Term::error(span)
    }

    /// A new local.
    pub fn local(&mut self) -> LocalId {
        self.locals += 1;
        LocalId(self.locals)
    }

    /// A declaration that a local name would hide. A unit is a name behind its number only.
    fn declared_beside(&self, name: &Name) -> Option<DeclId> {
        let all = self.program.names.get(name)?;
        all.iter().copied().find(|id| self.program.decl(*id).kind() != ast::kind::DeclKind::Unit)
    }

    /// Binds a new name; a name that is in scope already is reported.
    pub fn bind(&mut self, scope: &mut Scope, ident: &ast::Ident, ty: Type) -> LocalId {
        let local = self.local();
        self.bind_to(scope, ident, TermKind::Local(local), ty);
        local
    }

    /// Binds a name to a term.
    pub fn bind_to(&mut self, scope: &mut Scope, ident: &ast::Ident, term: TermKind, ty: Type) {
        if let Some(earlier) = scope.find(&ident.name) {
            self.found.push(names::hides(ident.span, &ident.name, Some(earlier.span)));
        } else if let Some(earlier) = self.declared_beside(&ident.name) {
            let earlier = self.program.decl(earlier);
            let found = names::hides(ident.span, &ident.name, Some(earlier.name_span()));
            let ty = matches!(earlier.kind(), ast::kind::DeclKind::Entity | ast::kind::DeclKind::Enum)
                && earlier.name() == &ident.name;
            self.found.push(if ty { names::hides_a_type(found, &ident.name) } else { found });
        }
        scope.names.push(InScope { name: ident.name.clone(), term, ty, span: ident.span });
    }

    /// The names of all rules, for who may have meant one; a name that had to be mended is not what anybody meant.
    pub fn rules_by_name(&self) -> impl Iterator<Item = &str> {
        let as_written = |span: Span, name: &str| (span.end - span.start) as usize == name.len();
        let sound = move |head: &&Head| as_written(self.program.decl(head.decl).name_span(), &head.name);
        self.heads.iter().filter(sound).map(|head| head.name.as_str())
    }

    /// The rules of a number of subjects by name.
    pub fn rules_of(&self, subjects: usize) -> impl Iterator<Item = &str> {
        let of = move |name: &&str| self.heads.iter().any(|h| h.name.as_str() == *name && h.subjects.len() == subjects);
        self.rules_by_name().filter(of)
    }

    /// A type as a drafter would write it, with an article: "a date", "persons".
    pub fn describe(&self, ty: &Type) -> String {
        match ty {
            Type::Bool => "a condition".into(),
            Type::Number(n) if n.percent => "a percent".into(),
            Type::Number(n) if n.unit.is_none() && n.whole => "a whole number".into(),
            Type::Number(n) if n.unit.is_none() => "a bare number".into(),
            Type::Number(_) => format!("a number of {}", self.schema.type_name(ty)),
            Type::Date => "a date".into(),
            Type::Text => "a text".into(),
            Type::Enum(id) => format!("a value of `{}`", self.schema.enumeration(*id).name),
            Type::Entity(id) => format!("a `{}`", self.schema.entity(*id).name),
            Type::Party => "a party".into(),
            Type::Recommendation => "a recommendation".into(),
            Type::List(item) => format!("a list of {}", self.schema.type_name(item)),
            Type::Range(item) => format!("a range of {}", self.schema.type_name(item)),
            Type::Error => "something broken".into(),
        }
    }

    /// Whether a value of type `found` may stand where `needed` is asked for; reports it where not.
    pub fn agree(&mut self, found: &Type, needed: &Type, span: Span) -> bool {
        match (found, needed) {
            (Type::Error, _) | (_, Type::Error) => true,
            (Type::Number(a), Type::Number(b)) => {
                if a.unit != b.unit {
                    let needed_words = self.schema.type_name(needed);
                    self.found.push(if a.unit.is_none() && a.percent {
                        units::percent_for_quantity(span, &needed_words)
                    } else if a.unit.is_none() {
                        units::bare_number(span, &needed_words, None)
                    } else {
                        units::units(span, &self.schema.type_name(found), &needed_words)
                    });
                    return false;
                }
                if let (Some(x), Some(y)) = (&a.concept, &b.concept)
                    && x != y
                {
                    self.found.push(units::concepts(span, x, y));
                    return false;
                }
                if b.whole && !a.whole {
                    let (a, b) = (self.describe(found), self.describe(needed));
                    self.found.push(names::type_mismatch(span, &a, &b));
                    return false;
                }
                true
            }
            (Type::List(a), Type::List(b)) | (Type::Range(a), Type::Range(b)) => {
                let (a, b) = (a.clone(), b.clone());
                self.agree(&a, &b, span)
            }
            (a, b) if a == b => true,
            _ => {
                let (a, b) = (self.describe(found), self.describe(needed));
                self.found.push(names::type_mismatch(span, &a, &b));
                false
            }
        }
    }
}
