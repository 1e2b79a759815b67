//! The typed syntax tree that later stages read.
//!
//! It says what was written, not what it means: names are not resolved, units not checked. A clause
//! that could not be read is [`ClauseKind::Broken`]; an expression, [`ExprKind::Broken`](expr::ExprKind::Broken). Every node has
//! the span of its text in the file it came from (in a Markdown file, the position in the Markdown).
//!
//! Here stand modules, declarations, their clauses and the words they are made of; what clauses say in a field of
//! their own, in the files below.

pub mod cases;
pub mod expr;
pub mod fields;
pub mod kind;
pub mod law;
pub mod reforms;
pub mod tests;

use crate::num::date::Date;
use crate::syntax::sheets::{Hit, ScaleKind};
use crate::text::{FileId, Name, Span};
use cases::{Case, Rows};
use expr::{Binder, Expr, Piece};
use fields::FieldDecl;
use kind::DeclKind;
use law::{Citation, Locator, Modality, StatusItem, Tail};
use reforms::{AmendWhat, Assume, ProlongTarget, ReformUse, SetTarget};
use tests::{Expect, Given};

/// One file.
#[derive(Clone, Debug)]
pub struct Module {
    /// The file.
    pub file: FileId,
    /// `module NAME`; absent where the file does not say (an error has been reported).
    pub name: Option<Ident>,
    /// Declarations in text order.
    pub decls: Vec<Decl>,
    /// Names that stand in what could not be read: that others do not find them is no finding of its own.
    pub unread: Vec<Name>,
}

/// A word as written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ident {
    /// Its characters.
    pub name: Name,
    /// Where.
    pub span: Span,
}

/// Words joined by dots: `town.art7.strategy`, `law.act`. Never empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Path {
    /// The words.
    pub parts: Vec<Ident>,
    /// From the first to the last.
    pub span: Span,
}

/// A quoted text, without its quotes; escapes resolved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Text {
    /// The characters.
    pub value: String,
    /// With the quotes.
    pub span: Span,
}

/// A day as written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Where.
    pub span: Span,
}

/// A declaration: its head, and the clauses of its block in text order.
#[derive(Clone, Debug)]
pub struct Decl {
    /// What it declares.
    pub kind: DeclKind,
    /// Its name. For `fields of X`, `instances X` and `test` a copy of the nearest word, for messages only.
    pub name: Ident,
    /// The text after the name: `source NAME "title"`, `party`, `concept`, `term`, `test`.
    pub title: Option<Text>,
    /// `of X`: the entity of an instance or of more fields, the declaration a reading reads.
    pub of: Option<Path>,
    /// `unit`: singular and plural.
    pub names: Vec<Ident>,
    /// `entity NAME, plural`.
    pub plural: Option<Ident>,
    /// `entity .., closed`.
    pub closed: bool,
    /// `(town: Town, fund: Fund)`.
    pub params: Vec<Param>,
    /// `: TYPE` in the head.
    pub result: Option<TypeExpr>,
    /// `: TYPE concept NAME`.
    pub concept: Option<Ident>,
    /// `param NAME: TYPE, may be absent`.
    pub may_be_absent: bool,
    /// Whether the head could not be read (an error has been reported).
    pub broken: bool,
    /// The `///` lines above, without their slashes, joined by line breaks.
    pub doc: Option<String>,
    /// Its clauses.
    pub clauses: Vec<Clause>,
    /// From the first word to the closing brace.
    pub span: Span,
    /// From the first word to the opening brace (or the end of the line), for messages.
    pub head: Span,
}

/// A parameter of a definition or reform.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub ty: TypeExpr,
}

/// A type as written.
#[derive(Clone, Debug)]
pub struct TypeExpr {
    /// Its shape.
    pub kind: TypeKind,
    /// Where.
    pub span: Span,
}

/// The shape of a type.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// `bool`, `Town`, `persons`, `EUR`, `party`, `law.Fund`.
    Named(Path),
    /// `persons / teacher`: factors above and below the line.
    Compound(Vec<Path>, Vec<Path>),
    /// `list of T`.
    List(Box<TypeExpr>),
    /// `range of T`.
    Range(Box<TypeExpr>),
    /// Could not be read.
    Broken,
}

/// One clause of a block.
#[derive(Clone, Debug)]
pub struct Clause {
    /// What it says.
    pub kind: ClauseKind,
    /// Its text without trailing blanks.
    pub span: Span,
}

