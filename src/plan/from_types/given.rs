//! What a test puts in place of what the law and the profiles say.

use super::Compiler;
use crate::diag::plan as findings;
use crate::plan::Origin;
use crate::text::Name;
use crate::types::schema::EntityId;
use crate::types::term::{Term, TermKind};
use crate::types::tested::Given;

impl Compiler<'_> {
    pub(super) fn give_one(&mut self, given: &Given) {
        match given {
            Given::Value(local, _, value) => {
                let value = self.term(value);
                self.bind(*local, value);
            }
            Given::With(put) => self.put(put.entity, put.key.clone(), &put.fields),
            Given::Some(count, entity, fields) => self.put_some(count, *entity, fields),
            Given::Param(id, value) => {
                let value = match value.kind {
                    TermKind::Unknown => {
                        let ty = self.checked.param(*id).ty.clone();
                        self.unknown(&ty)
                    }
                    _ => self.term(value),
                };
                let value = self.named_sym(Origin::Param(id.0, None), value);
                self.puts.params.insert(*id, value);
            }
        }
        self.memo.clear();
    }

    fn put(&mut self, entity: EntityId, key: Name, fields: &[(u32, Term)]) {
        for (field, value) in fields {
            let value = self.put_value(entity, *field, value, &key);
            self.puts.fields.entry((entity, key.clone())).or_default().insert(*field, value);
        }
    }

    /// The next so many instances of an entity, in ascending order of key.
    fn put_some(&mut self, count: &Term, entity: EntityId, fields: &[(u32, Term)]) {
        let node = self.node(count);
        let declared = self.checked.schema.entity(entity);
        let many = self.whole(node).and_then(|n| usize::try_from(n).ok());
        let (Some(many), true) = (many, declared.closed) else {
            return self.say(findings::no_plan(count.span, "so many of what the profiles hold"));
        };
        let places = self.law().instances(self.checked, entity);
        let from = self.puts.taken.get(&entity).copied().unwrap_or(0);
        for place in places.into_iter().skip(from).take(many) {
            self.put(entity, declared.closed_keys[place as usize].clone(), fields);
        }
        self.puts.taken.insert(entity, from.saturating_add(many));
    }
}
