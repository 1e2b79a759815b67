//! Profiles and tables: what is read, what is refused and where, and that nothing makes the reader fall over.

use acquis::data::from_csv::{CellText, Rows, TableDatum, TableEntry, Word};
use acquis::data::reader::Reader;
use acquis::data::schema_json;
use acquis::data::{Cell, Datum, Profiles, Value};
use acquis::diag::Diagnostic;
use acquis::hir::law::Evidence;
use acquis::num::rat::Rat;
use acquis::text::{FileId, Name, Sources, Span};
use acquis::types::schema::{Ask, Entity, EntityId, Enum, EnumId, Field, Limit, NumType, Schema, Type, Unit};
use proptest::prelude::*;
use std::fmt::Write as _;

// ---- a small world ---------------------------------------------------------------

const STATE: EntityId = EntityId(0);
const VERSION: EntityId = EntityId(1);
const REGION: EntityId = EntityId(2);
const SCHOOL: EntityId = EntityId(3);
const TOWN: EntityId = EntityId(4);

fn nowhere() -> Span {
    Span::new(FileId(0), 0, 0)
}

fn field(path: &str, ty: Type) -> Field {
    Field {
        path: Name::new(path),
        ty,
        low: None,
        high: None,
        at_most: None,
        series: false,
        flow: false,
        statement: false,
        may_be_absent: false,
        ask: None,
        effort: 3,
        doc: None,
        module: Name::new("world"),
        span: nowhere(),
    }
}

fn between(field: Field, low: i64, high: i64) -> Field {
    Field { low: Some(Limit::Number(Rat::int(low))), high: Some(Limit::Number(Rat::int(high))), ..field }
}

fn at_most_field(field: Field, other: u32) -> Field {
    Field { low: Some(Limit::Number(Rat::ZERO)), high: Some(Limit::Field(other)), ..field }
}

fn persons() -> Type {
    Type::Number(NumType { whole: true, word: Some(Name::new("persons")), ..NumType::of(Unit::of("person")) })
}

fn entity(name: &str, plural: Option<&str>, key: &[u32], fields: Vec<Field>) -> Entity {
    Entity {
        name: Name::new(name),
        plural: plural.map(Name::new),
        closed: false,
        key: key.to_vec(),
        fields,
        closed_keys: vec![],
        doc: None,
        span: nowhere(),
    }
}

fn closed(of: Entity, keys: &[&str]) -> Entity {
    Entity { closed: true, closed_keys: keys.iter().map(|k| Name::new(k)).collect(), ..of }
}

fn town_fields() -> Vec<Field> {
    let money = Type::Number(NumType::of(Unit::of("EUR")));
    let years = Type::Number(NumType {
        scale: 12,
        word: Some(Name::new("years")),
        whole: true,
        ..NumType::of(Unit::of("month"))
    });
    let ask = Some(Ask::Words("youth welfare office".into()));
    vec![
        field("id", Type::Text),
        field("name", Type::Text),
        field("state", Type::Entity(STATE)),
        Field {
            series: true,
            doc: Some("Everybody who lives there.".into()),
            ..between(field("people", persons()), 0, 20_000_000)
        },
        Field { series: true, ..at_most_field(field("born_abroad", persons()), 3) },
        Field { flow: true, ..between(field("arrivals", persons()), 0, 1_000_000) },
        between(field("share", Type::Number(NumType::percent())), 0, 1),
        field("budget", money),
        field("term", years),
        field("settlement", Type::Enum(EnumId(0))),
        field("founded", Type::Date),
        field("member", Type::Bool),
        Field { statement: true, ..field("heard", Type::Bool) },
        Field { may_be_absent: true, ..field("plan.form", Type::Enum(EnumId(1))) },
        field("plan.written", Type::Bool),
        Field { ask, effort: 2, ..field("minors.present", persons()) },
        at_most_field(field("minors.represented", persons()), 15),
        Field { at_most: Some(3), ..field("schools", Type::List(Box::new(Type::Entity(SCHOOL)))) },
        Field { series: true, ..field("region", Type::Entity(REGION)) },
        field("fellows", Type::Range(Box::new(Type::Number(NumType::int())))),
        Field { at_most: Some(400), ..field("holidays", Type::List(Box::new(Type::Date))) },
        Field { at_most: Some(10), ..field("twins", Type::List(Box::new(Type::Entity(TOWN)))) },
        field("run_by", Type::Party),
        field("score", Type::Number(NumType::bare())),
    ]
}

