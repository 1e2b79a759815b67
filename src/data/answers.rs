//! A questionnaire that came back: answers as dated statements of one respondent.
//!
//! The file is the form that was sent, filled in. What was left empty stays unknown. An answer goes beside the
//! profile of its subject: it fills what the profile leaves open, or adds a datum to a series.

use crate::data::reader::Answer;
use crate::data::reading::Reading;
use crate::data::yaml::{Keys, Node, Scalar};
use crate::data::{Cell, Datum, Statement, Value, scalar};
use crate::diag::{answers, data as say};
use crate::text::{FileId, Name, Span};
use crate::types::schema::Field;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The keys at the top of a form.
pub const FORM_KEYS: [&str; 3] = ["respondent", "day", "answers"];

impl<'t> Reading<'_, '_, 't> {
    /// Whether the mapping that was just opened is a form.
    pub(super) fn is_form(&mut self) -> bool {
        self.cursor.peek_key().is_some_and(|key| FORM_KEYS.contains(&key))
    }

    /// Reads a form whose mapping was just opened.
    pub(super) fn form(&mut self, file: FileId) {
        let (mut by, mut day, mut answers) = (None, None, vec![]);
        let mut keys = Keys::default();
        while let Some((word, place)) = self.cursor.known_key("a questionnaire", &FORM_KEYS, &mut keys) {
            match word {
                "respondent" => by = self.filled("a name").map(|w| scalar::nfc(&w.text)),
                "day" => {
                    let word = self.filled("a day");
                    day = word.as_ref().and_then(|word| self.day(word));
                    self.reader.days_of_forms.extend(word.zip(day).map(|(word, day)| (word.span, day)));
                }
                _ => answers = self.sections(place),
            }
        }
        if self.cursor.is_broken() || answers.is_empty() {
            return;
        }
        match (by, day) {
            (Some(by), Some(day)) => self.take(answers, &Statement { by, day }),
            (by, _) => {
                let missing = if by.is_none() { "respondent" } else { "day" };
                let place = keys.seen.get(missing).copied().unwrap_or(Span::new(file, 0, 0));
                // What is wrong with the one that stands there was told.
                if !self.was_refused(place) {
                    self.report(answers::answers_of_nobody(place, missing));
                }
            }
        }
    }

    /// A word, or nothing where none was filled in.
    fn filled(&mut self, needed: &str) -> Option<Scalar<'t>> {
        match self.cursor.peek_node_is_empty() {
            true => {
                self.cursor.skip_next();
                None
            }
            false => self.word(needed),
        }
    }

    /// `answers:`, a section for each subject.
    fn sections(&mut self, key: Span) -> Vec<Answer> {
        let mut answers = vec![];
        match self.cursor.node() {
            Some(Node::List(_)) => {}
            Some(node) => {
                if !matches!(&node, Node::Scalar(word) if word.text.trim().is_empty()) {
                    let found = say::shape(key, "something else", "a list of subjects with their answers");
                    self.report(found.help("each subject is an item, with its answers below it: `- Town: \"aldorf\"`"));
                }
                self.cursor.skip(&node);
                return answers;
            }
            None => return answers,
        }
        while let Some(node) = self.cursor.node() {
            match node {
                Node::Map(_) => self.section(&mut answers),
                Node::Broken => {}
                Node::Scalar(Scalar { span, .. }) | Node::List(span) => {
                    self.report(say::shape(span, "something else", "a subject with its answers"));
                    self.cursor.skip(&node);
                }
            }
        }
        answers
    }

    /// The subject, `ENTITY: KEY`, then its fields by their full names.
    fn section(&mut self, answers: &mut Vec<Answer>) {
        let Some(first) = self.cursor.key() else { return };
        let schema = self.reader.schema;
        let Some(entity) = schema.entity_named(&first.text).filter(|e| schema.entity(*e).is_keyed()) else {
            let known = schema.entities.iter().filter(|e| e.is_keyed()).map(|e| e.name.as_str());
            self.report(say::no_entity(first.span, &first.text, known));
            self.cursor.skip_next();
            return self.cursor.skip_rest();
        };
        let Some(key) = self.word("the key of the subject") else { return self.cursor.skip_rest() };
        let mut seen = BTreeMap::new();
        while let Some(word) = self.cursor.key() {
            let declared = schema.entity(entity);
            let Some(index) = declared.field(&word.text) else {
                let known = declared.fields.iter().map(|f| f.path.as_str());
                self.report(say::unknown_key(word.span, &declared.name, &word.text, &word.text, known, false));
                self.cursor.skip_next();
                continue;
            };
            if !self.cursor.first_time(&mut seen, index, &word.text, word.span) {
                continue;
            }
            let data = self.answer(&declared.fields[index as usize], word.span);
            if !data.is_empty() {
                let name = Name::new(&key.text);
                answers.push(Answer { entity, key: name, subject: key.span, field: index, span: word.span, data });
            }
        }
    }

    /// The answer to one question; nothing where it was left empty or says `unknown` and no more.
    fn answer(&mut self, field: &Field, key: Span) -> Vec<Datum> {
        if self.cursor.peek_node_is_empty() {
            self.cursor.skip_next();
            return vec![];
        }
        // The statement stands at the top of the form, once for all answers.
        let asked = Field { statement: false, ..field.clone() };
        match self.cell(&asked, key) {
            Cell::Data(data) => data.into_vec(),
            Cell::Missing => vec![],
        }
    }

    /// Gives the answers their statement and hands them over.
    fn take(&mut self, answers: Vec<Answer>, statement: &Statement) {
        for mut answer in answers {
            let field = &self.reader.schema.entity(answer.entity).fields[answer.field as usize];
            let path = field.path.clone();
            let needs_period = field.flow;
            answer.data.retain(|datum| datum.value != Value::Unknown);
            answer.data.retain(|datum| {
                let lacks = needs_period && self.reader.meta_at(datum.meta).as_of.is_none();
                if lacks {
                    self.cursor.found.push(answers::answer_without_period(datum.span, &path));
                }
                !lacks
            });
            for datum in &mut answer.data {
                let mut meta = self.reader.meta_at(datum.meta).clone();
                meta.statement.get_or_insert_with(|| statement.clone());
                meta.as_of.get_or_insert((statement.day, statement.day));
                meta.published.get_or_insert((statement.day, false));
                if meta.note.is_none() {
                    meta.note = Some(Arc::from("answer to the questionnaire"));
                }
                datum.meta = self.reader.own_meta(meta);
            }
            if !answer.data.is_empty() {
                self.reader.answered(answer);
            }
        }
    }
}
