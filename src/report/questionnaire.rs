//! The form that is sent to whoever knows: each question once, why it matters, who would know, what it settles.
//!
//! [`markdown`] is for reading; [`yaml`] is the same form to fill in, and `data::answers` reads it back.

use crate::analysis::facts::period;
use crate::analysis::questions::{Of, Question};
use crate::data::mandate::Mandate;
use crate::num::date::Date;
use crate::report::escape::{code, data, one_line};
use crate::report::house::{capital, date_long};
use crate::text::Name;
use crate::text::english::list;
use crate::types::checked::Checked;
use crate::types::schema::{EntityId, Field, FieldId, Limit, Schema, Type};
use std::collections::BTreeSet;

/// A form for one or a few subjects.
pub struct Form<'a> {
    /// Name of the policy.
    pub policy: &'a str,
    /// Whom it is about: `Town aldorf`.
    pub subjects: Vec<String>,
    /// The day whose law is read, and the knowledge cut.
    pub days: (Date, Date),
    /// The questions, cheapest first.
    pub questions: &'a [Question],
    /// The checked program, for the words of rules and fields.
    pub checked: &'a Checked,
    /// What the statements say that rules cover.
    pub mandate: &'a Mandate,
    /// What an instance calls itself.
    pub called: &'a dyn Fn(EntityId, &str) -> String,
}

/// The form for reading.
pub fn markdown(form: &Form) -> String {
    let (asked, decisions) = form.parts();
    let mut out = format!("# Questions about {}\n\n", data(&form.subjects.join(", ")));
    out.push_str(&format!(
        "The rules of {} were read in the law of {}, with what was known on {}.\n",
        data(form.policy),
        date_long(form.days.0),
        date_long(form.days.1)
    ));
    out.push_str("What follows is what they could not decide for want of a fact, the easiest questions first.\n");
    out.push_str(
        "Please answer what you know and leave the rest open: an open question counts neither as yes nor as no.\n\n",
    );
    out.push_str("Respondent (office or name): \n\nDay of the answers: \n");
    for (number, question) in asked.iter().enumerate() {
        let field = form.field(question);
        let whose = form.whose(question).map(|words| format!(" ({})", data(&words))).unwrap_or_default();
        out.push_str(&format!(
            "\n## {}. {}{whose}\n\n",
            number + 1,
            data(&in_words(&question.name, question.doc.as_deref()))
        ));
        if let Some(doc) = &question.doc {
            out.push_str(&format!("{}\n\n", data(doc)));
        }
        if !question.lacks.is_empty() {
            out.push_str(&format!("- Not told so far: {}\n", question.lacks.join(", ")));
        }
        if let Some(over) = question.over {
            out.push_str(&format!("- Period: {}\n", data(&period(over))));
        }
        out.push_str(&format!("- Answer with: {}\n", data(&SPOKEN.kind_of_answer(form.schema(), field))));
        for (name, words) in SPOKEN.items(form.schema(), field) {
            out.push_str(&format!("  - {}: {}\n", code(&name), data(&words)));
        }
        out.push_str(&listed("Why it matters", &form.why(question)));
        out.push_str(&listed("Settles by itself", &form.rules(&question.alone)));
        out.push_str(&listed("Has a part in", &form.part_in(question)));
        out.push_str(&format!("- Who would know: {}\n", data(who(question))));
        out.push_str(&format!("- Effort: {} of 5\n", question.effort));
        out.push_str(&format!(
            "- In the form to fill in: {} of {}\n",
            code(&question.name),
            code(&form.section(question))
        ));
        out.push_str("- Answer: \n");
    }
    if !decisions.is_empty() {
        out.push_str("\n## Not asked of you\n\nWhat is one and the same for all, decisions that nobody has taken, and items that no list names:\n\n");
        for question in decisions {
            out.push_str(&format!("- {} ({})", code(&question.name), data(&question.subject.to_string())));
            if !question.ask.is_empty() {
                out.push_str(&format!(", to be asked of: {}", data(&question.ask)));
            }
            out.push('\n');
        }
    }
    out
}

/// The form to fill in.
pub fn yaml(form: &Form) -> String {
    let (asked, decisions) = form.parts();
    let mut out = String::new();
    let mut say = |text: &str| out.push_str(&format!("# {}\n", one_line(text)));
    say(&format!("Questions of {} about {}", form.policy, form.subjects.join(", ")));
    say(&format!("Law of {}, known on {}.", form.days.0, form.days.1));
    say("Say who answers and on which day; write each answer after its colon and leave what you do not know empty.");
    say(
        "An answer with a day of its own: {value: 12, as_of: 2017-12-31}. A figure of a period: {value: 12, as_of: 2017}.",
    );
    say("The file counts once it lies in the folder of answers; `--profile FILE` tries it out.");
    out.push_str("respondent:\nday:\nanswers:\n");
    let mut last: Option<String> = None;
    for subject in subjects_in_order(&asked) {
        let of = |q: &&&Question| q.subject == *subject;
        let mut entered: Vec<&str> = vec![];
        for question in asked.iter().filter(of) {
            // A flow of several periods is one key with a list of figures.
            if entered.contains(&question.name.as_str()) {
                continue;
            }
            entered.push(&question.name);
            let periods = asked.iter().filter(of).filter(|q| q.name == question.name).filter_map(|q| q.over);
            let periods: Vec<String> = periods.map(period).collect();
            let head = form.section(question);
            if last.as_ref() != Some(&head) {
                out.push_str(&format!("\n- {head}\n"));
                last = Some(head);
            }
            out.push_str(&form.entry(question, &periods));
        }
    }
    if !decisions.is_empty() {
        let names: BTreeSet<&str> = decisions.iter().map(|q| q.name.as_str()).collect();
        let names: Vec<&str> = names.into_iter().collect();
        out.push_str(&format!("\n# Not asked of you, for others to decide: {}\n", one_line(&names.join(", "))));
    }
    out
}

