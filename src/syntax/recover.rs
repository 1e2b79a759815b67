//! What is kept of a head or clause that cannot be read: what was probably meant, else its names.

use crate::diag::Diagnostic;
use crate::diag::syntax as found;
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::ast::{Clause, Decl, Param, TypeExpr, TypeKind};
use crate::syntax::clauses::{Attempt, Reading};
use crate::syntax::grammar::{Rule, Stop};
use crate::syntax::idioms;
use crate::syntax::lex::T;
use crate::syntax::lower::{Lower, Shift, instances};
use crate::syntax::mend;
use crate::syntax::split::Raw;
use crate::syntax::table::clauses;
use crate::syntax::tree;
use crate::syntax::words;
use crate::text::Name;
use std::ops::Range;

impl Reading<'_, '_> {
    /// What can be known of a head that cannot be read: its name, and parameters of plain types.
    pub(super) fn broken_head(&mut self, head: Range<usize>, decl: &mut Decl) {
        let tokens = &self.tokens[head.clone()];
        decl.broken = true;
        if let Some(word) = tokens.iter().find(|t| t.kind == T::Word) {
            decl.name = self.ident(word);
        }
        let words = tokens.iter().filter(|t| matches!(t.kind, T::Word | T::Str));
        self.unread.extend(words.map(|t| Name::new(t.of(self.text).trim_matches('"'))));
        for at in head.clone() {
            let typed = at + 2 < head.end && self.tokens[at + 1].kind == T::Colon && self.tokens[at].kind == T::Word;
            let inside = at > head.start && matches!(self.tokens[at - 1].kind, T::Open | T::Comma);
            if let Some((ty, _)) = self.path(at + 2, head.end).filter(|_| typed && inside) {
                let ty = TypeExpr { span: ty.span, kind: TypeKind::Named(ty) };
                decl.params.push(Param { name: self.ident(&self.tokens[at]), ty });
            }
        }
    }

    /// The change that mends a text, where no finding says better what is wrong.
    pub(super) fn mend(
        &self,
        place: &words::Place<'_>,
        rule: Rule,
        stop: &Stop,
        found: &Diagnostic,
    ) -> Option<mend::Mend> {
        if !found::is_general(found) {
            return None;
        }
        // What says something else is no slip.
        if idioms::stands(place.text, stop) {
            return None;
        }
        // A word before the place that looks like one of the language.
        if let Some((span, text)) = found.fixes.first().and_then(|fix| fix.edits.first()) {
            let at = (span.start as usize).checked_sub(place.base)?..(span.end as usize).checked_sub(place.base)?;
            if at.end <= stop.at {
                let mend = mend::Mend { at, text: text.clone(), found: found.clone(), open: false };
                if tree::read(rule, &mend.applied(place.text)).is_ok() {
                    return Some(mend);
                }
            }
        }
        mend::mend(place, rule, stop)
    }

    /// Reads a clause as it was probably meant; false where no small change makes it readable.
    pub(super) fn mended(&mut self, tokens: Range<usize>, how: Attempt, stop: &Stop, out: &mut Vec<Clause>) -> bool {
        let (start, end) = self.bytes(tokens.clone());
        let place = self.place(&tokens, how);
        let found = words::explain(&place, stop);
        let Some(mend) = self.mend(&place, how.rule, stop, &found) else { return false };
        let mended = mend.applied(place.text);
        let Ok(tree) = tree::read(how.rule, &mended) else { return false };
        let span = self.range(start, end);
        if mend.open {
            // Which was meant is not known, nor what the clause says.
            self.diags.push(mend.found);
            self.unreadable(tokens, how.content, out);
            return true;
        }
        // A change after which there is more to say was a guess.
        let mut said = vec![];
        let mut lower = Lower { diags: &mut said, ..self.lower(place.base, how.kind) };
        lower.shift = Shift { at: mend.at, len: mend.text.len() };
        if let Some(root) = tree.root() {
            let clause = (how.read)(&mut lower, root);
            let extra = std::mem::take(&mut lower.extra);
            if !said.is_empty() {
                return false;
            }
            self.diags.push(mend.found);
            out.push(Clause { kind: clause, span });
            out.extend(extra.into_iter().map(|kind| Clause { kind, span }));
        }
        true
    }

    /// A field whose limits cannot be read is still a field of its type.
    pub(super) fn first_part_of_field(&mut self, tokens: Range<usize>, content: usize, out: &mut Vec<Clause>) {
        let commas = tokens.clone().filter(|at| self.tokens[*at].kind == T::Comma).collect::<Vec<_>>();
        for end in commas.into_iter().rev() {
            let base = self.content_start(&tokens, content);
            let (start, last) = self.bytes(tokens.start..end);
            let Ok(tree) = tree::read(Rule::c_field, &self.text[base..last as usize]) else { continue };
            let span = self.range(start, last);
            let mut lower = self.lower(base, DeclKind::Entity);
            if let Some(root) = tree.root() {
                let kind = instances::field(&mut lower, root);
                out.push(Clause { kind, span });
            }
            return;
        }
        if let Some((path, _)) = self.path(tokens.start, tokens.end) {
            let all = path.parts.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join(".");
            self.unread.push(Name::new(&all));
            self.unread.extend(path.parts.into_iter().map(|p| p.name));
        }
    }

    /// Remembers what a broken clause would have named: its labels, what `let` and `for` bind.
    pub(super) fn unread_of(&mut self, tokens: Range<usize>) {
        let word = |at: usize| self.tokens.get(at).filter(|t| at < tokens.end && t.kind == T::Word);
        let first = self.tokens[tokens.start].of(self.text);
        let mut names: Vec<Name> = vec![];
        // The path of a field.
        let colon = tokens.clone().find(|at| !matches!(self.tokens[*at].kind, T::Word | T::Dot));
        if let Some(colon) = colon.filter(|at| *at > tokens.start && self.tokens[*at].kind == T::Colon) {
            let (from, to) = (self.tokens[tokens.start].start, self.tokens[colon - 1].end);
            names.push(Name::new(&self.text[from as usize..to as usize]));
        }
        for at in tokens.clone() {
            let opens = self.tokens[at].of(self.text) == "[";
            let binds = at == tokens.start && matches!(first, "let" | "given");
            if let (true, Some(name)) = (opens || binds, word(at + 1)) {
                names.push(Name::new(name.of(self.text)));
            }
            if self.tokens[at].kind == T::Str {
                names.push(Name::new(self.tokens[at].of(self.text).trim_matches('"')));
            }
            if first == "for" && self.tokens[at].kind == T::Word {
                names.push(Name::new(self.tokens[at].of(self.text)));
            }
        }
        self.unread.extend(names);
    }

    /// `size Size`, `size = Size`: a field, if it can be read as one with a colon.
    pub(super) fn field_without_colon(&mut self, raw: &Raw, kind: DeclKind, out: &mut Vec<Clause>) -> bool {
        if !clauses::declares_fields(kind) || self.word(raw.tokens.start, raw.tokens.end).is_empty() {
            return false;
        }
        let how = Attempt::field(raw.tokens.start, kind);
        let Err(stop) = tree::read(how.rule, self.place(&raw.tokens, how).text) else { return false };
        stop.tried.contains(&Rule::colon) && self.mended(raw.tokens.clone(), how, &stop, out)
    }
}