fn schema() -> Schema {
    let of = |name: &str, values: &[&str]| Enum {
        name: Name::new(name),
        values: values.iter().map(|v| Name::new(v)).collect(),
        span: nowhere(),
    };
    let state = vec![field("code", Type::Text), between(field("urban_share", Type::Number(NumType::percent())), 0, 1)];
    let version = vec![field("year", Type::Text)];
    let region = vec![
        field("code", Type::Text),
        field("version", Type::Entity(VERSION)),
        field("level", Type::Number(NumType::int())),
    ];
    let school = vec![
        field("name", Type::Text),
        between(field("newcomers", persons()), 0, 5_000),
        between(field("others", persons()), 0, 5_000),
    ];
    Schema {
        enums: vec![
            of("Settlement", &["cities_1", "towns_and_suburbs_2", "rural_3"]),
            of("Form", &["integrated_investment", "own_axis", "own_programme"]),
        ],
        entities: vec![
            closed(entity("State", Some("states"), &[0], state), &["DE", "DK", "FI"]),
            closed(entity("Version", Some("versions"), &[0], version), &["2013", "2016"]),
            entity("Region", Some("regions"), &[0, 1], region),
            entity("School", None, &[], school),
            entity("Town", Some("towns"), &[0], town_fields()),
        ],
        units: vec![(Name::new("person"), Name::new("persons")), (Name::new("guardian"), Name::new("guardians"))],
        parties: vec![Name::new("bank"), Name::new("partnership")],
        recommendations: vec![],
    }
}

const REGIONS: &str = "regions:\n- {code: FI1B1, version: \"2013\"}\n- {code: FI1B1, version: \"2016\"}\n";

/// Reads files of towns beside the regions above.
fn read(files: &[(&str, &str)]) -> (Sources, Profiles, Vec<Diagnostic>) {
    let mut texts = Sources::default();
    let regions = texts.add("data/regions.yaml", REGIONS);
    let ids: Vec<FileId> = files.iter().map(|(path, text)| texts.add(path, text)).collect();
    let schema = schema();
    let mut reader = Reader::new(&schema, &texts);
    reader.yaml(regions, None);
    for id in ids {
        reader.yaml(id, Some(TOWN));
    }
    let (profiles, found) = reader.finish();
    (texts, profiles, found)
}

fn read_one(text: &str) -> (Sources, Profiles, Vec<Diagnostic>) {
    read(&[("towns/a.yaml", text)])
}

// ---- printing ---------------------------------------------------------------------

fn findings(texts: &Sources, found: &[Diagnostic]) -> String {
    let mut out = String::new();
    for d in found {
        let place = d.primary.as_ref().map_or("-".into(), |l| texts.place(l.span));
        let label =
            d.primary.as_ref().filter(|l| !l.text.is_empty()).map_or(String::new(), |l| format!("  <- {}", l.text));
        let marked = d.primary.as_ref().map_or("", |l| texts.text(l.span));
        let marked =
            if marked.is_empty() { String::new() } else { format!(" |{}|", marked.lines().next().unwrap_or("")) };
        writeln!(out, "{place}: {} {}{marked}{label}", d.code.0, d.message).unwrap();
        for l in &d.secondary {
            writeln!(out, "    {}: {}", texts.place(l.span), l.text).unwrap();
        }
        for line in &d.help {
            writeln!(out, "    help: {line}").unwrap();
        }
        for fix in &d.fixes {
            let safe = if fix.safe { "safe" } else { "to be looked at" };
            let edits: Vec<String> = fix.edits.iter().map(|(s, t)| format!("{:?} -> {t:?}", texts.text(*s))).collect();
            writeln!(out, "    fix ({safe}): {}: {}", fix.title, edits.join("; ")).unwrap();
        }
    }
    if out.is_empty() { "nothing found\n".into() } else { out }
}

/// Each source, and below it what is said of it.
fn said(cases: &[&str]) -> String {
    let mut out = String::new();
    for case in cases {
        let (texts, _, found) = read_one(case);
        let numbered: Vec<String> = case.lines().map(|l| format!("  {l}")).collect();
        writeln!(out, "{}\n{}", numbered.join("\n"), findings(&texts, &found)).unwrap();
    }
    out
}

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

fn print_value(schema: &Schema, ty: &Type, value: &Value) -> String {
    match (value, ty) {
        (Value::Enum(i), Type::Enum(id)) => schema.enumeration(*id).values[*i as usize].to_string(),
        (Value::Record(cells), Type::Entity(id)) => {
            let fields = schema.entity(*id).fields.iter().zip(cells.iter());
            let known = fields.filter_map(|(f, c)| match c {
                Cell::Missing => None,
                Cell::Data(data) => Some(format!("{}: {}", f.path, print_value(schema, &f.ty, &data[0].value))),
            });
            format!("{{{}}}", known.collect::<Vec<_>>().join(", "))
        }
        (Value::List(list), Type::List(item)) => {
            let items: Vec<String> = list.items.iter().map(|d| print_value(schema, item, &d.value)).collect();
            let others = if list.others == (0, Some(0)) { String::new() } else { format!(" others {:?}", list.others) };
            format!("[{}]{others}", items.join(", "))
        }
        (Value::Text(text), _) => format!("{text:?}"),
        _ => format!("{value:?}"),
    }
}

