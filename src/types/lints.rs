//! What means something and was hardly meant: lists without items, evidence without facts, days in disorder.

use crate::diag::{instances, names, rules as say, time};
use crate::num::date::Date;
use crate::syntax::ast::ClauseKind;
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::ast::law::{StatusItem, StatusWord};
use crate::text::{Name, Span};
use crate::types::cases::always;
use crate::types::checked::{Param, Recommendation, Rule, RuleKind, Subject};
use crate::types::domain::Around;
use crate::types::patches::{Reading, ReadingOf, Reform};
use crate::types::schema::Type;
use crate::types::scope::Checker;
use crate::types::term::{Bind, Term, TermKind};
use crate::types::versions::Version;

impl Checker<'_> {
    /// A status says each thing once, and so does a source of each of its parts: of two the order of the text would
    /// decide.
    pub fn status_once(&mut self) {
        for decl in self.program.of_kind(&[DeclKind::Source, DeclKind::Reform]) {
            let (mut whole, mut parts): (Vec<&StatusItem>, Vec<(String, Span)>) = (vec![], vec![]);
            for clause in &decl.ast.clauses {
                match &clause.kind {
                    ClauseKind::Status(items, _) => whole.extend(items),
                    ClauseKind::Part { locators, note, status, tail } => {
                        self.steps_once(&status.iter().collect::<Vec<_>>());
                        let days = tail.from.is_some() || tail.until.is_some();
                        let marked = tail.evidence.is_some() || !tail.per.is_empty();
                        let says = days || marked || !status.is_empty() || note.is_some();
                        if let (false, Some(first), Some(last)) = (says, locators.first(), locators.last()) {
                            self.found.push(instances::part_of_nothing(first.span.to(last.span)));
                        }
                        let note = note.iter().filter(|_| locators.is_empty()).map(|n| (n.value.clone(), n.span));
                        for (part, span) in locators.iter().map(|l| (l.text.clone(), l.span)).chain(note) {
                            match parts.iter().find(|(other, _)| *other == part) {
                                Some((_, first)) => self.found.push(names::said_twice(span, &part, *first)),
                                None => parts.push((part, span)),
                            }
                        }
                    }
                    _ => {}
                }
            }
            self.steps_once(&whole);
        }
    }

    fn steps_once(&mut self, items: &[&StatusItem]) {
        for (at, item) in items.iter().enumerate() {
            if let Some(first) = items[..at].iter().find(|other| other.word == item.word) {
                self.found.push(names::said_twice(item.span, item.word.word(), first.span));
            }
        }
    }

    /// Nothing is in force before it was adopted, or repealed before it was in force.
    pub fn source_days(&mut self) {
        for decl in self.program.of_kind(&[DeclKind::Source]) {
            let items: Vec<&StatusItem> = decl
                .ast
                .clauses
                .iter()
                .filter_map(|c| match &c.kind {
                    ClauseKind::Status(items, _) => Some(items),
                    _ => None,
                })
                .flatten()
                .collect();
            // `transposed by` names the last day; of another step `by` says that it may have been earlier.
            let says_when = |i: &&&StatusItem| !i.day.by || i.word == StatusWord::Transposed;
            let of = |word: StatusWord| items.iter().filter(says_when).find(|i| i.word == word).map(|i| &i.day.day);
            let pairs = [
                ((StatusWord::Adopted, "adopted"), (StatusWord::InForce, "in force")),
                ((StatusWord::InForce, "in force"), (StatusWord::Repealed, "repealed")),
                ((StatusWord::Proposed, "proposed"), (StatusWord::Adopted, "adopted")),
                ((StatusWord::InForce, "in force"), (StatusWord::Transposed, "to be transposed")),
            ];
            for ((first, first_word), (then, then_word)) in pairs {
                let (Some(first), Some(then)) = (of(first), of(then)) else { continue };
                if then.date < first.date {
                    let (earlier, later) = ((first_word, first.date), (then_word, then.date));
                    self.found.push(time::order_of_days(then.span, earlier, later, first.span));
                }
            }
        }
    }

    /// Lists in rules that have no item under any law.
    pub fn lists(
        &mut self,
        rules: &[Rule],
        reforms: &[Reform],
        readings: &[Reading],
        recommendations: &[Recommendation],
    ) {
        let mut terms: Vec<&Term> = rules.iter().flat_map(|rule| rule.body.terms()).collect();
        for reading in readings {
            if let ReadingOf::Rule(_, body) = &reading.of {
                terms.extend(body.terms());
            }
        }
        terms.extend(reforms.iter().flat_map(|reform| &reform.patches).flat_map(|patch| patch.change.terms()));
        terms.extend(recommendations.iter().flat_map(|one| &one.because).map(|because| &because.term));
        let mut empty = vec![];
        for term in terms {
            term.walk(&mut |t| {
                if let TermKind::Quantified(_, binds, _) | TermKind::Aggregate(_, binds, _, _) = &t.kind {
                    empty.extend(binds.iter().filter(|b| self.is_empty(&b.list)).map(|b| b.list.span));
                }
            });
        }
        self.found.extend(empty.into_iter().map(say::empty_list));
    }

    fn is_empty(&self, list: &Term) -> bool {
        match &list.kind {
            TermKind::List(items) => items.is_empty(),
            TermKind::Count(from, to) => from.constant().zip(to.constant()).is_some_and(|(from, to)| to < from),
            TermKind::All(id) => {
                let entity = self.schema.entity(*id);
                // What every policy has is declared nowhere.
                entity.closed && entity.closed_keys.is_empty() && entity.span.end > 0
            }
            TermKind::Concat(a, b) => self.is_empty(a) && self.is_empty(b),
            _ => false,
        }
    }

    /// Whether a condition, or one that it asks of each item of a list, is the same whatever the facts.
    fn is_always_the_same(&self, condition: &Term, subjects: &[Subject], params: &[Param], at: Span) -> bool {
        let around = Around {
            schema: &self.schema,
            program: self.program,
            params,
            stated: &self.stated,
            kind: RuleKind::Criterion,
            subjects,
            days: (Date::MIN, Date::MAX),
            at,
        };
        if always(around, condition).is_some() {
            return true;
        }
        match &condition.kind {
            TermKind::Not(a) => self.is_always_the_same(a, subjects, params, at),
            TermKind::Quantified(_, binds, inner) => {
                let item = |bind: &Bind| Subject {
                    name: Name::new(""),
                    local: bind.local,
                    ty: match &bind.list.ty {
                        Type::List(item) => (**item).clone(),
                        other => other.clone(),
                    },
                    list: None,
                };
                let subjects: Vec<Subject> = subjects.iter().cloned().chain(binds.iter().map(item)).collect();
                self.is_always_the_same(inner, &subjects, params, at)
            }
            _ => false,
        }
    }

    /// Readings that say what the main text says.
    pub fn same_readings(&mut self, readings: &[Reading], params: &[Param], rules: &[Rule]) {
        for reading in readings {
            let (id, versions) = match &reading.of {
                ReadingOf::Param(id, versions) => (id, versions),
                ReadingOf::Rule(id, body) => {
                    let rule = &rules[id.0 as usize];
                    if !body.cases.is_empty() && body.says(&rule.body) && !self.is_broken(rule) {
                        let (own, main) = (body.cases[0].span, rule.body.cases[0].span);
                        self.found.push(say::same_reading(own, &reading.name, &rule.name, main));
                    }
                    continue;
                }
                ReadingOf::Nothing => continue,
            };
            let param = &params[id.0 as usize];
            let same = |(own, main): (&Version, &Version)| {
                (own.from, own.until) == (main.from, main.until) && own.value.says(&main.value)
            };
            let known = !matches!(versions.first().map(|v| &v.value.kind), None | Some(TermKind::Error));
            if known && versions.len() == param.versions.len() && versions.iter().zip(&param.versions).all(same) {
                let (own, main) = (versions[0].span, param.versions[0].span);
                self.found.push(say::same_reading(own, &reading.name, &param.name, main));
            }
        }
    }

    /// What assessments and the clauses that end a rule ask, written out: it rests on nothing. A case may hold always, or
    /// be switched off, and what a reform switches in so many words is meant so.
    pub fn conditions_of_nothing(&mut self, rules: &[Rule], readings: &[Reading]) {
        let of_readings = readings.iter().filter_map(|reading| match &reading.of {
            ReadingOf::Rule(id, body) => Some((rules[id.0 as usize].kind, body)),
            ReadingOf::Param(..) | ReadingOf::Nothing => None,
        });
        let of_rules = rules.iter().filter(|rule| rule.added_by.is_none()).map(|rule| (rule.kind, &rule.body));
        let mut spans = vec![];
        for (kind, body) in of_rules.chain(of_readings).filter(|(kind, _)| *kind != RuleKind::Table) {
            let ends = body.ends.iter().map(|end| &end.when);
            let outcomes = body.cases.iter().filter(|_| kind.is_assessment()).map(|case| &case.then);
            spans.extend(ends.chain(outcomes).filter(|term| is_written_out(term)).map(|term| term.span));
        }
        self.found.extend(spans.into_iter().map(say::rests_on_nothing));
    }

    /// Evidence of recommendations that is the same whatever the facts.
    pub fn evidence(&mut self, recommendations: &[Recommendation], params: &[Param]) {
        for recommendation in recommendations {
            for because in &recommendation.because {
                let mut rests = false;
                because.term.walk(&mut |t| {
                    rests |= matches!(
                        t.kind,
                        TermKind::Error
                            | TermKind::Unknown
                            | TermKind::Param(_)
                            | TermKind::Fact(_)
                            | TermKind::LawDate
                            | TermKind::DataDate
                            | TermKind::Profile(..)
                            | TermKind::All(_)
                            | TermKind::Field(..)
                            | TermKind::Call(..)
                            | TermKind::Binds(..)
                    );
                });
                if !rests || self.is_always_the_same(&because.term, &[], params, because.span) {
                    self.found.push(say::fixed_evidence(because.span, &recommendation.name));
                }
            }
        }
    }
}

/// Whether a condition is made of written values alone.
fn is_written_out(term: &Term) -> bool {
    let children = term.children();
    match &term.kind {
        TermKind::Bool(_) | TermKind::Number(_) | TermKind::Date(_) | TermKind::Text(_) | TermKind::Code(_) => true,
        TermKind::Negate(_) | TermKind::Not(_) | TermKind::Binary(..) | TermKind::Same(..) => {
            children.into_iter().all(is_written_out)
        }
        _ => false,
    }
}
