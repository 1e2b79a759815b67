//! The profiles of this repository: read without a finding, and as editors see them.

use crate::print::findings;
use acquis::analysis::sources;
use acquis::data::schema_json;
use acquis::data::{Cell, Table, Value};
use acquis::num::rat::Rat;
use acquis::session::workspace::Workspace;
use std::path::Path;

fn repository() -> Workspace {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    match Workspace::discover(root, &[]) {
        Ok((_, workspace)) => workspace,
        Err(unreadable) => panic!("{}", findings(&unreadable.sources, &unreadable.findings)),
    }
}

fn table<'w>(workspace: &'w Workspace, entity: &str) -> &'w Table {
    let id = workspace.schema.entity_named(entity).expect(entity);
    workspace.profiles.table(id).expect(entity)
}

fn data<'w>(workspace: &'w Workspace, entity: &str, key: &str, field: &str) -> &'w [acquis::data::Datum] {
    let id = workspace.schema.entity_named(entity).expect(entity);
    let table = table(workspace, entity);
    let column = workspace.schema.entity(id).field(field).expect(field) as usize;
    match &table.columns[column][table.row(key).expect(key)] {
        Cell::Data(data) => data,
        Cell::Missing => &[],
    }
}

#[test]
fn every_profile_is_read_without_a_finding() {
    let workspace = repository();
    let of_profiles: Vec<_> = workspace.findings.iter().filter(|d| d.code.0.starts_with("E04")).cloned().collect();
    assert_eq!(findings(&workspace.sources, &of_profiles), "nothing found\n");
    let rows = |entity: &str| table(&workspace, entity).rows.len();
    assert_eq!(rows("MemberState"), 28);
    // 929 rows of the table, without 13 of two other countries and 16 that have profiles, and these.
    assert_eq!(rows("City"), 929 - 13 - 16 + 16);
    assert_eq!(rows("NutsRegion"), 5_805);
}

/// Each datum is counted once with its source, and those to be checked among them.
#[test]
fn sources_of_data_are_counted() {
    let workspace = repository();
    let rows = sources::of_data(&workspace.profiles);
    assert!(rows.windows(2).all(|pair| pair[0].title <= pair[1].title));
    let of = |title: &str| rows.iter().find(|r| r.title == title).expect(title);
    // Of 900 rows: key, State, codes of the city, of its region and of its district (one has none), and the name and
    // population of those that have one.
    let lau = of("Eurostat, LAU 2019");
    let known = |field: &str| table_column_known(&workspace, "City", field, "data/eu-cities-lau2019.csv");
    let data = 5 * 900 - 1 + known("name") + known("population");
    assert_eq!([known("name"), known("population")], [876, 827]);
    assert_eq!([lau.data.len(), lau.to_check.len()], [data, data]);
    let read = of("City of Malmoe, paper STK-2015-670 of 4 Jun 2015 (board 9 Jun 2015) and the page on axis 5");
    assert_eq!([read.data.len(), read.to_check.len()], [2, 0]);
    assert!(workspace.sources.place(read.data[0]).starts_with("cities/malmo.yaml:"));
}

/// How many cells of a field come from a file and hold something.
fn table_column_known(workspace: &Workspace, entity: &str, field: &str, file: &str) -> usize {
    let id = workspace.schema.entity_named(entity).expect(entity);
    let column = workspace.schema.entity(id).field(field).expect(field) as usize;
    let cells = &table(workspace, entity).columns[column];
    let from =
        |cell: &&Cell| matches!(cell, Cell::Data(data) if workspace.sources.place(data[0].span).starts_with(file));
    cells.iter().filter(from).count()
}

/// As many regions as Eurostat says each version lists for the Union of 28, leaving out what lies outside all regions
/// (`..Z`).
#[test]
fn the_table_of_codes_is_whole() {
    let workspace = repository();
    let states: Vec<&str> = table(&workspace, "MemberState").rows.iter().map(|r| r.key.as_str()).collect();
    let regions = table(&workspace, "NutsRegion");
    let listed = |version: &str, length: usize| {
        let codes = regions.rows.iter().filter_map(|r| r.key.split_once(", "));
        let wanted = |(code, of): &(&str, &str)| {
            *of == version && code.len() == length && !code.ends_with('Z') && states.contains(&&code[..2])
        };
        codes.filter(wanted).count()
    };
    assert_eq!([listed("2013", 3), listed("2013", 4)], [98, 276]);
    assert_eq!([listed("2016", 3), listed("2016", 4), listed("2016", 5)], [104, 281, 1348]);
}

#[test]
fn figures_arrive_exactly_with_day_source_and_mark() {
    let workspace = repository();
    let people = data(&workspace, "City", "amsterdam", "population");
    let days: Vec<String> = people.iter().map(|d| workspace.profiles.meta(d).as_of.unwrap().1.to_string()).collect();
    assert_eq!(days, ["2017-01-01", "2018-01-01", "2018-12-31"]);
    assert_eq!(people[1].value, Value::Number(Rat::int(855_965)));
    let published = workspace.profiles.meta(&people[1]).published.map(|p| p.0.to_string());
    assert_eq!(published.as_deref(), Some("2018-01-05"));
    let districts = data(&workspace, "Area", "malmo_2012", "units");
    let Value::List(list) = &districts[0].value else { panic!("a list of districts") };
    assert_eq!(list.items.len(), 10);
    let from_table = data(&workspace, "City", "AT002C1", "population");
    let meta = workspace.profiles.meta(&from_table[0]);
    assert_eq!(meta.evidence.word(), "to_check");
    assert_eq!(meta.as_of.unwrap().0.to_string(), "2018-12-31");
    let state = data(&workspace, "City", "AT002C1", "state");
    assert_eq!((&state[0].value, workspace.profiles.meta(&state[0]).as_of), (&Value::Reference("AT".into()), None));
}

#[test]
fn editors_find_no_fault_in_any_profile() {
    let workspace = repository();
    for (entity, below) in [("City", "cities/"), ("MemberState", "data/member-states.yaml")] {
        let id = workspace.schema.entity_named(entity).expect(entity);
        let schema: serde_json::Value =
            serde_json::from_str(&schema_json::profile_schema(&workspace.schema, id)).expect("JSON");
        let validator = jsonschema::draft202012::new(&schema).expect("a JSON Schema");
        let mut seen = 0;
        for (_, file) in workspace.sources.files().filter(|(_, f)| f.path.starts_with(below)) {
            let profile: serde_json::Value = serde_yaml::from_str(&file.text).expect("YAML");
            let faults: Vec<String> =
                validator.iter_errors(&profile).map(|e| format!("{}: {e}", e.instance_path())).collect();
            assert!(faults.is_empty(), "{}: {}", file.path, faults.join("\n"));
            assert!(file.text.starts_with("# yaml-language-server: $schema="), "{}", file.path);
            seen += 1;
        }
        assert!(seen > 0, "{below}");
    }
}
