//! A small world, and readers of it.

use acquis::data::described::{Makes, TableDatum, TableEntry};
use acquis::data::reader::Reader;
use acquis::data::{Cell, Profiles};
use acquis::diag::Diagnostic;
use acquis::num::rat::Rat;
use acquis::text::{FileId, Name, Sources, Span, Word};
use acquis::types::schema::{Ask, Entity, EntityId, Enum, EnumId, Field, Limit, NumType, Schema, Type, Unit};

pub const STATE: EntityId = EntityId(0);
pub const VERSION: EntityId = EntityId(1);
pub const REGION: EntityId = EntityId(2);
pub const SCHOOL: EntityId = EntityId(3);
pub const TOWN: EntityId = EntityId(4);

pub fn nowhere() -> Span {
    Span::new(FileId(0), 0, 0)
}

pub fn field(path: &str, ty: Type) -> Field {
    Field { module: Name::new("world"), ..Field::plain(path, ty, nowhere()) }
}

pub fn between(field: Field, low: i64, high: i64) -> Field {
    Field { low: Some(Limit::Number(Rat::int(low))), high: Some(Limit::Number(Rat::int(high))), ..field }
}

pub fn at_most_field(field: Field, other: u32) -> Field {
    Field { low: Some(Limit::Number(Rat::ZERO)), high: Some(Limit::Field(other)), ..field }
}

pub fn persons() -> Type {
    Type::Number(NumType { whole: true, word: Some(Name::new("persons")), ..NumType::of(Unit::of("person")) })
}

pub fn entity(name: &str, plural: Option<&str>, key: &[u32], fields: Vec<Field>) -> Entity {
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

pub fn closed(of: Entity, keys: &[&str]) -> Entity {
    Entity { closed: true, closed_keys: keys.iter().map(|k| Name::new(k)).collect(), ..of }
}

pub fn town_fields() -> Vec<Field> {
    let money = Type::Number(NumType::of(Unit::of("EUR")));
    let years = Type::Number(NumType {
        scale: Rat::int(12),
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

pub fn schema() -> Schema {
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
        party_titles: vec!["Bank".into(), "Partnership".into()],
        recommendations: vec![],
    }
}

pub const REGIONS: &str = "regions:\n- {code: FI1B1, version: \"2013\"}\n- {code: FI1B1, version: \"2016\"}\n";

/// Reads files of towns beside the regions above.
pub fn read(files: &[(&str, &str)]) -> (Sources, Profiles, Vec<Diagnostic>) {
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

pub fn read_one(text: &str) -> (Sources, Profiles, Vec<Diagnostic>) {
    read(&[("towns/a.yaml", text)])
}

/// A profile that uses every form there is.
pub const FULL: &str = r#"
id: helsinki
name: "Helsinki"
state: FI
people:
- {value: 628208, as_of: 2016-01-01, source: hki, status: published-provisional}
- {value: 648042, as_of: 2018-12-31, source: lau2019, status: published, note: "later than the cut"}
born_abroad: {value: between 40000 and 90_000, as_of: 2016-01-01, evidence: memory}
arrivals: {value: 6 770, as_of: 2015-01 .. 2015-10, source: hki}
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

pub fn word(text: &str) -> Word {
    Word { value: text.into(), span: nowhere() }
}

pub fn pairs(words: &[(&str, &str)]) -> Vec<(Word, Word)> {
    words.iter().map(|(a, b)| (word(a), word(b))).collect()
}

pub fn entry(columns: &[(&str, &str)]) -> TableEntry {
    TableEntry {
        span: nowhere(),
        makes: Makes::Profiles,
        columns: pairs(columns),
        values: vec![],
        skip: vec![],
        same_as: None,
        datum: TableDatum::default(),
    }
}

pub fn read_table(profile: &str, table: &str, entry: &TableEntry) -> (Sources, Profiles, Vec<Diagnostic>) {
    let schema = schema();
    let mut texts = Sources::default();
    texts.add("acquis.toml", "");
    let town = texts.add("towns/a.yaml", profile);
    let file = texts.add("data/towns.csv", table);
    let mut reader = Reader::new(&schema, &texts);
    reader.yaml(town, Some(TOWN));
    reader.table(file, TOWN, entry);
    let (profiles, found) = reader.finish();
    (texts, profiles, found)
}

pub fn cell<'p>(profiles: &'p Profiles, path: &str) -> &'p Cell {
    let at = schema().entity(TOWN).field(path).expect("a field") as usize;
    &profiles.tables[TOWN.0 as usize].columns[at][0]
}
