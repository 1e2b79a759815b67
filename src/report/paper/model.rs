//! What a template can say: a paper's outcomes, law, data and recommendations as plain named values.
//!
//! Every figure in here comes from an evaluation or from a cited fact. Texts are data and are escaped when
//! printed; [`Markdown`] holds what was made from the policy's own prose or is a chart.

use crate::analysis::marks;
use crate::hir::DeclId;
use crate::report::template::Markdown;
use serde::Serialize;
use std::collections::BTreeMap;

/// The whole context.
#[derive(Default, Serialize)]
pub struct Context {
    /// Name of the policy.
    pub policy: String,
    /// The paper itself.
    pub paper: Paper,
    /// The days everything is read under, as ISO dates.
    pub days: Days,
    /// The entity whose instances are assessed in the matrices, and those with a profile.
    pub subjects: Subjects,
    /// Assessments by kind: `barrier`, `requirement`, `criterion`, `guarantee`, `objective`.
    pub rules: BTreeMap<String, Vec<Rule>>,
    /// The law first, then the scenarios of the paper.
    pub scenarios: Vec<Scenario>,
    /// Outcomes that differ from the law, by scenario.
    pub readings: Vec<Reading>,
    /// Recommendations, in text order.
    pub recommendations: Vec<Recommendation>,
    /// What would settle what is open, cheapest first.
    pub needs: Vec<Need>,
    /// What decides the outcomes of the subjects with a profile.
    pub decided: Decided,
    /// Numbers that law fixes.
    pub params: Vec<Param>,
    /// Cited facts.
    pub facts: Vec<Fact>,
    /// Words the source defines.
    pub terms: Vec<Term>,
    /// Actions, tasks, outputs, milestones.
    pub commitments: Vec<Commitment>,
    /// Who takes part and who is spoken of.
    pub actors: Vec<Party>,
    /// Legal and other sources.
    pub sources: Vec<Source>,
    /// Definitions and tables, for the annex of rules.
    pub definitions: Vec<Definition>,
    /// What definitions with a title come to, by name, for each subject and scenario.
    pub values: BTreeMap<String, Values>,
    /// What the instances of entities say, by entity.
    pub instances: BTreeMap<String, Vec<Instance>>,
    /// Statements of the mandate and what covers them.
    pub trace: Vec<Traced>,
    /// Profiles, for the annex of data.
    pub profiles: Vec<Profile>,
    /// Sources of the data of profiles that the rules of the paper read, each once.
    pub profile_sources: Vec<String>,
    /// Notes on the source's own errors.
    pub notes: Vec<Note>,
    /// Charts by name.
    pub charts: BTreeMap<String, Markdown>,
    /// Marks of the outcomes and values that a chart shows, each once, by the name of the chart.
    pub chart_marks: BTreeMap<String, Vec<Mark>>,
    /// The version of the program.
    pub engine: String,
}

/// The kinds of assessments, as [`Context::rules`] calls them.
pub const RULE_KINDS: [&str; 5] = ["barrier", "requirement", "criterion", "guarantee", "objective"];

/// The declarations that speak in a record. It is no part of what templates and readers of the record see.
#[derive(Clone, Default, Debug)]
pub struct Origin(pub Vec<DeclId>);

impl Origin {
    /// Of one declaration.
    pub fn of(decl: DeclId) -> Origin {
        Origin(vec![decl])
    }
}

/// A mark that travels with an outcome or value, and what bears it.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Mark {
    /// What bears it, by its name: a field by its path, a param, a fact, a source with its locator, a function.
    pub what: String,
    /// The same in words.
    pub title: String,
    /// `from memory`, `to be checked`, `assumed`, `rounded`, `derived`.
    pub mark: String,
}

impl From<marks::Mark> for Mark {
    fn from(mark: marks::Mark) -> Mark {
        Mark { what: mark.what, title: mark.title, mark: mark.mark.into() }
    }
}

