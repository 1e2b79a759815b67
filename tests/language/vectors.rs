//! The published vectors, computed in the policy language: each row becomes a test over the definitions of
//! `docs/prelude`.

use crate::repository::Repository;
use std::fs;

fn file(path: &str) -> String {
    fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).expect("a file")
}

/// The rows of a table below its head.
fn rows(name: &str) -> Vec<Vec<String>> {
    let text = file(&format!("tests/vectors/{name}.csv"));
    text.lines().skip(1).map(|line| line.split(',').map(str::to_string).collect()).collect()
}

/// Decimals of a figure.
fn digits(figure: &str) -> usize {
    figure.split_once('.').map_or(0, |(_, after)| after.len())
}

/// The modules of the prelude.
const PRELUDE: [&str; 5] = ["periods", "calendar", "lending", "caseload", "segregation"];

/// The prelude, and a test with these lines: how many of them hold.
fn hold(lines: &[String]) -> usize {
    let body: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    let tests = format!("module vectors\n\ntest \"the published figures\" {{\n{body}}}\n");
    let mut repository = Repository::new().with("policies/vectors.acq", &tests);
    let mut own = 0;
    for name in PRELUDE {
        let text = file(&format!("docs/prelude/{name}.acq"));
        own += text.matches("\n  expect ").count();
        repository = repository.with(&format!("policies/{name}.acq"), &text);
    }
    repository.tested().1 - own
}

#[test]
fn the_prelude_is_checked_and_laid_out() {
    let mut repository = Repository::new();
    for name in PRELUDE {
        let text = file(&format!("docs/prelude/{name}.acq"));
        repository = repository.with(&format!("policies/{name}.acq"), &text);
    }
    assert_eq!(repository.faults(), "");
}

#[test]
fn periods() {
    let lines: Vec<String> = rows("periods")
        .iter()
        .map(|row| {
            let [event, length, unit, holidays, expiry] = &row[..] else { panic!("{row:?}") };
            let off = match holidays.as_str() {
                "none" => "1900-01-01".to_string(),
                days => days.replace('|', ", "),
            };
            format!("expect ends_after_{unit}({event}, {length} {unit}, list({off})) = {expiry}")
        })
        .collect();
    assert_eq!(hold(&lines), 100);
}

#[test]
fn days_of_the_calendar() {
    let cases = [
        (
            "first_of_month",
            &[("2018-04-30", "2018-04-01"), ("1999-12-31", "1999-12-01"), ("2000-01-01", "2000-01-01")][..],
        ),
        ("first_of_next_month", &[("2018-04-01", "2018-05-01"), ("2018-12-31", "2019-01-01")]),
        ("last_of_month", &[("2018-02-01", "2018-02-28"), ("2016-02-29", "2016-02-29"), ("1900-02-10", "1900-02-28")]),
        (
            "date_of",
            &[
                ("2018, 4, 30", "2018-04-30"),
                ("2016, 2, 29", "2016-02-29"),
                ("1969, 7, 20", "1969-07-20"),
                ("9999, 12, 31", "9999-12-31"),
            ],
        ),
        ("first_of_year", &[("2018-12-31", "2018-01-01"), ("1999-01-01", "1999-01-01")]),
        ("last_of_year", &[("2018-01-01", "2018-12-31"), ("1999-12-31", "1999-12-31")]),
        ("day_of_month", &[("2018-04-30", "30"), ("2018-04-01", "1"), ("1969-07-20", "20")]),
        (
            "day_of_week",
            &[("2000-01-03", "1"), ("2018-04-30", "1"), ("2018-05-06", "7"), ("1969-07-20", "7"), ("1999-12-31", "5")],
        ),
        (
            "full_months",
            &[
                ("2018-01-15, 2018-02-14", "0 months"),
                ("2018-01-15, 2018-02-15", "1 months"),
                ("2018-01-31, 2018-02-28", "0 months"),
                ("2018-01-31, 2018-03-01", "1 months"),
                ("2016-02-29, 2018-02-28", "23 months"),
                ("2017-12-31, 2018-12-31", "12 months"),
            ],
        ),
    ];
    let line = |name: &str, (given, out): &(&str, &str)| format!("expect {name}({given}) = {out}");
    let mut lines: Vec<String> = cases.iter().flat_map(|(name, rows)| rows.iter().map(|row| line(name, row))).collect();
    let nowhere =
        ["2017, 2, 29", "2018, 4, 31", "2018, 13, 1", "2018, 0, 1", "2018, 5, 0", "2018, 5, 32", "10000, 1, 1"];
    lines.extend(nowhere.map(|given| format!("expect date_of({given}) is gap")));
    assert_eq!(hold(&lines), 37);
}