/// The subjects in the order of their first question.
fn subjects_in_order<'a>(asked: &[&'a Question]) -> Vec<&'a Of> {
    let mut seen: Vec<&Of> = vec![];
    for question in asked {
        if !seen.contains(&&question.subject) {
            seen.push(&question.subject);
        }
    }
    seen
}

fn who(question: &Question) -> &str {
    if question.ask.is_empty() { "not stated" } else { &question.ask }
}

/// Lines of a source in words: `line 5`, `lines 5-6`.
fn lines(lines: &str) -> String {
    match lines.chars().all(|c| c.is_ascii_digit()) {
        true => format!("line {lines}"),
        false => format!("lines {lines}"),
    }
}

/// A line of titles, or nothing.
fn listed(what: &str, titles: &[String]) -> String {
    if titles.is_empty() {
        return String::new();
    }
    let titles: Vec<String> = titles.iter().map(|t| data(t)).collect();
    format!("- {what}: {}\n", titles.join("; "))
}

/// A name of the policy in words: `care.waiting`, `Care: waiting`. A word that the description writes in capitals is written so.
fn in_words(name: &str, doc: Option<&str>) -> String {
    let told: Vec<&str> = doc.unwrap_or_default().split(|c: char| !c.is_alphanumeric()).collect();
    let letters = |word: &str| {
        let same = |other: &&&str| other.to_uppercase() == **other && other.to_lowercase() == word;
        told.iter().find(same).map_or(word, |other| other).to_string()
    };
    let part = |part: &str| part.split('_').map(letters).collect::<Vec<_>>().join(" ");
    capital(&name.split('.').map(part).collect::<Vec<_>>().join(": "))
}

/// How answers are spelt.
struct Spelling {
    /// The two values of a condition.
    truth: &'static str,
    /// Whether names are told in words.
    words: bool,
}

/// For reading.
const SPOKEN: Spelling = Spelling { truth: "yes or no", words: true };

/// As the form to fill in wants it.
const WRITTEN: Spelling = Spelling { truth: "true or false", words: false };

impl Spelling {
    /// What an answer looks like, in words.
    fn kind_of_answer(&self, schema: &Schema, field: Option<&Field>) -> String {
        let Some(field) = field else { return "a few words".into() };
        let mut words = self.of_type(schema, &field.ty);
        let bound = |limit: &Option<Limit>| match limit {
            Some(Limit::Field(index)) => Some(*index),
            _ => None,
        };
        if let (Some(_), Type::Number(_)) = (bound(&field.high), &field.ty) {
            words.push_str(", no more than the whole it is part of");
        }
        if field.may_be_absent {
            words.push_str("; `absent` if there is none");
        }
        if field.flow {
            words.push_str(", with the period");
        } else if field.series {
            words.push_str(", with its day if it is not that of the answers");
        }
        words
    }

    /// What is asked of each item of a list of records: the field, the kind of its value, its meaning.
    fn items(&self, schema: &Schema, field: Option<&Field>) -> Vec<(String, String)> {
        let Some(Type::List(item)) = field.map(|f| &f.ty) else { return vec![] };
        let Type::Entity(id) = **item else { return vec![] };
        let told = |f: &Field| {
            let kind = self.kind_of_answer(schema, Some(f));
            let words = f.doc.as_ref().map_or(kind.clone(), |doc| format!("{kind}. {}", one_line(doc)));
            (f.path.to_string(), words)
        };
        match schema.entity(id).is_keyed() {
            true => vec![],
            false => schema.entity(id).fields.iter().map(told).collect(),
        }
    }

    fn of_type(&self, schema: &Schema, ty: &Type) -> String {
        match ty {
            Type::Bool => self.truth.into(),
            Type::Enum(id) => {
                let spelt = |name: &Name| if self.words { name.replace('_', " ") } else { name.to_string() };
                let values: Vec<String> = schema.enumeration(*id).values.iter().map(spelt).collect();
                match self.words {
                    true => list(&values, "or"),
                    false => format!("one of {}", values.join(", ")),
                }
            }
            Type::List(item) => format!("a list, like [A, B]; each item {}", self.of_type(schema, item)),
            Type::Entity(id) if !schema.entity(*id).is_keyed() => {
                let fields: Vec<&str> = schema.entity(*id).fields.iter().map(|f| f.path.as_str()).collect();
                format!("a record with {}", fields.join(", "))
            }
            other => crate::data::scalar::needed(schema, other).replace('`', ""),
        }
    }
}

