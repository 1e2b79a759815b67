//! The facts that would settle what is open, each once, cheapest first, with what it would settle.

use crate::analysis::facts::{need_name, over_a_period};
use crate::analysis::recommend::{Judged, judge};
use crate::analysis::study::{Cell, Study};
use crate::eval::needs::{Need, needs};
use crate::eval::run::Runner;
use crate::num::date::Date;
use crate::plan::{Origin, Table, TableId};
use crate::text::Name;
use crate::types::schema::{Ask, EntityId, FieldId, Type};
use crate::types::term::ParamId;
use std::collections::BTreeMap;
use std::fmt;

/// Whom a question is about.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Of {
    /// Nobody: it is for the policy to decide.
    Policy,
    /// An item of a list that is not listed.
    Unlisted,
    /// An instance, by its key.
    Subject(EntityId, Name),
}

impl fmt::Display for Of {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Of::Policy => "policy",
            Of::Unlisted => "an item that is not listed",
            Of::Subject(_, key) => key,
        })
    }
}

/// A fact that is missing.
#[derive(Clone, Debug)]
pub struct Question {
    /// The field or param.
    pub name: String,
    /// Of whom.
    pub subject: Of,
    /// The field of a profile in which the answer stands; none for a decision, or an item that is not listed.
    pub field: Option<FieldId>,
    /// The period that is asked about, of a flow.
    pub over: Option<(Date, Date)>,
    /// Whom to ask.
    pub ask: String,
    /// How hard it is to find out, 1 to 5.
    pub effort: u8,
    /// What it means.
    pub doc: Option<String>,
    /// Of a list that is there: the fields that items lack, in words.
    pub lacks: Vec<String>,
    /// Rules and subjects it bears on.
    pub settles: Vec<(String, String)>,
    /// Those of them that wait for nothing else.
    pub alone: Vec<(String, String)>,
    /// Recommendations that wait for it, where it was asked which (see [`tell_who_waits`]).
    pub waits: Vec<Name>,
}

impl Question {
    /// A question that the policy itself has to answer.
    fn of_policy(name: String, ask: String, effort: u8, doc: Option<String>) -> Question {
        Question {
            name,
            subject: Of::Policy,
            field: None,
            over: None,
            ask,
            effort,
            doc,
            lacks: vec![],
            settles: vec![],
            alone: vec![],
            waits: vec![],
        }
    }

    /// The field or param, with the period that is asked about: `arrivals over 2018`.
    pub fn what(&self) -> String {
        over_a_period(&self.name, self.over)
    }
}

/// The questions behind open cells.
pub fn questions(study: &Study, runner: &Runner, cells: &[Cell]) -> Vec<Question> {
    let mut all: BTreeMap<(u8, usize, String, Of, Option<(Date, Date)>), Question> = BTreeMap::new();
    for cell in cells.iter().filter(|c| !c.outcome.is_settled()) {
        let root = &study.worlds[cell.world].roots[cell.root];
        let row = study.row_of(runner, root.frame, cell.row, study.plan.node(cell.node).frame).unwrap_or(0);
        let rule = study.base.checked.rule(cell.rule);
        let subjects = cell.subjects.iter().map(|s| s.key.as_str()).collect::<Vec<_>>().join(", ");
        let all_needs = needs(runner, cell.node, row);
        let one = all_needs.len() == 1;
        for need in all_needs {
            let (order, question) = question(study, runner, cell.world, &need);
            // The items of a list that nobody wrote down may ask for more once they are there.
            let is_list = question.field.is_some_and(|f| matches!(study.schema().field(f).ty, Type::List(_)));
            let only = one && !is_list;
            let key = (question.effort, order, question.name.clone(), question.subject.clone(), question.over);
            let lacks = question.lacks.clone();
            let entry = all.entry(key).or_insert(question);
            for lack in lacks {
                if !entry.lacks.contains(&lack) {
                    entry.lacks.push(lack);
                }
            }
            let outcome = (rule.name.to_string(), subjects.clone());
            if only {
                entry.alone.push(outcome.clone());
            }
            entry.settles.push(outcome);
        }
    }
    all.into_values().collect()
}

/// The questions behind what is missing in a world, each once, cheapest first.
fn of_needs(study: &Study, runner: &Runner, world: usize, missing: &[Need]) -> Vec<Question> {
    let mut all = BTreeMap::new();
    for need in missing {
        let (order, question) = question(study, runner, world, need);
        all.entry((question.effort, order, question.name.clone(), question.subject.clone())).or_insert(question);
    }
    all.into_values().collect()
}

