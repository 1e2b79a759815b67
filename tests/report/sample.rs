//! An invented paper about the air of six towns that exercises everything a paper can have.

use acquis::num::date::Date;
use acquis::report::chart::bars::{Bars, Series};
use acquis::report::chart::dumbbell::{Dumbbell, End, Pair, Point};
use acquis::report::chart::matrix::{Matrix, Status};
use acquis::report::chart::{Chart, Tone};
use acquis::report::doc::{Cover, Document};
use acquis::report::from_markdown;
use acquis::report::template::{Markdown, Templates};
use acquis::text::FileId;
use minijinja::value::Value;
use serde::Serialize;

#[derive(Serialize)]
struct Town {
    name: &'static str,
    people: u32,
    stations: u32,
    over: u32,
    budget: u32,
    share: &'static str,
    officer: &'static str,
    source: &'static str,
    reported: &'static str,
    remark: Option<&'static str>,
}

#[derive(Serialize)]
struct Recommendation {
    title: &'static str,
    to: Vec<&'static str>,
    by: &'static str,
    state: &'static str,
    text: Markdown,
}

/// What people put into files.
pub const ODDITIES: [(&str, &str); 12] = [
    ("Markdown", "# Not a heading, **not bold**, [not a link](https://evil.example), `not code`"),
    ("a list", "- one\n- two\n1. three"),
    ("a table", "a | b |\n|---|---|"),
    ("HTML", "<script>alert(1)</script> &copy; <!-- gone? -->"),
    ("typesetter", "#let x = 1; $x^2$ *a* @ref \\ /* c */"),
    ("template", "{{ 7 * 7 }} {% raw %} {# no #}"),
    ("footnote", "[^1] and ![image](x.svg)"),
    ("right to left", "abc\u{202E}cba\u{200F} \u{2067}x\u{2069}"),
    ("zero width", "in\u{200B}visi\u{FEFF}ble\u{2060}"),
    ("other scripts", "Αθήνα, Київ, Tórshavn, Łódź, Šiauliai, Gżira, דוגמה, مدينة, ከተማ"),
    ("not in any font", "\u{1F600} 東京 \u{E000}"),
    ("a long word", LONG),
];

const LONG: &str = concat!(
    "https://registry.example.eu/a/very/long/address/that/no/line/of/a/table/can/hold/",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
);

fn towns() -> Vec<Town> {
    let town = |name, people, stations, over, budget, share, officer, reported, remark| Town {
        name,
        people,
        stations,
        over,
        budget,
        share,
        officer,
        source: "Annual return 2017",
        reported,
        remark,
    };
    vec![
        town("Aldorf", 63_300, 3, 12, 1_250_000, "1.5", "A. Ferrant", "2018-02-03", None),
        town(
            "Bruck an der Aue",
            118_200,
            5,
            41,
            3_100_000,
            "2",
            "Office of the Mayor",
            "2018-01-30",
            Some("one station was moved"),
        ),
        town("Cavern", 24_800, 0, 0, 90_000, "0.4", "none named", "2018-03-11", Some("no station")),
        town("Dunmore", 301_450, 9, 67, 12_400_000, "3.1", "M. O\u{2019}Reilly-Szczęsny", "2018-02-20", None),
        town("Évreville", 77_015, 4, 35, 2_000_000, "1.9", "C. d\u{2019}Aubigné", "2018-02-14", None),
        town("Feldkirchen", 9_870, 1, 3, 40_500, "0.9", "H. Groß", "2018-02-28", Some("volunteers read the station")),
    ]
}

