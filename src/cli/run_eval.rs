//! From the options of a command to what is evaluated: days, readings, scenarios, subjects.

use crate::analysis::study::{Base, Cell, Dates, Study};
use crate::analysis::subjects::{entity_of_option, main_entity};
use crate::cli::Status;
use crate::cli::args::{self, When};
use crate::cli::run::Run;
use crate::diag::near::did_you_mean;
use crate::hir::Decl;
use crate::session::workspace::Workspace;
use crate::syntax::ast::ClauseKind;
use crate::syntax::ast::kind::DeclKind;
use crate::text::english::a_or_an;
use crate::text::{LAW, Name, Span};
use crate::types::rules::calls;
use crate::types::schema::{EntityId, Type};
use crate::types::term::{ReadingId, RuleId, ScenarioId};

/// The days of a workspace, with those that the command line gives.
pub fn dates(workspace: &Workspace, when: &When) -> Dates {
    let written = &workspace.manifest.dates;
    Dates {
        at: written.at.value,
        known_on: when.known_on.unwrap_or(written.known_on.value),
        data_as_of: written.data_as_of.value,
        later: workspace.later.clone(),
    }
}

/// What a command evaluates.
pub fn base<'a>(run: &Run, workspace: &'a Workspace, when: &When) -> Result<Base<'a>, Status> {
    let mut readings = vec![];
    for name in &when.reading {
        let all = &workspace.checked.readings;
        match all.iter().position(|r| r.name.as_str() == name) {
            Some(at) => readings.push(ReadingId(at as u32)),
            None => return Err(unknown(run, "reading", name, all.iter().map(|r| r.name.as_str()))),
        }
    }
    Ok(Base {
        checked: &workspace.checked,
        profiles: &workspace.profiles,
        dates: dates(workspace, when),
        at: when.at,
        known_on: when.known_on,
        readings,
    })
}

/// A word of the command line that nothing has.
pub fn unknown<'a>(run: &Run, what: &str, word: &str, near: impl IntoIterator<Item = &'a str>) -> Status {
    let near: Vec<&str> = near.into_iter().collect();
    run.error(&match did_you_mean(word, near.iter().copied()) {
        Some(other) => format!("no {what} is called `{word}`; did you mean `{other}`?"),
        None if near.len() <= 20 && !near.is_empty() => {
            format!("no {what} is called `{word}`; there are: {}", near.join(", "))
        }
        None => format!("no {what} is called `{word}`"),
    });
    Status::Fault
}

/// A scenario by name; `law` is the law.
pub fn scenario(run: &Run, workspace: &Workspace, name: &str) -> Result<Option<ScenarioId>, Status> {
    if name == LAW {
        return Ok(None);
    }
    let checked = &workspace.checked;
    match checked.scenario_named(name) {
        Some(id) => Ok(Some(id)),
        None => Err(unknown(run, "scenario", name, checked.scenarios.iter().map(|s| s.name.as_str()).chain([LAW]))),
    }
}

/// Rules by name; none named: all assessments.
pub fn rules(run: &Run, workspace: &Workspace, names: &[String]) -> Result<Vec<RuleId>, Status> {
    let checked = &workspace.checked;
    if names.is_empty() {
        let assessed = |at: &usize| checked.rules[*at].assesses();
        return Ok((0..checked.rules.len()).filter(assessed).map(|at| RuleId(at as u32)).collect());
    }
    let mut rules = vec![];
    for name in names {
        match checked.rule_named(name) {
            Some(id) if matches!(checked.rule(id).result, Type::List(_)) => {
                let of = |at: &usize| calls(checked.rules[*at].body.terms()).contains(&id);
                let users: Vec<&str> =
                    (0..checked.rules.len()).filter(of).map(|at| checked.rules[at].name.as_str()).collect();
                let seen_by = if users.is_empty() { String::new() } else { format!(": {}", users.join(", ")) };
                run.error(&format!("`{name}` gives a list, which is seen by the rules that use it{seen_by}"));
                return Err(Status::Fault);
            }
            Some(id) => rules.push(id),
            None => match something_else(workspace, name) {
                Some(what) => {
                    run.error(&what);
                    return Err(Status::Fault);
                }
                None => return Err(unknown(run, "rule", name, checked.rules.iter().map(|r| r.name.as_str()))),
            },
        }
    }
    Ok(rules)
}

/// What has a name that no rule has, with its place, and of a param or fact what it says.
fn something_else(workspace: &Workspace, name: &str) -> Option<String> {
    let program = &workspace.checked.program;
    let bare = name.rsplit('.').next().unwrap_or(name);
    let named =
        |decl: &&Decl| decl.name().as_str() == bare && (name == bare || name == format!("{}.{bare}", decl.module));
    let decl = program.decls.iter().filter(|decl| decl.kind() != DeclKind::Test).find(named)?;
    let says = decl.ast.clauses.iter().filter(|clause| matches!(clause.kind, ClauseKind::Is(..)));
    let text = |span: Span| workspace.sources.file(span.file).text.get(span.start as usize..span.end as usize);
    let says: String = says.filter_map(|clause| text(clause.span)).map(|text| format!("\n  {}", text.trim())).collect();
    let (place, what) = (workspace.sources.place(decl.name_span()), a_or_an(decl.kind().noun()));
    Some(format!("`{name}` is {what} and no rule ({place}){}{says}", if says.is_empty() { "" } else { "; it says" }))
}

