//! Hostile and random input.

use crate::print::findings;
use crate::read::value_of;
use crate::world::{FULL, TOWN, cell, entry, read_one, read_table, word};
use acquis::data::csv::{CellText, Rows};
use acquis::data::described::TableEntry;
use acquis::data::{Cell, Value};
use acquis::num::rat::Rat;
use acquis::text::FileId;
use proptest::prelude::*;
use std::fmt::Write as _;

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
fn blanks_of_several_bytes_are_shown_as_wholes() {
    for text in ["A:\u{a0}", "A:\u{202f}", "id: a\n\u{202f}\tn: 3\n", "id: a\nn:\n\t- 3\n"] {
        stands(text);
    }
}

#[test]
fn a_bomb_of_aliases_does_not_go_off() {
    let mut bomb = String::from("id: a\nfurther:\n  l0: &l0 [x, x, x, x, x, x, x, x, x]\n");
    for i in 1..20 {
        writeln!(bomb, "  l{i}: &l{i} [{}]", vec![format!("*l{}", i - 1); 9].join(", ")).unwrap();
    }
    // One word on it is enough.
    assert_eq!(stands(&bomb), 1);
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
        // The writer takes line and paragraph separators for breaks, as YAML 1.1 did.
        name in "[^\u{0}-\u{1f}\u{7f}-\u{9f}\u{2028}\u{2029}\u{feff}\u{fffe}\u{ffff}]{0,20}",
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
        // Quotes of a word processor around a text are refused.
        let quote = |c: char| matches!(c, '“' | '”' | '„' | '«' | '»' | '‘' | '’');
        let quoted = name.chars().count() > 2 && name.starts_with(quote) && name.ends_with(quote);
        // The writer leaves bare what readers of YAML 1.1 take for a condition, a day or a number, which is refused.
        let old = |w: &str| {
            let figures = |c: char| c.is_ascii_digit() || ":_.+-bTtZ ".contains(c);
            let is_word = ["y", "n", "yes", "no", "on", "off"].iter().any(|word| w.eq_ignore_ascii_case(word));
            is_word || w.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '+') && w.chars().all(figures)
        };
        prop_assume!(!bare_word && !quoted && !old(&name) && !words.iter().any(|w| old(w)));
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