pub fn matrix() -> Chart {
    let status = |label: &str, tone| Status { label: label.into(), tone };
    Matrix {
        id: "requirements".into(),
        title: "Outcome of each requirement for each town, under the law in force.".into(),
        row_noun: ("town".into(), "towns".into()),
        column_noun: ("requirement".into(), "requirements".into()),
        rows: towns().iter().map(|t| t.name.to_owned()).collect(),
        columns: [
            "Daily limit",
            "Yearly mean",
            "One station at least",
            "Hourly values public",
            "Officer named",
            "Plan adopted after breach",
        ]
        .map(str::to_owned)
        .to_vec(),
        states: vec![
            status("met", Tone::Good),
            status("breached", Tone::Bad),
            status("contested", Tone::Mixed),
            status("not known", Tone::Open),
            status("not applicable", Tone::Void),
        ],
        cells: vec![
            vec![0, 0, 0, 0, 0, 4],
            vec![1, 1, 0, 3, 0, 0],
            vec![3, 3, 1, 4, 1, 4],
            vec![1, 0, 0, 0, 0, 1],
            vec![0, 2, 0, 1, 0, 4],
            vec![0, 0, 0, 3, 0, 4],
        ],
        signs: vec![vec![], ["*", "*†", "", "", "†"].map(str::to_owned).to_vec()],
    }
    .chart()
}

pub fn bars() -> Chart {
    let series = |label: &str, tone| Series { label: label.into(), tone };
    Bars {
        id: "outcomes".into(),
        title: "Towns by outcome of the daily limit, under the law in force and two reforms.".into(),
        bar_noun: "Scenario".into(),
        noun: ("town".into(), "towns".into()),
        series: vec![series("met", Tone::Good), series("breached", Tone::Bad), series("not known", Tone::Open)],
        bars: vec![
            ("Law in force".into(), vec![3, 2, 1]),
            ("Filter fund".into(), vec![4, 1, 1]),
            ("Common network of stations".into(), vec![4, 2, 0]),
        ],
        signs: vec![vec![], vec!["*".into()], vec!["*†".into(), "†".into()]],
    }
    .chart()
}

pub fn dumbbell() -> Chart {
    let point = |value: i64| End::At(Point { value, text: format!("{value}\u{A0}%") });
    let pair = |label: &str, before, after| Pair { label: label.into(), before, after };
    Dumbbell {
        id: "shares".into(),
        title: "Share of the cost of a station that the province would pay.".into(),
        row_noun: ("town".into(), "towns".into()),
        measure: "share of cost in %".into(),
        before: "law in force".into(),
        after: "filter fund".into(),
        rows: vec![
            pair("Aldorf", point(40), point(75)),
            pair("Bruck an der Aue", point(40), point(60)),
            pair("Cavern", End::Unknown, point(90)),
            pair("Dunmore", point(25), point(25)),
            pair("Évreville", point(40), point(35)),
            pair("Feldkirchen", End::Unknown, End::Unknown),
        ],
    }
    .chart()
}

pub fn cover() -> Cover {
    let details = [
        ("Law as of", "30\u{A0}April 2018"),
        ("Known on", "30\u{A0}April 2018"),
        ("Data as of", "31\u{A0}December 2017"),
    ];
    Cover {
        subtitle: "Assessment of six towns, and two reforms compared".into(),
        body: "Partnership of the Towns on Clean Air".into(),
        to: vec!["Council of Towns".into(), "Ministry for the Environment of the Province".into()],
        status: "Draft for consultation".into(),
        details: details.map(|(k, v)| (k.to_owned(), v.to_owned())).to_vec(),
        disclaimer:
            "This paper is a draft. It was made from rules and data by a program and has been adopted by nobody.\n\n\
                     Its content is invented and serves to try the form of a paper."
                .into(),
        ..Cover::new("Clean air in six towns", Date::parse("2018-04-30").unwrap())
    }
}

pub fn charts() -> Vec<Chart> {
    vec![matrix(), bars(), dumbbell()]
}

fn bottlenecks() -> Vec<Value> {
    let one = |title: &str, text: &str| Value::from_pairs([("title", title), ("text", text)]);
    vec![
        one(
            "Stations are few",
            "Six towns run 22 stations. Cavern runs none, e.g. because no call of the fund was open to a town of its size. Art. 5 of the Act knows no exception.",
        ),
        one(
            "Values come late",
            "Daily means are published after eleven days on average. No. 3 of the guidance asks for one hour!",
        ),
        one(
            "Nobody answers",
            "A letter to the office of Cavern came back (twice). \"Addressee unknown.\" Who is in charge?",
        ),
    ]
}

