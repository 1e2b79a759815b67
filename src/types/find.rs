//! The one declaration that a path names.

use crate::diag::{Diagnostic, names};
use crate::hir::from_syntax::several;
use crate::hir::{Decl, DeclId, Lookup, Program};
use crate::syntax::ast;
use crate::syntax::ast::kind::DeclKind;
use crate::text::english::a_or_an;
use crate::types::literal::dotted;
use crate::types::scope::Checker;

/// The declaration of some kinds that a path names. `what`: what is looked for, in words; `also`: what a name may be
/// that is not declared.
///
/// # Errors
/// That there is none, or that several modules have one.
pub fn find_one(
    program: &Program,
    path: &ast::Path,
    kinds: &[DeclKind],
    what: &str,
    also: &[&str],
) -> Result<DeclId, Diagnostic> {
    match program.find(path, kinds) {
        Lookup::One(id, _) => Ok(id),
        Lookup::Several(all) => Err(several(program, path.span, &dotted(path), &all)),
        Lookup::None => {
            let near: Vec<String> = program.of_kind(kinds).filter(is_as_written).map(|d| called(d, path)).collect();
            let near = near.iter().map(String::as_str).chain(also.iter().copied());
            Err(no_such(program, path, what, near))
        }
    }
}

/// Whether its name is one that could be written: one that had to be put right is proposed to nobody.
fn is_as_written(decl: &&Decl) -> bool {
    let span = decl.name_span();
    (span.end - span.start) as usize == decl.name().len()
}

/// What a declaration is called by whoever writes such a path: with its module where the path has one.
fn called(decl: &Decl, path: &ast::Path) -> String {
    if path.parts.len() > 1 { format!("{}.{}", decl.module, decl.name()) } else { decl.name().to_string() }
}

/// A name that stands for no `what`: of something else, or of nothing.
fn no_such<'n>(program: &Program, path: &ast::Path, what: &str, near: impl IntoIterator<Item = &'n str>) -> Diagnostic {
    let word = dotted(path);
    let Lookup::One(id, words) = program.look_up(path) else {
        return names::not_found(path.span, what, &word, near);
    };
    if words != path.parts.len() {
        return names::not_found(path.span, what, &word, near);
    }
    let kind = program.decl(id).kind();
    let help = match (what, kind) {
        ("rule", DeclKind::Param) => Some(format!("a param is set: `set {word} to VALUE`")),
        ("rule", DeclKind::Instance) => Some(format!("a field of an instance is set: `set {word}.FIELD to VALUE`")),
        ("rule", DeclKind::Source) => {
            Some(format!("a source ends by its status, and is set to bind: `set {word} binds STATE`"))
        }
        ("reform", DeclKind::Scenario) => Some(format!("a scenario takes over another: `starts from {word}`")),
        ("scenario", DeclKind::Reform) => Some(format!("a scenario stacks a reform: `with {word}`")),
        _ => None,
    };
    names::of_another_kind(path.span, &word, &a_or_an(kind.noun()), &a_or_an(what), help)
}

impl Checker<'_> {
    /// The declaration of some kinds that a path names; what is wrong with it is told.
    pub fn find_one(&mut self, path: &ast::Path, kinds: &[DeclKind], what: &str) -> Option<DeclId> {
        self.find_or(path, kinds, what, &[])
    }

    /// The same where some names are no declarations.
    pub fn find_or(&mut self, path: &ast::Path, kinds: &[DeclKind], what: &str, also: &[&str]) -> Option<DeclId> {
        let found = find_one(self.program, path, kinds, what, also);
        found.map_err(|wrong| self.found.push(wrong)).ok()
    }
}
