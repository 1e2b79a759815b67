//! A plan as stable text, for snapshots and for people who look for a mistake.

use super::root::Root;
use super::sym::{ListPart, Sym};
use super::{
    Binary, Codes, Combine, Comparison, Const, CutId, Frame, FrameId, Kind, Node, NodeId, Op, Origin, Part, Plan, Read,
    Reduction, Table, TableId, Unary,
};
use crate::num::date::Date;
use crate::num::rat::Rat;
use crate::types::checked::Checked;
use crate::types::schema::{FieldId, Type};
use crate::types::term::Within;
use std::fmt::Write;

/// The whole plan.
pub fn plan(plan: &Plan, checked: &Checked) -> String {
    let printer = Printer { plan, checked };
    let mut out = String::new();
    let mut section = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = writeln!(out, "{title}");
            lines.iter().for_each(|l| {
                let _ = writeln!(out, "  {l}");
            });
        }
    };
    section("tables", (0..plan.tables().len() as u32).map(|t| format!("t{t} {}", printer.table(TableId(t)))).collect());
    section("cuts", printer.cuts());
    section("frames", (0..plan.frames().len() as u32).map(|f| printer.frame(FrameId(f))).collect());
    let nodes = plan.nodes().iter().enumerate();
    section("nodes", nodes.map(|(at, node)| printer.line(at, node)).collect());
    out
}

/// What roots there are, one a line.
pub fn roots(roots: &[Root], checked: &Checked) -> String {
    let mut out = String::new();
    for root in roots {
        let subjects: Vec<String> = root
            .subjects
            .iter()
            .map(|s| match (&s.instance, s.table) {
                (Some((_, key)), _) => key.to_string(),
                (None, Some(table)) => format!("t{}", table.0),
                (None, None) => "made up".into(),
            })
            .collect();
        let member = root.member.map(|m| format!(" where n{}", m.0)).unwrap_or_default();
        let rule = &checked.rule(root.rule).name;
        let _ =
            writeln!(out, "{rule}({}) f{}{member}: {}", subjects.join(", "), root.frame.0, sym(&root.value, checked));
    }
    out
}

/// A value in the shape it has.
pub fn sym(value: &Sym, checked: &Checked) -> String {
    let fields = |record: &super::sym::RecordSym| {
        let declared = &checked.schema.entity(record.entity).fields;
        let own = record
            .fields
            .iter()
            .zip(declared)
            .filter_map(|(v, f)| Some(format!("{}: {}", f.path, sym(v.as_ref()?, checked))));
        own.collect::<Vec<_>>().join("; ")
    };
    match value {
        Sym::Node(node) => format!("n{}", node.0),
        Sym::Row { table, node } => format!("t{} n{}", table.0, node.0),
        Sym::Range(low, high) => format!("n{} .. n{}", low.0, high.0),
        Sym::Record(record) => {
            let base = record.base.as_ref().map(|b| format!(" like {}", sym(b, checked))).unwrap_or_default();
            format!("{} {{ {} }}{base}", record.name, fields(record))
        }
        Sym::Choice(choice) => {
            let cases: Vec<String> =
                choice.cases.iter().map(|c| format!("{}{}", when(c.when), sym(&c.then, checked))).collect();
            format!("({}){}", cases.join(", "), unless(choice.ends))
        }
        Sym::List(list) => {
            let parts: Vec<String> = list.parts.iter().map(|p| list_part(p, checked)).collect();
            format!("[{}]{}", parts.join(", "), unless(list.ends))
        }
    }
}

fn list_part(part: &ListPart, checked: &Checked) -> String {
    let rows = part.rows.map(|r| format!("f{}: ", r.at.0)).unwrap_or_default();
    let member = part.member.map(|m| format!(" where n{}", m.0)).unwrap_or_default();
    format!("{rows}{}{member}", sym(&part.item, checked))
}

fn when(condition: Option<NodeId>) -> String {
    condition.map(|n| format!("when n{}: ", n.0)).unwrap_or_default()
}

fn unless(ends: Option<NodeId>) -> String {
    ends.map(|n| format!(" unless n{}", n.0)).unwrap_or_default()
}