fn recommendations() -> Vec<Recommendation> {
    let markdown = |text: &str| Markdown(text.to_owned());
    vec![
        Recommendation {
            title: "Open the filter fund to small towns",
            to: vec!["the Ministry", "the Council of Towns"],
            by: "2018-09-30",
            state: "Issued, firm",
            text: markdown(
                "The fund should be open to **every** town that runs a station.\nLegal hook: Article 9(2) of the Act.\n\n\
                 - Evidence: see [the matrix](#requirements).\n- Holds under: *filter fund*, *common network*.",
            ),
        },
        Recommendation {
            title: "Publish hourly values",
            to: vec!["all towns"],
            by: "2018-12-31",
            state: "Conditional on two facts",
            text: markdown(
                "Values should be public within one hour.\nIt is open whether *Feldkirchen* does so already.\n\n1. Ask the town.\n2. Read its site.",
            ),
        },
        Recommendation {
            title: "Name an officer",
            to: vec!["the town of Cavern"],
            by: "2018-06-30",
            state: "Withheld",
            text: markdown("Withheld: the evidence was false on the day of this paper."),
        },
    ]
}

/// The sample as Markdown, from its template.
pub fn markdown() -> String {
    let template = include_str!("sample.md.j2").to_owned();
    let templates = Templates::new(vec![("sample.md.j2".into(), template, FileId(0))]);
    assert_eq!(templates.diagnostics(), []);
    let source = |name: &str, note: &str, gives: &str, since: &str| {
        Value::from_pairs([("name", name), ("note", note), ("gives", gives), ("since", since)])
    };
    let sources = vec![
        source(
            "Air Quality Act",
            "OJ P 12, 1.2.2011, p. 3.",
            "Limits, duties of towns and the right to know",
            "2011-03-01",
        ),
        source(
            "Filter Regulation",
            "OJ P 44, 9.6.2014, p. 17.",
            "Classes of filters, and who tests them",
            "2014-07-01",
        ),
        source("Guidance on stations", "OJ C 2, 4.1.2016, p. 1.", "Where a station stands", "2016-01-04"),
    ];
    let station = |(name, values): (&str, &str)| {
        let values: Vec<String> = values.chars().map(String::from).collect();
        Value::from_pairs([("name", Value::from(name)), ("values", Value::from(values))])
    };
    let stations: Vec<Value> = [
        ("Aldorf North", "yyyyyyyyyyyyy"),
        ("Aldorf South", "yyyynyyyyyyyn"),
        ("Bruck, at the bridge", "yy??yyynnyy?n"),
        ("Dunmore 1", "nnnyyyyyynnnn"),
        ("Évreville, Place d\u{2019}Armes", "yyyyyyyyyyyyy"),
        ("Feldkirchen", "????????????y"),
    ]
    .into_iter()
    .map(station)
    .collect();
    let oddities: Vec<Value> =
        ODDITIES.iter().map(|(f, v)| Value::from_pairs([("field", *f), ("value", *v)])).collect();
    let context = minijinja::context! {
        title => "Clean air in six towns",
        towns => minijinja::value::Serde(towns()),
        kept => 3,
        broken => 2,
        open => 1,
        limit => 50,
        law => "Air Quality Act, OJ P 12, 1.2.2011, p. 3.",
        asked_by => vec!["the Council of Towns", "the Ministry", "the town of Aldorf"],
        bottlenecks => bottlenecks(),
        sources => sources,
        charts => minijinja::context! {
            matrix => Value::from(matrix().markdown("sample")),
            outcomes => Value::from(bars().markdown("sample")),
            shares => Value::from(dumbbell().markdown("sample")),
        },
        recommendations => minijinja::value::Serde(recommendations()),
        questions => vec![
            "On how many days of 2017 was the limit exceeded in Cavern?",
            "Does Feldkirchen publish hourly values?",
            "Does Bruck an der Aue?",
        ],
        oddities => oddities,
        stations => stations,
    };
    templates.render("sample.md.j2", context).unwrap()
}

/// The sample as a document, with its charts.
pub fn document() -> Document {
    let parsed = from_markdown::read_body(&markdown(), FileId(0), cover());
    assert_eq!(parsed.diagnostics, [], "the sample has nothing wrong with it");
    let mut document = parsed.document;
    charts().iter().for_each(|chart| chart.attach(&mut document));
    document
}
