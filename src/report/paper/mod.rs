//! A paper from outcomes: its context, its template, its document.
//!
//! `model` is what a template can say; `build` makes it from one study of the paper's scenarios, of which `scenarios`
//! tells what they change; `marks` are those that travel with what is told; `charts` draws from the same numbers;
//! `annex` holds law, data and commitments, `values` what definitions come to and what instances say, `texts` what
//! recommendations say. `printed` finds out which declarations the template printed where.

mod annex;
mod build;
mod charts;
mod closed;
mod exemplar;
mod marks;
pub mod model;
mod printed;
mod scenarios;
pub mod share;
pub mod texts;
mod values;

use crate::analysis::study::{Dates, Study};
use crate::analysis::trace::Places;
use crate::data::Profiles;
use crate::data::mandate::Mandate;
use crate::diag::{Diagnostic, has_errors};
use crate::num::date::Date;
use crate::report::doc::{Cover, Document};
use crate::report::paper::charts::Drawing;
use crate::report::template::Templates;
use crate::report::template::shape::Shape;
use crate::report::{from_markdown, house};
use crate::text::{FileId, LAW, Name, Span};
use crate::types::checked::Checked;
use crate::types::schema::EntityId;
use crate::types::term::ScenarioId;
use std::sync::Arc;

/// What a paper is made of.
pub struct Input<'a> {
    /// Name of the policy.
    pub policy: &'a str,
    /// The checked program.
    pub checked: &'a Checked,
    /// Profiles.
    pub profiles: &'a Profiles,
    /// Ids and notes of the mandate.
    pub mandate: &'a Mandate,
    /// The days.
    pub dates: Dates,
    /// Whether a row of a profile table has a profile of its own (rather than a line of a list).
    pub own_profile: &'a dyn Fn(Span) -> bool,
    /// Text of a span of the policy.
    pub text: &'a dyn Fn(Span) -> String,
    /// `path:line` of a span.
    pub place: &'a dyn Fn(Span) -> String,
    /// Version of the program.
    pub engine: &'a str,
}

/// One paper of the manifest.
pub struct Request<'a> {
    /// Its name.
    pub name: String,
    /// Its template.
    pub template: &'a str,
    /// Its addressees: names of parties.
    pub to: Vec<String>,
    /// Its date.
    pub date: Date,
    /// When it is due.
    pub due: Option<Date>,
    /// Draft, consulted, adopted.
    pub state: &'a str,
    /// The scenarios it compares; the law comes first in any case.
    pub scenarios: Vec<ScenarioId>,
    /// The modules it speaks of.
    pub scope: share::Scope,
    /// The entity of its subjects.
    pub entity: Option<EntityId>,
    /// The one subject of a sheet that is made for each.
    pub subject: Option<Name>,
    /// Where its charts lie, relative to its Markdown.
    pub images: String,
}

/// A paper, made.
pub struct Made {
    /// The document.
    pub document: Document,
    /// Warnings.
    pub warnings: Vec<Diagnostic>,
}

/// What a template reads and no paper has, and what is wrong with the text that it prints whatever the data; `scenarios`
/// are those of the paper.
pub fn faults(
    templates: &Templates,
    template: &str,
    (checked, scope): (&Checked, &share::Scope),
    scenarios: &[&str],
) -> Vec<Diagnostic> {
    let exemplar = model::Context::exemplar();
    let mut shape = Shape::of(&exemplar);
    let charts = charts::names(checked);
    if let Shape::Record(fields) = &mut shape {
        let fields = Arc::make_mut(fields);
        let named = |names: Vec<String>, shape: &Shape| {
            Shape::Record(Arc::new(names.into_iter().map(|name| (name, shape.clone())).collect()))
        };
        fields.insert("charts".into(), named(charts.clone(), &Shape::Any));
        let of_charts = ("chart_marks", charts.clone());
        for (field, names) in
            [("values", values::names(checked, scope)), ("instances", values::entities(checked, scope)), of_charts]
        {
            if let Some(Shape::Map(inner)) = fields.get(field).cloned() {
                fields.insert(field.into(), named(names, &inner));
            }
        }
        if let Some(Shape::Record(instances)) = fields.get_mut("instances") {
            for (name, shape) in Arc::make_mut(instances) {
                let declared = checked.schema.entity_named(name).map(|id| checked.schema.entity(id));
                shape.give("fields", declared.into_iter().flat_map(values::field_names));
            }
        }
        if let Some(Shape::Record(values)) = fields.get_mut("values") {
            for shape in Arc::make_mut(values).values_mut() {
                let Shape::Record(value) = shape else { continue };
                let Some(rows) = Arc::make_mut(value).get_mut("rows") else { continue };
                for field in ["under", "marks_under"] {
                    rows.give(field, [LAW].iter().chain(scenarios).map(|name| name.to_string()));
                }
            }
        }
    }
    closed::close(&mut shape, checked);
    let mut found = templates.unknown_names(template, &exemplar);
    found.extend(templates.unknown_fields(template, &shape));
    found.extend(templates.faults_of_text(template, &texts::ids(checked, charts)));
    found
}

