//! The typed syntax tree that later stages read.
//!
//! It says what was written, not what it means: names are not resolved, units not checked. A clause
//! that could not be read is [`ClauseKind::Broken`]; an expression, [`ExprKind::Broken`]. Every node has
//! the span of its text in the file it came from (in a Markdown file, the position in the Markdown).

use crate::num::date::Date;
use crate::num::rat::Rat;
use crate::syntax::passage::Passage;
use crate::syntax::sheets::{Hit, ScaleKind};
use crate::text::{FileId, Name, Span};

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

/// What a declaration declares.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DeclKind {
    /// `source NAME "title" { .. }`
    Source,
    /// `party NAME "title"`
    Party,
    /// `unit person, persons`: `names` holds singular and plural.
    Unit,
    /// `concept NAME "meaning"`
    Concept,
    /// `term NAME "meaning" { .. }`
    Term,
    /// `enum NAME { a, b }`: values in [`ClauseKind::Values`].
    Enum,
    /// `entity NAME, plural, closed { .. }`
    Entity,
    /// `fields of NAME { .. }`: `of` holds the entity.
    Fields,
    /// `instance NAME of ENTITY { .. }`
    Instance,
    /// `instances ENTITY { | .. | }`: `of` holds the entity; rows in [`ClauseKind::Rows`].
    Instances,
    /// `param NAME: TYPE { .. }`
    Param,
    /// `fact NAME: TYPE { .. }`
    Fact,
    /// `define NAME(..): TYPE { .. }`
    Define,
    /// `collect NAME(..): TYPE { .. }`
    Collect,
    /// `table NAME(..): TYPE { .. }`
    Table,
    /// `scale NAME(..): TYPE { .. }`
    Scale,
    /// `requirement NAME { .. }` and its kin.
    Requirement,
    /// See [`DeclKind::Requirement`].
    Barrier,
    /// See [`DeclKind::Requirement`].
    Criterion,
    /// See [`DeclKind::Requirement`].
    Objective,
    /// See [`DeclKind::Requirement`].
    Guarantee,
    /// `reform NAME(..) { .. }`
    Reform,
    /// `scenario NAME { .. }`
    Scenario,
    /// `reading NAME of DECLARATION { .. }`
    Reading,
    /// `recommendation NAME { .. }`
    Recommendation,
    /// `action NAME { .. }` and its kin, the commitments.
    Action,
    /// See [`DeclKind::Action`].
    Task,
    /// See [`DeclKind::Action`].
    Output,
    /// See [`DeclKind::Action`].
    Milestone,
    /// `test "what it shows" { .. }`: the text is in `title`.
    Test,
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

/// `law.horizontal art 25(1)`, `feedback_paper line 156`, and inside a source `art 51(2)` alone.
#[derive(Clone, Debug)]
pub struct Citation {
    /// The source; absent where the clause stands inside one and means itself.
    pub source: Option<Path>,
    /// Where in it, if said.
    pub locator: Option<Locator>,
    /// A quoted remark after the locator: `art 15 "no such share in the text"`.
    pub note: Option<Text>,
    /// Where.
    pub span: Span,
}

/// A place in a source, in one spelling: `art 25(1)(a)`, `recital 49`, `annex I`, `line 156`; or quoted words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Locator {
    /// One spelling, single blanks.
    pub text: String,
    /// Whether it was quoted.
    pub quoted: bool,
    /// Where.
    pub span: Span,
}

/// What may follow a value or a case, in any order, set off by commas.
#[derive(Clone, Default, Debug)]
pub struct Tail {
    /// `per SOURCE LOCATOR and per ..`
    pub per: Vec<Citation>,
    /// `ask WHO`
    pub ask: Option<Who>,
    /// `evidence MARK`
    pub evidence: Option<Ident>,
    /// `of DAY` or `of DAY .. DAY`
    pub of: Option<(Day, Option<Day>)>,
    /// `published DAY`, `published by DAY`
    pub published: Option<DayBound>,
    /// `from DAY`
    pub from: Option<Day>,
    /// `until DAY`
    pub until: Option<Day>,
    /// `prevailing over [a], [b]`
    pub prevailing: Vec<Ident>,
}

/// Whom to ask: a declared party, or words.
#[derive(Clone, Debug)]
pub enum Who {
    /// A name.
    Party(Path),
    /// Quoted words.
    Words(Text),
}

/// A day, or not later than it.
#[derive(Clone, Copy, Debug)]
pub struct DayBound {
    /// The day.
    pub day: Day,
    /// Written `by DAY`.
    pub by: bool,
}

