//! A policy under several scenarios at once: one plan, one run, one cell for each outcome.

use crate::analysis::decided::masked;
use crate::analysis::size::Gained;
use crate::data::Profiles;
use crate::diag::{Diagnostic, each_once};
use crate::eval::outcome::Outcome;
use crate::eval::run::{Outcomes, Runner, Shelf};
use crate::num::date::Date;
use crate::plan::from_types::{Compiler, Followed, compile_rules, try_rules, why_not};
use crate::plan::law::{Aside, Law, PatchId, Setting};
use crate::plan::root::Root;
use crate::plan::sym::Sym;
use crate::plan::{FrameId, NodeId, Plan, Table, TableId};
use crate::text::{LAW, Name, Span};
use crate::types::checked::Checked;
use crate::types::patches::Assumption;
use crate::types::schema::{EntityId, FieldId, Schema};
use crate::types::term::{ReadingId, RuleId, ScenarioId, Term};
use crate::types::tested::Given;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// The days a study is read under unless it says otherwise.
#[derive(Clone, PartialEq, Debug)]
pub struct Dates {
    /// Law date.
    pub at: Date,
    /// Knowledge cut.
    pub known_on: Date,
    /// Data date.
    pub data_as_of: Date,
    /// Fields read at a later datum.
    pub later: Vec<FieldId>,
}

/// What a study is made of.
pub struct Base<'a> {
    /// The checked program.
    pub checked: &'a Checked,
    /// The profiles.
    pub profiles: &'a Profiles,
    /// The days.
    pub dates: Dates,
    /// Overrides the date of the law and of scenarios.
    pub at: Option<Date>,
    /// Overrides the knowledge cut of scenarios that have one of their own.
    pub known_on: Option<Date>,
    /// Readings chosen everywhere.
    pub readings: Vec<ReadingId>,
}

impl<'a> Base<'a> {
    /// The law or a scenario at its date, without any override but those of the base.
    pub fn setting(&self, scenario: Option<ScenarioId>) -> Setting {
        let own = scenario.map_or(self.dates.at, |s| self.checked.scenario(s).at);
        let own_cut = scenario.and_then(|s| self.checked.scenario(s).known_on).unwrap_or(self.dates.known_on);
        Setting {
            scenario,
            at: self.at.unwrap_or(own),
            law_at: self.at.unwrap_or(self.dates.at),
            known_on: self.known_on.unwrap_or(own_cut),
            law_known_on: self.dates.known_on,
            data_as_of: self.dates.data_as_of,
            later: self.dates.later.clone(),
            readings: self.readings.clone(),
            without: BTreeSet::new(),
            aside: Aside::default(),
        }
    }

    /// The name of the law or a scenario.
    pub fn name(&self, scenario: Option<ScenarioId>) -> Name {
        scenario.map_or_else(|| Name::new(LAW), |s| self.checked.scenario(s).name.clone())
    }
}

/// The law, a scenario, or a scenario without some of its patches.
#[derive(Clone)]
pub struct World {
    /// Its name.
    pub name: Name,
    /// What it was made from.
    pub setting: Setting,
    /// What holds in it.
    pub law: Arc<Law>,
    /// Where a test says what it assumes beside the scenario.
    pub assumed: Vec<Span>,
    /// Its assessments and definitions.
    pub roots: Vec<Root>,
    /// What was found while its law was made and its rules compiled; none: these were not asked for.
    pub found: Option<Vec<Diagnostic>>,
}

impl World {
    /// Whether it is the world of a setting and of what a test assumes beside it.
    fn is_of(&self, setting: &Setting, assumed: &[Assumption]) -> bool {
        self.setting == *setting && self.assumed.iter().eq(assumed.iter().map(|a| &a.span))
    }
}

/// What else the law might say: what a world is tried out with.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Trial {
    /// A reading that holds everywhere.
    pub reading: Option<ReadingId>,
    /// A patch that is left out everywhere.
    pub without: Option<PatchId>,
}

impl Trial {
    /// A setting with it.
    pub fn of(&self, mut setting: Setting) -> Setting {
        setting.readings.extend(self.reading);
        setting.without.extend(self.without);
        setting
    }
}

/// A plan for several worlds, and what was found while it was made.
pub struct Study<'a> {
    /// What it is made of.
    pub base: &'a Base<'a>,
    /// The plan they share.
    pub plan: Plan,
    /// The worlds.
    pub worlds: Vec<World>,
    /// Whether only what the law is matters, and no datum: what is compiled then serves every cut of data.
    law_only: bool,
    /// Which clauses were looked at for terms, where that is followed.
    pub trail: Option<Vec<Followed>>,
    /// What runs of the plan have computed.
    shelf: Shelf,
    /// Profiles of which only the places are known, and what runs over them have computed.
    blind: OnceLock<Profiles>,
    blind_shelf: Shelf,
}

