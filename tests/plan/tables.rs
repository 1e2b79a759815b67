//! What the checker says of the rows of tables, against all that can happen.

use crate::fixture::{checked, outcomes};
use crate::siblings::Rng;
use acquis::eval::outcome::{Outcome, Values};
use acquis::num::rat::Rat;
use acquis::types::body::Join;
use std::collections::BTreeSet;

/// Columns: name, type, and values enough for all that cells ask, those of two numbers set against each other among
/// them.
const COLUMNS: [(&str, &str, &[&str]); 5] = [
    ("n", "int", &["-1", "0", "1", "2", "3", "4"]),
    ("m", "int", &["-1", "0", "1", "2", "3", "4"]),
    ("e", "E", &["one", "two", "three"]),
    ("s", "text", &["\"a\"", "\"b\"", "\"other\""]),
    ("b", "bool", &["true", "false"]),
];

fn cell(rng: &mut Rng, column: usize, among: &[usize]) -> String {
    let few = if among.len() > 3 { 2 } else { 4 };
    if rng.below(few) == 0 {
        return "-".into();
    }
    let number = |rng: &mut Rng| rng.pick(&["1", "2"]).to_string();
    match column {
        0 | 1 => {
            let other = among.iter().find(|of| **of == 1 - column);
            let with = match (other, rng.below(6)) {
                (Some(other), 0) => COLUMNS[*other].0.into(),
                (_, 1) => "p".into(),
                _ => number(rng),
            };
            match rng.below(8) {
                0 => with,
                1 => format!("not({})", number(rng)),
                2 => "[1 .. 2]".into(),
                3 => format!("<= {with}"),
                4 | 5 => format!("> {with}"),
                6 => format!("< {with}"),
                _ => format!(">= {with}"),
            }
        }
        2 => rng.pick(&["one", "two", "three", "one, two", "not(one)", "not(two)"]).into(),
        3 => rng.pick(&["\"a\"", "\"b\"", "\"a\", \"b\"", "not(\"a\")", "not(\"a\", \"b\")"]).into(),
        _ => rng.pick(&["true", "false"]).into(),
    }
}

/// Rows that share out a column, now and then.
fn shares(rng: &mut Rng, column: usize) -> Vec<&'static str> {
    match (column, rng.below(2)) {
        (0 | 1, 0) => vec!["< 1", "[1 .. 2]", "> 2"],
        (0 | 1, _) => vec!["< 2", ">= 2"],
        (2, 0) => vec!["one", "two", "three"],
        (2, _) => vec!["one", "not(one)"],
        (3, 0) => vec!["\"a\"", "not(\"a\")"],
        (3, _) => vec!["\"a\"", "\"b\"", "not(\"a\", \"b\")"],
        _ => vec!["true", "false"],
    }
}

struct Table {
    columns: Vec<usize>,
    hit: &'static str,
    rows: Vec<Vec<String>>,
    values: Vec<String>,
}

fn table(rng: &mut Rng) -> Table {
    let mut columns: Vec<usize> = (0..COLUMNS.len()).collect();
    while columns.len() > 2 + rng.below(4) {
        columns.remove(rng.below(columns.len()));
    }
    let hit = rng.pick(&["unique", "unique", "any", "first"]);
    let mut rows: Vec<Vec<String>> = vec![];
    if rng.below(3) == 0 {
        let by = rng.below(columns.len());
        for shared in shares(rng, columns[by]) {
            let mut row = vec!["-".to_string(); columns.len()];
            row[by] = shared.into();
            rows.push(row);
        }
        // One of them in two.
        if rng.below(2) == 0 {
            let of = rng.below(rows.len());
            let by = (by + 1) % columns.len();
            let row = rows.remove(of);
            for shared in shares(rng, columns[by]) {
                let mut row = row.clone();
                row[by] = shared.into();
                rows.push(row);
            }
        }
    } else {
        for _ in 0..2 + rng.below(3) {
            rows.push(columns.iter().map(|column| cell(rng, *column, &columns)).collect());
        }
        if rng.below(2) == 0 {
            rows.push(vec!["-".into(); columns.len()]);
        }
    }
    let numbers: Vec<&str> = columns.iter().filter(|c| **c < 2).map(|c| COLUMNS[*c].0).collect();
    let value = |rng: &mut Rng, row: usize| match (hit, rng.below(5), numbers.as_slice()) {
        ("any", 0, [n, ..]) => format!("{n} + 1"),
        ("any", 1, [.., n]) => n.to_string(),
        ("any", 2, _) => "p".into(),
        ("any", _, _) => (10 + row % 2).to_string(),
        _ => (10 + row).to_string(),
    };
    let values = (0..rows.len()).map(|row| value(rng, row)).collect();
    Table { columns, hit, rows, values }
}