struct Printer<'a> {
    plan: &'a Plan,
    checked: &'a Checked,
}

impl Printer<'_> {
    fn field(&self, id: FieldId) -> String {
        format!("{}.{}", self.checked.schema.entity(id.entity).name, self.checked.schema.field(id).path)
    }

    fn table(&self, id: TableId) -> String {
        match self.plan.table(id) {
            Table::Entity(entity) => self.checked.schema.entity(*entity).name.to_string(),
            Table::Items { owner, field } => format!("items of {} in t{}", self.field(*field), owner.0),
        }
    }

    fn cuts(&self) -> Vec<String> {
        let cuts = (0..).map(CutId).take(self.plan.cuts().len());
        cuts.map(|id| {
            let cut = self.plan.cut(id);
            let later: Vec<String> = cut.later.iter().map(|f| self.field(*f)).collect();
            let later = if later.is_empty() { String::new() } else { format!(", later {}", later.join(" ")) };
            format!("c{} data of {}, known on {}{later}", id.0, cut.data_as_of, cut.known_on)
        })
        .collect()
    }

    fn frame(&self, id: FrameId) -> String {
        let what = match self.plan.frame(id) {
            Frame::Unit => "one row".to_string(),
            Frame::Rows(table) => format!("rows of t{}", table.0),
            Frame::Expand { parent, owner, items, cut } => {
                format!("t{} of n{} in f{}, c{}", items.0, owner.0, parent.0, cut.0)
            }
            Frame::Cross { parent, table } => format!("rows of t{} in f{}", table.0, parent.0),
        };
        format!("f{} {what}", id.0)
    }

    fn line(&self, at: usize, node: &Node) -> String {
        format!("n{at} f{} {}: {}", node.frame.0, self.kind(node.kind), self.op(&node.op, node.kind))
    }

    fn kind(&self, kind: Kind) -> String {
        match kind {
            Kind::Cond => "cond".into(),
            Kind::Number => "number".into(),
            Kind::Date => "date".into(),
            Kind::Text => "text".into(),
            Kind::Code(Codes::Enum(id)) => self.checked.schema.enumeration(id).name.to_string(),
            Kind::Code(Codes::Rows(table)) => format!("t{}", table.0),
            Kind::Code(Codes::Party) => "party".into(),
            Kind::Code(Codes::Recommendation) => "recommendation".into(),
        }
    }

    fn op(&self, op: &Op, kind: Kind) -> String {
        match op {
            Op::Const(value) => self.constant(value, kind),
            Op::Here(table) => format!("this row of t{}", table.0),
            Op::Counted(a) => format!("counts {}", n(*a)),
            Op::Among(a, places) => format!("{} among {places:?}", n(*a)),
            Op::Field { of, table, field, read, cut } => self.read(*of, *table, *field, read, *cut),
            Op::FieldEnd { of, table, field, read, cut, high } => {
                format!("{} of {}", if *high { "high" } else { "low" }, self.read(*of, *table, *field, read, *cut))
            }
            Op::Not(a) => format!("not {}", n(*a)),
            Op::And(all) => joined(all, " and "),
            Op::Or(all) => joined(all, " or "),
            Op::Compare(comparison, a, b) => format!("{} {} {}", n(*a), compared(*comparison), n(*b)),
            Op::Same(a, b) => format!("{} is {}", n(*a), n(*b)),
            Op::OneOf(a, places) => format!("{} is one of {places:?}", n(*a)),
            Op::Has(within, a, b) => format!("{} {} {}", n(*a), has(*within), n(*b)),
            Op::Between(a, b) => format!("between {} and {}", n(*a), n(*b)),
            Op::Unsettled(a) => format!("unsettled {}", n(*a)),
            Op::IsAbsent(a) => format!("{} is absent", n(*a)),
            Op::Present(a) => format!("{} as it is there", n(*a)),
            Op::Unary(op, a) => format!("{} {}", unary(*op), n(*a)),
            Op::Binary(op, a, b) => format!("{} {} {}", n(*a), binary(*op), n(*b)),
            Op::Guard { ends, value } => format!("{} unless {}", n(*value), n(*ends)),
            Op::Cases(combine, cases) => {
                let cases: Vec<String> = cases
                    .iter()
                    .map(|c| {
                        let under: Vec<String> = c.under.iter().map(u32::to_string).collect();
                        let under =
                            if under.is_empty() { String::new() } else { format!(" under {}", under.join(" ")) };
                        format!("{}{}{under}", when(c.when), n(c.then))
                    })
                    .collect();
                format!("{}({})", combined(*combine), cases.join(", "))
            }
            Op::Choose(of, options) => format!("by {}: {}", n(*of), joined(options, ", ")),
            Op::ByDate(of, periods) => {
                let periods: Vec<String> =
                    periods.iter().map(|(from, until, v)| format!("{from} .. {until} {}", n(*v))).collect();
                format!("by {}: {}", n(*of), periods.join(", "))
            }
            Op::Reduce(reduction, parts) => format!("{}({})", reduced(*reduction), parts_of(parts)),
            Op::Expiry { event, length, unit, holidays } => {
                format!("expiry {} {} {unit:?} ({})", n(*event), n(*length), parts_of(holidays))
            }
            Op::AnnualRate { at, amount, digits } => {
                format!("annual rate ({}) ({}) {digits} digits", parts_of(at), parts_of(amount))
            }
            Op::Named(origin, a) => format!("{} = {}", self.origin(origin), n(*a)),
        }
    }

    fn constant(&self, value: &Const, kind: Kind) -> String {
        match value {
            Const::Bool(value) => value.to_string(),
            Const::Number(Some(low), Some(high)) if low == high => number(low, kind),
            Const::Number(low, high) => {
                let end = |r: &Option<Rat>| r.as_ref().map_or_else(|| "?".to_string(), |r| number(r, kind));
                format!("between {} and {}", end(low), end(high))
            }
            Const::Code(place) => self.code(*place, kind),
            Const::Key(key) => format!("key {key}"),
            Const::Text(text) => format!("{:?}", text.as_str()),
            Const::Unknown => "unknown".into(),
            Const::NotApplicable => "not applicable".into(),
            Const::Conflict => "conflict".into(),
            Const::Gap => "gap".into(),
        }
    }

    fn code(&self, place: u32, kind: Kind) -> String {
        let schema = &self.checked.schema;
        let names = match kind {
            Kind::Code(Codes::Enum(id)) => &schema.enumeration(id).values,
            Kind::Code(Codes::Party) => &schema.parties,
            Kind::Code(Codes::Recommendation) => &schema.recommendations,
            Kind::Code(Codes::Rows(table)) => match self.plan.table(table) {
                Table::Entity(entity) => &schema.entity(*entity).closed_keys,
                Table::Items { .. } => return place.to_string(),
            },
            _ => return place.to_string(),
        };
        names.get(place as usize).map_or_else(|| place.to_string(), |name| name.to_string())
    }

    fn read(&self, of: NodeId, table: TableId, field: u32, read: &Read, cut: CutId) -> String {
        let schema = &self.checked.schema;
        let entity = match self.plan.table(table) {
            Table::Entity(entity) => Some(*entity),
            Table::Items { field, .. } => match &schema.field(*field).ty {
                crate::types::schema::Type::Entity(entity) => Some(*entity),
                crate::types::schema::Type::List(item) => match **item {
                    crate::types::schema::Type::Entity(entity) if !schema.entity(entity).is_keyed() => Some(entity),
                    _ => None,
                },
                _ => None,
            },
        };
        let path = entity.and_then(|e| schema.entity(e).fields.get(field as usize)).map_or("item", |f| f.path.as_str());
        let when = match read {
            Read::Plain => String::new(),
            Read::AsOf(day) => format!(" as of {}", n(*day)),
            Read::Over(from, until) => format!(" over {} .. {}", n(*from), n(*until)),
        };
        format!("{}.{path}{when} c{}", n(of), cut.0)
    }

    fn origin(&self, origin: &Origin) -> String {
        let checked = self.checked;
        let rule = |id: &u32| checked.rules.get(*id as usize).map_or_else(|| id.to_string(), |r| r.name.to_string());
        match origin {
            Origin::Definition(id) => rule(id),
            Origin::Param(id, version) => {
                let name = checked.params.get(*id as usize).map_or_else(|| id.to_string(), |p| p.name.to_string());
                version.map_or_else(|| name.clone(), |v| format!("{name} version {v}"))
            }
            Origin::Fact(id) => checked.facts.get(*id as usize).map_or_else(|| id.to_string(), |f| f.name.to_string()),
            Origin::ReformParam(reform, place) => {
                let reform = &checked.reforms[*reform as usize];
                format!("{}.{}", reform.name, reform.params[*place as usize].0)
            }
            Origin::Case(id, place) => format!("{} case {place}", rule(id)),
            Origin::End(id, place) => format!("{} end {place}", rule(id)),
            Origin::Rising(id) => format!("{} rising", rule(id)),
            Origin::Instance(field, place) => {
                let key = &checked.schema.entity(field.entity).closed_keys[*place as usize];
                format!("{key}.{}", checked.schema.field(*field).path)
            }
            Origin::Given(name, field) => format!("given {name}.{}", checked.schema.field(*field).path),
            Origin::Assumption(at) => format!("assumption {at}"),
            Origin::Rounded(of) => {
                let of = self.checked.schema.type_name(&Type::Number((**of).clone()));
                format!("rounded {of}")
            }
            Origin::Binds(source) => format!("{} binds", checked.program.sources[*source as usize].name),
        }
    }
}

