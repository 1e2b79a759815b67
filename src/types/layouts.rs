//! What is reported of the rows of tables: inputs that none fits or that several fit, rows that never decide.

use crate::diag::{Diagnostic, rules as say};
use crate::num::date::Date;
use crate::syntax::ast;
use crate::text::Span;
use crate::types::cases::differ;
use crate::types::checked::{Body, Join, Subject};
use crate::types::schema::Type;
use crate::types::scope::{Checker, Shown};
use crate::types::tables::{self, Point, Survey};
use crate::types::term::RuleId;

impl Checker<'_> {
    /// Looks at the rows of a table; where one row is left for each input it is joined as such.
    pub fn table_layout(&mut self, rule: RuleId, columns: &[Subject], body: &mut Body, span: Span) {
        let Some(survey) = tables::survey(&self.schema, columns, &body.cases) else { return };
        if survey.gap.is_none() {
            body.join = match body.join {
                Join::Unique if survey.meetings.is_empty() => Join::Partition,
                Join::Prevail if survey.meetings.is_empty() => Join::Shared,
                Join::First => Join::FirstShared,
                join => join,
            };
        }
        let (mut shown, sure) = self.rows(rule, columns, body, &survey, None);
        if let (true, Some(point)) = (matches!(body.join, Join::Unique | Join::Prevail | Join::First), &survey.gap) {
            let input = self.point_text(columns, point);
            shown.push((rule, ast::Outcome::Gap, say::table_gap(span, &input)));
        }
        self.layouts.extend(shown);
        self.found.extend(sure);
    }

    /// Looks at a table with the rows that a reform adds; reported is what these bring.
    pub fn added_rows(
        &self,
        rule: RuleId,
        columns: &[Subject],
        body: &Body,
        new: &[usize],
    ) -> (Vec<Shown>, Vec<Diagnostic>) {
        match tables::survey(&self.schema, columns, &body.cases) {
            Some(survey) => self.rows(rule, columns, body, &survey, Some(new)),
            None => (vec![], vec![]),
        }
    }

    fn rows(
        &self,
        rule: RuleId,
        columns: &[Subject],
        body: &Body,
        survey: &Survey,
        new: Option<&[usize]>,
    ) -> (Vec<Shown>, Vec<Diagnostic>) {
        let (mut shown, mut sure) = (vec![], vec![]);
        let is_new = |row: usize| new.is_none_or(|new| new.contains(&row));
        let says_otherwise = |a: usize, b: usize| differ(&[], &body.cases[a].then, &body.cases[b].then);
        let mut meetings = survey.meetings.iter().filter(|((a, b), _)| is_new(*a) || is_new(*b));
        let meeting = match body.join {
            Join::Unique | Join::Partition => meetings.next(),
            Join::Prevail => meetings.find(|((a, b), _)| says_otherwise(*a, *b)),
            _ => None,
        };
        if let Some(((a, b), point)) = meeting {
            let (input, any) = (self.point_text(columns, point), body.join == Join::Prevail);
            let found = say::table_overlap(body.cases[*b].span, &input, body.cases[*a].span, any);
            shown.push((rule, ast::Outcome::Conflict, found));
        }
        for (row, case) in body.cases.iter().enumerate().filter(|(row, _)| is_new(*row)) {
            let fits = survey.fits[row];
            if !fits {
                sure.push(say::row_never_decides(case.span, None));
            } else if matches!(body.join, Join::First | Join::FirstShared) && survey.above[row].is_some() {
                let above = survey.above[row].map(|above| body.cases[above].span);
                sure.push(say::row_never_decides(case.span, above));
            }
        }
        (shown, sure)
    }

    fn point_text(&self, columns: &[Subject], point: &[Point]) -> String {
        let name = |ty: &Type, place: u32| match ty {
            Type::Enum(id) => self.schema.enumeration(*id).values.get(place as usize).map(|n| n.to_string()),
            Type::Entity(id) => self.schema.entity(*id).closed_keys.get(place as usize).map(|n| n.to_string()),
            _ => None,
        };
        let told = columns.iter().zip(point).map(|(column, point)| {
            let value = match point {
                Point::Bool(b) => b.to_string(),
                Point::Code(place) => name(&column.ty, *place).unwrap_or_default(),
                Point::Number(n) if column.ty == Type::Date => {
                    n.to_i64().and_then(Date::from_days).map_or_else(|| n.to_string(), |d| d.to_string())
                }
                Point::Number(n) => n.to_string(),
            };
            format!("{} = {value}", column.name)
        });
        told.collect::<Vec<_>>().join(", ")
    }
}