impl Table {
    fn text(&self, name: usize) -> String {
        let names = || self.columns.iter().map(|c| COLUMNS[*c].0);
        let heads: Vec<String> = self.columns.iter().map(|c| format!("{}: {}", COLUMNS[*c].0, COLUMNS[*c].1)).collect();
        let mut text = format!("table t{name}({}): int {{\n  hit {}\n", heads.join(", "), self.hit);
        text.push_str(&format!("  | {} | r |\n", names().collect::<Vec<_>>().join(" | ")));
        for (row, value) in self.rows.iter().zip(&self.values) {
            text.push_str(&format!("  | {} | {value} |\n", row.join(" | ")));
        }
        text + "}\n"
    }
}

type Fields = Vec<Option<&'static str>>;

fn record(fields: &[Option<&str>]) -> String {
    let said = COLUMNS.iter().zip(fields).filter_map(|((name, ..), value)| Some(format!("; {name}: {}", (*value)?)));
    format!("X {{ id: \"x\"{} }}", said.collect::<String>())
}

/// All records.
fn records() -> Vec<Fields> {
    let mut all: Vec<Fields> = vec![vec![]];
    for (_, _, values) in COLUMNS {
        all = all.iter().flat_map(|r| values.iter().map(|v| [r.clone(), vec![Some(*v)]].concat())).collect();
    }
    all
}

/// What a number in a cell or value stands for; `None`: it is no number.
fn number(written: &str, of: &Fields) -> Option<i64> {
    match written {
        "p" => Some(2),
        "n" => of[0]?.parse().ok(),
        "m" => of[1]?.parse().ok(),
        _ => match written.split_once(" + ") {
            Some((a, b)) => Some(number(a, of)? + number(b, of)?),
            None => written.parse().ok(),
        },
    }
}

/// Whether a cell fits a value of its column.
fn fits(cell: &str, value: &str, of: &Fields) -> bool {
    if let Some(inner) = cell.strip_prefix("not(").and_then(|rest| rest.strip_suffix(')')) {
        return !fits(inner, value, of);
    }
    if let Some((low, high)) =
        cell.strip_prefix('[').and_then(|c| c.strip_suffix(']')).and_then(|c| c.split_once(" .. "))
    {
        let value = number(value, of);
        return number(low, of) <= value && value <= number(high, of);
    }
    if let Some((a, b)) = cell.split_once(", ") {
        return fits(a, value, of) || fits(b, value, of);
    }
    let with = |op: &str| cell.strip_prefix(op).map(|rest| number(value, of).cmp(&number(rest, of)));
    match (with("<= "), with(">= "), with("< "), with("> ")) {
        (Some(order), ..) => order.is_le(),
        (_, Some(order), ..) => order.is_ge(),
        (_, _, Some(order), _) => order.is_lt(),
        (.., Some(order)) => order.is_gt(),
        _ if cell == "-" => true,
        _ => match number(cell, of) {
            Some(number) => value.parse() == Ok(number),
            None => cell == value,
        },
    }
}

/// What comes of a table.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Comes {
    Value(i64),
    Gap,
    Conflict,
}

impl Table {
    /// What comes of an input, as the rows are written.
    fn comes(&self, of: &Fields) -> Comes {
        let row_fits = |row: &&Vec<String>| {
            row.iter().zip(&self.columns).all(|(cell, column)| fits(cell, of[*column].unwrap_or_default(), of))
        };
        let there = self.rows.iter().zip(&self.values).filter(|(row, _)| row_fits(row));
        let values: Vec<i64> = there.filter_map(|(_, value)| number(value, of)).collect();
        match (values.as_slice(), self.hit) {
            ([], _) => Comes::Gap,
            ([one], _) | ([one, ..], "first") => Comes::Value(*one),
            ([one, rest @ ..], "any") if rest.iter().all(|other| other == one) => Comes::Value(*one),
            _ => Comes::Conflict,
        }
    }
}