fn print_datum(schema: &Schema, profiles: &Profiles, field: &Field, datum: &Datum) -> String {
    let meta = profiles.meta(datum);
    let mut out = print_value(schema, &field.ty, &datum.value);
    if let Some((first, last)) = meta.as_of {
        let period = if first == last { first.to_string() } else { format!("{first} .. {last}") };
        write!(out, "  as of {period}").unwrap();
    }
    if let Some((day, by)) = meta.published {
        write!(out, "  published {}{day}", if by { "by " } else { "" }).unwrap();
    }
    if let Some(source) = meta.source {
        write!(out, "  source {:?}", profiles.sources[source as usize].title).unwrap();
    }
    if let Some(status) = &meta.status {
        write!(out, "  {status}").unwrap();
    }
    if meta.evidence != Evidence::Read {
        write!(out, "  {:?}", meta.evidence).unwrap();
    }
    if let Some(said) = &meta.statement {
        write!(out, "  said by {:?} on {}", said.by, said.day).unwrap();
    }
    if meta.preferred {
        out.push_str("  preferred");
    }
    if let Some(note) = &meta.note {
        write!(out, "  note {note:?}").unwrap();
    }
    out
}

fn print_table(schema: &Schema, profiles: &Profiles, of: EntityId) -> String {
    let mut out = String::new();
    let table = profiles.table(of).expect("every entity has a table");
    for (i, row) in table.rows.iter().enumerate() {
        writeln!(out, "{}{}", row.key, if row.invented { " (invented)" } else { "" }).unwrap();
        for (field, column) in schema.entity(of).fields.iter().zip(&table.columns) {
            let Cell::Data(data) = &column[i] else { continue };
            for datum in data {
                writeln!(out, "  {}: {}", field.path, print_datum(schema, profiles, field, datum)).unwrap();
            }
        }
        for (key, value) in &row.further {
            writeln!(out, "  further {key}: {value}").unwrap();
        }
    }
    out
}

fn cell<'p>(profiles: &'p Profiles, path: &str) -> &'p Cell {
    let at = schema().entity(TOWN).field(path).expect("a field") as usize;
    &profiles.tables[TOWN.0 as usize].columns[at][0]
}

/// The value of a field written in a town of its own.
fn value_of(path: &str, text: &str) -> Result<Value, String> {
    let (texts, profiles, found) = read_one(&format!("id: a\n{path}: {text}\n"));
    match cell(&profiles, path) {
        _ if !found.is_empty() => Err(findings(&texts, &found)),
        Cell::Data(data) => Ok(data[0].value.clone()),
        Cell::Missing => Ok(Value::Unknown),
    }
}

// ---- what is read -------------------------------------------------------------------

const FULL: &str = r#"
id: helsinki
name: "Helsinki"
state: FI
people:
- {value: 628208, as_of: 2016-01-01, source: hki, status: published-provisional}
- {value: 648042, as_of: 2018-12-31, source: lau2019, status: published, note: "later than the cut"}
born_abroad: {value: between 40000 and 90_000, as_of: 2016-01-01, evidence: memory}
arrivals: {value: 6 770, as_of: 2017-01 .. 2017-10, source: hki}
share: 15.5
budget: EUR 25 000.50
term: 20 years
settlement: {value: cities_1, as_of: 2019, source: lau2019, status: derived, note: "from the code 1"}
founded: 1550-06-12
member: true
heard: {value: false, statement: {by: "town, EU office", day: 2018-03-12}}
plan:
  form: {value: absent, as_of: 2014 .. 2020, published: 2015-02, source: check}
  written: unknown
minors:
  present: {value: unknown, note: "the Land counts, not the town"}
schools: {value: [{name: A, newcomers: 90, others: 30}, {name: B, newcomers: {value: 7, as_of: 2016}}], others: 0 .. 3}
region:
- {value: {code: FI1B1, version: "2013"}, as_of: 2015-01-01}
- {value: {code: FI1B1, version: "2016"}, as_of: 2018-01-01, preferred: true}
fellows: 5 .. 6
holidays: [2018-01-01, 2018-12-06]
twins: [helsinki]
run_by: bank
invented: true
further:
  users:
  - {value: 1374, as_of: 2015, source: hki, status: published}
  - {value: 2292, as_of: 2016, source: hki, status: derived, note: sum}
  gap: {value: {native: 4.7, others: 10.2}, source: check}
  codes: {nuts1: FI1, words: [a, b]}
sources:
  hki: {title: "City of Helsinki, early 2016", published: 2016-02, evidence: read}
  lau2019: "Eurostat, LAU 2019"
  check: {title: "from memory", evidence: to_check, published: 2014-06-13}
"#;

#[test]
fn a_full_profile() {
    let (texts, profiles, found) = read_one(FULL);
    assert_eq!(findings(&texts, &found), "nothing found\n");
    snapshot("data_full_profile", &format!("{}\n----\n{}", FULL.trim(), print_table(&schema(), &profiles, TOWN)));
}