/// The paper itself.
#[derive(Default, Serialize)]
pub struct Paper {
    /// Its name in the manifest.
    pub name: String,
    /// Titles of its addressees.
    pub to: Vec<String>,
    /// Its date.
    pub date: String,
    /// When it is due.
    pub due: Option<String>,
    /// Draft, consulted, adopted.
    pub state: String,
}

/// Days of reading.
#[derive(Default, Serialize)]
pub struct Days {
    /// Law date.
    pub law: String,
    /// Knowledge cut.
    pub known_on: String,
    /// Data date.
    pub data: String,
    /// Fields read later than that.
    pub later: Vec<String>,
    /// The day by which sources are known and of which their status is told: the latest cut of the paper's scenarios,
    /// or the law date.
    pub sources: String,
}

/// Who is assessed.
#[derive(Default, Serialize)]
pub struct Subjects {
    /// Singular of the entity, in small letters.
    pub one: String,
    /// Plural.
    pub many: String,
    /// How many have a profile of their own.
    pub with_profile: usize,
    /// How many there are in all.
    pub in_all: usize,
    /// Names of those with a profile.
    pub names: Vec<String>,
}

/// An assessment and its outcomes under the law.
#[derive(Default, Serialize, Clone)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// Its number among the assessments of its kind in this paper, from 1; what heads its column in a matrix.
    pub number: usize,
    /// What people call it.
    pub title: String,
    /// Its kind.
    pub kind: String,
    /// Its doc comment.
    pub doc: String,
    /// Articles.
    pub per: Vec<String>,
    /// Modal verb of the source, if said.
    pub modality: String,
    /// Levels of competence.
    pub level: Vec<String>,
    /// Ids of the mandate.
    pub covers: Vec<String>,
    /// Whether it has exactly one subject, of the entity of the paper.
    pub by_subject: bool,
    /// Outcomes of the subjects with a profile.
    pub outcomes: Vec<Outcome>,
    /// How many of the subjects with a profile have each outcome, in words.
    pub counts: Vec<Count>,
    /// The same over all subjects, without marks.
    pub counts_in_all: Vec<Count>,
    /// The marks of its counts, each once.
    pub marks: Vec<Mark>,
    /// The condition as written in the policy.
    pub text: String,
    /// Where it stands.
    pub place: String,
    /// Whose words these are.
    #[serde(skip)]
    pub origin: Origin,
}

/// An outcome and how many have it.
#[derive(Default, Serialize, Clone)]
pub struct Count {
    /// The outcome.
    pub word: String,
    /// How many.
    pub number: usize,
    /// Marks that travel with these outcomes, each once; in the counts of a rule without those that its own `per`
    /// shows.
    pub marks: Vec<Mark>,
}

/// One outcome.
#[derive(Default, Serialize, Clone)]
pub struct Outcome {
    /// Name of the subject.
    pub subject: String,
    /// Whether the subject was made up to show the rules.
    pub invented: bool,
    /// The outcome in a word.
    pub word: String,
    /// The outcomes still possible.
    pub possible: String,
    /// Whether it is settled.
    pub settled: bool,
    /// `law`, `data` or `open`.
    pub decided_by: String,
    /// Reasons, one line each.
    pub because: Vec<String>,
    /// Marks that travel with it; what is open rests on nothing yet.
    pub marks: Vec<Mark>,
    /// What would settle it.
    pub needs: Vec<String>,
}

/// The law or a scenario.
#[derive(Default, Serialize)]
pub struct Scenario {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Its doc comment.
    pub doc: String,
    /// The law date.
    pub at: String,
    /// The day up to which what was adopted or published counts.
    pub known_on: String,
    /// Whether it is the law as it stands.
    pub is_law: bool,
    /// The scenario it is compared with.
    pub compared_with: String,
    /// Reforms of its stack.
    pub reforms: Vec<Reform>,
    /// What changes for the subjects with a profile, against the scenario it is compared with.
    pub changes: Vec<Change>,
    /// Counts for each assessment of the subjects with a profile.
    pub results: Vec<Result>,
    /// Whose words these are.
    #[serde(skip)]
    pub origin: Origin,
}

