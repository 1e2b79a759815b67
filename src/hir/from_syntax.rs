//! Trees to declarations: names, sources, parties, citations.

use crate::diag::{Diagnostic, names, units};
use crate::hir::law::{Bound, Cite, Evidence, Part, Party, Source, SourceId, StatusLine};
use crate::hir::{Decl, DeclId, Lookup, Module, Program};
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::ast::{self, ClauseKind};
use crate::text::{Name, Span};

/// Lowers modules, in the order given. All findings are reported; what is broken is left out.
pub fn lower(modules: Vec<ast::Module>) -> (Program, Vec<Diagnostic>) {
    let mut lowering = Lowering::default();
    for module in modules {
        lowering.module(module);
    }
    lowering.name_sources();
    lowering.resolve();
    (lowering.program, lowering.found)
}

/// Kinds whose name is no name of the program.
const NAMELESS: &[DeclKind] = &[DeclKind::Fields, DeclKind::Instances, DeclKind::Test];

#[derive(Default)]
struct Lowering {
    program: Program,
    found: Vec<Diagnostic>,
}

impl Lowering {
    fn module(&mut self, module: ast::Module) {
        // A file without a name has been reported where it was read.
        let Some(name) = &module.name else { return };
        self.program.modules.push(Module { name: name.name.clone(), file: module.file });
        for decl in module.decls {
            self.declare(&name.name, decl, None);
        }
    }

    fn declare(&mut self, module: &Name, ast: ast::Decl, added_by: Option<DeclId>) {
        let id = DeclId(self.program.decls.len() as u32);
        let title = ast.clauses.iter().find_map(|c| match &c.kind {
            ClauseKind::Title(text) => Some(text.value.clone()),
            _ => None,
        });
        let covers = ast.clauses.iter().filter_map(|c| match &c.kind {
            ClauseKind::Covers(ids) => Some(ids.clone()),
            _ => None,
        });
        let added = ast.clauses.iter().filter(|_| ast.kind == DeclKind::Reform).filter_map(|c| match &c.kind {
            ClauseKind::Add(added) => Some(ast::Decl::clone(added)),
            _ => None,
        });
        let added: Vec<ast::Decl> = added.collect();
        let decl = Decl {
            id,
            module: module.clone(),
            added_by,
            title: title.or_else(|| ast.title.as_ref().map(|t| t.value.clone())),
            covers: covers.flatten().collect(),
            per: vec![],
            ast,
        };
        self.name(&decl);
        self.program.decls.push(decl);
        for added in added {
            self.declare(module, added, Some(id));
        }
    }

    fn name(&mut self, decl: &Decl) {
        if NAMELESS.contains(&decl.kind()) {
            return;
        }
        let declared: Vec<&ast::Ident> = match decl.kind() {
            DeclKind::Unit => decl.ast.names.iter().collect(),
            _ => std::iter::once(&decl.ast.name).chain(decl.ast.plural.as_ref()).collect(),
        };
        for ident in declared {
            let program = &mut self.program;
            let same = program.names.entry(ident.name.clone()).or_default();
            if same.contains(&decl.id) {
                // A unit may have one word for one and for many; a type and the list of all are two things.
                if decl.kind() == DeclKind::Entity {
                    self.found.push(names::twice(ident.span, &ident.name, decl.ast.name.span));
                }
                continue;
            }
            match same.iter().copied().find(|first| is_again(&program.decls[first.0 as usize], decl)) {
                None => same.push(decl.id),
                Some(first) if is_rival(program, program.decl(first), decl) => {
                    program.rivals.insert(decl.id, first);
                }
                // A head that cannot be read may have another name.
                Some(_) if decl.ast.broken => {}
                Some(first) => {
                    let first = program.decl(first);
                    let plural = first.ast.plural.as_ref().filter(|plural| plural.name == ident.name);
                    let place = plural.map_or_else(|| first.name_span(), |plural| plural.span);
                    self.found.push(names::twice(ident.span, &ident.name, place));
                }
            }
        }
    }

