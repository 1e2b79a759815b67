//! Declarations by name, with their sources, citations and status resolved.
//!
//! A [`Program`] holds every declaration of every module, those that reforms add included, in the order
//! of files and text. Expressions are still as written; `types` reads them.

pub mod from_syntax;
pub mod law;

use crate::hir::law::{Cite, Party, Source, SourceId};
use crate::syntax::ast;
use crate::text::{FileId, Name, Span};
use std::collections::BTreeMap;

/// A declaration of a [`Program`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DeclId(pub u32);

/// A module.
#[derive(Clone, Debug)]
pub struct Module {
    /// Its name.
    pub name: Name,
    /// Its file.
    pub file: FileId,
}

/// A declaration with what every kind has.
#[derive(Clone, Debug)]
pub struct Decl {
    /// Its number.
    pub id: DeclId,
    /// The module it stands in.
    pub module: Name,
    /// As written.
    pub ast: ast::Decl,
    /// The reform that adds it, if one does.
    pub added_by: Option<DeclId>,
    /// What people call it: `title`, else the text of its head.
    pub title: Option<String>,
    /// Ids of the mandate, ranges as written.
    pub covers: Vec<ast::Ident>,
    /// Where it comes from.
    pub per: Vec<Cite>,
}

impl Decl {
    /// What it declares.
    pub fn kind(&self) -> ast::kind::DeclKind {
        self.ast.kind
    }

    /// Its name.
    pub fn name(&self) -> &Name {
        &self.ast.name.name
    }

    /// Where its name stands.
    pub fn name_span(&self) -> Span {
        self.ast.name.span
    }
}

/// All declarations.
#[derive(Clone, Default, Debug)]
pub struct Program {
    /// Modules in order of files.
    pub modules: Vec<Module>,
    /// Declarations by number.
    pub decls: Vec<Decl>,
    /// Numbers by bare name. Tests, `fields of` and `instances` have none.
    pub names: BTreeMap<Name, Vec<DeclId>>,
    /// Sources by number.
    pub sources: Vec<Source>,
    /// Parties, in text order.
    pub parties: Vec<Party>,
    /// Declared concepts: name and meaning.
    pub concepts: BTreeMap<Name, String>,
    /// What another reform adds under the name of a declaration that a reform adds: number to that of the first.
    pub rivals: BTreeMap<DeclId, DeclId>,
    /// Days on which Regulation or policy would be read are nowhere in here: see `plan::law`.
    pub source_of: BTreeMap<DeclId, SourceId>,
}

/// What a bare or qualified name may stand for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Lookup {
    /// One declaration, and how many words of the path it took.
    One(DeclId, usize),
    /// Several; each use must say the module.
    Several(Vec<DeclId>),
    /// None.
    None,
}

impl Program {
    /// A declaration.
    pub fn decl(&self, id: DeclId) -> &Decl {
        &self.decls[id.0 as usize]
    }

    /// Declarations of some kinds, in order; of rivals the first.
    pub fn of_kind<'a>(&'a self, kinds: &'a [ast::kind::DeclKind]) -> impl Iterator<Item = &'a Decl> {
        self.decls.iter().filter(move |d| kinds.contains(&d.kind()) && !self.rivals.contains_key(&d.id))
    }

    /// Declarations of entities, in order.
    pub fn entities(&self) -> impl Iterator<Item = &Decl> {
        self.of_kind(&[ast::kind::DeclKind::Entity])
    }

    /// Finds what a path names: `module.name` or a bare `name`; the rest of the path are fields.
    pub fn look_up(&self, path: &ast::Path) -> Lookup {
        let words: Vec<&Name> = path.parts.iter().map(|p| &p.name).collect();
        if words.len() > 1 && self.modules.iter().any(|m| m.name == *words[0]) {
            let inside = self.names.get(words[1]).into_iter().flatten();
            let found: Vec<DeclId> = inside.copied().filter(|d| self.decl(*d).module == *words[0]).collect();
            match found.len() {
                0 => {
                    // The name is that of the first, wherever it stands.
                    let here = |d: &&DeclId| self.decl(**d).module == *words[0] && self.decl(**d).name() == words[1];
                    if let Some(rival) = self.rivals.keys().find(here) {
                        return Lookup::One(self.rivals[rival], 2);
                    }
                }
                1 => return Lookup::One(found[0], 2),
                _ => return Lookup::Several(found),
            }
        }
        match self.names.get(words[0]).map(Vec::as_slice) {
            None | Some([]) => Lookup::None,
            Some([one]) => Lookup::One(*one, 1),
            Some(several) => Lookup::Several(several.to_vec()),
        }
    }

    /// Finds a declaration of one of some kinds; other kinds of the same name do not stand in the way.
    pub fn find(&self, path: &ast::Path, kinds: &[ast::kind::DeclKind]) -> Lookup {
        match self.look_up(path) {
            Lookup::Several(all) => {
                let fitting: Vec<DeclId> =
                    all.iter().copied().filter(|d| kinds.contains(&self.decl(*d).kind())).collect();
                match fitting.as_slice() {
                    [one] => Lookup::One(
                        *one,
                        if path.parts.len() > 1 && self.is_module(&path.parts[0].name) { 2 } else { 1 },
                    ),
                    [] => Lookup::None,
                    _ => Lookup::Several(fitting),
                }
            }
            Lookup::One(id, _) if !kinds.contains(&self.decl(id).kind()) => Lookup::None,
            found => found,
        }
    }

    /// Whether a module has this name.
    pub fn is_module(&self, name: &Name) -> bool {
        self.modules.iter().any(|m| m.name == *name)
    }

    /// A source.
    pub fn source(&self, id: SourceId) -> &Source {
        &self.sources[id.0 as usize]
    }
}