impl<'a> Study<'a> {
    /// A study without worlds.
    pub fn new(base: &'a Base<'a>) -> Study<'a> {
        let (shelf, blind_shelf) = (Shelf::default(), Shelf::default());
        Study {
            base,
            plan: Plan::default(),
            worlds: vec![],
            law_only: false,
            trail: None,
            shelf,
            blind: OnceLock::new(),
            blind_shelf,
        }
    }

    /// A study of what the law is, in which no datum matters: what is compiled serves every cut of data.
    pub fn of_law(base: &'a Base<'a>) -> Study<'a> {
        Study { law_only: true, ..Study::new(base) }
    }

    fn setting(&self, scenario: Option<ScenarioId>) -> Setting {
        let mut setting = self.base.setting(scenario);
        setting.aside.data = self.law_only;
        setting
    }

    /// A study that goes on from where this one stands: what either gains the other does not see.
    pub fn fork(&self) -> Study<'a> {
        Study {
            base: self.base,
            plan: self.plan.clone(),
            worlds: self.worlds.clone(),
            law_only: self.law_only,
            trail: self.trail.clone(),
            shelf: self.shelf.copy(),
            blind: self.blind.clone(),
            blind_shelf: self.blind_shelf.copy(),
        }
    }

    /// A study of scenarios (`None`: the law).
    pub fn of(base: &'a Base<'a>, scenarios: &[Option<ScenarioId>]) -> Study<'a> {
        let mut study = Study::new(base);
        for scenario in scenarios {
            study.add(*scenario);
        }
        study
    }

    /// A study of some rules under scenarios: what is wrong elsewhere keeps nobody from asking about them.
    pub fn of_rules(base: &'a Base<'a>, scenarios: &[Option<ScenarioId>], rules: &BTreeSet<RuleId>) -> Study<'a> {
        let mut study = Study::new(base);
        for scenario in scenarios {
            let setting = study.setting(*scenario);
            study.add_with(base.name(*scenario), setting, &|rule| rules.contains(&rule));
        }
        study.tell_absent(rules);
        study
    }

    /// Adds to what was found why rules that are asked about are there in none of the worlds.
    fn tell_absent(&mut self, rules: &BTreeSet<RuleId>) {
        let there = |study: &Study, rule| study.worlds.iter().any(|w| w.roots.iter().any(|root| root.rule == rule));
        for rule in rules.iter().copied().filter(|rule| !there(self, *rule)).collect::<Vec<_>>() {
            for world in &mut self.worlds {
                let found = why_not(self.base.checked, &mut self.plan, &world.law, rule);
                world.found.get_or_insert_default().extend(found);
            }
        }
    }

    /// The worlds whose scenario stacks reforms of which none holds on their day.
    pub fn idle(&self) -> Vec<&World> {
        let checked = self.base.checked;
        let idle = |world: &&World| {
            let mut stacked = world.law.active.iter().filter(|active| !active.is_law).map(|a| checked.reform(a.reform));
            let holds = |from: Date, until: Date| from <= world.setting.at && world.setting.at <= until;
            let some = world.law.active.iter().any(|active| !active.is_law);
            some && stacked.all(|reform| !holds(reform.from, reform.until))
        };
        self.worlds.iter().filter(idle).collect()
    }

    /// What was found while the worlds of a study of scenarios were made, each finding once.
    pub fn findings(&self) -> Vec<Diagnostic> {
        each_once(self.worlds.iter().flat_map(|w| w.found.iter().flatten()).cloned())
    }

    /// Adds a scenario; its place among the worlds.
    pub fn add(&mut self, scenario: Option<ScenarioId>) -> usize {
        let setting = self.setting(scenario);
        self.add_setting(self.base.name(scenario), setting)
    }

    /// Adds a world of any setting, with its assessments.
    pub fn add_setting(&mut self, name: Name, setting: Setting) -> usize {
        self.add_with(name, setting, &|_| true)
    }

    fn add_with(&mut self, name: Name, setting: Setting, rules: &dyn Fn(RuleId) -> bool) -> usize {
        let (law, mut found) = Law::new(self.base.checked, &setting);
        let frames = self.plan.frames().len();
        let (roots, more) = compile_rules(self.base.checked, &mut self.plan, &law, rules);
        found.extend(more);
        found.extend(self.gained(frames).of_rules(&roots));
        self.worlds.push(World { name, setting, law, assumed: vec![], roots, found: Some(found) });
        self.worlds.len() - 1
    }

    /// The place of a scenario with these readings among the worlds; it is added if it is not there.
    pub fn have(&mut self, scenario: Option<ScenarioId>, readings: &[ReadingId]) -> usize {
        let mut setting = self.setting(scenario);
        setting.readings.extend(readings);
        let known = self.worlds.iter().position(|w| w.is_of(&setting, &[]) && w.found.is_some());
        known.unwrap_or_else(|| self.add_setting(self.base.name(scenario), setting))
    }

    /// The place of a world, its assessments not asked for, and what was found if it had to be made. `assumed`: what a
    /// test assumes beside the scenario.
    pub fn have_law(
        &mut self,
        scenario: Option<ScenarioId>,
        setting: Setting,
        assumed: &[Assumption],
    ) -> (usize, Vec<Diagnostic>) {
        if let Some(at) = self.worlds.iter().position(|w| w.is_of(&setting, assumed)) {
            return (at, vec![]);
        }
        let name = self.base.name(scenario);
        let (mut law, found) = Law::new(self.base.checked, &setting);
        if !assumed.is_empty() {
            Arc::make_mut(&mut law).assumptions.extend(assumed.iter().cloned());
        }
        let assumed = assumed.iter().map(|a| a.span).collect();
        self.worlds.push(World { name, setting, law, assumed, roots: vec![], found: None });
        (self.worlds.len() - 1, found)
    }

    /// The same of the law or a scenario as it stands.
    pub fn add_law(&mut self, scenario: Option<ScenarioId>) -> (usize, Vec<Diagnostic>) {
        let setting = self.setting(scenario);
        self.have_law(scenario, setting, &[])
    }

    /// The place of a world under a trial; its assessments are not asked for.
    pub fn have_trial(&mut self, scenario: Option<ScenarioId>, trial: &Trial) -> usize {
        let setting = trial.of(self.setting(scenario));
        self.have_law(scenario, setting, &[]).0
    }

    /// Adds a world as it is under a trial, with some of its rules.
    pub fn add_trial(&mut self, world: usize, trial: &Trial, rules: &BTreeSet<RuleId>) -> usize {
        let (name, setting) = (self.worlds[world].name.clone(), trial.of(self.worlds[world].setting.clone()));
        self.add_with(name, setting, &|rule| rules.contains(&rule))
    }

    /// The roots of some rules under a law that is none of the worlds'; nothing about it is reported.
    pub fn roots_under(&mut self, law: &Arc<Law>, rules: &BTreeSet<RuleId>) -> Vec<Root> {
        try_rules(self.base.checked, &mut self.plan, law, &|rule| rules.contains(&rule))
    }

    /// Compiles a term of a recommendation, paper or test in a world.
    pub fn term(&mut self, world: usize, term: &Term, given: &[Given]) -> (Sym, Vec<Diagnostic>) {
        let frames = self.plan.frames().len();
        let mut compiler = Compiler::new(self.base.checked, &mut self.plan, &self.worlds[world].law);
        if self.trail.is_some() {
            compiler.follow();
        }
        compiler.give(given);
        let sym = compiler.compile(term);
        let followed = compiler.followed();
        let mut found = compiler.finish();
        found.extend(self.gained(frames).of_term(&sym, term.span));
        self.trail.iter_mut().for_each(|trail| trail.extend(followed.iter().cloned()));
        (sym, found)
    }

    /// Which of several records or instances a value is, as one column; `None`: it is no choice among such.
    pub fn which(&mut self, world: usize, sym: &Sym) -> Option<NodeId> {
        let Sym::Choice(_) = sym else { return None };
        let mut compiler = Compiler::new(self.base.checked, &mut self.plan, &self.worlds[world].law);
        compiler.which(sym, &mut vec![])
    }

    /// What the plan has gained since it had so many frames.
    fn gained(&self, since: usize) -> Gained<'_> {
        Gained { checked: self.base.checked, profiles: self.base.profiles, plan: &self.plan, since }
    }

    /// Runs the plan.
    pub fn run(&self) -> Runner<'_> {
        Runner::resume(&self.plan, self.schema(), self.base.profiles, &self.shelf)
    }

    /// Runs the plan as if of the profiles only the places were known.
    pub fn run_blind(&self) -> Runner<'_> {
        let profiles = self.blind.get_or_init(|| masked(self.schema(), self.base.profiles, &|_, _| false));
        Runner::resume(&self.plan, self.schema(), profiles, &self.blind_shelf)
    }

    /// The world of instances.
    pub fn schema(&self) -> &'a Schema {
        &self.base.checked.schema
    }

    /// The key of a row of a table: an item has its place in its list.
    pub fn key(&self, runner: &Runner, table: TableId, row: usize) -> Option<Name> {
        match self.plan.table(table) {
            Table::Entity(entity) => self.entity_key(*entity, row),
            Table::Items { .. } => runner.list_of_item(table, row).map(|list| Name::from((list.place + 1).to_string())),
        }
    }

    /// The key of a row of an entity.
    pub fn entity_key(&self, entity: EntityId, row: usize) -> Option<Name> {
        let declared = self.schema().entity(entity);
        if declared.closed {
            return declared.closed_keys.get(row).cloned();
        }
        self.base.profiles.table(entity).and_then(|t| t.rows.get(row)).map(|r| r.key.clone())
    }

    /// All outcomes of a world, in the order of rules and subjects. What yields lists or records has no cell.
    pub fn cells(&self, runner: &Runner, world: usize) -> Vec<Cell> {
        self.cells_of(runner, world, &|_| true)
    }

    /// The outcomes of some rules.
    pub fn cells_of(&self, runner: &Runner, world: usize, wanted: &dyn Fn(RuleId) -> bool) -> Vec<Cell> {
        self.cells_for(runner, world, &Ask { rule: wanted, subject: &|_, _| true })
    }

    /// The outcomes of some rules for some subjects.
    pub fn cells_for(&self, runner: &Runner, world: usize, ask: &Ask) -> Vec<Cell> {
        self.cells_under(runner, world, &self.worlds[world].roots, ask)
    }

    /// The outcomes of roots, counted to a world.
    pub fn cells_under(&self, runner: &Runner, world: usize, roots: &[Root], ask: &Ask) -> Vec<Cell> {
        self.cells_where(runner, (world, roots), &|root| root.node().filter(|_| (ask.rule)(root.rule)), ask.subject)
    }

    /// The outcomes of some rules whose values are ranges, for some subjects: the lower end and the upper.
    pub fn ranges_for(&self, runner: &Runner, world: usize, ask: &Ask) -> Vec<(Cell, Cell)> {
        let end = |upper: bool| {
            let node = move |root: &Root| match root.value {
                Sym::Range(low, high) if (ask.rule)(root.rule) => Some(if upper { high } else { low }),
                _ => None,
            };
            self.cells_where(runner, (world, &self.worlds[world].roots), &node, ask.subject)
        };
        end(false).into_iter().zip(end(true)).collect()
    }

    /// The outcomes of some rules in a world, without those that are the same node in another world: these cannot
    /// differ.
    pub fn cells_apart(
        &self,
        runner: &Runner,
        world: usize,
        from: usize,
        wanted: &dyn Fn(RuleId) -> bool,
    ) -> Vec<Cell> {
        let what = |root: &Root| {
            let instances: Vec<_> = root.subjects.iter().map(|s| s.instance.clone()).collect();
            (root.rule, root.node(), root.frame, root.member, instances)
        };
        let there: BTreeSet<_> = self.worlds[from].roots.iter().map(what).collect();
        let new = |root: &Root| root.node().filter(|_| wanted(root.rule) && !there.contains(&what(root)));
        self.cells_where(runner, (world, &self.worlds[world].roots), &new, &|_, _| true)
    }

    fn cells_where(
        &self,
        runner: &Runner,
        (world, roots): (usize, &[Root]),
        node: &dyn Fn(&Root) -> Option<NodeId>,
        subject: &dyn Fn(EntityId, usize) -> bool,
    ) -> Vec<Cell> {
        let mut cells = vec![];
        for (place, root) in roots.iter().enumerate() {
            let Some(node) = node(root) else { continue };
            let subjects = self.subjects(runner, root);
            let member = root.member.map(|m| runner.outcomes(m, root.frame));
            let outcomes = runner.outcomes(node, root.frame);
            for row in 0..runner.rows(root.frame) {
                let rows: Vec<usize> = subjects.iter().map(|s| s.row(row)).collect();
                let asked = subjects.iter().zip(&rows).all(|(s, row)| s.entity.is_none_or(|e| subject(e, *row)));
                let there = || member.as_ref().is_none_or(|m| m.at(row).truth() != Some(false));
                if !asked || !there() {
                    continue;
                }
                cells.push(Cell {
                    world,
                    root: place,
                    rule: root.rule,
                    subjects: subjects.iter().zip(rows).map(|(s, row)| self.subject(runner, s, row)).collect(),
                    node,
                    row,
                    outcome: outcomes.at(row),
                });
            }
        }
        cells
    }

    /// The outcome of a node in a row of a frame at or below its own.
    pub fn outcome(&self, runner: &Runner, node: NodeId, frame: FrameId, row: usize) -> Outcome {
        let at = self.row_of(runner, frame, row, self.plan.node(node).frame).unwrap_or(0);
        runner.outcome(node, at)
    }

    /// The subjects of a root, as its rows have them.
    fn subjects<'r>(&self, runner: &'r Runner<'r>, root: &'r Root) -> Vec<Subject<'r>> {
        let rule = self.base.checked.rule(root.rule);
        let named = root.subjects.iter().zip(&rule.subjects);
        named
            .map(|(subject, declared)| {
                let name = declared.name.clone();
                if let Some((entity, key)) = &subject.instance {
                    let place = self.schema().entity(*entity).closed_keys.iter().position(|k| k == key);
                    let which = Which::One(key, place.unwrap_or(usize::MAX));
                    return Subject { name, entity: Some(*entity), table: subject.table, which };
                }
                let entity = subject.table.and_then(|t| match self.plan.table(t) {
                    Table::Entity(entity) => Some(*entity),
                    Table::Items { .. } => None,
                });
                let which = match &subject.value {
                    Sym::Row { node, .. } => Which::Row(runner.outcomes(*node, root.frame)),
                    _ => Which::None,
                };
                Subject { name, entity, table: subject.table, which }
            })
            .collect()
    }

    fn subject(&self, runner: &Runner, subject: &Subject, row: usize) -> Key {
        let key = match &subject.which {
            Which::One(key, _) => Some((*key).clone()),
            _ => subject.table.filter(|_| row != usize::MAX).and_then(|t| self.key(runner, t, row)),
        };
        let key = key.unwrap_or_else(|| Name::new("not listed"));
        Key { name: subject.name.clone(), entity: subject.entity, key, row }
    }

    /// The row of a frame above that a row hangs below.
    pub fn row_of(&self, runner: &Runner, from: FrameId, row: usize, to: FrameId) -> Option<usize> {
        let (mut frame, mut row) = (from, row);
        while frame != to {
            row = runner.frame_row(frame, row).0;
            frame = self.plan.parent(frame)?;
        }
        Some(row)
    }
}