/// Words of a status line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum StatusWord {
    /// `discussed`
    Discussed,
    /// `proposed`
    Proposed,
    /// `notified`
    Notified,
    /// `published`
    Published,
    /// `adopted`
    Adopted,
    /// `in force`
    InForce,
    /// `applied`
    Applied,
    /// `transposed`
    Transposed,
    /// `repealed`
    Repealed,
}

impl StatusWord {
    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            StatusWord::Discussed => "discussed",
            StatusWord::Proposed => "proposed",
            StatusWord::Notified => "notified",
            StatusWord::Published => "published",
            StatusWord::Adopted => "adopted",
            StatusWord::InForce => "in force",
            StatusWord::Applied => "applied",
            StatusWord::Transposed => "transposed",
            StatusWord::Repealed => "repealed",
        }
    }
}

/// `in force from 2013-07-19`.
#[derive(Clone, Debug)]
pub struct StatusItem {
    /// The word.
    pub word: StatusWord,
    /// Its day.
    pub day: DayBound,
    /// Where.
    pub span: Span,
}

/// One field of an entity.
#[derive(Clone, Debug)]
pub struct FieldDecl {
    /// `population`, or a group such as `art7.strategy`.
    pub path: Path,
    /// Its type.
    pub ty: TypeExpr,
    /// What follows, set off by commas.
    pub limits: Vec<FieldLimit>,
    /// The `///` lines above it.
    pub doc: Option<String>,
}

/// A limit or mark of a field.
#[derive(Clone, Debug)]
pub enum FieldLimit {
    /// `0 .. 20 000 000`
    Between(Expr, Expr),
    /// `at most population`, `at most 400`
    AtMost(Expr),
    /// `at least 0`
    AtLeast(Expr),
    /// `series`
    Series(Span),
    /// `flow`
    Flow(Span),
    /// `statement`
    Statement(Span),
    /// `may be absent`
    MayBeAbsent(Span),
    /// `ask WHO`
    Ask(Who),
    /// `effort 2`
    Effort(i64, Span),
    /// `concept NAME`
    Concept(Ident),
}

/// `for x: T` or `a in town.applications`.
#[derive(Clone, Debug)]
pub struct Binder {
    /// The bound name.
    pub name: Ident,
    /// `: T`
    pub ty: Option<TypeExpr>,
    /// `in L`
    pub list: Option<Expr>,
}

/// Which of the tiers a case stands in; the later prevails over the earlier.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Tier {
    /// `otherwise`
    Otherwise,
    /// `when`
    When,
    /// `unless`
    Unless,
}

impl Tier {
    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Tier::Otherwise => "otherwise",
            Tier::When => "when",
            Tier::Unless => "unless",
        }
    }
}

/// `unless [label] C then E, per S, prevailing over [x]`.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its tier.
    pub tier: Tier,
    /// Its label.
    pub label: Option<Ident>,
    /// Its condition; none for `otherwise`.
    pub when: Option<Expr>,
    /// Its value.
    pub then: Expr,
    /// What follows.
    pub tail: Tail,
}

/// Modal verbs of the source.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs)]
pub enum Modality {
    Shall,
    Must,
    Should,
    Will,
    Would,
    Can,
    Could,
    May,
}

/// Rows between bars. The first row is the header.
#[derive(Clone, Debug)]
pub struct Rows {
    /// Header cells.
    pub header: Vec<Cell>,
    /// The rest.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its cells.
    pub cells: Vec<Cell>,
    /// What stands behind its last bar.
    pub tail: Tail,
    /// Where.
    pub span: Span,
}

/// One cell.
#[derive(Clone, Debug)]
pub struct Cell {
    /// What it says.
    pub kind: CellKind,
    /// Where, without blanks.
    pub span: Span,
}

/// What a cell says. In headers, values of instances and expected values it is an [`CellKind::Value`].
#[derive(Clone, Debug)]
pub enum CellKind {
    /// `-`
    Any,
    /// An expression; `5 .. 6` tests that the input lies in the range.
    Value(Expr),
    /// `> 4`
    Compare(BinaryOp, Expr),
    /// `[1 .. 5)`: low, high, and whether each end belongs to it.
    Interval {
        /// Low end.
        low: Expr,
        /// High end.
        high: Expr,
        /// `[` in front.
        low_in: bool,
        /// `]` behind.
        high_in: bool,
    },
    /// `not(a, b)`
    Not(Vec<Cell>),
    /// `a, b`
    OneOf(Vec<Cell>),
    /// `E between A and B` of a test: the exact bounds.
    Between(Expr, Expr),
    /// An expected outcome of a test: `unknown`, `not_applicable`, `conflict`, `gap`.
    Outcome(Outcome),
    /// Could not be read.
    Broken,
}