    /// Numbers the sources, parties and concepts, so that citations can be resolved.
    fn name_sources(&mut self) {
        let program = &mut self.program;
        for decl in &program.decls {
            let title = || decl.title.clone().unwrap_or_else(|| decl.name().to_string());
            match decl.kind() {
                DeclKind::Source => {
                    program.source_of.insert(decl.id, SourceId(program.sources.len() as u32));
                    program.sources.push(empty_source(decl.id, decl.name(), title()));
                }
                DeclKind::Party => {
                    program.parties.push(Party { decl: decl.id, name: decl.name().clone(), title: title() });
                }
                DeclKind::Concept => {
                    program.concepts.insert(decl.name().clone(), title());
                }
                _ => {}
            }
        }
    }

    fn resolve(&mut self) {
        let mut citing = Citing { program: &self.program, found: vec![] };
        let decls = &self.program.decls;
        let sources: Vec<Source> = self.program.sources.iter().map(|source| citing.source(source)).collect();
        let per: Vec<Vec<Cite>> = decls.iter().map(|decl| citing.per(decl)).collect();
        self.found.append(&mut citing.found);
        self.program.sources = sources;
        for (decl, per) in self.program.decls.iter_mut().zip(per) {
            decl.per = per;
        }
    }
}

/// What sources say of themselves, and what declarations cite, once all sources have their numbers.
struct Citing<'a> {
    program: &'a Program,
    found: Vec<Diagnostic>,
}

impl Citing<'_> {
    /// What a declaration comes from.
    fn per(&mut self, decl: &Decl) -> Vec<Cite> {
        let written = decl.ast.clauses.iter().filter_map(|clause| match &clause.kind {
            ClauseKind::Per(written) => Some(written),
            _ => None,
        });
        written.flat_map(|written| self.cites(decl, written)).collect()
    }

    fn cites(&mut self, decl: &Decl, written: &[ast::law::Citation]) -> Vec<Cite> {
        let (cites, found) = cite(self.program, decl, written);
        self.found.extend(found);
        cites
    }

    fn source(&mut self, numbered: &Source) -> Source {
        let (mut source, decl) = (numbered.clone(), self.program.decl(numbered.decl));
        for clause in &decl.ast.clauses {
            match &clause.kind {
                ClauseKind::Celex(word) => source.celex = Some(word.name.to_string()),
                ClauseKind::Reference(text) => source.reference = Some(text.value.clone()),
                ClauseKind::Status(items, per) => {
                    source.status.extend(status(items));
                    let cites = self.cites(decl, per);
                    source.status_per.extend(cites);
                }
                ClauseKind::Evidence(word) => source.evidence = self.evidence(word),
                ClauseKind::SourceBinds { all, only, except } => {
                    source.binds = Some(self.bound(decl, all, only.as_deref(), except));
                }
                ClauseKind::Part { locators, note, tail, status: items, .. } => {
                    let evidence = tail.evidence.as_ref().map(|word| self.evidence(word));
                    self.cites(decl, &tail.per);
                    let note = note.as_ref().map(|n| n.value.clone());
                    let places = locators.iter().map(|l| l.text.clone());
                    let places: Vec<String> =
                        if locators.is_empty() { note.iter().cloned().collect() } else { places.collect() };
                    source.parts.extend(places.into_iter().map(|locator| Part {
                        locator,
                        from: tail.from.map(|d| d.date),
                        until: tail.until.map(|d| d.date),
                        status: status(items),
                        evidence,
                        note: note.clone(),
                    }));
                }
                _ => {}
            }
        }
        let says = |c: &ast::Clause| matches!(c.kind, ClauseKind::Evidence(_) | ClauseKind::Broken(_));
        if !decl.ast.broken && !decl.ast.clauses.iter().any(says) {
            self.found.push(names::no_evidence(decl.name_span(), decl.name()));
        }
        if !decl.ast.broken && decl.title.is_none() {
            self.found.push(crate::diag::instances::no_title(decl.name_span(), decl.name()));
        }
        source
    }

    fn bound(
        &mut self,
        decl: &Decl,
        all: &ast::Path,
        only: Option<&[ast::Ident]>,
        except: &[(Vec<ast::Ident>, Vec<ast::law::Citation>)],
    ) -> Bound {
        let mut out = vec![];
        for (states, per) in except {
            let cites = self.cites(decl, per);
            out.extend(states.iter().map(|s| (s.name.clone(), s.span, cites.clone())));
        }
        let name = all.parts.last().map_or_else(|| Name::new(""), |p| p.name.clone());
        let only = only.map(|states| states.iter().map(|s| (s.name.clone(), s.span)).collect());
        Bound { all: name, span: all.span, only, except: out }
    }

    fn evidence(&mut self, word: &ast::Ident) -> Evidence {
        Evidence::parse(&word.name).unwrap_or_else(|| {
            self.found.push(names::no_mark(word.span, "evidence", &word.name, &["read", "memory", "to_check"]));
            Evidence::ToCheck
        })
    }
}

