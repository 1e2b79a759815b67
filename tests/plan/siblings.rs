//! What the checker says of cases that meet, that never decide, that leave something out, against all that can happen.

use crate::fixture::{checked, outcomes};
use acquis::eval::outcome::{Outcome, Values};
use acquis::types::body::Join;
use std::collections::BTreeSet;

/// A small generator of numbers (splitmix64).
pub struct Rng(pub u64);

impl Rng {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    pub fn pick<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.below(all.len())]
    }
}

/// Values of the fields `e`, `b`, `n`, `k`, `m`.
const FIELDS: [(&str, &[&str]); 5] = [
    ("e", &["one", "two", "three"]),
    ("b", &["true", "false"]),
    ("n", &["0", "1", "2"]),
    ("k", &["0", "1", "2"]),
    ("m", &["true", "false", "absent"]),
];

fn condition(rng: &mut Rng, depth: usize) -> String {
    if depth > 0 && rng.below(3) > 0 {
        let (a, b) = (condition(rng, depth - 1), condition(rng, depth - 1));
        return match rng.below(5) {
            0 => format!("(not {a})"),
            1 | 2 => format!("({a} or {b})"),
            _ => format!("({a} and {b})"),
        };
    }
    let value = rng.pick(&["one", "two", "three"]);
    let number = rng.below(3);
    match rng.below(13) {
        0 | 1 => format!("(x.e is {value})"),
        2 => format!("(x.e is not {value})"),
        // The same twice is refused.
        3 => format!("(x.e is one of ({}, two))", if value == "two" { "one" } else { value }),
        4 | 5 => "x.b".into(),
        6 => format!("(x.n < {number})"),
        7 => format!("(x.n >= {number})"),
        8 => format!("(x.n != {number})"),
        9 => format!("(x.n in {number} .. 2)"),
        10 => format!("(x.n {} x.k)", rng.pick(&["<", "<=", "=", ">"])),
        11 => "(x.m is absent)".into(),
        _ => "x.m".into(),
    }
}

/// Conditions that cover everything and exclude each other, now and then.
fn shares(rng: &mut Rng) -> Vec<String> {
    match rng.below(4) {
        0 => ["one", "two", "three"].map(|v| format!("(x.e is {v})")).to_vec(),
        1 => {
            let c = condition(rng, 1);
            vec![c.clone(), format!("(not {c})")]
        }
        2 => {
            let c = condition(rng, 0);
            vec![c.clone(), format!("((not {c}) and x.b)"), format!("((not {c}) and (not x.b))")]
        }
        _ => ["x.n < 1", "x.n = 1", "x.n > 1"].map(|c| format!("({c})")).to_vec(),
    }
}

fn definition(rng: &mut Rng, name: usize) -> String {
    let mut clauses = vec![];
    match rng.below(5) {
        0 => clauses.push(format!("applies when {}", condition(rng, 1))),
        1 => clauses.push(format!("not applicable when {}", condition(rng, 1))),
        _ => {}
    }
    let shared = rng.below(3) == 0;
    let conditions = if shared { shares(rng) } else { (0..1 + rng.below(4)).map(|_| condition(rng, 2)).collect() };
    if rng.below(if shared { 5 } else { 2 }) == 0 {
        clauses.push("otherwise 100".into());
    }
    let values = if rng.below(3) == 0 { 2 } else { 100 };
    let mut before: [Option<usize>; 2] = [None, None];
    for (at, condition) in conditions.iter().enumerate() {
        let tier = if shared { 0 } else { rng.below(2) };
        let over = match before[tier] {
            Some(other) if rng.below(3) == 0 => format!(", prevailing over [c{other}]"),
            _ => String::new(),
        };
        before[tier] = Some(at);
        clauses.push(format!("{} [c{at}] {condition} then {}{over}", ["when", "unless"][tier], at % values));
    }
    format!("define d{name}(x: X): int {{ {} }}", clauses.join("; "))
}

fn record(fields: &[Option<&str>]) -> String {
    let said = FIELDS.iter().zip(fields).filter_map(|((name, _), value)| Some(format!("; {name}: {}", (*value)?)));
    format!("X {{ id: \"x\"{} }}", said.collect::<String>())
}

/// All records, and some of which not everything is known, each with the places of what it may turn out to be;
/// `limited`: `k` is no more than `n`.
fn records(rng: &mut Rng, limited: bool) -> (Vec<String>, Vec<(String, Vec<usize>, bool)>) {
    let mut all: Vec<Vec<Option<&str>>> = vec![vec![]];
    for (_, values) in FIELDS {
        let more = all.iter().flat_map(|r| values.iter().map(|v| [r.clone(), vec![Some(*v)]].concat()));
        all = more.collect();
    }
    all.retain(|r| !limited || r[3] <= r[2]);
    let mut partly = vec![];
    for _ in 0..12 {
        let of = &all[rng.below(all.len())];
        let known: Vec<Option<&str>> = of.iter().map(|v| v.filter(|_| rng.below(2) == 0)).collect();
        let fits = |r: &&Vec<Option<&str>>| r.iter().zip(&known).all(|(v, k)| k.is_none() || v == k);
        let places = (0..all.len()).filter(|at| fits(&&all[*at])).collect();
        // Whether it may lack `m`.
        let lacks = known[4].is_none_or(|m| m == "absent");
        partly.push((record(&known), places, lacks));
    }
    (all.iter().map(|r| record(r)).collect(), partly)
}