/// Counts of one assessment.
#[derive(Default, Serialize)]
pub struct Result {
    /// The rule.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// Counts.
    pub counts: Vec<Count>,
    /// Whose words these are.
    #[serde(skip)]
    pub origin: Origin,
}

/// A reform of a stack.
#[derive(Default, Serialize)]
pub struct Reform {
    /// Its name.
    pub name: String,
    /// Its name in words, by which changes call it.
    pub called: String,
    /// Its title.
    pub title: String,
    /// Its doc comment.
    pub doc: String,
    /// Its status.
    pub status: String,
    /// First day.
    pub from: String,
    /// What its patches and its status cite.
    pub per: Vec<String>,
    /// Its patches as written.
    pub patches: Vec<String>,
    /// Limits of the treaties.
    pub limits: Vec<String>,
    /// Whose words these are.
    #[serde(skip)]
    pub origin: Origin,
}

/// A change of outcomes.
#[derive(Default, Serialize)]
pub struct Change {
    /// The rule.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// For whom.
    pub subjects: Vec<String>,
    /// Before.
    pub before: String,
    /// After.
    pub after: String,
    /// Marks that travel with the outcomes before.
    pub marks_before: Vec<Mark>,
    /// Marks that travel with the outcomes after.
    pub marks: Vec<Mark>,
    /// What brought it about, each once: patches (`a (1)`, `a (1) and b (2)` where both are needed, `a (1) or b (2)`
    /// where either is enough), or the date at which the law is read. Not there where the template does not mention
    /// them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub causes: Option<Vec<String>>,
    /// Whose words these are.
    #[serde(skip)]
    pub origin: Origin,
}

/// A rival reading and what it would change.
#[derive(Default, Serialize)]
pub struct Reading {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What it reads otherwise.
    pub of: String,
    /// Articles.
    pub per: Vec<String>,
    /// Outcomes that would differ under the law.
    pub contested: Vec<Change>,
    /// Whose words these are.
    #[serde(skip)]
    pub origin: Origin,
}

/// A recommendation, judged.
#[derive(Default, Serialize)]
pub struct Recommendation {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Addressees.
    pub to: Vec<String>,
    /// By when.
    pub by: Option<String>,
    /// Draft, consulted, adopted.
    pub state: String,
    /// Issued, conditional, withheld.
    pub verdict: String,
    /// Firm or tentative.
    pub firm: bool,
    /// Its text, expressions printed.
    pub text: Markdown,
    /// Its evidence.
    pub evidence: Vec<Evidence>,
    /// What would settle it, where it is conditional.
    pub needs: Vec<String>,
    /// Who dissents and why.
    pub dissent: Vec<Dissent>,
    /// Articles behind its evidence.
    pub basis: Vec<String>,
    /// Ids of the mandate.
    pub covers: Vec<String>,
    /// Whose words these are.
    #[serde(skip)]
    pub origin: Origin,
}

/// A dissent.
#[derive(Default, Serialize)]
pub struct Dissent {
    /// Who.
    pub party: String,
    /// Why.
    pub why: String,
}

/// Evidence, judged.
#[derive(Default, Serialize)]
pub struct Evidence {
    /// As written in the policy.
    pub text: String,
    /// `true`, `false`, `unknown`, ...
    pub outcome: String,
    /// The scenario it is read under.
    pub under: String,
    /// True whatever the facts.
    pub by_construction: bool,
    /// Speaks of nothing.
    pub vacuous: bool,
    /// Readings under which it comes out otherwise.
    pub contested: Vec<String>,
    /// Marks that travel with it.
    pub marks: Vec<Mark>,
    /// What would settle it.
    pub needs: Vec<String>,
}