impl<'a> Form<'a> {
    fn schema(&self) -> &'a Schema {
        &self.checked.schema
    }

    /// What can be answered in a profile, and the rest.
    fn parts(&self) -> (Vec<&'a Question>, Vec<&'a Question>) {
        self.questions.iter().partition(|q| q.field.is_some())
    }

    fn field(&self, question: &Question) -> Option<&'a Field> {
        question.field.map(|id: FieldId| self.schema().field(id))
    }

    /// Whom a question is about, where that is not the one subject of the form.
    fn whose(&self, question: &Question) -> Option<String> {
        let Of::Subject(entity, key) = &question.subject else { return Some(question.subject.to_string()) };
        let called = (self.called)(*entity, key);
        (self.subjects != [called.clone()]).then_some(called)
    }

    /// Recommendations that wait for the answer, and what the statements say that the rules behind it cover.
    fn why(&self, question: &Question) -> Vec<String> {
        let program = &self.checked.program;
        let mut why: Vec<String> = vec![];
        let title = |name: &Name| {
            let known = self.checked.recommendations.iter().find(|r| r.name == *name);
            known.and_then(|r| program.decl(r.decl).title.clone()).unwrap_or_else(|| in_words(name, None))
        };
        why.extend(question.waits.iter().map(|name| format!("the recommendation \"{}\" waits for it", title(name))));
        let rules = question.alone.iter().chain(&question.settles).filter_map(|s| self.checked.rule_named(&s.0));
        for id in rules.flat_map(|rule| &program.decl(self.checked.rule(rule).decl).covers) {
            let Some(said) = self.mandate.ids.get(&id.name).filter(|said| !said.says.is_empty()) else { continue };
            let lines = if said.lines.is_empty() { String::new() } else { format!(", {}", lines(&said.lines)) };
            let words = format!("{} ({}{lines})", one_line(&said.says), id.name);
            if !why.contains(&words) {
                why.push(words);
            }
        }
        why
    }

    /// `Town: "aldorf"`.
    fn section(&self, question: &Question) -> String {
        let Of::Subject(entity, key) = &question.subject else { return String::new() };
        let key = key.replace('\\', "\\\\").replace('"', "\\\"");
        format!("{}: \"{key}\"", self.schema().entity(*entity).name)
    }

    /// One question with its comment and room for the answer.
    fn entry(&self, question: &Question, periods: &[String]) -> String {
        let mut out = String::new();
        let mut say = |text: String| out.push_str(&format!("  # {}\n", one_line(&text)));
        if let Some(doc) = &question.doc {
            say(doc.clone());
        }
        if !question.lacks.is_empty() {
            say(format!("Not told so far: {}.", question.lacks.join(", ")));
        }
        let why = self.why(question);
        if !why.is_empty() {
            say(format!("Why it matters: {}", why.join("; ")));
        }
        say(format!(
            "{}. Who would know: {}. Effort {} of 5.",
            self.answer_with(question),
            who(question),
            question.effort
        ));
        for (name, words) in WRITTEN.items(self.schema(), self.field(question)) {
            say(format!("  {name}: {words}"));
        }
        if let Some(first) = periods.first() {
            let more = if periods.len() > 1 { ", a list of one for each" } else { "" };
            say(format!("Asked for: {}. Write [{{value: 12, as_of: {first}}}]{more}.", periods.join(", ")));
        }
        let alone = self.rules(&question.alone);
        if !alone.is_empty() {
            say(format!("Settles by itself: {}", alone.join("; ")));
        }
        let part = self.part_in(question);
        if !part.is_empty() {
            say(format!("Has a part in: {}", part.join("; ")));
        }
        out.push_str(&format!("  {}:\n", question.name));
        out
    }

    fn answer_with(&self, question: &Question) -> String {
        capital(&WRITTEN.kind_of_answer(self.schema(), self.field(question)))
    }

    /// The rules that it helps to settle with others.
    fn part_in(&self, question: &Question) -> Vec<String> {
        let rest: Vec<_> = question.settles.iter().filter(|s| !question.alone.contains(s)).cloned().collect();
        self.rules(&rest)
    }

    /// Titles of rules, each once, with the number of outcomes where there are several.
    fn rules(&self, outcomes: &[(String, String)]) -> Vec<String> {
        let mut names: Vec<&str> = vec![];
        for (name, _) in outcomes {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        let told = |name: &&str| {
            let number = outcomes.iter().filter(|o| o.0 == **name).count();
            let title = self.checked.rule_named(name).and_then(|id| {
                let decl = self.checked.program.decl(self.checked.rule(id).decl);
                decl.title.clone()
            });
            let words = title.unwrap_or_else(|| name.replace('_', " "));
            if number > 1 { format!("{words} ({number} outcomes)") } else { words }
        };
        names.iter().map(told).collect()
    }
}
