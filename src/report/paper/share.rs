//! What the parts of a context share: who is assessed, and what rules are called.

use crate::analysis::study::Cell;
use crate::hir::Decl;
use crate::report::paper::Input;
use crate::report::template::Mentioned;
use crate::text::Name;
use crate::types::checked::Rule;
use crate::types::schema::{EntityId, Type};
use crate::types::term::{RuleId, TermKind};
use std::collections::{BTreeMap, BTreeSet};

/// The modules that a paper speaks of.
#[derive(Clone, Default, Debug)]
pub struct Scope {
    modules: BTreeSet<Name>,
}

impl Scope {
    /// The scope of some modules; of none: everything.
    pub fn of(modules: impl IntoIterator<Item = Name>) -> Scope {
        Scope { modules: modules.into_iter().collect() }
    }

    /// Whether a paper speaks of what is declared here.
    pub fn has(&self, decl: &Decl) -> bool {
        self.is_all() || self.modules.contains(&decl.module)
    }

    /// Whether nothing is left out.
    pub fn is_all(&self) -> bool {
        self.modules.is_empty()
    }
}

/// Everything that the parts of a context share.
pub struct Making<'a> {
    /// What the paper is made of.
    pub input: &'a Input<'a>,
    /// The entity of its subjects.
    pub entity: EntityId,
    /// Keys of the subjects with a profile of their own, with their names, in key order.
    pub own: Vec<(Name, String)>,
    /// Their rows.
    rows: BTreeSet<usize>,
    /// What the paper speaks of.
    pub scope: &'a Scope,
    /// What its template speaks of.
    mentioned: &'a Mentioned<'a>,
    /// Names that closed instances give themselves, by key.
    called: BTreeMap<Name, String>,
}

impl<'a> Making<'a> {
    /// What is shared of a paper about these subjects.
    pub fn new(
        input: &'a Input<'a>,
        entity: EntityId,
        own: Vec<(Name, String)>,
        scope: &'a Scope,
        mentioned: &'a Mentioned<'a>,
    ) -> Making<'a> {
        let table = input.profiles.table(entity);
        let rows = own.iter().filter_map(|(key, _)| table.and_then(|t| t.row(key))).collect();
        Making { input, entity, own, rows, scope, mentioned, called: called(input) }
    }

    /// Whether the template may show a chart.
    pub fn draws(&self, chart: &str) -> bool {
        self.mentioned.has_part("charts", chart) || self.mentioned.has_part("chart_marks", chart)
    }

    /// Whether the template may tell what is behind changes.
    pub fn tells_causes(&self) -> bool {
        self.mentioned.has("causes")
    }

    /// Whether the paper shows outcomes of a row of an entity one by one.
    pub fn shows(&self, entity: EntityId, row: usize) -> bool {
        entity != self.entity || self.rows.contains(&row)
    }

    /// Whether a rule is an assessment that the paper speaks of.
    pub fn is_assessed(&self, id: RuleId) -> bool {
        let rule = self.input.checked.rule(id);
        rule.assesses() && self.has_rule(rule)
    }

    /// The name of a subject by its key.
    pub fn name(&self, key: &Name) -> String {
        let own = self.own.iter().find(|o| o.0 == *key).map(|o| &o.1);
        own.or_else(|| self.called.get(key)).cloned().unwrap_or_else(|| in_words(key))
    }

    /// Whether a cell speaks of subjects with a profile only, none of them invented.
    pub fn is_own(&self, cell: &Cell) -> bool {
        self.is_shown(cell) && !self.is_invented(cell)
    }

    /// The cells of subjects with a profile, none of them invented.
    pub fn own_cells(&self, cells: &[Cell]) -> Vec<Cell> {
        cells.iter().filter(|cell| self.is_own(cell)).cloned().collect()
    }

    /// Whether a cell speaks of subjects with a profile only, invented ones among them.
    pub fn is_shown(&self, cell: &Cell) -> bool {
        cell.subjects.iter().all(|s| s.entity.is_none_or(|e| self.shows(e, s.row)))
    }

    /// Whether a subject of a cell was made up to show the rules.
    pub fn is_invented(&self, cell: &Cell) -> bool {
        cell.subjects.iter().any(|s| {
            let table = s.entity.and_then(|e| self.input.profiles.table(e));
            table.and_then(|t| t.row(&s.key).map(|at| t.rows[at].invented)).unwrap_or(false)
        })
    }

    /// Whether a rule has exactly one subject, of the entity of the paper.
    pub fn is_single(&self, rule: &Rule) -> bool {
        matches!(rule.subjects.as_slice(), [one] if one.ty == Type::Entity(self.entity))
    }

    /// Whether the paper speaks of a rule.
    pub fn has_rule(&self, rule: &Rule) -> bool {
        self.scope.has(self.input.checked.program.decl(rule.decl))
    }

    /// The number of an assessment among those of its kind that the paper speaks of, from 1.
    pub fn number(&self, id: RuleId) -> usize {
        let rules = &self.input.checked.rules;
        let kind = rules[id.0 as usize].kind;
        let alike = |r: &&Rule| r.kind == kind && r.added_by.is_none() && self.has_rule(r);
        rules[..=id.0 as usize].iter().filter(alike).count()
    }

    /// What people call a rule.
    pub fn title(&self, rule: &Rule) -> String {
        title_of(self.input, rule)
    }
}

/// A key in words: `step_02_000`, which is so written to stand in its order, is `step 2 000`.
fn in_words(key: &str) -> String {
    let mut words: Vec<&str> = vec![];
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    for word in key.split('_') {
        let begins = is_number(word) && !words.last().is_some_and(|before| is_number(before));
        let short = if begins { word.trim_start_matches('0') } else { word };
        words.push(if begins && short.is_empty() { "0" } else { short });
    }
    words.join(" ")
}

/// What people call a rule: its title, else its name in words.
pub fn title_of(input: &Input, rule: &Rule) -> String {
    let decl = input.checked.program.decl(rule.decl);
    decl.title.clone().unwrap_or_else(|| rule.name.replace('_', " "))
}

/// What closed instances call themselves in a field `name` or `title`; a key that two of them have is left out.
fn called(input: &Input) -> BTreeMap<Name, String> {
    let schema = &input.checked.schema;
    let mut all: BTreeMap<Name, Option<String>> = BTreeMap::new();
    for instance in &input.checked.instances {
        let entity = schema.entity(instance.entity);
        let field = ["name", "title"].iter().find_map(|path| entity.field(path));
        let text = field.and_then(|at| match &instance.fields.get(&at)?.kind {
            TermKind::Text(text) => Some(text.to_string()),
            _ => None,
        });
        all.entry(instance.key.clone()).and_modify(|one| *one = None).or_insert(text);
    }
    all.into_iter().filter_map(|(key, text)| Some((key, text?))).collect()
}
