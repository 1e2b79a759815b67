//! A law in parts: what two laws have in common is said by the parts in which they differ.

use super::{Law, ParamLaw, PatchId, RuleLaw};
use crate::hir::DeclId;
use crate::hir::law::SourceId;
use crate::num::date::Date;
use crate::text::Name;
use crate::types::checked::Checked;
use crate::types::patches::Assumption;
use crate::types::schema::{EntityId, FieldId};
use crate::types::term::{ParamId, ReformId, RuleId, Term};
use std::collections::BTreeMap;

/// A part of the law that can differ between laws.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum LawPart {
    /// What a rule says, and whether it is law.
    Rule(RuleId),
    /// The versions of a param.
    Param(ParamId),
    /// Which instances of a closed entity there are.
    Instances(EntityId),
    /// A field of a closed instance, by its place.
    Field(FieldId, u32),
    /// What is assumed of a field.
    Assumed(FieldId),
    /// Whom a source binds, and until when it holds.
    Source(SourceId),
    /// Whether a declaration is law.
    Decl(DeclId),
    /// The values of a reform's parameters.
    Reform(ReformId),
}

/// What a law says of a part of which it does not say what the modules say.
#[derive(Clone, PartialEq, Debug)]
pub enum Says {
    /// Of a rule: what patches and the cut made of it, which patch repealed it, whether it is there.
    Rule(Option<RuleLaw>, Option<PatchId>, Option<There>),
    /// Of a param: what patches and the cut made of it, and whether it is there.
    Param(Option<ParamLaw>, Option<There>),
    /// The instances that are there or not otherwise than the modules say.
    Instances(Vec<(DeclId, There)>),
    /// The value of a field, and the patch that set it.
    Field(Term, PatchId),
    /// The assumptions, by number.
    Assumed(Vec<(u32, Assumption)>),
    /// Patches of whom it binds; later last days of it and its parts.
    Source(Vec<(Name, bool, PatchId)>, Vec<(Option<u32>, Date)>),
    /// Whether it is there.
    Decl(There),
    /// The values.
    Reform(Vec<Term>),
}

/// Why a declaration is there, or not, otherwise than its module says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum There {
    /// A reform that holds added it.
    Added,
    /// Its sources are later than the cut.
    NotKnown,
}

impl Law {
    /// The parts of which this law does not say what the modules say.
    pub fn parts(&self, checked: &Checked) -> BTreeMap<LawPart, Says> {
        let mut parts = BTreeMap::new();
        for decl in &checked.program.decls {
            if let Some(there) = self.there(checked, decl.id) {
                parts.insert(LawPart::Decl(decl.id), Says::Decl(there));
            }
        }
        for (at, rule) in checked.rules.iter().enumerate() {
            let id = RuleId(at as u32);
            let (own, repealed, there) = (self.rules.get(&id), self.repealed.get(&id), self.there(checked, rule.decl));
            if own.is_some() || repealed.is_some() || there.is_some() {
                parts.insert(LawPart::Rule(id), Says::Rule(own.cloned(), repealed.copied(), there));
            }
        }
        for (at, param) in checked.params.iter().enumerate() {
            let id = ParamId(at as u32);
            let (own, there) = (self.params.get(&id), self.there(checked, param.decl));
            if own.is_some() || there.is_some() {
                parts.insert(LawPart::Param(id), Says::Param(own.cloned(), there));
            }
        }
        for instance in &checked.instances {
            let Some(there) = self.there(checked, instance.decl) else { continue };
            if let Says::Instances(all) =
                parts.entry(LawPart::Instances(instance.entity)).or_insert_with(|| Says::Instances(vec![]))
            {
                all.push((instance.decl, there));
            }
        }
        self.facts_in_parts(checked, &mut parts);
        self.sources_in_parts(&mut parts);
        for active in self.active.iter().filter(|a| !a.args.is_empty()) {
            parts.insert(LawPart::Reform(active.reform), Says::Reform(active.args.clone()));
        }
        parts
    }

    fn there(&self, checked: &Checked, decl: DeclId) -> Option<There> {
        if self.is_later(decl) {
            return Some(There::NotKnown);
        }
        (checked.program.decl(decl).added_by.is_some() && self.has_decl(decl)).then_some(There::Added)
    }

    /// Fields of instances, and assumptions.
    fn facts_in_parts(&self, checked: &Checked, parts: &mut BTreeMap<LawPart, Says>) {
        for ((entity, key, index), (value, by)) in &self.fields {
            let field = FieldId { entity: *entity, index: *index };
            let place = checked.schema.entity(*entity).closed_keys.iter().position(|k| k == key);
            if let Some(place) = place {
                parts.insert(LawPart::Field(field, place as u32), Says::Field(value.clone(), *by));
            }
        }
        for (at, assumption) in self.assumptions.iter().enumerate() {
            let field = FieldId { entity: assumption.entity, index: assumption.field };
            if let Says::Assumed(all) = parts.entry(LawPart::Assumed(field)).or_insert_with(|| Says::Assumed(vec![])) {
                all.push((at as u32, assumption.clone()));
            }
        }
    }

    fn sources_in_parts(&self, parts: &mut BTreeMap<LawPart, Says>) {
        let changed = self.binds.keys().map(|(source, _)| *source).chain(self.ends.keys().map(|(source, _)| *source));
        for source in changed {
            let binds = self.binds.iter().filter(|((s, _), _)| *s == source);
            let ends = self.ends.iter().filter(|((s, _), _)| *s == source);
            let says = Says::Source(
                binds.map(|((_, state), (says, by))| (state.clone(), *says, *by)).collect(),
                ends.map(|((_, part), day)| (*part, *day)).collect(),
            );
            parts.insert(LawPart::Source(source), says);
        }
    }
}