/// A missing fact.
#[derive(Default, Serialize)]
pub struct Need {
    /// The field or param.
    pub name: String,
    /// Of how many subjects it is missing, or `policy`.
    pub subjects: Vec<String>,
    /// Whom to ask.
    pub ask: String,
    /// How hard, 1 to 5.
    pub effort: u8,
    /// What it means.
    pub doc: String,
    /// Rules it bears on.
    pub rules: Vec<String>,
    /// Recommendations whose evidence waits for it.
    pub recommendations: Vec<String>,
}

/// What decides.
#[derive(Default, Serialize)]
pub struct Decided {
    /// Cells that law decides.
    pub law: usize,
    /// Cells that data decide.
    pub data: usize,
    /// Cells that stay open.
    pub open: usize,
    /// All.
    pub total: usize,
}

/// A number that law fixes.
#[derive(Default, Serialize)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// Its title, else its name in words.
    pub title: String,
    /// Its doc comment.
    pub doc: String,
    /// Its value at the law date, or `unknown`.
    pub value: String,
    /// First and last day, if said.
    pub days: String,
    /// Articles.
    pub per: Vec<String>,
    /// Marks.
    pub marks: Vec<String>,
    /// Whose words these are.
    #[serde(skip)]
    pub origin: Origin,
}

/// A cited fact.
#[derive(Default, Serialize)]
pub struct Fact {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Its value.
    pub value: String,
    /// Of which day or period.
    pub of: String,
    /// Sources.
    pub per: Vec<String>,
    /// Marks.
    pub marks: Vec<String>,
    /// Whose words these are.
    #[serde(skip)]
    pub origin: Origin,
}

/// A word.
#[derive(Default, Serialize)]
pub struct Term {
    /// The word.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// Where it comes from.
    pub per: Vec<String>,
    /// Whose words these are.
    #[serde(skip)]
    pub origin: Origin,
}

/// A commitment.
#[derive(Default, Serialize)]
pub struct Commitment {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Action, task, output, milestone.
    pub kind: String,
    /// The action it belongs to.
    pub of: String,
    /// Owners.
    pub owner: Vec<String>,
    /// Planned days.
    pub planned: String,
    /// When it happened.
    pub happened: String,
    /// Where it stands.
    pub state: String,
    /// Days late, least to greatest.
    pub slip: String,
    /// Ids of the mandate.
    pub covers: Vec<String>,
    /// Whose words these are.
    #[serde(skip)]
    pub origin: Origin,
}

/// A party.
#[derive(Default, Serialize)]
pub struct Party {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Where it is named.
    pub per: Vec<String>,
    /// Ids of the mandate.
    pub covers: Vec<String>,
    /// Whose words these are.
    #[serde(skip)]
    pub origin: Origin,
}

/// A source.
#[derive(Default, Serialize)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// CELEX number or other reference.
    pub reference: String,
    /// Status at the law date.
    pub status: String,
    /// `read`, `from memory`, `to be checked`.
    pub mark: String,
    /// What is to be checked.
    pub to_check: Vec<String>,
    /// Parts that were read, of a source whose mark says otherwise.
    pub read: Vec<String>,
    /// How often it is cited.
    pub cited: usize,
    /// Whose words these are.
    #[serde(skip)]
    pub origin: Origin,
}

/// A definition, for the annex.
#[derive(Default, Serialize)]
pub struct Definition {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its kind.
    pub kind: String,
    /// Its doc comment.
    pub doc: String,
    /// Articles of the declaration and its cases.
    pub per: Vec<String>,
    /// As written.
    pub text: String,
    /// Where it stands.
    pub place: String,
    /// Whose words these are.
    #[serde(skip)]
    pub origin: Origin,
}