fn is_in(one: Comes, set: &Outcome) -> bool {
    match (one, &set.values) {
        (Comes::Gap, _) => set.gap,
        (Comes::Conflict, _) => set.conflict,
        (Comes::Value(n), Values::Number(bounds)) => {
            let n = Rat::int(n);
            bounds.lo().is_none_or(|lo| *lo <= n) && bounds.hi().is_none_or(|hi| n <= *hi)
        }
        _ => false,
    }
}

#[derive(Default)]
struct Seen {
    overlaps: usize,
    gaps: usize,
    hidden: usize,
    shared: usize,
    undecided: usize,
}

const COUNT: usize = 8;

/// The tables, and expectations of what comes of records of which not everything is known.
fn policy(tables: &[Table], partly: &[Fields]) -> (String, Vec<usize>) {
    let mut text = String::from(
        "module m\nenum E { one, two, three }\n\
         entity X, xs { key id; id: text; n: int; m: int; e: E; s: text; b: bool }\nparam p: int { is 2 }\n",
    );
    let mut lines = vec![];
    for (name, table) in tables.iter().enumerate() {
        lines.push(text.matches('\n').count());
        text.push_str(&table.text(name));
    }
    lines.push(text.matches('\n').count());
    for (at, record_of) in partly.iter().enumerate() {
        let call = |(name, table): (usize, &Table)| {
            let fields: Vec<String> = table.columns.iter().map(|c| format!("x.{}", COLUMNS[*c].0)).collect();
            format!("  expect t{name}({}) = 0", fields.join(", "))
        };
        let expected: Vec<String> = tables.iter().enumerate().map(call).collect();
        text.push_str(&format!("test \"{at}\" {{\n  given x = {}\n{}\n}}\n", record(record_of), expected.join("\n")));
    }
    (text, lines)
}

fn one_policy(seed: u64, all: &[Fields], seen: &mut Seen) {
    let mut rng = Rng(seed);
    let tables: Vec<Table> = (0..COUNT).map(|_| table(&mut rng)).collect();
    let known = |rng: &mut Rng| -> Fields {
        all[rng.below(all.len())].iter().map(|v| v.filter(|_| rng.below(2) == 0)).collect()
    };
    let partly: Vec<Fields> = (0..10).map(|_| known(&mut rng)).collect();
    let (text, lines) = policy(&tables, &partly);
    let (checked, found) = checked(&text);
    let outcomes = outcomes(&checked);
    for (number, table) in tables.iter().enumerate() {
        let said = |code: &str| -> BTreeSet<usize> {
            let of = found.iter().filter(|d| d.code.0 == code).filter_map(|d| d.primary.as_ref());
            let line = of.map(|p| text[..p.span.start as usize].matches('\n').count());
            let own = line.filter(|line| lines[number] <= *line && *line < lines[number + 1]);
            own.map(|line| line - lines[number]).collect()
        };
        let shown = table.text(number);
        let comes: Vec<Comes> = all.iter().map(|record| table.comes(record)).collect();
        let (conflict, gap) = (comes.contains(&Comes::Conflict), comes.contains(&Comes::Gap));
        let (overlaps, leaves_out) = (!said("E0230").is_empty(), !said("W0203").is_empty());
        let undecided = !said("N0201").is_empty();
        assert!(conflict || !overlaps, "no row meets another:\n{shown}");
        assert!(overlaps || !conflict || undecided, "rows meet, and nothing is said:\n{shown}");
        assert!(gap || !leaves_out, "nothing is left out:\n{shown}");
        assert!(leaves_out || !gap || undecided, "something is left out:\n{shown}");
        // Rows stand from the fourth line on.
        let hidden: BTreeSet<usize> = said("E0232").into_iter().map(|line| line - 3).collect();
        for row in (0..table.rows.len()).filter(|_| table.hit == "first") {
            let never = !comes.contains(&Comes::Value(10 + row as i64));
            // A comparison with the param as it is today may come out otherwise.
            let sure = !table.rows[..=row].iter().flatten().any(|cell| cell.contains('p'));
            assert!(never || !hidden.contains(&row), "row {row} decides:\n{shown}");
            assert!(hidden.contains(&row) || !never || !sure, "row {row} never decides:\n{shown}");
        }
        let rule = checked.rule_named(&format!("t{number}")).expect("a rule");
        let shared = matches!(checked.rule(rule).body.join, Join::Partition | Join::Shared | Join::FirstShared);
        assert!(!shared || !conflict && !gap, "not shared out:\n{shown}");
        for (place, known) in partly.iter().enumerate() {
            let set = &outcomes[place * COUNT + number];
            let turns_out = |record: &Fields| record.iter().zip(known).all(|(v, k)| k.is_none() || v == k);
            for one in all.iter().zip(&comes).filter(|(record, _)| turns_out(record)).map(|(_, one)| *one) {
                assert!(is_in(one, set), "{one:?} is not in {set:?}:\n{shown}\n{}", record(known));
            }
            assert!(!shared || !set.gap && !set.conflict, "shared out, and {set:?}:\n{shown}\n{}", record(known));
        }
        seen.overlaps += usize::from(overlaps);
        seen.gaps += usize::from(leaves_out);
        seen.hidden += hidden.len();
        seen.shared += usize::from(shared);
        seen.undecided += usize::from(undecided);
    }
}

