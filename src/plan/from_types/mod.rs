//! The checked program to the plan: every call inlined, every name resolved, under one law after another.
//!
//! A [`Compiler`] compiles terms under one [`Law`]; what several scenarios share they share in the [`Plan`],
//! whose nodes are not made twice. Binders run over frames or, where the items are known, are unrolled.
//!
//! - `build`: nodes, with what is decided by structure folded
//! - `terms`: expressions; `operators`: arithmetic, comparisons, builtins; `values`: params, facts, sources
//! - `fields`: fields of rows, instances and records; `joins`: choices between values of any shape
//! - `lists`: lists, quantifiers, aggregates
//! - `presence`: what a rule says of absence, taken into account by the rest of it
//! - `rules`: calls, cases, exceptions; `roots`: assessments over their subjects; `given`: what a test puts in place

mod build;
mod fields;
mod given;
mod joins;
mod lists;
mod operators;
mod presence;
pub mod roots;
mod rules;
mod terms;
mod values;

use crate::diag::{Diagnostic, plan as findings};
use crate::num::date::Date;
use crate::plan::law::parts::LawPart;
use crate::plan::law::{Law, Setting};
use crate::plan::memo::{LawNo, Rests, What};
use crate::plan::root::Root;
use crate::plan::sym::Sym;
use crate::plan::{CutId, NodeId, Plan};
use crate::text::{Name, Span};
use crate::types::checked::{Checked, Instance};
use crate::types::schema::EntityId;
use crate::types::term::{LocalId, ParamId, ReadingId, RuleId, ScenarioId, Term};
use crate::types::tested::Given;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How deep terms may nest, calls included: a thousand levels take half of the stack of a small thread.
const MAX_DEPTH: u32 = 1_000;

/// How many items a list may be written out to.
const MAX_ITEMS: usize = 20_000;

/// How many items all lists under one law may be written out to, those within each other counted as often as they are.
const MOST_WRITTEN: usize = 1_000_000;

/// Under which law a term is compiled.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Context {
    /// Which of [`Compiler::laws`].
    law: usize,
    /// Whether assumptions are left out: their own conditions speak of the facts.
    facts_only: bool,
}

/// What a local stands for.
#[derive(Clone)]
enum Bound {
    Value(Sym),
    /// A `let` that nothing has used yet.
    Let(Arc<Term>),
}

/// A rule whose clauses were looked at, followed for the coverage of tests.
#[derive(Clone, Debug)]
pub struct Followed {
    /// The rule.
    pub rule: RuleId,
    /// Clauses that end it and whether they do.
    pub ends: Vec<(u32, Holds)>,
    /// Cases by their place in the body, whether each holds, and places in this list of those that prevail over it.
    pub cases: Vec<(u32, Holds, Vec<u32>)>,
    /// Of a table the cells of each row that test something: the row's place in the body, and whether each fits.
    pub cells: Vec<(u32, Vec<Holds>)>,
}

/// Whether a clause holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holds {
    /// Decided while it was compiled.
    Known(bool),
    /// As the node comes out.
    As(NodeId),
}

/// What a test puts in place of what the law or the profiles say.
#[derive(Clone, Default)]
struct Puts {
    fields: BTreeMap<(EntityId, Name), BTreeMap<u32, Sym>>,
    params: BTreeMap<ParamId, Sym>,
    /// How many instances of an entity earlier lines of the test have taken.
    taken: BTreeMap<EntityId, usize>,
}

impl Puts {
    fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.params.is_empty()
    }
}

/// Compiles terms under a law.
pub struct Compiler<'a> {
    checked: &'a Checked,
    plan: &'a mut Plan,
    laws: Vec<Arc<Law>>,
    at: Context,
    locals: BTreeMap<LocalId, Bound>,
    /// The laws as the memo of the plan knows them.
    known_as: Vec<LawNo>,
    memo: BTreeMap<(Context, What), (Sym, Rests)>,
    /// What is being compiled rests on these parts of the law, the innermost last.
    open: Vec<Rests>,
    puts: Puts,
    depth: u32,
    /// Rules whose sources were looked at, and on what it rests that there was nothing to report.
    cited: BTreeMap<(usize, RuleId), Rests>,
    instances: OnceCell<BTreeMap<(EntityId, &'a str), &'a Instance>>,
    /// What was looked at, if that is followed.
    trail: Option<Vec<Followed>>,
    found: Vec<Diagnostic>,
    /// Whether nobody asks for what is found.
    quiet: bool,
    /// Items of lists written out so far.
    written: usize,
    /// How often there was something to report.
    said: usize,
}