#[test]
fn annual_rates() {
    let lines: Vec<String> = rows("apr")
        .iter()
        .flat_map(|row| {
            let [case, loan, rate, months, charge, payment, apr, cost] = &row[..] else { panic!("{row:?}") };
            // Where no nominal rate is given the payment is.
            let level = match rate.as_str() {
                "" => format!("EUR {payment}"),
                rate => format!("level_payment(EUR {loan}, {rate} % / 12, {months})"),
            };
            let of = format!("(EUR {loan}, EUR {charge}, {level}, {months})");
            // The example with yearly payments has one for every twelve months.
            let payments = match case.as_str() {
                "annex_style_annual" => format!("{}, 1", months.parse::<usize>().expect("months") / 12),
                _ => format!("{months}, 12"),
            };
            let paid = format!("(EUR {loan}, EUR {charge}, {level}, {payments})");
            let mut lines = vec![
                format!("expect {level} = EUR {payment} to {} digits", digits(payment)),
                format!("expect 100 * annual_rate_of_charge{paid} = {apr} to {} digits", digits(apr)),
            ];
            if !cost.is_empty() {
                lines.push(format!("expect cost_of_credit{of} = EUR {cost} to {} digits", digits(cost)));
            }
            lines
        })
        .collect();
    assert_eq!(hold(&lines), lines.len());
    assert!(lines.len() >= 2 * 48 + 40, "{} figures", lines.len());
}

#[test]
fn charges_hidden_in_the_rate() {
    let lines: Vec<String> = rows("apr-passed-into-rate")
        .iter()
        .flat_map(|row| {
            let [loan, months, charge, grant, rate, payment] = &row[..] else { panic!("{row:?}") };
            let level = format!("level_payment(EUR {loan} + EUR {charge} - EUR {grant}, 6 % / 12, {months})");
            [
                format!("expect {level} = EUR {payment} to {} digits", digits(payment)),
                format!(
                    "expect 100 * rate_that_hides(EUR {loan}, {level}, {months}) = {rate} to {} digits",
                    digits(rate)
                ),
            ]
        })
        .collect();
    assert_eq!(hold(&lines), 2 * 10);
}

#[test]
fn blending() {
    let mut lines = vec![];
    for row in &rows("blending") {
        let [case, invested, grant, loan, own, per_loan, leverage, finance, service] = &row[..] else {
            panic!("{row:?}")
        };
        let mut line = |form: String, figure: &str, unit: &str| {
            if !figure.is_empty() {
                lines.push(format!("expect {form} = {unit}{figure} to {} digits", digits(figure)));
            }
        };
        if case.starts_with("capped") {
            let cap = case.rsplit("cap").next().expect("a cap");
            line(format!("capped_guarantee(EUR {invested}, 80 %, {cap} %)"), grant, "EUR ");
        }
        line(
            format!("EUR {invested} - EUR {loan} - EUR {}", if case.starts_with("capped") { "0" } else { grant }),
            own,
            "EUR ",
        );
        line(format!("grant_for_each_euro_of_loan(EUR {grant}, EUR {loan})"), per_loan, "");
        line(format!("leverage(EUR {invested}, EUR {grant})"), leverage, "");
        line(format!("finance_for_each_euro_of_grant(EUR {grant}, EUR {loan})"), finance, "");
        line(format!("level_payment(EUR {loan}, 1.5 %, 20)"), service, "EUR ");
    }
    let lines: Vec<String> = lines.into_iter().map(|line: String| line.replace(" to 0 digits", "")).collect();
    assert_eq!(hold(&lines), lines.len());
    assert!(lines.len() > 35, "{} figures", lines.len());
}

#[test]
fn guardians() {
    let rows = rows("guardians");
    let line = |row: &Vec<String>| format!("expect needed({}, {}) = {}", row[1], row[2], row[3]);
    let lines: Vec<String> = rows.iter().map(line).collect();
    assert_eq!(hold(&lines), 15);
}

#[test]
fn segregation() {
    let indices = [
        "minority_share",
        "dissimilarity",
        "isolation",
        "exposure",
        "exposure_of_others",
        "eta_squared",
        "entropy_index",
        "hutchens_index",
        "gini",
        "gorard_index",
        "atkinson_index",
    ];
    let mut count = 0;
    for row in &rows("segregation") {
        let places: Vec<String> = row[2]
            .split('|')
            .zip(row[3].split('|'))
            .map(|(few, all)| format!("Place(minority: {few} persons, all: {all} persons)"))
            .collect();
        let mut lines = vec![format!("given  a = Area {{ units: list({}) }}", places.join(", "))];
        for (index, figure) in indices.iter().zip(&row[4..]) {
            let behind = digits(figure);
            lines.push(match *index {
                "minority_share" => {
                    let (whole, rest) = figure["0.".len()..].split_at(2);
                    format!("expect {index}(a) = {whole}.{rest} % to {} digits", behind - 2)
                }
                _ => format!("expect {index}(a) = {figure} to {behind} digits"),
            });
        }
        count += hold(&lines);
    }
    assert_eq!(count, 6 * 11);
}
