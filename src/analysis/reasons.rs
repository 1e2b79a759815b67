//! Reasons in words: what, what came out, per which article, from which source, where in the policy.

use crate::analysis::explain::{Reason, What};
use crate::analysis::facts;
use crate::analysis::marks::{Standing, cite_text, of_cites, said_of_datum, weak_word};
use crate::analysis::study::Study;
use crate::analysis::words::{Printer, possible};
use crate::eval::outcome::{Outcome, Values};
use crate::eval::provenance::CellRead;
use crate::eval::run::Runner;
use crate::eval::select::When;
use crate::hir::law::{Cite, SourceId};
use crate::num::date::Date;
use crate::num::print::Style;
use crate::num::round::Rounding;
use crate::plan::law::PatchId;
use crate::plan::{Origin, Reduction};
use crate::text::Span;
use crate::types::body::EndKind;
use crate::types::patches::Change;
use crate::types::schema::{FieldId, NumType, Type};
use crate::types::term::{ParamId, RuleId};
use std::collections::BTreeSet;

/// A reason in words.
#[derive(Clone, Default, Debug)]
pub struct Told {
    /// What it is about: a rule, a case, a field of an instance.
    pub what: String,
    /// `rule`, `condition`, `case`, `exception not met`, `param`, `fact`, `field`, `items`, ...
    pub kind: &'static str,
    /// What came out.
    pub outcome: String,
    /// Where it comes from in law.
    pub per: Vec<String>,
    /// Where it stands in the policy: path, line, column.
    pub place: Option<String>,
    /// Source of a datum, with its day.
    pub source: Option<String>,
    /// Marks that travel with it.
    pub marks: Vec<String>,
    /// Reasons below.
    pub because: Vec<Told>,
    /// The reasons below have been told above.
    pub again: bool,
}

/// So many things below a reason are not told twice.
const LONG: usize = 12;

impl Told {
    /// One line.
    pub fn line(&self) -> String {
        let mut line = self.what.clone();
        if !self.outcome.is_empty() {
            line.push_str(&format!(": {}", self.outcome));
        }
        if !self.per.is_empty() {
            line.push_str(&format!(", per {}", self.per.join(" and ")));
        }
        if let Some(source) = &self.source {
            line.push_str(&format!(", source: {source}"));
        }
        if !self.marks.is_empty() {
            line.push_str(&format!(" [{}]", self.marks.join("; ")));
        }
        if let Some(place) = &self.place {
            line.push_str(&format!("  ({place})"));
        }
        if self.again {
            line.push_str("  as above");
        }
        line
    }
}

/// Tells reasons of one world.
pub struct Teller<'a> {
    /// The study.
    pub study: &'a Study<'a>,
    /// Its run.
    pub runner: &'a Runner<'a>,
    /// The world.
    pub world: usize,
    /// For papers or a terminal.
    pub style: Style,
    /// How a place is written.
    pub place: &'a dyn Fn(Span) -> String,
}

