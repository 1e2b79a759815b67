//! Text to tree and back. Never fails: a tree and diagnostics.
//!
//! `fences` finds the policy in a Markdown file, `lex` cuts it into tokens, `outline` into declarations,
//! `clauses` into clauses; pest reads one clause at a time (`grammar`), `tree` holds its nodes, `lower` makes
//! the typed tree that later stages read (`ast`); `words` says what is wrong. `table` has one row for each
//! word of the language; `format` writes the one canonical layout. Nothing outside this module names pest.

pub mod ast;
mod clauses;
mod conflicts;
pub mod fences;
mod format;
mod grammar;
mod idioms;
mod lex;
mod limits;
mod lower;
mod mend;
mod outline;
pub mod passage;
mod patches;
mod recover;
mod remarks;
mod rows;
pub mod sheets;
mod split;
mod table;
mod tree;
mod words;

use crate::diag::Diagnostic;
use crate::diag::modules;
use crate::diag::signs;
use crate::diag::syntax as found;
use crate::text::signs::turns;
use crate::text::{FileId, Name, Span};

/// What a text says, and what is wrong with it.
#[derive(Debug)]
pub struct Parsed {
    /// The tree. What could not be read is marked as broken in it.
    pub module: ast::Module,
    /// Findings in text order, at most one for each place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a file. A path that ends in `.acq.md` is Markdown whose fenced `acq` blocks are the policy; spans are
/// positions in the Markdown.
pub fn parse(file: FileId, path: &str, text: &str) -> Parsed {
    let mut diags = vec![];
    let mut module = ast::Module { file, name: None, decls: vec![], unread: vec![] };
    let mut unread = vec![];
    if let Some(found) = signs::lone_returns(&lone_returns(file, text)) {
        return Parsed { module, diagnostics: vec![found] };
    }
    let conflicts = conflicts::conflicts(text);
    let one_side = conflicts::one_side(text, &conflicts);
    let text = one_side.as_deref().unwrap_or(text);
    for conflict in &conflicts {
        diags.push(found::conflict_of_git(Span::new(file, conflict.mark.start, conflict.mark.end)));
        unread.extend(conflict.words.iter().map(|word| Name::new(word)));
    }
    let blocks = fences::blocks(path, text);
    unread.extend(blocks.words_unread(text).map(Name::new));
    let named_unread = blocks.module_unread(text);
    let fences::Blocks { fences, passed, .. } = blocks;
    for fence in &fences {
        let mut tokens = Vec::with_capacity((fence.end - fence.start) / 4);
        lex::tokens(text, fence.start, fence.end, fence.indent, &mut tokens);
        tabs(file, text, &tokens, &mut diags);
        diags.extend(remarks::reading_on(file, text, &tokens));
        diags.extend(unseen(file, text, fence.start..fence.end));
        let mut outline = outline::Outline { file, text, tokens: &tokens, diags: &mut diags, unread: &mut unread };
        let parts = outline.parts();
        for part in parts {
            match part {
                outline::Part::Module(word, name) => {
                    let place = Span { file, start: word.start, end: word.end };
                    named(file, text, place, name, &mut module, &mut diags);
                }
                outline::Part::Chunk(chunk) => {
                    let mut reading = clauses::Reading {
                        file,
                        text,
                        tokens: &tokens,
                        diags: &mut diags,
                        nested: 0,
                        unread: &mut unread,
                    };
                    module.decls.push(reading.declaration(&chunk));
                }
            }
        }
    }
    if let (None, Some(at)) = (&module.name, named_unread) {
        let name = Name::new(&text[at.clone()]);
        module.name = Some(ast::Ident { name, span: Span::new(file, at.start, at.end) });
    }
    if module.name.is_none() {
        let start = fences.first().map_or(0, |f| f.start);
        let place = Span::new(file, start, start);
        let name = named_like_file(path);
        if !diags.iter().any(|d| d.code == found::MODULE) {
            let none = fences.is_empty() && passed.is_empty();
            let fence = if none { fences::misnamed(file, text) } else { None };
            diags.push(modules::no_module(place, &name, fences.is_empty(), fence));
        }
        // Read on under the name of the file, so that what others need of it is found.
        module.name = (!module.decls.is_empty()).then(|| ast::Ident { name: Name::new(&name), span: place });
    }
    diags.extend(nearly_the_file(path, module.name.as_ref()));
    for (at, why) in passed {
        let place = Span::new(file, at.start, at.end);
        let open = fences.iter().find(|fence| fence.start >= at.end).filter(|_| matches!(why, modules::Passed::Open));
        let prose = open.and_then(|fence| prose_from(&diags, fence.start..fence.end));
        match prose.zip(open) {
            Some((from, fence)) => {
                let behind = |d: &Diagnostic| {
                    d.primary.as_ref().is_some_and(|p| (from..fence.end).contains(&(p.span.start as usize)))
                };
                diags.retain(|d| !behind(d));
                diags.push(crate::diag::elsewhere::prose_in_block(place, Span::new(file, from, from)));
            }
            None => diags.push(modules::block_passed(place, why)),
        }
    }
    module.unread = unread;
    Parsed { module, diagnostics: tidy(diags) }
}

/// The one canonical layout of a file, comments kept; in Markdown the prose is left alone. A file with errors is
/// not touched: they are the answer.
pub fn format(path: &str, text: &str) -> Result<String, Vec<Diagnostic>> {
    format::file(path, text)
}

/// Where the prose begins that a block of policy takes in for want of its end: at the first word that opens no declaration.
fn prose_from(diags: &[Diagnostic], block: std::ops::Range<usize>) -> Option<usize> {
    let none = diags.iter().filter(|d| d.code == found::NOT_A_DECLARATION);
    let starts = none.filter_map(|d| d.primary.as_ref()).map(|p| p.span.start as usize);
    starts.filter(|at| block.contains(at)).min()
}

fn named(
    file: FileId,
    text: &str,
    place: Span,
    name: Option<lex::Token>,
    module: &mut ast::Module,
    diags: &mut Vec<Diagnostic>,
) {
    let Some(name) = name else {
        diags.push(modules::module_without_name(place));
        return;
    };
    let ident = ast::Ident { name: Name::new(name.of(text)), span: Span { file, start: name.start, end: name.end } };
    match &module.name {
        Some(first) => diags.push(modules::second_module(place.to(ident.span), first.span)),
        None => {
            if let Some(first) = module.decls.first() {
                diags.push(modules::module_not_first(place.to(ident.span), first.head));
            }
            module.name = Some(ident);
        }
    }
}

/// The name that a file would give its module.
fn named_like_file(path: &str) -> String {
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.split('.').next().unwrap_or(file);
    let name: String =
        stem.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name } else { format!("module_{name}") }
}