impl<'a> Compiler<'a> {
    /// A compiler under a law.
    pub fn new(checked: &'a Checked, plan: &'a mut Plan, law: &Arc<Law>) -> Compiler<'a> {
        let known_as = vec![plan.memo.law(checked, law)];
        Compiler {
            checked,
            plan,
            known_as,
            laws: vec![Arc::clone(law)],
            at: Context { law: 0, facts_only: false },
            locals: BTreeMap::new(),
            memo: BTreeMap::new(),
            open: vec![],
            puts: Puts::default(),
            depth: 0,
            cited: BTreeMap::new(),
            instances: OnceCell::new(),
            trail: None,
            found: vec![],
            quiet: false,
            written: 0,
            said: 0,
        }
    }

    /// Compiles a term.
    pub fn compile(&mut self, term: &Term) -> Sym {
        self.term(term)
    }

    /// Puts in place what a run of a test gives, for everything compiled after it.
    pub fn give(&mut self, given: &[Given]) {
        for one in given {
            self.give_one(one);
        }
    }

    /// Binds a local.
    pub fn bind(&mut self, local: LocalId, value: Sym) {
        self.locals.insert(local, Bound::Value(value));
    }

    /// Follows which clauses are looked at from now on; nothing compiled earlier is used then.
    pub fn follow(&mut self) {
        self.trail = Some(vec![]);
    }

    /// What was followed.
    pub fn followed(&mut self) -> Vec<Followed> {
        self.trail.take().unwrap_or_default()
    }

    /// What was found, in a stable order.
    pub fn finish(self) -> Vec<Diagnostic> {
        self.found
    }

    /// The instance of a closed entity that is declared with a key.
    fn declared_instance(&self, entity: EntityId, key: &str) -> Option<&'a Instance> {
        let index = || self.checked.instances.iter().map(|i| ((i.entity, i.key.as_str()), i)).collect();
        self.instances.get_or_init(index).get(&(entity, key)).copied()
    }

    fn law(&self) -> Arc<Law> {
        Arc::clone(&self.laws[self.at.law])
    }

    fn say(&mut self, finding: Diagnostic) {
        if let Some(rests) = self.open.last_mut() {
            rests.reports = true;
        }
        self.said += 1;
        if !self.quiet && !self.law().amiss && !self.found.contains(&finding) {
            self.found.push(finding);
        }
    }

    /// What is being compiled looks at a part of the law.
    fn looks_at(&mut self, part: LawPart) {
        if let Some(rests) = self.open.last_mut() {
            self.plan.memo.rest(rests, part);
        }
    }

    /// Whether the law date is within some days; what is being compiled is of use on the dates of which the same is
    /// true.
    fn at_within(&mut self, days: (Date, Date)) -> bool {
        let at = self.laws[self.at.law].setting.at;
        match self.open.last_mut() {
            Some(rests) => rests.on_date(at, days),
            None => Rests::default().on_date(at, days),
        }
    }

    /// Whether what is known from a day on is known at the cut; what is being compiled is of use for the cuts of which
    /// the same is true.
    fn is_known(&mut self, from: Date) -> bool {
        let known_on = self.laws[self.at.law].setting.known_on;
        match self.open.last_mut() {
            Some(rests) => rests.on_knowing(known_on, from),
            None => Rests::default().on_knowing(known_on, from),
        }
    }

    /// The law date; what is being compiled is of use on this date only.
    fn law_date(&mut self) -> Date {
        let at = self.laws[self.at.law].setting.at;
        self.at_within((at, at));
        at
    }

    /// What is being compiled is of use under this law only.
    fn stands_alone(&mut self) {
        if let Some(rests) = self.open.last_mut() {
            rests.alone = true;
        }
    }

    /// Compiles something once for all laws that agree in what it rests on. A test that puts something in place has
    /// its own.
    fn once(&mut self, what: What, run: impl FnOnce(&mut Self) -> Sym) -> Sym {
        let key = (self.at, what);
        let (law, shared) = (self.known_as[self.at.law], self.puts.is_empty() && self.trail.is_none());
        let known = self.memo.get(&key).cloned();
        let known = known.or_else(|| {
            let found = self.plan.memo.find(law, self.quiet, self.at.facts_only, &key.1).filter(|_| shared)?;
            self.memo.insert(key.clone(), found.clone());
            Some(found)
        });
        let (sym, rests) = known.unwrap_or_else(|| {
            self.open.push(Rests::default());
            let sym = run(self);
            let rests = self.open.pop().unwrap_or_default();
            if shared && self.serves(&rests) {
                self.plan.memo.keep(law, self.at.facts_only, key.1.clone(), sym.clone(), rests.clone());
            }
            self.memo.insert(key, (sym.clone(), rests.clone()));
            (sym, rests)
        });
        if let Some(outer) = self.open.last_mut() {
            outer.on(&rests);
        }
        sym
    }

    /// Whether what rests on something serves other laws.
    fn serves(&self, rests: &Rests) -> bool {
        !rests.alone && (self.quiet || !rests.reports)
    }

    fn cut(&mut self) -> CutId {
        let cut = self.laws[self.at.law].setting.data_cut();
        self.plan.cut_id(cut)
    }

    /// Runs under another context, then comes back.
    fn within<T>(&mut self, context: Context, run: impl FnOnce(&mut Self) -> T) -> T {
        if context.law != self.at.law {
            self.stands_alone();
        }
        let before = std::mem::replace(&mut self.at, context);
        let result = run(self);
        self.at = before;
        result
    }

    /// The context of another setting, its law made once.
    fn context(&mut self, setting: Setting) -> Context {
        let facts_only = self.at.facts_only;
        if let Some(law) = self.laws.iter().position(|l| l.setting == setting) {
            return Context { law, facts_only };
        }
        let (law, found) = Law::new(self.checked, &setting);
        for finding in found.into_iter().filter(Diagnostic::is_error) {
            self.say(finding);
        }
        self.known_as.push(self.plan.memo.law(self.checked, &law));
        self.laws.push(law);
        Context { law: self.laws.len() - 1, facts_only }
    }

    fn under(&mut self, scenario: Option<ScenarioId>) -> Context {
        self.stands_alone();
        let setting = self.law().setting.under(self.checked, scenario);
        self.context(setting)
    }

    fn reading(&mut self, reading: ReadingId) -> Context {
        let mut setting = self.law().setting.clone();
        if !setting.readings.contains(&reading) {
            setting.readings.push(reading);
        }
        self.context(setting)
    }

    /// Goes one level down; `None`, reported, where that is too deep.
    fn down<T>(&mut self, span: Span, run: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            self.stands_alone();
            self.say(findings::too_deep(span));
            return None;
        }
        self.depth += 1;
        let result = run(self);
        self.depth -= 1;
        Some(result)
    }

    /// Binds locals while something runs, then binds them as before.
    fn with_locals<T>(&mut self, bound: Vec<(LocalId, Bound)>, run: impl FnOnce(&mut Self) -> T) -> T {
        let mut before = vec![];
        for (local, value) in bound {
            before.push((local, self.locals.insert(local, value)));
        }
        let result = run(self);
        for (local, value) in before.into_iter().rev() {
            match value {
                Some(value) => self.locals.insert(local, value),
                None => self.locals.remove(&local),
            };
        }
        result
    }
}