impl Teller<'_> {
    /// Tells reasons and those below; what much stands below, and was told already, without them.
    pub fn tell_all(&self, reasons: &[Reason]) -> Vec<Told> {
        self.tell_below(reasons, &mut BTreeSet::new())
    }

    fn tell_below(&self, reasons: &[Reason], known: &mut BTreeSet<*const Reason>) -> Vec<Told> {
        let mut told = vec![];
        for reason in reasons {
            // What a rule says without any case has no name of its own: the reasons below say it.
            match self.is_bare_base(&reason.what) {
                true => told.extend(self.tell_below(&reason.because, known)),
                false => told.push(self.tell(reason, known)),
            }
        }
        told
    }

    fn is_bare_base(&self, what: &What) -> bool {
        let What::Named(Origin::Case(rule, _)) = what else { return false };
        let body = self.study.worlds[self.world].law.body(self.study.base.checked, RuleId(*rule));
        matches!(body.cases.as_slice(), [only] if only.label.is_none())
    }

    /// Tells one reason and those below.
    fn tell(&self, reason: &Reason, known: &mut BTreeSet<*const Reason>) -> Told {
        let mut told = match &reason.what {
            What::Named(origin) => self.origin(origin, reason),
            What::Field { field, cell, .. } => self.field(*field, cell.as_ref(), reason),
            What::Holds(rule, case) => {
                let told = self.case(*rule, *case, reason);
                Told { what: format!("{} holds", told.what), kind: "condition", ..told }
            }
            // The article and the place stand beside its condition.
            What::Says(rule, case) => {
                let told = self.case(*rule, *case, reason);
                Told { what: format!("{} says", told.what), per: vec![], marks: vec![], place: None, ..told }
            }
            What::NotApplied(rule, case) => {
                let mut told = self.case(*rule, *case, reason);
                told.kind = "exception not met";
                told.what = format!("did not apply: {}", told.what);
                told.outcome = String::new();
                told
            }
            What::NotEnded(rule, end) => {
                let told = self.origin(&Origin::End(*rule, *end), reason);
                let what = format!("did not apply: {}", told.what);
                Told { what, kind: "exception not met", outcome: String::new(), ..told }
            }
            What::Rounded(mode, to, from, of) => self.rounded(*mode, (to, from), of, reason),
            What::Digits(of, digits) => {
                let outcome = self.printed(&Type::Number(NumType::bare()), &reason.outcome);
                let what = format!("{of}, rounded to {digits} digits");
                Told { what, kind: "rounding", outcome, marks: vec!["rounded".into()], ..Told::default() }
            }
            What::Ended => Told { what: "not applicable because".into(), kind: "ended", ..Told::default() },
            What::Items(how, count) => {
                let what = items_text(*how, *count, !reason.because.is_empty());
                Told { what, kind: "items", ..Told::default() }
            }
        };
        if reason.weight > LONG && !known.insert(reason.below()) {
            return Told { again: true, ..told };
        }
        let further = &reason.further;
        told.because.extend(self.tell_below(&reason.because[..further.reasons.start], known));
        if further.items > 0 {
            let what = format!("and {} more", further.items);
            told.because.push(Told { what, kind: "further items", ..Told::default() });
        }
        told.because.extend(self.tell_below(&reason.because[further.reasons.end..], known));
        told
    }

    /// A rounding: to a multiple of what, in which way, from what.
    fn rounded(&self, mode: Rounding, (to, from): (&Outcome, &Outcome), of: &NumType, reason: &Reason) -> Told {
        // What comes out may be whole; what is rounded, and to what, need not be.
        let number = |outcome: &Outcome| self.printed(&Type::Number(NumType { whole: false, ..of.clone() }), outcome);
        let what = format!("rounded to multiples of {}, {}", number(to), mode.word());
        let outcome = format!("{}, from {}", number(&reason.outcome), number(from));
        Told { what, kind: "rounding", outcome, ..Told::default() }
    }

    fn printed(&self, ty: &Type, outcome: &Outcome) -> String {
        let keys = |entity, row: u32| self.study.entity_key(entity, row as usize);
        Printer { schema: self.study.schema(), style: self.style, keys: &keys }.outcome(ty, outcome)
    }

    fn cites(&self, per: &[Cite]) -> (Vec<String>, Vec<String>) {
        let checked = self.study.base.checked;
        let weak = of_cites(checked, per).weak;
        let marks = weak.into_iter().map(|mark| format!("{}: {}", mark.title, mark.mark)).collect();
        (per.iter().map(|cite| cite_text(checked, cite)).collect(), marks)
    }

    fn origin(&self, origin: &Origin, reason: &Reason) -> Told {
        let checked = self.study.base.checked;
        let schema = self.study.schema();
        match origin {
            Origin::Definition(id) => self.rule(*id, reason),
            Origin::Case(rule, case) => self.case(*rule, *case, reason),
            Origin::End(rule, place) => self.end(*rule, *place, reason),
            Origin::Rising(rule) => self.rising(*rule, reason),
            Origin::Param(id, version) => self.param(*id, *version, reason),
            Origin::Fact(id) => self.fact(*id, reason),
            Origin::ReformParam(reform, place) => {
                let reform = &checked.reforms[*reform as usize];
                let (name, ty) = &reform.params[*place as usize];
                self.plain("parameter of a reform", format!("`{name}` of reform {}", reform.name), ty, reason)
            }
            Origin::Instance(field, row) => {
                let declared = schema.field(*field);
                let key = self.study.entity_key(field.entity, *row as usize);
                let what = format!("{} of {}", declared.path, key.map_or_else(|| "?".into(), |k| k.to_string()));
                self.plain("instance", what, &declared.ty, reason)
            }
            Origin::Given(name, field) => {
                let declared = schema.field(*field);
                self.plain("given", format!("{name}.{}", declared.path), &declared.ty, reason)
            }
            Origin::Assumption(at) => {
                let law = &self.study.worlds[self.world].law;
                let Some(assumed) = law.assumptions.get(*at as usize) else { return Told::default() };
                let field = schema.field(FieldId { entity: assumed.entity, index: assumed.field });
                let told = self.plain("assumption", format!("{}, as assumed", field.path), &field.ty, reason);
                Told { place: Some((self.place)(assumed.span)), ..told }
            }
            // Told as what it is: a rounding.
            Origin::Rounded(_) => Told::default(),
            Origin::Binds(source) => self.binds(*source, reason),
        }
    }

    /// What has a value and neither an article nor a place.
    fn plain(&self, kind: &'static str, what: String, ty: &Type, reason: &Reason) -> Told {
        Told { what, kind, outcome: self.printed(ty, &reason.outcome), ..Told::default() }
    }

    fn rule(&self, id: u32, reason: &Reason) -> Told {
        let checked = self.study.base.checked;
        let rule = &checked.rules[id as usize];
        let decl = checked.program.decl(self.study.worlds[self.world].law.stands_for(rule.decl));
        let (per, marks) = self.cites(&decl.per);
        let outcome = match rule.kind.is_assessment() {
            true => possible(rule.kind, &reason.outcome),
            false => self.printed(&rule.result, &reason.outcome),
        };
        let what = decl.title.clone().map_or_else(|| rule.name.to_string(), |t| format!("{} ({t})", rule.name));
        let place = Some((self.place)(decl.name_span()));
        let because = self.not_read(RuleId(id)).filter(|_| reason.because.is_empty() && reason.outcome.gap);
        Told {
            what,
            kind: "rule",
            outcome,
            per,
            marks,
            place,
            because: because.into_iter().collect(),
            ..Told::default()
        }
    }

    /// The days on which a rule is read, where the law date is none of them.
    fn not_read(&self, id: RuleId) -> Option<Told> {
        let (checked, law) = (self.study.base.checked, &self.study.worlds[self.world].law);
        let day = law.setting.at;
        let of_rule = law.days(checked, id);
        let of_cases =
            law.body(checked, id).cases.iter().map(|case| (case.days.0.max(of_rule.0), case.days.1.min(of_rule.1)));
        let mut all: Vec<(Date, Date)> = of_cases.filter(|days| days.0 <= days.1).collect();
        all.sort();
        all.dedup();
        if all.iter().any(|days| days.0 <= day && day <= days.1) || all.is_empty() {
            return None;
        }
        let words = |(from, until): &(Date, Date)| {
            let from = (*from > Date::MIN).then(|| format!("from {}", self.style.date(*from)));
            let until = (*until < Date::MAX).then(|| format!("until {}", self.style.date(*until)));
            from.into_iter().chain(until).collect::<Vec<_>>().join(" ")
        };
        let read = all.iter().map(words).collect::<Vec<_>>().join(", ");
        let what = format!("read only {read}; the law date is {}", self.style.date(day));
        Some(Told { what, kind: "days", ..Told::default() })
    }

    /// What ends a rule before its cases.
    fn end(&self, rule: u32, place: u32, reason: &Reason) -> Told {
        let id = RuleId(rule);
        let law = &self.study.worlds[self.world].law;
        let Some(end) = law.body(self.study.base.checked, id).ends.get(place as usize) else { return Told::default() };
        let (per, marks) = self.cites(&end.per);
        let label = match (&end.label, end.kind) {
            (Some(label), _) => format!("exception [{label}]"),
            (None, EndKind::Applies) => "condition of application".into(),
            (None, EndKind::NotApplicable) => "condition of not applying".into(),
            (None, EndKind::Except) => "exception".into(),
        };
        // What ends the rule is that its condition of application does not hold.
        let outcome = match (end.kind, reason.outcome.truth()) {
            (EndKind::Applies, Some(ended)) => (!ended).to_string(),
            _ => self.printed(&Type::Bool, &reason.outcome),
        };
        let (by, at) = self.patched(law.end_by(id, place), end.span);
        let place = Some((self.place)(at));
        Told { what: format!("{label}{by}"), kind: "end", outcome, per, marks, place, ..Told::default() }
    }

    /// Whether the steps of a scale rise: what it comes to where they do not is a gap.
    fn rising(&self, rule: u32, reason: &Reason) -> Told {
        let rule = &self.study.base.checked.rules[rule as usize];
        let told = self.plain(
            "steps",
            format!("each step of {} begins above the one before it", rule.name),
            &Type::Bool,
            reason,
        );
        let outcome = if reason.outcome.is_gap() { "false".into() } else { told.outcome };
        Told { outcome, place: rule.body.scale.as_ref().map(|scale| (self.place)(scale.span)), ..told }
    }

    fn fact(&self, id: u32, reason: &Reason) -> Told {
        let checked = self.study.base.checked;
        let fact = &checked.facts[id as usize];
        let (per, mut marks) = self.cites(&fact.per);
        marks.extend(fact.evidence.and_then(weak_word).map(String::from));
        let place = Some((self.place)(checked.program.decl(fact.decl).name_span()));
        Told { per, marks, place, ..self.plain("fact", format!("fact {}", fact.name), &fact.ty, reason) }
    }

    /// Whether a source binds a State.
    fn binds(&self, source: u32, reason: &Reason) -> Told {
        let checked = self.study.base.checked;
        let source = checked.program.source(SourceId(source));
        let says = match reason.outcome.truth() {
            Some(true) => "binds the State",
            Some(false) => "does not bind the State",
            None => "whom it binds is not known",
        };
        let marks = weak_word(source.evidence).map(String::from).into_iter().collect();
        let place = Some((self.place)(checked.program.decl(source.decl).name_span()));
        Told { what: source.title.clone(), kind: "source", outcome: says.into(), marks, place, ..Told::default() }
    }

    fn case(&self, rule: u32, place: u32, reason: &Reason) -> Told {
        let checked = self.study.base.checked;
        let law = &self.study.worlds[self.world].law;
        let Some(case) = law.body(checked, RuleId(rule)).cases.get(place as usize) else { return Told::default() };
        let (per, marks) = self.cites(&case.per);
        let label = case.label.as_ref().map_or_else(|| "otherwise".into(), |l| format!("case [{l}]"));
        let outcome = match reason.outcome.values {
            Values::Cond { .. } => self.printed(&Type::Bool, &reason.outcome),
            _ => self.printed(&case.then.ty, &reason.outcome),
        };
        let (by, at) = self.patched(law.case_by(RuleId(rule), place), case.span);
        let place = Some((self.place)(at));
        Told { what: format!("{label}{by}"), kind: "case", outcome, per, marks, place, ..Told::default() }
    }

    /// Which reform made a clause what it is, in words, and where it stands; else where the clause does.
    fn patched(&self, by: &[PatchId], written: Span) -> (String, Span) {
        let checked = self.study.base.checked;
        let Some(last) = by.last() else { return (String::new(), written) };
        let reform = checked.reform(last.reform);
        let patch = &reform.patches[last.patch as usize];
        let does = match patch.change {
            Change::AmendWhen(..) | Change::AmendThen(..) | Change::AmendBase(..) | Change::AmendEnd(..) => {
                "as amended by"
            }
            _ => "of",
        };
        (format!(" {does} {}", reform.name), if does == "of" { written } else { patch.span })
    }

    fn param(&self, id: u32, version: Option<u32>, reason: &Reason) -> Told {
        let checked = self.study.base.checked;
        let law = &self.study.worlds[self.world].law;
        let param = &checked.params[id as usize];
        let outcome = self.printed(&param.ty, &reason.outcome);
        let mut told = Told { what: format!("param {}", param.name), kind: "param", outcome, ..Told::default() };
        let version = version.and_then(|v| law.versions(checked, ParamId(id)).get(v as usize));
        if let Some(version) = version {
            let (per, marks) = self.cites(&version.per);
            (told.per, told.marks) = (per, marks);
            told.marks.extend(version.evidence.and_then(weak_word).map(String::from));
            told.place = Some((self.place)(version.span));
        }
        told
    }

    fn field(&self, field: Option<FieldId>, cell: Option<&CellRead>, reason: &Reason) -> Told {
        let mut told = Told { kind: "field", ..Told::default() };
        let Some(field) = field else { return told };
        let declared = self.study.schema().field(field);
        let key = cell.and_then(|cell| self.study.entity_key(field.entity, cell.row));
        told.what = match key {
            Some(key) if self.study.schema().entity(field.entity).is_keyed() => format!("{} of {key}", declared.path),
            _ => declared.path.to_string(),
        };
        match cell.map(|cell| cell.when) {
            Some(When::Over(first, last)) => {
                if let (Some(first), Some(last)) = (Date::from_days(first), Date::from_days(last)) {
                    told.what.push_str(&format!(" over {}", self.style.days(first, last)));
                }
            }
            Some(When::AsOf(day)) => {
                if let Some(day) = Date::from_days(day) {
                    told.what.push_str(&format!(" as of {}", self.style.date(day)));
                }
            }
            Some(When::Cut) | None => {}
        }
        told.outcome = self.printed(&declared.ty, &reason.outcome);
        let chosen = cell.map_or_else(Vec::new, |cell| facts::chosen(self.study, self.runner, cell));
        match chosen.as_slice() {
            [one] => self.datum(one, told),
            several => {
                let each = |one| self.datum(one, Told { kind: "datum", what: "a datum".into(), ..Told::default() });
                Told { because: several.iter().map(each).collect(), ..told }
            }
        }
    }

    /// What is told of a datum beside its value: its source and day, where it stands, its marks.
    fn datum(&self, chosen: &facts::Chosen, mut told: Told) -> Told {
        let (profiles, meta) = (self.study.base.profiles, chosen.meta);
        let source = meta.source.and_then(|s| profiles.sources.get(s as usize)).map(|s| s.title.to_string());
        let day = meta.as_of.map(|(from, to)| self.style.days(from, to));
        told.source = match (source, day) {
            (Some(source), Some(day)) => Some(format!("{source}, as of {day}")),
            // The mark below names who said so and when.
            (None, Some(_)) if meta.statement.is_some() => None,
            (None, Some(day)) => Some(format!("none, as of {day}")),
            (source, None) => source,
        };
        told.place = Some((self.place)(chosen.datum.span));
        let standing = Standing { later: chosen.later, undated: chosen.undated, ..Standing::default() };
        told.marks = said_of_datum(meta, standing, self.style);
        told
    }
}

/// `told`: something is told of the items below.
fn items_text(how: Reduction, count: usize, told: bool) -> String {
    let what = match how {
        Reduction::Some if !told => return format!("true of none of {count}"),
        Reduction::Every if !told => return format!("true of all {count}"),
        Reduction::Some => "none of these decides",
        Reduction::Every => "every one of these",
        Reduction::Sum => "the sum of these",
        Reduction::Min => "the least of these",
        Reduction::Max => "the greatest of these",
        Reduction::Average => "the mean of these",
        Reduction::Median => "the median of these",
        Reduction::Count => "how many of these there are",
        Reduction::Distinct => "how many different ones there are",
        Reduction::Share => "the share of these",
        Reduction::Only => "the only one of these",
    };
    format!("{what} ({count} looked at)")
}