/// A module whose name is nearly that of its file: one of the two is misspelt.
fn nearly_the_file(path: &str, name: Option<&ast::Ident>) -> Option<Diagnostic> {
    let (name, stem) = (name?, named_like_file(path));
    let plain = |word: &str| word.replace('_', "");
    let slip = plain(&name.name) == plain(&stem) || crate::diag::near::nearest(&name.name, [stem.as_str()])?.1;
    (*name.name != *stem && slip).then(|| modules::module_unlike_its_file(name.span, &name.name, &stem))
}

/// Control signs, and signs that turn the direction of reading; the first of each line.
fn unseen(file: FileId, text: &str, fence: std::ops::Range<usize>) -> Vec<crate::diag::Diagnostic> {
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    let mut at = fence.start;
    let mut all = vec![];
    for line in text[fence].split_inclusive('\n') {
        if let Some((start, sign)) = line.char_indices().find(|(_, c)| turns(*c) || control(*c)) {
            let start = at + start;
            all.push(signs::unseen_sign(Span::new(file, start, start + sign.len_utf8()), sign));
        }
        at += line.len();
    }
    all
}

/// Carriage returns that no line feed follows.
fn lone_returns(file: FileId, text: &str) -> Vec<Span> {
    let returns = text.match_indices('\r').map(|(at, _)| at);
    returns.filter(|at| !text[at + 1..].starts_with('\n')).map(|at| Span::new(file, at, at + 1)).collect()
}

/// A tab before the first word of a line: the margin counts bytes.
fn tabs(file: FileId, text: &str, tokens: &[lex::Token], diags: &mut Vec<Diagnostic>) {
    for token in tokens.iter().filter(|t| t.first()) {
        let start = text[..token.start as usize].rfind('\n').map_or(0, |n| n + 1);
        let indent = &text[start..token.start as usize];
        if indent.contains('\t') {
            diags.push(signs::tab_in_indent(Span::new(file, start, token.start as usize), &indent.replace('\t', "  ")));
        }
    }
}

/// In text order; of two errors at one place the first that was found stays.
fn tidy(mut diags: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let place = |d: &Diagnostic| d.primary.as_ref().map_or((0, 0), |p| (p.span.start, p.span.end));
    diags.sort_by_key(place);
    diags.dedup_by(|a, b| a.severity == b.severity && place(a) == place(b));
    diags
}
