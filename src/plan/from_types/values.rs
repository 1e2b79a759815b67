//! Params, facts, sources of law: what the law of the day says, and what is wrong with reading it.

use super::Compiler;
use crate::diag::{reforms, time};
use crate::hir::law::{Cite, SourceId};
use crate::num::date::Date;
use crate::num::rat::Rat;
use crate::plan::law::parts::LawPart;
use crate::plan::law::{Law, Standing};
use crate::plan::sym::Sym;
use crate::plan::{Const, Kind, NodeId, Op, Origin, Read, Table};
use crate::text::{Name, Span};
use crate::types::schema::{EntityId, Type};
use crate::types::term::{FactId, ParamId, ReformId, RuleId, Term, TermKind};
use std::sync::Arc;

impl Compiler<'_> {
    /// A param at the law date.
    pub(super) fn param(&mut self, id: ParamId, span: Span) -> Sym {
        let law = self.law();
        for version in law.versions(self.checked, id) {
            self.at_within((version.from, version.until));
        }
        self.param_on(id, law.setting.at, span)
    }

    /// What a test puts in its place is the law before the stack: a reform that is stacked sets it all the same.
    fn param_on(&mut self, id: ParamId, day: Date, span: Span) -> Sym {
        self.looks_at(LawPart::Param(id));
        if let Some(put) = self.puts.params.get(&id)
            && !self.law().sets_param(self.checked, id, day)
        {
            return put.clone();
        }
        match self.law().version_on(self.checked, id, day) {
            Some(version) => self.version(id, version, Some(day)),
            None => self.no_version(id, day, span),
        }
    }

    fn no_version(&mut self, id: ParamId, day: Date, span: Span) -> Sym {
        let (law, param) = (self.law(), self.checked.param(id));
        let gap = self.nothing(&param.ty, Const::Gap);
        let gap = self.named_sym(Origin::Param(id.0, None), gap);
        if self.is_known_later(id, day) {
            return gap;
        }
        let days: Vec<(Date, Date)> = law.versions(self.checked, id).iter().map(|v| (v.from, v.until)).collect();
        let adds = Law::adds(self.checked, param.decl);
        let finding = match law.has_decl(param.decl) || adds.is_empty() {
            false => reforms::not_law(span, &param.name, &adds),
            true => time::no_version(span, &param.name, day, &days, law.under.as_deref()),
        };
        self.say(finding);
        gap
    }

    /// Reports that the version of a param for a day is there, but later than the knowledge cut.
    fn is_known_later(&mut self, id: ParamId, day: Date) -> bool {
        let param = self.checked.param(id);
        let before = self.said;
        let as_law = param.added_by.is_none();
        self.known_later(&self.checked.program.decl(self.law().stands_for(param.decl)).per, as_law);
        for version in param.versions.iter().filter(|v| v.from <= day && day <= v.until) {
            self.known_later(&version.per, as_law);
        }
        self.said > before
    }

    /// A version, its sources looked at on the day that it is read for.
    fn version(&mut self, id: ParamId, place: usize, day: Option<Date>) -> Sym {
        let (law, param) = (self.law(), self.checked.param(id));
        let version = &law.versions(self.checked, id)[place];
        let as_written = param.added_by.is_none() && law.version_by(id, place as u32).is_empty();
        let day = day.filter(|_| as_written);
        self.cites(&version.per, day);
        let value = match version.value.kind {
            TermKind::Unknown => self.unknown(&param.ty),
            TermKind::Absent => self.nothing(&param.ty, Const::NotApplicable),
            _ => self.term(&version.value),
        };
        self.named_sym(Origin::Param(id.0, Some(place as u32)), value)
    }

    /// `x as of D`.
    pub(super) fn as_of(&mut self, inner: &Term, day: &Term, span: Span) -> Sym {
        let day = self.node(day);
        match &inner.kind {
            TermKind::Param(id) => match self.number_of(day).and_then(Rat::to_i64).and_then(Date::from_days) {
                Some(day) => self.param_on(*id, day, span),
                None => self.param_by_date(*id, day),
            },
            TermKind::Field(owner, field) => {
                let owner = self.term(owner);
                self.field(&owner, *field, Read::AsOf(day), span)
            }
            _ => self.term(inner),
        }
    }

    fn param_by_date(&mut self, id: ParamId, day: NodeId) -> Sym {
        if let Some(put) = self.puts.params.get(&id) {
            return put.clone();
        }
        self.looks_at(LawPart::Param(id));
        let law = self.law();
        let versions = law.versions(self.checked, id);
        let days: Vec<(Date, Date)> = versions.iter().map(|v| (v.from, v.until)).collect();
        let values: Vec<Sym> = (0..days.len()).map(|at| self.version(id, at, None)).collect();
        let pick = |c: &mut Self, nodes: Vec<NodeId>, kind: Kind| {
            let periods = days.iter().zip(nodes).map(|((from, until), node)| (*from, *until, node)).collect();
            c.add(Op::ByDate(day, periods), kind)
        };
        let nodes: Option<Vec<NodeId>> =
            values.iter().map(|v| if let Sym::Node(n) = v { Some(*n) } else { None }).collect();
        if let (Some(nodes), Some(kind)) = (nodes, self.kind_of(&self.checked.param(id).ty)) {
            return Sym::Node(pick(self, nodes, kind));
        }
        let (mut lows, mut highs, mut rows, mut tables) = (vec![], vec![], vec![], vec![]);
        for value in &values {
            match value {
                Sym::Range(low, high) => {
                    lows.push(*low);
                    highs.push(*high);
                }
                Sym::Row { table, node } => {
                    rows.push(*node);
                    tables.push(*table);
                }
                _ => {}
            }
        }
        if lows.len() == values.len() && !lows.is_empty() {
            let kind = self.kind(lows[0]);
            return Sym::Range(pick(self, lows, kind), pick(self, highs, kind));
        }
        match tables.first() {
            Some(table) if rows.len() == values.len() => {
                let kind = self.kind(rows[0]);
                Sym::Row { table: *table, node: pick(self, rows, kind) }
            }
            _ => {
                let param = self.checked.param(id);
                let span = self.checked.program.decl(param.decl).name_span();
                let what = self.checked.schema.type_name(&param.ty);
                self.say(crate::diag::plan::no_plan(span, &what));
                self.unknown(&param.ty)
            }
        }
    }

    /// `x over D .. D`.
    pub(super) fn over(&mut self, inner: &Term, from: &Term, until: &Term, span: Span) -> Sym {
        let (from, until) = (self.node(from), self.node(until));
        match &inner.kind {
            TermKind::Field(owner, field) => {
                let owner = self.term(owner);
                self.field(&owner, *field, Read::Over(from, until), span)
            }
            _ => self.term(inner),
        }
    }

    /// A fact; published after the cut, it is not known.
    pub(super) fn fact(&mut self, id: FactId) -> Sym {
        let Some(fact) = self.checked.facts.get(id.0 as usize) else { return self.unknown(&Type::Bool) };
        let program = &self.checked.program;
        // Nobody knows of it before the day that it is of, unless it was published before, nor before its source.
        let said = fact.published.map(|(day, _)| day).or(fact.of.map(|(from, _)| from));
        let cited = fact.per.iter().filter_map(|cite| program.source(cite.source).cite_known_from(cite)).min();
        let known_from = said.into_iter().chain(cited).max();
        let later = known_from.is_some_and(|from| !self.is_known(from));
        let value = match (&fact.value.kind, later) {
            (TermKind::Unknown, _) | (_, true) => self.unknown(&fact.ty),
            (TermKind::Absent, _) => self.nothing(&fact.ty, Const::NotApplicable),
            _ => self.term(&fact.value),
        };
        self.named_sym(Origin::Fact(id.0), value)
    }

    /// A parameter of a reform, as the scenario gives it.
    pub(super) fn reform_param(&mut self, reform: ReformId, place: u32) -> Sym {
        self.looks_at(LawPart::Reform(reform));
        let law = self.law();
        let ty = self.checked.reform(reform).params.get(place as usize).map_or(Type::Error, |p| p.1.clone());
        let value = match law.args(reform).get(place as usize) {
            Some(arg) if arg.kind != TermKind::Unknown => self.term(arg),
            _ => self.unknown(&ty),
        };
        self.named_sym(Origin::ReformParam(reform.0, place), value)
    }

    /// Reports an instance that the law does not have, where a reform would add it.
    pub(super) fn known_instance(&mut self, entity: EntityId, key: &Name, span: Span) {
        let Some(instance) = self.declared_instance(entity, key) else { return };
        self.looks_at(LawPart::Decl(instance.decl));
        if self.law().is_later(instance.decl) {
            let decl = self.checked.program.decl(instance.decl);
            self.known_later(&decl.per, decl.added_by.is_none());
        } else if !self.law().has_decl(instance.decl) {
            self.say(reforms::not_law(span, key, &Law::adds(self.checked, instance.decl)));
        }
    }

    /// Whether a source binds a State on the law date; one that does not hold that day, or is not known yet, binds
    /// nobody.
    pub(super) fn binds(&mut self, source: SourceId, state: &Sym) -> NodeId {
        self.looks_at(LawPart::Source(source));
        let law = self.law();
        let declared = self.checked.program.source(source);
        let whole = declared.whole(source);
        if let Some(days) = law.holds(self.checked, &whole) {
            self.at_within(days);
        }
        declared.cite_law_from(&whole).map(|from| self.is_known(from));
        match state {
            Sym::Row { table, node } => {
                let Table::Entity(entity) = *self.plan.table(*table) else { return self.bool(false) };
                let keys = &self.checked.schema.entity(entity).closed_keys;
                if let Some(Const::Code(place)) = self.constant(*node) {
                    let key = keys.get(*place as usize).cloned().unwrap_or_else(|| Name::new(""));
                    return self.bound(source, law.binds(self.checked, source, &key).0);
                }
                let options: Vec<NodeId> = keys
                    .iter()
                    .map(|key| law.binds(self.checked, source, key).0)
                    .map(|says| self.bound(source, says))
                    .collect();
                self.choose(*node, options, Kind::Cond)
            }
            Sym::Record(record) => {
                let declared = self.checked.schema.entity(record.entity);
                let own_key = declared.key.iter().any(|k| record.fields[*k as usize].is_some());
                match &record.base {
                    Some(base) if !own_key => self.binds(source, base),
                    _ => self.binds_made_up(source, state, &law),
                }
            }
            Sym::Choice(choice) => {
                let choice = Arc::clone(choice);
                self.over_choice(&choice, |c, sym| c.binds(source, sym))
            }
            _ => self.bool(false),
        }
    }

    fn bound(&mut self, source: SourceId, says: bool) -> NodeId {
        let says = self.bool(says);
        self.named(Origin::Binds(source.0), says)
    }

    /// A State that a test made up is bound as the one with its key.
    fn binds_made_up(&mut self, source: SourceId, state: &Sym, law: &Law) -> NodeId {
        let Sym::Record(record) = state else { return self.bool(false) };
        let entity = record.entity;
        let mut any = vec![];
        for (place, key) in self.checked.schema.entity(entity).closed_keys.iter().enumerate() {
            if law.binds(self.checked, source, key).0 {
                let (table, node) = self.place(entity, place as u32);
                let span = self.checked.schema.entity(entity).span;
                any.push(self.identical(state, &Sym::Row { table, node }, span));
            }
        }
        let any = self.or(any);
        self.named(Origin::Binds(source.0), any)
    }

    /// Reports citations that are not known by the cut, and those that do not hold on the day, if one is asked
    /// about: what a patch writes may cite what is only proposed.
    pub(super) fn cites(&mut self, cites: &[Cite], day: Option<Date>) {
        let law = self.law();
        for cite in cites {
            if self.known_later(std::slice::from_ref(cite), day.is_some()) {
                continue;
            }
            let source = self.checked.program.source(cite.source);
            let (Some(day), holds) = (day, law.holds(self.checked, cite)) else { continue };
            if source.status.is_empty() && holds.is_none() {
                let declared = self.checked.program.decl(source.decl).name_span();
                self.say(time::no_status(declared, &source.name, cite.span));
                continue;
            }
            if let Some(days) = holds.filter(|_| day == law.setting.at) {
                self.at_within(days);
            }
            if !holds.is_some_and(|(from, until)| from <= day && day <= until) {
                let found = time::not_in_force(cite.span, &source.named(cite), day, holds);
                let under = law.under.clone();
                self.say(match &under {
                    Some(under) => found.under(under),
                    None => found,
                });
            }
        }
    }

    /// Reports citations that are not known by the cut, as law or at all; whether there are any.
    fn known_later(&mut self, cites: &[Cite], as_law: bool) -> bool {
        let (cut, mut later) = (self.law().setting.known_on, false);
        for cite in cites {
            self.looks_at(LawPart::Source(cite.source));
            let source = self.checked.program.source(cite.source);
            let from = if as_law { source.cite_law_from(cite) } else { source.cite_known_from(cite) };
            if let Some(known) = from.filter(|from| !self.is_known(*from)) {
                self.say(time::not_known(cite.span, &source.name, known, cut));
                later = true;
            }
        }
        later
    }

    /// What stands in place of a rule that is not law; `None` where it is.
    pub(super) fn stands_in(&mut self, id: RuleId, span: Span) -> Option<Sym> {
        let (law, rule) = (self.law(), self.checked.rule(id));
        let standing = law.standing(self.checked, id);
        self.at_within(law.days(self.checked, id));
        let lapses = crate::plan::law::lapses(rule.kind);
        match standing {
            Standing::Law => return None,
            Standing::Repealed | Standing::OtherDays if lapses => {}
            Standing::OtherDays => {
                let days = law.days(self.checked, id);
                self.say(time::no_version(span, &rule.name, law.setting.at, &[days], law.under.as_deref()));
            }
            Standing::NotKnown => {
                let as_law = rule.added_by.is_none();
                self.known_later(&self.checked.program.decl(rule.decl).per, as_law);
                for case in &law.body(self.checked, id).cases {
                    self.known_later(&case.per, as_law);
                }
            }
            Standing::Repealed | Standing::NotAdded => {
                self.say(reforms::not_law(span, &rule.name, &Law::adds(self.checked, rule.decl)));
            }
        }
        let value = match (lapses, standing) {
            (true, Standing::Repealed | Standing::OtherDays) => Const::NotApplicable,
            _ => Const::Gap,
        };
        let value = self.nothing(&rule.result, value);
        Some(self.named_sym(Origin::Definition(id.0), value))
    }
}