/// What a definition comes to.
#[derive(Default, Serialize)]
pub struct Values {
    /// Its title.
    pub title: String,
    /// Its doc comment.
    pub doc: String,
    /// Articles.
    pub per: Vec<String>,
    /// A row for each subject.
    pub rows: Vec<ValueRow>,
    /// Whose words these are.
    #[serde(skip)]
    pub origin: Origin,
}

/// The value of a definition for one subject.
#[derive(Default, Serialize)]
pub struct ValueRow {
    /// Name of the subject; empty where there is none.
    pub subject: String,
    /// The name of the first subject, by which rows are grouped.
    pub first: String,
    /// The names of the others.
    pub rest: String,
    /// Its key.
    pub key: String,
    /// Whether it was made up to show the rules.
    pub invented: bool,
    /// The value under the law and each scenario of the paper, by name: `not asked` where it has no such row.
    pub under: BTreeMap<String, String>,
    /// Marks that travel with the value under the law.
    pub marks: Vec<Mark>,
    /// Marks that travel with the value under the law and each scenario of the paper, by name.
    pub marks_under: BTreeMap<String, Vec<Mark>>,
}

/// An instance of an entity.
#[derive(Default, Serialize)]
pub struct Instance {
    /// Its key.
    pub key: String,
    /// Whether it was made up to show the rules.
    pub invented: bool,
    /// What it says, by field; a field that says nothing is `unknown`. Groups are written with an underscore.
    pub fields: BTreeMap<String, String>,
    /// Articles, of an instance that stands in a module.
    pub per: Vec<String>,
    /// Marks of these articles, or of its data.
    pub marks: Vec<Mark>,
    /// Ids of the mandate.
    pub covers: Vec<String>,
    /// Whose words these are.
    #[serde(skip)]
    pub origin: Origin,
    /// The parties that its fields name, by field.
    #[serde(skip)]
    pub parties: BTreeMap<String, Origin>,
}

/// A statement of the mandate.
#[derive(Default, Serialize)]
pub struct Traced {
    /// Its id.
    pub id: String,
    /// What it says.
    pub says: String,
    /// Lines of the source.
    pub lines: String,
    /// Its kinds.
    pub kinds: Vec<String>,
    /// Whether it notes an error of the source.
    pub note: bool,
    /// Declarations that cover it, with their kinds.
    pub declarations: Vec<String>,
    /// Where papers print them: the paper and its headings.
    pub places: Vec<TracedPlace>,
    /// How many tests reach one of them.
    pub tests: usize,
    /// What is missing; empty: nothing.
    pub missing: String,
}

/// A place in a paper.
#[derive(Default, Serialize)]
pub struct TracedPlace {
    /// The name of the paper.
    pub paper: String,
    /// Its heading and those above it, the highest first.
    pub heading: Vec<String>,
}

/// A profile, for the annex.
#[derive(Default, Serialize)]
pub struct Profile {
    /// Its key.
    pub key: String,
    /// Name.
    pub name: String,
    /// Whether it is invented.
    pub invented: bool,
    /// Its data.
    pub data: Vec<ProfileDatum>,
    /// Fields nothing is known of.
    pub unknown: Vec<String>,
}

/// A datum of a profile.
#[derive(Default, Serialize)]
pub struct ProfileDatum {
    /// The field.
    pub field: String,
    /// Its value.
    pub value: String,
    /// Its day.
    pub as_of: String,
    /// Its source.
    pub source: String,
    /// The number of its source among [`Context::profile_sources`], from 1; 0: none, or no rule reads the datum.
    pub source_no: usize,
    /// Whether a rule that the paper speaks of reads it.
    pub read: bool,
    /// Marks.
    pub marks: Vec<String>,
    /// A remark.
    pub note: String,
}

/// A note on the source.
#[derive(Default, Serialize)]
pub struct Note {
    /// Its id.
    pub id: String,
    /// What it says.
    pub says: String,
    /// What is made of it; may be empty.
    pub handling: String,
    /// Lines of the source.
    pub lines: String,
}
