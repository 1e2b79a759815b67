//! Values of leaves in the user's words.

use crate::syntax::ast::expr::Aggregate;
use crate::types::domain::{Domain, Found, Leaf, Value};
use crate::types::literal::shown_number;
use crate::types::schema::Type;
use crate::types::term::{Builtin, Term, TermKind};
use std::cmp::Ordering;

impl Domain<'_> {
    /// Values in the user's words: `town.state = DK, law_date = 2018-01-01`.
    pub fn words(&self, found: &Found) -> String {
        let told = self.leaves.iter().zip(found).filter_map(|(leaf, value)| Some(self.told(leaf, value.as_ref()?)));
        told.collect::<Vec<_>>().join(", ")
    }

    fn told(&self, leaf: &Leaf, value: &Value) -> String {
        let term = &leaf.term;
        if let (TermKind::Binary(_, a, b), Value::Order(order)) = (&term.kind, value) {
            let sign = match order {
                Ordering::Less => "<",
                Ordering::Equal => "=",
                Ordering::Greater => ">",
            };
            return format!("{} {sign} {}", self.named(a), self.named(b));
        }
        let value = match value {
            Value::Bool(value) => value.to_string(),
            Value::Code(place) => self.code(&term.ty, *place),
            Value::Number(n) => shown_number(&term.ty, n),
            Value::Text(Some(text)) => format!("\"{text}\""),
            Value::Text(None) => "another value".into(),
            Value::Order(_) => String::new(),
            Value::Missing => return format!("{} is absent", self.named(term)),
        };
        format!("{} = {value}", self.named(term))
    }

    fn named(&self, term: &Term) -> String {
        match &term.kind {
            TermKind::Local(local) => self
                .subjects
                .iter()
                .find(|s| s.local == *local)
                .map_or_else(|| "?".into(), |subject| subject.name.to_string()),
            TermKind::Field(base, field) => format!("{}.{}", self.named(base), self.schema.field(*field).path),
            TermKind::LawDate => "law_date".into(),
            TermKind::Builtin(Builtin::Month, day) => {
                format!("month({})", day.first().map_or_else(|| "?".into(), |day| self.named(day)))
            }
            TermKind::Aggregate(Aggregate::Count, binds, ..) if binds.len() == 1 => {
                format!("count(x for x in {})", self.named(&binds[0].list))
            }
            TermKind::Param(id) => {
                self.params.get(id.0 as usize).map_or_else(|| "?".into(), |param| param.name.to_string())
            }
            TermKind::Binds(source, of) => {
                format!("({} binds {})", self.program.source(*source).name, self.named(of))
            }
            _ => "?".into(),
        }
    }

    fn code(&self, ty: &Type, place: u32) -> String {
        let place = place as usize;
        let name = match ty {
            Type::Enum(id) => self.schema.enumeration(*id).values.get(place),
            Type::Entity(id) => self.schema.entity(*id).closed_keys.get(place),
            Type::Party => self.schema.parties.get(place),
            Type::Recommendation => self.schema.recommendations.get(place),
            _ => None,
        };
        name.map_or_else(|| "?".into(), |n| n.to_string())
    }
}