/// Outcomes that a test may name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// More than one is possible.
    Unknown,
    /// `not_applicable`
    NotApplicable,
    /// `conflict`
    Conflict,
    /// `gap`
    Gap,
}

/// What `set` writes.
#[derive(Clone, Debug)]
pub enum SetTarget {
    /// A param, or a field of a closed instance: `urban_floor`, `COHESION.themes`.
    Path(Path),
    /// `set law.reception binds IE`, `set law.x binds not IE, DK`.
    Binds {
        /// The source.
        source: Path,
        /// The States.
        states: Vec<Ident>,
        /// Written `binds not`.
        negated: bool,
    },
}

/// What `prolong` reaches.
#[derive(Clone, Debug)]
pub enum ProlongTarget {
    /// `everything ending DAY`
    EverythingEnding(Day),
    /// A param or source.
    Path(Path),
}

/// What `amend` changes.
#[derive(Clone, Debug)]
pub enum AmendWhat {
    /// `when C` of a labelled case.
    When(Expr),
    /// `then E` of a labelled case.
    Then(Expr),
    /// `otherwise E`: what holds where no other case does.
    Otherwise(Expr),
    /// `applies when C`
    Applies(Expr),
    /// `not applicable when C`
    NotApplicable(Expr),
    /// `holds when C`
    Holds(Expr),
    /// `present when C`
    Present(Expr),
}

/// A reform in a stack, with its arguments.
#[derive(Clone, Debug)]
pub struct ReformUse {
    /// Its name.
    pub reform: Path,
    /// `(rate: 5 %)`
    pub args: Vec<(Ident, Expr)>,
    /// Where.
    pub span: Span,
}

/// `assume FIELD is V for town: Town where C`.
#[derive(Clone, Debug)]
pub struct Assume {
    /// The field: `town.has_delegation`, or its bare path `has_delegation` of the entity of the binder.
    pub field: Path,
    /// Its value.
    pub value: Expr,
    /// `for town: Town`
    pub binder: Option<Binder>,
    /// `where C`
    pub filter: Option<Expr>,
}

/// What stands in place of what in a test.
#[derive(Clone, Debug)]
pub enum Given {
    /// `c like metropolis with f = v, g = w`
    Like {
        /// The new name.
        name: Ident,
        /// The profile it copies.
        like: Path,
        /// Fields that differ.
        with: Vec<(Path, Expr)>,
    },
    /// `c = Town { .. }`, `n = 5`
    Value {
        /// The new name.
        name: Ident,
        /// Its value.
        value: Expr,
    },
    /// `DE with f = v`
    With {
        /// The instance.
        name: Path,
        /// Fields that differ.
        with: Vec<(Path, Expr)>,
    },
    /// `13 of member_states with f = v`
    Some {
        /// How many, in key order.
        count: Expr,
        /// Of which list.
        of: Path,
        /// Fields that differ.
        with: Vec<(Path, Expr)>,
    },
}

/// What holds for a test or one of its expectations.
#[derive(Clone, Default, Debug)]
pub struct Setting {
    /// `at DAY`
    pub at: Option<Day>,
    /// `known on DAY`
    pub known_on: Option<Day>,
    /// `under SCENARIO`
    pub under: Option<Path>,
    /// `with reading A, B`
    pub readings: Vec<Ident>,
}

/// `expect X is V, by [label], needs { .. }, under S`.
#[derive(Clone, Debug)]
pub struct Expect {
    /// What is looked at.
    pub subject: ExpectSubject,
    /// What it is expected to be.
    pub what: ExpectWhat,
    /// `by [label]` and `by rule_name`: (name, written in brackets).
    pub by: Vec<(Ident, bool)>,
    /// `needs { .. }`
    pub needs: Option<Vec<Path>>,
    /// `at`, `known on`, `under`, `with reading` after this one.
    pub setting: Setting,
}

/// What an expectation looks at.
#[derive(Clone, Debug)]
pub enum ExpectSubject {
    /// An expression.
    Expr(Expr),
    /// `state of M`
    State(Path),
    /// `slip of M`
    Slip(Path),
}

/// What an expectation expects.
#[derive(Clone, Debug)]
pub enum ExpectWhat {
    /// `is V`, `is not V` (negated): enum values, instances, booleans, ranges; a state.
    Is(Expr, bool),
    /// `is unknown` and the like.
    Outcome(Outcome),
    /// `= V`, with `to N digits`.
    Equals(Expr, Option<i64>),
    /// `between A and B`
    Between(Expr, Expr),
    /// `is error E0123`
    Error(Ident),
    /// Nothing more: the expression itself must be true.
    True,
}