#[test]
fn what_is_said_of_rows_is_what_happens() {
    let (mut seen, all) = (Seen::default(), records());
    (0..40).for_each(|seed| one_policy(seed, &all, &mut seen));
    let told = format!(
        "{} overlaps, {} gaps, {} hidden, {} shared, {} undecided",
        seen.overlaps, seen.gaps, seen.hidden, seen.shared, seen.undecided
    );
    assert!(seen.overlaps > 100 && seen.gaps > 100 && seen.hidden > 15 && seen.shared > 60, "{told}");
    assert!(seen.undecided < 10, "{told}");
}

/// The codes that are said of a table.
fn codes(table: &str) -> Vec<&'static str> {
    let text = format!("module m\nsource act \"A\" {{ status in force from 2000-01-01; evidence read }}\n{table}");
    let (_, found) = checked(&text);
    let mut codes: Vec<&str> =
        found.iter().map(|d| d.code.0).filter(|c| ["E0230", "E0232", "W0203", "N0201"].contains(c)).collect();
    codes.sort_unstable();
    codes
}

#[test]
fn a_table_of_many_columns_and_constants_is_gone_through() {
    let names = ["a", "b", "c", "d", "e", "f"];
    let heads: Vec<String> = names.iter().map(|n| format!("{n}: int")).collect();
    let table = |rows: Vec<String>| {
        let head = format!("table t({}): int {{\n  hit unique\n  | {} | r |\n", heads.join(", "), names.join(" | "));
        format!("{head}{}}}\n", rows.concat())
    };
    // A row for each slice of the first column, and another cut of each other column in it.
    let row = |at: usize, from: usize, to: usize| {
        let others: Vec<String> = (1..6).map(|column| format!("> {}", 7 * at + column)).collect();
        format!("  | [{from} .. {to}) | {} | {at} |\n", others.join(" | "))
    };
    let rows: Vec<String> = (0..30).map(|at| row(at, 10 * at, 10 * at + 10)).collect();
    assert_eq!(codes(&table(rows.clone())), ["W0203"]);
    assert_eq!(codes(&table([rows, vec![row(31, 45, 46)]].concat())), ["E0230", "W0203"]);
}

#[test]
fn what_a_call_in_a_cell_leaves_open_is_told_and_the_other_rows_are_looked_at() {
    let with = |rows: &str| {
        format!(
            "define most(n: int): int {{ is power(n, 2) }}\n\
             table t(n: int, m: int): int {{\n  hit unique\n  | n | m | r |\n{rows}}}\n"
        )
    };
    assert_eq!(codes(&with("  | > most(m) | > 0 | 1 |\n  | < 5 | > 0 | 2 |\n  | - | <= 0 | 3 |\n")), ["N0201"]);
    assert_eq!(codes(&with("  | > most(m) | > 0 | 1 |\n  | <= most(m) | > 0 | 2 |\n  | - | <= 0 | 3 |\n")), [""; 0]);
    assert_eq!(
        codes(&with("  | > most(m) | > 0 | 1 |\n  | < 5 | <= 0 | 2 |\n  | > 3 | <= 0 | 3 |\n")),
        ["E0230", "N0201"]
    );
}