/// What a clause says.
#[derive(Clone, Debug)]
pub enum ClauseKind {
    /// `title "..."`
    Title(Text),
    /// `reference "..."`
    Reference(Text),
    /// `covers A3.B0, P.3-P.6`
    Covers(Vec<Ident>),
    /// `tags a, b`
    Tags(Vec<Ident>),
    /// `celex 32013L0033`
    Celex(Ident),
    /// `status adopted 2013-06-26, in force from 2013-07-19, per S`
    Status(Vec<StatusItem>, Vec<Citation>),
    /// In a source: `binds member_states except DK per X, except IE, UK per Y`, or `binds UK of member_states`.
    SourceBinds {
        /// `member_states`
        all: Path,
        /// The few that are bound; none: all.
        only: Option<Vec<Ident>>,
        /// Those left out, with the reason.
        except: Vec<(Vec<Ident>, Vec<Citation>)>,
    },
    /// In an assessment: `binds town.state`, `binds partnership`.
    Binds(Vec<Path>),
    /// `evidence memory`
    Evidence(Ident),
    /// In a source: `part art 25(1), art 25(2) from DAY, per art 51(2) evidence read`.
    Part {
        /// The parts.
        locators: Vec<Locator>,
        /// A quoted remark.
        note: Option<Text>,
        /// `from DAY`, `until DAY`, `per`, `evidence`.
        tail: Tail,
        /// `proposed DAY` and the like.
        status: Vec<StatusItem>,
    },
    /// `per S L and per S L`
    Per(Vec<Citation>),
    /// `key id` or `key code, version`
    Key(Vec<Ident>),
    /// A field of an entity.
    Field(FieldDecl),
    /// Values of an enum.
    Values(Vec<Ident>),
    /// `name: value` of an instance or commitment.
    FieldValue(Path, Expr),
    /// Rows between bars.
    Rows(Rows),
    /// `hit unique`
    Hit(Hit),
    /// `marginal`
    ScaleKind(ScaleKind),
    /// `modality shall`
    Modality(Modality),
    /// `level EU, national`
    Level(Vec<Ident>),
    /// `for town: Town, a in town.applications`
    For(Vec<Binder>),
    /// `applies when C, per S`
    Applies(Expr, Vec<Citation>),
    /// `not applicable when C, per S`
    NotApplicable(Expr, Vec<Citation>),
    /// `except [label] when C, per S`
    Except(Option<Ident>, Expr, Vec<Citation>),
    /// `holds when C`
    Holds(Expr),
    /// `present when C`
    Present(Expr),
    /// `is E, per S`; in a param or fact also `from D until D is V, per S`.
    Is(Expr, Tail),
    /// `let NAME = E`
    Let(Ident, Expr),
    /// A labelled case.
    Case(Case),
    /// `from DAY`
    From(Day),
    /// `until DAY`
    Until(Day),
    /// `set P to V, per S`
    Set(SetTarget, Option<Expr>, Tail),
    /// `prolong X until D`
    Prolong(ProlongTarget, Day),
    /// `add DECLARATION`
    Add(Box<Decl>),
    /// `add to NAME CASE`: the clause is a `Case`, `NotApplicable`, `Applies`, `Except` or `Rows`.
    AddTo(Path, Box<Clause>),
    /// `amend NAME [label] when C`
    Amend(Path, Option<Ident>, AmendWhat, Tail),
    /// `replace NAME { .. }`
    Replace(Path, Vec<Clause>),
    /// `repeal NAME`, `repeal NAME [label]`
    Repeal(Path, Option<Ident>),
    /// `limits law.tfeu art 79(4) "why"`
    Limits(Citation),
    /// `builds on OTHER`
    BuildsOn(Vec<Path>),
    /// `starts from law`, `starts from SCENARIO`
    StartsFrom(Path),
    /// `with REFORM(a: v), REFORM`
    With(Vec<ReformUse>),
    /// `at DAY`
    At(Day),
    /// `known on DAY`
    KnownOn(Day),
    /// `assume ..`
    Assume(Assume),
    /// `with reading A, B` of a scenario or test.
    Readings(Vec<Ident>),
    /// `to dg_um, commission`
    To(Vec<Path>),
    /// `by DAY`
    By(Day),
    /// `state draft`
    State(Ident),
    /// `because E, under S`
    Because(Expr, Option<Path>),
    /// `dissent PARTY "why"`
    Dissent(Path, Text),
    /// `text """ .. """`
    Body(Vec<Piece>),
    /// `of ACTION`
    Of(Path),
    /// `owner P, Q`
    Owner(Vec<Path>),
    /// `planned D .. D`; none: `planned unknown`.
    Planned(Option<(Day, Day)>),
    /// `happened D .. D per S`
    Happened(Day, Day, Vec<Citation>),
    /// `not happened as of D per S`
    NotHappened(Day, Vec<Citation>),
    /// `given ..`
    Given(Given),
    /// `cases` and its rows.
    Cases(Rows),
    /// `under SCENARIO` of a test.
    Under(Path),
    /// `expect ..`
    Expect(Expect),
    /// Could not be read; names found in it, for completion.
    Broken(Vec<Path>),
}