fn n(node: NodeId) -> String {
    format!("n{}", node.0)
}

fn joined(nodes: &[NodeId], between: &str) -> String {
    nodes.iter().map(|a| n(*a)).collect::<Vec<_>>().join(between)
}

fn number(value: &Rat, kind: Kind) -> String {
    match (kind, value.to_i64().and_then(Date::from_days)) {
        (Kind::Date, Some(day)) => day.to_string(),
        _ => value.to_string(),
    }
}

fn parts_of(parts: &[Part]) -> String {
    let one = |p: &Part| {
        let value = p.value.map(|v| format!(" {}", n(v))).unwrap_or_default();
        let member = p.member.map(|m| format!(" where {}", n(m))).unwrap_or_default();
        format!("f{}{value}{member}", p.frame.0)
    };
    parts.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn has(within: Within) -> &'static str {
    match within {
        Within::Start => "starts with",
        Within::End => "ends with",
        Within::Anywhere => "contains",
    }
}

fn compared(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Eq => "=",
        Comparison::Lt => "<",
        Comparison::Le => "<=",
    }
}

fn unary(op: Unary) -> String {
    match op {
        Unary::Neg => "-".into(),
        Unary::Abs => "abs".into(),
        Unary::Sqrt(digits) => format!("sqrt to {digits} digits of"),
        Unary::Ln(digits) => format!("ln to {digits} digits of"),
        Unary::Year => "year of".into(),
        Unary::Month => "month of".into(),
    }
}