/// What the evidence of recommendations waits for: the place of each recommendation in the program, with one question,
/// in the order of the evidence.
pub fn awaited(study: &mut Study, judged: &[Judged]) -> Vec<(usize, Question)> {
    let mut all = vec![];
    for one in judged {
        for evidence in &one.evidence {
            let world = study.add_law(evidence.under).0;
            let runner = study.run();
            let questions = of_needs(study, &runner, world, &evidence.needs);
            all.extend(questions.into_iter().map(|question| (one.place, question)));
        }
    }
    all
}

/// Names with each question the recommendations whose evidence waits for the answer, in the order of the program.
/// `all`: what only recommendations ask is asked, too.
pub fn tell_who_waits(questions: &mut Vec<Question>, study: &mut Study, all: bool) {
    let places: Vec<usize> = (0..study.base.checked.recommendations.len()).collect();
    let judged = judge(study, &places);
    for (place, asked) in awaited(study, &judged) {
        let name = &study.base.checked.recommendations[place].name;
        let same = |q: &Question| (&q.name, &q.subject) == (&asked.name, &asked.subject);
        if all && !questions.iter().any(same) {
            questions.push(Question { settles: vec![], alone: vec![], ..asked.clone() });
        }
        for question in questions.iter_mut().filter(|q| same(q) && !q.waits.contains(name)) {
            question.waits.push(name.clone());
        }
    }
    questions.sort_by_key(|question| question.effort);
}

fn ask_text(study: &Study, ask: Option<&Ask>) -> String {
    match ask {
        None => String::new(),
        Some(Ask::Words(words)) => words.clone(),
        Some(Ask::Party(name)) => {
            let parties = &study.base.checked.program.parties;
            parties.iter().find(|p| p.name == *name).map_or_else(|| name.to_string(), |p| p.title.clone())
        }
    }
}

/// The question behind what is missing, and its place among those of one effort.
fn question(study: &Study, runner: &Runner, world: usize, need: &Need) -> (usize, Question) {
    let (checked, schema) = (study.base.checked, study.schema());
    let policy =
        |ask: Option<&Ask>, effort, doc| Question::of_policy(need_name(study, need), ask_text(study, ask), effort, doc);
    let of_field = |field: FieldId| {
        let declared = schema.field(field);
        policy(declared.ask.as_ref(), declared.effort, declared.doc.clone())
    };
    match need {
        Need::Field { table, field, row, over } => {
            let (at, question) = of_a_field(study, runner, (*table, *row, *field), of_field(*field));
            (at, Question { over: *over, ..question })
        }
        Need::Origin { origin: Origin::Param(id, version), .. } => {
            let versions = study.worlds[world].law.versions(checked, ParamId(*id));
            let ask = version.and_then(|v| versions.get(v as usize)).and_then(|v| v.ask.as_ref());
            let doc = checked.program.decl(checked.params[*id as usize].decl).ast.doc.clone();
            (usize::MAX - 1, policy(ask, 3, doc))
        }
        Need::Origin { origin: Origin::Instance(field, row), .. } => {
            let key = study.entity_key(field.entity, *row as usize);
            let subject = key.map_or(Of::Policy, |key| Of::Subject(field.entity, key));
            (usize::MAX, Question { subject, ..of_field(*field) })
        }
        Need::Origin { origin: Origin::Given(_, field), .. } => (usize::MAX, of_field(*field)),
        Need::Origin { .. } => (usize::MAX, policy(None, 3, None)),
    }
}

/// The question for a field of an instance: what an item of a list lacks is told by whoever tells the list.
fn of_a_field(
    study: &Study,
    runner: &Runner,
    (mut table, mut row, field): (TableId, usize, FieldId),
    own: Question,
) -> (usize, Question) {
    let (mut asked, mut lacks) = (field, vec![]);
    while let Some(list) = runner.list_of_item(table, row) {
        lacks = vec![format!("`{}` of item {}", own.name, list.place + 1)];
        (table, row, asked) = (list.table, list.row, list.field);
    }
    let told = study.schema().field(asked);
    let subject = match study.plan.table(table) {
        Table::Entity(entity) => study.entity_key(*entity, row).map(|key| Of::Subject(*entity, key)),
        Table::Items { .. } => None,
    };
    let question = Question {
        name: if lacks.is_empty() { own.name } else { told.path.to_string() },
        field: subject.as_ref().map(|_| asked),
        subject: subject.unwrap_or(Of::Unlisted),
        ask: ask_text(study, study.schema().field(field).ask.as_ref().or(told.ask.as_ref())),
        doc: told.doc.clone(),
        lacks,
        ..Question::of_policy(String::new(), String::new(), own.effort, None)
    };
    (asked.index as usize, question)
}