#[test]
fn a_list_under_the_plural_shares_its_sources() {
    let text = "entity: Town\ntowns:\n- {id: b, people: {value: 1, as_of: 2016-01-01, source: s}}\n\
        - {id: a, people: {value: 2, as_of: 2016-01-01, source: s}, sources: {s: {title: own, evidence: memory}}}\n\
        sources: {s: {title: shared, evidence: to_check}}\n";
    let (texts, profiles, found) = read_one(text);
    assert_eq!(findings(&texts, &found), "nothing found\n");
    snapshot("data_list_of_profiles", &print_table(&schema(), &profiles, TOWN));
}

#[test]
fn the_file_says_its_entity_where_the_manifest_does_not() {
    let schema = schema();
    for text in ["entity: Town\nid: a\n", "towns:\n- id: a\n", "sources: {}\ntowns: [{id: a}]\n"] {
        let mut texts = Sources::default();
        let file = texts.add("x.yaml", text);
        let mut reader = Reader::new(&schema, &texts);
        reader.yaml(file, None);
        let (profiles, found) = reader.finish();
        assert_eq!(findings(&texts, &found), "nothing found\n", "{text}");
        assert_eq!(profiles.table(TOWN).unwrap().rows.len(), 1, "{text}");
    }
}

#[test]
fn numbers_are_exact_and_carry_the_unit_of_their_field() {
    let number = |n, d| Ok(Value::Number(Rat::new(n, d).unwrap()));
    assert_eq!(value_of("share", "15.5"), number(31, 200));
    assert_eq!(value_of("share", "15.5 %"), number(31, 200));
    assert_eq!(value_of("share", "0.1"), number(1, 1000));
    assert_eq!(value_of("budget", "16777217.01"), number(1_677_721_701, 100));
    assert_eq!(value_of("budget", "EUR 16 777 217.01"), number(1_677_721_701, 100));
    assert_eq!(value_of("budget", "-0.30"), number(-3, 10));
    assert_eq!(value_of("term", "20"), number(240, 1));
    assert_eq!(value_of("score", "5 %"), number(1, 20));
    assert_eq!(value_of("score", "9007199254740993"), number(9_007_199_254_740_993, 1));
    assert_eq!(value_of("people", "1 person"), number(1, 1));
    assert_eq!(value_of("people", "1_234_567 persons"), number(1_234_567, 1));
    assert_eq!(value_of("people", "1\u{a0}234\u{202f}567"), number(1_234_567, 1));
    let long = "0.".to_string() + &"1".repeat(40);
    let Ok(Value::Number(read)) = value_of("score", &long) else { panic!("forty digits are kept") };
    assert_eq!(read, Rat::parse_decimal(&long).unwrap());
}

#[test]
fn texts_are_compared_in_nfc() {
    let (_, profiles, _) = read_one("id: a\nname: \"Go\u{308}teborg\"\n");
    let Cell::Data(data) = cell(&profiles, "name") else { panic!("a name") };
    assert_eq!(data[0].value, Value::Text("G\u{f6}teborg".into()));
}

#[test]
fn quoted_words_are_text_and_bare_ones_are_not() {
    assert_eq!(value_of("name", "unknown"), Ok(Value::Unknown));
    assert_eq!(value_of("name", "\"unknown\""), Ok(Value::Text("unknown".into())));
    assert_eq!(value_of("name", "'true'"), Ok(Value::Text("true".into())));
    assert_eq!(value_of("name", "no"), Ok(Value::Text("no".into())));
    assert_eq!(value_of("name", ">-\n  two\n  lines"), Ok(Value::Text("two lines".into())));
}

// ---- what is refused, and where -----------------------------------------------------

#[test]
fn mistakes_of_yaml() {
    let deep = format!("id: a\nname: {}\n", "[".repeat(300));
    snapshot(
        "data_yaml",
        &said(&[
            "id: a\nname: \"open\n",
            "id: a\n  name: b\n",
            "id: a\nname: b: c\n",
            "id: a\nschools: [{name: A}\n",
            "id: a\nname: b\n\tmember: true\n",
            "id: a\nname: {x: 1]\n",
            "id: a\nname: @home\n",
            "id: a\n---\nid: b\n",
            "- id: a\n",
            "just words\n",
            "# nothing but this\n",
            "",
            "id: &x a\nname: *x\n",
            "id: a\n<<: {name: b}\n",
            "id: !!str a\n",
            "id: a\n? [x, y]\n: 3\n",
        ]),
    );
    let (texts, _, found) = read_one(&deep);
    snapshot("data_too_deep", &findings(&texts, &found));
}

#[test]
fn mistakes_of_keys() {
    snapshot(
        "data_keys",
        &said(&[
            "id: a\npeple: 3\n",
            "id: a\nsomething_else: 3\n",
            "id: a\nname: b\nname: c\n",
            "id: a\nplan:\n  frm: own_axis\n",
            "id: a\nplan.form: own_axis\n",
            "id: a\nplan: {written: true}\nplan: {form: own_axis}\n",
            "id: a\nplan: true\n",
            "id: a\npeople: {value: 3, vaule: 4}\n",
            "id: a\npeople: {value: 3, value: 4}\n",
            "id: a\nschools: [{nam: A}]\n",
            "id: a\nfurther: {x: 1, x: 2}\n",
            "id: a\nfurther: 3\n",
            "id: a\nsources: {s: {titel: x}}\n",
            "name: only\n",
            "id: unknown\n",
            "entity: State\nid: a\n",
            "entity: Twon\nid: a\n",
            "towns: [{id: a}, 3]\nname: b\n",
        ]),
    );
}

