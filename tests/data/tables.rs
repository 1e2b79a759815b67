//! Tables.

use crate::print::{findings, print_table, snapshot};
use crate::world::{TOWN, cell, entry, pairs, read_table, schema, word};
use acquis::data::Cell;
use acquis::data::described::{Makes, TableDatum, TableEntry};
use std::fmt::Write as _;

#[test]
fn rows_become_profiles_and_step_back_behind_those_that_exist() {
    let table = "\u{feff}code,country,title,count\r\nX1,FI,\"Turku, Åbo\",189669\r\nX2,FI,Helsinki,648042\r\nX3,CH,Bern,1\r\nX4,DE,\"the \"\"gate\"\"\",\r\n";
    let entry = TableEntry {
        values: pairs(&[("member", "false")]),
        skip: vec![(word("country"), vec![word("CH")])],
        same_as: Some(word("name")),
        datum: TableDatum {
            as_of: Some(word("2018-12-31")),
            source: Some(word("Eurostat")),
            evidence: Some(word("to_check")),
            ..TableDatum::default()
        },
        ..entry(&[("id", "code"), ("name", "title"), ("state", "country"), ("people", "count")])
    };
    let (texts, profiles, found) = read_table("id: helsinki\nname: Helsinki\n", table, &entry);
    assert_eq!(findings(&texts, &found), "nothing found\n");
    snapshot("data_table_of_profiles", &print_table(&schema(), &profiles, TOWN));
}

#[test]
fn all_rows_become_one_list() {
    let table = "district,population,newcomers\nCentrum,47171,120\nSödra,34671,\n";
    let columns = [("name", "district"), ("newcomers", "newcomers")];
    let entry = TableEntry {
        makes: Makes::List { id: word("malmo_2012"), into: word("schools") },
        datum: TableDatum { as_of: Some(word("2012")), ..TableDatum::default() },
        ..entry(&columns)
    };
    let (texts, profiles, found) = read_table("id: a\n", table, &entry);
    assert_eq!(findings(&texts, &found), "nothing found\n");
    snapshot("data_table_as_list", &print_table(&schema(), &profiles, TOWN));
    let (texts, profiles, found) = read_table("id: malmo_2012\nname: Malmoe\n", table, &entry);
    assert_eq!(findings(&texts, &found), "nothing found\n");
    assert_eq!(profiles.table(TOWN).unwrap().rows.len(), 1);
    assert!(matches!(cell(&profiles, "schools"), Cell::Data(_)) && matches!(cell(&profiles, "name"), Cell::Data(_)));
}

#[test]
fn a_reference_by_several_fields_is_put_together() {
    let table = "code,nuts\nb,FI1B\nc,\n";
    let parts = [("id", "code"), ("region.code", "nuts")];
    let entry = TableEntry { values: pairs(&[("region.version", "2016")]), ..entry(&parts) };
    let (texts, profiles, found) = read_table("id: a\n", table, &entry);
    let missing = "data/towns.csv:2:3: E0421 there is no Region with the key `FI1B, 2016` |FI1B|";
    assert_eq!(findings(&texts, &found).lines().next(), Some(missing));
    let region = schema().entity(TOWN).field("region").unwrap() as usize;
    let rows = &profiles.table(TOWN).unwrap().columns[region];
    assert!(matches!(rows[2], Cell::Missing), "an empty cell is unknown");
}

#[test]
fn mistakes_of_tables() {
    let mut out = String::new();
    let mut case = |table: &str, entry: TableEntry| {
        let (texts, _, found) = read_table("id: a\n", table, &entry);
        writeln!(out, "{}\n{}", table.escape_debug(), findings(&texts, &found)).unwrap();
    };
    let columns = [("id", "code"), ("people", "count")];
    case("code,count\nb,1\nc\nd,3,4\n", entry(&columns));
    case("code,count\nb,many\nc,\"1,5\"\n,3\n", entry(&columns));
    case("code,cuont\nb,1\n", entry(&columns));
    case("code;count\nb;1\n", entry(&columns));
    case("code,count,code\nb,1,c\n", entry(&columns));
    case("code,count\nb,\"1\nc,2\n", entry(&columns));
    case("code,count\nb,\"1\"x\n", entry(&columns));
    case("", entry(&columns));
    case("code,count\nb,1\n", entry(&[("id", "code"), ("peple", "count")]));
    case("code,count\nb,1\n", entry(&[("id", "code"), ("region", "count"), ("schools", "count"), ("heard", "count")]));
    case("code,count\nb,true\n", entry(&[("id", "code"), ("heard", "count")]));
    case("code,count\nb,1\n", TableEntry { values: pairs(&[("member", "no"), ("people", "3")]), ..entry(&columns) });
    case("code,count\nb,1\n", entry(&[("id", "code"), ("region.code", "count")]));
    case("code,count\nb,1\n", entry(&[("id", "code"), ("region.name", "count")]));
    let twice =
        TableEntry { values: pairs(&[("region.code", "FI1B")]), ..entry(&[("id", "code"), ("region.code", "count")]) };
    case("code,count\nb,1\n", twice);
    let makes = Makes::List { id: word("x"), into: word("name") };
    case("code,count\nb,1\n", TableEntry { makes, ..entry(&columns) });
    let datum = TableDatum { as_of: Some(word("once")), evidence: Some(word("sure")), ..TableDatum::default() };
    case("code,count\nb,1\n", TableEntry { datum, ..entry(&columns) });
    snapshot("data_tables", &out);
}
