//! Heads of declarations.

use super::Lower;
use crate::diag::syntax::empty_text;
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::ast::{Decl, Ident, Param};
use crate::syntax::grammar::Rule;
use crate::syntax::tree::Node;
use crate::text::{LAW, Name};

impl Lower<'_> {
    /// Fills what the head of a declaration says into `decl`.
    pub fn head(&mut self, node: Node<'_, '_>, decl: &mut Decl) {
        let names: Vec<Ident> = node.all(Rule::decl_name).map(|n| self.ident(n)).collect();
        if let Some(text) = node.child(Rule::text) {
            let title = self.text(text);
            if title.value.trim().is_empty() {
                let what = if decl.kind == DeclKind::Test { "what the test shows" } else { "what readers call it" };
                self.report(empty_text(title.span, what));
            }
            decl.title = Some(title);
        }
        if let Some(of) = node.child(Rule::dotted) {
            decl.of = Some(self.path(of));
        }
        match decl.kind {
            DeclKind::Unit => decl.names = names.clone(),
            DeclKind::Entity => decl.plural = names.get(1).cloned(),
            _ => {}
        }
        decl.closed = node.has(Rule::k_closed);
        decl.may_be_absent = node.has(Rule::k_may_be_absent);
        decl.concept = node.child(Rule::l_concept).map(|c| self.first_ident(c));
        decl.result = node.child(Rule::type_).map(|t| self.type_expr(t));
        if let Some(list) = node.child(Rule::parameters) {
            decl.params = self.parameters(list);
        }
        decl.name = self.name_of(decl, names.into_iter().next());
    }

    fn parameters(&mut self, node: Node<'_, '_>) -> Vec<Param> {
        let list: Vec<_> = node.all(Rule::parameter).collect();
        list.into_iter().map(|p| Param { name: self.new_name(p), ty: self.first_type(p) }).collect()
    }

    /// The declared name, or the nearest word of the head where there is none.
    fn name_of(&mut self, decl: &Decl, name: Option<Ident>) -> Ident {
        if let Some(name) = name {
            if super::rules::is_reserved(&name.name) {
                self.report(crate::diag::syntax::reserved_name(name.span, &name.name));
            }
            if decl.kind == DeclKind::Scenario && name.name.as_str() == LAW {
                self.report(crate::diag::syntax::named_as_the_law(name.span));
            }
            return name;
        }
        match (&decl.title, &decl.of) {
            (Some(text), _) => Ident { name: Name::new(&text.value), span: text.span },
            (None, Some(path)) => match path.parts.last() {
                Some(last) => last.clone(),
                None => decl.name.clone(),
            },
            _ => decl.name.clone(),
        }
    }
}