#[test]
fn mistakes_of_values() {
    snapshot(
        "data_values",
        &said(&[
            "id: a\nmember: yes\n",
            "id: a\nmember: Off\n",
            "id: a\nmember: \"true\"\n",
            "id: a\nmember: 1\n",
            "id: a\npeople: 1,234\n",
            "id: a\npeople: 1.234.567\n",
            "id: a\npeople: 1e6\n",
            "id: a\npeople: about 10\n",
            "id: a\npeople: 0x1F\n",
            "id: a\npeople: 007\n",
            "id: a\npeople: \"12\"\n",
            "id: a\npeople: 2.5\n",
            "id: a\npeople: EUR 12\n",
            "id: a\nshare: 12 persons\n",
            "id: a\nbudget: 12 $\n",
            "id: a\nbudget: .5\n",
            "id: a\npeople: 20000001\n",
            "id: a\nshare: 101\n",
            "id: a\npeople: between 9 and 3\n",
            "id: a\npeople: 3 .. 9\n",
            "id: a\npeople: {value: between 1 and 30000000}\n",
            "id: a\nfellows: 6 .. 5\n",
            "id: a\nfellows: five\n",
            "id: a\nsettlement: citys_1\n",
            "id: a\nsettlement: metropolis\n",
            "id: a\nfounded: 12.06.1550\n",
            "id: a\nfounded: 1550-02-30\n",
            "id: a\nfounded: between 1550-01-01 and 1551-01-01\n",
            "id: a\nname: 00123\n",
            "id: a\nname: true\n",
            "id: a\nname: absent\n",
            "id: a\nname:\nmember: ~\n",
            "id: a\nname: [b]\n",
            "id: a\nname: {first: b}\n",
            "id: a\nschools: A\n",
            "id: a\nschools: [A]\n",
            "id: a\nschools: [{name: A}, {name: B}, {name: C}, {name: D}]\n",
            "id: a\npeople: []\n",
            &format!("id: a\nscore: {}\n", "7".repeat(80)),
        ]),
    );
}

#[test]
fn mistakes_of_data() {
    snapshot(
        "data_data",
        &said(&[
            "id: a\npeople: {as_of: 2018-01-01}\n",
            "id: a\npeople: {value: 3, as_of: yesterday}\n",
            "id: a\npeople: {value: 3, as_of: 2020 .. 2014}\n",
            "id: a\npeople: {value: 3, published: soon}\n",
            "id: a\npeople: {value: 3, status: publishd}\n",
            "id: a\npeople: {value: 3, status: derived}\n",
            "id: a\npeople: {value: 3, evidence: sure}\n",
            "id: a\npeople: {value: 3, source: eurostt}\nsources: {eurostat: Eurostat}\n",
            "id: a\nfurther: {x: {value: 3, source: nobody}}\n",
            "id: a\npeople: {value: 3, preferred: yes}\n",
            "id: a\npeople: {value: 3, others: unknown}\n",
            "id: a\nschools: {value: [{name: A}], others: some}\n",
            "id: a\nschools: {value: unknown, others: 3}\n",
            "id: a\nheard: true\n",
            "id: a\nheard: {value: true, note: \"we asked\"}\n",
            "id: a\nheard: {value: true, statement: {by: \"the mayor\"}}\n",
            "id: a\nheard: {value: true, statement: \"the mayor\"}\n",
            "id: a\nmember:\n- {value: true, as_of: 2016-01-01}\n- {value: false, as_of: 2017-01-01}\n",
            "id: a\npeople:\n- {value: 1, as_of: 2016, preferred: true}\n- {value: 2, as_of: 2016, preferred: true}\n",
            "id: a\npeople: {value: 5, as_of: 2016}\nborn_abroad: {value: 6, as_of: 2016}\n",
            "id: a\npeople: {value: 5, as_of: 2016}\nborn_abroad: {value: 6, as_of: 2017}\n",
            "id: a\nminors: {present: 3, represented: 4}\n",
            "id: a\nminors: {present: between 3 and 5, represented: 4}\n",
            "id: a\nschools:\n- {value: [{name: A}], as_of: 2016}\n- {name: B}\n",
            "id: a\nsources: {s: {published: 2016}, t: }\n",
        ]),
    );
}

