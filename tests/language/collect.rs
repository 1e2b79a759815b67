//! Cases of a collect that exclude each other: one item at most, and one for sure where they share out all there is.

use crate::repository::Repository;

const POLICY: &str = r#"module x
enum E { p, q, r }
entity K, ks { key id; id: text; b: bool; e: E; n: int, 0 .. 10; o: bool, may be absent }
entity R     { role: E; v: int }
collect one(k: K): int {
  when [a] k.b then 1
  when [b] not k.b then 2
}
collect alike(k: K): int {
  when [a] k.b then 5
  when [b] not k.b then 5
  when [c] k.n > 5 then k.n
}
collect partly(k: K): R {
  when [a] k.e is p then R(role: p, v: 3)
  when [b] k.e is q then R(role: q, v: k.n)
}
collect absent_or(k: K): int {
  when [none] k.o is absent then 0
  when [a]    k.o then 1
  when [b]    not k.o then 2
}
collect there(k: K): int {
  not applicable when k.e is r
  when [a] k.o is not absent and k.o then 1
  when [b] k.o is not absent and not k.o then 2
}
collect dated(k: K): int {
  when [a] k.b then 1, until 2018-01-01
  when [b] not k.b then 2
  when [c] k.b then 3, from 2018-01-02
}
collect split(k: K): int {
  when [low]  k.n < 3 then 1
  when [mid]  k.n in 3 .. 6 then 2
  when [high] k.n > 6 then 3
}
reform more { status discussed 2018-01-01; from 2018-01-01; amend one [b] when true }
reform added { status discussed 2018-01-01; from 2018-01-01; add to one when [c] k.b then 4 }
scenario m { starts from law; with more; at 2018-04-30 }
scenario a { starts from law; with added; at 2018-04-30 }
test "what is not known" {
  given  k = K { id: "a" }
  given  h = K { id: "h"; e: p }
  expect count(c for c in one(k)) = 1, needs { }
  expect sum(c for c in one(k)) between 1 and 2, needs { b }
  expect max(c for c in one(k)) between 1 and 2
  expect average(c for c in one(k)) between 1 and 2
  expect (every c in one(k) has c < 3) is true, needs { }
  expect 3 in one(k) is false
  expect 1 in one(k) is unknown, needs { b }
  expect sum(c for c in alike(k)) between 5 and 15, needs { n }
  expect count(c for c in alike(k)) between 1 and 2
  expect count(c for c in partly(k)) between 0 and 1
  expect sum(c.v for c in partly(k)) between 0 and 10
  expect (some c in partly(k) has c.v > 4) is unknown, needs { e, n }
  expect count(c for c in absent_or(k)) between 0 and 1
  expect count(c for c in there(h)) between 0 and 1, needs { o }
  expect count(c for c in dated(k)) between 0 and 1
  expect count(c for c in split(k)) = 1
  expect count(distinct c for c in split(k)) = 1
  expect count(c for c in one(k)) between 1 and 2, under m
  expect count(c for c in one(k)) between 0 and 3, under a
}
test "what is known" {
  given  k = K { id: "a"; b: true; e: q; n: 7; o: true }
  given  l = K { id: "b"; b: false; e: r; n: 1; o: absent }
  expect sum(c for c in one(k)) = 1, by [a]
  expect sum(c for c in alike(k)) = 12
  expect (some c in partly(k) has c.role is q) is true, by [b]
  expect count(c for c in partly(l)) = 0
  expect sum(c for c in absent_or(k)) = 1
  expect sum(c for c in absent_or(l)) = 0
  expect count(c for c in absent_or(l)) = 1
  expect sum(c for c in there(k)) = 1
  expect there(l) is not_applicable
  expect sum(c for c in dated(k)) = 3
  expect sum(c for c in dated(k)) = 1, at 2017-06-01
  expect sum(c for c in split(l)) = 1, by [low]
  expect count(c for c in one(k)) = 2, under m
}
criterion many { for k: K; holds when sum(c.v for c in partly(k)) > 5 }
criterion once { for k: K; holds when count(c for c in one(k)) = 1 }
"#;

#[test]
fn cases_that_exclude_each_other_are_one_item() {
    let repository = Repository::new().with("policies/x.acq", POLICY);
    assert_eq!(repository.tested(), (2, 32));
}

#[test]
fn of_profiles_too_and_the_reason_names_the_case() {
    let manifest = "name = \"x\"\npolicies = [\"policies\"]\nprofiles = [{ entity = \"K\", files = \"ks/*.yaml\" }]\n\
        dates = { at = 2018-04-30, known_on = 2018-04-30, data_as_of = 2018-04-30 }\n";
    let of = |id: &str, b: &str, e: &str, n: &str| {
        let mut all = format!("id: {id}\nsources:\n  s: {{ title: A register }}\n");
        for (name, value) in [("b", b), ("e", e), ("n", n)] {
            if !value.is_empty() {
                all.push_str(&format!("{name}: {{ value: {value}, source: s, as_of: 2017-01-01 }}\n"));
            }
        }
        all
    };
    let repository = Repository::new()
        .with("acquis.toml", manifest)
        .with("policies/x.acq", POLICY)
        .with("ks/known.yaml", &of("known", "false", "q", "9"))
        .with("ks/low.yaml", &of("low", "true", "p", "1"))
        .with("ks/none.yaml", &of("none", "false", "r", "9"))
        .with("ks/open.yaml", &of("open", "", "", "2"));
    let told = |words: &[&str]| {
        let output = repository.run(words);
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    };
    let outcomes = told(&["eval"]);
    for line in
        ["many  known  met", "many  low    not met", "many  none   not met", "many  open   not met", "once  open   met"]
    {
        assert!(outcomes.contains(line), "{line}\n{outcomes}");
    }
    let why = told(&["explain", "many", "--for", "K=known"]);
    assert!(why.contains("case [b]") && !why.contains("case [a]"), "{why}");
}

