//! What a test expects: of an expression, of a cell of its table, of a commitment, of a mistake.

use crate::diag::near::did_you_mean;
use crate::diag::{compared, names, rules as say, tests as of_tests, time, units};
use crate::hir::Decl;
use crate::num::rat::Rat;
use crate::syntax::ast::cases::{Cell, CellKind};
use crate::syntax::ast::expr::{Expr, ExprKind};
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::ast::{self, ClauseKind};
use crate::text::{Name, Span};
use crate::types::checked::Commitment;
use crate::types::literal::{self, dotted};
use crate::types::schema::{NumType, Type, Unit};
use crate::types::scope::{Checker, Scope};
use crate::types::term::{Term, TermKind};
use crate::types::tested::{ExpectSubject, Expectation, Expected, Setting};

/// States of a commitment.
pub const STATES: &[&str] = &["ahead", "due", "done", "overdue", "past_no_record", "not_planned", "unknown"];

/// Words that are printed of an outcome, and how an expectation writes it.
const OUTCOMES: &[(&str, &str)] =
    &[("met", "true"), ("present", "true"), ("reached", "true"), ("given", "true"), ("breached", "false")];

impl Checker<'_> {
    /// One expectation: what is looked at, and what it is expected to be.
    pub(super) fn expectation(
        &mut self,
        expect: &ast::tests::Expect,
        span: Span,
        scope: &Scope,
        commitments: &[Commitment],
    ) -> Option<Expectation> {
        let setting = self.setting(&expect.setting);
        for (word, _) in &expect.by {
            self.decided_by(word, &expect.subject);
        }
        let by = expect.by.iter().map(|b| b.0.name.clone()).collect();
        expect.needs.iter().flatten().for_each(|path| self.needed(path));
        let needs = expect.needs.as_ref().map(|all| all.iter().map(dotted).collect());
        let (subject, expected) = match &expect.subject {
            ast::tests::ExpectSubject::State(path) => {
                let at = self.commitment(path, commitments)?;
                (ExpectSubject::State(at), self.state(&expect.what)?)
            }
            ast::tests::ExpectSubject::Slip(path) => {
                let at = self.commitment(path, commitments)?;
                (ExpectSubject::Slip(at), self.slip(path, &expect.what, scope)?)
            }
            ast::tests::ExpectSubject::Expr(expr) => match &expect.what {
                ast::tests::ExpectWhat::Error(code) => self.error_of(expr, code, scope),
                what => self.value_of(expr, what, scope)?,
            },
        };
        Some(Expectation { subject, expected, by, needs, setting, span })
    }

    /// By how many days a commitment is late.
    fn slip(&mut self, of: &ast::Path, what: &ast::tests::ExpectWhat, scope: &Scope) -> Option<Expected> {
        let days = Type::Number(NumType { word: Some("days".into()), ..NumType::of(Unit::of("day")) });
        Some(match what {
            ast::tests::ExpectWhat::Equals(value, _) => Expected::Value(self.cell(value, &days, scope), false),
            ast::tests::ExpectWhat::Between(a, b) => {
                Expected::Between(self.cell(a, &days, scope), self.cell(b, &days, scope))
            }
            ast::tests::ExpectWhat::Outcome(outcome) => Expected::Outcome(*outcome),
            _ => {
                let found = "no days, no bounds of days and no outcome";
                self.found.push(names::type_mismatch(of.span, found, "`slip of NAME = 5 days`"));
                return None;
            }
        })
    }

    /// That an expression is a mistake: what is found in it is what is looked at.
    fn error_of(&mut self, expr: &Expr, code: &ast::Ident, scope: &Scope) -> (ExpectSubject, Expected) {
        let known = || crate::diag::CODES.iter().flat_map(|rows| rows.iter()).map(|row| row.code.0);
        if !known().any(|word| word == code.name.as_str()) {
            self.found.push(of_tests::no_code(code.span, &code.name, known()));
        }
        let (term, found) = self.aside(|c| c.infer(expr, scope, None));
        let codes: Vec<String> = found.iter().map(|d| d.code.0.to_string()).collect();
        let subject = if codes.is_empty() { ExpectSubject::Term(term) } else { ExpectSubject::Errors(codes) };
        (subject, Expected::Error(code.name.clone()))
    }

    /// What an expression comes to.
    fn value_of(
        &mut self,
        expr: &Expr,
        what: &ast::tests::ExpectWhat,
        scope: &Scope,
    ) -> Option<(ExpectSubject, Expected)> {
        let term = self.infer(expr, scope, None);
        let ty = term.ty.clone();
        if matches!(term.kind, TermKind::Bool(_)) && matches!(what, ast::tests::ExpectWhat::True) {
            self.found.push(say::fixed_expectation(expr.span));
        }
        if self.cannot_come_out(what, &ty, expr.span) {
            return None;
        }
        let expected = match what {
            ast::tests::ExpectWhat::Is(value, negated) => {
                Expected::Value(self.expected_value_of(value, &ty, scope), *negated)
            }
            ast::tests::ExpectWhat::Outcome(outcome) => Expected::Outcome(*outcome),
            ast::tests::ExpectWhat::Equals(written, digits) => {
                let value = self.expected_value_of(written, &ty, scope);
                match digits {
                    Some(digits) => {
                        let written = literal::constant(&self.schema, written);
                        let percent = matches!(written, Some(Ok((_, written))) if written.percent);
                        Expected::Digits(value, u32::try_from(*digits).unwrap_or(0), percent)
                    }
                    None => Expected::Value(value, false),
                }
            }
            ast::tests::ExpectWhat::Between(a, b) => {
                let (low, high) = (self.expected_value_of(a, &ty, scope), self.expected_value_of(b, &ty, scope));
                if low.constant().zip(high.constant()).is_some_and(|(low, high)| low > high) {
                    self.found.push(time::backwards(low.span.to(high.span)));
                }
                Expected::Between(low, high)
            }
            ast::tests::ExpectWhat::Error(_) => return None,
            ast::tests::ExpectWhat::True => {
                let before = self.found.len();
                self.agree(&ty, &Type::Bool, expr.span);
                self.found[before..].iter_mut().for_each(of_tests::value_forgotten);
                Expected::True
            }
        };
        // That two ways of writing one number are the same may be worth showing.
        let literal = term.children().is_empty() && !matches!(term.kind, TermKind::Param(_) | TermKind::Fact(_));
        let same = match &expected {
            Expected::Value(value, false) | Expected::Digits(value, ..) => !literal && value.says(&term),
            _ => false,
        };
        if same && ty != Type::Error {
            self.found.push(say::fixed_expectation(expr.span));
        }
        Some((ExpectSubject::Term(term), expected))
    }

    /// Whether what is expected of an expression is nothing that it could come to, or no way to write it; reports it.
    fn cannot_come_out(&mut self, what: &ast::tests::ExpectWhat, ty: &Type, looked_at: Span) -> bool {
        let (value, negated, sign) = match what {
            ast::tests::ExpectWhat::Is(value, negated) => (value, *negated, "is "),
            ast::tests::ExpectWhat::Equals(value, _) => (value, false, "= "),
            _ => return false,
        };
        if self.never_met(value, ty, looked_at) {
            return true;
        }
        if let (true, Some(word)) = (negated, self.outcome_without_value(value)) {
            self.found.push(of_tests::not_of_outcome(value.span, &word));
            return true;
        }
        self.outcome_as_printed(value, negated, sign, ty)
    }

    /// What an expectation says to have decided: a label of some case, a row of a table, or a rule.
    fn decided_by(&mut self, word: &ast::Ident, subject: &ast::tests::ExpectSubject) {
        let labels = |decl: &Decl| -> Vec<Name> { decl.ast.clauses.iter().flat_map(labels_of).collect() };
        let row = word.name.strip_prefix("row_").is_some_and(|n| n.parse::<u32>().is_ok());
        let known = row
            || self.heads.iter().any(|head| head.name == word.name)
            || self.program.decls.iter().any(|decl| labels(decl).contains(&word.name));
        if known {
            return;
        }
        let path = match subject {
            ast::tests::ExpectSubject::Expr(expr) => match &expr.kind {
                ExprKind::Call(path, _) | ExprKind::Path(path) => Some(path),
                _ => None,
            },
            _ => None,
        };
        let own = path.and_then(|path| self.program.names.get(&path.parts.last()?.name)?.first().copied());
        let (of, mut near) = match own {
            Some(id) => (self.program.decl(id).name().to_string(), labels(self.program.decl(id))),
            None => ("what is expected".to_string(), vec![]),
        };
        // A case of what it rests on may decide as well.
        if did_you_mean(&word.name, near.iter().map(Name::as_str)).is_none() {
            let others: Vec<Name> = self.program.decls.iter().flat_map(labels).collect();
            if let Some(meant) = did_you_mean(&word.name, others.iter().map(Name::as_str)) {
                near.push(Name::new(meant));
            }
        }
        self.found.push(names::no_label(word.span, &word.name, &of, near.iter().map(Name::as_str)));
    }

    /// What an expectation says is needed: a field, a param, a fact, a parameter of a reform.
    fn needed(&mut self, path: &ast::Path) {
        let word = dotted(path);
        let fields = self.schema.entities.iter().flat_map(|entity| &entity.fields).map(|field| field.path.as_str());
        let kinds = [DeclKind::Param, DeclKind::Fact];
        let figures = self.program.of_kind(&kinds).map(|decl| decl.name().as_str());
        let reforms = self.program.of_kind(&[DeclKind::Reform]).flat_map(|decl| &decl.ast.params);
        let all: Vec<&str> = fields.chain(figures).chain(reforms.map(|p| p.name.name.as_str())).collect();
        if !all.contains(&word.as_str()) {
            let found = names::not_found(path.span, "field, param or fact", &word, all);
            self.found.push(found);
        }
    }

    /// Whether a value that is expected can never be what comes out: bounds, which are no one value, and what is not
    /// compared as a whole. Reports it; `looked_at` is where what it is held against stands.
    fn never_met(&mut self, value: &Expr, ty: &Type, looked_at: Span) -> bool {
        match &value.kind {
            ExprKind::Between(low, high) => {
                let bounds = compared::Bounds { from: looked_at, low: low.span, high: high.span };
                self.found.push(compared::bounds_expected(value.span, bounds));
            }
            // An outcome is no value that is compared.
            ExprKind::Absent | ExprKind::Unknown => return false,
            _ if self.outcome_without_value(value).is_some() || !self.is_whole(ty) => return false,
            _ => {
                let ty = self.describe(ty);
                self.found.push(compared::not_compared(value.span, &ty));
            }
        }
        true
    }

    /// The outcome without value that a word names, or that something is not known.
    pub fn outcome_without_value(&self, value: &Expr) -> Option<Name> {
        let word = match &value.kind {
            ExprKind::Unknown => return Some(Name::new("unknown")),
            ExprKind::Path(path) => path.parts.first().filter(|_| path.parts.len() == 1)?,
            _ => return None,
        };
        let outcome = matches!(word.name.as_str(), "gap" | "conflict" | "not_applicable");
        (outcome && !self.program.names.contains_key(&word.name)).then(|| word.name.clone())
    }

    /// Whether an outcome stands there in a word that is printed of it, or with `=`; says how it is written.
    fn outcome_as_printed(&mut self, value: &Expr, negated: bool, sign: &str, ty: &Type) -> bool {
        let ExprKind::Path(path) = &value.kind else { return false };
        let [word] = path.parts.as_slice() else { return false };
        let of_enum = matches!(ty, Type::Enum(id) if self.schema.enumeration(*id).values.contains(&word.name));
        if of_enum || self.program.names.contains_key(&word.name) {
            return false;
        }
        let meant = match word.name.as_str() {
            "not_applicable" | "conflict" | "gap" if sign != "is " => word.name.as_str(),
            "applicable" if negated => "not_applicable",
            _ if sign != "is " => return false,
            word => match OUTCOMES.iter().find(|o| o.0 == word) {
                Some((_, meant)) => meant,
                None => return false,
            },
        };
        self.found.push(of_tests::outcome_word(word.span, &word.name, meant));
        true
    }

    /// A value that an expectation names: a bare number agrees only with a bare number, as in any expression.
    fn expected_value_of(&mut self, expr: &Expr, ty: &Type, scope: &Scope) -> Term {
        let loose = match ty {
            Type::Number(n) => Type::Number(NumType { whole: false, ..n.clone() }),
            other => other.clone(),
        };
        if let (Type::Number(n), Some(Ok((number, written)))) = (ty, literal::constant(&self.schema, expr))
            && n.percent
            && !written.percent
            && written.unit.is_none()
            && number.abs() > Rat::ONE
        {
            return self.fail(units::bare_percent(expr.span, &number), expr.span);
        }
        self.needs(expr, &loose, scope)
    }

    /// What a cell of a column that is expected says.
    pub(super) fn expected_cell(&mut self, head: &Cell, cell: &Cell, scope: &Scope) -> Option<Expectation> {
        let CellKind::Value(expr) = &head.kind else { return None };
        let term = self.infer(expr, scope, None);
        let loose = match &term.ty {
            Type::Number(n) => Type::Number(NumType { whole: false, ..n.clone() }),
            other => other.clone(),
        };
        let expected = match &cell.kind {
            CellKind::Any | CellKind::Broken => return None,
            CellKind::Outcome(outcome) => Expected::Outcome(*outcome),
            CellKind::Between(a, b) => Expected::Between(self.cell(a, &loose, scope), self.cell(b, &loose, scope)),
            CellKind::Value(value) if self.outcome_as_printed(value, false, "is ", &term.ty) => return None,
            CellKind::Value(value) => match &value.kind {
                ExprKind::Between(a, b) => Expected::Between(self.cell(a, &loose, scope), self.cell(b, &loose, scope)),
                ExprKind::Unknown => Expected::Outcome(ast::tests::Outcome::Unknown),
                ExprKind::Range(..) if !matches!(term.ty, Type::Range(_)) => {
                    let input = Term { ty: loose, ..term };
                    return self.expected_test(input, cell, scope);
                }
                _ if self.never_met(value, &term.ty, head.span) => return None,
                _ => Expected::Value(self.cell(value, &loose, scope), false),
            },
            _ => {
                let input = Term { ty: loose, ..term };
                return self.expected_test(input, cell, scope);
            }
        };
        let setting = Setting::default();
        Some(Expectation {
            subject: ExpectSubject::Term(term),
            expected,
            by: vec![],
            needs: None,
            setting,
            span: cell.span,
        })
    }

    /// A cell that says what the value must be like: `> 5`, `[7 .. 9]`, `8, 9`, `not(3)`, as in a table of rules.
    fn expected_test(&mut self, input: Term, cell: &Cell, scope: &Scope) -> Option<Expectation> {
        if input.ty == Type::Error {
            return None;
        }
        let test = self.cell_test(cell, &input, scope)?;
        let (subject, setting) = (ExpectSubject::Term(test), Setting::default());
        Some(Expectation { subject, expected: Expected::True, by: vec![], needs: None, setting, span: cell.span })
    }

    fn commitment(&mut self, path: &ast::Path, commitments: &[Commitment]) -> Option<u32> {
        let word = &path.parts.last()?.name;
        let at = commitments.iter().position(|c| c.name == *word);
        if at.is_none() {
            let near = commitments.iter().map(|c| c.name.as_str());
            self.found.push(names::not_found(path.span, "commitment", &dotted(path), near));
        }
        at.map(|i| i as u32)
    }

    fn state(&mut self, what: &ast::tests::ExpectWhat) -> Option<Expected> {
        if let ast::tests::ExpectWhat::Outcome(ast::tests::Outcome::Unknown) = what {
            return Some(Expected::StateIs("unknown".into()));
        }
        let ast::tests::ExpectWhat::Is(Expr { kind: ExprKind::Path(path), span }, false) = what else { return None };
        let word = dotted(path);
        if !STATES.contains(&word.as_str()) {
            self.found.push(names::no_mark(*span, "state", &word, STATES));
        }
        Some(Expected::StateIs(word))
    }
}

/// The labels that a clause gives cases and exceptions.
fn labels_of(clause: &ast::Clause) -> Vec<Name> {
    match &clause.kind {
        ClauseKind::Case(case) => case.label.iter().map(|label| label.name.clone()).collect(),
        ClauseKind::Except(label, ..) => label.iter().map(|label| label.name.clone()).collect(),
        ClauseKind::AddTo(_, inner) => labels_of(inner),
        ClauseKind::Replace(_, inner) => inner.iter().flat_map(labels_of).collect(),
        ClauseKind::Add(added) => added.clauses.iter().flat_map(labels_of).collect(),
        _ => vec![],
    }
}