#[test]
fn mistakes_of_references() {
    snapshot(
        "data_references",
        &said(&[
            "id: a\nstate: FL\n",
            "id: a\nstate: [FI]\n",
            "id: a\ntwins: [a, nobody]\n",
            "id: a\nrun_by: bnk\n",
            "id: a\nregion: FI1B1\n",
            "id: a\nregion: {code: FI1B1}\n",
            "id: a\nregion: {code: FI1B2, version: \"2016\"}\n",
            "id: a\nregion: {code: FI1B1, version: 2016}\n",
            "id: a\nregion: {code: FI1B1, year: \"2016\", version: \"2016\"}\n",
        ]),
    );
}

#[test]
fn two_profiles_of_one_key_and_instances_nobody_declared() {
    let schema = schema();
    let mut texts = Sources::default();
    let first = texts.add("towns/a.yaml", "id: a\n");
    let again = texts.add("towns/b.yaml", "name: b\nid: a\n");
    let states = texts.add("states.yaml", "states:\n- {code: FI, urban_share: 5}\n- {code: FX}\n");
    let mut reader = Reader::new(&schema, &texts);
    reader.yaml(first, Some(TOWN));
    reader.yaml(again, Some(TOWN));
    reader.yaml(states, Some(STATE));
    let (_, found) = reader.finish();
    snapshot("data_profile_twice", &findings(&texts, &found));
}

#[test]
fn a_broken_file_is_not_blamed_on_those_that_name_it() {
    let (texts, _, found) = read(&[("towns/a.yaml", "id: a\nname: \"open\n"), ("towns/b.yaml", "id: b\ntwins: [a]\n")]);
    snapshot("data_broken_file", &findings(&texts, &found));
}

#[test]
fn every_mistake_of_every_file_is_said_in_one_run() {
    let (_, _, found) = read(&[
        ("towns/a.yaml", "id: a\npeple: 1\nmember: yes\nstate: FL\n"),
        ("towns/b.yaml", "id: b\nshare: 200\nsettlement: x\n"),
    ]);
    let codes: Vec<&str> = found.iter().map(|d| d.code.0).collect();
    assert_eq!(codes, ["E0405", "E0407", "E0421", "E0414", "E0410"]);
}

// ---- tables ---------------------------------------------------------------------------

fn word(text: &str) -> Word {
    Word { text: text.into(), span: nowhere() }
}

fn pairs(words: &[(&str, &str)]) -> Vec<(Word, Word)> {
    words.iter().map(|(a, b)| (word(a), word(b))).collect()
}

fn entry(columns: &[(&str, &str)]) -> TableEntry {
    TableEntry {
        entity: TOWN,
        span: nowhere(),
        columns: pairs(columns),
        values: vec![],
        skip: vec![],
        same_as: None,
        id: None,
        into: None,
        datum: TableDatum::default(),
    }
}

fn read_table(profile: &str, table: &str, entry: &TableEntry) -> (Sources, Profiles, Vec<Diagnostic>) {
    let schema = schema();
    let mut texts = Sources::default();
    texts.add("acquis.toml", "");
    let town = texts.add("towns/a.yaml", profile);
    let file = texts.add("data/towns.csv", table);
    let mut reader = Reader::new(&schema, &texts);
    reader.yaml(town, Some(TOWN));
    reader.table(file, entry);
    let (profiles, found) = reader.finish();
    (texts, profiles, found)
}