/// Which outcomes are asked for.
pub struct Ask<'f> {
    /// Of which rules.
    pub rule: &'f dyn Fn(RuleId) -> bool,
    /// Of which subjects: entity and row of each that is an instance of one.
    pub subject: &'f dyn Fn(EntityId, usize) -> bool,
}

/// A subject of a root.
struct Subject<'r> {
    name: Name,
    entity: Option<EntityId>,
    table: Option<TableId>,
    which: Which<'r>,
}

/// What a subject is in a row.
enum Which<'r> {
    /// One instance throughout.
    One(&'r Name, usize),
    /// As a node has it.
    Row(Outcomes<'r, 'r>),
    /// No instance.
    None,
}

impl Subject<'_> {
    /// The row of its table, or `usize::MAX`.
    fn row(&self, row: usize) -> usize {
        match &self.which {
            Which::One(_, place) => *place,
            Which::Row(outcomes) => outcomes.at(row).code().map_or(usize::MAX, |code| code as usize),
            Which::None => usize::MAX,
        }
    }
}

/// A subject of an outcome.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Key {
    /// What the rule calls it.
    pub name: Name,
    /// Its entity; none for an item of a list.
    pub entity: Option<EntityId>,
    /// Its key.
    pub key: Name,
    /// Its row.
    pub row: usize,
}

/// One outcome.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The world: a place in [`Study::worlds`].
    pub world: usize,
    /// The root: a place in [`World::roots`].
    pub root: usize,
    /// The rule.
    pub rule: RuleId,
    /// Its subjects.
    pub subjects: Vec<Key>,
    /// The node.
    pub node: NodeId,
    /// The row of the node's frame.
    pub row: usize,
    /// What is still possible.
    pub outcome: Outcome,
}

impl Cell {
    /// What makes cells of two worlds the same question.
    pub fn question(&self) -> (RuleId, Vec<Name>) {
        (self.rule, self.subjects.iter().map(|s| s.key.clone()).collect())
    }

    /// The key of the first subject that is an instance of an entity.
    pub fn key_of(&self, entity: EntityId) -> Option<&Name> {
        self.subjects.iter().find(|s| s.entity == Some(entity)).map(|s| &s.key)
    }
}

/// Cells by question.
pub fn by_question(cells: &[Cell]) -> BTreeMap<(RuleId, Vec<Name>), &Cell> {
    cells.iter().map(|c| (c.question(), c)).collect()
}
