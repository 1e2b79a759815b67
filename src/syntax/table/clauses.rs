//! The words that open clauses.

use crate::syntax::ast::ClauseKind;
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::grammar::Rule;
use crate::syntax::lower::{Lower, assessments, instances, people, reforms, rules, sources, tests};
use crate::syntax::tree::Node;

/// From the tree of a clause to the clause.
pub(in crate::syntax) type Read = fn(&mut Lower<'_>, Node<'_, '_>) -> ClauseKind;

/// How a clause becomes a [`ClauseKind`].
#[derive(Clone, Copy)]
pub(in crate::syntax) enum Reader {
    /// By a rule of the grammar and a function over its tree.
    Rule(Rule, Read),
    /// Rows between bars below the word.
    Cases,
    /// `add`: a declaration, or a case after `to NAME`.
    Add,
    /// `replace NAME { .. }`
    Replace,
}

/// A clause.
pub(in crate::syntax) struct ClauseRow {
    /// The word that opens it.
    pub word: &'static str,
    /// The word that must follow, if it takes two to know the clause.
    pub second: Option<&'static str>,
    /// A bit for each kind of declaration that may have it.
    pub owners: u32,
    /// How it is read.
    pub reader: Reader,
    /// The clause as it should look.
    pub example: &'static str,
    /// A bit for each kind of declaration that may have several.
    several: u32,
}

impl ClauseRow {
    /// Whether declarations of a kind may have it.
    pub fn fits(&self, kind: DeclKind) -> bool {
        self.owners & bit(kind) != 0
    }

    /// Whether a declaration of a kind may have several.
    pub fn may_repeat(&self, kind: DeclKind) -> bool {
        self.several & bit(kind) != 0
    }

    /// Its words.
    pub fn words(&self) -> String {
        self.second.map_or_else(|| self.word.to_string(), |second| format!("{} {second}", self.word))
    }
}

const fn bit(kind: DeclKind) -> u32 {
    1 << kind as u32
}

const ALL: u32 = u32::MAX;
const SOURCE: u32 = bit(DeclKind::Source);
const ENTITY: u32 = bit(DeclKind::Entity) | bit(DeclKind::Fields);
const VALUE: u32 = bit(DeclKind::Param) | bit(DeclKind::Fact) | READING;
const RULE: u32 = bit(DeclKind::Define) | bit(DeclKind::Collect) | TABLE | SCALE | READING;
const CASES: u32 = bit(DeclKind::Define) | bit(DeclKind::Collect) | READING;
const TABLE: u32 = bit(DeclKind::Table);
const SCALE: u32 = bit(DeclKind::Scale);
const HOLDS: u32 = bit(DeclKind::Requirement)
    | bit(DeclKind::Criterion)
    | bit(DeclKind::Objective)
    | bit(DeclKind::Guarantee)
    | READING;
const PRESENT: u32 = bit(DeclKind::Barrier) | READING;
const ASSESS: u32 = HOLDS | PRESENT;
const READING: u32 = bit(DeclKind::Reading);
const REFORM: u32 = bit(DeclKind::Reform);
const SCENARIO: u32 = bit(DeclKind::Scenario);
const ADVICE: u32 = bit(DeclKind::Recommendation);
const ACTION: u32 = bit(DeclKind::Action);
const COMMIT: u32 = ACTION | bit(DeclKind::Task) | bit(DeclKind::Output) | bit(DeclKind::Milestone);
const TEST: u32 = bit(DeclKind::Test);

const fn one(word: &'static str, owners: u32, rule: Rule, read: Read, example: &'static str) -> ClauseRow {
    ClauseRow { word, second: None, owners, reader: Reader::Rule(rule, read), example, several: 0 }
}

const fn many(word: &'static str, owners: u32, rule: Rule, read: Read, example: &'static str) -> ClauseRow {
    ClauseRow { several: owners, ..one(word, owners, rule, read, example) }
}

const fn two(second: &'static str, row: ClauseRow) -> ClauseRow {
    ClauseRow { second: Some(second), ..row }
}

const fn by_hand(word: &'static str, owners: u32, reader: Reader, example: &'static str) -> ClauseRow {
    ClauseRow { word, second: None, owners, reader, example, several: owners }
}

/// All clauses that a word opens. Where two begin with one word, the one with a second word stands first.
pub(in crate::syntax) static ROWS: &[ClauseRow] = &[
    one("title", ALL, Rule::c_text, rules::title, "title \"What it is about\""),
    many("covers", ALL, Rule::c_covers, rules::covers, "covers A3.B0, A3.F2"),
    many("tags", ALL, Rule::c_names, rules::tags, "tags draft, housing"),
    many("per", ALL, Rule::c_per, rules::per, "per law.act art 20"),
    one("reference", SOURCE, Rule::c_text, sources::reference, "reference \"OJ L 150, 20.5.2014\""),
    one("celex", SOURCE, Rule::c_celex, sources::celex, "celex 32014R0516"),
    one(
        "status",
        SOURCE | REFORM,
        Rule::c_status,
        sources::status,
        "status adopted 2013-06-26, in force from 2013-07-19",
    ),
    one("binds", SOURCE, Rule::c_source_binds, sources::binds, "binds member_states except DK per protocol_22"),
    one("binds", ASSESS, Rule::c_paths, assessments::binds, "binds town.state"),
    one("evidence", SOURCE | COMMIT | RULE | ASSESS | VALUE, Rule::c_name, sources::evidence, "evidence read"),
    many("part", SOURCE, Rule::c_part, sources::part, "part art 25(1), art 25(2) evidence read"),
    one("key", ENTITY, Rule::c_names, instances::key, "key id"),
    many("is", VALUE | CASES, Rule::c_is, rules::is, "is 5 %, per law.act art 7(4)"),
    ClauseRow {
        several: VALUE,
        ..one(
            "from",
            VALUE | RULE | ASSESS | REFORM,
            Rule::c_from,
            rules::from,
            "from 2014-01-01 until 2020-12-31 is 5 %",
        )
    },
    one("until", RULE | ASSESS | REFORM, Rule::c_day, rules::until, "until 2020-12-31"),
    many("let", RULE | ASSESS | ADVICE | TEST, Rule::c_let, rules::let_, "let whole = entropy(share)"),
    one("otherwise", CASES, Rule::c_otherwise, rules::otherwise, "otherwise 20 %"),
    many("when", CASES, Rule::c_case, rules::when, "when [label] town.art7.written then 5 %"),
    many("unless", CASES, Rule::c_case, rules::unless, "unless [label] town.art7.written then 5 %"),
    two(
        "applicable",
        many("not", RULE | ASSESS, Rule::c_when_per, assessments::not_applicable, "not applicable when asked = 0"),
    ),
    many("applies", RULE | ASSESS, Rule::c_when_per, assessments::applies, "applies when law.act binds town.state"),
    many(
        "except",
        RULE | ASSESS,
        Rule::c_except,
        assessments::except,
        "except [label] when a.taught_otherwise, per law.reception art 14(3)",
    ),
    one("hit", TABLE | READING, Rule::c_hit, rules::hit, "hit unique"),
    one("marginal", SCALE | READING, Rule::c_nothing, rules::marginal, "marginal"),
    one("step", SCALE | READING, Rule::c_nothing, rules::step, "step"),
    one("interpolated", SCALE | READING, Rule::c_nothing, rules::interpolated, "interpolated"),
    one("modality", ASSESS, Rule::c_modality, assessments::modality, "modality shall"),
    one("level", ASSESS, Rule::c_names, assessments::level, "level EU, national"),
    one("for", ASSESS, Rule::c_for, assessments::for_, "for town: Town"),
    one("holds", HOLDS, Rule::c_when, assessments::holds, "holds when town.minors.in_care = town.minors.present"),
    one("present", PRESENT, Rule::c_when, assessments::present, "present when not town.has_monitoring"),
    many("set", REFORM, Rule::c_set, reforms::set, "set urban_floor to 10 %"),
    many("prolong", REFORM, Rule::c_prolong, reforms::prolong, "prolong everything ending 2020-12-31 until 2027-12-31"),
    by_hand("add", REFORM, Reader::Add, "add to routes when [new] fund is COHESION then Route(role: applicant)"),
    many("amend", REFORM, Rule::c_amend, reforms::amend, "amend routes [label] when town.population >= 20 000 persons"),
    by_hand("replace", REFORM, Reader::Replace, "replace co_financing { otherwise 75 % }"),
    many("repeal", REFORM, Rule::c_repeal, reforms::repeal, "repeal routes [label]"),
    many("limits", REFORM, Rule::c_limits, reforms::limits, "limits law.tfeu art 79(4) \"incentives only\""),
    two("on", one("builds", REFORM, Rule::c_paths, reforms::builds_on, "builds on other_reform")),
    two("from", one("starts", SCENARIO, Rule::c_path, reforms::starts_from, "starts from law")),
    two("reading", one("with", SCENARIO | TEST, Rule::c_names, reforms::readings, "with reading less_than")),
    many("with", SCENARIO, Rule::c_with, reforms::with, "with town_earmark(earmark: 20 %)"),
    one("at", SCENARIO | TEST, Rule::c_day, reforms::at, "at 2021-01-01"),
    two("on", one("known", SCENARIO | TEST, Rule::c_day, reforms::known_on, "known on 2018-04-30")),
    many(
        "assume",
        SCENARIO | TEST,
        Rule::c_assume,
        reforms::assume,
        "assume town.has_monitoring is true for town: Town",
    ),
    one("to", ADVICE, Rule::c_paths, people::to, "to dg_um, commission"),
    one("by", ADVICE, Rule::c_day, people::by, "by 2018-04-30"),
    one("state", ADVICE, Rule::c_name, people::state, "state draft"),
    many(
        "because",
        ADVICE,
        Rule::c_because,
        people::because,
        "because (every town in towns has town_access(town)), under law",
    ),
    many("dissent", ADVICE, Rule::c_dissent, people::dissent, "dissent eib \"the loan comes too early\""),
    one("text", ADVICE, Rule::c_body, people::body, "text \"\"\" Markdown with {{ expressions }} \"\"\""),
    one("of", COMMIT, Rule::c_path, people::of, "of funding_access"),
    one("owner", COMMIT, Rule::c_paths, people::owner, "owner partnership"),
    one("planned", COMMIT, Rule::c_planned, people::planned, "planned 2018-01-01 .. 2018-01-31"),
    many("happened", COMMIT, Rule::c_happened, people::happened, "happened 2018-03-01 .. 2018-03-31 per law.futurium"),
    two(
        "happened",
        many(
            "not",
            COMMIT,
            Rule::c_not_happened,
            people::not_happened,
            "not happened as of 2018-04-30 per law.futurium",
        ),
    ),
    many("given", TEST, Rule::c_given, tests::given, "given c like metropolis with population = 600 000"),
    by_hand("cases", TEST, Reader::Cases, "cases, and below it rows between bars"),
    one("under", TEST, Rule::c_path, tests::under, "under integration_fund"),
    many("expect", TEST, Rule::c_expect, tests::expect, "expect guaranteed(c, COHESION) is false"),
];

/// Whether lines `path : ..` are clauses of a declaration.
pub(in crate::syntax) fn has_fields(kind: DeclKind) -> bool {
    bit(kind) & (ENTITY | COMMIT | bit(DeclKind::Instance)) != 0
}

/// Whether its fields have types, not values.
pub(in crate::syntax) fn declares_fields(kind: DeclKind) -> bool {
    bit(kind) & ENTITY != 0
}

/// Whether rows between bars are a clause of a declaration.
pub(in crate::syntax) fn has_rows(kind: DeclKind) -> bool {
    bit(kind) & (bit(DeclKind::Instances) | TABLE | SCALE | READING | TEST) != 0
}

/// The clause that a word, and the word behind it, open in declarations of a kind.
pub(in crate::syntax) fn row(kind: DeclKind, word: &str, second: &str) -> Option<&'static ClauseRow> {
    ROWS.iter().find(|row| row.word == word && row.fits(kind) && row.second.is_none_or(|s| s == second))
}