#[test]
fn rows_become_profiles_and_step_back_behind_those_that_exist() {
    let table = "\u{feff}code,country,title,count\r\nX1,FI,\"Turku, Åbo\",189669\r\nX2,FI,Helsinki,648042\r\nX3,CH,Bern,1\r\nX4,DE,\"the \"\"gate\"\"\",\r\n";
    let entry = TableEntry {
        values: pairs(&[("member", "false")]),
        skip: vec![(word("country"), vec!["CH".into()])],
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
        id: Some(word("malmo_2012")),
        into: Some(word("schools")),
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
    case("code,count\nb,1\n", TableEntry { into: Some(word("schools")), ..entry(&columns) });
    case("code,count\nb,1\n", TableEntry { into: Some(word("name")), id: Some(word("x")), ..entry(&columns) });
    let datum = TableDatum { as_of: Some(word("once")), evidence: Some(word("sure")), ..TableDatum::default() };
    case("code,count\nb,1\n", TableEntry { datum, ..entry(&columns) });
    snapshot("data_tables", &out);
}

// ---- the JSON Schema --------------------------------------------------------------------

#[test]
fn the_json_schema_of_a_profile() {
    let text = schema_json::profile_schema(&schema(), TOWN);
    assert_eq!(text, schema_json::profile_schema(&schema(), TOWN));
    let json: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    let property = |path: &str| json.pointer(&format!("/$defs/profile/properties/{path}")).expect(path);
    assert_eq!(property("people/anyOf/0/anyOf/0/maximum"), &serde_json::json!(20_000_000));
    assert_eq!(property("share/anyOf/0/anyOf/0/maximum"), &serde_json::json!(100));
    assert_eq!(property("plan/properties/form/anyOf/0/enum/4"), &serde_json::json!("absent"));
    assert_eq!(property("state/anyOf/0/anyOf/0/anyOf/0/enum"), &serde_json::json!(["DE", "DK", "FI"]));
    assert_eq!(property("schools/anyOf/0/anyOf/0/maxItems"), &serde_json::json!(3));
    assert_eq!(json.pointer("/$defs/profile/required"), Some(&serde_json::json!(["id"])));
    assert!(json.pointer("/$defs/record.School/properties/newcomers").is_some());
    let valid = |text: &str| {
        let value: serde_json::Value = serde_yaml::from_str(text).expect("YAML");
        jsonschema::draft202012::validate(&json, &value).is_ok()
    };
    jsonschema::draft202012::meta::validate(&json).expect("a JSON Schema");
    assert!(valid(FULL));
    assert!(valid("sources: {s: {title: x}}\ntowns: [{id: a}, {id: b, people: [{value: 1, as_of: 2016}]}]\n"));
    for wrong in [
        "name: b\n",
        "id: a\npeple: 1\n",
        "id: a\nsettlement: city\n",
        "id: a\nmember: yes\n",
        "id: a\nstate: FL\n",
        "id: a\nheard: true\n",
        "id: a\nheard: {value: true}\n",
        "id: a\npeople: 20000001\n",
        "id: a\npeople: {as_of: 2016}\n",
        "id: a\npeople: many\n",
        "id: a\nschools: [{nam: A}]\n",
        "id: a\nplan: {frm: own_axis}\n",
        "id: a\nregion: {code: FI1B1}\n",
        "towns: [{name: b}]\n",
    ] {
        assert!(!valid(wrong), "{wrong}");
    }
    snapshot("data_json_schema_region", &schema_json::profile_schema(&schema(), REGION));
}

// ---- hostile and random input -------------------------------------------------------------

/// Nothing falls over, and every finding points into its file, at whole characters.
fn stands(text: &str) -> usize {
    let (texts, _, found) = read_one(text);
    for d in &found {
        let labels = d.primary.iter().chain(&d.secondary).map(|l| l.span);
        for span in labels.chain(d.fixes.iter().flat_map(|f| f.edits.iter().map(|e| e.0))) {
            let text = &texts.file(span.file).text;
            assert!(span.start <= span.end && text.get(span.start as usize..span.end as usize).is_some(), "{d:?}");
        }
        assert!(d.message.len() < 400, "{}", d.message);
    }
    found.len()
}

#[test]
fn a_bomb_of_aliases_does_not_go_off() {
    let mut bomb = String::from("id: a\nfurther:\n  l0: &l0 [x, x, x, x, x, x, x, x, x]\n");
    for i in 1..20 {
        writeln!(bomb, "  l{i}: &l{i} [{}]", vec![format!("*l{}", i - 1); 9].join(", ")).unwrap();
    }
    assert_eq!(stands(&bomb), 19 * 9);
}

#[test]
fn a_flood_of_mistakes_is_cut_off() {
    let mut flood = String::from("id: a\n");
    for i in 0..100_000 {
        writeln!(flood, "no_such_key_{i}: 1").unwrap();
    }
    assert_eq!(stands(&flood), 501);
    let rows: String = (0..100_000).map(|i| format!("t{i},many\n")).collect();
    let (_, _, found) =
        read_table("id: a\n", &format!("code,count\n{rows}"), &entry(&[("id", "code"), ("people", "count")]));
    assert_eq!(found.len(), 501);
    let (_, profiles, found) =
        read_table("id: a\n", &format!("code\n{}", "b\n".repeat(50_000)), &entry(&[("id", "code")]));
    assert_eq!((found.len(), profiles.table(TOWN).unwrap().rows.len()), (500, 50_001));
}

#[test]
fn deep_and_long_input_is_refused_in_good_time() {
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", ""), ("\"", ""), ("'", "'")] {
        let text = format!("id: a\nfurther: {{x: {}{}}}\n", open.repeat(200_000), close.repeat(200_000));
        stands(&text);
        stands(&format!("id: a\nname: {}", open.repeat(200_000)));
        stands(&open.repeat(200_000));
    }
    stands(&format!("id: a\nscore: {}\n", "9".repeat(5_000_000)));
    stands(&format!("id: {}\n", "x".repeat(5_000_000)));
    stands(&format!("{}: 1\n", "x".repeat(1_000_000)));
}