#[test]
fn the_one_item_of_a_list_of_a_profile() {
    let manifest = "name = \"x\"\npolicies = [\"policies\"]\nprofiles = [{ entity = \"K\", files = \"ks/*.yaml\" }]\n\
        dates = { at = 2018-04-30, known_on = 2018-04-30, data_as_of = 2018-04-30 }\n";
    let policy = "module x\nenum E { p, q, r }\nentity App { e: E; n: int, 0 .. 10; name: text }\n\
        entity K, ks { key id; id: text; apps: list of App, at most 4 }\n\
        define top(k: K): E { is the(a.e for a in k.apps where a.n = max(b.n for b in k.apps)) }\n\
        define of_top(k: K): App { is the(a for a in k.apps where a.n = max(b.n for b in k.apps)) }\n\
        criterion is_q { for k: K; holds when top(k) is q }\n\
        criterion is_b { for k: K; holds when of_top(k).name = \"b\" }\n";
    let apps = |id: &str, apps: &str| {
        format!(
            "id: {id}\nsources:\n  s: {{ title: A register }}\napps: {{ value: [{apps}], source: s, as_of: 2017-01-01 }}\n"
        )
    };
    let repository = Repository::new()
        .with("acquis.toml", manifest)
        .with("policies/x.acq", policy)
        .with("ks/two.yaml", &apps("two", "{ e: p, n: 3, name: a }, { e: q, n: 7, name: b }"))
        .with("ks/tie.yaml", &apps("tie", "{ e: q, n: 7, name: a }, { e: q, n: 7, name: b }"))
        .with("ks/open.yaml", &apps("open", "{ e: p, name: a }, { e: r, n: 7, name: b }"))
        .with("ks/none.yaml", "id: none\n");
    let told = |words: &[&str]| {
        let output = repository.run(words);
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    };
    let outcomes = told(&["eval"]);
    for line in [
        "is_q  two   met",
        "is_q  tie   gap",
        "is_q  open  unknown (not met or gap)",
        "is_b  open  unknown (met or not met or gap)",
        "is_b  two   met",
        "is_b  tie   gap",
    ] {
        assert!(outcomes.contains(line), "{line}\n{outcomes}");
    }
    let why = told(&["explain", "is_q", "--for", "K=tie"]);
    assert!(why.contains("the only one of these (2 looked at)"), "{why}");
    let needs = told(&["needs", "--for", "K=open"]);
    assert!(needs.contains("n "), "{needs}");
}

#[test]
fn the_one_of_items_of_two_origins() {
    let manifest = "name = \"x\"\npolicies = [\"policies\"]\nprofiles = [{ entity = \"K\", files = \"ks/*.yaml\" }]\n\
        dates = { at = 2018-04-30, known_on = 2018-04-30, data_as_of = 2018-04-30 }\n";
    let policy = "module x\nenum E { p, q, r }\nentity R { n: int; of: K; tags: list of int, at most 3 }\n\
        entity K, ks { key id; id: text; e: E; n: int, 0 .. 10; tags: list of int, at most 3 }\n\
        define few: K { is the(k for k in ks where k.n = 3) }\n\
        define made(m: int): R { is the(R(n: k.n + m, of: k, tags: list(k.n, m)) for k in ks where k.n = m) }\n\
        define of_lists(m: int): R { is the(R(n: k.n, of: k, tags: list(t for t in k.tags)) for k in ks where k.n = m) }\n\
        test \"profiles beside instances of a test\" {\n  given d = K { id: \"d\"; n: 5; e: q }\n  given e = K { id: \"e\"; n: 3 }\n  \
        given f = K { id: \"f\" }\n  expect the(k for k in ks + list(d) where k.n = 5).e is q\n  \
        expect the(k for k in ks + list(d) where k.n = 3).e is p\n  expect the(k for k in ks + list(d, e) where k.n = 3) is gap\n  \
        expect the(k for k in list(d) + ks where k.n > 3) is gap\n  expect the(k for k in list(d) + ks where k.n > 8) is gap\n  \
        expect the(k for k in ks + list(d, f) where k.n = 3).e is unknown\n  \
        expect the(k for k in ks + list(d, f) where k.n = 3) is unknown\n  expect few.n = 3\n  expect made(3).n = 6\n  \
        expect made(4).of.n = 4\n  expect sum(t for t in made(4).tags) = 8\n  expect made(9) is gap\n  expect made(9).n is gap\n  \
        expect of_lists(3).n is error E0283\n}\n";
    let repository = Repository::new()
        .with("acquis.toml", manifest)
        .with("policies/x.acq", policy)
        .with("ks/a.yaml", "id: a\nn: 3\ne: p\n")
        .with("ks/b.yaml", "id: b\nn: 4\n");
    for words in [["check"], ["test"]] {
        let output = repository.run(&words);
        let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success() && !told.contains("W0209"), "{told}");
    }
}