/// The clause that they open in any declaration.
pub(in crate::syntax) fn of_others(word: &str, second: &str) -> Option<&'static ClauseRow> {
    ROWS.iter().find(|row| row.word == word && row.second.is_none_or(|s| s == second))
}

/// The clauses that declarations of a kind may have.
pub(in crate::syntax) fn of(kind: DeclKind) -> impl Iterator<Item = &'static ClauseRow> + Clone {
    ROWS.iter().filter(move |row| row.fits(kind))
}

/// Words of other languages that open clauses there, and the clauses that say the same here.
const CLAUSES_ELSEWHERE: &[(&str, &[&str])] = &[
    ("=", &["is"]),
    ("return", &["is"]),
    ("returns", &["is"]),
    ("result", &["is"]),
    ("value", &["is"]),
    ("then", &["is"]),
    ("assert", &["expect"]),
    ("check", &["expect"]),
    ("should", &["expect"]),
    ("else", &["otherwise"]),
    ("default", &["otherwise"]),
    ("since", &["from"]),
    ("name", &["title"]),
    ("description", &["title"]),
    ("label", &["when", "title"]),
    ("reference", &["per"]),
    ("source", &["per"]),
    ("cites", &["per"]),
    ("basis", &["per"]),
    ("article", &["per"]),
    ("condition", &["holds", "present", "applies"]),
    ("require", &["holds"]),
    ("requires", &["holds"]),
    ("must", &["modality", "holds"]),
    ("shall", &["modality"]),
    ("subject", &["for"]),
    ("exception", &["unless", "except"]),
    ("date", &["at", "from"]),
    ("on", &["at"]),
    ("stacks", &["with"]),
    ("stack", &["with"]),
    ("based", &["starts"]),
    ("evidence", &["because"]),
    ("addressee", &["to"]),
    ("deadline", &["by"]),
    ("apply", &["with", "set", "applies"]),
    ("applicable", &["applies"]),
    ("does", &["not"]),
    ("elif", &["unless"]),
    ("elsif", &["unless"]),
    ("elseif", &["unless"]),
    ("delete", &["repeal"]),
    ("remove", &["repeal"]),
    ("abolish", &["repeal"]),
    ("increase", &["set"]),
    ("raise", &["set"]),
    ("decrease", &["set"]),
    ("reduce", &["set"]),
    ("change", &["set", "amend"]),
];

/// The clause of a kind of declaration that says what a word of another language would.
pub(in crate::syntax) fn meant(word: &str, kind: DeclKind) -> Option<&'static ClauseRow> {
    let word = word.to_ascii_lowercase();
    let meant = CLAUSES_ELSEWHERE.iter().filter(|(other, _)| *other == word).flat_map(|(_, meant)| *meant);
    // A word that opens two clauses means the one that it opens by itself.
    let opens = |meant: &str| {
        let rows = || of(kind).filter(move |row| row.word == meant);
        rows().find(|row| row.second.is_none()).or_else(|| rows().next())
    };
    meant.filter_map(|meant| opens(meant)).next()
}