/// A study of the rules that a command names; of all where it names none. Stops at what is wrong with it.
pub fn study<'a>(
    run: &Run,
    workspace: &Workspace,
    base: &'a Base<'a>,
    worlds: &[Option<ScenarioId>],
    (named, rules): (&[String], &[RuleId]),
) -> Result<Study<'a>, Status> {
    let study = match named {
        [] => Study::of(base, worlds),
        _ => Study::of_rules(base, worlds, &rules.iter().copied().collect()),
    };
    run.stop_at_errors(&study.findings(), &workspace.sources)?;
    for world in study.idle() {
        run.note(&format!("no reform of `{}` holds on {}: it says what the law says", world.name, world.setting.at));
    }
    Ok(study)
}

/// The subject of a word of the command line: `ENTITY=KEY`, or `--entity=KEY` for the option that it was written as.
pub fn subject(run: &Run, workspace: &Workspace, word: &str) -> Result<(EntityId, Name), Status> {
    let schema = &workspace.schema;
    let Some((entity, key)) = word.trim_start_matches('-').split_once('=') else {
        run.error(&format!("`{word}` is no subject; write it like `ENTITY=KEY`"));
        return Err(Status::Fault);
    };
    let id = match word.starts_with("--") {
        true => entity_of_option(schema, entity),
        false => schema.entity_named(entity),
    };
    let Some(id) = id else {
        let entities = schema.entities.iter().map(|e| e.name.to_string());
        if word.starts_with("--") {
            let near = args::options().into_iter().chain(entities.map(|e| e.to_lowercase()));
            let near: Vec<String> = near.map(|option| format!("--{option}")).collect();
            return Err(unknown(run, "option", &format!("--{entity}"), near.iter().map(String::as_str)));
        }
        let entities: Vec<String> = entities.collect();
        return Err(unknown(run, "entity", entity, entities.iter().map(String::as_str)));
    };
    Ok((id, known_key(run, workspace, id, key)?))
}

/// A key that an instance of an entity has.
fn known_key(run: &Run, workspace: &Workspace, id: EntityId, key: &str) -> Result<Name, Status> {
    let declared = workspace.schema.entity(id);
    let of_profiles = workspace.profiles.table(id).map(|t| t.rows.as_slice()).unwrap_or_default();
    let known: Vec<&str> = match declared.closed {
        true => declared.closed_keys.iter().map(Name::as_str).collect(),
        false => of_profiles.iter().map(|r| r.key.as_str()).collect(),
    };
    if !known.contains(&key) {
        return Err(unknown(run, &format!("`{}`", declared.name), key, known));
    }
    Ok(Name::new(key))
}

/// Subjects that a command is about.
pub struct Wanted {
    keys: Vec<(EntityId, Name)>,
    /// Rules about nobody in particular that the command names.
    alone: Vec<RuleId>,
}

impl Wanted {
    /// From `--for` and `--subject`, for the rules that a command names. One that speaks of none of these is told.
    pub fn new(run: &Run, workspace: &Workspace, when: &When, named: &[String]) -> Result<Wanted, Status> {
        let mut keys = vec![];
        for word in &when.subjects {
            keys.push(subject(run, workspace, word)?);
        }
        for key in &when.subject {
            let Some(entity) = main_entity(&workspace.checked) else {
                run.error(&format!("no rule speaks of subjects with profiles; write `--for ENTITY={key}`"));
                return Err(Status::Fault);
            };
            keys.push((entity, known_key(run, workspace, entity, key)?));
        }
        let mut wanted = Wanted { keys, alone: vec![] };
        if !wanted.is_all() {
            named.iter().try_for_each(|name| wanted.named(run, workspace, name))?;
        }
        Ok(wanted)
    }

    /// A rule that the command names beside subjects.
    fn named(&mut self, run: &Run, workspace: &Workspace, name: &str) -> Result<(), Status> {
        let checked = &workspace.checked;
        let Some(id) = checked.rule_named(name) else { return Ok(()) };
        let entity = |ty: &Type| if let Type::Entity(id) = ty { Some(*id) } else { None };
        let own: Vec<EntityId> = checked.rule(id).subjects.iter().filter_map(|s| entity(&s.ty)).collect();
        if checked.rule(id).subjects.is_empty() {
            run.note(&format!("`{name}` is about nobody in particular: it is evaluated once"));
            self.alone.push(id);
        } else if !self.keys.iter().any(|key| own.contains(&key.0)) {
            let called = |all: &[EntityId]| {
                let names = all.iter().map(|id| format!("`{}`", workspace.schema.entity(*id).name));
                names.collect::<Vec<_>>().join(", ")
            };
            let asked: Vec<EntityId> = self.keys.iter().map(|key| key.0).collect();
            let of = if own.is_empty() { "is given its values".into() } else { format!("speaks of {}", called(&own)) };
            run.error(&format!("`{name}` {of}, not of {}", called(&asked)));
            return Err(Status::Fault);
        }
        Ok(())
    }

    /// The subjects that were named.
    pub fn keys(&self) -> &[(EntityId, Name)] {
        &self.keys
    }

    /// Whether nothing was named: all subjects are wanted.
    pub fn is_all(&self) -> bool {
        self.keys.is_empty()
    }

    /// Whether a cell is wanted: of nobody where its rule was named, else of every entity that was named and that it has, one of the keys.
    pub fn has(&self, cell: &Cell) -> bool {
        if self.keys.is_empty() || self.alone.contains(&cell.rule) {
            return true;
        }
        let mut named = false;
        for subject in &cell.subjects {
            let of: Vec<&Name> = self.keys.iter().filter(|k| Some(k.0) == subject.entity).map(|k| &k.1).collect();
            if of.is_empty() {
                continue;
            }
            if !of.contains(&&subject.key) {
                return false;
            }
            named = true;
        }
        named
    }
}
