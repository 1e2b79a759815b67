//! Recommendations: addressees, evidence, text.

use crate::diag::names;
use crate::hir::Decl;
use crate::syntax::ast::expr::{Arg, ExprKind};
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::ast::{self, ClauseKind};
use crate::syntax::passage::Passage;
use crate::text::Name;
use crate::types::checked::{Because, Piece, Recommendation};
use crate::types::literal::dotted;
use crate::types::schema::Type;
use crate::types::scope::{Checker, Place, Scope};

/// States of a recommendation.
const STATES: &[&str] = &["draft", "consulted", "adopted"];

impl Checker<'_> {
    /// Types all recommendations.
    pub fn recommendations(&mut self) -> Vec<Recommendation> {
        let program = self.program;
        program.of_kind(&[DeclKind::Recommendation]).map(|decl| self.recommendation(decl)).collect()
    }

    fn recommendation(&mut self, decl: &Decl) -> Recommendation {
        let mut scope = Scope::new(Place::Paper);
        let mut made = Recommendation {
            decl: decl.id,
            name: decl.name().clone(),
            to: vec![],
            by: None,
            state: Name::new("draft"),
            because: vec![],
            dissent: vec![],
            body: vec![],
            modality: None,
        };
        for clause in &decl.ast.clauses {
            match &clause.kind {
                ClauseKind::To(paths) => {
                    self.parties_once(paths);
                    made.to = paths.iter().filter_map(|p| self.party(p)).collect();
                }
                ClauseKind::By(day) => made.by = Some(day.date),
                ClauseKind::Modality(modality) => made.modality = Some(*modality),
                ClauseKind::State(state) => {
                    if !STATES.contains(&state.name.as_str()) {
                        self.found.push(names::no_mark(state.span, "state", &state.name, STATES));
                    }
                    made.state = state.name.clone();
                }
                ClauseKind::Let(name, value) => {
                    let term = self.infer(value, &scope, None);
                    self.divided_by_nothing(&term);
                    self.bind_to(&mut scope, name, term.kind, term.ty);
                }
                ClauseKind::Because(expr, under) => {
                    let term = self.condition(expr, &scope);
                    self.divided_by_nothing(&term);
                    let under = under.as_ref().and_then(|path| self.scenario(path)).flatten();
                    let same = |other: &&Because| other.under == under && other.term.says(&term);
                    if let Some(first) = made.because.iter().find(same).filter(|_| term.ty != Type::Error) {
                        self.found.push(names::said_twice(clause.span, "because", first.span));
                    }
                    made.because.push(Because { term, under, span: clause.span });
                }
                ClauseKind::Dissent(path, why) => {
                    made.dissent.extend(self.party(path).map(|p| (p, why.value.clone())));
                }
                ClauseKind::Body(pieces) => made.body = pieces.iter().map(|p| self.piece(p, &scope)).collect(),
                _ => {}
            }
        }
        let broken = decl.ast.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Broken(_)));
        if made.because.is_empty() && !broken {
            self.found.push(names::missing_clause(decl.name_span(), "a recommendation", "because CONDITION"));
        }
        let addressed = decl.ast.clauses.iter().any(|c| matches!(c.kind, ClauseKind::To(_)));
        if !addressed && !broken {
            self.found.push(names::missing_clause(decl.name_span(), "a recommendation", "to PARTY"));
        }
        made
    }

    /// Who is named twice in one line is meant once.
    fn parties_once(&mut self, paths: &[ast::Path]) {
        for (at, path) in paths.iter().enumerate() {
            if let Some(first) = paths[..at].iter().find(|other| dotted(other) == dotted(path)) {
                self.found.push(names::said_twice(path.span, &dotted(path), first.span));
            }
        }
    }

    fn piece(&mut self, piece: &ast::expr::Piece, scope: &Scope) -> Piece {
        let expr = match piece {
            ast::expr::Piece::Text(text) => return Piece::Text(text.clone()),
            ast::expr::Piece::Expr(expr) => expr,
        };
        if let ExprKind::Call(path, args) = &expr.kind
            && let ([word], [Arg::Value(arg)]) = (path.parts.as_slice(), args.as_slice())
        {
            match word.name.as_str() {
                "gap_list" => {
                    let term = self.infer(arg, scope, None);
                    if !matches!(term.ty, Type::List(_) | Type::Error) {
                        let found = self.describe(&term.ty);
                        self.found.push(names::needs_list(arg.span, &found));
                    }
                    return Piece::GapList(term);
                }
                "question" => {
                    let ExprKind::Path(rule) = &arg.kind else {
                        self.found.push(names::question_of(arg.span));
                        return Piece::Text(Passage::default());
                    };
                    if let crate::hir::Lookup::One(id, _) = self.program.look_up(rule)
                        && let Some(rule) = self.rule_of.get(&id)
                    {
                        return Piece::Question(*rule);
                    }
                    let near: Vec<&str> = self.rules_by_name().collect();
                    self.found.push(names::not_found(arg.span, "rule", &dotted(rule), near));
                    return Piece::Text(Passage::default());
                }
                _ => {}
            }
        }
        let term = self.infer(expr, scope, None);
        self.divided_by_nothing(&term);
        let ty = self.describe(&term.ty);
        match term.ty {
            Type::List(_) => self.found.push(names::not_printed(expr.span, &ty)),
            Type::Range(_) => self.found.push(names::range_not_printed(expr.span, &ty)),
            _ => {}
        }
        Piece::Value(term)
    }
}