/// A piece of a text with `{{ }}`.
#[derive(Clone, Debug)]
pub enum Piece {
    /// Words.
    Text(Passage),
    /// `{{ expression }}`
    Expr(Expr),
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

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// Its shape.
    pub kind: ExprKind,
    /// Where.
    pub span: Span,
}

impl Expr {
    /// Where one written figure is subtracted from another: what stands between them. Where a range is needed, one was meant.
    pub fn range_with_minus(&self) -> Option<Span> {
        let figure = |e: &Expr| matches!(e.kind, ExprKind::Number(_) | ExprKind::Date(_));
        match &self.kind {
            ExprKind::Binary(BinaryOp::Sub, low, high) if figure(low) && figure(high) => {
                Some(Span { start: low.span.end, end: high.span.start, ..self.span })
            }
            _ => None,
        }
    }
}

/// A number as written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Number {
    /// Its value; `5 %` is 0.05, `EUR 3 million` 3 000 000.
    pub value: Rat,
    /// Digits after the point as written (of the number before `%` or `million`).
    pub decimals: u32,
    /// Its unit.
    pub unit: NumberUnit,
}

/// What stands with a number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NumberUnit {
    /// Nothing.
    None,
    /// `%`
    Percent,
    /// `EUR` in front.
    Currency(Ident),
    /// `persons`, `persons / teacher`, `working_days`: factors above and below the line.
    Named(Vec<Ident>, Vec<Ident>),
}

/// Binary operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    And,
    Or,
}

/// `some`, `every`, `no`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum Quantifier {
    Some,
    Every,
    No,
}

/// Aggregates with a comprehension.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum Aggregate {
    Sum,
    Min,
    Max,
    Average,
    Median,
    Count,
    CountDistinct,
    Share,
    /// `the(E for x in L where C)`
    The,
    /// `list(E for x in L where C)`
    List,
}

/// What `is` asks.
#[derive(Clone, Debug)]
pub enum IsWhat {
    /// `is absent`
    Absent,
    /// `is one of (a, b)`
    OneOf(Vec<Expr>),
    /// `is V`
    Value(Box<Expr>),
}

/// An argument of a call.
#[derive(Clone, Debug)]
pub enum Arg {
    /// An expression.
    Value(Expr),
    /// `to Q` of a rounding.
    To(Expr),
}

/// An item of `list(..)`.
#[derive(Clone, Debug)]
pub struct ListItem {
    /// `4 of Member(..)`: how many times, in tests.
    pub times: Option<Expr>,
    /// The item.
    pub item: Expr,
}

/// The shape of an expression.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `12 000`, `5 %`, `EUR 25 000`, `3 persons`
    Number(Number),
    /// `2018-04-30`
    Date(Date),
    /// `"text"`
    Text(String),
    /// `true`, `false`
    Bool(bool),
    /// `unknown`
    Unknown,
    /// `absent`, where a value stands.
    Absent,
    /// `town.art7.form`, `law_date`, `COHESION`: a name, then perhaps fields.
    Path(Path),
    /// `E.field` of what is no path: `f(x).field`
    Field(Box<Expr>, Ident),
    /// `f(a, b)`: definitions, assessments, builtins.
    Call(Path, Vec<Arg>),
    /// `T(f: v)` and, in tests, `T { f: v; g: w }`.
    Construct(Path, Vec<(Path, Expr)>),
    /// `-E`
    Negate(Box<Expr>),
    /// `not E`
    Not(Box<Expr>),
    /// `A + B`
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `A is V`; the flag: `is not`.
    Is(Box<Expr>, bool, IsWhat),
    /// `A in L`; the flag: `not in`.
    In(Box<Expr>, bool, Box<Expr>),
    /// `(some x in L has C)`; the `where` of a quantifier stands in its list.
    Quantified(Quantifier, Vec<Binder>, Box<Expr>),
    /// `sum(E for x in L where C)`
    Aggregate(Aggregate, Box<Expr>, Vec<Binder>, Option<Box<Expr>>),
    /// `list(a, b)`
    List(Vec<ListItem>),
    /// `5 .. 6`
    Range(Box<Expr>, Box<Expr>),
    /// `between A and B` as a value.
    Between(Box<Expr>, Box<Expr>),
    /// `x as of D`
    AsOf(Box<Expr>, Box<Expr>),
    /// `x over D .. D`
    Over(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `law.act binds town.state`
    Binds(Path, Box<Expr>),
    /// `E under S`
    Under(Box<Expr>, Path),
    /// `E with reading R`
    WithReading(Box<Expr>, Ident),
    /// Could not be read (reported).
    Broken,
}