/// Whether a declaration takes the name of an earlier one: in one module, or as the key of an instance.
fn is_again(first: &Decl, decl: &Decl) -> bool {
    let keys = first.kind() == DeclKind::Instance && decl.kind() == DeclKind::Instance;
    let proposed = first.added_by.is_some() && decl.added_by.is_some();
    first.module == decl.module || (keys && proposed)
}

/// Whether two declarations of one name are proposals of two reforms, of which a stack takes one.
fn is_rival(program: &Program, first: &Decl, decl: &Decl) -> bool {
    let kind = decl.kind();
    let may = matches!(kind, DeclKind::Param | DeclKind::Instance) || kind.is_rule();
    let adds = |of: &Decl| of.added_by == decl.added_by;
    let taken = program.rivals.iter().any(|(rival, of)| *of == first.id && adds(program.decl(*rival)));
    may && first.kind() == kind && first.added_by.is_some() && decl.added_by.is_some() && !adds(first) && !taken
}

fn empty_source(decl: DeclId, name: &Name, title: String) -> Source {
    Source {
        decl,
        name: name.clone(),
        title,
        celex: None,
        reference: None,
        status: vec![],
        status_per: vec![],
        evidence: Evidence::ToCheck,
        binds: None,
        parts: vec![],
    }
}

/// A status as written.
pub fn status(items: &[ast::law::StatusItem]) -> Vec<StatusLine> {
    items.iter().map(|i| StatusLine { word: i.word, date: i.day.day.date, by: i.day.by }).collect()
}

/// Resolves citations that stand in a declaration; those without a source mean the declaration, a source, itself.
pub fn cite(program: &Program, decl: &Decl, written: &[ast::law::Citation]) -> (Vec<Cite>, Vec<Diagnostic>) {
    let (mut cites, mut found) = (vec![], vec![]);
    for citation in written {
        let source = match &citation.source {
            None => program.source_of.get(&decl.id).copied().ok_or_else(|| names::no_source_of_citation(citation.span)),
            Some(path) => cited_source(program, path),
        };
        match source {
            Ok(source) => cites.push(Cite {
                source,
                locator: citation.locator.as_ref().map(|l| l.text.clone()),
                note: citation.note.as_ref().map(|n| n.value.clone()),
                span: citation.span,
            }),
            Err(diagnostic) => found.push(diagnostic),
        }
    }
    (cites, found)
}

fn cited_source(program: &Program, path: &ast::Path) -> Result<SourceId, Diagnostic> {
    let word = path.parts.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join(".");
    match program.find(path, &[DeclKind::Source]) {
        Lookup::One(id, _) => Ok(program.source_of[&id]),
        Lookup::Several(all) => Err(several(program, path.span, &word, &all)),
        Lookup::None if is_unit(program, &word) => Err(units::for_each(path.span, &word)),
        Lookup::None => {
            Err(names::not_found(path.span, "source", &word, source_names(program).iter().map(String::as_str)))
        }
    }
}

fn is_unit(program: &Program, word: &str) -> bool {
    program.of_kind(&[DeclKind::Unit]).any(|unit| unit.ast.names.iter().any(|name| *name.name == *word))
}

fn source_names(program: &Program) -> Vec<String> {
    let full = program.sources.iter().map(|s| format!("{}.{}", program.decl(s.decl).module, s.name));
    full.chain(program.sources.iter().map(|s| s.name.to_string())).collect()
}

/// The finding that a name has several declarations.
pub fn several(program: &Program, span: Span, word: &str, all: &[DeclId]) -> Diagnostic {
    let places: Vec<(Name, Span)> =
        all.iter().map(|d| (program.decl(*d).module.clone(), program.decl(*d).name_span())).collect();
    names::several(span, word, &places)
}
