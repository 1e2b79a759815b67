//! The differences of one rule, and what they come to in worlds between the two that are compared.

use super::MOST_TRIED;
use super::mixing::{Mixing, Piece, Place, Stack};
use crate::analysis::compare::Difference;
use crate::analysis::study::{Ask, Study};
use crate::analysis::uses::{Part, Uses};
use crate::eval::outcome::Outcome;
use crate::eval::run::Runner;
use crate::plan::root::Root;
use crate::text::Name;
use crate::types::schema::EntityId;
use crate::types::term::RuleId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How an outcome in a world between is related to those at both ends.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub(super) struct Verdict {
    /// It is that of the second world.
    pub(super) as_after: bool,
    /// It is that with nothing of what comes and goes.
    pub(super) as_before: bool,
}

/// The verdicts on the differences of a rule, in their order.
type Verdicts = Arc<[Verdict]>;

/// The differences of one rule, and what was found out about them.
pub(super) struct Inquiry<'d> {
    rule: RuleId,
    /// The pieces that may change the rule, by what it rests on under whatever law.
    pub(super) own: Vec<Place>,
    /// The differences.
    pub(super) differences: Vec<&'d mut Difference>,
    places: BTreeMap<Vec<Name>, usize>,
    /// The outcomes with nothing of what comes and goes; none before that was tried.
    before: Option<Vec<Option<Outcome>>>,
    tried: BTreeMap<Stack, Verdicts>,
    /// Under many stacks a rule is compiled to the same nodes.
    of_roots: BTreeMap<Vec<Root>, Verdicts>,
}

impl<'d> Inquiry<'d> {
    /// The differences by rule.
    pub(super) fn all(study: &Study, pieces: &[Piece], changed: Vec<&'d mut Difference>) -> Vec<Inquiry<'d>> {
        let uses = Uses::of(study.base.checked);
        let mut by_rule: BTreeMap<RuleId, Vec<&mut Difference>> = BTreeMap::new();
        for difference in changed {
            by_rule.entry(difference.rule).or_default().push(difference);
        }
        let inquiry = |(rule, differences): (RuleId, Vec<&'d mut Difference>)| {
            let parts = uses.all(BTreeSet::from([Part::Rule(rule)]));
            let may = pieces.iter().map(|(_, factor)| factor.may_change(study.base.checked, &parts));
            let own = may.enumerate().filter(|(_, may)| *may).map(|(place, _)| place as Place).collect();
            let places = differences.iter().enumerate().map(|(at, d)| (d.subjects.clone(), at)).collect();
            Inquiry { rule, own, differences, places, before: None, tried: BTreeMap::new(), of_roots: BTreeMap::new() }
        };
        by_rule.into_iter().map(inquiry).collect()
    }

    /// What was found with a stack; `None`: it was not tried.
    pub(super) fn verdicts(&self, stack: &Stack) -> Option<&[Verdict]> {
        self.tried.get(stack).map(|verdicts| &**verdicts)
    }

    /// Notes what a stack comes to; no roots: there is no such world.
    fn note(&mut self, stack: Stack, roots: Option<Vec<Root>>, read: &dyn Fn(&[Root]) -> Vec<(Vec<Name>, Outcome)>) {
        let verdicts = match roots {
            // What cannot stand together makes no outcome.
            None => vec![Verdict::default(); self.differences.len()].into(),
            Some(roots) => match self.of_roots.get(&roots) {
                Some(known) => Arc::clone(known),
                None => {
                    let verdicts = self.judge(read(&roots));
                    self.of_roots.insert(roots, Arc::clone(&verdicts));
                    verdicts
                }
            },
        };
        self.tried.insert(stack, verdicts);
    }

    fn judge(&mut self, answers: Vec<(Vec<Name>, Outcome)>) -> Verdicts {
        let mut outcomes = vec![None; self.differences.len()];
        for (subjects, outcome) in answers {
            if let Some(place) = self.places.get(&subjects) {
                outcomes[*place] = Some(outcome);
            }
        }
        let before = self.before.get_or_insert_with(|| outcomes.clone());
        let verdict = |((outcome, before), difference): ((&Option<Outcome>, &Option<Outcome>), &&mut Difference)| {
            Verdict { as_after: *outcome == difference.after, as_before: outcome == before }
        };
        outcomes.iter().zip(&*before).zip(&self.differences).map(verdict).collect()
    }
}

/// Where stacks are tried.
pub(super) struct Bench<'p> {
    /// How the pieces are put together.
    pub(super) mixing: Mixing<'p>,
    /// What comes and goes.
    pub(super) pieces: &'p [Piece],
    /// The instances that the differences speak of.
    rows: BTreeSet<(EntityId, usize)>,
}

impl<'p> Bench<'p> {
    /// For some inquiries.
    pub(super) fn new(study: &Study, mixing: Mixing<'p>, pieces: &'p [Piece], inquiries: &[Inquiry]) -> Bench<'p> {
        let named: BTreeSet<&Name> =
            inquiries.iter().flat_map(|i| &i.differences).flat_map(|difference| &difference.subjects).collect();
        let entities = (0..study.schema().entities.len() as u32).map(EntityId);
        let keyed = entities
            .flat_map(|e| (0..).map_while(move |row| study.entity_key(e, row)).enumerate().map(move |k| (e, k)));
        let rows = keyed.filter(|(_, (_, key))| named.contains(key)).map(|(entity, (row, _))| (entity, row)).collect();
        Bench { mixing, pieces, rows }
    }

    /// Tries stacks that an inquiry has not tried yet, all in one run, as far as the bound of each lets it.
    pub(super) fn run(&self, study: &mut Study, inquiries: &mut [Inquiry], wanted: BTreeSet<(Stack, usize)>) {
        let mut asked: BTreeMap<Stack, Vec<usize>> = BTreeMap::new();
        let mut room: Vec<usize> = inquiries.iter().map(|i| MOST_TRIED.saturating_sub(i.tried.len())).collect();
        for (stack, at) in wanted {
            if room[at] > 0 && !inquiries[at].tried.contains_key(&stack) {
                room[at] -= 1;
                asked.entry(stack).or_default().push(at);
            }
        }
        let mut made: Vec<(usize, Stack, Option<Vec<Root>>)> = vec![];
        for (stack, asking) in asked {
            let law = self.mixing.law(study, self.pieces, &stack);
            let rules: BTreeSet<RuleId> = asking.iter().map(|at| inquiries[*at].rule).collect();
            let roots = law.map(|law| study.roots_under(&law, &rules));
            for at in asking {
                let rule = inquiries[at].rule;
                let own = roots.as_ref().map(|all| all.iter().filter(|r| r.rule == rule).cloned().collect());
                made.push((at, stack.clone(), own));
            }
        }
        let runner = study.run();
        let read = |roots: &[Root]| self.read(study, &runner, roots);
        for (at, stack, roots) in made {
            inquiries[at].note(stack, roots, &read);
        }
    }

    fn read(&self, study: &Study, runner: &Runner, roots: &[Root]) -> Vec<(Vec<Name>, Outcome)> {
        let ask = Ask { rule: &|_| true, subject: &|entity, row| self.rows.contains(&(entity, row)) };
        let cells = study.cells_under(runner, self.mixing.world, roots, &ask);
        cells.into_iter().map(|cell| (cell.question().1, cell.outcome)).collect()
    }
}