/// What a paper says, worked out and not yet told in the words of its template.
pub struct Content {
    /// The context of its template.
    pub context: model::Context,
    drawings: Vec<charts::Drawing>,
}

/// Works out what a paper says, of a study of the same policy, which gains what worlds the paper needs.
///
/// # Errors
/// What is wrong with the template or with the law of a scenario.
pub fn content(
    input: &Input,
    request: &Request,
    study: &mut Study,
    templates: &Templates,
) -> Result<Content, Vec<Diagnostic>> {
    let names: Vec<&str> = request.scenarios.iter().map(|id| input.checked.scenario(*id).name.as_str()).collect();
    let found = faults(templates, request.template, (input.checked, &request.scope), &names);
    if !found.is_empty() {
        return Err(found);
    }
    let mentioned = templates.words(request.template);
    let (context, drawings) = build::context(input, request, &mentioned, study)?;
    Ok(Content { context, drawings })
}

/// Where a paper prints each declaration.
///
/// # Errors
/// What is wrong with the template.
pub fn places(
    checked: &Checked,
    templates: &Templates,
    template: &str,
    content: &Content,
) -> Result<Places, Vec<Diagnostic>> {
    printed::places(checked, templates, template, &content.context, &content.drawings)
}

impl Content {
    /// Fills in where papers print what covers the mandate.
    pub fn tell_places(&mut self, input: &Input, scope: &share::Scope, places: &Places) {
        self.context.trace = values::trace(input, scope, Some(places));
    }
}

/// Makes a paper of what it says.
///
/// # Errors
/// What is wrong with the template.
pub fn make(content: &Content, template: &str, templates: &Templates, file: FileId) -> Result<Made, Vec<Diagnostic>> {
    let body = templates.render(template, &content.context)?;
    let mut parsed = from_markdown::read_body(&body, file, cover(&content.context));
    parsed.diagnostics = templates.places_of(file, &body, parsed.diagnostics);
    if has_errors(&parsed.diagnostics) {
        return Err(parsed.diagnostics);
    }
    let mut document = parsed.document;
    for Drawing { chart, .. } in &content.drawings {
        if body.contains(&format!("{}.svg", chart.figure.id)) {
            chart.attach(&mut document);
        }
    }
    Ok(Made { document, warnings: parsed.diagnostics })
}

fn cover(context: &model::Context) -> Cover {
    let date = Date::parse(&context.paper.date).unwrap_or(Date::MIN);
    let long = |iso: &str| Date::parse(iso).map_or_else(|| iso.to_string(), house::date_long);
    let mut details = vec![
        ("Law as of".to_string(), long(&context.days.law)),
        ("Known on".to_string(), known_on(context)),
        ("Data as of".to_string(), long(&context.days.data)),
    ];
    if let Some(due) = &context.paper.due {
        details.push(("Due".to_string(), long(due)));
    }
    Cover {
        to: context.paper.to.clone(),
        status: house::capital(&context.paper.state),
        details,
        ..Cover::new("", date)
    }
}

/// The day of knowledge, and the latest of the scenarios where it is another.
fn known_on(context: &model::Context) -> String {
    let long = |iso: &str| Date::parse(iso).map_or_else(|| iso.to_string(), house::date_long);
    let own = &context.days.known_on;
    // Days of this form stand in the order of their letters.
    match context.scenarios.iter().map(|scenario| &scenario.known_on).max().filter(|latest| *latest > own) {
        Some(latest) => format!("{}; scenarios up to {}", long(own), long(latest)),
        None => long(own),
    }
}