fn yaml_like() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("id: a\n"),
        Just("people: "),
        Just("{value: "),
        Just("}"),
        Just("- "),
        Just("["),
        Just("]"),
        Just(", "),
        Just("unknown"),
        Just("absent"),
        Just("between "),
        Just(" and "),
        Just(" .. "),
        Just("\n"),
        Just("  "),
        Just("12"),
        Just("schools:\n"),
        Just("name: "),
        Just("source: s\n"),
        Just("sources:\n"),
        Just("as_of: 2018"),
        Just("further:\n"),
        Just("plan:\n"),
        Just("towns:\n"),
        Just("entity: Town\n"),
        Just("\""),
        Just("'"),
        Just("*x"),
        Just("&x "),
        Just("!t "),
        Just("é"),
        Just("\u{feff}"),
        Just("\t"),
        Just("#"),
        Just("---\n"),
        Just("|\n"),
        Just(">-\n"),
        Just("? "),
        Just("%YAML 1.2\n"),
        Just("statement: "),
        Just("region: "),
        Just("{code: "),
        Just("version: "),
        Just("\r\n"),
        Just("\0"),
        Just("𝄞"),
        Just("<<: "),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_the_reader_fall_over(text in yaml_like()) {
        stands(&text);
    }

    #[test]
    fn no_characters_make_it_fall_over(text in any::<String>(), table in any::<String>()) {
        stands(&text);
        let entry = TableEntry { same_as: Some(word("name")), ..entry(&[("id", "a"), ("name", "b"), ("people", "c")]) };
        read_table("id: a\n", &format!("a,b,c\n{table}"), &entry);
    }

    #[test]
    fn a_profile_cut_or_changed_anywhere_still_gets_findings_in_place(at in 0..FULL.len(), byte in any::<char>(), cut in any::<bool>()) {
        let at = (0..=at).rev().find(|i| FULL.is_char_boundary(*i)).unwrap_or(0);
        let mut text = FULL[..at].to_string();
        if !cut {
            text.push(byte);
            text.push_str(&FULL[at..].chars().skip(1).collect::<String>());
        }
        stands(&text);
    }

    #[test]
    fn every_decimal_is_read_exactly(whole in 0u64.., part in "[0-9]{0,12}", negative in any::<bool>()) {
        let point = if part.is_empty() { "" } else { "." };
        let text = format!("{}{whole}{point}{part}", if negative { "-" } else { "" });
        prop_assert_eq!(value_of("score", &text), Ok(Value::Number(Rat::parse_decimal(&text).unwrap())));
    }

    #[test]
    fn another_reader_of_yaml_agrees_on_plain_values(
        name in "[^\u{0}-\u{1f}\u{7f}-\u{9f}\u{feff}\u{fffe}\u{ffff}]{0,20}",
        people in 0u32..20_000_000,
        member in any::<bool>(),
        words in proptest::collection::vec("[a-zA-Z :#,'\"\\[\\]{}&*!|>%@`-]{1,12}", 0..3),
    ) {
        let mut profile = serde_yaml::Mapping::new();
        profile.insert("id".into(), "a".into());
        profile.insert("name".into(), name.clone().into());
        profile.insert("people".into(), people.into());
        profile.insert("member".into(), member.into());
        let schools: Vec<serde_yaml::Value> = words.iter().map(|w| {
            serde_yaml::Value::Mapping([("name".into(), w.clone().into())].into_iter().collect())
        }).collect();
        profile.insert("schools".into(), schools.into());
        let text = serde_yaml::to_string(&profile).unwrap();
        let bare_word = ["unknown", "absent"].iter().any(|w| name.trim() == *w || words.iter().any(|x| x.trim() == *w));
        prop_assume!(!bare_word);
        let (texts, profiles, found) = read_one(&text);
        prop_assert_eq!(findings(&texts, &found), "nothing found\n", "{}", text);
        let one = |path: &str| match cell(&profiles, path) { Cell::Data(d) => d[0].value.clone(), Cell::Missing => Value::Unknown };
        let nfc = |t: &str| { use unicode_normalization::UnicodeNormalization; t.nfc().collect::<String>() };
        prop_assert_eq!(one("name"), Value::Text(nfc(&name).into()));
        prop_assert_eq!(one("people"), Value::Number(Rat::int(people.into())));
        prop_assert_eq!(one("member"), Value::Bool(member));
        let Value::List(list) = one("schools") else { panic!("a list") };
        let read: Vec<String> = list.items.iter().map(|d| match &d.value {
            Value::Record(cells) => match &cells[0] { Cell::Data(d) => format!("{:?}", d[0].value), Cell::Missing => "-".into() },
            other => format!("{other:?}"),
        }).collect();
        let written: Vec<String> = words.iter().map(|w| format!("{:?}", Value::Text(w.as_str().into()))).collect();
        prop_assert_eq!(read, written);
    }

    #[test]
    fn another_reader_of_tables_agrees_on_cells(rows in proptest::collection::vec(proptest::collection::vec("[a-z,\"\n\r é]{0,6}", 2..4), 1..5)) {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(vec![]);
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let mut read: Vec<Vec<String>> = vec![];
        let (mut cells, mut ours): (Vec<CellText>, _) = (vec![], Rows::new(FileId(0), &text));
        while let Some(row) = ours.next(&mut cells) {
            prop_assert!(row.is_ok());
            for cell in &cells {
                let place = &text[cell.span.start as usize..cell.span.end as usize];
                prop_assert!(place.trim_matches('"').replace("\"\"", "\"").trim_matches('"') == cell.text.trim_matches('"'));
            }
            read.push(cells.iter().map(|c| c.text.to_string()).collect());
        }
        prop_assert_eq!(read, rows);
    }
}