/// Compiles some of the assessments, and of the definitions whose subjects all have keys, over their subjects, with
/// what they call.
pub fn compile_rules(
    checked: &Checked,
    plan: &mut Plan,
    law: &Arc<Law>,
    wanted: &dyn Fn(RuleId) -> bool,
) -> (Vec<Root>, Vec<Diagnostic>) {
    let mut compiler = Compiler::new(checked, plan, law);
    let roots = compiler.roots(wanted);
    (roots, compiler.finish())
}

/// The same where nobody asks for what is found on the way: what there is to report keeps nothing from serving another
/// law.
pub fn try_rules(checked: &Checked, plan: &mut Plan, law: &Arc<Law>, wanted: &dyn Fn(RuleId) -> bool) -> Vec<Root> {
    let mut compiler = Compiler { quiet: true, ..Compiler::new(checked, plan, law) };
    compiler.roots(wanted)
}

/// Why a rule is not there under a law; nothing where it is.
pub fn why_not(checked: &Checked, plan: &mut Plan, law: &Arc<Law>, rule: RuleId) -> Vec<Diagnostic> {
    let mut compiler = Compiler::new(checked, plan, law);
    let span = checked.program.decl(checked.rule(rule).decl).name_span();
    let _ = compiler.stands_in(rule, span);
    compiler.finish()
}
