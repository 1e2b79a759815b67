//! Calls, lists, comprehensions and records.

use super::Lower;
use super::expr::broken;
use crate::diag::conditions;
use crate::diag::syntax as found;
use crate::syntax::ast::Path;
use crate::syntax::ast::expr::{Aggregate, Arg, Binder, Expr, ExprKind, ListItem};
use crate::syntax::grammar::Rule;
use crate::syntax::tree::Node;

impl Lower<'_> {
    pub(super) fn call(&mut self, callee: Expr, node: Node<'_, '_>) -> Expr {
        let span = callee.span.to(self.span(node));
        let ExprKind::Path(path) = callee.kind else { return broken(span) };
        self.depth += 1;
        let kind = if node.has(Rule::named_arg) {
            let args: Vec<_> = node.all(Rule::named_arg).collect();
            ExprKind::Construct(path, args.into_iter().map(|n| (self.first_path(n), self.first_expr(n))).collect())
        } else if node.has(Rule::for_part) {
            self.comprehension(path, node)
        } else if is(&path, "list") {
            let items: Vec<_> = node.all(Rule::item).collect();
            ExprKind::List(items.into_iter().map(|n| self.list_item(n)).collect())
        } else {
            self.refuse_distinct(node);
            let items: Vec<_> = node.all(Rule::item).collect();
            ExprKind::Call(path, items.into_iter().map(|n| self.arg(n)).collect())
        };
        self.depth -= 1;
        Expr { kind, span }
    }

    fn comprehension(&mut self, path: Path, node: Node<'_, '_>) -> ExprKind {
        let distinct = node.has(Rule::distinct);
        let aggregate = match path.parts.first().filter(|_| path.parts.len() == 1).map(|p| p.name.as_str()) {
            Some("sum") => Some(Aggregate::Sum),
            Some("min") => Some(Aggregate::Min),
            Some("max") => Some(Aggregate::Max),
            Some("average") => Some(Aggregate::Average),
            Some("median") => Some(Aggregate::Median),
            Some("count") if distinct => Some(Aggregate::CountDistinct),
            Some("count") => Some(Aggregate::Count),
            Some("share") => Some(Aggregate::Share),
            Some("the") => Some(Aggregate::The),
            Some("list") => Some(Aggregate::List),
            _ => None,
        };
        if aggregate != Some(Aggregate::CountDistinct) {
            self.refuse_distinct(node);
        }
        let body = match node.child(Rule::item) {
            Some(n) => self.plain_item(n),
            None => broken(self.span(node)),
        };
        let parts: Vec<_> = node.all(Rule::for_part).collect();
        let binders: Vec<Binder> = parts.into_iter().flat_map(|n| self.binders(n)).collect();
        let filter = node.child(Rule::where_part).map(|n| Box::new(self.first_expr(n)));
        match aggregate {
            Some(aggregate) => ExprKind::Aggregate(aggregate, Box::new(body), binders, filter),
            None => {
                let name = path.parts.last().map_or("", |p| p.name.as_str());
                self.report(conditions::no_comprehension(path.span, name));
                ExprKind::Broken
            }
        }
    }

    fn refuse_distinct(&mut self, node: Node<'_, '_>) {
        if let Some(n) = node.child(Rule::distinct) {
            let place = self.span(n);
            self.report(conditions::misplaced_distinct(place));
        }
    }

    fn arg(&mut self, node: Node<'_, '_>) -> Arg {
        if node.has(Rule::k_to) { Arg::To(self.first_expr(node)) } else { Arg::Value(self.plain_item(node)) }
    }

    /// An item that is one expression; `to` and `of` are reported.
    pub(super) fn plain_item(&mut self, node: Node<'_, '_>) -> Expr {
        if let Some(n) = node.children().find(|n| matches!(n.kind(), Rule::k_of | Rule::k_to)) {
            let place = self.span(n);
            self.report(found::no_place_for(place, n.text()));
        }
        self.first_expr(node)
    }

    fn list_item(&mut self, node: Node<'_, '_>) -> ListItem {
        if node.has(Rule::k_to) {
            return ListItem { times: None, item: self.plain_item(node) };
        }
        let mut parts = node.all(Rule::expr);
        let (first, second) = (parts.next(), parts.next());
        let first = self.maybe(first, node);
        match second {
            Some(n) => ListItem { times: Some(first), item: self.expr(n) },
            None => ListItem { times: None, item: first },
        }
    }

    /// `T { f: v; g: w }`
    pub(super) fn fields(&mut self, callee: Expr, node: Node<'_, '_>) -> Expr {
        let span = callee.span.to(self.span(node));
        let ExprKind::Path(path) = callee.kind else { return broken(span) };
        self.depth += 1;
        let mut fields: Vec<(Path, Expr)> = vec![];
        let mut parted = true;
        for n in node.children() {
            match n.kind() {
                Rule::semi => parted = true,
                Rule::comma => {
                    let place = self.span(n);
                    self.report(conditions::sign_instead(place, place, ",", ";"));
                    parted = true;
                }
                Rule::field_init => {
                    let before = &n.clause()[..n.start()];
                    let end = before.trim_end().len();
                    if !parted && !before[end..].contains('\n') {
                        let (place, gap) = (self.span(n), self.range(end, end));
                        self.report(found::missing_semicolon(place, gap));
                    }
                    self.instead(n, Rule::miss_colon, ":");
                    fields.push((self.first_path(n), self.first_expr(n)));
                    parted = false;
                }
                _ => {}
            }
        }
        self.depth -= 1;
        Expr { kind: ExprKind::Construct(path, fields), span }
    }
}

fn is(path: &Path, word: &str) -> bool {
    path.parts.len() == 1 && path.parts[0].name.as_str() == word
}