fn is_in(one: &Outcome, set: &Outcome) -> bool {
    let value = match (&one.values, &set.values) {
        (Values::None, _) => true,
        (Values::Number(a), Values::Number(b)) => {
            a.settled().is_some_and(|n| b.lo().is_none_or(|lo| lo <= n) && b.hi().is_none_or(|hi| n <= hi))
        }
        _ => false,
    };
    value && (!one.not_applicable || set.not_applicable) && (!one.conflict || set.conflict) && (!one.gap || set.gap)
}

#[derive(Default)]
struct Seen {
    overlaps: usize,
    gaps: usize,
    dead: usize,
    shared: usize,
}

fn one_policy(seed: u64, seen: &mut Seen) {
    const COUNT: usize = 8;
    let mut rng = Rng(seed);
    let definitions: Vec<String> = (0..COUNT).map(|name| definition(&mut rng, name)).collect();
    let limited = seed.is_multiple_of(3);
    let (whole, partly) = records(&mut rng, limited);
    let k = if limited { "at most n" } else { "0 .. 2" };
    let mut text = format!(
        "module m\nenum E {{ one, two, three }}\n\
         entity X, xs {{ key id; id: text; e: E; b: bool; n: int, 0 .. 2; k: int, {k}; m: bool, may be absent }}\n",
    );
    text.push_str(&definitions.join("\n"));
    for (at, record) in whole.iter().chain(partly.iter().map(|p| &p.0)).enumerate() {
        let expected: Vec<String> = (0..COUNT).map(|d| format!("  expect d{d}(x) = 0")).collect();
        text.push_str(&format!("\ntest \"{at}\" {{\n  given x = {record}\n{}\n}}", expected.join("\n")));
    }
    let (checked, found) = checked(&text);
    let said = |code: &str| -> Vec<(usize, String)> {
        let of = found.iter().filter(|d| d.code.0 == code);
        let place = |at: usize| text[..at].matches('\n').count() - 3;
        of.filter_map(|d| {
            d.primary
                .as_ref()
                .map(|p| (place(p.span.start as usize), text[p.span.start as usize..p.span.end as usize].to_string()))
        })
        .collect()
    };
    let outcomes = outcomes(&checked);
    for (number, definition) in definitions.iter().enumerate() {
        let of = |record: usize| &outcomes[record * COUNT + number];
        let all = || (0..whole.len()).map(of);
        let (conflict, gap) = (all().any(|o| o.conflict), all().any(|o| o.gap));
        let overlaps = said("E0231").iter().any(|(at, _)| *at == number);
        assert!(conflict || !overlaps, "no case meets another:\n{definition}");
        assert!(overlaps || !conflict, "cases meet, and nothing is said:\n{definition}");
        let leaves_out = said("W0204").iter().any(|(at, _)| *at == number);
        assert!(gap || !leaves_out, "nothing is left out:\n{definition}");
        assert!(leaves_out || !gap || definition.contains("otherwise"), "something is left out:\n{definition}");
        for (_, case) in said("E0232").iter().filter(|(at, _)| *at == number) {
            let value = case.split("then ").nth(1).or(case.strip_prefix("otherwise "));
            let value = value.map(|v| v.split(',').next().unwrap_or(v).trim().to_string());
            let same = |v: &str| definition.matches(&format!("then {v}")).count() > 1;
            if let Some(value) = value.filter(|v| !same(v)) {
                let decides = all().any(
                    |o| matches!(&o.values, Values::Number(b) if b.settled().is_some_and(|n| n.to_string() == value)),
                );
                assert!(!decides, "the case decides: {case}\n{definition}");
            }
            seen.dead += 1;
        }
        let rule = checked.rule_named(&format!("d{number}")).expect("a rule");
        let shared = checked.rule(rule).body.join == Join::Shared;
        for (place, (record, completions, lacks)) in partly.iter().enumerate() {
            let set = of(whole.len() + place);
            for completion in completions {
                assert!(
                    is_in(of(*completion), set),
                    "{:?} is not in {set:?}:\n{definition}\n{record}",
                    of(*completion)
                );
            }
            if shared && !lacks {
                assert!(!set.gap && !set.conflict, "shared out, and still {set:?}:\n{definition}\n{record}");
            }
        }
        seen.overlaps += usize::from(overlaps);
        seen.gaps += usize::from(leaves_out);
        seen.shared += usize::from(shared);
    }
}

#[test]
fn what_is_said_of_cases_is_what_happens() {
    let mut seen = Seen::default();
    (0..60).for_each(|seed| one_policy(seed, &mut seen));
    let all = BTreeSet::from([seen.overlaps > 50, seen.gaps > 50, seen.dead > 20, seen.shared > 20]);
    assert_eq!(all, BTreeSet::from([true]), "{} {} {} {}", seen.overlaps, seen.gaps, seen.dead, seen.shared);
}