fn binary(op: Binary) -> String {
    match op {
        Binary::Add => "+".into(),
        Binary::Sub => "-".into(),
        Binary::Mul => "*".into(),
        Binary::Div => "/".into(),
        Binary::Min => "min".into(),
        Binary::Max => "max".into(),
        Binary::Power => "power".into(),
        Binary::Round(mode) => format!("rounded {mode:?} to"),
        Binary::AddMonths(mode) => format!("and months {mode:?}"),
        Binary::FullYears(mode) => format!("full years {mode:?} to"),
    }
}

fn combined(combine: Combine) -> &'static str {
    match combine {
        Combine::Prevail => "cases",
        Combine::Unique => "unique",
        Combine::Partition => "partition",
        Combine::Sum => "sum of cases",
        Combine::Min => "least of cases",
        Combine::Max => "greatest of cases",
        Combine::Count => "count of cases",
    }
}

fn reduced(reduction: Reduction) -> &'static str {
    match reduction {
        Reduction::Some => "some",
        Reduction::Every => "every",
        Reduction::Sum => "sum",
        Reduction::Min => "min",
        Reduction::Max => "max",
        Reduction::Average => "average",
        Reduction::Median => "median",
        Reduction::Count => "count",
        Reduction::Distinct => "distinct",
        Reduction::Share => "share",
        Reduction::Only => "only",
    }
}
